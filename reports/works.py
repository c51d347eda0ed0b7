"""Every kind of job that pages ask for, by name, whose a sent file is, and what is tidied up beside them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from accounts.models import Person
from desk.actions.sweeping import sweep
from reports.jobs.actions.working import Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions import working as loads
from reports.loads.actions.uploads import Upload
from reports.loads.kinds import Kind
from reports.review.actions import reading as review
from reports.review.models import Report
from reports.review.tables import report_table
from reports.tables.actions import working as tables

LISTS: Final = (report_table,)  # what the page of files shows beside the loads
WORKS: Final[dict[str, Work]] = {
    **loads.WORKS,
    **review.WORKS,
    **tables.WORKS,
}  # others add theirs at the start
CHORES: Final[
    list[Callable[[], bool]]
] = []  # what is done while nobody waits; each tells whether it did something
JOBS_KEPT: Final = timedelta(days=30)


def reading_job(upload: Upload, kind: Kind, person: Person) -> Job | None:
    """Ask for the job that reads a file of that kind; None for a fixture, which the loader takes as it is."""
    match kind:
        case Kind.FIXTURE:
            return None
        case Kind.REPORT:
            return review.ask_to_read(upload, person)
        case Kind.TABLE:
            return tables.ask_to_open(upload, person)
        case Kind.BUNDLE:
            return tables.ask_to_open_all(upload, person)


def tidy(now: datetime) -> None:
    """Throw away files that nobody asked for since UPLOAD_DAYS, jobs that ended a month ago, and what the desk kept."""
    sweep(now)
    Job.objects.filter(ended_at__lt=now - JOBS_KEPT).delete()
    uploads.empty(now - timedelta(days=settings.UPLOAD_DAYS), needed=needed())


def needed() -> set[str]:
    """Return the names of the files that jobs in the queue are about, and of reports that were read."""
    named = (job.asked.get("upload", ()) for job in Job.objects.going_on())
    reports = set(Report.objects.values_list("sha256", flat=True))
    return {name for words in named for name in words[1:]} | reports
