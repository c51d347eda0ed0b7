"""What was counted in the middle of a year (「9月30日現在」)."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q

from indicators.calculation.days import day_words
from indicators.calculation.facts import Interim
from indicators.models.amounts import amount, refuse_far_as_of
from indicators.models.indicator import Indicator
from store.limits import LARGEST_NUMBER, LONG_TEXT, TEXT, within_amounts, within_lengths, within_numbers
from store.models import Beside, Versioned, owner_of, stored_beside
from store.numbers import Places, promised_of


class InterimValueQuerySet(models.QuerySet["InterimValue"]):
    def get_by_natural_key(self, *key: Any) -> "InterimValue":
        return self.get(indicator=Indicator.objects.get_by_natural_key(*key[:4]), as_of=key[4])

    def shown_with(self, unconfirmed_of: Collection[int] | None) -> Self:
        """Keep what everybody may see, and all of these departments (None: of all), as unconfirmed results are."""
        if unconfirmed_of is None:
            return self
        return self.filter(Q(is_published=True) | Q(indicator__department__in=unconfirmed_of))


class InterimValue(Versioned):
    """A value in the middle of a year: kept with its day, one for each day, and never judged."""

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="interim_values"
    )
    as_of = models.DateField("時点", help_text="例：2024-09-30（9月30日現在）")
    value = amount("途中の値")
    note = models.TextField("注記", blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)
    is_published = models.BooleanField(
        "公開", default=False, help_text="外すと、所管課・取りまとめ課・事務局だけに表示します。"
    )

    objects = InterimValueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度途中の値"
        ordering = ("indicator_id", "as_of")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "as_of"),
                name="interim_once_a_day",
                violation_error_message="この指標のこの日の値は、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False),
                name="interim_is_a_value",
                violation_error_message="途中の値を入力してください。",
            ),
            *within_lengths("interim", note=LONG_TEXT, source=TEXT),
            *within_amounts("interim", ["value"]),
            *within_numbers("interim", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return day_words(self.as_of)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), str(self.as_of))

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]

    @property
    def history_label(self) -> str:
        return f"{self.indicator.place} {self}"

    def seen_in(self) -> Places:
        """Visitors see it where it is published."""
        node = self.indicator.node
        return node.seen_on(publicly=self.is_published) | {(promised_of(node.period.plan_id), "")}

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a day that no page can write."""
        refuse_far_as_of(self.as_of)

    def fact(self) -> Interim:
        """Hand it to the calculation core."""
        assert self.value is not None  # noqa: S101 - the database holds it
        return Interim(as_of=self.as_of, value=self.value, note=self.note.strip())
