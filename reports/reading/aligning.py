"""Rows of a divided table in which a cell was lost, added or glued to the next, put back below the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.fields import names_rows
from reports.reading.grid import DividedRow
from reports.reading.slots import Slot, slot
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

_MOSTLY: Final = 0.6
_MOST_LOST: Final = 2
_FEWEST: Final = 2

Cells = tuple[str, ...]


def aligned(rows: Sequence[DividedRow], calendar: NamedYears) -> list[DividedRow]:
    """Return rows as wide as most of them: others are widened or narrowed where only one way fits their figures."""
    body = [row for row in rows if _figures(row.cells, calendar)]
    widths = Counter(len(row.cells) for row in body)
    width, times = max(widths.items(), key=lambda one: one[1], default=(0, 0))
    if times < max(_FEWEST, _MOSTLY * len(body)):
        return list(rows)
    figures = _columns([row.cells for row in body if len(row.cells) == width], calendar)
    return [_fitted(row, width, figures, calendar) for row in rows]


def _figures(cells: Cells, calendar: NamedYears) -> int:
    return sum(_is_answer(slot(cell, calendar)) for cell in cells if cell)


def _is_answer(one: Slot) -> bool:
    return one.is_figure or one.is_absent


def _columns(rows: Sequence[Cells], calendar: NamedYears) -> frozenset[int]:
    """Return the columns that hold figures, or what says that there is none, in most rows."""
    counts = Counter(
        at for row in rows for at, cell in enumerate(row) if cell and _is_answer(slot(cell, calendar))
    )
    return frozenset(at for at, times in counts.items() if times >= _MOSTLY * len(rows))


def _fitted(row: DividedRow, width: int, figures: frozenset[int], calendar: NamedYears) -> DividedRow:
    cells = row.cells
    if (
        len(cells) == width and not _figures(cells, calendar) and not _fits(cells, figures, calendar)
    ):  # padded at its end, where nothing was lost
        ends = len(cells) - next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
        cells = cells[: len(cells) - min(ends, 1)]
    missing = width - len(cells)
    if not missing or abs(missing) > _MOST_LOST or len(row.filled) < _FEWEST:
        return row
    glued = [one for one in _apart(cells, calendar) if _fits(one, figures, calendar)] if missing == 1 else []
    ways = glued or [one for one in _ways(cells, missing) if _fits(one, figures, calendar)]
    told = {tuple(one[at] for at in sorted(figures)) for one in ways}
    return replace(row, cells=ways[0]) if len(told) == 1 and _stands(ways[0], figures) else row


def _apart(cells: Cells, calendar: NamedYears) -> Iterator[Cells]:
    """Yield the ways to divide a cell in which words and the figure of the next are glued."""
    for at, cell in enumerate(cells):
        head, _, tail = tidy(cell).rpartition(" ")
        if head and _is_answer(slot(tail, calendar)) and slot(head, calendar).is_words:
            yield (*cells[:at], head, tail, *cells[at + 1 :])


def _ways(cells: Cells, missing: int) -> Iterator[Cells]:
    """Yield the ways to give a row as many cells as it lacks, or to take out empty ones."""
    for at in range(len(cells) + 1):
        if missing > 0:
            yield (*cells[:at], *[""] * missing, *cells[at:])
        elif at - missing <= len(cells) and not any(cells[at : at - missing]):
            yield (*cells[:at], *cells[at - missing :])


def _fits(cells: Cells, figures: frozenset[int], calendar: NamedYears) -> bool:
    """Say whether figures and their titles stand in the columns of figures, and words in none of them."""
    slots = [slot(cell, calendar) for cell in cells]
    titles = [at for at, one in enumerate(slots) if one.title is not None or one.year is not None]
    names = titles[:1] if titles and names_rows([slots[at] for at in titles]) else []
    for at, one in enumerate(slots):
        if at in names:
            continue
        if at in figures and one.is_words and not one.cell.is_goal:
            return False
        is_title = one.is_year or (one.title is not None and isinstance(one.title.meaning, FactRole))
        if at not in figures and ((_is_answer(one) and not one.is_numbering) or is_title):
            return False
    return True


def _stands(cells: Cells, figures: frozenset[int]) -> bool:
    return sum(bool(cells[at]) for at in figures) > 0
