"""Indicators as pages read them: an Indicator with its calculation, its class as a level, and the years in a row."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F, QuerySet, prefetch_related_objects

from indicators.calculation import explain
from indicators.calculation.asking import MISSING, AskingDay, Duty, duty, missing_words
from indicators.calculation.attainment import (
    NO_CLASS,
    REFERENCE_ABCD,
    Attainment,
    AttainmentProfile,
    Distance,
    attain,
    distance,
)
from indicators.calculation.checks import Finding, check, gravest_first
from indicators.calculation.class_rules import REFERENCE_CLASSES
from indicators.calculation.course import Course, course_of
from indicators.calculation.days import day_words, year_label, year_words
from indicators.calculation.facts import ResultStanding as FigureStanding
from indicators.calculation.facts import Target, TargetScope, YearFigure
from indicators.calculation.heading import Heading, heading_of
from indicators.calculation.published import (
    published_rate_words,
    published_that_differ,
    published_words,
)
from indicators.calculation.quantities import (
    STANDING_WORDS,
    figure_words,
    quantity,
    signed_quantity,
    target_words,
)
from indicators.calculation.series import Series
from indicators.models import EntryRound, Indicator, InterimValue, RatingLevel, RatingScale, RuleProfile
from indicators.models import Target as TargetRow
from policies.charts import tones_of
from policies.fiscal_year import FiscalYear, ended_words
from policies.models import PlanPeriod
from policies.page import Scope
from store.actions.settled import settled

NOTHING = "－"
Levels = Mapping[str, RatingLevel]
Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule profile a page judges by: its class rules, the level of each class, and the classes best first.

    `shows_classes` is whether the reader is shown what follows from them: a class is a 参考判定 (design §6).
    """

    profile: AttainmentProfile
    levels: Levels
    best_first: Sequence[str]
    name: str
    shows_classes: bool = True

    def level(self, symbol: str) -> RatingLevel:
        """Return the level of a class; for no class, and for a symbol no scale explains, a neutral one.

        Who is shown no classes gets that of no class, whatever the class is.
        """
        if not self.shows_classes:
            return neutral_level(NO_CLASS)
        return self.levels.get(symbol) or neutral_level(symbol)

    def level_of(self, attainment: Attainment) -> RatingLevel:
        """Return the level of a year's class; without a baseline its label says so, and compares with none."""
        level = self.level(attainment.symbol)
        is_told = attainment.lacks_baseline and level.symbol == attainment.symbol
        return level_without_baseline(level.symbol, level.tone, level.shape) if is_told else level

    def is_worse(self, symbol: str, than: str) -> bool:
        """Tell whether a class stands below another on its scale, whatever the symbols look like.

        No class, and a symbol that the scale does not know, is neither better nor worse than any.
        """
        return course_of(than, symbol, self.best_first) is Course.WORSE

    @property
    def sign(self) -> tuple[str, int, str]:
        """Tell rules apart, of which two may bear one name."""
        return self.profile.key, self.profile.version, self.name

    @property
    def tones(self) -> Mapping[str, str]:
        """Name the tone of each class: that of its level, or by its place where no scale is stored."""
        named = {symbol: self.levels[symbol].tone for symbol in self.best_first if symbol in self.levels}
        return named or tones_of(self.best_first)


class DrawnLevel(NamedTuple):
    """A level as it is drawn, in plain values: two of them are the same where they look the same."""

    symbol: str
    label: str
    tone: str
    shape: str


def drawn_level(level: RatingLevel) -> DrawnLevel:
    """Return what is drawn of a level."""
    return DrawnLevel(level.symbol, level.label, level.tone, level.shape)


@lru_cache(maxsize=500)
def level_without_baseline(symbol: str, tone: str, shape: str) -> RatingLevel:
    """Return an unsaved level that shows a class for which b was not asked; the same for all, so nobody changes it."""
    return RatingLevel(symbol=symbol, label="現状値不明", tone=tone, shape=shape)


