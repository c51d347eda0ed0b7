"""What was published of a cycle, edition by edition: self-contained, written once."""

import json
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.errata import ErrataTable, tables_of
from indicators.calculation import amending
from policies.models import LONGEST_KEY as LONGEST_PLAN_KEY
from store.history_guard import Guard
from store.limits import (
    LONG_TEXT,
    TEXT,
    within_lengths,
    within_numbers,
)

LONGEST_CONTENT = 20_000_000
GUARD = Guard(
    "evaluations_publication",
    "公表版は変更も削除もできません",
    (("id",), ("cycle_id", "edition"), ("plan_key", "cycle_key", "edition")),
)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def at(self, plan: str, key: str) -> Self:
        """Keep the editions under that address, the newest first."""
        return self.filter(plan_key=plan, cycle_key=key).order_by("-edition")

    def without_content(self) -> Self:
        """Leave the large texts where they are until somebody asks for them."""
        return self.defer("content", "errata", "objections")


class Publication(models.Model):
    """One edition (公表版 第N版) of a cycle: append-only, guarded by the triggers of GUARD.

    Pages and downloads read `content` alone, so nothing that is renamed or deleted later changes what was published.
    Whoever published is kept as text for the same reason. `sha256` is that of the UTF-8 bytes of `content`.
    """

    class Kind(models.TextChoices):
        FIRST = "first", "公表"
        UPDATE = amending.UPDATE, amending.KIND_WORDS[amending.UPDATE]
        REVISION = amending.REVISION, amending.KIND_WORDS[amending.REVISION]
        CORRECTION = amending.CORRECTION, "訂正"  # of an edition: mistakes are in its 正誤表

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="publications"
    )
    plan_key = models.CharField("計画のキー（公表時）", max_length=LONGEST_PLAN_KEY)
    cycle_key = models.CharField("評価の回のキー（公表時）", max_length=50)
    municipality = models.CharField("自治体名（公表時）", max_length=100)
    plan_name = models.CharField("計画名（公表時）", max_length=TEXT)
    edition = models.PositiveSmallIntegerField("版")
    kind = models.CharField("種別", max_length=10, choices=Kind)
    published_at = models.DateTimeField("公表日時")
    published_by = models.CharField("公表した人の氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=TEXT, blank=True)
    reason = models.TextField("理由", blank=True)
    allowed_despite = models.TextField("未解決のまま公表した理由", blank=True)
    objections = models.TextField("公表時に未解決だったもの", blank=True)
    errata = models.TextField("正誤表", blank=True, max_length=LONGEST_CONTENT)
    content = models.TextField("内容", max_length=LONGEST_CONTENT)
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公表版"
        ordering = ("cycle", "-edition")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "edition"), name="publication_once_an_edition"),
            models.UniqueConstraint(
                fields=("plan_key", "cycle_key", "edition"), name="publication_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(kind="first", edition=1)
                | Q(kind__in=("update", "revision", "correction"), edition__gt=1),
                name="publication_begins_with_a_first_edition",
                violation_error_message="第1版は公表、第2版からは確定に伴う更新、遡及改定又は訂正です。",
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""),
                name="publication_says_why_it_changed",
                violation_error_message="第2版からは理由が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(objections="") | ~Q(allowed_despite=""),
                name="publication_says_why_it_was_allowed",
                violation_error_message="未解決のものを残して公表するには理由が必要です。",
            ),
            models.CheckConstraint(
                condition=Exact(Length("sha256"), 64),
                name="publication_has_a_hash",
                violation_error_message="SHA-256は64文字です。",
            ),
            *within_lengths(
                "publication",
                plan_key=LONGEST_PLAN_KEY,
                cycle_key=50,
                municipality=100,
                plan_name=TEXT,
                kind=10,
                published_by=100,
                post=TEXT,
                reason=LONG_TEXT,
                allowed_despite=LONG_TEXT,
                objections=LONG_TEXT,
                errata=LONGEST_CONTENT,
                content=LONGEST_CONTENT,
                sha256=64,
            ),
            *within_numbers("publication", edition=1),
        )

    def __str__(self) -> str:
        return f"{self.municipality} {self.cycle_key} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("published:edition", args=self.place)

    @property
    def label(self) -> str:
        """What an edition is called: 公表版 第1版."""
        return f"公表版 第{self.edition}版"

    @property
    def place(self) -> tuple[str, str, int]:
        """What leads to the edition in an address."""
        return (self.plan_key, self.cycle_key, self.edition)

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What the edition changed, as dicts of place, before, after, reason, kind, and what follows from it.

        Older editions keep one line for each place; they are all of the kind of their edition.
        """
        found: list[dict[str, Any]] = json.loads(self.errata or "[]")
        return found

    @property
    def changes(self) -> list[ErrataTable]:
        """The same as tables, one for each kind: the 正誤表 has nothing but mistakes."""
        return tables_of(self.corrections, self.kind)

    @property
    def data(self) -> str:
        """The edition as it is stored, with its hash, as JSON: what everybody may take away."""
        return f'{{"content":{self.content},"sha256":"{self.sha256}"}}'

    def read(self) -> dict[str, Any]:
        """Return the content."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @staticmethod
    def instant(moment: datetime) -> str:
        """Write the moment of publication as a content keeps it."""
        return moment.isoformat(timespec="seconds")
