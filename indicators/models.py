"""THE MEASURING: what was promised, what was found, and the scales and rules by which it is read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.urls import reverse

from accounts.limits import (
    AMOUNT_DIGITS,
    AMOUNT_PLACES,
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_amounts,
    within_lengths,
    within_numbers,
)
from accounts.models import Beside, Department, Person, Versioned, owner_of, stored_beside
from indicators.calculation import series as core
from indicators.calculation.attainment import NO_CLASS, AttainmentProfile
from indicators.calculation.class_cases import class_faults
from policies.fiscal_year import FiscalYear, FiscalYearError, read_month
from policies.models import Layer, Plan, PlanPeriod, PolicyNode, within_years

DECIDED_BY = (
    "この版は決定済みの評価で使われているため変更できません。"
    "新しい版（版次を1つ増やした行）を作ってください。"
)
YEARS_BEFORE_THE_PLAN = 30  # how far back a plan may show results


def symbols_of(scale: "RatingScale", beside: Beside) -> set[str]:
    """Return the symbols of a scale."""
    return {level.symbol for level in beside(RatingLevel, "scale", scale)}


def amount(label: str, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return an exact decimal column of the size that both databases keep without loss; it may be unknown."""
    return models.DecimalField(
        label, max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES, null=True, blank=True, **options
    )


class RatingScaleQuerySet(models.QuerySet["RatingScale"]):
    def get_by_natural_key(self, key: str) -> "RatingScale":
        return self.get(key=key)


