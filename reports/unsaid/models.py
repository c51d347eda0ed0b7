"""What sections are asked to confirm about their indicators, and what they answered."""

from typing import Any

from django.conf import settings
from django.db import models

from indicators.models import Indicator
from store.limits import LARGEST_NUMBER, LONG_TEXT, within_lengths, within_numbers
from store.models import Versioned, owner_of


class UnsaidQuestion(Versioned):
    """What the 事務局 asks a section about one indicator: what is proposed for each field, and the section's answer.

    It changes nothing by itself: the 事務局 sees the answer beside the other proposals. Then the row goes.
    """

    from_files = False

    indicator = models.OneToOneField(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="unsaid_question"
    )
    proposed = models.JSONField("案", default=dict)
    asked_at = models.DateTimeField("依頼日時", auto_now_add=True)
    answer = models.JSONField("回答", default=dict)
    remark = models.TextField("所管課の説明", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="回答した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField("回答日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "設定の確認依頼"
        ordering = ("indicator__node__path", "indicator__order")
        constraints = (
            *within_lengths("unsaidquestion", remark=LONG_TEXT),
            *within_numbers("unsaidquestion", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.indicator}の設定"

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    def value_of(self, field: str) -> Any:
        """Return what the section answered for a field, else what was proposed; None where neither says anything."""
        return self.answer.get(field, self.proposed.get(field))
