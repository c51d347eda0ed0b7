"""Years that stand in a row of each indicator, its figures in the row below: each year brought behind its figure.

| 相談件数 | R2 | R3 | R4 |            |          |            |            |            |
|          | 80 | 90 | 95 |     →      | 相談件数 | 80（R2） | 90（R3） | 95（R4） |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import FactRole
from reports.reading.ragged import blocks, cells_in, rewritten
from reports.reading.ragged_heads import is_head, is_start
from reports.reading.ragged_kinds import meaning
from reports.reading.slots import EMPTY, Slot, slot
from reports.reading.years import NamedYears

_FEWEST_YEARS: Final = 2
_FEWEST_TIMES: Final = 2
_YEARS: Final = re.compile(r"令和|平成|[RHＲＨ][\d０-９]|20\d\d|２０|年度")  # where none is, no year is read

Row = list[Slot]


def with_years_from_above(document: Document, calendar: NamedYears) -> Document:
    """Return a document in which figures below the years of their indicator have these behind them; several must."""
    lines = list(document.lines)
    for block in blocks(lines):
        texts = cells_in(block)
        if sum(len(_YEARS.findall(" ".join(row))) >= _FEWEST_YEARS for row in texts) < _FEWEST_TIMES:
            continue
        rows = [[slot(cell, calendar) for cell in cells] for cells in texts]
        changed = dict(_joined(rows))
        if len([row for row in changed.values() if row]) < _FEWEST_TIMES:
            continue
        begins = next(at for at, row in changed.items() if not row)
        if head := _head(rows[0], rows[begins]):
            changed[0] = head
        first = block[0].number - 1
        told = [[one.text for one in changed.get(at, row)] for at, row in enumerate(rows)]
        lines[first : first + len(block)] = [
            replace(line, text="") if at in changed and not told[at] else line
            for at, line in enumerate(rewritten(block, told))
        ]
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _joined(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Yield the rows that change by their place: those of years are none any more."""
    at = 0
    while at < len(rows):
        years = _years_in(rows[at])
        below = list(_below(rows, at, years)) if years else []
        if below:
            yield at, []
            for number, row in enumerate(below, start=1):
                yield at + number, _behind(rows[at], years, row, is_first=number == 1)
        at += 1 + len(below)


def _years_in(row: Row) -> range:
    """Return the places of years beside each other in a row that has a name before them and no figures."""
    found = [at for at, one in enumerate(row) if one.is_year]
    years = range(found[0], found[-1] + 1) if len(found) >= _FEWEST_YEARS else range(0)
    beside = [one for at, one in enumerate(row) if at not in years]
    is_named = any(one.is_words for one in row[: years.start])
    has_figures = any((one.is_figure and not one.is_numbering) or one.is_absent for one in beside)
    return years if len(years) == len(found) and is_named and not has_figures else range(0)


def _below(rows: Sequence[Row], at: int, years: range) -> Iterator[Row]:
    """Yield the rows of figures below a row of years, each as wide as this."""
    width = len(rows[at])
    for row in rows[at + 1 :]:
        wide = row if len(row) == width else [*[EMPTY] * years.start, *row, *[EMPTY] * (width - years.stop)]
        if len(wide) != width or not any(wide[place].is_figure for place in years):
            return
        if not all(_is_said(one) if place in years else _is_beside(one) for place, one in enumerate(wide)):
            return
        yield wide


def _is_said(one: Slot) -> bool:
    return not one.text or one.is_absent or (one.is_figure and one.cell.year is None) or one.cell.is_goal


def _is_beside(one: Slot) -> bool:
    return not one.text or isinstance(meaning(one), FactRole) or one.is_unit


def _behind(above: Row, years: range, row: Row, *, is_first: bool) -> Row:
    told: Row = []
    for at, one in enumerate(row):
        if at in years and (one.is_figure or one.cell.is_goal):
            told.append(replace(one, text=f"{one.text}（{above[at].text}）"))
        else:
            told.append(above[at] if is_first and at not in years and not one.text else one)
    return told


def _head(head: Row, row: Row) -> Row:
    """Return the head of a table with its titles above all the years that they span; nothing for what is none."""
    years = _years_in(row)
    wide = head if len(head) == len(row) else _wide(head, row, years)
    if len(wide) != len(row) or not is_head(head):
        return []
    told = list(wide)
    for at in years:
        if not told[at].text:
            told[at] = told[at - 1]
    return told


def _wide(head: Row, row: Row, years: range) -> Row:
    """Return a head with the places that were left out: a start and a last aim stand above one year each."""
    behind = len(row) - years.stop
    titles = head[years.start : len(head) - behind]
    if not titles:
        return []
    first = titles[:1] if len(titles) > 1 and is_start(titles[0]) else []
    last = titles[-1:] if len(titles) - len(first) > 1 else []
    middle = titles[len(first) : len(titles) - len(last)]
    spanned = len(years) - len(first) - len(last)
    if len(middle) != 1 or spanned < 1:
        return []
    end = head[len(head) - behind :]
    return [*head[: years.start], *first, *middle, *[EMPTY] * (spanned - 1), *last, *end]
