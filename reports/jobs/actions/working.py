"""Jobs as whoever does them knows them: taken one after the other, each with one end."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from reports.jobs.actions.asking import CANCELLED
from reports.jobs.models import Job
from store.actions.rows import RefusedError
from store.limits import TEXT

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 2
BEAT: Final = 3.0  # seconds
MOST_PROBLEMS: Final = 200
STOPPED_TWICE: Final = (
    "処理の途中で{}回止まったため、やめました。何も変えていません。"
    "ファイルを分けるか小さくして、もう一度お試しください。続くときは、システム管理者に知らせてください。"
)
UNEXPECTED: Final = (
    "処理の途中で思いがけない誤りが起きました。何も変えていません。"
    "システム管理者に、この処理の番号（{}）を知らせてください。"
)
TOO_MUCH_MEMORY: Final = "ファイルの内容が大きすぎて処理できません。分けてから、もう一度お試しください。"
TOO_LONG: Final = "処理に時間がかかりすぎたため、やめました。ファイルを分けてから、もう一度お試しください。"


class JobCancelled(Exception):
    """Whoever asked for the job does not want it any more."""


class JobLost(Exception):
    """Somebody else has taken the job meanwhile: what was done of it must not be kept."""


class OverTime(BaseException):
    """The job has taken longer than any may. No reader that answers for a library's errors may take it for one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a job: a sentence, the page on which it goes on, and what that page needs."""

    said: str
    address: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    is_done: bool = True


@dataclass(slots=True)
class Progress:
    """How far a job is. Whoever works says so; somebody else writes it down."""

    step: str = ""
    done: int = 0
    total: int = 0
    is_cancelled: bool = False

    def at(self, done: int, total: int, step: str = "") -> None:
        """Say how far it is; raise JobCancelled where that is not wanted any more."""
        self.done, self.total, self.step = done, total, step[:TEXT] or self.step
        if self.is_cancelled:
            raise JobCancelled


Handler = Callable[[Job, Progress], Ended]


@dataclass(frozen=True, slots=True)
class Work:
    """How jobs of a kind are done; one that `writes` ends in the same transaction in which it writes."""

    handler: Handler
    writes: bool = False


Works = Mapping[str, Work]


def take_back_lost(now: datetime) -> None:
    """Let jobs wait again whose worker has died; after the last attempt, say that it did not work."""
    for job in Job.objects.lost(now):
        same = Job.objects.lost(now).filter(pk=job.pk, worker=job.worker)
        if job.is_cancelled:
            same.update(state=Job.State.CANCELLED, ended_at=now, said=CANCELLED)
        elif job.attempts < MOST_ATTEMPTS:
            same.update(state=Job.State.WAITING, worker="")
        else:
            said = STOPPED_TWICE.format(job.attempts)
            same.update(state=Job.State.FAILED, ended_at=now, said=said)


@transaction.atomic
def claim(worker: str, now: datetime) -> Job | None:
    """Take the job that waits longest, so that nobody else takes it; None where none waits."""
    waiting = Job.objects.filter(state=Job.State.WAITING).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    job = waiting.first()
    if job is None:
        return None
    taken = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, worker=worker, attempts=job.attempts + 1, started_at=now, beat_at=now
    )
    job.refresh_from_db()
    return job if taken else None


Pulse = Callable[[Job, Progress], Any]


def work_off(worker: str, works: Works, pulse: "Pulse | None" = None) -> Job | None:
    """Do the next job and return it as it ended; None where none waits."""
    now = timezone.now()
    take_back_lost(now)
    job = claim(worker, now)
    if job is None:
        return None
    progress = Progress()
    with (pulse or _no_pulse)(job, progress):
        try:
            _do(job, works[job.kind], progress)
        except JobLost:
            logger.warning("job %s was taken by somebody else", job.pk)
    job.refresh_from_db()
    return job


@contextmanager
def _no_pulse(job: Job, progress: Progress) -> Iterator[None]:
    yield


def _do(job: Job, work: Work, progress: Progress) -> None:
    """Do the job; whatever happens is its end."""
    try:
        if work.writes:
            with transaction.atomic():
                end(job, work.handler(job, progress))
        else:
            end(job, work.handler(job, progress))
    except JobCancelled:
        _close(job, Job.State.CANCELLED, CANCELLED)
    except RefusedError as refused:
        _close(job, Job.State.FAILED, str(refused))
    except MemoryError:
        _close(job, Job.State.FAILED, TOO_MUCH_MEMORY)
    except OverTime:
        _close(job, Job.State.FAILED, TOO_LONG)
    except JobLost:
        raise
    except Exception:
        logger.exception("job %s failed", job.pk)
        _close(job, Job.State.FAILED, UNEXPECTED.format(job.pk))


def end(job: Job, ended: Ended) -> None:
    """Write down what became of the job.

    Raise JobLost where somebody else has taken it, and JobCancelled where nobody wants it any more.
    """
    if Job.objects.filter(pk=job.pk, is_cancelled=True).exists():
        raise JobCancelled
    state = Job.State.DONE if ended.is_done else Job.State.FAILED
    _close(
        job,
        state,
        ended.said,
        address=ended.address,
        result=dict(ended.result),
        problems=list(ended.problems[:MOST_PROBLEMS]),
    )


def _close(job: Job, state: str, said: str, **more: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    if not mine.update(state=state, said=said, ended_at=timezone.now(), **more):
        raise JobLost


@contextmanager
def beating(job: Job, progress: Progress) -> Iterator[None]:
    """Write down every few seconds, in a connection of its own, how far the job is, and hear whether it is wanted."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(job.pk, job.worker, progress, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(pk: int, worker: str, progress: Progress, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT):
            try:
                beat(pk, worker, progress)
            except (
                OperationalError
            ) as busy:  # the job itself holds the only write lock: the next beat tells it
                logger.info("job %s: no sign of life written (%s)", pk, busy)
    finally:
        connections.close_all()


def beat(pk: int, worker: str, progress: Progress) -> None:
    """Write down how far the job is, and note whether it was cancelled."""
    mine = Job.objects.filter(pk=pk, worker=worker, state=Job.State.RUNNING)
    progress.is_cancelled = progress.is_cancelled or mine.filter(is_cancelled=True).exists()
    mine.update(beat_at=timezone.now(), step=progress.step, done=progress.done, total=progress.total)
