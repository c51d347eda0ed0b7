"""Every kind of job that pages ask for, by name, whose a sent file is, and what is tidied up beside them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from reports.jobs.actions.working import Work
from reports.jobs.models import Job
from reports.loads.actions import uploads
from reports.loads.actions import working as loads
from reports.review.actions import reading as review
from reports.review.models import Report
from reports.review.tables import report_table

TAKERS: Final = (review.take_report,)  # whose a file is that somebody sends, in this order
LISTS: Final = (report_table,)  # what the page of files shows beside the loads
WORKS: Final[Mapping[str, Work]] = {**loads.WORKS, **review.WORKS}
JOBS_KEPT: Final = timedelta(days=30)


def tidy(now: datetime) -> None:
    """Throw away files that nobody asked for since UPLOAD_DAYS, and jobs that ended a month ago."""
    Job.objects.filter(ended_at__lt=now - JOBS_KEPT).delete()
    uploads.empty(now - timedelta(days=settings.UPLOAD_DAYS), needed=needed())


def needed() -> set[str]:
    """Return the names of the files that jobs in the queue are about, and of reports that were read."""
    named = (job.asked.get("upload", ()) for job in Job.objects.going_on())
    reports = {name for names in Report.objects.values_list("sha256", "loaded_as") for name in names}
    return {name for words in named for name in words[1:]} | reports
