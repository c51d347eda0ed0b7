"""Indicators told by pairs of a label and a figure: a line each, all on one line, or years and then as many figures."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.slots import EMPTY, Slot, slot
from reports.reading.titles import Other
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

_PARTS: Final = re.compile(r"\s*[／;；|]\s*|\s{2,}|　")
_FEWEST: Final = 2


def on_one_line(lines: Sequence[Line], calendar: NamedYears) -> list[GridRow]:
    """Return 「指標名：A／現状値(R4)：12／目標値(R9)：15」 as a name and labelled figures, where two lines are so."""
    found = [rows for line in lines if (rows := _of_line(line, calendar))]
    return [row for rows in found for row in rows] if len(found) >= _FEWEST else []


def _of_line(line: Line, calendar: NamedYears) -> list[GridRow]:
    name: list[GridRow] = []
    told: list[GridRow] = []
    for part in _PARTS.split(line.text.strip()):
        head, _, rest = tidy(part).partition(":")
        label, said = slot(head, calendar), slot(rest.strip(), calendar)
        meaning = label.title.meaning if label.title else None
        if meaning is Other.NAME and said.is_words:
            name.append(GridRow((said, EMPTY), line))
        elif isinstance(meaning, FactRole) and said.is_figure:
            told.append(GridRow((label, said), line))
    return [*name, *told] if len(name) == 1 and len(told) >= _FEWEST else []


def with_own_years(cells: Sequence[Slot], calendar: NamedYears) -> list[GridRow]:
    """Return names with a dated figure, years behind it and as many figures behind those, where two are so.

    They are the present value and the targets of those years, if titles before say that such are told.
    """
    at = next((at for at, one in enumerate(cells) if one.is_figure), 0)
    roles = {one.title.meaning for one in cells[:at] if one.title}
    if not {FactRole.BASELINE, FactRole.TARGET} <= roles or FactRole.ACTUAL in roles:
        return []
    found = [rows for at in range(len(cells)) if (rows := list(_turn(cells, at, calendar)))]
    return [row for rows in found for row in rows] if len(found) >= _FEWEST else []


def _turn(cells: Sequence[Slot], at: int, calendar: NamedYears) -> Iterator[GridRow]:
    name, base, *rest = (
        [*cells[at : at + 2], *cells[at + 2 : at + 20]] if at + 2 < len(cells) else (EMPTY, EMPTY)
    )
    years = list(_while(rest, is_year=True))
    figures = list(_while(rest[len(years) :], is_year=False))
    is_dated = base.is_figure and base.cell.year is not None and name.is_words
    if not is_dated or len(years) < _FEWEST or len(years) != len(figures) or name.line is None:
        return
    yield GridRow((name, EMPTY), name.line)
    yield GridRow((slot("現状値", calendar), base), base.line or name.line)
    for year, figure in zip(years, figures, strict=True):
        dated = slot(f"{figure.text}({year.text})", calendar).on(figure.line)
        yield GridRow((slot("目標値", calendar), dated), figure.line or name.line)


def _while(cells: Sequence[Slot], *, is_year: bool) -> Iterator[Slot]:
    for one in cells:
        if not (one.is_year if is_year else one.is_figure):
            return
        yield one
