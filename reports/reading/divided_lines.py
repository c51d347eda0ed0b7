"""One row of a divided table: what each of its cells says, and which of them stand in the columns of figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indicators.calculation.spelling import DASHES
from reports.reading.blocks import TableLine, unit_of
from reports.reading.cells import Cell, read_printed
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.grid import DividedRow
from reports.reading.heads import Head, year_only
from reports.reading.titles import Other, read_title
from reports.reading.wording import compact
from reports.reading.years import NamedYears


def _with_years_beside(line: TableLine) -> None:
    """Give each figure the year in the cell beside it, if figures and years take turns: 85.3％ | R5 | 90％ | R12."""
    if not line.years or len(line.years) != len(line.answers):
        return
    gaps = {year - answer for (answer, _), (year, _) in zip(line.answers, line.years, strict=True)}
    if gaps in ({1}, {-1}):
        line.answers = [
            (at, replace(cell, year=year, entries=tuple(replace(one, year=year) for one in cell.entries)))
            for (at, cell), (_, year) in zip(line.answers, line.years, strict=True)
        ]
        line.years = []


def unit_of_row(row: DividedRow, texts: dict[int, str], head: Head) -> str:
    """Return the unit of a row: in the column of units, else a cell that is nothing but a known one."""
    at = head.position(Other.UNIT)
    if at is None or len(row.cells) != head.width:
        return unit_of(texts.values())
    return row.cells[at] if is_unit(compact(row.cells[at])) and compact(row.cells[at]) not in DASHES else ""


def line_of(
    row: DividedRow, head: Head, every: Sequence[DividedRow], calendar: NamedYears
) -> tuple[TableLine, dict[int, str]]:
    """Read the cells of a row: its label, years and answers; the rest are words."""
    line = TableLine(line=row.line, width=len(row.cells))
    texts: dict[int, str] = {}
    wanted = head.value_positions
    same = len(row.cells) == head.width
    for at, text in enumerate(row.cells):
        cell = read_printed(text, calendar)
        title = read_title(text, calendar)
        if not text:
            continue
        if title and title.is_value and not (same and at in wanted) and (same or len(line.answers) < 2):
            line.label = line.label or title
        elif (year := year_only(text, calendar)) and not (same and at in wanted):
            line.years.append((at, year))
        elif (cell.is_answer or (cell.is_goal and (not same or at in wanted))) and (
            at or (same and at in wanted) or begins_figures(row, cell, calendar)
        ):
            line.answers.append((at, cell))
        elif same and at in wanted and head.meanings.get(at) is FactRole.TARGET:
            line.answers.append((at, replace(cell, is_goal=True)))
        else:
            texts[at] = text
    _with_years_beside(line)
    _with_year_of_base(line, head)
    if len(line.years) < 2:
        line.years = []
    return line, texts


def _with_year_of_base(line: TableLine, head: Head) -> None:
    """Give a baseline the year that stands in the cell before it: 基準年度 H30, 基準値 600."""
    if len(line.years) != 1 or Other.YEAR not in head.meanings.values() or not line.answers:
        return
    (position, year), (at, cell) = line.years[0], line.answers[0]
    if at == position + 1 and cell.year is None:
        dated = replace(cell, year=year, entries=tuple(replace(one, year=year) for one in cell.entries))
        line.answers[0] = (at, dated)


def begins_figures(row: DividedRow, cell: Cell, calendar: NamedYears) -> bool:
    """Say whether a first cell is a figure and no number of the row: it has a unit or decimals, or figures follow."""
    figures = [entry.figure for entry in cell.entries]
    if any(figure.unit or figure.value % 1 for figure in figures):
        return True
    return len(row.cells) > 1 and read_printed(row.cells[1], calendar).is_answer


def in_columns(
    line: TableLine, head: Head, every: Sequence[DividedRow], calendar: NamedYears
) -> list[tuple[int, Cell]]:
    """Leave out what stands in columns without a title, or with another, and goals that are no target."""
    if line.width == head.width:
        return [one for one in line.answers if one[0] in head.value_positions]
    if line.width > head.width and (dense := _dense(line.width, every, head, calendar)):
        return [one for one in line.answers if one[0] in dense]
    answers = [one for one in line.answers if not one[1].is_goal]
    figures = {at for at, _ in answers}
    targets = [at for at in head.value_positions if head.meanings.get(at) is FactRole.TARGET]
    goals = [
        one for one in line.answers if one[1].is_goal and targets and len(figures) < len(head.value_positions)
    ]
    return sorted([*answers, *goals[: len(head.value_positions) - len(figures)]], key=lambda one: one[0])


def _dense(width: int, every: Sequence[DividedRow], head: Head, calendar: NamedYears) -> tuple[int, ...]:
    """Return the positions that hold figures in most rows of a width, if they are as many as the head has."""
    wide = [row for row in every if len(row.cells) == width]
    counts = Counter(
        at
        for row in wide
        for at, text in enumerate(row.cells)
        if at and ((cell := read_printed(text, calendar)).has_figure or cell.is_goal)
    )
    wanted = len(head.value_positions)
    best = sorted(at for at, _ in counts.most_common(wanted))
    return tuple(best) if len(best) == wanted and all(counts[at] * 2 > len(wide) for at in best) else ()
