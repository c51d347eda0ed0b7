"""Tables whose cells are divided by a sign: rows and cells as printed, also where a row is broken over lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole

_RULE: Final = re.compile(r"[-|\s:+=]+")
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
    """Yield the tables of a document that are divided by 「|」 or tabs, each as a list of rows."""
    block: list[Line] = []
    for line in document.lines:
        if _divided(line.text) or (block and _is_open(block)):
            block.append(line)
        elif line.text.strip() or not block:
            if block:
                yield _rows(block)
            block = []
    if block:
        yield _rows(block)


def caption_of(document: Document, row: DividedRow) -> str:
    """Return the words that stand above a table."""
    before = [line.text.strip() for line in document.lines[max(row.line.number - 4, 0) : row.line.number - 1]]
    return next((text for text in reversed(before) if text), "")


def context_of(words: str) -> FactRole | None:
    """Return the one role that the words above a table name."""
    found = [role for role, word in _CONTEXT if word in words]
    return found[0] if len(found) == 1 else None


def _divided(text: str) -> int:
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
    lines = [line for line in block if not (_RULE.fullmatch(line.text) and "-" in line.text)]
    framed = _Frame.of(lines)
    if not _is_broken(lines):
        return _padded([_row([line], framed) for line in lines if line.text.strip()])
    head = _divided(lines[0].text)
    rows: list[DividedRow] = []
    gathered: list[Line] = []
    for line in lines:
        gathered.append(line)
        if sum(_divided(one.text) for one in gathered) >= head:
            rows.append(_row(gathered, framed))
            gathered = []
    return [*rows, _row(gathered, framed)] if gathered else rows


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
    rows = whole = gathered = 0
    opened: list[str] = []
    for text, count in zip(texts, counts, strict=True):
        gathered += count
        if gathered >= head:
            rows, whole, gathered = rows + 1, whole + (gathered == head), 0
        else:
            opened.append(text)
    ended = sum(text.endswith("|") for text in opened)
    return bool(opened) and ended * 2 >= len(opened) and rows > 1 and whole * 5 >= rows * 4


@dataclass(frozen=True, slots=True)
class _Frame:
    """Whether the rows of a table begin and end with a sign that divides nothing."""

    begins: bool
    ends: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        texts = [_plain(line.text) for line in lines if _divided(line.text)]
        begun, ended = ([of(text) for text in texts] for of in (_begins, _ends))
        return cls(begins=_mostly(begun), ends=_mostly(ended))


def _mostly(said: Sequence[bool]) -> bool:
    """Say whether it is so of the first row, in which no place is empty as a rule, and of most."""
    return bool(said) and said[0] and sum(said) * 2 > len(said)


def _begins(text: str) -> bool:
    return text.startswith("|")


def _ends(text: str) -> bool:
    return text.endswith("|")


def _plain(text: str) -> str:
    return text.replace("｜", "|").replace("\t", "|").strip(" 　\n")


def _row(lines: Sequence[Line], frame: _Frame) -> DividedRow:
    text = _plain(" ".join(line.text for line in lines))
    cells = [cell.strip() for cell in text.split("|")]
    if frame.begins and _begins(text):
        cells = cells[1:]
    if frame.ends and _ends(text) and len(cells) > 1:
        cells = cells[:-1]
    return DividedRow(tuple(cells), lines[0], tuple(lines))
