"""The tables of reports that are reviewed: the document, its pages as they were read, every fact with its decision."""

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from reports.review.places import NOTHING_LOADED, RowsLoaded
from reports.review.slots import KEYS, LABELS, Decided, Decision, Json, Slot, with_decisions
from store.limits import LARGEST_NUMBER, within_lengths, within_numbers
from store.models import Load, Versioned, owner_of

LONGEST_PATH = 120
LONGEST_QUOTE = 200


class ReportQuerySet(models.QuerySet["Report"]):
    def of_cities(self, codes: Collection[str]) -> Self:
        return self.filter(city__in=codes)


class Report(Versioned):
    """One published report that somebody reviews: the file by its hash, what was read, where it goes, what was loaded.

    `facts_loaded` says by the name of a row (see outcome.row_name) which fact it is from.
    """

    from_files = False

    at = models.DateTimeField("読み取った日時", auto_now_add=True)
    name = models.CharField("ファイル名", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    city = models.CharField("全国地方公共団体コード", max_length=6)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="読み取った人",
        on_delete=models.PROTECT,
        related_name="reports",
    )
    page_count = models.PositiveIntegerField("ページ数")
    draft = models.JSONField("読み取った案", editable=False)
    place = models.JSONField("登録先", default=dict, editable=False)
    facts_loaded = models.JSONField("読み込んだ値の出所", default=dict, editable=False)
    signed_at = models.DateTimeField("突合を確認した日時", null=True, blank=True)
    signed_name = models.CharField("突合を確認した人の氏名（当時）", max_length=100, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告書"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("city", "sha256"), name="report_once_a_city"),
            *within_lengths("report", name=100, sha256=64, city=6, signed_name=100),
            *within_numbers("report", LARGEST_NUMBER, page_count=0, version=1),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=(self.pk,))

    @property
    def load(self) -> Load | None:
        """The last load that stands, None where nothing was loaded or all was taken back."""
        return self._loads.first()

    @property
    def rows_loaded(self) -> RowsLoaded:
        """Which fact each row is from that was loaded and stands; nothing where all was taken back."""
        touched = [one for load in self._loads for one in load.touched]
        added = frozenset((one["model"], one["pk"]) for one in touched if one["before"] is None)
        return RowsLoaded(self.facts_loaded, added) if added else NOTHING_LOADED

    @property
    def _loads(self) -> "models.QuerySet[Load]":
        return Load.objects.standing().filter(sha256=self.sha256, city=self.city)

    def reviewed(self) -> Json:
        """Return the draft with every decision."""
        decided = {one.path: Decided(Decision(one.decision), one.instead or {}) for one in self.facts.all()}
        return with_decisions(self.draft, decided)


class ReportPage(models.Model):
    """One page of a report as lines: number, text, and where on the page it stands (nothing of a text)."""

    report = models.ForeignKey(Report, verbose_name="報告書", on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField("ページ")
    lines = models.JSONField("行")

    class Meta:
        verbose_name = verbose_name_plural = "報告書のページ"
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=("report", "number"), name="report_page_once"),
            *within_numbers("reportpage", LARGEST_NUMBER, number=1),
        )

    def __str__(self) -> str:
        return f"{self.report} {self.number}ページ"


class ReportFact(Versioned):
    """One thing that a report says: what was read, where, how sure, and what somebody said to it."""

    from_files = False

    class State(models.TextChoices):
        OPEN = Decision.OPEN.value, "未確認"
        ACCEPTED = Decision.ACCEPTED.value, "採用"
        CORRECTED = Decision.CORRECTED.value, "直して採用"
        REJECTED = Decision.REJECTED.value, "採用しない"

    class Restatement(models.TextChoices):
        NONE = "", "未決定"
        KEPT = "kept", "登録済みの値のまま"
        MENDED = "mended", "新しい値に訂正する"

    report = models.ForeignKey(Report, verbose_name="報告書", on_delete=models.CASCADE, related_name="facts")
    order = models.PositiveIntegerField("並び順")
    path = models.CharField("案の中の場所", max_length=LONGEST_PATH)
    owner = models.CharField("属する指標", max_length=LONGEST_PATH, blank=True)
    role = models.CharField("種類", max_length=20)
    key = models.CharField("年度・見出し", max_length=LONGEST_PATH, blank=True)
    said = models.JSONField("読み取った内容", editable=False)
    page = models.PositiveIntegerField("ページ", default=0)
    line = models.PositiveIntegerField("行", default=0)
    quote = models.CharField("原文", max_length=LONGEST_QUOTE, blank=True)
    confidence = models.CharField("確かさ", max_length=10)
    decision = models.CharField("確認の結果", max_length=10, choices=State, default=State.OPEN)
    instead = models.JSONField("直した内容", null=True, blank=True)
    restated = models.CharField("改定値の扱い", max_length=10, choices=Restatement, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "報告書の値"
        ordering = ("report", "order")
        constraints = (
            models.UniqueConstraint(fields=("report", "path"), name="report_fact_once"),
            *within_lengths("reportfact", path=LONGEST_PATH, owner=LONGEST_PATH, role=20, key=LONGEST_PATH),
            *within_lengths("reportfact", quote=LONGEST_QUOTE, confidence=10, decision=10, restated=10),
            *within_numbers("reportfact", LARGEST_NUMBER, order=0, page=0, line=0, version=1),
        )

    def __str__(self) -> str:
        return f"{self.label} {KEYS.get(self.key, self.key)}".strip()

    @property
    def label(self) -> str:
        """What kind of thing it is, in words."""
        return LABELS.get(self.role, self.role)

    @property
    def history_owner(self) -> str:
        return owner_of("reports.report", self.report_id)

    @property
    def told(self) -> dict[str, Any]:
        """What it says: as corrected, else as read."""
        return {**self.said, **(self.instead or {})}

    @property
    def is_open(self) -> bool:
        return self.decision == self.State.OPEN

    @classmethod
    def from_slot(cls, report: Report, order: int, slot: Slot) -> "ReportFact":
        """Return the row of a fact that nobody has looked at yet."""
        return cls(
            report=report,
            order=order,
            path=slot.path,
            owner=slot.owner,
            role=slot.role.value,
            key=slot.key[:LONGEST_PATH],
            said=slot.said,
            page=slot.page,
            line=slot.line,
            quote=slot.quote[:LONGEST_QUOTE],
            confidence=slot.confidence,
        )
