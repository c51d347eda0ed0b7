"""Packages as jobs: asked for on a page, made in their turn, kept for some days for whoever asked."""

from collections.abc import Mapping
from typing import Final

from django.urls import reverse

from accounts.models import Person
from kpi_tracker.pages.packages.asked import Asked, seen_by, still_sees
from kpi_tracker.pages.packages.making import package_of
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions.uploads import Upload, of_words

KIND: Final = "package"
FILE: Final = "file"
SEEN: Final = "seen"  # the departments whose unconfirmed figures were put in; None is all of the city
MADE: Final = "データ一式を作成しました。"


def ask_for(asked: Asked, label: str, person: Person) -> Job:
    """Let a job make the package."""
    return ask(KIND, f"データ一式「{label}」", person, package=asked.words())


def make(job: Job, progress: Progress) -> Ended:
    """Make the package as whoever asked for it may see it now, and keep it."""
    asked = Asked.of_words(job.asked_for("package"))
    seen = None if asked.is_public else seen_by(asked, job.person)
    data = package_of(asked, job.person, progress)
    kept = uploads.keep(f"{asked.name}.zip", data)
    result = {FILE: kept.words(), "size": len(data), SEEN: None if seen is None else sorted(seen)}
    return Ended(MADE, f"{reverse('policies:packages')}#made", result=result)


def may_take(job: Job, person: Person) -> bool:
    """Tell whether the person still sees all that was put into the package: posts end while files are kept."""
    seen = job.result.get(SEEN)
    asked = Asked.of_words(job.asked_for("package"))
    return still_sees(asked, None if seen is None else frozenset(seen), person)


def file_of(job: Job) -> Upload:
    """Return the file of a package that was made; raise GoneError if it is not kept any more."""
    return of_words(job.result[FILE])


WORKS: Final[Mapping[str, Work]] = {KIND: Work(make)}
