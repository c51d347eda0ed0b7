"""Rate and class of one year, and how far it is to the next class."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Final

from indicators.calculation.aims import Aim, Answer, aim_of, answer_to, judged_figure
from indicators.calculation.class_conditions import earlier_value, open_question
from indicators.calculation.class_rules import (
    NO_CLASS,
    REFERENCE_ABCD,
    AttainmentProfile,
    ClassRule,
    class_rate,
)
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import Accumulation, Comparator, RateFormula, Target, YearFigure
from indicators.calculation.quantities import lacks_total, percent_beside
from indicators.calculation.rates import HUNDRED, rate
from indicators.calculation.reasons import rate_words, reason_for
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

OF_PERIOD: Final = frozenset({RateFormula.F5, RateFormula.F6, RateFormula.F7})
OPEN_RULES: Final = frozenset({"unclear", "text_unanswered", "direction_unknown"})

__all__ = [
    "NO_CLASS",
    "REFERENCE_ABCD",
    "Attainment",
    "AttainmentProfile",
    "ClassRule",
    "Distance",
    "attain",
    "distance",
    "rate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """What one year achieved and why; `rate` is displayed, `class_rate` decides the class.

    `figure` is what is known of the year, `judged` what was judged: the same, or an older one (直近値). `aim` says
    which target judged and why that one, `limits` at which rates a class begins.
    """

    fiscal_year: FiscalYear
    figure: YearFigure
    judged: YearFigure
    aim: Aim | None
    facts: Facts
    symbol: str
    rule: str
    met: bool | None
    rate: Decimal | None
    formula: RateFormula
    in_period_rate: Decimal | None
    class_rate: Decimal | None
    limits: tuple[Decimal, ...]
    lacks_baseline: bool
    tell: Callable[[], str] = field(repr=False, compare=False)
    _told: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def reason(self) -> str:
        """The clause that says why; found when asked for, and once, as most pages show the class alone."""
        if not self._told:
            self._told.append(self.tell())
        return self._told[0]

    @property
    def target(self) -> Target | None:
        return self.aim.target if self.aim else None

    @property
    def baseline(self) -> Decimal | None:
        return self.facts.baseline

    @property
    def is_older_figure(self) -> bool:
        """Whether the latest figure (直近値) was judged, as none is due for the year itself."""
        return self.judged.fiscal_year != self.fiscal_year

    @property
    def class_words(self) -> str:
        """The class as it is read out: without the baseline b was not asked for."""
        return f"{self.symbol}（現状値不明）" if self.lacks_baseline else self.symbol

    @property
    def rate_words(self) -> str:
        """The displayed rate, never on the other side of a limit than it is; empty where there is none.

        F5 to F7 measure the year against the period's target: whether its own is met says nothing of them.
        """
        if self.rate is not None and self.formula in OF_PERIOD:
            return percent_beside(self.rate, (HUNDRED, *self.limits))
        return rate_words(self.rate, self.facts, self.limits)

    @property
    def in_period_words(self) -> str:
        """The same for the rate of what was added since the period began."""
        return rate_words(self.in_period_rate, self.facts, self.limits)

    @property
    def is_open(self) -> bool:
        """Whether something must be known before anybody can judge: it blocks what would be suggested (row 3)."""
        return self.symbol == NO_CLASS and bool(open_question(self.facts)) and self.rule in OPEN_RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """The smallest move of the result, up (+1) or down (−1), that changes its class to `next_symbol`."""

    next_symbol: str
    amount: Decimal
    unit: str
    sign: int


def attain(
    series: Series,
    year: FiscalYear,
    *,
    profile: AttainmentProfile,
    period_start: FiscalYear | None,
    as_of: FiscalYear | None = None,
) -> Attainment:
    """Judge one year by the target that the profile chooses, as it is in force in `as_of` (the year if not given).

    `period_start` is the first year of the plan period, from whose opening total a 累計 is measured; without it there
    is neither an in-period rate nor a displayed rate by F5, F6 or F7 that needs it.
    """
    aim = aim_of(series, year, profile.judged_by, as_of=as_of)
    judged = judged_figure(series, year, aim, as_of=as_of)
    is_text = aim is not None and aim.target.comparator is Comparator.TEXT
    answer = answer_to(series, aim, year, as_of=as_of) if aim and is_text else Answer(None)
    start = _start(series, year, period_start)
    facts = _facts(series, aim, judged, profile, answer=answer, start=start, year=year)
    rule = profile.rule_for(facts)
    displayed = _displayed_rate(series, facts, year, period_start, as_of)
    return Attainment(
        fiscal_year=year,
        figure=series.figure(year),
        judged=judged,
        aim=aim,
        facts=facts,
        symbol=rule.then,
        rule=rule.when,
        met=is_reached(facts),
        rate=displayed,
        formula=series.rate_formula,
        in_period_rate=_in_period(series, year, period_start, facts),
        class_rate=class_rate(facts),
        limits=profile.limits(),
        lacks_baseline=_lacks_baseline(rule, profile, facts),
        tell=partial(reason_for, rule, profile, facts, judged, series, displayed=displayed),
    )


def _lacks_baseline(rule: ClassRule, profile: AttainmentProfile, facts: Facts) -> bool:
    """Say whether a class was given without asking for the better one that only a baseline would have allowed."""
    if rule.then == NO_CLASS or facts.is_text or facts.before is not None:
        return False
    can_be_better = facts.is_range or facts.is_growing_total or not facts.is_cumulative
    return can_be_better and not is_reached(facts) and profile.asks_before(rule, "baseline")


def distance(series: Series, attainment: Attainment, *, profile: AttainmentProfile) -> Distance | None:
    """Return the smallest move in the good direction that changes the class.

    It is rounded up to the series' decimals. None where there is no result, no direction, or nothing better
    to be reached by moving that way; a class that people decide is no place to be reached.
    """
    facts = attainment.facts
    sign = facts.good_sign
    is_there = attainment.met and attainment.rule == "reached"
    if facts.result is None or facts.target is None or sign is None or is_there:
        return None
    step = Decimal(1).scaleb(-series.decimals)
    for amount in sorted(_candidate_moves(facts, facts.result, sign, step, profile)):
        moved = replace(facts, result=facts.result + sign * amount)
        if moved.good_sign not in {sign, None}:
            return None
        if (symbol := profile.rule_for(moved).then) != attainment.symbol:
            if symbol == NO_CLASS:
                return None
            return Distance(next_symbol=symbol, amount=amount, unit=series.difference_unit, sign=sign)
    return None


def _facts(
    series: Series,
    aim: Aim | None,
    judged: YearFigure,
    profile: AttainmentProfile,
    *,
    answer: Answer,
    start: Decimal | None,
    year: FiscalYear,
) -> Facts:
    return Facts(
        direction=series.direction,
        target=aim.target if aim else None,
        baseline=series.baseline,
        result=judged.judgeable,
        text_fulfilled=answer.fulfilled,
        text_partly=answer.partly,
        previous=series.previous_total(judged.fiscal_year) if profile.looks_back else None,
        last_year=series.figure(judged.fiscal_year - 1).judgeable,
        start=start,
        is_cumulative=series.is_cumulative,
        lacks_total=lacks_total(judged),
        is_surveyed_share=profile.counts_points and series.is_surveyed_share and not series.is_cumulative,
        is_due=aim is None or aim.target.fiscal_year <= year,
        displayed=series.rate_formula,
    )


def _start(series: Series, year: FiscalYear, period_start: FiscalYear | None) -> Decimal | None:
    """Return from which total a 累計 counts the year: that at the period's start, else the baseline."""
    if not series.is_cumulative:
        return None
    opening = series.opening_total(period_start) if period_start and period_start <= year else None
    return series.baseline if opening is None else opening


