"""Grids whose two axes explain every figure: any order of names, roles, years and units above and beside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.axes import GridRow, sections
from reports.reading.crossing import Crossed, Crossing, crossed
from reports.reading.documents import Document
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.grid import DividedRow, caption_of, context_of, grids
from reports.reading.slots import slot
from reports.reading.tables import Pairs, Row, facts_of, own_name, readings_of
from reports.reading.years import NamedYears

_FEWEST_ROWS: Final = 2
_ROLES: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every grid that has all its places and in which each figure gets a name, a role and a year."""
    harvest = Harvest()
    for rows in grids(document):
        if any(line.number in taken for row in rows for line in row.lines):
            continue
        if readings := _readings(rows, document, calendar):
            harvest.readings += readings
            harvest.lines |= {line.number for row in rows for line in row.lines}
    return harvest


def _readings(rows: Sequence[DividedRow], document: Document, calendar: NamedYears) -> list[Reading]:
    width = max(len(row.cells) for row in rows)
    whole = [row for row in rows if len(row.cells) == width]
    if width < _FEWEST_ROWS or any(len(row.filled) > 1 for row in rows if row not in whole):
        return []
    grid = [GridRow(tuple(slot(cell, calendar) for cell in _padded(row, width)), row.line) for row in rows]
    caption = caption_of(document, rows[0])
    parts = list(sections(grid))
    if any(not part.body for part in parts):
        return []  # titles below their figures
    told = [crossed(section, context_of(caption), caption) for section in parts if section.head]
    found = [one for part in told for one in part.found]
    return _gathered(found) if _is_explained(told) else []


def _padded(row: DividedRow, width: int) -> tuple[str, ...]:
    return (*row.cells, *[""] * (width - len(row.cells)))


def _is_explained(told: Sequence[Crossed]) -> bool:
    """Say whether nothing is left over: no figure without a role and a name, and no place with two answers."""
    found = [one for part in told for one in part.found]
    roles = {one.column.role for one in found}
    return bool(roles & _ROLES) and not any(part.unexplained for part in told)


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
    names = [row.name for row, _, _ in blocks]
    readings: list[Reading] = []
    for at, (row, group, pairs) in enumerate(blocks):
        own = replace(row, name=own_name(row.name, names[at + 1 :]))
        readings += readings_of(own, facts_of(pairs, None), group)
    sure = Confidence.LIKELY if len(readings) >= _FEWEST_ROWS else Confidence.UNSURE
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _collides(pairs: Pairs, one: Crossing) -> bool:
    mine = _mark(one.column, one.value)
    return any(_mark(column, value) == mine and value.cell.text != one.value.cell.text for column, value in pairs)


def _mark(column, value):
    year = value.cell.year or column.year
    return column.role, year.year if year else None, column.words if year is None else ""
