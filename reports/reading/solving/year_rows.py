"""Runs of years down the side of a table, each followed by as many figures, and what stands above the first."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from reports.reading.solving.kinds import Gap, Kind
from reports.reading.solving.stream import Atom
from reports.reading.wording import compact
from reports.reading.years import PrintedYear

_FEWEST_ROWS: Final = 3
_NARROWEST: Final = 2
_MOST_HEAD: Final = 24  # atoms above the first year
_MOSTLY: Final = 0.6
_VALUES: Final = {Kind.FIGURE, Kind.ABSENT, Kind.EMPTY}
_LONGEST_LABEL: Final = 8
_LABEL: Final = re.compile(
    r"[(（]?(?:現員|現状|現況|現在|基準|策定時|実績|計画|目標|見込み?|推計)[値数年度]*[)）]?"
)


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year, the words that stand before it, for it and the rows below, or behind it, and what follows."""

    year: PrintedYear
    before: Atom | None
    behind: Atom | None
    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """Rows of years, most of them as wide, below a head."""

    head: tuple[Atom, ...]
    rows: tuple[YearRow, ...]
    width: int
    atoms: tuple[Atom, ...]


def turned_in(atoms: Sequence[Atom]) -> Iterator[Turned]:
    """Yield the tables of a stream in which years that go up stand down the side."""
    at = before = 0
    while at < len(atoms):
        rows, end = _run(atoms, at)
        width, often = Counter(len(one.values) for one in rows).most_common(1)[0] if rows else (0, 0)
        if len(rows) >= _FEWEST_ROWS and width >= _NARROWEST and often >= _MOSTLY * len(rows):
            start = max(at - _MOST_HEAD, before)
            first = at + (rows[0].before is not None)
            yield Turned(tuple(_head(atoms, start, first)), tuple(rows), width, tuple(atoms[at:end]))
            before = end
        at = max(end if len(rows) >= _FEWEST_ROWS else at + 1, at + 1)


def _run(atoms: Sequence[Atom], at: int) -> tuple[list[YearRow], int]:
    """Return the rows that begin at a place, each of a later year than the one before, and where they end."""
    rows: list[YearRow] = []
    end = at
    while (begun := _row(atoms, end)) is not None:
        row, following = begun
        if rows and row.year.year <= rows[-1].year.year:
            break
        rows.append(row)
        end = following
    return _without_more(rows), end


def _without_more(rows: list[YearRow]) -> list[YearRow]:
    """Return rows, the last without a whole row that follows it and has no year: how all columns changed."""
    width = len(rows[0].values) if len(rows) > 1 else 0
    if width and len(rows[-1].values) == 2 * width:
        return [*rows[:-1], replace(rows[-1], values=rows[-1].values[:width])]
    return rows


def _row(atoms: Sequence[Atom], at: int) -> tuple[YearRow, int] | None:
    """Return a label, if there is one, a year and its figures."""
    before = atoms[at] if at < len(atoms) and _is_label(atoms[at]) else None
    at += before is not None
    if at >= len(atoms) or not _is_year(atoms[at]) or (before is None and atoms[at].gap is not Gap.LINE):
        return None
    one, behind = atoms[at], atoms[at] if atoms[at].kind is Kind.TITLE else None
    at += 1
    if behind is None and at < len(atoms) and _is_label(atoms[at]):
        behind, at = atoms[at], at + 1
    start = at
    while at < len(atoms) and atoms[at].kind in _VALUES and not _is_number(atoms, at):
        at += 1
    values = tuple(atoms[start:at])
    return (YearRow(one.slot.year, before, behind, values), at) if one.slot.year and values else None


def _is_number(atoms: Sequence[Atom], at: int) -> bool:
    """Say whether a figure is the number of a heading: it begins a line that goes on with words."""
    behind = atoms[at + 1] if at + 1 < len(atoms) else None
    goes_on = behind is not None and behind.gap is not Gap.LINE and behind.kind in {Kind.WORDS, Kind.TITLE}
    return goes_on and atoms[at].gap is Gap.LINE and len(atoms[at].text) <= _NARROWEST


def _is_year(one: Atom) -> bool:
    return one.kind is Kind.YEAR or (one.kind is Kind.TITLE and one.slot.year is not None)


def _is_label(one: Atom) -> bool:
    """Say whether words say what the figures of rows are."""
    is_short = one.kind in {Kind.TITLE, Kind.WORDS} and len(one.text) <= _LONGEST_LABEL
    return is_short and one.slot.year is None and bool(_LABEL.fullmatch(compact(one.text)))


def _head(atoms: Sequence[Atom], start: int, end: int) -> Iterator[Atom]:
    """Yield what stands above the first year, from the last sentence or figure on, broken cells put together."""
    begin = next(
        (at + 1 for at in range(end - 1, start - 1, -1) if not _is_of_head(atoms, at)),
        start,
    )
    held: Atom | None = None
    step = _step(atoms[end : end + _MOST_HEAD])
    for one in atoms[begin:end]:
        if held is not None and _goes_on(held, one, step):
            held = replace(
                held, slot=replace(held.slot, text=held.text + one.text, title=None), kind=Kind.WORDS
            )
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _is_of_head(atoms: Sequence[Atom], at: int) -> bool:
    one = atoms[at]
    if one.kind is Kind.FIGURE:  # 1 特定健康診査の受診率: a number of a heading
        return one.gap is Gap.LINE and len(one.text) <= _NARROWEST
    return one.kind in {Kind.WORDS, Kind.TITLE, Kind.UNIT, Kind.EMPTY}


def _step(atoms: Sequence[Atom]) -> float:
    """Return how many lines the cells of a table stand apart."""
    steps = [after.line.number - one.line.number for one, after in pairwise(atoms) if after.gap is Gap.LINE]
    return median(steps) if steps else 1.0


def _goes_on(before: Atom, one: Atom, step: float) -> bool:
    """Say whether words are the rest of a cell: nothing parts the lines, though something parts the cells."""
    return one.gap is Gap.LINE and one.line.number - before.line.number < step
