"""One number in a text, as people write it: 1,234.5, ▲12.6, 5億4,321万, 約50; with what stands behind it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_AMOUNT: Final = r"(?P<amount>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![\d,.])"
_BELOW_TEN_THOUSAND: Final = r"\d{1,4}|[1-9],\d{3}"
_LARGE: Final = (
    rf"(?:(?P<cho>{_BELOW_TEN_THOUSAND})兆)?(?:(?P<oku>{_BELOW_TEN_THOUSAND})億)?"
    rf"(?:(?P<man>{_BELOW_TEN_THOUSAND})万)?(?:(?P<ones>{_BELOW_TEN_THOUSAND})(?![\d,.]))?"
)
_BEFORE: Final = r"(?P<about>約|概ね|おおむね|およそ)? ?(?P<sign>[-▲△] ?|[ー–—―](?=\.?\d))?"
_AFTER: Final = r" ?(?P<tail>.*)"
_SIMPLE: Final = re.compile(_BEFORE + _AMOUNT + _AFTER, re.ASCII)
_COMPOUND: Final = re.compile(_BEFORE + _LARGE + _AFTER, re.ASCII)
_LARGE_PARTS: Final = {
    "cho": Decimal(10**12),
    "oku": Decimal(10**8),
    "man": Decimal(10**4),
    "ones": Decimal(1),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the text after it; `is_compound` means 万 or 億 stood inside it, as in 5億4,321万円."""

    value: Decimal
    tail: str
    has_sign: bool
    approx: bool
    is_compound: bool = False


def number_in(text: str) -> Number | None:
    """Read the number that a text, brought to one spelling by plain(), begins with; None if there is none."""
    if (large := _COMPOUND.fullmatch(text)) and (number := _compound(large)):
        return number
    match = _SIMPLE.fullmatch(text)
    return _parsed(match, Decimal(match["amount"].replace(",", ""))) if match else None


def _compound(match: re.Match[str]) -> Number | None:
    parts = [
        Decimal(match[name].replace(",", "")) * factor
        for name, factor in _LARGE_PARTS.items()
        if match[name] is not None
    ]
    return _parsed(match, sum(parts, Decimal(0)), is_compound=True) if len(parts) > 1 else None


def _parsed(match: re.Match[str], size: Decimal, *, is_compound: bool = False) -> Number:
    tail = match["tail"].removesuffix("程度").rstrip()
    return Number(
        value=size.copy_negate() if match["sign"] else size,
        tail=tail,
        has_sign=bool(match["sign"]),
        approx=bool(match["about"]) or match["tail"] != tail,
        is_compound=is_compound,
    )
