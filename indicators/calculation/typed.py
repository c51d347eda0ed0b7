"""What a person types, or a workbook holds, where a figure belongs: read exactly, shown back, or refused with a reason.

Read are whole and decimal numbers in ASCII or full width, with thousands separators in their places, one sign
(▲ △ - − －; a longer dash or a long vowel only directly before a digit), the indicator's own unit in any of its
spellings, 万 and 億 where the result is exact, and the words for a missing figure. Everything else is a TypedError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext
from typing import Final, SupportsIndex

from indicators.calculation import refusals
from indicators.calculation.absences import Absence, read_absence
from indicators.calculation.facts import Missing
from indicators.calculation.quantities import DASH, MISSING_WORDS, quantity
from indicators.calculation.spelling import LONGEST_TYPED, is_too_long, plain, shown
from indicators.calculation.units import is_known_unit, same_unit, scaled
from policies.fiscal_year import FiscalYearError, month_words, read_month

WHOLE_DIGITS: Final = 11
DECIMAL_PLACES: Final = 4

_AMOUNT: Final = r"(?P<amount>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![\d,.])"
_BELOW_TEN_THOUSAND: Final = r"\d{1,4}|[1-9],\d{3}"
_LARGE: Final = (
    rf"(?:(?P<oku>{_BELOW_TEN_THOUSAND})億)?(?:(?P<man>{_BELOW_TEN_THOUSAND})万)?"
    rf"(?:(?P<ones>{_BELOW_TEN_THOUSAND})(?![\d,.]))?"
)
_BEFORE: Final = r"(?P<about>約|概ね|おおむね|およそ)? ?(?P<sign>[-▲△] ?|[ー–—―](?=\.?\d))?"
_AFTER: Final = r" ?(?P<tail>.*)"
_SIMPLE: Final = re.compile(_BEFORE + _AMOUNT + _AFTER, re.ASCII)
_COMPOUND: Final = re.compile(_BEFORE + _LARGE + _AFTER, re.ASCII)
_LARGE_PARTS: Final = {"oku": Decimal(10**8), "man": Decimal(10**4), "ones": Decimal(1)}
_QUOTED_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.')
_LONGEST_FORMAT: Final = 255


class TypedError(ValueError):
    """A text or cell that is no figure; its message is one Japanese sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One answer: a value, a reason why there is none, a dash that leaves the reason open, or nothing at all.

    `understood` is what to show before saving (66件, −12.6％, 集計中); `notes` are sentences to show with it.
    """

    value: Decimal | None = None
    approx: bool = False
    missing: Missing | None = None
    pending_until: str = ""
    asks_reason: bool = False
    understood: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: no answer, neither zero nor a dash."""
        return self.value is None and self.missing is None and not self.asks_reason


@dataclass(frozen=True, slots=True)
class _Asked:
    """What figure is asked for, and the text that was given, for the messages."""

    text: str
    unit: str
    decimals: int
    allow_negative: bool
    allow_approx: bool

    def error(self, sentence: str, *more: str) -> TypedError:
        return TypedError(sentence.format(shown(self.text), *more))


@dataclass(frozen=True, slots=True)
class _Number:
    """A number and the text after it; `is_compound` means 万 or 億 stood inside it, as in 5億4,321万円."""

    value: Decimal
    tail: str
    has_sign: bool
    approx: bool
    is_compound: bool = False


def read_amount(
    text: str,
    *,
    unit: str = "",
    decimals: int = 0,
    allow_negative: bool = False,
    allow_approx: bool = False,
    today: date | None = None,
) -> Typed:
    """Read what was typed for a figure in `unit`; blank text is a Typed with nothing in it. Raises TypedError.

    `today` is the day on which it is entered: a month in which it will be final has not passed then.

    With `allow_approx`, 約50 and 50程度 are read and marked; otherwise the error says where to mark them.

    >>> read_amount("▲１２．６０％", unit="％", decimals=1, allow_negative=True).understood
    '−12.6％'
    """
    if is_too_long(text):
        raise TypedError(refusals.TOO_LONG)
    asked = _Asked(text.strip(), unit, decimals, allow_negative, allow_approx)
    written = plain(text)
    if not written:
        return Typed()
    if absence := read_absence(written):
        return _absent(absence, today)
    number = _number(written)
    if number is None:
        raise asked.error(refusals.why_unreadable(written) or refusals.NO_NUMBER)
    return _settled(number, asked)


