"""How an amount and a percentage are written in a Japanese sentence; the only rounding in the core."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Final

from indicators.calculation.facts import Comparator, Missing, ResultStanding, Target, YearFigure
from indicators.calculation.units import difference_unit
from policies.fiscal_year import ended_words

DASH: Final = "－"
MINUS: Final = "\u2212"

STANDING_WORDS: Final = {
    ResultStanding.FINAL: "確定値",
    ResultStanding.PROVISIONAL: "暫定値",
    ResultStanding.PRELIMINARY: "速報値",
    ResultStanding.EXPECTED: "見込値",
    ResultStanding.ESTIMATED: "推計値",
}
MISSING_WORDS: Final = {
    Missing.PENDING: "集計中",
    Missing.OUT_OF_CYCLE: "調査対象年度外",
    Missing.NOT_SURVEYED: "調査未実施",
    Missing.NOT_APPLICABLE: "該当なし",
    Missing.DISCONTINUED: "事業中止",
    Missing.UNREPORTED: "未提出",
    Missing.NOT_ASKED: "照会対象外",
    Missing.PUT_OFF: "調査延期",
    Missing.NOT_YET: "未到来",
    Missing.ENDED: "終了",
}
ANSWER_WORDS: Final = {True: "達成", False: "未達成"}
_AFTER: Final = {
    Comparator.AT_LEAST: "以上",
    Comparator.AT_MOST: "以下",
    Comparator.ABOVE: "超",
    Comparator.BELOW: "未満",
}
RELATIVE_WORDS: Final = {
    Comparator.KEEP_OR_MORE: "現状値以上",
    Comparator.KEEP_OR_LESS: "現状値以下",
    Comparator.INCREASE: "増加",
    Comparator.DECREASE: "減少",
    Comparator.LAST_OR_MORE: "前年度以上",
    Comparator.LAST_OR_LESS: "前年度以下",
}
PARTLY: Final = "一部達成"
_MOST_PLACES: Final = 9
_MOST_RATE_PLACES: Final = 24
_REMEMBERED: Final = 10_000  # amounts in words: after one changed figure a page writes all others again


@lru_cache(maxsize=_REMEMBERED)
def quantity(value: Decimal | None, unit: str = "", decimals: int = 0) -> str:
    """Write an amount with its unit: 66件, 1,234.5人, −12.6. Digits beyond `decimals` are kept, not lost.

    >>> quantity(Decimal("66.000"), "件", 0)
    '66件'
    """
    if value is None:
        return DASH
    places = min(max(decimals, places_of(value)), _MOST_PLACES)
    return _written(value, places) + behind_a_number(unit)


def quantity_beside(value: Decimal, limits: Iterable[Decimal], unit: str, decimals: int) -> str:
    """Write what was computed to `decimals`, half up, with as many more as keep it on its side of every limit.

    >>> quantity_beside(Decimal("62.96"), [Decimal(63)], "件", 1)
    '62.96件'
    """
    near = [limit for limit in limits if limit != value]
    for places in range(decimals, _MOST_PLACES):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if all((rounded > limit) == (value > limit) and rounded != limit for limit in near):
            return quantity(rounded, unit, decimals)
    return quantity(value, unit, decimals)


def behind_a_number(unit: str) -> str:
    """Return the unit as it stands behind a number: one that begins with a digit is no part of the number."""
    return f" {unit}" if unit[:1].isdigit() else unit


def signed_quantity(value: Decimal, unit: str = "", decimals: int = 0) -> str:
    """Write a new amount with its sign: +11件, −2件."""
    return f"{'+' if value >= 0 else ''}{quantity(value, unit, decimals)}"


@lru_cache(maxsize=_REMEMBERED)
def percent(value: Decimal | None) -> str:
    """Write a percentage with one decimal, half up: 124.5％."""
    return DASH if value is None else f"{_written(value, 1)}％"


def percent_beside(value: Decimal, limits: Iterable[Decimal]) -> str:
    """Write a percentage so that rounding does not lift it onto a limit it misses: 59.97％ below 60, not 60.0％."""
    missed = min((limit for limit in limits if value < limit), default=None)
    if missed is None or percent(value) != percent(missed):
        return percent(value)
    return percent_apart(value, missed)


def percent_apart(value: Decimal, limit: Decimal) -> str:
    """Write a percentage with as many decimals as tell it from a limit that it is not: 99.96％, not 100.0％."""
    if value == limit or percent(value) != percent(limit):
        return percent(value)
    places = min(max(2, -(limit - value).adjusted()), _MOST_RATE_PLACES)
    with localcontext(
        prec=60, rounding=ROUND_HALF_UP
    ):  # the distance has a digit at that place: it stays apart
        return f"{value.quantize(Decimal(1).scaleb(-places)).normalize():,f}％"


def target_words(target: Target, unit: str, decimals: int) -> str:
    """Write what a target demands: 63件以上, 40％以上60％以下, 現状値以上, 策定."""
    about = "約" if target.approx else ""
    match target.comparator:
        case Comparator.TEXT:
            return target.text or DASH
        case relative if relative in RELATIVE_WORDS:
            return RELATIVE_WORDS[relative]
        case Comparator.RANGE:
            lower = quantity(target.value, unit, decimals)
            return f"{about}{lower}以上{quantity(target.upper, unit, decimals)}以下"
        case _:
            value = quantity(_on_a_line(target.value, decimals), unit, decimals)
            return f"{about}{value}{_AFTER.get(target.comparator, '')}"


def _on_a_line(value: Decimal | None, decimals: int) -> Decimal | None:
    """Round what nobody wrote down: a value on the line between two targets, which has endless decimals."""
    if value is None or places_of(value) <= _MOST_PLACES:
        return value
    whole = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)  # as results are written
    for places in range(decimals + 2, _MOST_PLACES):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if rounded != whole:
            return rounded
    return value


def figure_words(figure: YearFigure, unit: str, decimals: int) -> str:
    """Write what is known of a year: 66件, 約21.2人, 策定済, 集計中（令和6年11月確定見込）.

    A new amount without a computable total is 累計は計算できません（うち当該年度分+11件）, never 未提出.
    """
    if figure.total is not None:
        return ("約" if figure.approx else "") + quantity(figure.total, unit, decimals)
    if figure.text_value:
        return figure.text_value
    if figure.text_fulfilled is not None:
        return PARTLY if figure.text_partly else ANSWER_WORDS[figure.text_fulfilled]
    if lacks_total(figure) and figure.increment is not None:
        added = signed_quantity(figure.increment, difference_unit(unit), decimals)
        return f"累計は計算できません（うち当該年度分{added}）"
    if figure.ended_in is not None:
        return ended_words(figure.ended_in)
    missing = MISSING_WORDS[figure.missing or Missing.UNREPORTED]
    return f"{missing}（{figure.pending_until}確定見込）" if figure.pending_until else missing


def lacks_total(figure: YearFigure) -> bool:
    """Say whether a year's new amount was reported but its total cannot be computed."""
    return figure.total is None and figure.increment is not None and figure.missing is Missing.UNREPORTED


def places_of(value: Decimal) -> int:
    """Return how many decimals an amount has that say something: 12.50 has one."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _written(value: Decimal, places: int) -> str:
    with localcontext(prec=60):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        sign = MINUS if rounded < 0 else ""
        return f"{sign}{abs(rounded):,f}"
