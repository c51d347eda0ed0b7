"""What a spreadsheet shows of the number in a cell: fifteen digits, as they are or scaled by the cell's format."""

import re
from decimal import Decimal
from typing import Final

SIGNIFICANT_DIGITS: Final = 15
_LONGEST_FORMAT: Final = 255
_NOT_SHOWN_AS_IT_IS: Final = re.compile(
    r'"[^"]*"|[\\!_*].'
)  # texts, and signs that are escaped, skipped or repeated
_THOUSANDS: Final = re.compile(r"[0#?],+(?![0#?,])")


def as_shown(number: float) -> Decimal:
    """Return the fifteen digits that a spreadsheet knows of a number, however the computer keeps it.

    >>> as_shown(22.299999999999997), as_shown(0.1 + 0.2)
    (Decimal('22.3'), Decimal('0.3'))
    """
    return Decimal(f"{float(number):.{SIGNIFICANT_DIGITS}g}")


def shows_percent(number_format: str) -> bool:
    """Say whether the cell shows a hundred times its number, as 0.0% does."""
    return "%" in _bare(number_format)


def shows_thousands(number_format: str) -> bool:
    """Say whether the cell shows a thousandth of its number, or less: a comma behind the last digit, as in #,##0,."""
    return bool(_THOUSANDS.search(_bare(number_format)))


def _bare(number_format: str) -> str:
    return _NOT_SHOWN_AS_IT_IS.sub("", number_format[:_LONGEST_FORMAT])