def _in_period(
    series: Series, year: FiscalYear, period_start: FiscalYear | None, facts: Facts
) -> Decimal | None:
    """Return (x − opening total) / (t − opening total) in percent: what of the period's own growth is done.

    Only for 累計 whose total before the period is known: a result of the year before it, or a baseline of that year.
    """
    if not series.is_cumulative or period_start is None or year < period_start or facts.goal is None:
        return None
    opening = series.opening_total(period_start)
    if opening is None or facts.goal <= opening:
        return None
    return rate(RateFormula.F4, result=facts.result, target=facts.goal, baseline=opening)


def _displayed_rate(
    series: Series, facts: Facts, year: FiscalYear, period_start: FiscalYear | None, as_of: FiscalYear | None
) -> Decimal | None:
    if series.rate_formula in OF_PERIOD:
        return _period_rate(series, year, period_start, as_of)
    return rate(series.rate_formula, result=facts.result, target=facts.goal, baseline=facts.baseline)


def _period_rate(
    series: Series, year: FiscalYear, period_start: FiscalYear | None, as_of: FiscalYear | None
) -> Decimal | None:
    """F5 to F7 measure a year against the target of the period's end.

    F5 and F6 add up the years of a 単年度 figure; any other figure is as far as its last value says.
    """
    target = series.next_period_target(year, as_of=as_of)
    if target is None:
        return None
    goal = Facts(direction=series.direction, target=target, baseline=series.baseline).goal
    if series.rate_formula is not RateFormula.F7 and series.accumulation is Accumulation.ANNUAL:
        result = _sum_since(series, period_start, year)
    else:
        result = series.figure(year).judgeable
    elapsed = None
    if period_start is not None and period_start <= year:
        elapsed = Fraction(year - period_start + 1, target.fiscal_year - period_start + 1)
    return rate(series.rate_formula, result=result, target=goal, baseline=series.baseline, elapsed=elapsed)


