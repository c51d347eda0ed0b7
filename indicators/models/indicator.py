"""The indicators, and questions about many of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from accounts.models import Department, refuse_closed
from indicators.calculation import series as core
from indicators.models.amounts import amount, refuse_bare_unit
from indicators.models.handed_in import HandedIn
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode, within_years
from store.limits import (
    AMOUNT_PLACES,
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
    stored_beside,
)

CountsByIndicator = Mapping[int, Mapping[FiscalYear, int]]


def by_indicator(rows: Iterable[tuple[int, int | None, int]]) -> CountsByIndicator:
    """Arrange rows of (indicator key, fiscal year, number); rows without a year say that there is none."""
    counts: dict[int, dict[FiscalYear, int]] = {}
    for indicator, year, number in rows:
        if year is not None:
            counts.setdefault(indicator, {})[FiscalYear(year)] = number
    return counts


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def get_by_natural_key(self, plan: str, number: int, address: str, indicator: str) -> "Indicator":
        node = PolicyNode.objects.get_by_natural_key(plan, number, address)
        return self.get(node=node, number=indicator)

    def under(self, node: PolicyNode) -> Self:
        """Keep the indicators of the node and of everything below it."""
        return self.filter(node__period=node.period_id, node__path__startswith=node.path)

    def recorded_by_year(self) -> "CountsByIndicator":
        """Return, by indicator key, how many project records count in it in each fiscal year, in one query."""
        rows = self.order_by().values_list("pk", "projects__counting_year").annotate(models.Count("projects"))
        return by_indicator(rows)

    def reported_by_year(self, *, unconfirmed_of: Collection[int] | None) -> "CountsByIndicator":
        """Return, by indicator key, the number of projects reported for each fiscal year, in one query.

        A count is as public as the figure it is part of: for the departments not given (None: all are) only the counts
        of years whose result a 課長 has confirmed, be it one that another is about to replace.
        """
        counted = Q(project_counts__isnull=False)
        if unconfirmed_of is not None:
            confirmed = Q(results__entry_state__in=HandedIn.CONFIRMED_STATES)
            confirmed |= Q(results__earlier__was_confirmed=True)
            confirmed &= Q(results__fiscal_year=F("project_counts__fiscal_year"))
            counted &= confirmed | Q(department__in=unconfirmed_of)
        rows = (
            self.filter(counted)
            .order_by()
            .values_list("pk", "project_counts__fiscal_year", "project_counts__count")
        )
        return by_indicator(rows.distinct())

    def with_series(self, *, unconfirmed_of: Collection[int] | None) -> Self:
        """Fetch what Indicator.series() reads, in three queries however many rows there are.

        Results that no 課長 has confirmed yet are left out, but for those of the departments given (None: of all);
        where one waits in place of a confirmed one, the confirmed one is read.
        """
        from indicators.models.results import Result
        from indicators.models.targets import Target

        # in their own order: that of the plan would join four tables to every row
        targets = Target.objects.order_by("fiscal_year", "scope", "revision")
        results = Result.objects.shown_with(unconfirmed_of).select_related("earlier").order_by("fiscal_year")
        return self.select_related("node", "department").prefetch_related(
            Prefetch("targets", queryset=targets), Prefetch("results", queryset=results)
        )


class Indicator(Versioned):
    """A quantity that the city has promised to move, with a target and a result for each year."""

    label_needs = ("node__period__plan",)

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "成果指標"
        ACTIVITY = "activity", "活動指標"
        SURVEY = "survey", "市民の実感指標"
        OTHER = "other", "その他"

    class Direction(models.TextChoices):
        UP = core.Direction.UP.value, "増やす"
        DOWN = core.Direction.DOWN.value, "減らす"
        KEEP = core.Direction.KEEP.value, "維持する"
        RANGE = core.Direction.RANGE.value, "範囲に収める"
        UNKNOWN = core.Direction.UNKNOWN.value, "不明"

    class Accumulation(models.TextChoices):
        ANNUAL = core.Accumulation.ANNUAL.value, "単年度"
        CUMULATIVE = core.Accumulation.CUMULATIVE.value, "累計"
        POINT = core.Accumulation.POINT.value, "時点"
        AVERAGE = core.Accumulation.AVERAGE.value, "期間平均"
        UNKNOWN = core.Accumulation.UNKNOWN.value, "不明"

    class RateFormula(models.TextChoices):
        F1 = core.RateFormula.F1.value, "実績÷目標"
        F2 = core.RateFormula.F2.value, "目標÷実績（減らす指標）"
        F3 = core.RateFormula.F3.value, "実績÷目標（減らす指標でもそのまま）"
        F4 = core.RateFormula.F4.value, "変化の割合"
        F5 = core.RateFormula.F5.value, "累計実績÷期間目標"
        F6 = core.RateFormula.F6.value, "経過年数で割り戻した目標に対する率"
        F7 = core.RateFormula.F7.value, "経過期間の割合との比較"
        F8 = core.RateFormula.F8.value, "2−実績÷目標（減らす指標）"
        NONE = core.RateFormula.NONE.value, "表示しない"

    class Rounding(models.TextChoices):
        HALF_UP = core.Rounding.HALF_UP.value, "四捨五入"
        DOWN = core.Rounding.DOWN.value, "切捨て"
        UP = core.Rounding.UP.value, "切上げ"

    class Source(models.TextChoices):
        ENTERED = "entered", "入力"
        PROJECTS = "projects", "リーディングプロジェクト等の件数"

    node = models.ForeignKey(
        PolicyNode, verbose_name="政策体系の項目", on_delete=models.PROTECT, related_name="indicators"
    )
    department = models.ForeignKey(
        Department,
        verbose_name="所管課",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
    )
    order = models.PositiveSmallIntegerField("並び順")
    number = models.CharField("番号", max_length=10, help_text="例：①")
    name = models.CharField("指標名", max_length=TEXT)
    kind = models.CharField("指標分類", max_length=10, choices=Kind)
    is_judged = models.BooleanField("判定対象", default=False, help_text="外すと補足指標として扱います。")
    unit = models.CharField(
        "単位",
        max_length=30,
        blank=True,
        help_text="印刷どおり。不明なら空欄にします。",
    )
    decimals = models.PositiveSmallIntegerField("小数桁数", default=0)
    rounding = models.CharField(
        "端数処理",
        max_length=10,
        choices=Rounding,
        default=Rounding.HALF_UP,
        help_text="小数桁数より細かい値が入力されたときの丸め方です。",
    )
    direction = models.CharField("目標の向き", max_length=10, choices=Direction, default=Direction.UNKNOWN)
    accumulation = models.CharField(
        "集計の性質", max_length=10, choices=Accumulation, default=Accumulation.UNKNOWN
    )
    rate_formula = models.CharField(
        "表示する達成率", max_length=5, choices=RateFormula, default=RateFormula.F1
    )
    figure_source = models.CharField("実績値の出所", max_length=10, choices=Source, default=Source.ENTERED)
    records_label = models.CharField(
        "個票の呼び名", max_length=50, blank=True, help_text="例：リーディングプロジェクト"
    )
    method = models.TextField("算出方法", blank=True)
    rationale = models.TextField("指標の考え方", blank=True)
    target_rationale = models.TextField("目標値の考え方", blank=True)
    note = models.TextField("備考", blank=True)
    baseline_value = amount("計画策定時の値")
    baseline_year = models.PositiveSmallIntegerField("計画策定時の年度", null=True, blank=True)
    baseline_label = models.CharField(
        "計画策定時の呼び名", max_length=50, blank=True, help_text="例：第1期策定時"
    )
    survey_interval = models.PositiveSmallIntegerField("調査の間隔（年）", null=True, blank=True)
    accepts_contrary_targets = models.BooleanField(
        "向きと逆の目標を認める",
        default=False,
        help_text="「増やす」指標に「以下」の目標を置くときだけ付けます。",
    )
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指標"
        ordering = ("node", "order")
        constraints = (
            models.UniqueConstraint(fields=("node", "number"), name="indicator_once_a_number"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True) | Q(baseline_year__isnull=False),
                name="indicator_baseline_has_a_year",
                violation_error_message="計画策定時の値には年度も入力してください。",
            ),
            *within_lengths(
                "indicator",
                number=10,
                name=TEXT,
                kind=10,
                unit=30,
                rounding=10,
                direction=10,
                accumulation=10,
                rate_formula=5,
                figure_source=10,
                records_label=50,
                method=LONG_TEXT,
                rationale=LONG_TEXT,
                target_rationale=LONG_TEXT,
                note=LONG_TEXT,
                baseline_label=50,
                source=TEXT,
            ),
            *within_amounts("indicator", ["baseline_value"]),
            *within_years("indicator", "baseline_year"),
            *within_numbers("indicator", order=1),
            *within_numbers("indicator", AMOUNT_PLACES, decimals=0),
            *within_numbers("indicator", 20, survey_interval=1),
            *within_numbers("indicator", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    @property
    def choice_label(self) -> str:
        return f"{self}（{self.node.choice_label}）"

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator_detail", args=(self.pk,))

    def natural_key(self) -> tuple[str, int, str, str]:
        return (*self.node.natural_key(), self.number)

    natural_key.dependencies = ["policies.policynode"]  # type: ignore[attr-defined]

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.pk)

    @property
    def place(self) -> str:
        """Where the indicator stands, in the fewest words: 4-2-4 ①."""
        return f"{self.node.address} {self.number}".strip()

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a node on whose layer no indicators hang, a unit that is a number, a department that is closed."""
        refuse_bare_unit(self.unit)
        if hasattr(self, "node"):
            refuse_closed(self)
        if hasattr(self, "node") and not self.node.layer.has_indicators:
            raise ValidationError({"node": f"「{self.node.layer}」の層には指標を置けません。"})

    def is_duty_after(self, day: date | None) -> bool:
        return self.node.is_duty_after(day)

    def series(self) -> core.Series:
        """Hand this indicator to the calculation core; load it through with_series() first."""
        return core.Series(
            name=self.name,
            unit=self.unit,
            decimals=self.decimals,
            rounding=core.Rounding(self.rounding),
            direction=core.Direction(self.direction),
            accumulation=core.Accumulation(self.accumulation),
            rate_formula=core.RateFormula(self.rate_formula),
            baseline=self.baseline_value,
            baseline_year=None if self.baseline_year is None else FiscalYear(self.baseline_year),
            targets=tuple(target.fact() for target in self.targets.all()),
            results=tuple(result.fact() for result in self.results.all() if result.is_entered),
            is_survey=self.kind == self.Kind.SURVEY or self.survey_interval is not None,
            interval=self.survey_interval or 1,
        )
