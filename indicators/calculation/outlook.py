"""What will become of the period's target if a figure goes on as it did: reached, likely, open, unlikely, unknown."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import Target
from indicators.calculation.forecast import Forecast
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear


class Outlook(StrEnum):
    """Where an indicator is heading, beside the target of the period's end."""

    REACHED = "reached"  # the last result is there already
    LIKELY = "likely"  # the whole band of the forecast is
    OPEN = "open"  # a part of it is
    UNLIKELY = "unlikely"  # none of it is
    UNKNOWN = "unknown"  # no forecast, or nothing to hold it against


OUTLOOK_WORDS: Final = {
    Outlook.REACHED: "到達済み",
    Outlook.LIKELY: "到達の見込み",
    Outlook.OPEN: "どちらともいえない",
    Outlook.UNLIKELY: "未達の見込み",
    Outlook.UNKNOWN: "算出なし",
}


def outlook(series: Series, forecast: Forecast, *, as_of: FiscalYear) -> Outlook:
    """Hold the band of a forecast at the period's end against the period's target in force in `as_of`.

    What a text demands, and what no line could be drawn for, is unknown unless it is reached already. Once the last
    year has its result nothing is expected any more: it is reached or unknown.
    """
    if forecast.target_reached:
        return Outlook.REACHED
    target = series.next_period_target(forecast.period_end, as_of=as_of)
    ends = (forecast.low_at_end, forecast.value_at_end, forecast.high_at_end)
    estimates = [Decimal(repr(one)) for one in ends if one is not None]
    if target is None or target.fiscal_year != forecast.period_end or not estimates:
        return Outlook.UNKNOWN
    return _held_against(series, target, estimates)


def _held_against(series: Series, target: Target, estimates: Iterable[Decimal]) -> Outlook:
    numbers = sorted(estimates)
    facts = [
        Facts(direction=series.direction, target=target, baseline=series.baseline, result=number)
        for number in numbers
    ]
    found = [is_reached(one) for one in facts]
    if None in found:
        return Outlook.UNKNOWN
    if all(found):
        return Outlook.LIKELY
    lies_within = [limit is not None and numbers[0] < limit < numbers[-1] for limit in facts[0].limits]
    return Outlook.OPEN if any(found) or all(lies_within) else Outlook.UNLIKELY
