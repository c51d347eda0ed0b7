"""What people decided about each measure in a cycle, in their own words."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from evaluations.cycles.models import EvaluationCycle, check_scale
from evaluations.judgement.stages import PUBLIC, SETTLED
from evaluations.rating.models.stages import EvaluationStage
from indicators.models import RatingLevel, RuleProfile
from policies.models import PolicyNode
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import (
    Beside,
    Versioned,
    owner_of,
    stored_beside,
)
from store.numbers import Places


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def get_by_natural_key(self, *key: Any) -> "Evaluation":
        cycle = EvaluationCycle.objects.get_by_natural_key(*key[:3])
        return self.get(cycle=cycle, node__address=key[3])

    def settled(self) -> Self:
        """Keep what is the city's word: settled by its stages, or recorded in a cycle that runs without them."""
        return self.filter(Q(stage=None) | Q(stage__meaning__in=SETTLED))

    def for_everybody(self) -> Self:
        """Keep what may be read outside once its cycle is published: nothing that is still on its way."""
        return self.filter(Q(stage=None) | Q(stage__meaning__in=PUBLIC))


class Evaluation(Versioned):
    """What people decided about one measure in one cycle; the suggestion is computed, never stored."""

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="evaluations"
    )
    node = models.ForeignKey(
        PolicyNode, verbose_name="施策", on_delete=models.PROTECT, related_name="evaluations"
    )
    progress = models.ForeignKey(
        RatingLevel,
        verbose_name="施策の進捗状況",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    direction = models.ForeignKey(
        RatingLevel,
        verbose_name="今後の方向性",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_on = models.DateField("決定日", null=True, blank=True, help_text="不明なら空欄にします。")
    difference_reason = models.TextField("参考判定と異なる理由", blank=True)
    profile = models.ForeignKey(
        RuleProfile,
        verbose_name="決定時の判定基準",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
    )
    inputs = models.JSONField("決定時の入力値", null=True, blank=True)
    stage = models.ForeignKey(
        EvaluationStage,
        verbose_name="段階",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        help_text="空欄は未着手です。",
    )
    is_reviewed = models.BooleanField("審議対象", default=False)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "施策の評価"
        ordering = ("cycle", "node__path")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "node"), name="evaluation_once_a_cycle"),
            *within_lengths("evaluation", difference_reason=LONG_TEXT, source=TEXT),
            *within_numbers("evaluation", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.node}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.cycle.natural_key(), self.node.address)

    natural_key.dependencies = ["evaluations.evaluationcycle", "policies.policynode"]  # type: ignore[attr-defined]

    @property
    def is_settled(self) -> bool:
        """Whether it is the city's word: the same of one that is read as settled() asks of many."""
        return self.stage is None or self.stage.meaning in SETTLED

    @property
    def is_recorded_as_published(self) -> bool:
        """Whether it was decided and published without any stages: no way through them begins any more."""
        return self.stage_id is None and self.progress_id is not None and self.cycle.is_published

    def seen_in(self) -> Places:
        """Visitors see it once its cycle is published; which may be just now, while this is written."""
        return self.node.seen_on(publicly=True)

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluation", self.pk)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a node not evaluated in this cycle, a rating of another scale, and inputs that name nothing."""
        if self.inputs is not None and not isinstance(self.inputs, dict):
            raise ValidationError({"inputs": '入力値は { "名前": 値 } の形か、空（null）にしてください。'})
        if not (hasattr(self, "cycle") and hasattr(self, "node")):
            return
        if self.node.period != self.cycle.period or not self.node.layer.is_evaluated:
            raise ValidationError({"node": "この評価の回で評価する項目ではありません。"})
        check_scale("progress", self.progress, self.cycle.progress_scale)
        check_scale("direction", self.direction, self.cycle.direction_scale)
        if self.stage is not None and self.stage.cycle != self.cycle:
            raise ValidationError({"stage": "この評価の回の段階ではありません。"})


class EvaluationReason(Versioned):
    """A numbered reason for one of the two ratings, written by people."""

    class Subject(models.TextChoices):
        PROGRESS = "progress", "施策の進捗状況"
        DIRECTION = "direction", "今後の方向性"

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="reasons"
    )
    subject = models.CharField("区分", max_length=10, choices=Subject)
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("理由")
    source = models.CharField("出典", max_length=TEXT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "評価の理由"
        ordering = ("evaluation_id", "subject", "number")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "subject", "number"), name="reason_once_a_number"),
            *within_lengths("reason", subject=10, text=LONG_TEXT, source=TEXT),
            *within_numbers("reason", 20, number=1),
            *within_numbers("reason", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.get_subject_display()} 理由{self.number}"

    @property
    def history_label(self) -> str:
        return f"{self.evaluation} {self}"

    def seen_in(self) -> Places:
        """Whoever sees the evaluation."""
        return self.evaluation.seen_in()

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluation", self.evaluation_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.evaluation.natural_key(), self.subject, self.number)

    natural_key.dependencies = ["evaluations.evaluation"]  # type: ignore[attr-defined]


class NarrativeSection(Versioned):
    """A piece of the evaluation's text under 背景, 取組, 成果 or まとめ, in the order of the document."""

    class Kind(models.TextChoices):
        OVERVIEW = "overview", "概要"
        BACKGROUND = "background", "背景"
        EFFORTS = "efforts", "取組"
        OUTCOME = "outcome", "成果"
        SUMMARY = "summary", "まとめ"

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="sections"
    )
    kind = models.CharField("区分", max_length=10, choices=Kind)
    order = models.PositiveSmallIntegerField("並び順")
    heading = models.CharField("見出し", max_length=TEXT, blank=True)
    body = models.TextField("本文", help_text="空行で段落を分けます。")
    source = models.CharField("出典", max_length=TEXT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "評価の本文"
        ordering = ("evaluation_id", "order")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "order"), name="section_once_a_place"),
            *within_lengths("section", kind=10, heading=TEXT, body=LONG_TEXT, source=TEXT),
            *within_numbers("section", order=1),
            *within_numbers("section", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.heading}".strip()

    @property
    def history_label(self) -> str:
        return f"{self.evaluation} {self}"

    def seen_in(self) -> Places:
        """Whoever sees the evaluation."""
        return self.evaluation.seen_in()

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluation", self.evaluation_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.evaluation.natural_key(), self.order)

    natural_key.dependencies = ["evaluations.evaluation"]  # type: ignore[attr-defined]
