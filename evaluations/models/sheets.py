"""The yearly sheet of a 事務事業."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.limits import LARGEST_NUMBER, LONG_TEXT, TEXT, within_lengths, within_numbers
from accounts.models import Beside, Versioned, stored_beside
from evaluations.models.cycles import EvaluationCycle, check_scale
from indicators.models import RatingLevel
from policies.models import PolicyNode


class ProjectSheet(Versioned):
    """The yearly sheet of one 事務事業: its achievement is people's judgement, never computed."""

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="project_sheets"
    )
    node = models.ForeignKey(
        PolicyNode, verbose_name="事務事業", on_delete=models.PROTECT, related_name="project_sheets"
    )
    achievement = models.ForeignKey(
        RatingLevel, verbose_name="達成度", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField("実績の説明", blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事務事業の評価"
        ordering = ("cycle", "node__path")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "node"), name="sheet_once_a_cycle"),
            *within_lengths("sheet", comment=LONG_TEXT, source=TEXT),
            *within_numbers("sheet", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.node}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.cycle.natural_key(), self.node.address)

    natural_key.dependencies = ["evaluations.evaluationcycle", "policies.policynode"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a node that is no 事務事業 of this cycle, and an achievement of another scale than the cycle's."""
        if not (hasattr(self, "cycle") and hasattr(self, "node")):
            return
        if self.node.period != self.cycle.period or not self.node.layer.is_undertaking:
            raise ValidationError({"node": "この評価の回の事務事業ではありません。"})
        check_scale("achievement", self.achievement, self.cycle.achievement_scale)
