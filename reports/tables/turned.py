"""A sheet with a row for each year and a column for each indicator, turned so that every indicator has a row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.heads import year_only
from reports.reading.titles import Other, meaning_of, read_title
from reports.reading.years import NamedYears, PrintedYear
from reports.tables.grids import Area, Grid

NAMED: Final = "{}（行と列を入れ替えた表）"
_CORNER: Final = "指標名"  # in place of what heads the years
_FEWEST_YEARS: Final = 3
_MOST_ROWS: Final = 200  # they become columns
_HEAD_WITHIN: Final = 12  # rows
_YEARS_WITHIN: Final = 3  # columns


def turned(grid: Grid, calendar: NamedYears) -> Grid | None:
    """Return a sheet in which rows and columns have changed places; None where its rows are no years.

    What stands above its head is left out, and what heads the years heads the names.
    """
    place = _years_down(grid, calendar)
    if place is None or grid.height > _MOST_ROWS or grid.is_turned:
        return None
    head, column = place
    cells = [["" if at < head else text for text in row] for at, row in enumerate(grid.cells)]
    cells[head][column] = _CORNER
    return replace(
        grid,
        name=NAMED.format(grid.name),
        cells=tuple(zip(*cells, strict=True)),
        merges=tuple(_turned_area(area) for area in grid.merges if area[0] >= head),
        hidden_rows=grid.hidden_columns,
        hidden_columns=grid.hidden_rows,
        is_turned=True,
    )


def _turned_area(area: Area) -> Area:
    top, left, bottom, right = area
    return left, top, right, bottom


def _years_down(grid: Grid, calendar: NamedYears) -> tuple[int, int] | None:
    """Return the row of the title of years and the column in which these go down, each once, with no name before."""
    for column in range(min(grid.width, _YEARS_WITHIN)):
        for head in range(min(grid.height, _HEAD_WITHIN)):
            if meaning_of(grid.cells[head][column]) is not Other.YEAR:
                continue
            below = [row[column] for row in grid.cells[head + 1 :] if row[column]]
            return (
                (head, column) if _are_years(below, calendar) and _heads_names(grid, head, column) else None
            )
    return None


def _are_years(texts: Sequence[str], calendar: NamedYears) -> bool:
    """Tell whether texts are years, each once, but for notes at the end."""
    years = [year.year if (year := _year_of(text, calendar)) else None for text in texts]
    told = [one for one in years if one is not None]
    is_run = None not in years[: len(told)]
    return is_run and len(told) >= _FEWEST_YEARS and len(set(told)) == len(told)


def _year_of(text: str, calendar: NamedYears) -> PrintedYear | None:
    title = read_title(text, calendar)
    return year_only(text, calendar) or (title.year if title and title.is_value else None)


def _heads_names(grid: Grid, head: int, column: int) -> bool:
    """Tell whether what stands beside the title of the years are no titles of a table of indicators."""
    beside = [text for at, text in enumerate(grid.cells[head]) if text and at != column]
    meanings = {meaning_of(text) for text in beside}
    return None in meanings and Other.NAME not in meanings and Other.LABEL not in meanings