@lru_cache(maxsize=500)
def neutral_level(symbol: str) -> RatingLevel:
    """Return an unsaved level that shows the symbol without a judgement; the same for all, so nobody changes it."""
    label = "判定なし" if symbol == NO_CLASS else ""
    return RatingLevel(
        symbol=symbol, label=label, tone=RatingLevel.Tone.NEUTRAL, shape=RatingLevel.Shape.DASH
    )


def rules_of(profile: RuleProfile | None) -> Rules:
    """Return the rules of a stored profile, or the reference rules where none is stored."""
    rules = attainment_profile_of(profile)
    if profile is None:
        return Rules(rules, {}, REFERENCE_CLASSES, "参考基準")
    scale = profile.attainment_scale
    prefetch_related_objects([scale], "levels")  # unless they are at hand
    levels = {level.symbol: level for level in scale.levels.all()}
    return Rules(rules, levels, classes_best_first(scale), str(profile))


def attainment_profile_of(profile: RuleProfile | None) -> AttainmentProfile:
    """Return the class rules of a stored profile, or the reference rules where none is stored."""
    return REFERENCE_ABCD if profile is None else profile.attainment_profile()


def rules_shown(scope: Scope, profile: RuleProfile | None) -> Rules:
    """Return the rules as this reader sees them.

    Visitors see classes where the plan shows its 参考判定, or the city has adopted the rules as its own.
    """
    return replace(rules_of(profile), shows_classes=shows_classes(scope, profile))


def shows_classes(scope: Scope, profile: RuleProfile | None) -> bool:
    """Tell whether this reader is shown the classes that follow from the profile."""
    return scope.shows_suggestions or (profile is not None and profile.is_adopted)


def classes_best_first(scale: RatingScale) -> tuple[str, ...]:
    """Return the symbols of a scale, best first, without the one that stands for no class."""
    levels = sorted(scale.levels.all(), key=lambda level: level.order, reverse=not scale.is_best_first)
    return tuple(level.symbol for level in levels if level.symbol != NO_CLASS)


def cycle_key_shown(scope: Scope) -> int | None:
    """Return the key of the evaluation cycle a page speaks of, the same for every page.

    It is one that looks at the page's year, else the last one before it, as far as this person may see it.
    """
    spans = profiles_visible(scope).values_list("cycles__last_year", "cycles__first_year", "cycles")
    span = span_shown([(last, -first, key) for last, first, key in spans], scope)
    return None if span is None else span[2]


def profiles_visible(scope: Scope) -> "QuerySet[RuleProfile]":
    """Return the profiles of the cycles that the page may speak of: begun by its year, and seen by this person."""
    conditions = {"cycles__period": scope.period, "cycles__first_year__lte": scope.year.year}
    if not scope.internal:
        conditions["cycles__is_published"] = True
    return RuleProfile.objects.filter(**conditions)


def span_shown(visible: Collection[Span], scope: Scope) -> Span | None:
    """Return the last of the cycles that look at the page's year, else the last before it: (last year, −first, key)."""
    covering = [span for span in visible if span[0] >= scope.year.year]
    return max(covering or visible) if visible else None


def profile_shown(scope: Scope) -> RuleProfile | None:
    """Return the rule profile of the cycle a page speaks of, with the levels of its classes."""

    def read() -> RuleProfile | None:
        found = profile_alone(scope)
        if found is not None:
            prefetch_related_objects([found], "attainment_scale__levels")
        return found

    return settled(("profile", scope.period.pk, scope.year.year, scope.internal), read)


def rules_of_page(scope: Scope) -> Rules:
    """Return the rules of the cycle a page speaks of as this reader sees them, if they are not settled."""
    return settled(
        ("rules", scope.period.pk, scope.year.year, scope.internal, scope.shows_suggestions),
        lambda: rules_shown(scope, profile_shown(scope)),
    )


