"""Figures of all rows behind each other, and their names behind them: records put together from the two."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.documents import Line
from reports.reading.solving.kinds import Kind
from reports.reading.solving.records import Cut, Record, common
from reports.reading.solving.stream import Atom
from reports.reading.tables import is_whole_name

_FEWEST: Final = 3  # rows: fewer may be anything
_WIDEST: Final = 8
_MARKED: Final = re.compile(r"\s*(?:[①-⑳]|[(（]?\d{1,2}[)）.．]|[・○●■◆▶])")
_NO_NAMES: Final = {Kind.SENTENCE, Kind.TITLE, Kind.YEAR}


def cuts_apart(bodies: Sequence[Sequence[Atom]]) -> Iterator[Cut]:
    """Yield the ways to give figures of so many rows as many marked names that follow them."""
    if len(bodies) != 1:
        return
    figures = _run(bodies[0])
    names = _names(bodies[0][len(figures) :])
    count = len(names)
    if count < _FEWEST or len(figures) % count or not 1 < len(figures) // count <= _WIDEST:
        return
    width = len(figures) // count
    rows = [figures[at : at + width] for at in range(0, len(figures), width)]
    pattern = common(["".join(one.kind.value for one in row) for row in rows])
    records = tuple(Record(list(name), list(row)) for name, row in zip(names, rows, strict=True))
    yield Cut(pattern, (records,), -float(len(figures)), {})


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
