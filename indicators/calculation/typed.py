"""What a person types, or a workbook holds, where a figure belongs: read exactly, shown back, or refused with a reason.

Read are whole and decimal numbers in ASCII or full width, with thousands separators in their places, one sign
(▲ △ - − －; a longer dash or a long vowel only directly before a digit), the indicator's own unit in any of its
spellings, 万 and 億 where the result is exact, and the words for a missing figure. Everything else is a TypedError.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext
from typing import Final, SupportsIndex

from indicators.calculation import refusals
from indicators.calculation.absences import Absence, read_absence
from indicators.calculation.facts import Missing
from indicators.calculation.numerals import Number, number_in
from indicators.calculation.quantities import DASH, MISSING_WORDS, places_of, quantity
from indicators.calculation.rounding import Rounding, rounded, rounded_words
from indicators.calculation.spelling import LONGEST_TYPED, is_too_long, plain, shown
from indicators.calculation.spreadsheets import SIGNIFICANT_DIGITS, as_shown, shows_percent, shows_thousands
from indicators.calculation.units import is_known_unit, same_unit, scaled
from policies.fiscal_year import FiscalYearError, month_words, read_month

WHOLE_DIGITS: Final = 11
DECIMAL_PLACES: Final = 4


class TypedError(ValueError):
    """A text or cell that is no figure; its message is one Japanese sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One answer: a value, a reason why there is none, a dash that leaves the reason open, or nothing at all.

    `understood` is what to show before saving (66件, −12.6％, 集計中); `notes` are sentences to show with it. `raw` is
    the figure as it was given, in the unit that was asked for, where the value is what it was rounded to; else "".
    """

    value: Decimal | None = None
    raw: str = ""
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
    rounding: Rounding | None

    def error(self, sentence: str, *more: str) -> TypedError:
        return TypedError(sentence.format(shown(self.text), *more))


def read_amount(
    text: str,
    *,
    unit: str = "",
    decimals: int = 0,
    allow_negative: bool = False,
    allow_approx: bool = False,
    rounding: Rounding | None = None,
    today: date | None = None,
) -> Typed:
    """Read what was typed for a figure in `unit`; blank text is a Typed with nothing in it. Raises TypedError.

    More than `decimals` are rounded by `rounding`, which is said; without one they are only pointed out. `today` is the
    day on which it is entered: a month in which it will be final has not passed then.

    With `allow_approx`, 約50 and 50程度 are read and marked; otherwise the error says where to mark them.

    >>> read_amount("▲１２．６０％", unit="％", decimals=1, allow_negative=True).understood
    '−12.6％'
    """
    if is_too_long(text):
        raise TypedError(refusals.TOO_LONG)
    asked = _Asked(text.strip(), unit, decimals, allow_negative, allow_approx, rounding)
    written = plain(text)
    if not written:
        return Typed()
    if absence := read_absence(written):
        return _absent(absence, today)
    number = number_in(written)
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
    rounding: Rounding | None = None,
    number_format: str = "General",
    today: date | None = None,
) -> Typed:
    """Read a workbook's cell as read_amount() reads text; None is blank, a number its 15 digits that are shown.

    A number shown as a percentage (0.372 with the format 0.0%) is 37.2％, which is said; one that is shown in thousands
    is asked about. Raises TypedError.
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
            rounding=rounding,
            today=today,
        )
    exact = _exact(value)
    asked = _Asked(str(exact), unit, decimals, allow_negative, allow_approx, rounding)
    if not exact.is_finite():
        raise asked.error(refusals.NOT_FINITE)
    _check_size(exact, asked)
    if exact and shows_thousands(number_format):
        raise asked.error(refusals.SCALED, shown(number_format))
    if not shows_percent(number_format):
        return _settled(Number(exact, "", has_sign=exact.is_signed(), approx=False), asked)
    times = _exactly(exact, Decimal(100), Decimal(1))
    typed = _settled(Number(times, "％", has_sign=exact.is_signed(), approx=False), asked)
    return replace(typed, notes=(refusals.PERCENT.format(shown(asked.text), typed.understood), *typed.notes))