def asking_in(scope: Scope) -> AskingDay:
    """Return the day on which the page is read, with the rounds of its plan."""

    def read() -> AskingDay:
        return EntryRound.objects.filter(plan=scope.plan).asking_on(scope.today)

    return settled(("rounds", scope.plan.pk, scope.today), read)


def profile_alone(scope: Scope) -> RuleProfile | None:
    """Return the rule profile of the cycle a page speaks of, for who needs its class rules alone."""
    visible = (
        profiles_visible(scope)
        .select_related("attainment_scale")
        .annotate(begins=F("cycles__first_year"), ends=F("cycles__last_year"), cycle=F("cycles"))
    )
    found = {(one.ends, -one.begins, one.cycle): one for one in visible}
    span = span_shown(found, scope)
    return None if span is None else found[span]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One indicator in one fiscal year, with everything a page says about it."""

    indicator: Indicator
    series: Series
    period: PlanPeriod
    year: FiscalYear
    attainment: Attainment
    level: RatingLevel
    profile: AttainmentProfile
    recorded: Mapping[FiscalYear, int]
    reported: Mapping[FiscalYear, int]
    on: AskingDay
    shows_class: bool = True
    # by the year from which they are seen: a page names them, and what it suggests follows from them
    _found: dict[FiscalYear, tuple[Finding, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def today(self) -> date:
        return self.on.today

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find seen from the year shown."""
        return self.findings_until(self.year)

    def findings_until(self, year: FiscalYear) -> tuple[Finding, ...]:
        """Return what the checks find seen from that year: what came later changes no older evaluation."""
        if year not in self._found:
            self._found[year] = self._check(year)
        return self._found[year]

    def _check(self, year: FiscalYear) -> tuple[Finding, ...]:
        found = check(
            self.series,
            period_end=self.period.last,
            recorded=self.recorded,
            reported=self.reported,
            until=year,
        )
        differing = published_that_differ(
            self.series, profile=self.profile, period_start=self.period.first, until=year
        )
        return gravest_first([*found, *differing])

    @property
    def sentence(self) -> str:
        """Say in words what the year's figure is and why it has its class; nothing to who is shown no classes."""
        return self.sentence_of(self.attainment)

    def sentence_of(self, attainment: Attainment) -> str:
        """Say the same of any year of the indicator."""
        return explain.attainment_sentence(self.series, attainment) if self.shows_class else ""

    @property
    def distance(self) -> Distance | None:
        """How far it is to the next class; found when asked for, as only some pages say it."""
        return distance(self.series, self.attainment, profile=self.profile)

    @property
    def distance_sentence(self) -> str:
        return explain.distance_sentence(self.distance)

    @property
    def heading(self) -> Heading | None:
        """The next target, the rate towards it, and whether the year is better than the baseline."""
        return heading_of(self.series, self.attainment)

    @property
    def target_text(self) -> str:
        """The target that judges the year, with its own year where that is another."""
        return explain.judged_target_words(self.series, self.attainment)

    @property
    def judged_target(self) -> tuple[str, str]:
        """The same in two parts: the target, and what it is where it is not the year's own."""
        return explain.judged_target(self.series, self.attainment)

    @property
    def year_text(self) -> str:
        """The year by the indicator's own basis: 令和5(2023)年度, 令和5(2023)年（暦年）."""
        return year_label(self.series, self.year)

    @property
    def year_words(self) -> str:
        """The same in the era alone: 令和5年度, 令和5年（暦年）."""
        return year_words(self.series, self.year)

    @property
    def result_text(self) -> str:
        return result_text(self, self.attainment.figure)

    @property
    def standing_text(self) -> str:
        """What the year's figure is where it is not final: 速報値."""
        return standing_note(self.attainment.figure)

    @property
    def judged_note(self) -> str:
        """Which figure was judged where it is not the year's own."""
        return explain.older_figure(self.series, self.attainment)

    @property
    def as_of_text(self) -> str:
        """On which day the year's figure stands, where it says so."""
        return day_words(self.attainment.figure.as_of)

    @property
    def footnote(self) -> str:
        """The 注記 of the year's figure."""
        return self.attainment.figure.footnote

    @property
    def published_text(self) -> str:
        """The rate and class that the city printed for the year: 93.4％、b."""
        return published_words(self.attainment.figure)

    @property
    def period_target(self) -> Target | None:
        """The target of the period's end, in the version that is in force in the year shown."""
        return self.series.target(self.period.last, TargetScope.PERIOD, as_of=self.year)

    @property
    def period_target_text(self) -> str:
        return written_target(self.series, self.period_target)

    @property
    def duty(self) -> Duty:
        """How the figure of the year shown stands with whoever owes it."""
        return duty(self.series, self.year, self.on)

    @property
    def awaited(self) -> list[FiscalYear]:
        """The years of its period whose figures are due and can be entered: a round is open for them."""
        if not self.on.open_years:
            return []
        duties = {year: duty(self.series, year, self.on) for year in self.period.years}
        own = {year for year in self.on.open_years if duties.get(year) in MISSING}
        again = {year for year, one in duties.items() if one in {Duty.AGAIN, Duty.OVERDUE}}
        return sorted(own | again)

    @property
    def is_missing(self) -> bool:
        """Whether the figure is owed and not answered, or asked for again."""
        return self.duty in MISSING

    @property
    def missing_words(self) -> str:
        """Why the figure is missing."""
        return missing_words(self.series, self.year, self.on)


