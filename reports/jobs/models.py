"""The table of jobs: what takes longer than a page may, and how far it is."""

from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from store.limits import LARGEST_NUMBER, LONG_TEXT, TEXT, within_lengths, within_numbers

LOST_AFTER: Final = timedelta(seconds=90)  # without a sign of life


class JobQuerySet(models.QuerySet["Job"]):
    def going_on(self) -> Self:
        """Keep what waits or is worked at."""
        return self.filter(state__in=Job.GOING_ON)

    def lost(self, now: datetime) -> Self:
        """Keep what somebody took and of which nothing was heard since: whoever it was has ended."""
        return self.filter(Q(beat_at=None) | Q(beat_at__lt=now - LOST_AFTER), state=Job.State.RUNNING)


class Job(models.Model):
    """One thing that somebody asked for and `run_jobs` does: what, with which words, how far, what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "順番待ち"
        RUNNING = "running", "処理中"
        DONE = "done", "完了"
        FAILED = "failed", "処理できませんでした"
        CANCELLED = "cancelled", "中止"

    GOING_ON: Final = (State.WAITING, State.RUNNING)

    at = models.DateTimeField("依頼日時", auto_now_add=True)
    kind = models.CharField("種類", max_length=20)
    title = models.CharField("内容", max_length=TEXT)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="依頼した人", on_delete=models.PROTECT, related_name="jobs"
    )
    asked = models.JSONField("依頼の内容", default=dict)
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    is_cancelled = models.BooleanField("中止の依頼", default=False)
    worker = models.CharField("処理しているもの", max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField("始めた回数", default=0)
    started_at = models.DateTimeField("開始", null=True, blank=True)
    beat_at = models.DateTimeField("最後の知らせ", null=True, blank=True)
    ended_at = models.DateTimeField("終了", null=True, blank=True)
    step = models.CharField("進み具合", max_length=TEXT, blank=True)
    done = models.PositiveIntegerField("済んだ数", default=0)
    total = models.PositiveIntegerField("全部の数", default=0)
    said = models.TextField("結果", blank=True)
    problems = models.JSONField("できなかった理由", default=list)
    address = models.CharField("結果のページ", max_length=2000, blank=True)
    result = models.JSONField("結果の内容", default=dict)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "時間のかかる処理"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "id"), name="job_by_state"),)
        constraints = (
            *within_lengths("job", kind=20, title=TEXT, state=10, worker=100, step=TEXT),
            *within_lengths("job", said=LONG_TEXT, address=2000),
            *within_numbers("job", attempts=0),
            *within_numbers("job", LARGEST_NUMBER, done=0, total=0),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:job", args=(self.pk,))

    @property
    def goes_on(self) -> bool:
        """Whether somebody waits for it."""
        return self.state in self.GOING_ON

    @property
    def percent(self) -> int | None:
        """How much is done, of a hundred; None where nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else None

    def asked_for(self, name: str) -> Any:
        """Return one of the things that were said when it was asked for."""
        return self.asked[name]