def read_cell(
    value: object,
    *,
    unit: str = "",
    decimals: int = 0,
    allow_negative: bool = False,
    allow_approx: bool = False,
    number_format: str = "General",
    today: date | None = None,
) -> Typed:
    """Read a workbook's cell as read_amount() reads text; None is blank, a float is what its shortest digits say.

    A number shown by Excel as a percentage (0.372 with the format 0.0%) is 37.2％. Raises TypedError.
    """
    if value is None:
        return Typed()
    if isinstance(value, str):
        return read_amount(
            value,
            unit=unit,
            decimals=decimals,
            allow_negative=allow_negative,
            allow_approx=allow_approx,
            today=today,
        )
    exact = _exact(value)
    asked = _Asked(str(exact), unit, decimals, allow_negative, allow_approx)
    if not exact.is_finite():
        raise asked.error(refusals.NOT_FINITE)
    _check_size(exact, asked)
    tail = ""
    if _is_percentage(number_format):
        exact, tail = _exactly(exact, Decimal(100), Decimal(1)), "％"
    return _settled(_Number(exact, tail, has_sign=exact.is_signed(), approx=False), asked)


def _exact(value: object) -> Decimal:
    match value:
        case bool():
            raise TypedError(refusals.TRUTH)
        case date() | time() | timedelta():
            raise TypedError(refusals.CELL_DATE.format(_moment(value)))
        case Decimal():
            return value
        case float():
            return Decimal(float.__repr__(value))  # a subclass may write itself differently
        case SupportsIndex():
            return Decimal(value.__index__())
        case _:
            raise TypedError(refusals.UNREADABLE_CELL)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, date) and (not isinstance(value, datetime) or value.time() == time()):
        return f"{value.year}年{value.month}月{value.day}日"
    return shown(str(value))


def _is_percentage(number_format: str) -> bool:
    return "%" in _QUOTED_IN_FORMAT.sub("", number_format[:_LONGEST_FORMAT])


def _absent(absence: Absence, today: date | None) -> Typed:
    if absence.reason is None:
        notes = (absence.note,) if absence.note else ()
        return Typed(asks_reason=True, understood=DASH, notes=(*notes, "値がない理由を選んでください。"))
    month = read_pending_month(absence.pending_until, today=today)
    until = f"（{month}確定見込）" if month else ""
    return Typed(
        missing=absence.reason,
        pending_until=month,
        understood=MISSING_WORDS[absence.reason] + until,
    )


def read_pending_month(text: str, *, today: date | None) -> str:
    """Return a 確定見込年月 in the one spelling, a blank as it is; 11月 alone is the next one after `today`.

    Raises TypedError for one from which nobody can tell when the figure is to be asked for again, or that is over.
    """
    month = spelled_month(text, today=today)
    if today is not None and is_month_over(month, today):
        raise TypedError(refusals.MONTH_IS_OVER.format(month))
    return month


def spelled_month(text: str, *, today: date | None) -> str:
    """Return a 確定見込年月 in the one spelling, be it over; raise TypedError for one that cannot be read."""
    if not text.strip():
        return ""
    try:
        return month_words(read_month(text, after=today))
    except FiscalYearError as error:
        raise TypedError(str(error)) from None


def is_month_over(month: str, today: date) -> bool:
    """Say whether a month that can be read has passed; a blank has not."""
    named = read_month(month) if month else today
    return (named.year, named.month) < (today.year, today.month)


def _number(text: str) -> _Number | None:
    if (large := _COMPOUND.fullmatch(text)) and (number := _compound(large)):
        return number
    match = _SIMPLE.fullmatch(text)
    return _parsed(match, Decimal(match["amount"].replace(",", ""))) if match else None


def _compound(match: re.Match[str]) -> _Number | None:
    parts = [
        Decimal(match[name].replace(",", "")) * factor
        for name, factor in _LARGE_PARTS.items()
        if match[name] is not None
    ]
    return _parsed(match, sum(parts, Decimal(0)), is_compound=True) if len(parts) > 1 else None