class RatingScale(Versioned):
    """An ordered set of symbols with their meaning, for one form and edition; never mapped onto another."""

    key = models.CharField("キー", max_length=50, unique=True)
    name = models.CharField("画面での名前", max_length=50, help_text="例：施策の進捗状況")
    document = models.CharField("様式・版", max_length=TEXT, blank=True)
    is_best_first = models.BooleanField("先頭が最も良い", default=True)
    layers = models.ManyToManyField(Layer, verbose_name="使う層", blank=True, related_name="scales")
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価区分"
        ordering = ("key",)
        constraints = (
            *within_lengths("scale", key=50, name=50, document=TEXT, source=TEXT),
            *within_numbers("scale", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.document}）" if self.document else self.name

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class RatingLevelQuerySet(models.QuerySet["RatingLevel"]):
    def get_by_natural_key(self, scale: str, symbol: str) -> "RatingLevel":
        return self.get(scale__key=scale, symbol=symbol)


class RatingLevel(Versioned):
    """One symbol of a scale. Colour and shape only repeat what the symbol says."""

    class Tone(models.TextChoices):
        BEST = "best", "青（最も良い）"
        GOOD = "good", "水色（良い）"
        MIDDLE = "middle", "中間"
        FAIR = "fair", "黄（注意）"
        POOR = "poor", "赤（悪い）"
        NEUTRAL = "neutral", "灰（区分なし）"

    class Shape(models.TextChoices):
        CIRCLE = "circle", "円"
        SQUARE = "square", "四角"
        TRIANGLE = "triangle", "三角"
        DIAMOND = "diamond", "ひし形"
        DASH = "dash", "横線"

    scale = models.ForeignKey(
        RatingScale, verbose_name="評価区分", on_delete=models.PROTECT, related_name="levels"
    )
    order = models.PositiveSmallIntegerField("並び順")
    symbol = models.CharField("記号", max_length=10)
    label = models.CharField("意味", max_length=100)
    explanation = models.CharField("説明", max_length=TEXT, blank=True)
    tone = models.CharField("色", max_length=10, choices=Tone, default=Tone.NEUTRAL)
    shape = models.CharField("形", max_length=10, choices=Shape, default=Shape.DASH)

    objects = RatingLevelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価区分の段階"
        ordering = ("scale", "order")
        constraints = (
            models.UniqueConstraint(fields=("scale", "symbol"), name="level_once_a_symbol"),
            models.UniqueConstraint(fields=("scale", "order"), name="level_once_a_place"),
            *within_lengths("level", symbol=10, label=100, explanation=TEXT, tone=10, shape=10),
            *within_numbers("level", order=1),
            *within_numbers("level", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.symbol} {self.text}"

    @property
    def text(self) -> str:
        """The meaning in the words of the document: 順調に推移している（目標を達成している）."""
        return f"{self.label}（{self.explanation}）" if self.explanation else self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.scale.key, self.symbol)

    natural_key.dependencies = ["indicators.ratingscale"]  # type: ignore[attr-defined]


class RuleProfileQuerySet(models.QuerySet["RuleProfile"]):
    def get_by_natural_key(self, key: str, edition: int) -> "RuleProfile":
        return self.get(key=key, edition=edition)


class RuleProfile(Versioned):
    """How classes and suggested ratings follow from figures, as ordered rows of data; a new edition is a new row."""

    key = models.CharField("キー", max_length=50)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("名前", max_length=100)
    source = models.CharField("出典", max_length=TEXT, blank=True)
    attainment_scale = models.ForeignKey(
        RatingScale,
        verbose_name="成果指標の達成状況の区分",
        on_delete=models.PROTECT,
        related_name="profiles",
    )
    attainment_rules = models.JSONField("成果指標の達成状況の基準")
    progress_rules = models.JSONField("施策の進捗状況の基準", default=list)
    direction_rules = models.JSONField("今後の方向性の基準", default=list)

    FIXED = ("key", "edition", "attainment_scale", "attainment_rules", "progress_rules", "direction_rules")
    further_checks: ClassVar[list[Callable[["RuleProfile", Beside], None]]] = []  # of apps above

    objects = RuleProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "判定基準"
        ordering = ("key", "edition")
        constraints = (
            models.UniqueConstraint(fields=("key", "edition"), name="profile_once_an_edition"),
            *within_lengths("profile", key=50, name=100, source=TEXT),
            *within_numbers("profile", edition=1),
            *within_numbers("profile", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.name}（第{self.edition}版）"

    def natural_key(self) -> tuple[str, int]:
        return (self.key, self.edition)

    natural_key.dependencies = ["indicators.ratingscale"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse rules that nobody can read or that answer outside their scales, and to rewrite what decided.

        And rules that leave an input without an answer, or of which one can never apply.
        """
        profile = read_rules("attainment_rules", self.attainment_profile)
        if hasattr(self, "attainment_scale"):
            known = {NO_CLASS, *symbols_of(self.attainment_scale, beside)}
            refuse_strangers("attainment_rules", (rule.then for rule in profile.rules), known)
        if faults := class_faults(profile):
            raise ValidationError({"attainment_rules": list(faults)})
        for check in self.further_checks:
            check(self, beside)
        self._refuse_to_rewrite()

    def _refuse_to_rewrite(self) -> None:
        stored = RuleProfile.objects.filter(pk=self.pk).first()
        if stored is None:
            return
        fields = [self._meta.get_field(name) for name in self.FIXED]
        changed = [one.name for one in fields if getattr(stored, one.attname) != getattr(self, one.attname)]  # type: ignore[union-attr]
        if changed and (stored.evaluations.exists() or stored.cycles.filter(is_published=True).exists()):
            raise ValidationError(dict.fromkeys(changed, DECIDED_BY))

    def attainment_profile(self) -> AttainmentProfile:
        """Hand the rules of the yearly class to the calculation core."""
        return AttainmentProfile.from_data(self.attainment_rules, key=self.key, version=self.edition)


def read_rules(field: str, read: Callable[[], Any]) -> Any:
    """Return the rules of that field as their core reads them; raise ValidationError if it cannot."""
    try:
        return read()
    except ValueError as error:
        raise ValidationError({field: str(error)}) from None
    except (TypeError, AttributeError, KeyError):
        message = "判定基準は、条件と結果の組を並べた一覧で入力してください。"
        raise ValidationError({field: message}) from None


def refuse_strangers(field: str, symbols: Iterable[str], known: Collection[str]) -> None:
    """Raise ValidationError for that field if a rule speaks of a symbol that its scale does not have."""
    if strange := [symbol for symbol in symbols if symbol not in known]:
        scale = "・".join(sorted(known))
        raise ValidationError({field: f"区分「{strange[0]}」は、評価区分（{scale}）にありません。"})


CountsByIndicator = Mapping[int, Mapping[FiscalYear, int]]


def by_indicator(rows: Iterable[tuple[int, int | None, int]]) -> CountsByIndicator:
    """Arrange rows of (indicator key, fiscal year, number); rows without a year say that there is none."""
    counts: dict[int, dict[FiscalYear, int]] = {}
    for indicator, year, number in rows:
        if year is not None:
            counts.setdefault(indicator, {})[FiscalYear(year)] = number
    return counts


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def get_by_natural_key(
        self, local_government_code: str, plan: str, number: int, address: str, indicator: str
    ) -> "Indicator":
        node = PolicyNode.objects.get_by_natural_key(local_government_code, plan, number, address)
        return self.get(node=node, number=indicator)

    def under(self, node: PolicyNode) -> Self:
        """Keep the indicators of the node and of everything below it."""
        return self.filter(node__period=node.period_id, node__path__startswith=node.path)

    def recorded_by_year(self) -> "CountsByIndicator":
        """Return, by indicator key, how many project records count in it in each fiscal year, in one query."""
        rows = self.order_by().values_list("pk", "projects__counting_year").annotate(models.Count("projects"))
        return by_indicator(rows)

    def reported_by_year(self, *, unconfirmed_of: Collection[int] | None = ()) -> "CountsByIndicator":
        """Return, by indicator key, the number of projects reported for each fiscal year, in one query.

        A count is as public as the figure it is part of: for the departments not given (None: all are) only the counts
        of years whose result a 課長 has confirmed, be it one that another is about to replace.
        """
        counted = Q(project_counts__isnull=False)
        if unconfirmed_of is not None:
            confirmed = Q(results__entry_state__in=Result.CONFIRMED_STATES)
            confirmed |= Q(results__earlier__was_confirmed=True)
            confirmed &= Q(results__fiscal_year=F("project_counts__fiscal_year"))
            counted &= confirmed | Q(department__in=unconfirmed_of)
        rows = (
            self.filter(counted)
            .order_by()
            .values_list("pk", "project_counts__fiscal_year", "project_counts__count")
        )
        return by_indicator(rows.distinct())

    def with_series(self, *, unconfirmed_of: Collection[int] | None = ()) -> Self:
        """Fetch what Indicator.series() reads, in three queries however many rows there are.

        Results that no 課長 has confirmed yet are left out, but for those of the departments given (None: of all);
        where one waits in place of a confirmed one, the confirmed one is read.
        """
        # in their own order: that of the plan would join four tables to every row
        targets = Target.objects.order_by("fiscal_year", "scope", "revision")
        results = Result.objects.shown_with(unconfirmed_of).select_related("earlier").order_by("fiscal_year")
        return self.select_related("node", "department").prefetch_related(
            Prefetch("targets", queryset=targets), Prefetch("results", queryset=results)
        )


class Indicator(Versioned):
    """A quantity that the city has promised to move, with a target and a result for each year."""

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
        NONE = core.RateFormula.NONE.value, "表示しない"

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
    unit = models.CharField("単位", max_length=30, blank=True, help_text="印刷どおり。不明なら空欄にします。")
    decimals = models.PositiveSmallIntegerField("小数桁数", default=0)
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

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator_detail", args=(self.pk,))

    def natural_key(self) -> tuple[str, str, int, str, str]:
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
        """Refuse a node on whose layer no indicators hang."""
        if hasattr(self, "node") and not self.node.layer.has_indicators:
            raise ValidationError({"node": f"「{self.node.layer}」の層には指標を置けません。"})

    def series(self) -> core.Series:
        """Hand this indicator to the calculation core; load it through with_series() first."""
        return core.Series(
            name=self.name,
            unit=self.unit,
            decimals=self.decimals,
            direction=core.Direction(self.direction),
            accumulation=core.Accumulation(self.accumulation),
            rate_formula=core.RateFormula(self.rate_formula),
            baseline=self.baseline_value,
            baseline_year=None if self.baseline_year is None else FiscalYear(self.baseline_year),
            targets=tuple(target.fact() for target in self.targets.all()),
            results=tuple(result.fact() for result in self.results.all() if result.is_entered),
            is_survey=self.kind == self.Kind.SURVEY or self.survey_interval is not None,
        )


class TargetQuerySet(models.QuerySet["Target"]):
    def get_by_natural_key(self, *key: Any) -> "Target":
        indicator = Indicator.objects.get_by_natural_key(*key[:5])
        return self.get(indicator=indicator, fiscal_year=key[5], scope=key[6], revision=key[7])


class Target(Versioned):
    """What was promised for a year. A revision is a further row; the original stays."""

    class Scope(models.TextChoices):
        PERIOD = core.Scope.PERIOD.value, "期末の目標"
        YEAR = core.Scope.YEAR.value, "年度の目標"

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
        TEXT = core.Comparator.TEXT.value, "文章"

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="targets"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
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

    class Meta:
        verbose_name = verbose_name_plural = "目標値"
        ordering = ("indicator", "fiscal_year", "scope", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "fiscal_year", "scope", "revision"), name="target_once_a_revision"
            ),
            models.CheckConstraint(
                condition=(
                    Q(comparator="range", value__isnull=False, upper__isnull=False, upper__gte=F("value"))
                    | Q(comparator="text", value__isnull=True, upper__isnull=True) & ~Q(text="")
                    | Q(comparator__in=("baseline>=", "baseline<="), value__isnull=True, upper__isnull=True)
                    | Q(
                        comparator__in=("plain", ">=", "<=", ">", "<", "="),
                        value__isnull=False,
                        upper__isnull=True,
                    )
                ),
                name="target_has_what_its_comparator_needs",
                violation_error_message="目標の条件に合う値を入力してください（範囲は下限と上限、文章は文章の目標）。",
            ),
            *within_lengths("target", scope=10, comparator=10, text=TEXT, reason=LONG_TEXT, source=TEXT),
            *within_amounts("target", ["value", "upper"]),
            *within_years("target", "fiscal_year", "reference_year", "applies_from"),
            *within_numbers("target", revision=0),
            *within_numbers("target", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{FiscalYear(self.fiscal_year).short} {self.get_scope_display()}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), self.fiscal_year, self.scope, self.revision)

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]

    @property
    def history_label(self) -> str:
        revision = f" 改定{self.revision}" if self.revision else ""
        return f"{self.indicator.place} {self}{revision}"

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a target that contradicts the indicator's direction, a period's end, or the other revisions."""
        if None in (self.fiscal_year,) or not hasattr(self, "indicator"):
            return
        self._refuse_contrary()
        if self.applies_from is not None and self.applies_from > self.fiscal_year:
            raise ValidationError({"applies_from": "適用を始める年度は、目標の年度以前にしてください。"})
        if hasattr(self.indicator, "node") and self.scope == Target.Scope.PERIOD:
            for period in beside(PlanPeriod, "plan", self.indicator.node.period.plan):
                if period.first_year <= self.fiscal_year < period.last_year:
                    end = f"「{period}」の最後の年度（{period.last_year}）"
                    raise ValidationError({"fiscal_year": f"期末の目標は、{end}に置いてください。"})
        if self.revision:
            self._refuse_gap(beside(Target, "indicator", self.indicator))

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
            fiscal_year=FiscalYear(self.fiscal_year),
            scope=core.Scope(self.scope),
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


class HandedIn(Versioned):
    """What a section hands in: entered by somebody, confirmed by the 課長 or sent back with a reason.

    What no 課長 has confirmed stays within the section, the 取りまとめ above it and the 事務局.
    """

    class EntryState(models.TextChoices):
        EMPTY = "empty", "未入力"
        DRAFT = "draft", "入力中"
        WAITING = "waiting", "課長確認待ち"
        RETURNED = "returned", "差戻し"
        CONFIRMED = "confirmed", "課長確認済"
        CHECKED = "checked", "事務局確認済"

    CONFIRMED_STATES = (EntryState.CONFIRMED, EntryState.CHECKED)

    entry_state = models.CharField("入力の状態", max_length=10, choices=EntryState, default=EntryState.EMPTY)
    returned_reason = models.TextField("差戻しの理由", blank=True)
    entered_by = models.ForeignKey(
        Person, verbose_name="入力した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owed_name(self) -> str:
        """What sentences about it call it: the indicator, the 事務事業."""
        return str(self)

    @property
    def owed_by(self) -> Department | None:
        """The department that answers for it."""
        raise NotImplementedError

    def rounds(self) -> "EntryRoundQuerySet":
        """Return the rounds that ask for it."""
        raise NotImplementedError


class ResultQuerySet(models.QuerySet["Result"]):
    def get_by_natural_key(self, *key: Any) -> "Result":
        return self.get(indicator=Indicator.objects.get_by_natural_key(*key[:5]), fiscal_year=key[5])

    def shown_with(self, unconfirmed_of: Collection[int] | None) -> Self:
        """Keep what has been confirmed, and the unconfirmed figures of these departments (None: of all).

        A figure that waits in place of a confirmed one is kept as well, but marked: its fact() is the confirmed one.
        """
        if unconfirmed_of is None:
            return self
        seen = Q(entry_state__in=Result.CONFIRMED_STATES)
        if unconfirmed_of:
            # a subquery, so that no plan of PostgreSQL multiplies the two tables where it knows nothing of their size
            seen |= Q(indicator__in=Indicator.objects.filter(department__in=unconfirmed_of).values("pk"))
        kept = self.filter(seen | Q(earlier__was_confirmed=True))
        return kept.annotate(shows_earlier=Case(When(seen, then=Value(False)), default=Value(True)))


class Result(HandedIn):
    """What was found for a year, as published; missing is a reason, never a zero."""

    class Standing(models.TextChoices):
        FINAL = core.Standing.FINAL.value, "確定値"
        PROVISIONAL = core.Standing.PROVISIONAL.value, "暫定値"
        PRELIMINARY = core.Standing.PRELIMINARY.value, "速報値"
        EXPECTED = core.Standing.EXPECTED.value, "見込値"
        ESTIMATED = core.Standing.ESTIMATED.value, "推計値"

    class Missing(models.TextChoices):
        PENDING = core.Missing.PENDING.value, "集計中"
        OUT_OF_CYCLE = core.Missing.OUT_OF_CYCLE.value, "調査対象年度外"
        NOT_SURVEYED = core.Missing.NOT_SURVEYED.value, "調査未実施"
        NOT_APPLICABLE = core.Missing.NOT_APPLICABLE.value, "該当なし"

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="results"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    total = amount("実績値（累計は累計値）")
    increment = amount("うち当該年度分", help_text="累計の指標だけ")
    standing = models.CharField("値の種別", max_length=15, choices=Standing, default=Standing.FINAL)
    missing = models.CharField("値がない理由", max_length=15, choices=Missing, blank=True)
    pending_until = models.CharField("確定見込年月", max_length=20, blank=True, help_text="例：令和6年11月")
    is_approximate = models.BooleanField("概数", default=False)
    text_value = models.CharField("文章の実績", max_length=TEXT, blank=True)
    text_fulfilled = models.BooleanField("文章の目標を達成", null=True, blank=True)
    printed = models.CharField("印刷どおりの表記", max_length=TEXT, blank=True)
    footnote = models.TextField("注記", blank=True)
    published_rate = amount("公表された達成率")
    published_class = models.CharField("公表された区分", max_length=10, blank=True)
    explanation = models.TextField("増減の説明（庁内）", blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = ResultQuerySet.as_manager()
    shows_earlier = False  # set by shown_with() for whom only the figure before this one is meant

    class Meta:
        verbose_name = verbose_name_plural = "実績値"
        ordering = ("indicator", "fiscal_year")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "fiscal_year"), name="result_once_a_year"),
            models.CheckConstraint(
                condition=Q(missing="") | Q(total__isnull=True, increment__isnull=True, text_value=""),
                name="result_is_a_figure_or_a_reason",
                violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
            ),
            *within_lengths(
                "result",
                standing=15,
                missing=15,
                pending_until=20,
                text_value=TEXT,
                printed=TEXT,
                footnote=LONG_TEXT,
                published_class=10,
                entry_state=10,
                explanation=LONG_TEXT,
                returned_reason=LONG_TEXT,
                source=TEXT,
            ),
            *within_amounts("result", ["total", "increment", "published_rate"]),
            *within_years("result", "fiscal_year"),
            *within_numbers("result", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return FiscalYear(self.fiscal_year).label

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), self.fiscal_year)

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]

    @property
    def owed_name(self) -> str:
        return str(self.indicator)

    @property
    def owed_by(self) -> Department | None:
        return self.indicator.department

    def rounds(self) -> "EntryRoundQuerySet":
        """Return the rounds of its year; an answer that is asked for again may be entered in a later one too."""
        return EntryRound.objects.filter(
            plan=self.indicator.node.period.plan_id, fiscal_year=self.fiscal_year
        )

    @property
    def history_label(self) -> str:
        return f"{self.indicator.place} {self}"

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a yearly share that does not add up over the years, a year far from the plan, a value 未入力."""
        refuse_unreadable_month(self.pending_until)
        if self.entry_state == Result.EntryState.EMPTY and self.is_entered:
            raise ValidationError({"entry_state": "値があるのに「未入力」です。入力の状態を選んでください。"})
        if not hasattr(self, "indicator"):
            return
        if self.increment is not None and self.indicator.accumulation != Indicator.Accumulation.CUMULATIVE:
            raise ValidationError({"increment": "「うち当該年度分」は累計の指標だけに入力できます。"})
        if None not in (self.fiscal_year,) and hasattr(self.indicator, "node"):
            plan = self.indicator.node.period.plan
            first, last = plan.first_year - YEARS_BEFORE_THE_PLAN, plan.last_year + 1
            if not first <= self.fiscal_year <= last:
                raise ValidationError(
                    {"fiscal_year": f"計画から離れた年度です。{first}から{last}までの年度にしてください。"}
                )

    @property
    def is_entered(self) -> bool:
        """Whether the row says anything: a figure, a text, or why there is none."""
        figures = (self.total, self.increment, self.text_fulfilled)
        return bool(self.missing or self.text_value) or any(figure is not None for figure in figures)

    def fact(self) -> core.Result:
        """Hand this result to the calculation core: as it is, or as it was confirmed before."""
        return self.earlier.fact() if self.shows_earlier else fact_of(self, self.fiscal_year)


class EarlierFigure(Versioned):
    """What a year said before its awaited figure was entered, for as long as that one waits for the 課長.

    If it had been confirmed it stays what everybody outside the department sees; it goes with the confirmation.
    """

    result = models.OneToOneField(
        Result, verbose_name="実績値", on_delete=models.PROTECT, related_name="earlier"
    )
    was_confirmed = models.BooleanField("確認済みだった")
    total = amount("実績値（累計は累計値）")
    increment = amount("うち当該年度分")
    standing = models.CharField("値の種別", max_length=15, choices=Result.Standing)
    missing = models.CharField("値がない理由", max_length=15, choices=Result.Missing, blank=True)
    pending_until = models.CharField("確定見込年月", max_length=20, blank=True)
    is_approximate = models.BooleanField("概数", default=False)
    text_value = models.CharField("文章の実績", max_length=TEXT, blank=True)
    text_fulfilled = models.BooleanField("文章の目標を達成", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "差替え前の実績値"
        constraints = (
            models.CheckConstraint(
                condition=Q(missing="") | Q(total__isnull=True, increment__isnull=True, text_value=""),
                name="earlier_is_a_figure_or_a_reason",
                violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
            ),
            *within_lengths("earlier", standing=15, missing=15, pending_until=20, text_value=TEXT),
            *within_amounts("earlier", ["total", "increment"]),
            *within_numbers("earlier", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.result}（差替え前）"

    @classmethod
    def of(cls, row: Result) -> "EarlierFigure":
        """Return, unsaved, what the row says now."""
        said = {name: getattr(row, name) for name in SAID}
        return cls(result=row, was_confirmed=row.entry_state in Result.CONFIRMED_STATES, **said)

    @property
    def history_label(self) -> str:
        return f"{self.result.history_label}（差替え前）"

    @property
    def history_owner(self) -> str:
        return self.result.history_owner

    def fact(self) -> core.Result:
        """Hand it to the calculation core in place of the result."""
        return fact_of(self, self.result.fiscal_year)


SAID = (
    "total",
    "increment",
    "standing",
    "missing",
    "pending_until",
    "is_approximate",
    "text_value",
    "text_fulfilled",
)


def fact_of(row: "Result | EarlierFigure", fiscal_year: int) -> core.Result:
    """Return what the row says as the calculation core reads it."""
    return core.Result(
        fiscal_year=FiscalYear(fiscal_year),
        total=row.total,
        increment=row.increment,
        standing=core.Standing(row.standing),
        missing=core.Missing(row.missing) if row.missing else None,
        pending_until=row.pending_until,
        approx=row.is_approximate,
        text_value=row.text_value,
        text_fulfilled=row.text_fulfilled,
    )


def refuse_unreadable_month(text: str) -> None:
    """Refuse a 確定見込年月 from which nobody can tell when the figure is to be asked for again."""
    try:
        if text:
            read_month(text)
    except FiscalYearError as error:
        raise ValidationError({"pending_until": str(error)}) from None


class EntryRoundQuerySet(models.QuerySet["EntryRound"]):
    def get_by_natural_key(self, local_government_code: str, plan: str, year: int, kind: str) -> "EntryRound":
        return self.get(
            plan__local_government_code=local_government_code, plan__name=plan, fiscal_year=year, kind=kind
        )

    def open_on(self, day: date) -> Self:
        """Keep the rounds in which figures can be entered on that day: begun, and not closed."""
        return self.filter(is_closed=False, opens_on__lte=day)


class EntryRound(Versioned):
    """A request to enter a year's figures (入力依頼), from its opening until somebody closes it."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", "年次"
        MIDTERM = "midterm", "中間評価"
        FINAL = "final", "総括評価"

    plan = models.ForeignKey(Plan, verbose_name="計画", on_delete=models.PROTECT, related_name="rounds")
    fiscal_year = models.PositiveSmallIntegerField("実績の年度")
    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.YEARLY)
    opens_on = models.DateField("受付開始日")
    due_on = models.DateField("提出期限", help_text="この日の終わりまでです。")
    is_closed = models.BooleanField(
        "締切済み", default=False, help_text="締め切ると、再開するまで変更できません。"
    )
    reopened_reason = models.TextField("再開の理由", blank=True)

    objects = EntryRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入力依頼"
        ordering = ("plan", "-fiscal_year", "kind")
        constraints = (
            models.UniqueConstraint(fields=("plan", "fiscal_year", "kind"), name="round_once_a_year"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="round_is_due_after_it_opens",
                violation_error_message="提出期限は受付開始日以後にしてください。",
            ),
            *within_lengths("round", kind=10, reopened_reason=LONG_TEXT),
            *within_years("round", "fiscal_year"),
            *within_numbers("round", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{FiscalYear(self.fiscal_year).era}実績の入力（{self.get_kind_display()}）"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.plan.natural_key(), self.fiscal_year, self.kind)

    natural_key.dependencies = ["policies.plan"]  # type: ignore[attr-defined]

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.fiscal_year)
