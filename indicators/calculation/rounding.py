"""端数処理: how an indicator rounds what is entered with more decimals than it has."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from enum import StrEnum
from typing import Final

from indicators.calculation.quantities import MINUS, behind_a_number, quantity


class Rounding(StrEnum):
    """四捨五入 / 切捨て / 切上げ; below zero as above it, away from zero or towards it."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


ROUNDING_WORDS: Final = {Rounding.HALF_UP: "四捨五入", Rounding.DOWN: "切捨て", Rounding.UP: "切上げ"}
_WAYS: Final = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.DOWN: ROUND_DOWN, Rounding.UP: ROUND_UP}


def rounded(value: Decimal, decimals: int, rounding: Rounding) -> Decimal:
    """Return the value with so many decimals.

    >>> [str(rounded(Decimal("-2.25"), 1, way)) for way in Rounding]
    ['-2.3', '-2.2', '-2.3']
    """
    with localcontext(prec=60):
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=_WAYS[rounding]) + 0


def rounded_words(raw: str, value: Decimal, unit: str, decimals: int, rounding: Rounding) -> str:
    """Say from which figure, as it was entered, the shown one was rounded: 94.96％を小数1桁に四捨五入して95.0％."""
    places = f"小数{decimals}桁" if decimals else "整数"
    was = f"{raw.replace('-', MINUS)}{behind_a_number(unit)}"
    return f"{was}を{places}に{ROUNDING_WORDS[rounding]}して{quantity(value, unit, decimals)}"