def _parsed(match: re.Match[str], size: Decimal, *, is_compound: bool = False) -> _Number:
    tail = match["tail"].removesuffix("程度").rstrip()
    return _Number(
        value=size.copy_negate() if match["sign"] else size,
        tail=tail,
        has_sign=bool(match["sign"]),
        approx=bool(match["about"]) or match["tail"] != tail,
        is_compound=is_compound,
    )


def _settled(number: _Number, asked: _Asked) -> Typed:
    value, notes = _in_unit(number, asked)
    if number.approx and not asked.allow_approx:
        raise asked.error(refusals.APPROXIMATE)
    value = _within_limits(value, asked)
    if number.has_sign and not value:
        raise asked.error(refusals.NEGATIVE_ZERO)
    if value < 0 and not asked.allow_negative:
        raise asked.error(refusals.NEGATIVE)
    about = "約" if number.approx else ""
    return Typed(
        value=value,
        approx=number.approx,
        understood=about + quantity(value, asked.unit, asked.decimals),
        notes=(*notes, *_unusual_places(value, asked)),
    )


def _in_unit(number: _Number, asked: _Asked) -> tuple[Decimal, tuple[str, ...]]:
    """Return the value in the unit that is asked for, and what to say about the way there."""
    if not number.is_compound and (not number.tail or same_unit(number.tail, asked.unit)):
        return number.value, ()
    typed, own = scaled(number.tail), scaled(asked.unit)
    is_foreign = bool(typed.base) and typed.base != own.base
    if is_foreign and (asked.unit or not is_known_unit(typed.base)):
        raise _not_this_unit(number, asked)
    if number.is_compound and typed.factor != 1:  # 1億5千円: 5,000 or 5 of 千円?
        raise asked.error(refusals.UNCLEAR_SCALE, asked.unit or "なし")
    if not typed.base and own.factor not in {1, typed.factor}:  # 5万 where 千円 is asked for
        raise asked.error(refusals.UNCLEAR_SCALE, asked.unit)
    value = _exactly(number.value, typed.factor, own.factor)
    return value, tuple(_ways(number, asked, value, foreign=typed.base if is_foreign else ""))


def _ways(number: _Number, asked: _Asked, value: Decimal, *, foreign: str) -> Iterator[str]:
    if value != number.value or number.is_compound or not foreign:
        understood = quantity(value, asked.unit, asked.decimals)
        yield f"「{shown(asked.text)}」を「{understood}」と読みました。"
    if foreign:
        yield f"この指標には単位が登録されていないため、単位「{foreign}」は取り込みません。"


def _not_this_unit(number: _Number, asked: _Asked) -> TypedError:
    unit_comes_first = is_known_unit(number.tail) and asked.unit
    sentence = None if unit_comes_first else refusals.why_unreadable(plain(asked.text))
    if sentence is None and not asked.unit:
        sentence = refusals.NO_NUMBER
    return asked.error(sentence or refusals.OTHER_UNIT, shown(number.tail), asked.unit)


def _exactly(value: Decimal, times: Decimal, by: Decimal) -> Decimal:
    with localcontext(prec=LONGEST_TYPED * 4):  # both are powers of ten, so nothing is ever rounded
        return value * times / by


def _within_limits(value: Decimal, asked: _Asked) -> Decimal:
    """Return the value without trailing zeros and without an exponent, or raise if no database column holds it."""
    _check_size(value, asked)
    with localcontext(prec=LONGEST_TYPED * 4):
        kept = round(value, DECIMAL_PLACES)
        if kept != value:
            raise asked.error(refusals.TOO_MANY_PLACES)
        whole = kept.to_integral_value()
        return whole if kept == whole else kept.normalize()


def _check_size(value: Decimal, asked: _Asked) -> None:
    """Raise unless arithmetic on the value is exact: ahead of it, for a cell may hold 1E+999999."""
    if value and value.adjusted() >= WHOLE_DIGITS:
        raise asked.error(refusals.TOO_MANY_DIGITS)
    if value and (value.adjusted() < -WHOLE_DIGITS or len(value.as_tuple().digits) > LONGEST_TYPED):
        raise asked.error(refusals.TOO_MANY_PLACES)


def _unusual_places(value: Decimal, asked: _Asked) -> tuple[str, ...]:
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places <= asked.decimals:
        return ()
    return (f"この指標は通常小数{asked.decimals}桁ですが、小数{places}桁まで入力されています。",)
