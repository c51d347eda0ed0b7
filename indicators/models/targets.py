"""What was promised for a year."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q

from indicators.calculation import series as core
from indicators.models.amounts import amount
from indicators.models.indicator import Indicator
from indicators.models.seen import by_what_seen
from policies.fiscal_year import FiscalYear, known_year
from policies.models import PlanPeriod, within_years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_amounts,
    within_lengths,
    within_numbers,
)
from store.models import (
    Beside,
    Versioned,
    owner_of,
    refuse_to_rewrite,
    stored_beside,
)
from store.numbers import Places, promised_of

SEEN = (
    "この目標は{seen}ため、{what}。新しい値は、同じ年度・種別の目標に改定番号{next}の行を追加し、"
    "決定日と改定の理由を添えて登録してください（管理画面では「目標を改定する」）。"
)


class TargetQuerySet(models.QuerySet["Target"]):
    def get_by_natural_key(self, *key: Any) -> "Target":
        indicator = Indicator.objects.get_by_natural_key(*key[:4])
        return self.get(indicator=indicator, fiscal_year=key[4], scope=key[5], revision=key[6])


class Target(Versioned):
    """What was promised for a year. A revision is a further row; the original stays."""

    class Scope(models.TextChoices):
        PERIOD = core.TargetScope.PERIOD.value, "期末の目標"
        MID = core.TargetScope.MID.value, "中間の目標"
        YEAR = core.TargetScope.YEAR.value, "年度の目標"

    class Comparator(models.TextChoices):
        PLAIN = core.Comparator.PLAIN.value, "数値のみ（向きに従う）"
        AT_LEAST = core.Comparator.AT_LEAST.value, "以上"
        AT_MOST = core.Comparator.AT_MOST.value, "以下"
        ABOVE = core.Comparator.ABOVE.value, "超"
        BELOW = core.Comparator.BELOW.value, "未満"
        EXACTLY = core.Comparator.EXACTLY.value, "ちょうど"
        RANGE = core.Comparator.RANGE.value, "範囲"
        KEEP_OR_MORE = core.Comparator.KEEP_OR_MORE.value, "現状値以上"
        KEEP_OR_LESS = core.Comparator.KEEP_OR_LESS.value, "現状値以下"
        INCREASE = core.Comparator.INCREASE.value, "増加（現状値より）"
        DECREASE = core.Comparator.DECREASE.value, "減少（現状値より）"
        LAST_OR_MORE = core.Comparator.LAST_OR_MORE.value, "前年度以上"
        LAST_OR_LESS = core.Comparator.LAST_OR_LESS.value, "前年度以下"
        TEXT = core.Comparator.TEXT.value, "文章"

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="targets"
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", blank=True, help_text="期末の目標で年度の記載がないときは、期間の最後の年度になります。"
    )
    label = models.CharField(
        "印刷の表記", max_length=50, blank=True, help_text="年度の代わりに印刷された言葉。例：計画期間中"
    )
    scope = models.CharField("目標の種別", max_length=10, choices=Scope)
    revision = models.PositiveSmallIntegerField("改定番号", default=0, help_text="0は当初の目標です。")
    comparator = models.CharField("条件", max_length=10, choices=Comparator, default=Comparator.PLAIN)
    value = amount("目標値")
    upper = amount("上限値")
    text = models.CharField("文章の目標", max_length=TEXT, blank=True)
    is_approximate = models.BooleanField("概数", default=False)
    reference_year = models.PositiveSmallIntegerField("比較の基準年度", null=True, blank=True)
    applies_from = models.PositiveSmallIntegerField(
        "適用を始める年度", null=True, blank=True, help_text="不明なら空欄。"
    )
    decided_on = models.DateField("決定日", null=True, blank=True, help_text="不明なら空欄にします。")
    reason = models.TextField("改定の理由", blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = TargetQuerySet.as_manager()

    # what it promised; label, reason and source are words about it, in which a slip of the pen may be mended
    settled_fields = (
        "indicator",
        "fiscal_year",
        "scope",
        "revision",
        "comparator",
        "value",
        "upper",
        "text",
        "is_approximate",
        "reference_year",
        "applies_from",
        "decided_on",
    )

    class Meta:
        verbose_name = verbose_name_plural = "目標値"
        ordering = ("indicator_id", "fiscal_year", "scope", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "fiscal_year", "scope", "revision"), name="target_once_a_revision"
            ),
            models.CheckConstraint(
                condition=(
                    Q(comparator="range", value__isnull=False, upper__isnull=False, upper__gte=F("value"))
                    | Q(comparator="text", value__isnull=True, upper__isnull=True) & ~Q(text="")
                    | Q(
                        comparator__in=sorted(one.value for one in core.RELATIVE),
                        value__isnull=True,
                        upper__isnull=True,
                    )
                    | Q(
                        comparator__in=("plain", ">=", "<=", ">", "<", "="),
                        value__isnull=False,
                        upper__isnull=True,
                    )
                ),
                name="target_has_what_its_comparator_needs",
                violation_error_message="目標の条件に合う値を入力してください（範囲は下限と上限、文章は文章の目標）。",
            ),
            *within_lengths(
                "target", label=50, scope=10, comparator=10, text=TEXT, reason=LONG_TEXT, source=TEXT
            ),
            *within_amounts("target", ["value", "upper"]),
            *within_years("target", "fiscal_year", "reference_year", "applies_from"),
            *within_numbers("target", revision=0),
            *within_numbers("target", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        if None in (self.fiscal_year,):  # as a form without one shows it
            return f"年度のない目標 {self.get_scope_display()}"
        return f"{FiscalYear(self.fiscal_year).short} {self.get_scope_display()}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), self.fiscal_year, self.scope, self.revision)

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]

    @property
    def history_label(self) -> str:
        revision = f" 改定{self.revision}" if self.revision else ""
        return f"{self.indicator.place} {self}{revision}"

    def seen_in(self) -> Places:
        """Everybody sees what was promised."""
        node = self.indicator.node
        return node.seen_on(publicly=True) | {(promised_of(node.period.plan_id), "")}

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    @classmethod
    def derive(cls, rows: Sequence[Any], together: frozenset[Any] | None = None) -> None:  # noqa: ARG003
        """Read a period's target without a year as that of its last year, and one inside the period as 中間."""
        for row in rows:
            period = getattr(getattr(getattr(row, "indicator", None), "node", None), "period", None)
            if row.scope != Target.Scope.PERIOD or not isinstance(period, PlanPeriod):
                continue
            if row.fiscal_year is None:
                row.fiscal_year = period.last_year
            if period.first_year <= row.fiscal_year < period.last_year:
                row.scope = Target.Scope.MID

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a target that contradicts the indicator's direction, a period's end, or the other revisions."""
        if None in (self.fiscal_year,):
            raise ValidationError(
                {"fiscal_year": "年度を入力してください（期末の目標だけは空欄にできます）。"}
            )
        if not hasattr(self, "indicator"):
            return
        self._refuse_after_end()
        self._refuse_contrary()
        self._refuse_without_side()
        if self.applies_from is not None and self.applies_from > self.fiscal_year:
            raise ValidationError({"applies_from": "適用を始める年度は、目標の年度以前にしてください。"})
        if hasattr(self.indicator, "node") and self.scope == Target.Scope.PERIOD:
            for period in beside(PlanPeriod, "plan", self.indicator.node.period.plan):
                if period.first_year <= self.fiscal_year < period.last_year:
                    end = f"「{period}」の最後の年度（{period.last_year}）"
                    raise ValidationError(
                        {
                            "fiscal_year": f"期末の目標は、{end}に置いてください。途中の年度は「中間の目標」です。"
                        }
                    )
        if self.revision:
            self._refuse_gap(beside(Target, "indicator", self.indicator))
        refuse_to_rewrite(self, self.settled_fields, why=Target.why_settled, fills_gaps=True, beside=beside)

    def _refuse_after_end(self) -> None:
        """Refuse a new promise for a year after the end; what was promised while the indicator lived stays.

        Of an indicator that comes with all its past, as from a file, no promise came after the end.
        """
        if not self.pk and self.indicator.pk and hasattr(self.indicator, "node"):
            self.indicator.refuse_after_end(self.fiscal_year, "目標")

    def why_settled(self) -> str:
        """Say why a target that others have seen stays as it is: it is revised by a further row."""
        return self._seen("書き換えられません")

    def why_kept(self) -> str:
        """Say why a target that others have seen is not deleted either."""
        return self._seen("削除できません")

    def _seen(self, what: str) -> str:
        seen = by_what_seen(self.indicator)
        return SEEN.format(seen=seen, what=what, next=self.next_revision) if seen else ""

    @property
    def next_revision(self) -> int:
        """The number that a further version of this target would have."""
        versions = Target.objects.filter(
            indicator=self.indicator_id, fiscal_year=self.fiscal_year, scope=self.scope
        )
        return (versions.aggregate(last=Max("revision"))["last"] or 0) + 1

    def _refuse_without_side(self) -> None:
        """Refuse a bare number for what is to be kept: nobody can tell from it on which side the danger lies."""
        if (
            self.indicator.direction == Indicator.Direction.KEEP
            and self.comparator == Target.Comparator.PLAIN
        ):
            raise ValidationError(
                {
                    "comparator": "「維持する」指標の目標は、数値だけでは達成を判定できません。"
                    "条件を、以上（>=）・以下（<=）・ちょうど（=）・範囲（range）のどれかにしてください。"
                }
            )

    def _refuse_gap(self, targets: "Iterable[Target]") -> None:
        """An original that nobody knows may be missing (revision 1 alone); between two revisions none may."""
        earlier = [
            one.revision
            for one in targets
            if (one.fiscal_year, one.scope) == (self.fiscal_year, self.scope) and one.revision < self.revision
        ]
        due = max(earlier, default=0) + 1
        if self.revision != due:
            raise ValidationError({"revision": f"改定番号が飛んでいます。{due}にしてください。"})

    def _refuse_contrary(self) -> None:
        if self.indicator.accepts_contrary_targets:
            return
        direction, comparator = core.Direction(self.indicator.direction), core.Comparator(self.comparator)
        if core.contradicts(direction, comparator):
            raise ValidationError(
                {
                    "comparator": f"指標の目標の向き（{self.indicator.get_direction_display()}）と"
                    f"逆の条件（{self.get_comparator_display()}）です。"
                    "意図したものなら、指標の「向きと逆の目標を認める」を付けてください。"
                }
            )

    def fact(self) -> core.Target:
        """Hand this target to the calculation core."""
        return core.Target(
            fiscal_year=known_year(self.fiscal_year),
            scope=core.TargetScope(self.scope),
            comparator=core.Comparator(self.comparator),
            value=self.value,
            upper=self.upper,
            text=self.text,
            approx=self.is_approximate,
            reference_year=None if self.reference_year is None else FiscalYear(self.reference_year),
            revision=self.revision,
            applies_from=None if self.applies_from is None else FiscalYear(self.applies_from),
            decided_on=self.decided_on,
            reason=self.reason,
        )
