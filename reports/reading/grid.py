"""Tables whose cells are divided by a sign: rows and cells as printed, also where a row is broken over lines."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole
from reports.reading.rejoining import Signed, regions, rejoined

_RULE: Final = re.compile(r"[-|\s:+=]+")
_QUOTES: Final = re.compile(r'"[^"]*"')
_IN_NUMBER: Final = re.compile(r"\d,\d{3}(?!\d)")
_TICK: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_FEWEST_TICKS: Final = 4
_MOST_BETWEEN: Final = 3
_LONGEST_CELL: Final = 60
_FEWEST_SIGNS: Final = 2
_CONTEXT: Final = ((FactRole.ACTUAL, "実績"), (FactRole.TARGET, "目標"))


@dataclass(frozen=True, slots=True)
class DividedRow:
    """One row: its cells, the first line it stands on, and all of its lines."""

    cells: tuple[str, ...]
    line: Line
    lines: tuple[Line, ...]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]


def grids(document: Document) -> Iterator[list[DividedRow]]:
    """Yield the tables of a document that are divided by 「|」 or tabs, each as a list of rows, none without any."""
    return (rows for rows in _divided_tables(document) if rows)


def _divided_tables(document: Document) -> Iterator[list[DividedRow]]:
    joined = [rows for one in regions(_signed(document)) if (rows := rejoined(one))]
    for rows in joined:
        begins = _mostly([_plain(row[0].text).startswith("|") for row in rows])
        yield _padded(_closed([_row(row, begins=begins) for row in rows]))
    yield from _by_lines(document, {line.number for rows in joined for row in rows for line in row})


def _signed(document: Document) -> list[Signed]:
    return [Signed(line, _divided(line.text)) for line in document.lines if line.text.strip()]


def _by_lines(document: Document, taken: set[int]) -> Iterator[list[DividedRow]]:
    """Yield the tables whose rows are lines, or lines that end where a cell does."""
    block: list[Line] = []
    for line in document.lines:
        if line.number in taken:
            continue
        if _divided(line.text) or (block and _is_open(block)):
            block.append(line)
        elif line.text.strip() or not block:
            if block:
                yield _rows(block)
            block = []
    if block:
        yield _rows(block)


def joined_grids(document: Document) -> Iterator[list[DividedRow]]:
    """Yield the tables of a document with the lines of one cell between their rows, which have no sign to divide."""
    table: list[DividedRow] = []
    for rows in grids(document):
        between = document.lines[table[-1].lines[-1].number : rows[0].line.number - 1] if table else ()
        texts = [line for line in between if line.text.strip()]
        if table and len(texts) <= _MOST_BETWEEN and all(_is_cell(line) for line in texts):
            table += [DividedRow((line.text.strip(),), line, (line,)) for line in texts] + rows
            continue
        if table:
            yield table
        table = list(rows)
    if table:
        yield table


def _is_cell(line: Line) -> bool:
    return len(line.text.strip()) <= _LONGEST_CELL and "。" not in line.text


def quoted_grids(document: Document) -> Iterator[list[DividedRow]]:
    """Yield the tables whose cells commas divide: lines with as many cells as the first, which has none in a number."""
    rows: list[DividedRow] = []
    for line in document.lines:
        if not line.text.strip() and _are_apart(rows):
            continue
        cells = _quoted(line.text)
        if rows and len(cells) != len(rows[0].cells):
            if len(rows) > _FEWEST_SIGNS:
                yield rows
            rows = []
        if len(cells) > _FEWEST_SIGNS and (rows or not _IN_NUMBER.search(_QUOTES.sub("", line.text))):
            rows.append(DividedRow(cells, line, (line,)))
    if len(rows) > _FEWEST_SIGNS:
        yield rows


def _are_apart(rows: Sequence[DividedRow]) -> bool:
    """Say whether empty lines stand between the rows of a table, and so end none."""
    return all(after.line.number - one.line.number > 1 for one, after in pairwise(rows[-_FEWEST_SIGNS:]))


def _quoted(text: str) -> tuple[str, ...]:
    """Return the cells of a line that commas divide."""
    if "," not in text:
        return ()
    try:
        cells = next(csv.reader([text], strict=True))
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in cells)


def caption_of(document: Document, first: Line) -> str:
    """Return the words that stand above a table that begins on a line."""
    before = [line.text.strip() for line in document.lines[max(first.number - 4, 0) : first.number - 1]]
    return next((text for text in reversed(before) if text), "")


def context_of(words: str) -> FactRole | None:
    """Return the one role that the words above a table name."""
    found = [role for role, word in _CONTEXT if word in words]
    return found[0] if len(found) == 1 else None


def _divided(text: str) -> int:
    """Return how many signs divide the cells of a line: none where nothing stands between tabs."""
    if not text.strip():
        return 0
    return text.count("|") + text.count("｜") + text.count("\t")


def _is_open(block: Sequence[Line]) -> bool:
    """Say whether the last row of a block still lacks signs of division that its head has."""
    signs = [_divided(line.text) for line in block]
    head = max(signs[:1])
    if head < _FEWEST_SIGNS:
        return False
    missing = 0
    for count in signs:
        missing = (missing + count) % head if count < head else 0
    return missing > 0


def _rows(block: Sequence[Line]) -> list[DividedRow]:
    lines = [line for line in block if not is_rule(line.text)]
    lines = [line for line in lines if not is_axis(line)] or lines
    begins = _mostly([_plain(line.text).startswith("|") for line in lines if _divided(line.text)])
    if not _is_broken(lines):
        return _padded(_closed([_row([line], begins=begins) for line in lines if line.text.strip()]))
    head = _divided(lines[0].text)
    rows: list[DividedRow] = []
    gathered: list[Line] = []
    for line in lines:
        gathered.append(line)
        if sum(_divided(one.text) for one in gathered) >= head:
            rows.append(_row(gathered, begins=begins))
            gathered = []
    return _closed([*rows, _row(gathered, begins=begins)] if gathered else rows)


def is_rule(text: str) -> bool:
    """Say whether a line is drawn between the rows of a table: ---|---"""
    return bool(_RULE.fullmatch(text)) and "-" in text


def is_axis(line: Line) -> bool:
    """Say whether a line is the axis of a chart: bare numbers at even steps from nought on."""
    cells = [cell.strip() for cell in re.split(r"[|\s]+", _plain(line.text)) if cell.strip()]
    if len(cells) < _FEWEST_TICKS or not all(_TICK.fullmatch(cell) for cell in cells):
        return False
    ticks = sorted(Decimal(cell.replace(",", "")) for cell in cells)
    steps = {later - earlier for earlier, later in pairwise(ticks)}
    return not ticks[0] and len(steps) == 1


def _closed(rows: list[DividedRow]) -> list[DividedRow]:
    """Take off the empty place behind a sign that only ends a row: where all rows end so, or it is one too many."""
    width = max((len(row.cells) for row in rows if row.cells[-1] and len(row.cells) > 1), default=0)
    return [
        replace(row, cells=row.cells[:-1])
        if len(row.cells) > 1 and not row.cells[-1] and len(row.cells) > width
        else row
        for row in rows
    ]


def _padded(rows: list[DividedRow]) -> list[DividedRow]:
    """Give rows in which empty cells are printed the same width: what is missing at their end is empty too."""
    width = max((len(row.cells) for row in rows), default=0)
    return [
        replace(row, cells=row.cells + ("",) * (width - len(row.cells))) if "" in row.cells else row
        for row in rows
    ]


def _is_broken(lines: Sequence[Line]) -> bool:
    """Say whether rows go over several lines: put together they have as many signs as the head, nearly all of them.

    The lines of such a row end where a cell does: with a sign. Short rows that add up by chance do not.
    """
    texts = [line.text.strip() for line in lines if line.text.strip()]
    counts = [_divided(text) for text in texts]
    head = counts[0] if counts else 0
    if head < _FEWEST_SIGNS or all(count == head for count in counts):
        return False
    rows = whole = gathered = lines_of_row = joined = fitting = 0
    opened: list[str] = []
    for text, count in zip(texts, counts, strict=True):
        gathered, lines_of_row = gathered + count, lines_of_row + 1
        if gathered >= head:
            rows, whole = rows + 1, whole + (gathered == head)
            joined, fitting = joined + (lines_of_row > 1), fitting + (lines_of_row > 1 and gathered == head)
            gathered = lines_of_row = 0
        else:
            opened.append(text)
    ended = sum(text.endswith("|") for text in opened)
    fits = whole * 5 >= rows * 4 and fitting * 5 >= joined * 4
    ends = ended * 2 >= len(opened) or _is_enclosed(texts, counts)
    return bool(opened) and ends and rows > 1 and fits


def _is_enclosed(texts: Sequence[str], counts: Sequence[int]) -> bool:
    """Say whether every whole row begins and ends with a sign, so that a line without one at its end is not whole."""
    whole = [text for text, count in zip(texts, counts, strict=True) if count == counts[0]]
    return len(whole) > 1 and all(text.startswith("|") and text.endswith("|") for text in whole)


def _mostly(said: Sequence[bool]) -> bool:
    """Say whether it is so of the first row, in which no place is empty as a rule, and of most."""
    return bool(said) and said[0] and sum(said) * 2 > len(said)


def _plain(text: str) -> str:
    return text.replace("｜", "|").replace("\t", "|").strip(" 　\n")


def _row(lines: Sequence[Line], *, begins: bool) -> DividedRow:
    text = _plain(" ".join(line.text for line in lines))
    cells = [cell.strip() for cell in text.split("|")]
    if begins and text.startswith("|"):
        cells = cells[1:]
    return DividedRow(tuple(cells), lines[0], tuple(lines))
