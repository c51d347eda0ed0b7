"""Columns of years beside columns of figures, 数値 | 基準年度 | 数値 | 目標年度: each year behind its figure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document
from reports.reading.ragged import blocks, cells_in, rewritten
from reports.reading.ragged_kinds import Kind, kind_of
from reports.reading.slots import EMPTY, Slot, slot
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear, years_in

_TITLE: Final = re.compile(
    r"(?:基準|目標|計測|測定|達成|調査|実績|評価|最新|対象|現状)?(?:年度?|年次|時期|時点|年月)"
)
_DATE: Final = re.compile(r"(?:[RHS]|20)\d{1,2}[./]\d{1,2}(?:[./]\d{1,2})?")
_FEWEST: Final = 2
_HEAD: Final = 5  # rows in which the titles of years stand
_FEWEST_ROWS: Final = 2
_NEARLY_ALL: Final = 0.8

Row = list[Slot]


def with_years_from_beside(document: Document, calendar: NamedYears) -> Document:
    """Return a document in which years in columns of their own stand behind the figures beside them."""
    lines = list(document.lines)
    for block in blocks(lines):
        texts = cells_in(block)
        if sum(bool(_TITLE.fullmatch(compact(cell))) for row in texts[:_HEAD] for cell in row) < _FEWEST:
            continue
        rows = [[slot(cell, calendar) for cell in cells] for cells in texts]
        width = max(map(len, rows))
        columns = dict(_year_columns([row for row in rows if len(row) == width], width, calendar))
        if len(columns) < _FEWEST:
            continue
        told = [_behind(row, columns, calendar) if len(row) == width else row for row in rows]
        first = block[0].number - 1
        lines[first : first + len(block)] = rewritten(block, [[one.text for one in row] for row in told])
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _year_columns(rows: Sequence[Row], width: int, calendar: NamedYears) -> list[tuple[int, int]]:
    """Return the columns that hold years and nothing else, each with the column of figures before it.

    Where the first of them follows no figures, years stand before their figures in this table: nothing is told.
    """
    found: list[tuple[int, int]] = []
    for at in range(1, width):
        titles = [row for row in rows if _TITLE.fullmatch(compact(row[at].text))]
        said = [row for row in rows if row[at].text and not row[at].is_absent and row not in titles]
        dated = [row for row in said if _year_of(row[at], calendar)]
        if not titles or len(dated) < max(_FEWEST_ROWS, _NEARLY_ALL * len(said)):
            continue
        if sum(_is_dated(row[at - 1]) for row in dated) < _NEARLY_ALL * len(dated):
            return []
        found.append((at, at - 1))
    return found


def _is_dated(one: Slot) -> bool:
    return kind_of(one) is Kind.FIGURE or one.cell.is_goal


def _year_of(one: Slot, calendar: NamedYears) -> PrintedYear | None:
    if one.is_year:
        return one.year
    words = compact(one.text)
    return next(iter(years_in(words, calendar)), None) if _DATE.fullmatch(words) else None


def _behind(row: Row, columns: dict[int, int], calendar: NamedYears) -> Row:
    told = list(row)
    for years, figures in columns.items():
        if _year_of(row[years], calendar) and _is_dated(row[figures]):
            told[figures] = replace(row[figures], text=f"{row[figures].text}（{row[years].text}）")
            told[years] = EMPTY
        elif row[years].is_absent or _TITLE.fullmatch(compact(row[years].text)):
            told[years] = EMPTY
    return told