def scorecards(
    indicators: Iterable[Indicator],
    *,
    year: FiscalYear,
    period: PlanPeriod,
    rules: Rules,
    on: AskingDay,
    recorded: Mapping[int, Mapping[FiscalYear, int]],
    reported: Mapping[int, Mapping[FiscalYear, int]],
    reading: Callable[[Series], Series] | None = None,
) -> list[Scorecard]:
    """Judge indicators loaded through with_series(), seen on a day with the plan's rounds.

    `recorded` and `reported` are project counts by indicator key.

    With `reading` every series is read that way before anything is concluded from it.
    """
    cards = []
    for indicator in indicators:
        series = indicator.series().seen_on(on.today)
        series = reading(series) if reading else series
        attainment = attain(series, year, profile=rules.profile, period_start=period.first)
        cards.append(
            Scorecard(
                indicator=indicator,
                series=series,
                period=period,
                year=year,
                attainment=attainment,
                level=rules.level_of(attainment),
                shows_class=rules.shows_classes,
                on=on,
                profile=rules.profile,
                recorded=recorded.get(indicator.pk, {}),
                reported=reported.get(indicator.pk, {}),
            )
        )
    return cards


@dataclass(frozen=True, slots=True)
class YearRow:
    """One fiscal year of one indicator as tables print it; texts are complete, ready to show.

    A year for which nothing was reported has no attainment, even where its total can be computed from the next year's.
    """

    year: FiscalYear
    label: str
    figure: YearFigure
    attainment: Attainment | None
    level: RatingLevel
    target_text: str
    target_note: str
    period_target_text: str
    result_text: str
    result_note: str
    judged_note: str
    increment_text: str
    heading: Heading | None

    @property
    def rate(self) -> Decimal | None:
        return self.attainment.rate if self.attainment else None

    @property
    def in_period_rate(self) -> Decimal | None:
        return self.attainment.in_period_rate if self.attainment else None

    @property
    def rate_text(self) -> str:
        """The rate as it is shown, never on the other side of a limit than it is."""
        return self.attainment.rate_words if self.attainment else ""

    @property
    def in_period_text(self) -> str:
        return self.attainment.in_period_words if self.attainment else ""

    @property
    def footnote(self) -> str:
        """The 注記 printed with the figure."""
        return self.figure.footnote

    @property
    def as_of_text(self) -> str:
        """On which day the figure stands, where it says so: 令和5年9月30日現在."""
        return day_words(self.figure.as_of)

    @property
    def published_rate_text(self) -> str:
        """The rate that the city printed, as it did."""
        return published_rate_words(self.figure)

    @property
    def published_class(self) -> str:
        """The class that the city printed, as it did."""
        return self.figure.published_class

    @property
    def says_something(self) -> bool:
        """Whether anything was promised for the year or found in it."""
        return self.attainment is not None or self.figure.total is not None or self.shown_target != NOTHING

    @property
    def shown_target(self) -> str:
        """The year's own target; where it has none, the period-end target of that same year."""
        return self.period_target_text if self.target_text == NOTHING else self.target_text

    @property
    def own_target_note(self) -> str:
        """How the year's own target was revised, where tables show that one; the others' stands with the promises."""
        return self.target_note if self.target_text != NOTHING else ""

    @property
    def note(self) -> str:
        """What must be said beside the figures: how they were computed, that they may change, what was judged instead.

        And a revised target.
        """
        revised = f"目標は{self.target_note}" if self.target_note else ""
        return "、".join(part for part in (self.result_note, self.judged_note, revised) if part)


