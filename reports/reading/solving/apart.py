"""Figures of all rows behind each other, their names behind them or above the head: records put together from both."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from reports.reading.documents import Line
from reports.reading.solving.kinds import Kind
from reports.reading.solving.records import Cut, Record, common
from reports.reading.solving.stream import Atom
from reports.reading.tables import is_whole_name

_FEWEST: Final = 3  # rows: fewer may be anything
_WIDEST: Final = 8
_MARKED: Final = re.compile(
    r"\s*(?:[①-⑳]|[(（]?\d{1,2}[)）.．]|[・○●■◆▶]|[Ⅰ-ⅫA-Z\d]{1,2}[-－]\d{1,2}(?!\d)|指標\s*\d)"
)
_NO_NAMES: Final = {Kind.SENTENCE, Kind.TITLE, Kind.YEAR}


def cuts_apart(bodies: Sequence[Sequence[Atom]], above: Sequence[Sequence[Atom]]) -> Iterator[Cut]:
    """Yield the ways to give figures of so many rows as many names: marked ones behind them, or all above the head."""
    for rows_of in (_rows_before_names, _rows_below_names):
        parts = [rows_of(body, names) for body, names in zip(bodies, above, strict=True)]
        rows = [row for part in parts for _, row in part]
        width = len(rows[0]) if rows else 0
        if len(rows) < _FEWEST or not all(parts) or not all(1 < len(row) == width for row in rows):
            continue
        pattern = common(["".join(one.kind.value for one in row) for row in rows])
        records = tuple(tuple(Record(list(name), list(row)) for name, row in part) for part in parts)
        yield Cut(pattern, records, -float(len(rows) * width), {})


Named = tuple[list[Atom], list[Atom]]  # a name, and the figures of a row


def _rows_before_names(body: Sequence[Atom], above: Sequence[Atom]) -> list[Named]:
    figures = _run(body)
    names = _names(body[len(figures) :])
    count = len(names)
    if count < _FEWEST or len(figures) % count or not 1 < len(figures) // count <= _WIDEST:
        return []
    width = len(figures) // count
    rows = [figures[at : at + width] for at in range(0, len(figures), width)]
    return list(zip(names, rows, strict=True))


def _rows_below_names(body: Sequence[Atom], above: Sequence[Atom]) -> list[Named]:
    """Return the lines of figures below a head with the names above it: as many as lines, or as many marked ones."""
    rows = _lines(_run(body))
    begin = max((at + 1 for at, one in enumerate(above) if one.kind in _NO_NAMES), default=0)
    lines = _lines(above[begin:])
    marked = [number for number, line in enumerate(lines) if _MARKED.match(line[0].line.text)]
    starts = marked if marked[:1] == [0] else list(range(len(lines)))
    if not rows or len(starts) != len(rows):
        return []
    ends = [*starts[1:], len(lines)]
    names = [
        [one for line in lines[start:end] for one in line] for start, end in zip(starts, ends, strict=True)
    ]
    return list(zip(names, rows, strict=True))


def _lines(atoms: Sequence[Atom]) -> list[list[Atom]]:
    return [list(run) for _, run in groupby(atoms, key=lambda one: one.line.number)]


def _run(body: Sequence[Atom]) -> list[Atom]:
    """Return the figures and marks with which a body begins."""
    end = next((at for at, one in enumerate(body) if not one.is_answer), len(body))
    return list(body[:end])


def _names(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Return the words of each marked line with the lines that go on from it."""
    found: list[list[Atom]] = []
    last: Line | None = None
    for one in atoms:
        begins = one.line is not last and bool(_MARKED.match(one.line.text))
        is_over = not begins and one.line is not last and _is_whole(found)
        if one.kind in _NO_NAMES or is_over or (not found and not begins):
            break
        if begins:
            found.append([])
        found[-1].append(one)
        last = one.line
    return found


def _is_whole(names: Sequence[Sequence[Atom]]) -> bool:
    """Say whether the last name says already what is counted: what follows it is something else."""
    return bool(names) and is_whole_name("".join(one.text for one in names[-1]))
