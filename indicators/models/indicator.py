"""The indicators, and questions about many of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q, Value
from django.urls import get_script_prefix, reverse

from accounts.models import Department, refuse_closed, refuse_other_city
from indicators.calculation import series as core
from indicators.calculation.schedule import LONGEST_LIST
from indicators.calculation.units import is_percentage
from indicators.models.amounts import amount, refuse_bare_unit
from indicators.models.asked import LONGEST_KNOWN_FROM, AskedYears, spell
from indicators.models.handed_in import HandedIn
from indicators.models.seen import (
    by_what_seen,
    confirmed_years,
    figures_after,
    refuse_unseen_targets_after_end,
)
from policies.codes import titled
from policies.fiscal_year import FiscalYear, ended_words
from policies.models import (
    LONGEST_KEY,
    NO_KEY,
    PlanPeriod,
    PolicyNode,
    named_by_successors,
    refuse_end_outside,
    refuse_figures_after_end,
    refuse_impossible_succession,
    uid_field,
    uid_of,
    with_a_uid,
    within_years,
)
from store.actions.questions import Question
from store.actions.settled import settled_rows
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
    refuse_to_rewrite,
    stored_beside,
)
from store.numbers import promised_of

CONFIRMED = (
    "確認済みの実績（{}）があるため、定義（単位・小数桁数・向き・集計の性質・達成率・算出方法・現状値（計画策定時））は変えられません。"
    "定義を変えるときは、この指標に「終了年度」を入れて終え、後継の指標を新しく登録してください（管理画面では「後継の指標を登録する」）。"
)
OTHER_POINTS = (
    "確認済みの実績（{}）があるため、割合の指標を「何年ごとの調査」に変えること、やめることはできません（調査の割合は、差をポイントで判定することがあるためです）。"
    "読み込んだばかりの実績なら、読込みを取り消してから、「2年ごとの調査として追加する」などを選んで読み込んでください。"
)
SEEN_THERE = (
    "目標がすでに示されているため、別の計画期間へは移せません。"
    "移す先に指標を新しく登録し、「前身の指標」にこの指標を選んでください。"
)
COUNTED_THERE = (
    "この指標で件数を数える取組があるため、別の計画へは移せません。"
    "先に取組の「件数を数える指標」から外すか、移す先に指標を新しく登録してください。"
)
COMMON_YEAR = 2023  # a year without 29 February
CountsByIndicator = Mapping[int, Mapping[FiscalYear, int]]
RECORDED = ("pk", "projects__counting_year", "number")
REPORTED = ("pk", "project_counts__fiscal_year", "project_counts__count")


def by_indicator(rows: Iterable[tuple[int, int | None, int]]) -> CountsByIndicator:
    """Arrange rows of (indicator key, fiscal year, number); rows without a year say that there is none."""
    counts: dict[int, dict[FiscalYear, int]] = {}
    for indicator, year, number in rows:
        if year is not None:
            counts.setdefault(indicator, {})[FiscalYear(year)] = number
    return counts


def told_apart(
    rows: Iterable[tuple[int, int, int | None, int]],
) -> "tuple[CountsByIndicator, CountsByIndicator]":
    """Return what is recorded and what is reported, by indicator and year, of the rows of counted()."""
    found = list(rows)
    first, second = (by_indicator(row[1:] for row in found if row[0] == kind) for kind in (0, 1))
    return first, second


def counts_of(
    keys: Sequence[int], *, by: str, unconfirmed_of: Collection[int] | None
) -> "tuple[CountsByIndicator, CountsByIndicator]":
    """Return counts_by_year() of the indicators whose `by` (pk, node, node__period) is one of the keys."""
    seen = None if unconfirmed_of is None else frozenset(unconfirmed_of)
    return told_apart(_counted(by, seen).ask(*keys))


@lru_cache(maxsize=200)
def _counted(by: str, unconfirmed_of: frozenset[int] | None) -> Question[Any]:
    return Question(lambda *keys: Indicator.objects.filter(**{f"{by}__in": keys}).counted(unconfirmed_of))


def figures(unconfirmed_of: Collection[int] | None) -> "tuple[Prefetch[Any], Prefetch[Any]]":
    """Return what fetches targets and results, in their own order: that of the plan would join four tables to each."""
    seen = None if unconfirmed_of is None else frozenset(unconfirmed_of)
    results = Prefetch("results", queryset=_asked_results(seen).all())
    return Prefetch("targets", queryset=_asked_targets().all()), results


@lru_cache(maxsize=200)
def _results_of(unconfirmed_of: frozenset[int] | None) -> Question[Any]:
    """Return the question for the results of indicators: nearly every page asks it."""
    return Question(lambda *keys: _asked_results(unconfirmed_of).filter(indicator__in=keys))


@lru_cache(maxsize=200)
def _asked_results(unconfirmed_of: frozenset[int] | None) -> "models.QuerySet[Any]":
    from indicators.models.results import Result

    return Result.objects.shown_with(unconfirmed_of).select_related("earlier").order_by("fiscal_year")


@lru_cache(maxsize=1)
def _asked_targets() -> "models.QuerySet[Any]":
    from indicators.models.targets import Target

    return Target.objects.order_by("fiscal_year", "scope", "revision")


@lru_cache(maxsize=1)
def _targets_of() -> Question[Any]:
    return Question(lambda *keys: _asked_targets().filter(indicator__in=keys))


def with_own_figures(row: "Indicator") -> "Indicator":
    """Fetch to one indicator, read with_definitions(), what with_series() fetches of its years, all of it anew."""
    row.know_figures(targets=_targets_of().ask(row.pk), results=_results_of(None).ask(row.pk))
    return row


def with_figures(
    rows: "list[Indicator]", *, plan: int, unconfirmed_of: Collection[int] | None
) -> "list[Indicator]":
    """Fetch to indicators of a plan, read with_definitions(), what with_series() fetches of their years.

    Their targets are read again only where one of the plan was written.
    """
    keys = [row.pk for row in rows]
    targets: dict[int, list[Any]] = {key: [] for key in keys}
    for target in settled_rows("targets", keys, _targets_by_indicator, by=promised_of(plan)):
        targets[target.indicator_id].append(target)
    results: dict[int, list[Any]] = {key: [] for key in keys}
    seen = None if unconfirmed_of is None else frozenset(unconfirmed_of)
    for result in _results_of(seen).ask(*keys):
        results[result.indicator_id].append(result)
    for row in rows:
        row.know_figures(targets=targets[row.pk], results=results[row.pk])
    return rows


def _targets_by_indicator(keys: Sequence[int]) -> list[tuple[int, Any]]:
    return [(one.indicator_id, one) for one in _asked_targets().filter(indicator__in=keys)]


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def get_by_natural_key(self, plan: str, number: int, address: str, indicator: str) -> "Indicator":
        node = PolicyNode.objects.get_by_natural_key(plan, number, address)
        return self.get(node=node, number=indicator)

    def under(self, node: PolicyNode) -> Self:
        """Keep the indicators of the node and of everything below it."""
        return self.filter(node__period=node.period_id, node__path__startswith=node.path)

    def recorded_by_year(self) -> "CountsByIndicator":
        """Return, by indicator key, how many project records count in it in each fiscal year, in one query."""
        return by_indicator(self._recorded().values_list(*RECORDED))

    def _recorded(self) -> Any:
        return (
            self.order_by().values("pk", "projects__counting_year").annotate(number=models.Count("projects"))
        )

    def reported_by_year(self, *, unconfirmed_of: Collection[int] | None) -> "CountsByIndicator":
        """Return, by indicator key, the number of projects reported for each fiscal year, in one query.

        A count is as public as the figure it is part of: for the departments not given (None: all are) only the counts
        of years whose result a 課長 has confirmed, be it one that another is about to replace.
        """
        return by_indicator(self._reported(unconfirmed_of).values_list(*REPORTED))

    def _reported(self, unconfirmed_of: Collection[int] | None) -> Any:
        counted = Q(project_counts__isnull=False)
        if unconfirmed_of is not None:
            confirmed = Q(results__entry_state__in=HandedIn.CONFIRMED_STATES)
            confirmed |= Q(results__earlier__was_confirmed=True)
            confirmed &= Q(results__fiscal_year=F("project_counts__fiscal_year"))
            counted &= confirmed | Q(department__in=unconfirmed_of)
        return self.filter(counted).order_by().distinct()

    def counts_by_year(
        self, *, unconfirmed_of: Collection[int] | None
    ) -> "tuple[CountsByIndicator, CountsByIndicator]":
        """Return both, recorded and reported, in one query."""
        return told_apart(self.counted(unconfirmed_of))

    def counted(self, unconfirmed_of: Collection[int] | None) -> Any:
        """Return the rows of both: 0 for what is recorded, 1 for what is reported, and a row of by_indicator()."""
        recorded = self._recorded().annotate(which=Value(0)).values_list("which", *RECORDED)
        reported = self._reported(unconfirmed_of).annotate(which=Value(1)).values_list("which", *REPORTED)
        return recorded.union(reported, all=True)

    def with_series(self, *, unconfirmed_of: Collection[int] | None) -> Self:
        """Fetch what Indicator.series() reads, in three queries however many rows there are.

        Results that no 課長 has confirmed yet are left out, but for those of the departments given (None: of all);
        where one waits in place of a confirmed one, the confirmed one is read.
        """
        return self.with_definitions().prefetch_related(*figures(unconfirmed_of))

    def with_definitions(self) -> Self:
        """Fetch what a series needs but for its figures: what is promised and found, year after year."""
        found = self.annotate(plan_last_year=F("node__period__plan__last_year"))
        return found.select_related("node", "department")


class Indicator(AskedYears, Versioned):
    """A quantity that the city has promised to move, with a target and a result for each year."""

    label_needs = ("node__period__plan",)
    own_name = "uid"

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

    class YearBasis(models.TextChoices):
        FISCAL = core.YearBasis.FISCAL.value, "年度（4月～翌年3月）"
        CALENDAR = core.YearBasis.CALENDAR.value, "暦年（1月～12月）"
        YEAR_END = core.YearBasis.YEAR_END.value, "年度末現在"
        DAY = core.YearBasis.DAY.value, "毎年の決まった日現在"

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
    year_basis = models.CharField("年の基準", max_length=10, choices=YearBasis, default=YearBasis.FISCAL)
    basis_month = models.PositiveSmallIntegerField(
        "基準日の月",
        null=True,
        blank=True,
        help_text="「毎年の決まった日現在」のときだけ。4月1日現在なら4です。",
    )
    basis_day = models.PositiveSmallIntegerField(
        "基準日の日",
        null=True,
        blank=True,
        help_text="「毎年の決まった日現在」のときだけ。4月1日現在なら1です。",
    )
    figure_source = models.CharField("実績値の出所", max_length=10, choices=Source, default=Source.ENTERED)
    records_label = models.CharField(
        "個票の呼び名", max_length=50, blank=True, help_text="例：リーディングプロジェクト"
    )
    method = models.TextField("算出方法", blank=True)
    rationale = models.TextField("指標の考え方", blank=True)
    target_rationale = models.TextField("目標値の考え方", blank=True)
    note = models.TextField("備考", blank=True)
    baseline_value = amount("現状値（計画策定時）")
    baseline_year = models.PositiveSmallIntegerField("現状値（計画策定時）の年度", null=True, blank=True)
    baseline_label = models.CharField(
        "現状値（計画策定時）の呼び名", max_length=50, blank=True, help_text="例：第1期策定時"
    )
    accepts_contrary_targets = models.BooleanField(
        "向きと逆の目標を認める",
        default=False,
        help_text="「増やす」指標に「以下」の目標を置くときだけ付けます。",
    )
    source = models.CharField("出典", max_length=TEXT, blank=True)
    uid = uid_field(kind="指標", shape=NO_KEY)
    ended_in = models.PositiveSmallIntegerField(
        "終了年度",
        null=True,
        blank=True,
        help_text="計画期間の途中で終わる指標の、実績がある最後の年度。期間の終わりまで続くときは空欄にします。",
    )
    succeeds = models.ManyToManyField(
        "self",
        verbose_name="前身の指標",
        symmetrical=False,
        blank=True,
        related_name="successors",
        help_text="終了して、この指標が引き継いだ指標。いくつでも選べます。",
    )

    objects = IndicatorQuerySet.as_manager()

    # its definition (design §4): what a confirmed figure means by it
    settled_fields = (
        "unit",
        "decimals",
        "direction",
        "accumulation",
        "rate_formula",
        "method",
        "baseline_value",
        "baseline_year",
    )

    class Meta:
        verbose_name = verbose_name_plural = "指標"
        ordering = ("node", "order")
        constraints = (
            *with_a_uid("indicator", kind="指標"),
            models.UniqueConstraint(fields=("node", "number"), name="indicator_once_a_number"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True) | Q(baseline_year__isnull=False),
                name="indicator_baseline_has_a_year",
                violation_error_message="現状値（計画策定時）には年度も入力してください。",
            ),
            *AskedYears.conditions,
            models.CheckConstraint(
                condition=(
                    Q(year_basis="day", basis_month__isnull=False, basis_day__isnull=False)
                    | ~Q(year_basis="day") & Q(basis_month__isnull=True, basis_day__isnull=True)
                ),
                name="indicator_day_of_the_year_has_month_and_day",
                violation_error_message="基準日の月と日は、年の基準が「毎年の決まった日現在」のときだけ、"
                "両方を入力してください。",
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
                year_basis=10,
                figure_source=10,
                records_label=50,
                method=LONG_TEXT,
                rationale=LONG_TEXT,
                target_rationale=LONG_TEXT,
                note=LONG_TEXT,
                baseline_label=50,
                asked=10,
                asked_years=LONGEST_LIST,
                put_off_years=LONGEST_LIST,
                not_asked_reason=TEXT,
                known_from=LONGEST_KNOWN_FROM,
                source=TEXT,
                uid=LONGEST_KEY,
            ),
            *within_amounts("indicator", ["baseline_value"]),
            *within_years("indicator", "baseline_year", "asked_since", "ended_in"),
            *within_numbers("indicator", order=1),
            *within_numbers("indicator", AMOUNT_PLACES, decimals=0),
            *within_numbers("indicator", 20, survey_interval=1),
            *within_numbers("indicator", 12, basis_month=1),
            *within_numbers("indicator", 31, basis_day=1),
            *within_numbers("indicator", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return titled(self.number, self.name)

    @property
    def choice_label(self) -> str:
        return f"{self}（{self.node.choice_label}）"

    def get_absolute_url(self) -> str:
        return _page_of(get_script_prefix(), self.pk)

    def natural_key(self) -> tuple[str, int, str, str]:
        return (*self.node.natural_key(), self.number)

    natural_key.dependencies = ["policies.policynode"]  # type: ignore[attr-defined]

    def propose_name(self, turn: int) -> str:
        return uid_of(self.node.uid, "indicator", self.number, *([str(turn)] if turn > 1 else []))

    def clash_words(self, other: Any) -> str:
        return f"番号が「{self.number}」の指標が、「{other}」と二つになります。番号を変えてください。"

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.pk)

    def why_kept(self) -> str:
        """Say by which indicators it is named as what they follow: without it nobody could tell any more."""
        return named_by_successors(self)

    @property
    def place(self) -> str:
        """Where the indicator stands, in the fewest words: 4-2-4 ①."""
        return f"{self.node.address} {self.number}".strip()

    @property
    def day_of_the_year(self) -> tuple[int, int] | None:
        """Month and day on which it is taken, where that is the same day of each year."""
        if self.basis_month is None or self.basis_day is None:
            return None
        return self.basis_month, self.basis_day

    @property
    def basis_text(self) -> str:
        """Which year its figures count, or when they are taken: 暦年（1月～12月）, 各年4月1日現在."""
        if self.day_of_the_year is None:
            return str(self.get_year_basis_display())
        month, day = self.day_of_the_year
        return f"各年{month}月{day}日現在"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse what cannot hold: a layer without indicators, a bare unit, a closed department, unclear years or days.

        Also another definition of what was confirmed, and an end before a figure.
        """
        refuse_bare_unit(self.unit)
        if hasattr(self, "node"):
            refuse_closed(self)
            refuse_other_city(self, self.node.period.plan.local_government_code)
        if self.basis_month and self.basis_day:
            try:
                date(COMMON_YEAR, self.basis_month, self.basis_day)
            except ValueError:
                raise ValidationError(
                    {"basis_day": f"{self.basis_month}月{self.basis_day}日という日は、毎年はありません。"}
                ) from None
        if hasattr(self, "node") and not self.node.layer.has_indicators:
            raise ValidationError({"node": f"「{self.node.layer}」の層には指標を置けません。"})
        self.refuse_unclear_years(self.node.period.plan if hasattr(self, "node") else None)
        refuse_to_rewrite(
            self, self._definition(beside), why=Indicator.why_settled, fills_gaps=True, beside=beside
        )
        self._refuse_other_points(beside)
        self._refuse_other_period(beside)
        if self.ended_in is not None and hasattr(self, "node"):
            refuse_end_outside(self.node.period, self.ended_in)
            refuse_figures_after_end(figures_after(self, self.ended_in))
            refuse_unseen_targets_after_end(self, self.ended_in)

    @classmethod
    def derive(cls, rows: Sequence[Any], together: frozenset[Any] | None = None) -> None:  # noqa: ARG003
        """Write years and 確定時期 in one spelling."""
        for row in rows:
            spell(row)

    def clean_links(self, field: str, linked: Sequence[Any]) -> None:
        """Refuse predecessors that cannot be."""
        if field == "succeeds" and hasattr(self, "node"):
            refuse_impossible_succession(self, linked, period_of=lambda one: one.node.period)

    def _refuse_other_period(self, beside: Beside) -> None:
        """Refuse to take seen targets out of their period, and what projects count in out of its plan."""
        stored = beside.before(self)
        if stored is None or stored.node_id == self.node_id or stored.node.period == self.node.period:
            return
        counted: Any = stored.projects  # rows of a subject above this one
        if stored.node.period.plan != self.node.period.plan and counted.exists():
            raise ValidationError({"node": COUNTED_THERE})
        if stored.targets.exists() and by_what_seen(stored):
            raise ValidationError({"node": SEEN_THERE})

    def _definition(self, beside: Beside) -> Sequence[str]:
        """Return what defines it; whether it is a survey too, by which differences may be judged in points."""
        stored = beside.before(self)
        survey = self.Kind.SURVEY
        is_another = stored is not None and (stored.kind == survey) != (self.kind == survey)
        return (*self.settled_fields, "kind") if is_another else self.settled_fields

    def _refuse_other_points(self, beside: Beside) -> None:
        """Refuse an interval that would have confirmed shares judged as those of a survey, or no more as such."""
        stored = beside.before(self)
        if stored is None or stored.is_survey == self.is_survey or not is_percentage(self.unit):
            return
        refuse_to_rewrite(
            self, ["survey_interval"], why=Indicator.why_same_points, fills_gaps=False, beside=beside
        )

    @property
    def is_survey(self) -> bool:
        """Whether people are asked for it: by its kind, or because it is surveyed every few years."""
        return self.kind == self.Kind.SURVEY or self.survey_interval is not None

    def why_settled(self) -> str:
        """Say why what was confirmed keeps its meaning: another definition is another indicator."""
        confirmed = confirmed_years(self)
        return CONFIRMED.format("、".join(confirmed)) if confirmed else ""

    def why_same_points(self) -> str:
        """Say why it stays a survey, or none: confirmed shares of one may be judged in points."""
        confirmed = confirmed_years(self)
        return OTHER_POINTS.format("、".join(confirmed)) if confirmed else ""

    @property
    def period(self) -> PlanPeriod:
        """The period of its node."""
        return self.node.period

    @property
    def ends_in(self) -> FiscalYear | None:
        """The last year with a figure: its own, or that of the node it hangs on; None while it goes on."""
        ends = [year for year in (self.ended_in, self.node.ended_in) if year is not None]
        return FiscalYear(min(ends)) if ends else None

    def refuse_after_end(self, year: int, what: str) -> None:
        """Raise ValidationError, by the field `fiscal_year`, for something of a year after the last one."""
        last = self.ends_in
        if last is not None and year > last.year:
            raise ValidationError(
                {
                    "fiscal_year": f"指標「{self}」は{ended_words(last)}しています。"
                    f"{what}は{last.year}までの年度にしてください。"
                }
            )

    def is_duty_after(self, day: date | None) -> bool:
        return self.node.is_duty_after(day)

    def series(self) -> core.Series:
        """Hand this indicator to the calculation core; load it through with_series() first."""
        schedule = self.schedule(self._plan_last_year())
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
            is_survey=self.is_survey,
            interval=schedule.interval,
            schedule=schedule,
            ended_in=self.ends_in,
            year_basis=core.YearBasis(self.year_basis),
            basis_day=self.day_of_the_year,
        )

    def know_figures(self, **known: Sequence[Any]) -> None:
        """Let these targets and results be known as prefetch_related() makes them: all of its own, in their order."""
        fetched = {}
        for name, rows in known.items():
            for one in rows:
                one.indicator = self
            fetched[name] = getattr(self, name).all()
            fetched[name]._result_cache, fetched[name]._prefetch_done = list(rows), True
        self._prefetched_objects_cache = fetched

    def _plan_last_year(self) -> int | None:
        """Return the plan's last year where that decides anything: as with_series() fetched it."""
        if self.asked != self.Asked.LAST:
            return None
        fetched: int | None = getattr(self, "plan_last_year", None)
        return fetched or self.node.period.plan.last_year


@lru_cache(maxsize=20_000)
def _page_of(prefix: str, key: int) -> str:
    """Return the address of an indicator's page: found once, as lists have hundreds."""
    return reverse("indicators:indicator_detail", args=(key,))