@dataclass(frozen=True, slots=True)
class WrittenTarget:
    """One version of one target as tables print it."""

    year: FiscalYear
    scope_label: str
    text: str
    version_label: str
    applies_label: str
    reason: str


def written_targets(card: Scorecard) -> list[WrittenTarget]:
    """Return every version of every target of the indicator, by year, and which of them judges that year.

    A year is judged by the version in force in that year; a period's end by the one in force in the year shown.
    """
    return [written_version(card, target) for target in card.indicator.targets.all()]


def written_version(card: Scorecard, target: TargetRow) -> WrittenTarget:
    """Return one version of a target, with its place among the others."""
    fact = target.fact()
    as_of = None if fact.scope is TargetScope.YEAR else card.year
    in_force = card.series.target(fact.fiscal_year, fact.scope, as_of=as_of)
    return WrittenTarget(
        year=fact.fiscal_year,
        scope_label="".join([target.get_scope_display(), f"（{target.label}）" if target.label else ""]),
        text=written_target(card.series, fact),
        version_label=f"変更（第{target.revision}回）" if target.revision else "当初",
        applies_label=applies_label(card.series, fact, in_force),
        reason=target.reason,
    )


def applies_label(series: Series, target: Target, in_force: Target | None) -> str:
    """Say whether a version of a target is the one that judges, was so before, will be, or came too late."""
    if series.ended_in is not None and series.has_ended(target.fiscal_year):
        return f"{ended_words(series.ended_in)}したため、判定に用いない"
    if in_force is None or target.revision > in_force.revision:
        if in_force is not None and series.is_eased_late(target, in_force, target.fiscal_year):
            return "年度終了後の引下げのため、この年度の判定には用いない"
        return f"{target.applies_from.era}から" if target.applies_from else "適用前"
    if target.revision < in_force.revision:
        return "変更前"
    return f"適用中（{target.applies_from.era}から）" if target.applies_from else "適用中"


@dataclass(frozen=True, slots=True)
class WrittenInterim:
    """A value in the middle of a year as tables print it; it is never judged."""

    day: str
    text: str
    note: str
    source: str
    is_published: bool


def written_interim(card: Scorecard, values: Iterable[InterimValue]) -> list[WrittenInterim]:
    """Return the values in the middle of a year, by day."""
    series = card.series
    return [
        WrittenInterim(
            day=day_words(one.as_of),
            text=quantity(one.value, series.unit, series.decimals),
            note=one.note,
            source=one.source,
            is_published=one.is_published,
        )
        for one in values
    ]


def judged_years(
    card: Scorecard, years: Sequence[FiscalYear], rules: Rules
) -> Mapping[FiscalYear, Attainment]:
    """Return the class of each of the years that has a result, by the target in force in that year."""
    known = {card.year: card.attainment} if card.profile is rules.profile else {}
    return {
        year: known.get(year)
        or attain(card.series, year, profile=rules.profile, period_start=card.period.first)
        for year in years
        if card.series.result(year) is not None
    }


