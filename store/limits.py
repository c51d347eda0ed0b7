"""Limits that the database itself holds, the same on SQLite and PostgreSQL.

SQLite stores what PostgreSQL refuses: text longer than its column, numbers outside the type's range, infinities. One
such cell takes down every page that lists it, so every text, number and fiscal year carries a CHECK with a name.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

AMOUNT_DIGITS = 15
AMOUNT_PLACES = 4
LARGEST_AMOUNT = Decimal("99999999999.9999")
LARGEST_SMALL_NUMBER = 32767
LARGEST_NUMBER = 2147483647
TEXT = 200
LONG_TEXT = 20_000
LONGEST_FORM = 100_000

# Signs that turn the reading direction, break lines unseen, or control a terminal; a browser's newline is CR LF.
UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)")

_BREAKS = re.compile("[\r\n]+")


def unshown_sign(text: str) -> str:
    """Say in a sentence which invisible sign the text carries that could make it read as another; "" if none."""
    if (found := UNSHOWN.search(text)) is None:
        return ""
    sign = found.group()
    name = f"U+{ord(sign):04X} {unicodedata.name(sign, '制御文字')}"
    return f"表示を乱す見えない文字（{name}）が含まれています。取り除いてください。"


def number_in(text: str | None, *, digits: int = 18) -> int | None:
    """Read a whole number of at most so many plain digits, as a form carries one unseen; None if it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else None


def plain_lines(text: str) -> str:
    """Return a text with a browser's line ends as plain ones: as it is kept, compared and counted everywhere."""
    return text.replace("\r\n", "\n")


def one_line(text: str) -> str:
    """Return what a column of one line keeps: a name that is printed in two has one blank where it was broken.

    >>> one_line("スマートシティに関連する\\r\\n　取組の件数\\n")
    'スマートシティに関連する 取組の件数'
    """
    if _BREAKS.search(text) is None:
        return text
    return " ".join(filter(None, map(str.strip, _BREAKS.split(text))))


def within_lengths(table: str, **longest: int) -> list[CheckConstraint]:
    """Return one constraint for each named text field: at most that many characters."""
    return [
        CheckConstraint(
            condition=LessThanOrEqual(Length(F(field)), length),
            name=f"{table}_{field}_length",
            violation_error_message=f"{length:,}文字以内で入力してください。",
        )
        for field, length in longest.items()
    ]


def within_amounts(table: str, fields: Iterable[str]) -> list[CheckConstraint]:
    """Return one constraint for each named amount: finite, and no more digits than both databases keep exactly."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__gte": -LARGEST_AMOUNT, f"{field}__lte": LARGEST_AMOUNT}),
            name=f"{table}_{field}_range",
            violation_error_message="整数部11桁、小数部4桁までの数値を入力してください。",
        )
        for field in fields
    ]


def within_numbers(table: str, largest: int = LARGEST_SMALL_NUMBER, **smallest: int) -> list[CheckConstraint]:
    """Return one constraint for each named whole number: from its smallest value up to `largest`."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}__gte": low, f"{field}__lte": largest}),
            name=f"{table}_{field}_range",
            violation_error_message=f"{low:,}から{largest:,}までの整数を入力してください。",
        )
        for field, low in smallest.items()
    ]
