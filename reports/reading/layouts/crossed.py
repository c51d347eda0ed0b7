"""Grids whose two axes explain every figure: any order of names, roles, years and units above and beside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.axes import GridRow, sections
from reports.reading.crossing import Crossed, Crossing, crossed
from reports.reading.documents import Document, Line
from reports.reading.facts import COUNTED, Confidence, FactRole, Harvest, Reading
from reports.reading.grid import DividedRow, caption_of, context_of, grids, joined_grids, quoted_grids
from reports.reading.restoring import restored
from reports.reading.slots import slot, slots_of
from reports.reading.stages import Stage, stage_of, staged
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, own_name, readings_of
from reports.reading.titles import Other
from reports.reading.upright import upright
from reports.reading.years import NamedYears

_FEWEST_ROWS: Final = 2
_MOST_ABOVE: Final = 3
_SHARES: Final = {"％", "%"}


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every grid in which each figure gets a name, a role and a year, its empty places put back where need be."""
    harvest = Harvest()
    stage = stage_of(document)
    for printed in [*joined_grids(document), *grids(document), *quoted_grids(document)]:
        numbers = {line.number for row in printed for line in row.lines}
        if numbers & taken or numbers & harvest.lines:
            continue
        every = upright(printed, calendar)
        rows = [*_plain_head(every, document, calendar), *_without_cut(every, document)]
        grid = _grid(rows, stage, calendar)
        if readings := readings_of_grid(grid, document, every[0].line):
            harvest.readings += readings
            harvest.lines |= numbers
    return harvest


def _plain_head(rows: Sequence[DividedRow], document: Document, calendar: NamedYears) -> list[DividedRow]:
    """Return the lines without dividing signs that head a table which has no head of its own."""
    first = [slot(cell, calendar) for cell in rows[0].cells]
    has_figures = any(one.is_figure or one.is_absent for one in first)
    if not has_figures and any(one.year for one in first):
        return []
    head: list[DividedRow] = []
    for line in reversed(
        document.lines[max(rows[0].line.number - _MOST_ABOVE - 1, 0) : rows[0].line.number - 1]
    ):
        cells = list(slots_of(line, calendar))
        titled = sum(one.title is not None or one.year is not None for one in cells)
        if titled < _FEWEST_ROWS or any(one.is_figure for one in cells):
            break
        if not has_figures and not all(one.is_year for one in cells):
            break  # titles of its own lack nothing but years
        head.insert(0, DividedRow(tuple(one.text for one in cells), line, (line,)))
    return head


def readings_of_grid(
    grid: Sequence[GridRow], document: Document, first: Line, title: str = ""
) -> list[Reading]:
    """Return the indicators of a grid that begins on a line, or nothing if something in it is not explained.

    A title is the name of its only indicator; without one the words above the grid are.
    """
    caption = caption_of(document, first)
    parts = list(sections(grid))
    if not grid or any(not part.body for part in parts):
        return []  # nothing fits, or titles stand below their figures
    if sum(_is_cost(row) for row in grid) >= _FEWEST_ROWS:
        return []  # its rows are costs, which have no name
    told = [crossed(section, context_of(caption), title or caption) for section in parts]
    if any(part.total for part in told if not part.section.head and not part.beside.labels):
        return []
    found = [one for part in told for one in part.found]
    readings = _gathered(found) if _is_explained(told) else []
    if len(readings) > 1 and len({one.name for one in readings}) == 1:
        return []  # the names of its indicators stand elsewhere
    return [one for one in readings if _says_enough(one)]


def _is_cost(row: GridRow) -> bool:
    first = next((one for one in row.slots if one.text), None)
    return first is not None and first.title is not None and first.title.meaning is Other.COST


def _says_enough(reading: Reading) -> bool:
    """Say whether an indicator has a year, or a baseline and a target: figures of one kind without years do not."""
    roles = {fact.role for fact in reading.facts} & COUNTED
    return len(roles) > 1 or any(fact.year is not None for fact in reading.facts)


def _without_cut(rows: Sequence[DividedRow], document: Document) -> Sequence[DividedRow]:
    """Return the rows of a table without one in whose middle the text stops."""
    is_cut = document.is_cut and rows[-1].lines[-1] is document.lines[-1]
    return rows[:-1] if is_cut and len(rows) > 1 and len(rows[-1].cells) < len(rows[0].cells) else rows


def _grid(rows: Sequence[DividedRow], stage: Stage | None, calendar: NamedYears) -> list[GridRow]:
    """Return the rows of a table with all their places, put back where empty ones were not printed."""
    width = max(len(row.cells) for row in rows)
    ragged = any(len(row.cells) != width and len(row.filled) > 1 for row in rows)
    grid = [GridRow(tuple(slot(cell, calendar) for cell in _padded(row, width)), row.line) for row in rows]
    grid = staged(grid, stage, calendar)
    return restored(grid, is_run=False) if ragged else grid


def _padded(row: DividedRow, width: int) -> tuple[str, ...]:
    return (*row.cells, *[""] * (width - len(row.cells)))


def _is_explained(told: Sequence[Crossed]) -> bool:
    """Say whether nothing is left over: no figure without a role and a name, and no place with two answers."""
    found = [one for part in told for one in part.found]
    roles = {one.column.role for one in found}
    return bool(roles & COUNTED) and not any(part.unexplained for part in told)


def _gathered(found: Sequence[Crossing]) -> list[Reading]:
    """Return one indicator for each name; a name that comes again with other figures is another indicator."""
    blocks: list[tuple[Row, str, Pairs]] = []
    last: dict[tuple[str, str], int] = {}
    for one in found:
        key = one.group, one.name
        at = last.get(key)
        if at is None or _collides(blocks[at][2], one):
            at = last[key] = len(blocks)
            blocks.append((Row(name=one.name, line=one.value.line, unit=one.unit), one.group, []))
        blocks[at][2].append((one.column, one.value))
    blocks = [
        (row, group, pairs if row.unit in _SHARES else _of_one_unit(pairs)) for row, group, pairs in blocks
    ]
    names = [row.name for row, _, _ in blocks]
    readings: list[Reading] = []
    for at, (row, group, pairs) in enumerate(blocks):
        own = replace(row, name=own_name(row.name, names[at + 1 :]))
        readings += readings_of(own, facts_of(pairs, None), group)
    sure = Confidence.LIKELY if len(readings) >= _FEWEST_ROWS else Confidence.UNSURE
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _of_one_unit(pairs: Pairs) -> Pairs:
    """Leave out a share behind counts: it stands in no column of theirs. Behind shares a count is kept, and marked."""
    told = [value for column, value in pairs if column.role is not FactRole.RATE and value.cell.has_figure]
    if not told or _is_share(told[0]):
        return pairs
    return [(column, value) for column, value in pairs if value not in told or not _is_share(value)]


def _is_share(value: Value) -> bool:
    return any(entry.figure.unit == "％" for entry in value.cell.entries)


def _collides(pairs: Pairs, one: Crossing) -> bool:
    mine = _mark(one.column, one.value)
    return any(
        _mark(column, value) == mine and value.cell.text != one.value.cell.text for column, value in pairs
    )


def _mark(column: Column, value: Value) -> tuple[FactRole | None, int | None, str]:
    year = value.cell.year or column.year
    return column.role, year.year if year else None, column.words if year is None else ""
