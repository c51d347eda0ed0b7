"""Figures of several years in one value: 「R3年度 54／R4年度 103／R5年度 集計中」."""

import re
from typing import Final

from reports.reading.cells import Cell, read_printed
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, years_in

_BETWEEN: Final = re.compile(r"\s*(?:[／/;；→⇒\n]|->)\s*")
_LONGEST: Final = 1_000


def cells_of(text: str, calendar: NamedYears) -> list[Cell]:
    """Return a value as one cell, or as one for each year where each of its parts begins with one."""
    parts = _BETWEEN.split(text.strip()) if len(text) <= _LONGEST else []
    if len(parts) > 1 and all(_begins_with_year(one, calendar) for one in parts):
        return [read_printed(one, calendar) for one in parts]
    return [read_printed(text, calendar)]


def _begins_with_year(text: str, calendar: NamedYears) -> bool:
    years = years_in(tidy(text), calendar)
    return bool(years) and years[0].start == 0
