"""The day within a year on which figures were counted, as the title of their column says it (令和6年度9月末現在)."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from reports.reading.wording import tidy

_DAY: Final = re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?:(?P<day>\d{1,2})日|(?P<end>末))")
_SPANS: Final = {
    "上半期": (9, 30),
    "第1四半期": (6, 30),
    "第2四半期": (9, 30),
    "第3四半期": (12, 31),
}  # what ends with the year is a result of the year


def day_in(title: str, year: int | None, *, is_calendar: bool = False) -> date | None:
    """Return the day in that year which a title names, None where it names a month alone or no such day.

    Where the year is no fiscal one (令和6年), nobody can tell of which year its halves and quarters are.
    """
    words = tidy(title)
    if year is None:
        return None
    if (match := _DAY.search(words)) is not None:
        month = int(match["month"])
        within = year if is_calendar or month > 3 else year + 1
        return _day(within, month, int(match["day"]) if match["day"] else None)
    ends = [end for span, end in _SPANS.items() if span in words]
    return _day(year, *ends[0]) if len(ends) == 1 and not is_calendar else None


def _day(year: int, month: int, day: int | None) -> date | None:
    last = monthrange(year, month)[1]
    return date(year, month, last if day is None else day) if day is None or 0 < day <= last else None
