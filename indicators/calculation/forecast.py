"""Where a series is heading: its recent pace drawn on, with a band, beside the pace required."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import isfinite, sqrt
from typing import Final

from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import Comparator, YearFigure
from indicators.calculation.series import WHOLE, Series
from policies.fiscal_year import FiscalYear, years

RECENT_RESULTS: Final = 5
STRICT: Final = {Comparator.ABOVE: 1, Comparator.BELOW: -1}
TOO_FEW: Final = "実績が2か年度分に満たないため、見込みの線は示しません。"
ENDED: Final = "指標が終了したため、見込みの線は示しません。"
NOTHING_LEFT: Final = "期間の最終年度まで実績があるため、見込みの線は示しません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A line with a band for the years without a result; where there is none, `reason` says why.

    Paces are amounts per year. `limits` are the numbers of which one must tell on which side an estimate is: those of
    the target, and between what a figure can be. `target_reached` says whether the last result looked at, that of
    `last_year`, reaches the period's target already; only then `required_pace` is 0.
    """

    years: tuple[FiscalYear, ...] = ()
    central: dict[FiscalYear, float] = field(default_factory=dict)
    low: dict[FiscalYear, float] = field(default_factory=dict)
    high: dict[FiscalYear, float] = field(default_factory=dict)
    required_pace: Decimal | None = None
    target_reached: bool = False
    recent_pace: Decimal | None = None
    value_at_end: float | None = None
    low_at_end: float | None = None
    high_at_end: float | None = None
    last_year: FiscalYear | None = None
    limits: tuple[Decimal, ...] = ()
    period_end: FiscalYear
    reason: str | None = None


def forecast(
    series: Series, *, period_start: FiscalYear, period_end: FiscalYear, as_of: FiscalYear
) -> Forecast:
    """Draw the mean yearly change of the period's results (at most the last five) on to the period's end.

    The band is that mean ± the standard deviation of the yearly changes, year by year; with a single change
    it reaches from no change to twice that change. No line falls below the last total of a 累計, nor below
    zero where no result ever was; that of a share stays within 0 and 100 ％. Results after `as_of` are not looked at;
    years without a result are skipped, never filled in. What ends before the period is drawn to its own end.
    """
    ends_early = series.has_ended(period_end)
    period_end = min(period_end, series.ended_in or period_end)
    seen = series.until(as_of)
    known = seen.known_figures()
    aim = _aim(series, known, period_end, as_of)
    reached = aim is not None and is_reached(aim) is True
    required = None if aim is None else _required_pace(series, aim, known[-1], period_end)
    recent = _recent(known, period_start)
    last_year = known[-1].fiscal_year if known else None
    if last_year is None or len(recent) < 2:
        return Forecast(
            period_end=period_end,
            required_pace=required,
            target_reached=reached,
            last_year=last_year,
            reason=ENDED if series.has_ended(as_of) else TOO_FEW,
        )
    pace, spread, last = _pace(recent), _spread(recent), _value(recent[-1])
    if last_year >= period_end:
        return Forecast(
            period_end=period_end,
            recent_pace=pace,
            target_reached=reached,
            last_year=last_year,
            reason=ENDED if ends_early else NOTHING_LEFT,
        )
    ahead = years(last_year + 1, period_end)
    floor, ceiling = _floor(series, known), _ceiling(seen)

    def line(change: float) -> dict[FiscalYear, float]:
        return {year: min(ceiling, max(floor, float(last) + change * (year - last_year))) for year in ahead}

    central, low, high = line(float(pace)), line(float(pace) - spread), line(float(pace) + spread)
    return Forecast(
        years=ahead,
        central=central,
        low=low,
        high=high,
        required_pace=required,
        target_reached=reached,
        recent_pace=pace,
        value_at_end=central[period_end],
        low_at_end=low[period_end],
        high_at_end=high[period_end],
        last_year=last_year,
        limits=_limits(aim, floor, ceiling),
        period_end=period_end,
    )


def _recent(known: Sequence[YearFigure], period_start: FiscalYear) -> Sequence[YearFigure]:
    """The period's own results with the one it started from; where these are too few, whatever came last."""
    own = [figure for figure in known if figure.fiscal_year.year >= period_start.year - 1]
    return (own if len(own) >= 2 else known)[-RECENT_RESULTS:]


def _value(figure: YearFigure) -> Decimal:
    if figure.total is None:
        raise ValueError("実績のない年度は見込みに使えません。")
    return figure.total


def _pace(recent: Sequence[YearFigure]) -> Decimal:
    first, last = recent[0], recent[-1]
    return (_value(last) - _value(first)) / (last.fiscal_year - first.fiscal_year)


def _spread(recent: Sequence[YearFigure]) -> float:
    changes = [
        float(_value(later) - _value(earlier)) / (later.fiscal_year - earlier.fiscal_year)
        for earlier, later in pairwise(recent)
    ]
    if len(changes) == 1:
        return abs(changes[0])
    mean = sum(changes) / len(changes)
    return sqrt(sum((change - mean) ** 2 for change in changes) / (len(changes) - 1))


def _floor(series: Series, known: Sequence[YearFigure]) -> float:
    if series.is_cumulative:
        return float(_value(known[-1]))
    return 0.0 if all(_value(figure) >= 0 for figure in known) else float("-inf")


def _ceiling(series: Series) -> float:
    return float(WHOLE) if series.is_share else float("inf")


def _limits(aim: Facts | None, floor: float, ceiling: float) -> tuple[Decimal, ...]:
    bounds = (Decimal(repr(one)) for one in (floor, ceiling) if isfinite(one))
    return (*(limit for limit in (aim.limits if aim else ()) if limit is not None), *bounds)


def _aim(
    series: Series, known: Sequence[YearFigure], period_end: FiscalYear, as_of: FiscalYear
) -> Facts | None:
    """Return the last result beside the period's target in force, or None where either is missing."""
    target = series.next_period_target(period_end, as_of=as_of)
    if not known or target is None or target.fiscal_year != period_end:
        return None
    return Facts(direction=series.direction, target=target, baseline=series.baseline, result=known[-1].total)


def _required_pace(series: Series, aim: Facts, last: YearFigure, period_end: FiscalYear) -> Decimal | None:
    """The yearly change from the last result to the target, just beyond a strict limit; 0 if it is reached."""
    if last.fiscal_year >= period_end:
        return None
    if is_reached(aim):
        return Decimal(0)
    lower, upper = aim.limits
    goal = upper if upper is not None and _value(last) >= upper else lower
    if goal is None:
        return None
    beyond = STRICT.get(aim.comparator, 0) if aim.comparator else 0
    goal += beyond * Decimal(1).scaleb(-series.decimals)
    return (goal - _value(last)) / (period_end - last.fiscal_year)
