"""Rows of a divided table brought into the order of a table: heads above, a column for each year."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.aligning import aligned
from reports.reading.cells import read_printed
from reports.reading.facts import COUNTED
from reports.reading.grid import DividedRow
from reports.reading.heads import head_of
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, with_eras, years_in

_BOTH: Final = re.compile(r"目標.*実績")
_FEWEST: Final = 2
_MOST_HEADS: Final = 3
_MOSTLY: Final = 0.8


def upright(rows: Sequence[DividedRow], calendar: NamedYears) -> list[DividedRow]:
    """Return rows below each other, with a head that stands below them above and columns of several years divided."""
    dated = [_with_eras(row) if at < _MOST_HEADS else row for at, row in enumerate(rows)]
    return aligned(_unglued(_head_first(dated, calendar), calendar), calendar)


def _with_eras(row: DividedRow) -> DividedRow:
    texts = [tidy(cell) for cell in row.cells]
    whole = zip(row.cells, texts, with_eras(texts), strict=True)
    return replace(row, cells=tuple(cell if text == now else now for cell, text, now in whole))


def _head_first(rows: list[DividedRow], calendar: NamedYears) -> list[DividedRow]:
    """Bring the head that ends a table to its beginning, if roles are in it and it is the only one."""
    heads = [at for at, row in enumerate(rows) if head_of(row.cells, calendar) is not None]
    count = len(heads)
    if not 0 < count <= _MOST_HEADS or heads != list(range(len(rows) - count, len(rows))):
        return rows
    found = [head_of(rows[at].cells, calendar) for at in heads]
    roles = {meaning for one in found if one for meaning in one.meanings.values() if meaning in COUNTED}
    said = sum(bool(_BOTH.search(cell)) for row in rows[:-count] for cell in row.cells)
    if not (roles or said) or len(rows) - count < _FEWEST:
        return rows
    return [*rows[-count:], *rows[:-count]]


def _unglued(rows: list[DividedRow], calendar: NamedYears) -> list[DividedRow]:
    """Divide each column whose head names several years and whose cells hold as many figures, one for each."""
    width = max((len(row.cells) for row in rows), default=0)
    for at in range(width - 1, -1, -1):
        for position, head in enumerate(rows[:_MOST_HEADS]):
            years = _years(head.cells[at], calendar) if at < len(head.cells) else []
            if len(years) < _FEWEST:
                continue
            below = [row for row in rows[position + 1 :] if at < len(row.cells) and row.cells[at]]
            whole = [row for row in below if _parts(row.cells[at], len(years), calendar)]
            if len(whole) >= max(_FEWEST, _MOSTLY * len(below)):
                rows = [
                    _divided(row, at, position == other, years, calendar) for other, row in enumerate(rows)
                ]
                break
    return rows


def _years(text: str, calendar: NamedYears) -> list[PrintedYear]:
    """Return the years that a heading names one after the other; a window is one year."""
    found = years_in(tidy(text), calendar)
    rises = all(before.year < after.year for before, after in pairwise(found))
    return found if rises and not any("~" in one.label for one in found) else []


def _parts(text: str, count: int, calendar: NamedYears) -> list[str]:
    parts = tidy(text).split(" ")
    answers = [read_printed(part, calendar) for part in parts]
    return parts if len(parts) == count and all(one.is_answer for one in answers) else []


def _divided(
    row: DividedRow, at: int, is_head: bool, years: Sequence[PrintedYear], calendar: NamedYears
) -> DividedRow:
    """Return a row with its cell divided; the head with the words around the years before each of them."""
    if at >= len(row.cells):
        return row
    text = row.cells[at]
    if is_head:
        words = tidy(text)
        around = f"{words[: years[0].start]} {words[years[-1].end :]}".strip()
        title = around if around and read_title(around, calendar) else ""
        cells = tuple(f"{title} {words[one.start : one.end]}".strip() for one in years)
    else:
        cells = tuple(_parts(text, len(years), calendar)) or (text, *[""] * (len(years) - 1))
    return replace(row, cells=(*row.cells[:at], *cells, *row.cells[at + 1 :]))
