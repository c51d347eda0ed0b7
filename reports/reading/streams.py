"""A run of cells, one after the other, cut into the head and the rows of a table by where its figures stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.slots import Slot

_FEWEST_TITLES: Final = 2
_FEWEST_ROWS: Final = 2
_NEW_HEAD: Final = 3


@dataclass(slots=True)
class _Part:
    """What stands before some figures, and those figures."""

    before: list[Slot]
    figures: list[Slot]


def tables(cells: Sequence[Slot]) -> Iterator[list[GridRow]]:
    """Yield each table of a run of cells: its head as one row, then its rows; cells keep the lines they stand on."""
    parts = _parts(cells)
    begun = 0
    for at in range(1, len(parts) + 1):
        if at == len(parts) or _begins_head(parts[at].before):
            if rows := _rows(parts[begun:at]):
                yield rows
            begun = at


def _parts(cells: Sequence[Slot]) -> list[_Part]:
    parts: list[_Part] = []
    for one in cells:
        is_answer = one.is_figure or one.is_absent
        if is_answer and parts:
            parts[-1].figures.append(one)
        elif not is_answer and (not parts or parts[-1].figures):
            parts.append(_Part([one], []))
        elif not is_answer:
            parts[-1].before.append(one)
    return [one for one in parts if one.figures]


def _begins_head(before: Sequence[Slot]) -> bool:
    """Say whether titles for figures stand here: more of them than a row has of its own."""
    return sum(one.title is not None or one.year is not None for one in before) >= _NEW_HEAD


def _rows(parts: Sequence[_Part]) -> list[GridRow]:
    if len(parts) < _FEWEST_ROWS:
        return []
    prefix = _prefix(parts[1:])
    head, first = _first_head(parts[0].before, prefix)
    if sum(one.title is not None or one.year is not None for one in head) < _FEWEST_TITLES:
        return []
    rows = [[*first, *parts[0].figures]] + [[*_joined(one.before, prefix), *one.figures] for one in parts[1:]]
    return [_row(row) for row in (head, *rows)]


def _row(cells: Sequence[Slot]) -> GridRow:
    line = next((one.line for one in cells if one.line is not None), None)
    assert line is not None  # noqa: S101
    return GridRow(tuple(cells), line)


def _sign(one: Slot) -> str:
    if one.is_year:
        return "Y"
    if one.title is not None:
        return "L"
    return "U" if one.is_unit else "N"


def _signs(cells: Sequence[Slot]) -> str:
    """Return what kinds of cells follow each other; words over several cells count once."""
    signs = "".join(map(_sign, cells))
    while "NN" in signs:
        signs = signs.replace("NN", "N")
    return signs


def _prefix(parts: Sequence[_Part]) -> str:
    """Return what stands before the figures of a first row: the longest that comes at least twice, else once."""
    counts = Counter(_signs(one.before) for one in parts)
    often = [signs for signs, times in counts.items() if times >= min(_FEWEST_ROWS, len(parts))] or list(
        counts
    )
    return max(often, key=len)


def _first_head(before: Sequence[Slot], prefix: str) -> tuple[list[Slot], list[Slot]]:
    """Divide what stands before the first figures into the head and the beginning of the first row."""
    for at in range(len(before) - 1, -1, -1):
        if _signs(before[at:]) == prefix and (not at or _sign(before[at - 1]) != "N" or prefix[:1] != "N"):
            return _from_title(before[:at]), _joined(before[at:], prefix)
    for at in range(len(before) - 1, -1, -1):
        if _signs(before[at:]) == prefix:
            return _from_title(before[:at]), _joined(before[at:], prefix)
    return [], []


def _from_title(cells: Sequence[Slot]) -> list[Slot]:
    """Leave out words before the first title: they are of the page, unless they stand among titles."""
    first = next(
        (at for at, one in enumerate(cells) if one.title is not None or one.year is not None), len(cells)
    )
    return list(cells[first:])


def _joined(cells: Sequence[Slot], prefix: str) -> list[Slot]:
    """Put words together that go over several cells."""
    found: list[Slot] = []
    for one in cells:
        last = found[-1] if found else None
        if last is not None and _sign(last) == _sign(one) == "N" and "NN" not in prefix:
            found[-1] = replace(last, text=f"{last.text} {one.text}")
        else:
            found.append(one)
    return found