def _sum_since(series: Series, first: FiscalYear | None, last: FiscalYear) -> Decimal | None:
    """Add up a period's years; one unknown year makes the sum unknown."""
    totals = [figure.judgeable for figure in series.figures(first, last)] if first is not None else []
    known = [total for total in totals if total is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(totals) else None


def _candidate_moves(
    facts: Facts, result: Decimal, sign: int, step: Decimal, profile: AttainmentProfile
) -> set[Decimal]:
    """Every threshold ahead as a move rounded up, and one step more for those that are strict."""
    moves = {
        _rounded_up((threshold - result) * sign, step) for threshold in _thresholds(facts, sign, profile)
    }
    moves |= {move + step for move in moves if move >= 0}
    return {move for move in moves if move > 0}


def _thresholds(facts: Facts, sign: int, profile: AttainmentProfile) -> set[Decimal]:
    """The values at which a class may begin: the target's limits, earlier values and the rates of the rules.

    And the edges of every tolerance around them.
    """
    found = {limit for limit in facts.limits if limit is not None}
    if facts.is_range:
        return found | {limit - sign * one for limit in found for one in _distances(facts, profile)}
    for which in ("baseline", "previous"):
        if (earlier := earlier_value(facts, which)) is not None:
            found |= {earlier, *(earlier + one for one in _tolerances(which, earlier, profile))}
    if (goal := facts.goal) is not None:
        found |= {Decimal(0)}.union(*(_at_rates(facts, goal, limit) for limit in profile.limits()))
        leads = profile.limits_of("ahead_of_plan", "behind_plan", "near_plan")
        found |= {goal + way * goal * one / HUNDRED for one in leads for way in (1, -1)}
    return found


def _at_rates(facts: Facts, goal: Decimal, limit: Decimal) -> set[Decimal]:
    """The results of which one of the rates that may decide is exactly the limit."""
    found = {goal * limit / HUNDRED, goal * HUNDRED / limit, goal * (2 * HUNDRED - limit) / HUNDRED}
    start = facts.start
    return found if start is None else {*found, start + (goal - start) * limit / HUNDRED}


def _tolerances(which: str, earlier: Decimal, profile: AttainmentProfile) -> set[Decimal]:
    """What may be added to an earlier value before it counts as changed, on either side."""
    widths = set(profile.limits_of(f"unchanged_from_{which}_points"))
    shares = profile.limits_of(f"unchanged_from_{which}_percent")
    widths |= {abs(earlier) * share / HUNDRED for share in shares}
    return {way * width for width in widths for way in (1, -1)}


def _distances(facts: Facts, profile: AttainmentProfile) -> set[Decimal]:
    """How far from a range a class may begin: at a rate, or as far as earlier values were, give or take."""
    nearest = facts.smaller_limit or Decimal(0)
    found = {nearest * (HUNDRED - limit) / HUNDRED for limit in profile.limits()}
    for which in ("baseline", "previous"):
        if (earlier := earlier_value(facts, which)) is not None:
            outside = facts.outside(earlier) or Decimal(0)
            found |= {outside, *(outside + one for one in _tolerances(which, earlier, profile))}
    return {one for one in found if one >= 0}


def _rounded_up(move: Decimal, step: Decimal) -> Decimal:
    with localcontext(prec=60):
        return (move / step).to_integral_value(rounding=ROUND_CEILING) * step
