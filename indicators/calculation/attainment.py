"""Rate and class of one year, and how far it is to the next class."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction

from indicators.calculation.class_rules import (
    NO_CLASS,
    REFERENCE_ABCD,
    AttainmentProfile,
    ClassRule,
    class_rate,
)
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import Accumulation, RateFormula, Target, YearFigure
from indicators.calculation.rates import HUNDRED, rate
from indicators.calculation.reasons import reason_for
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, years

__all__ = [
    "NO_CLASS",
    "REFERENCE_ABCD",
    "Attainment",
    "AttainmentProfile",
    "ClassRule",
    "Distance",
    "attain",
    "distance",
    "in_period_rate",
    "last_judgeable",
    "rate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """What one year achieved and why; `rate` is displayed, `class_rate` decides the class."""

    fiscal_year: FiscalYear
    figure: YearFigure
    target: Target | None
    baseline: Decimal | None
    symbol: str
    rule: str
    reason: str
    met: bool | None
    rate: Decimal | None
    formula: RateFormula
    in_period_rate: Decimal | None
    class_rate: Decimal | None


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
    period_start: FiscalYear | None = None,
    as_of: FiscalYear | None = None,
) -> Attainment:
    """Judge one year by its target in force in `as_of` (the year itself if not given).

    `period_start` is the first year of the plan period; without it there is neither an in-period rate nor a
    displayed rate by F5, F6 or F7 that needs it.
    """
    facts = _facts(series, year, series.target_for(year, as_of=as_of), profile)
    figure, rule = series.figure(year), profile.rule_for(facts)
    displayed = _displayed_rate(series, facts, year, period_start, as_of)
    return Attainment(
        fiscal_year=year,
        figure=figure,
        target=facts.target,
        baseline=series.baseline,
        symbol=rule.then,
        rule=rule.when,
        reason=reason_for(rule, profile, facts, figure, series, displayed=displayed),
        met=is_reached(facts),
        rate=displayed,
        formula=series.rate_formula,
        in_period_rate=_in_period(series, year, period_start, facts.goal),
        class_rate=class_rate(facts),
    )


def last_judgeable(
    series: Series,
    first: FiscalYear,
    last: FiscalYear,
    *,
    profile: AttainmentProfile,
    period_start: FiscalYear | None = None,
    as_of: FiscalYear | None = None,
) -> Attainment:
    """Return the attainment of a cycle's last year that has a class; if none has, that of its last year."""
    newest: Attainment | None = None
    for year in reversed(years(first, last) or (last,)):
        attained = attain(series, year, profile=profile, period_start=period_start, as_of=as_of)
        if attained.symbol != NO_CLASS:
            return attained
        newest = newest or attained
    assert newest is not None  # noqa: S101 - there is at least one year
    return newest


def in_period_rate(
    series: Series, year: FiscalYear, *, period_start: FiscalYear, target: Target | Decimal | None
) -> Decimal | None:
    """Return (x − opening total) / (t − opening total) in percent: what of the period's own growth is done.

    Only for 累計 whose total before the period is known: a result of the year before it, or a baseline of
    that year.
    """
    goal = target.value if isinstance(target, Target) else target
    return _in_period(series, year, period_start, goal)


def distance(series: Series, attainment: Attainment, *, profile: AttainmentProfile) -> Distance | None:
    """Return the smallest move in the good direction that changes the class.

    It is rounded up to the series' decimals. None where there is no result, no direction, or nothing better
    to be reached by moving that way; a class that people decide is no place to be reached.
    """
    facts = _facts(series, attainment.fiscal_year, attainment.target, profile)
    sign = facts.sign_ahead
    is_there = attainment.met and attainment.rule == "reached"
    if facts.result is None or facts.target is None or sign is None or is_there:
        return None
    step = Decimal(1).scaleb(-series.decimals)
    for amount in sorted(_candidate_moves(facts, facts.result, sign, step, profile)):
        moved = replace(facts, result=facts.result + sign * amount)
        if facts.is_overshot and not is_reached(moved):
            continue
        if (symbol := profile.rule_for(moved).then) != attainment.symbol:
            if symbol == NO_CLASS:
                return None
            return Distance(next_symbol=symbol, amount=amount, unit=series.unit, sign=sign)
    return None


