"""Figures that may be a slip of unit, decimal point or sign: a 注意 each, for whoever enters or confirms them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import YearFigure
from indicators.calculation.findings import Finding, Severity
from indicators.calculation.quantities import places_of, quantity, target_words
from indicators.calculation.series import Series, can_be_share
from indicators.calculation.units import is_percentage

JUMP: Final = Decimal(10)
LOOK: Final = "単位や小数点を確認してください。"


def unlikely_figures(series: Series) -> Iterator[Finding]:
    """Name every figure that lies far from last year's or from its target, outside of what a figure of its kind is."""
    yield from _jumps(series)
    yield from _far_from_target(series)
    yield from _outside_a_whole(series)
    yield from _first_below_zero(series)
    yield from _more_decimals(series)


def total_of(figure: YearFigure) -> Decimal:
    """Return the total of a year that has one."""
    if figure.total is None:
        raise ValueError("実績のない年度は比べられません。")
    return figure.total


def _jumps(series: Series) -> Iterator[Finding]:
    for earlier, later in pairwise(series.known_figures()):
        before, now = total_of(earlier), total_of(later)
        if before and now:
            is_jump = _is_far(before, now)
        else:  # from or to nothing there is no ratio: it is a jump unless something else has that size
            is_jump = _is_many(series, before - now) and not _is_expected(series, later)
        if is_jump:
            since = "昨年度" if later.fiscal_year - earlier.fiscal_year == 1 else earlier.fiscal_year.era
            has_ratio = bool(before and now)
            said = (
                f"は{since}の{_times(before, now)}"
                if has_ratio
                else f"に対し、{since}は{_amount(series, before)}"
            )
            yield _warning("jump", series, later, f"{said}です。{LOOK}")


def _far_from_target(series: Series) -> Iterator[Finding]:
    """Name what is ten times its year's target or a tenth of it, unless the years before were of the same size."""
    for figure in series.known_figures():
        now, facts = total_of(figure), _facts(series, figure)
        goal = min((one for one in facts.limits if one), key=lambda one: abs(one - now), default=None)
        if goal is None or facts.target is None or _is_like_before(series, figure):
            continue
        is_far = _is_far(goal, now) if now else _is_many(series, goal) and is_reached(facts) is False
        if is_far:
            words = target_words(facts.target, series.unit, series.decimals)
            how = f"目標{words}の{_times(goal, now)}" if now else f"目標{words}に対し0"
            yield _warning("far_from_target", series, figure, f"は{how}です。{LOOK}")


def _outside_a_whole(series: Series) -> Iterator[Finding]:
    """Name the first percentage above 100 where neither the plan nor the year before went beyond it."""
    promised = [value for target in series.targets for value in (target.value, target.upper)]
    numbers = [one for one in (series.baseline, *promised) if one is not None]
    if not is_percentage(series.unit) or not all(can_be_share(one) for one in numbers):
        return
    for earlier, later in pairwise((None, *series.known_figures())):
        assert later is not None  # noqa: S101 - only the first of all has none before it
        is_new = earlier is None or can_be_share(total_of(earlier))
        if is_new and total_of(later) > 0 and not can_be_share(total_of(later)):
            said = "は100％を超えています。割合のときは、分母と分子を確認してください。"
            yield _warning("outside_a_whole", series, later, said)


def _first_below_zero(series: Series) -> Iterator[Finding]:
    known = series.known_figures()
    promised = (value for target in series.targets for value in (target.value, target.upper))
    if any(one is not None and one < 0 for one in (series.baseline, *promised)):
        return
    first = next((figure for figure in known if total_of(figure) < 0), None)
    if first is not None:
        yield _warning(
            "first_negative", series, first, "は、この指標で初めての負の値です。符号を確認してください。"
        )


def _more_decimals(series: Series) -> Iterator[Finding]:
    usual = series.decimals
    for result in sorted(series.results, key=lambda one: one.fiscal_year):
        amounts = [one for one in (result.total, result.increment) if one is not None]
        finest = max(amounts, key=places_of, default=Decimal(0))
        if places_of(finest) > usual:
            said = f"{result.fiscal_year.era}の{_amount(series, finest)}は、通常（小数{usual}桁）より細かい値です。"
            yield Finding(Severity.WARNING, "more_decimals", result.fiscal_year, f"{said}{LOOK}")
        usual = max(usual, places_of(finest))


def _is_far(one: Decimal, other: Decimal) -> bool:
    """Say whether one amount is ten times the other or more; what lies on two sides of 0 has no ratio."""
    if not one or not other:
        return False
    ratio = other / one
    return ratio >= JUMP or 0 < ratio * JUMP <= 1


def _is_many(series: Series, amount: Decimal) -> bool:
    """Say whether an amount is ten of the smallest steps or more: nobody mistakes 3 for 0 by a unit."""
    return abs(amount) >= JUMP.scaleb(-series.decimals)


def _is_expected(series: Series, figure: YearFigure) -> bool:
    """Say whether a figure that comes after nothing, or is nothing, has the size of its target or of an earlier one."""
    now, facts = total_of(figure), _facts(series, figure)
    if not now:
        before = (one for one in series.known_figures() if one.fiscal_year < figure.fiscal_year)
        return is_reached(facts) is True or any(total_of(one) == 0 for one in before)
    known = [one for one in (*facts.limits, series.baseline, *_before(series, figure)) if one]
    return any(one * now > 0 and not _is_far(one, now) for one in known)


def _is_like_before(series: Series, figure: YearFigure) -> bool:
    """Say whether the year before, or the baseline, was of the same size."""
    now = total_of(figure)
    earlier = _before(series, figure)
    before = earlier[-1] if earlier else series.baseline
    return before == now or (before is not None and before * now > 0 and not _is_far(before, now))


def _before(series: Series, figure: YearFigure) -> list[Decimal]:
    return [total_of(one) for one in series.known_figures() if one.fiscal_year < figure.fiscal_year]


def _facts(series: Series, figure: YearFigure) -> Facts:
    target = series.target_for(figure.fiscal_year)
    return Facts(direction=series.direction, target=target, baseline=series.baseline, result=figure.total)


def _times(before: Decimal, now: Decimal) -> str:
    larger, smaller = sorted((abs(before), abs(now)), reverse=True)
    ratio = larger / smaller
    about = "" if ratio == ratio.to_integral_value() else "約"
    number = quantity(ratio.to_integral_value() if ratio >= JUMP else ratio.quantize(Decimal("0.1")))
    return f"{about}{number}倍" if abs(now) > abs(before) else f"{about}{number}分の1"


def _warning(code: str, series: Series, figure: YearFigure, said: str) -> Finding:
    year = figure.fiscal_year
    return Finding(Severity.WARNING, code, year, f"{year.era}の{_amount(series, total_of(figure))}{said}")


def _amount(series: Series, value: Decimal) -> str:
    return quantity(value, series.unit, series.decimals)
