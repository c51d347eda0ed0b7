import gc
import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from reports.jobs.actions.working import OverTime, Progress, beating, work_off
from reports.jobs.models import Job
from reports.works import CHORES, WORKS, tidy

PAUSE: Final = 1.0  # seconds
LONGEST: Final = 30 * 60  # seconds that one job may take
MEMORY: Final = 2 * 1024**3  # bytes: what needs more is refused in words, and the machine goes on
TIDY_EVERY: Final = timedelta(hours=1)
CHORES_EVERY: Final = timedelta(seconds=30)


class Command(BaseCommand):
    """Do what pages asked for and takes its time, one after the other, until it is told to end."""

    help = "時間のかかる処理（ファイルの読込みなど）を、順に行います。止めるまで動き続けます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="待っている処理がなくなったら終わります。")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self.is_over = False
        self.tidied: datetime | None = None
        self.looked: datetime | None = None
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of numpy: a thread for each core reserves memory
        bound_memory()
        if not once:
            gc.freeze()  # what start-up built stays: a load need not look through it again and again
        worker = f"{socket.gethostname()[:60]}:{os.getpid()}"
        while not self.is_over:
            if not self.did_one(worker):
                if once:
                    break
                time.sleep(PAUSE)

    def end(self, number: int, frame: FrameType | None) -> None:
        """End after the job that is worked at."""
        self.is_over = True

    def did_one(self, worker: str) -> bool:
        """Do the next job; False where none waits, or the database is away."""
        try:
            close_old_connections()
            self.tidy()
            with limited(LONGEST):
                job = work_off(worker, WORKS, patiently)
                if job is None:
                    return self.did_a_chore()
        except (InterfaceError, OperationalError) as away:
            self.stderr.write(f"データベースを待っています（{away}）。")
            return False
        self.say(job)
        return True

    def did_a_chore(self) -> bool:
        """Do one thing that nobody waits for, looking every now and then what there is."""
        now = timezone.now()
        if self.looked is not None and self.looked > now - CHORES_EVERY:
            return False
        is_done = any(do() for do in CHORES)
        self.looked = None if is_done else now
        return is_done

    def tidy(self) -> None:
        """Throw away what is old, once an hour."""
        now = timezone.now()
        if self.tidied is None or self.tidied < now - TIDY_EVERY:
            tidy(now)
            self.tidied = now

    def say(self, job: Job) -> None:
        """Write a line about a job that has ended."""
        self.stdout.write(f"{job.pk} {job.kind} {job.get_state_display()}")


@contextmanager
def patiently(job: Job, progress: Progress) -> Iterator[None]:
    """Do a job with signs of life; it may wait for another load as long as that takes, where a page gives up."""
    with beating(job, progress):
        _set_timeouts(f"set_config(name, '{LONGEST}s', false)")
        try:
            yield
        finally:
            _set_timeouts("set_config(name, reset_val, false)")


def _set_timeouts(how: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {how} FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"  # noqa: S608
            )


class limited:  # noqa: N801 - used like a function
    """Raise OverTime where what is done within takes longer than so many seconds; only where the system can."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, _over_time)
            signal.alarm(self.seconds)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)


def _over_time(number: int, frame: FrameType | None) -> None:
    raise OverTime


def bound_memory() -> None:
    """Let a file that unfolds without end become a MemoryError of this process alone, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
