"""The stages of a cycle, and the steps that evaluations took from one to the next."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.models import Person, Post
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import Meaning, StageRow, misfits
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, Versioned, owner_of, stored_beside


class EvaluationStageQuerySet(models.QuerySet["EvaluationStage"]):
    def get_by_natural_key(self, *key: Any) -> "EvaluationStage":
        return self.get(cycle=EvaluationCycle.objects.get_by_natural_key(*key[:3]), key=key[3])


class EvaluationStage(Versioned):
    """One stage that the evaluations of a cycle pass: who acts, until when, and what it means."""

    class Meaning(models.TextChoices):
        DRAFT = Meaning.DRAFT.value, "作成"
        CONFIRM = Meaning.CONFIRM.value, "確認・承認"
        COMPILE = Meaning.COMPILE.value, "点検・調整"
        COMMITTEE = Meaning.COMMITTEE.value, "委員会審議"
        RULING = Meaning.RULING.value, "決裁（決裁日・文書番号）"
        SETTLE = Meaning.SETTLE.value, "評価結果の決定"
        REPORT = Meaning.REPORT.value, "議会報告"
        PUBLISH = Meaning.PUBLISH.value, "公表"
        RESPONSE = Meaning.RESPONSE.value, "市民意見への対応"

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="stages"
    )
    order = models.PositiveSmallIntegerField("並び順")
    key = models.SlugField("キー", max_length=30)
    name = models.CharField("段階の名前", max_length=50)
    meaning = models.CharField("することの種類", max_length=10, choices=Meaning)
    role = models.CharField("進める役割", max_length=10, choices=Post.Role)
    due_on = models.DateField("期限", null=True, blank=True)
    only_for_reviewed = models.BooleanField("審議対象の施策だけ", default=False)
    may_send_back = models.BooleanField("差戻しができる", default=True)

    objects = EvaluationStageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価の段階"
        ordering = ("cycle_id", "order")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "key"), name="stage_once_a_key"),
            models.UniqueConstraint(fields=("cycle", "order"), name="stage_once_a_place"),
            *within_lengths("stage", key=30, name=50, meaning=10, role=10),
            *within_numbers("stage", order=1),
            *within_numbers("stage", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def history_label(self) -> str:
        return f"{self.cycle} {self}"

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluationcycle", self.cycle_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.cycle.natural_key(), self.key)

    natural_key.dependencies = ["evaluations.evaluationcycle"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a stage that does not go with the others of its cycle; what is still missing, the list's page says."""
        if not hasattr(self, "cycle") or self.order is None:
            return
        known = beside(EvaluationStage, "cycle", self.cycle)
        others = [one for one in known if self._state.adding or one.pk != self.pk]
        listed = {one.key: one for one in (*others, self)}
        if found := misfits([one.row() for one in ordered(listed.values())]):
            raise ValidationError(found)

    def row(self) -> StageRow:
        """Return the stage as the rules about lists read it."""
        return StageRow(
            self.name,
            self.meaning,
            self.role,
            self.key,
            self.due_on,
            only_for_reviewed=self.only_for_reviewed,
            may_send_back=self.may_send_back,
        )


def ordered(stages: Iterable[EvaluationStage]) -> list[EvaluationStage]:
    """Return stages, however they were loaded, in their order."""
    return sorted(stages, key=lambda one: one.order)


class StageStep(models.Model):
    """One step of an evaluation, forward or sent back. Rows are only added: they are its log.

    Stages and people are kept by name as well, as they were: a stage may be left out later, a post may end.
    """

    class Kind(models.TextChoices):
        FORWARD = "forward", "進めた"
        BACK = "back", "差戻し"

    evaluation = models.ForeignKey(
        "evaluations.Evaluation", verbose_name="施策の評価", on_delete=models.PROTECT, related_name="steps"
    )
    number = models.PositiveSmallIntegerField("番号")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    from_stage = models.ForeignKey(
        EvaluationStage,
        verbose_name="前の段階",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    to_stage = models.ForeignKey(
        EvaluationStage,
        verbose_name="次の段階",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    from_name = models.CharField(
        "前の段階（当時）", max_length=50, blank=True, help_text="空欄は未着手です。"
    )
    to_name = models.CharField("次の段階（当時）", max_length=50)
    reason = models.TextField("理由", blank=True)
    decided_on = models.DateField("決裁日・決定日", null=True, blank=True)
    document_number = models.CharField("文書番号", max_length=100, blank=True)
    by = models.ForeignKey(
        Person, verbose_name="利用者", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField("氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=200, blank=True)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "評価の進行"
        ordering = ("evaluation_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "number"), name="step_once_a_number"),
            *within_lengths(
                "step",
                kind=10,
                from_name=50,
                to_name=50,
                reason=LONG_TEXT,
                document_number=100,
                by_name=100,
                post=200,
            ),
            *within_numbers("step", number=1),
        )

    def __str__(self) -> str:
        return f"{self.from_name or '未着手'} → {self.to_name}"
