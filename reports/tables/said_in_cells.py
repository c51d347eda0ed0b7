"""What the cells of a column say of it: that its rows are targets or results, that each figure has its own year."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.wording import compact
from reports.reading.years import NamedYears
from reports.tables.grids import Grid
from reports.tables.uses import YEARS, ColumnUse, Use

_MAY_SAY: Final = frozenset({Use.SKIP, Use.NAME, Use.CLASS, Use.LABEL})  # targets or results, in each row
_BESIDE: Final = frozenset({Use.RATE, Use.CLASS})
_LABELS: Final = re.compile(r"(?:目標値?|実績値?|計画値?|達成率|進捗率|見込値?|区分|評価)(?:\([^()]{1,8}\))?")


def with_labels(grid: Grid, columns: list[ColumnUse], rows: Sequence[int]) -> list[ColumnUse]:
    """Find the column that says in each row whether its figures are targets or results; others are results."""
    below = [row for at, row in enumerate(grid.cells) if at > max(rows, default=-1)]
    said = {one.at for one in columns if one.use in _MAY_SAY and _says_labels([row[one.at] for row in below])}
    if said:  # what a year heads alone is what the row says, whatever else the head speaks of
        columns = [
            replace(one, use=Use.VALUE) if one.use is Use.RESULT and _is_year(one.heading) else one
            for one in columns
        ]
    valued = any(one.use is Use.VALUE for one in columns)
    if valued and not any(one.use is Use.LABEL for one in columns):
        columns = [
            ColumnUse(one.at, one.heading, Use.LABEL, None) if one.at in said else one for one in columns
        ]
    if valued and not any(one.use is Use.LABEL for one in columns):
        return [
            ColumnUse(one.at, one.heading, Use.RESULT if one.use is Use.VALUE else one.use, one.year)
            for one in columns
        ]
    return columns


def _is_year(heading: str) -> bool:
    return YEARS.fullmatch(compact(heading)) is not None


def _says_labels(texts: Sequence[str]) -> bool:
    said = [compact(text) for text in texts if text]
    return len(said) > 1 and all(_LABELS.fullmatch(text) for text in said)


def with_own_years(
    grid: Grid, columns: Sequence[ColumnUse], rows: Sequence[int], calendar: NamedYears
) -> list[ColumnUse]:
    """Mark the columns without a year in which every figure says its own; what is published beside them has none."""
    below = [row for at, row in enumerate(grid.cells) if at > max(rows, default=-1)]
    found = [
        replace(one, says_years=_all_dated([row[one.at] for row in below], calendar))
        if one.lacks_year and one.use is not Use.CLASS
        else one
        for one in columns
    ]
    if not any(one.says_years for one in found):
        return found
    return [replace(one, use=Use.SKIP) if one.use in _BESIDE and one.lacks_year else one for one in found]


def _all_dated(texts: Sequence[str], calendar: NamedYears) -> bool:
    cells = [read_printed(text, calendar) for text in texts if text]
    figures = [one for one in cells if one.has_figure]
    return bool(figures) and all(one.year for one in figures)