def year_rows(
    card: Scorecard,
    years: Sequence[FiscalYear],
    rules: Rules,
    *,
    judged: Mapping[FiscalYear, Attainment] | None = None,
) -> list[YearRow]:
    """Return one row for every year given; `judged` are those of judged_years(), where they are known already."""
    known = judged_years(card, years, rules) if judged is None else judged
    return [year_row(card, year, rules, known.get(year)) for year in years]


def year_row(card: Scorecard, year: FiscalYear, rules: Rules, attainment: Attainment | None) -> YearRow:
    """Return what tables say about one year of the indicator."""
    series = card.series
    figure, yearly = series.figure(year), series.target(year, TargetScope.YEAR)
    return YearRow(
        year=year,
        label=year_label(series, year),
        figure=figure,
        attainment=attainment,
        level=rules.level_of(attainment) if attainment else rules.level(NO_CLASS),
        target_text=written_target(series, yearly),
        target_note=shown_revision(series, year),
        period_target_text=written_target(series, own_aim(series, year)),
        result_text=result_text(card, figure),
        result_note=figure_note(series, figure),
        judged_note=explain.older_figure(series, attainment) if attainment else "",
        increment_text=written_increment(series, figure),
        heading=heading_of(series, attainment) if attainment else None,
    )


def own_aim(series: Series, year: FiscalYear) -> Target | None:
    """Return the period-end target of that year, else its 中間 target."""
    return series.target(year, TargetScope.PERIOD) or series.target(year, TargetScope.MID)


def result_text(card: Scorecard, figure: YearFigure) -> str:
    """Return a year's figure, or why there is none; only years of the period that are over can be 未提出."""
    over = card.period.first <= figure.fiscal_year < FiscalYear.containing(card.today)
    if figure.total is None and not figure.is_reported and not over:
        return NOTHING
    return written_figure(card.series, figure)


def figure_note(series: Series, figure: YearFigure) -> str:
    """Return what must be said beside a figure: that it is not final, or how it was computed."""
    if figure.total_is_derived or figure.increment_is_derived:
        return explain.derivation(figure, series) or ""
    return standing_note(figure)


def standing_note(figure: YearFigure) -> str:
    """Return what a figure is that is not final, else nothing."""
    if figure.total is None or figure.standing is None or figure.standing is FigureStanding.FINAL:
        return ""
    return STANDING_WORDS[figure.standing]


def shown_revision(series: Series, year: FiscalYear) -> str:
    """Return how the target was revised that tables show for the year: its own, else that of the period or 中間."""
    if series.target(year, TargetScope.YEAR) is not None:
        return revision_note(series, year, TargetScope.YEAR)
    aim = own_aim(series, year)
    return revision_note(series, year, aim.scope) if aim else ""


def revision_note(series: Series, year: FiscalYear, scope: TargetScope) -> str:
    """Return 「40件から変更」 where the target that judges the year replaced an earlier one, else nothing."""
    in_force = series.target(year, scope)
    earlier = [
        version
        for version in series.revisions(year, scope)
        if in_force and version.revision < in_force.revision
    ]
    return f"{written_target(series, earlier[-1])}から変更" if earlier else ""


def written_target(series: Series, target: Target | None) -> str:
    """Return a target as it is printed, or a dash."""
    return target_words(target, series.unit, series.decimals) if target else NOTHING


def written_figure(series: Series, figure: YearFigure) -> str:
    """Return a year's figure as it is printed, or why there is none."""
    return figure_words(figure, series.unit, series.decimals)


def written_increment(series: Series, figure: YearFigure) -> str:
    """Return 「+9件」 for a running total, else nothing."""
    if figure.increment is None or not series.is_cumulative:
        return ""
    return signed_quantity(figure.increment, series.difference_unit, series.decimals)