def _exact(value: object) -> Decimal:
    match value:
        case bool():
            raise TypedError(refusals.TRUTH)
        case date() | time() | timedelta():
            raise TypedError(refusals.CELL_DATE.format(_moment(value)))
        case Decimal():
            return value
        case float():
            return as_shown(value)
        case SupportsIndex():
            return Decimal(value.__index__())
        case _:
            raise TypedError(refusals.UNREADABLE_CELL)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, date) and (not isinstance(value, datetime) or value.time() == time()):
        return f"{value.year}年{value.month}月{value.day}日"
    return shown(str(value))


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


def _settled(number: Number, asked: _Asked) -> Typed:
    value, notes = _in_unit(number, asked)
    if number.approx and not asked.allow_approx:
        raise asked.error(refusals.APPROXIMATE)
    given = _within_limits(value, asked)
    if number.has_sign and not given:
        raise asked.error(refusals.NEGATIVE_ZERO)
    if given < 0 and not asked.allow_negative:
        raise asked.error(refusals.NEGATIVE)
    if asked.rounding is not None and places_of(given) > asked.decimals:
        return _rounded(given, number, asked, notes)
    about = "約" if number.approx else ""
    return Typed(
        value=given,
        approx=number.approx,
        understood=about + quantity(given, asked.unit, asked.decimals),
        notes=(*notes, *_unusual_places(given, asked)),
    )


def _rounded(given: Decimal, number: Number, asked: _Asked, notes: tuple[str, ...]) -> Typed:
    """Propose the figure that the indicator has decimals for; the one that was given is kept beside it, and named."""
    rounding = asked.rounding or Rounding.HALF_UP
    value, raw = rounded(given, asked.decimals, rounding), f"{given.normalize():f}"
    if value.adjusted() >= WHOLE_DIGITS:
        raise asked.error(refusals.TOO_MANY_DIGITS)
    said = rounded_words(raw, value, asked.unit, asked.decimals, rounding)
    return Typed(
        value=value,
        raw=raw,
        approx=number.approx,
        understood=("約" if number.approx else "") + quantity(value, asked.unit, asked.decimals),
        notes=(*notes, f"{said}とします。元の値も控えに残します。"),
    )


def _in_unit(number: Number, asked: _Asked) -> tuple[Decimal, tuple[str, ...]]:
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


def _ways(number: Number, asked: _Asked, value: Decimal, *, foreign: str) -> Iterator[str]:
    if value != number.value or number.is_compound or not foreign:
        understood = quantity(value, asked.unit, asked.decimals)
        yield f"「{shown(asked.text)}」を「{understood}」と読みました。"
    if foreign:
        yield f"この指標には単位が登録されていないため、単位「{foreign}」は取り込みません。"


def _not_this_unit(number: Number, asked: _Asked) -> TypedError:
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
        if asked.rounding is None and places_of(value) > DECIMAL_PLACES:
            raise asked.error(refusals.TOO_MANY_PLACES)
        whole = value.to_integral_value()
        return Decimal(int(whole)) if value == whole else value.normalize()


def _check_size(value: Decimal, asked: _Asked) -> None:
    """Raise unless arithmetic on the value is exact: ahead of it, for a cell may hold 1E+999999."""
    if value and value.adjusted() >= WHOLE_DIGITS:
        raise asked.error(refusals.TOO_MANY_DIGITS)
    if value and (value.adjusted() < -WHOLE_DIGITS or len(value.as_tuple().digits) > LONGEST_TYPED):
        raise asked.error(refusals.TOO_MANY_PLACES)
    with localcontext(prec=LONGEST_TYPED * 4):
        if len(value.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
            raise asked.error(refusals.TOO_MANY_SIGNIFICANT)


def _unusual_places(value: Decimal, asked: _Asked) -> tuple[str, ...]:
    if (places := places_of(value)) <= asked.decimals:
        return ()
    return (f"この指標は通常小数{asked.decimals}桁ですが、小数{places}桁まで入力されています。",)