def _facts(series: Series, year: FiscalYear, target: Target | None, profile: AttainmentProfile) -> Facts:
    figure = series.figure(year)
    looks_back = profile.looks_back
    return Facts(
        direction=series.direction,
        target=target,
        baseline=series.baseline,
        result=figure.total,
        text_fulfilled=figure.text_fulfilled,
        previous=series.previous_total(year) if looks_back else None,
        is_surveyed_share=profile.counts_points and series.is_surveyed_share,
    )


def _in_period(
    series: Series, year: FiscalYear, period_start: FiscalYear | None, goal: Decimal | None
) -> Decimal | None:
    total = series.figure(year).total
    if (
        not series.is_cumulative
        or period_start is None
        or year < period_start
        or goal is None
        or total is None
    ):
        return None
    opening = series.opening_total(period_start)
    if opening is None or goal <= opening:
        return None
    return rate(RateFormula.F4, result=total, target=goal, baseline=opening)


def _displayed_rate(
    series: Series, facts: Facts, year: FiscalYear, period_start: FiscalYear | None, as_of: FiscalYear | None
) -> Decimal | None:
    if series.rate_formula in {RateFormula.F5, RateFormula.F6, RateFormula.F7}:
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
        result = series.figure(year).total
    elapsed = None
    if period_start is not None and period_start <= year:
        elapsed = Fraction(year - period_start + 1, target.fiscal_year - period_start + 1)
    return rate(series.rate_formula, result=result, target=goal, baseline=series.baseline, elapsed=elapsed)


def _sum_since(series: Series, first: FiscalYear | None, last: FiscalYear) -> Decimal | None:
    """Add up a period's years; one unknown year makes the sum unknown."""
    totals = [figure.total for figure in series.figures(first, last)] if first is not None else []
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
    for which, earlier in (("baseline", facts.baseline), ("previous", facts.previous)):
        if earlier is not None:
            found |= {earlier, *(earlier + one for one in _tolerances(which, earlier, profile))}
    if facts.goal is not None:
        found.add(Decimal(0))
        found |= {
            facts.goal * HUNDRED / limit if sign < 0 else facts.goal * limit / HUNDRED
            for limit in profile.limits()
        }
        leads = profile.limits_of("ahead_of_plan", "behind_plan", "near_plan")
        found |= {facts.goal + way * facts.goal * one / HUNDRED for one in leads for way in (1, -1)}
    return found


def _tolerances(which: str, earlier: Decimal, profile: AttainmentProfile) -> set[Decimal]:
    """What may be added to an earlier value before it counts as changed, on either side."""
    widths = set(profile.limits_of(f"unchanged_from_{which}_points"))
    shares = profile.limits_of(f"unchanged_from_{which}_percent")
    widths |= {abs(earlier) * share / HUNDRED for share in shares}
    return {way * width for width in widths for way in (1, -1)}


def _distances(facts: Facts, profile: AttainmentProfile) -> set[Decimal]:
    """How far from a range a class may begin: as far as earlier values were, more or less their tolerance."""
    found: set[Decimal] = set()
    for which, earlier in (("baseline", facts.baseline), ("previous", facts.previous)):
        if earlier is not None:
            outside = facts.outside(earlier) or Decimal(0)
            found |= {outside, *(outside + one for one in _tolerances(which, earlier, profile))}
    return {one for one in found if one >= 0}


def _rounded_up(move: Decimal, step: Decimal) -> Decimal:
    with localcontext(prec=60):
        return (move / step).to_integral_value(rounding=ROUND_CEILING) * step
