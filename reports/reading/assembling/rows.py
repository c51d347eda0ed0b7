"""The rows of a text, each with its places: cells that signs divide, that wide blanks part, or one cell a line."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from reports.reading.assembling.streams import rows_of_cells
from reports.reading.atoms import pieces
from reports.reading.documents import Document, Line
from reports.reading.grid import grids
from reports.reading.induction.records import is_value, label_of
from reports.reading.slots import Slot, slot
from reports.reading.wording import KEPT
from reports.reading.years import NamedYears, PrintedYear, with_eras

_GAP: Final = re.compile(r"[ 　\t]{2,}|　|\t")
_YEARS: Final = re.compile(
    r"[RHSＲＨＳ]\d{1,2}(?:年度?)?[(（][RHSＲＨＳ]\d{1,2}(?:年度?)?[)）]"
)  # of two columns
_NOTHING: Final = re.compile(r"[(（](?:未[^()（）]{1,4}|なし|無し?|新規|該当なし|[-－―])[)）]|[※＊*]\d?")
_BLANKS: Final = re.compile(r"[ 　\t]+")
_BRACKET: Final = re.compile(r"[(（\[［【][^()（）]*[)）\]］】]")
_SET_BRACKET: Final = re.compile(r"(?: {3,}|　[ 　]+)([(（\[［【][^()（）]*[)）\]］】])")
_RULE: Final = re.compile(r"[\s|｜:+=┼─━ー-]+")
_CHANGE: Final = re.compile(
    r"(?P<figure>約?[\d０-９.．,，]+[ 　]?(?:％|%|ポイント)(?:以上)?)の?(?:削減|減少|縮減|減|増加|増)"
)
_LONGEST_LINE: Final = 600
_SET: Final = 3  # half-width letters of a gap that sets what is behind it in its column
_SHORTEST_STREAM: Final = 6
_FEWEST_VALUES: Final = 3
_FEWEST_APART: Final = 2
_WIDE: Final = frozenset("WFA")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in one place of a row, and from where to where on its line it is printed."""

    slot: Slot
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.slot.text

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row: divided ones have all their places, also the empty ones; others only what is printed.

    `is_loose` says that single blanks part its cells, so that a name may be several; `has_places` that it is known
    where on the line its cells stand.
    """

    line: Line
    pieces: tuple[Piece, ...]
    is_divided: bool = False
    is_loose: bool = False
    has_places: bool = False

    @property
    def filled(self) -> tuple[Piece, ...]:
        return tuple(one for one in self.pieces if one.text)


def rows_in(document: Document, taken: set[int], calendar: NamedYears) -> list[PrintedRow]:
    """Return the rows of the lines that are not taken, runs of lines with one cell each brought into rows."""
    divided = {line.number: row for table in grids(document) for row in table for line in row.lines}
    rows: list[PrintedRow] = []
    for line in document.lines:
        if line.number in taken or not line.text.strip() or _RULE.fullmatch(line.text):
            continue
        grid_row = divided.get(line.number)
        if grid_row is None:
            rows.append(_spaced(line, calendar))
        elif grid_row.line.number == line.number:
            rows.append(_divided(grid_row.cells, line, calendar))
    return _with_years_below(list(_with_streams(rows, calendar)), calendar)


def _with_years_below(rows: Sequence[PrintedRow], calendar: NamedYears) -> list[PrintedRow]:
    """Return rows whose figures have the years in brackets of the next row, where as many stand below them."""
    found: list[PrintedRow] = []
    for row in rows:
        years = [one for one in row.filled if one.slot.year is not None and _BRACKET.fullmatch(one.text)]
        last = found[-1] if found else None
        figures = [one for one in last.pieces if one.slot.is_figure] if last is not None else []
        if last is not None and len(years) >= _FEWEST_APART and len(years) == len(figures) == len(row.filled):
            dated = {id(one): year for one, year in zip(figures, years, strict=True)}
            found[-1] = replace(
                last, pieces=tuple(_with_year(one, dated.get(id(one))) for one in last.pieces)
            )
        else:
            found.append(row)
    return found


def _with_year(one: Piece, below: Piece | None) -> Piece:
    year = below.slot.year if below is not None else None
    return one if year is None else replace(one, slot=dated(one.slot, year))


def dated(one: Slot, year: PrintedYear) -> Slot:
    """Return a place with figures that have no year of their own as of this year."""
    entries = tuple(replace(entry, year=entry.year or year) for entry in one.cell.entries)
    return replace(one, cell=replace(one.cell, entries=entries))


def _divided(cells: Sequence[str], line: Line, calendar: NamedYears) -> PrintedRow:
    return PrintedRow(
        line, tuple(_piece(cell.strip(), line, at, calendar) for at, cell in enumerate(cells)), True
    )


def _piece(text: str, line: Line, at: int, calendar: NamedYears) -> Piece:
    return Piece(read_cell(text, line, calendar), at, at + 1)


def read_cell(text: str, line: Line, calendar: NamedYears) -> Slot:
    """Read a cell; a figure by which something is to change, 20％削減, is a figure like any other."""
    match = _CHANGE.fullmatch(text)
    told = "－" if _NOTHING.fullmatch(text) else match["figure"] if match else text
    return slot(told, calendar).on(line)


@lru_cache(maxsize=KEPT)
def _spaced(line: Line, calendar: NamedYears) -> PrintedRow:
    """Return the row of a line that wide blanks part, else single ones."""
    if len(line.text) > _LONGEST_LINE:
        return PrintedRow(line, (_piece(line.text.strip(), line, 0, calendar),))
    wide = [part for part in _GAP.split(line.text.strip()) if part]
    is_loose = len(wide) == 1
    is_set = any(_width(gap) >= _SET for gap in _BLANKS.findall(line.text.rstrip()))
    wide = [each for part in wide for each in _apart(part, calendar)]
    parts = _with_brackets(with_eras(list(pieces(line.text))) if is_loose else wide, line.text)
    return PrintedRow(
        line, tuple(_placed(parts, line, calendar)), is_loose=is_loose and len(parts) > 1, has_places=is_set
    )


def _apart(part: str, calendar: NamedYears) -> list[str]:
    """Return the labels, years and figures of a part that single blanks divide; other parts are whole."""
    some = list(pieces(part))
    told = [slot(one, calendar) for one in some]
    is_pair = any(one in {"/", "／"} for one in some)  # 27.8 ／ 27.6
    if len(some) < _FEWEST_APART or is_pair or not any(map(is_value, told)):
        return [part]
    return some if all(is_value(one) or label_of(one) is not None for one in told) else [part]


def _with_brackets(parts: Sequence[str], text: str) -> list[str]:
    """Return parts with those in brackets put behind what stands before them, unless brackets are all there is.

    A bracket with wide blanks before it is set in a column of its own.
    """
    if all(_BRACKET.fullmatch(part) for part in parts):
        return list(parts)
    held: list[str] = []
    apart = {match[1] for match in _SET_BRACKET.finditer(text)}
    for part in parts:
        behind = _BRACKET.fullmatch(part) and not _NOTHING.fullmatch(part) and part not in apart
        if held and behind and not _BRACKET.fullmatch(held[-1]) and not _YEARS.fullmatch(held[-1] + part):
            held[-1] = f"{held[-1]}{part}"
        else:
            held.append(part)
    return held


def _placed(parts: Sequence[str], line: Line, calendar: NamedYears) -> Iterator[Piece]:
    at = 0
    for part in parts:
        found = line.text.find(part, at)
        begin = found if found >= 0 else at
        at = begin + len(part)
        start = _width(line.text[:begin])
        yield Piece(read_cell(part, line, calendar), start, start + _width(part))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text)


def _with_streams(rows: Sequence[PrintedRow], calendar: NamedYears) -> Iterator[PrintedRow]:
    """Yield rows; runs of lines with one cell each, figures among them, as the rows that these cells make."""
    for is_single, run in groupby(rows, key=lambda row: len(row.pieces) == 1 and not row.is_divided):
        group = list(run)
        cells = [row.pieces[0].slot for row in group]
        if is_single and len(group) >= _SHORTEST_STREAM and sum(map(is_value, cells)) >= _FEWEST_VALUES:
            yield from _stream(cells, calendar)
        else:
            yield from group


def _stream(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[PrintedRow]:
    for row in rows_of_cells(cells, calendar):
        line = next((one.line for one in row.cells if one.line), None)
        if line is not None:
            pieces = tuple(Piece(one, at, at + 1) for at, one in enumerate(row.cells))
            yield PrintedRow(line, pieces, is_divided=row.is_whole)
