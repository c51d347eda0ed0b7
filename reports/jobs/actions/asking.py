"""Jobs as pages know them: asked for, followed, cancelled."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone

from accounts.models import Person
from reports.jobs.models import Job
from store.actions.rows import RefusedError
from store.limits import TEXT

MOST_WAITING: Final = 50  # the reports of a year are sent at once
QUIET: Final = timedelta(seconds=20)
TOO_MANY: Final = "順番待ちの処理が{}件あります。終わるのを待つか、中止してから、もう一度お試しください。"
CANCELLED: Final = "中止しました。何も変えていません。"


def ask(kind: str, title: str, person: Person, **asked: Any) -> Job:
    """Put a job in the queue; raise RefusedError where the person has too many there already."""
    waiting = Job.objects.going_on().filter(person=person).count()
    if waiting >= MOST_WAITING:
        raise RefusedError(TOO_MANY.format(waiting))
    return Job.objects.create(kind=kind, title=title[:TEXT], person=person, asked=asked)


def cancel(job: Job) -> None:
    """End a job that waits, and ask whoever works at it to stop; one that has ended stays as it is."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    ended = waiting.update(
        state=Job.State.CANCELLED, is_cancelled=True, ended_at=timezone.now(), said=CANCELLED
    )
    if not ended:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(is_cancelled=True)


def nobody_works() -> bool:
    """Tell whether jobs wait though nothing was heard of anybody who would do them."""
    now = timezone.now()
    if not Job.objects.filter(state=Job.State.WAITING, at__lt=now - QUIET).exists():
        return False
    last = Job.objects.filter(state=Job.State.RUNNING).aggregate(at=Max("beat_at"))["at"]
    return last is None or last < now - QUIET
