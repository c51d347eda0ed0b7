"""Packages as jobs: asked for on a page, made in their turn, kept for some days for whoever asked."""

from collections.abc import Mapping
from typing import Final

from django.urls import reverse

from accounts.models import Person
from kpi_tracker.pages.packages.asked import Asked
from kpi_tracker.pages.packages.making import package_of
from reports.jobs.actions.asking import ask
from reports.jobs.actions.working import Ended, Progress, Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions.uploads import Upload, of_words

KIND: Final = "package"
FILE: Final = "file"
MADE: Final = "データ一式を作成しました。"


def ask_for(asked: Asked, label: str, person: Person) -> Job:
    """Let a job make the package."""
    return ask(KIND, f"データ一式「{label}」", person, package=asked.words())


def make(job: Job, progress: Progress) -> Ended:
    """Make the package as whoever asked for it may see it now, and keep it."""
    asked = Asked.of_words(job.asked_for("package"))
    data = package_of(asked, job.person, progress)
    kept = uploads.keep(f"{asked.name}.zip", data)
    return Ended(MADE, f"{reverse('policies:packages')}#made", result={FILE: kept.words(), "size": len(data)})


def file_of(job: Job) -> Upload:
    """Return the file of a package that was made; raise GoneError if it is not kept any more."""
    return of_words(job.result[FILE])


WORKS: Final[Mapping[str, Work]] = {KIND: Work(make)}
