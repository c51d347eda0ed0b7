"""Divided rows without a head: a present value and a later one, told apart by the years in their cells."""

from collections.abc import Sequence
from typing import Final

from reports.reading.cells import Cell, read_printed
from reports.reading.facts import FactRole, Reading
from reports.reading.grid import DividedRow
from reports.reading.tables import Column, Row, Value, facts_of, own_name, readings_of
from reports.reading.years import NamedYears

_FEWEST: Final = 3

Found = tuple[DividedRow, int, int]  # a row, the positions of its present and of its later value


def untitled(rows: Sequence[DividedRow], calendar: NamedYears) -> list[Reading]:
    """Read rows with a dated present value and a later one, if there are three of them at least."""
    found = [
        (row, *pair) for row in rows if (pair := _pair([read_printed(cell, calendar) for cell in row.cells]))
    ]
    if len(found) < _FEWEST:
        return []
    names = [row.cells[base - 1] for row, base, _ in found]
    readings: list[Reading] = []
    for at, (row, base, aim) in enumerate(found):
        made = Row(name=own_name(names[at], names[at + 1 :]), line=row.line)
        cells = [(FactRole.BASELINE, base), (FactRole.TARGET, aim)]
        pairs = [
            (Column(role=role), Value(read_printed(row.cells[one], calendar), row.line))
            for role, one in cells
        ]
        readings += readings_of(made, facts_of(pairs, None))
    return readings


def _pair(cells: Sequence[Cell]) -> tuple[int, int] | None:
    """Return the positions of a dated figure, or of the sign that there is none, and of a later figure or goal."""
    answers = [at for at, cell in enumerate(cells) if at and cell.year and cell.is_answer]
    if len(answers) == 1:
        answers += [at for at, cell in enumerate(cells) if at > answers[0] and cell.year and cell.is_goal][:1]
    if len(answers) != 2:
        return None
    base, aim = answers
    first, last = cells[base].year, cells[aim].year
    return (base, aim) if first and last and first.year < last.year else None
