"""Tables without dividing signs whose axes explain every figure: blanks part their cells, or each has a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.cards import on_one_line, with_own_years
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.layouts.crossed import readings_of_grid
from reports.reading.restoring import restored
from reports.reading.slots import slots_of
from reports.reading.stages import stage_of, staged
from reports.reading.streams import tables
from reports.reading.titles import Other
from reports.reading.years import NamedYears

_ASIDE: Final = re.compile(r"[-－―‐–]\s*\d{1,3}\s*[-－―‐–]$|[※*]\D|[(（]?注|出典|資料[:：]")
_FEWEST_TITLES: Final = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, and the name of its indicator where a line above it gives one."""

    rows: list[GridRow]
    title: str = ""


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every run of lines that makes a table in which each figure gets a name, a role and a year."""
    harvest = Harvest()
    lines = [line for line in document.lines if line.number not in taken and _may_stand(line)]
    rows = [GridRow(tuple(slots_of(line, calendar)), line) for line in lines]
    stage = stage_of(document)
    run = [_Table(one) for one in tables([one for row in rows for one in row.slots])]
    for table in [*_by_lines(rows), *run]:
        numbers = {one.line.number for row in table.rows for one in row.slots if one.line is not None}
        grid = restored(staged(table.rows, stage, calendar), is_run=True)
        _take(grid, table, numbers, document, harvest)
    cells = [one for row in rows for one in row.slots]
    told = [_Table(one) for one in (on_one_line(lines, calendar), with_own_years(cells, calendar)) if one]
    for table in [*_cards(rows), *told]:
        numbers = {row.line.number for row in table.rows}
        _take(table.rows, table, numbers, document, harvest)
    return harvest


def _take(
    grid: Sequence[GridRow], table: _Table, numbers: set[int], document: Document, harvest: Harvest
) -> None:
    if numbers & harvest.lines:
        return
    if readings := readings_of_grid(grid, document, table.rows[0].line, table.title):
        harvest.readings += [_unsure(one) for one in readings]
        harvest.lines |= numbers


def _unsure(reading: Reading) -> Reading:
    """Return what is to be looked at: one of twenty figures of cells that only blanks part is not so."""
    return replace(reading, facts=tuple(fact.sure(Confidence.UNSURE) for fact in reading.facts))


def _may_stand(line: Line) -> bool:
    return bool(line.text.strip()) and not _ASIDE.match(line.text.strip())


def _by_lines(rows: Sequence[GridRow]) -> Iterator[_Table]:
    """Yield each run of lines that begins with titles and in which figures stand behind each other."""
    table: list[GridRow] = []
    title = ""
    for row in rows:
        if (name := _name(row)) or _heads(row) or _ends(row, table):
            if _has_figures(table):
                yield _Table(table, title)
                table = []
            title = name or title
            table = [*(table[-1:] if table and _heads(table[-1]) else []), row] if _heads(row) else []
        elif table:
            table.append(row)
    if _has_figures(table):
        yield _Table(table, title)


def _name(row: GridRow) -> str:
    """Return the name in a line that says 指標名 or 成果指標 before it."""
    first, *rest = row.slots
    titled = first.title is not None and first.title.meaning is Other.NAME
    others = [one for one in rest[1:] if not (one.is_unit or one.title)]
    return rest[0].text if titled and rest and rest[0].is_words and not others else ""


def _ends(row: GridRow, table: Sequence[GridRow]) -> bool:
    return bool("。" in row.line.text or (len(row.slots) == 1 and not _has_figures(table)))


def _cards(rows: Sequence[GridRow]) -> Iterator[_Table]:
    """Yield runs of lines with one label and one figure each, under the words or the line that name the indicator."""
    table: list[GridRow] = []
    title = ""
    for row in [*rows, None]:
        if row is not None and _is_card(row):
            table.append(GridRow((row.slots[0], row.slots[1]), row.line))
            continue
        if len(table) >= _FEWEST_TITLES and title:
            yield _Table(table, title)
        if row is not None:
            is_worded = all(one.is_words for one in row.slots) and "。" not in row.line.text
            title = _name(row) or (row.slots[-1].text if is_worded else "")
        table = []


def _is_card(row: GridRow) -> bool:
    first, *rest = row.slots
    labels = first.title is not None and isinstance(first.title.meaning, FactRole)
    return labels and len(rest) == 1 and (rest[0].is_figure or rest[0].is_absent)


def _heads(row: GridRow) -> bool:
    if _name(row):
        return False
    titled = sum(one.title is not None or one.year is not None for one in row.slots)
    return titled >= _FEWEST_TITLES and not any(one.is_figure or one.is_absent for one in row.slots)


def _has_figures(rows: Sequence[GridRow]) -> bool:
    return any(len(row.slots) > 1 and any(one.is_figure for one in row.slots) for row in rows)
