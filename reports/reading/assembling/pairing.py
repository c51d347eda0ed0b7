"""Which figure of a row belongs to which column: by its place, in their order, by where it stands, from the left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.assembling.columns import Headed, nearest
from reports.reading.assembling.labels import label_of
from reports.reading.assembling.rows import Piece, PrintedRow, dated
from reports.reading.facts import ASIDE, FactRole
from reports.reading.induction.records import is_value
from reports.reading.slots import EMPTY, Slot
from reports.reading.years import PrintedYear

_FROM_LEFT: Final = frozenset({FactRole.ACTUAL, FactRole.RATE, FactRole.TARGET})


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """The columns of the figures of some rows.

    `by_place` says that rows are divided and have all their places; `apart` how many of the first columns stand
    before the labels of rows; `is_full` that some row has a figure, or a sign for none, in each column.
    """

    figures: tuple[Headed, ...] = ()
    by_place: bool = False
    apart: int = 0
    is_full: bool = False

    @property
    def begin(self) -> int:
        return min(one.at for one in self.figures)

    @property
    def before(self) -> list[Headed]:
        return list(self.figures[: self.apart])

    @property
    def behind(self) -> list[Headed]:
        return list(self.figures[self.apart :])

    @property
    def without_start(self) -> list[Headed]:
        return [one for one in self.figures if one.role is not FactRole.BASELINE]


def with_places(columns: Sequence[Headed], rows: Sequence[PrintedRow]) -> list[Headed]:
    """Return columns that stand where the figures of full rows are printed: titles may be set otherwise."""
    full = [row for row in rows if row.has_places]
    figures = [[one for one in row.pieces[first_value(row) :] if is_value(one.slot)] for row in full]
    figures = [some for some in figures if len(some) == len(columns)]
    if not figures:
        return list(columns)
    return [
        replace(
            column, start=min(some[at].start for some in figures), end=max(some[at].end for some in figures)
        )
        for at, column in enumerate(columns)
    ]


def first_value(row: PrintedRow) -> int:
    """Return where the figures of a row begin: behind words, and where blanks part all, the longest run of them."""
    first = next((at for at, one in enumerate(row.pieces) if at and is_value(one.slot)), len(row.pieces))
    if not row.is_loose:
        return first
    begin, longest = first, 0
    at = first
    while at < len(row.pieces):
        end = at
        while end < len(row.pieces) and _goes_on(row.pieces[end]):
            end += 1
        if end - at > longest:
            begin, longest = at, end - at
        at = end + 1
    return begin


def _goes_on(one: Piece) -> bool:
    return is_value(one.slot) or one.slot.is_year or one.slot.cell.is_goal or label_of(one.text) is not None


def _pairs_by_place(row: PrintedRow, columns: Sequence[Headed]) -> list[tuple[Headed, Slot]]:
    places = {column.at: column for column in columns}
    told = [
        (places[at], _with_year(one.slot, _year_beside(row, places[at])))
        for at, one in enumerate(row.pieces)
        if at in places and one.text
    ]
    bad = [one for _, one in told if one.title is not None or one.year is not None]
    return [] if bad else told


def _has_years(row: PrintedRow, columns: FigureColumns) -> bool:
    """Say whether years, or nothing, stand in the columns that hold the years of others."""
    places = [one.year_at for one in columns.figures if one.year_at is not None]
    told = [row.pieces[at] for at in places if at < len(row.pieces)]
    return all(one.slot.is_year or not one.text or one.slot.is_absent for one in told)


def in_place(row: PrintedRow, columns: FigureColumns) -> PrintedRow:
    """Return a row; one whose first places are not printed with its cells under the last columns, if they fit there."""
    if not columns.by_place or (not _is_shifted(row, columns.figures) and _has_years(row, columns)):
        return row
    printed = max(at for at, one in enumerate(row.pieces) if one.text) + 1
    missing = max(one.at for one in columns.figures) + 1 - printed
    empty = [Piece(EMPTY, at, at) for at in range(max(missing, 0))]
    moved = replace(row, pieces=(*empty, *row.pieces[:printed]))
    return moved if not _is_shifted(moved, columns.figures) and _has_years(moved, columns) else row


def _is_shifted(row: PrintedRow, columns: Sequence[Headed]) -> bool:
    """Say whether places that are not printed let figures stand where words should: the last places are empty."""
    begin, end = min(one.at for one in columns), max(one.at for one in columns)
    is_short = len(row.pieces) <= end or not row.pieces[-1].text
    return is_short and any(is_value(one.slot) for one in row.pieces[1:begin])


def _all(row: PrintedRow, columns: Sequence[Headed]) -> list[tuple[Headed, Slot]]:
    figures = [one.slot for one in row.filled if is_value(one.slot)]
    return list(zip(columns, figures, strict=True)) if len(figures) == len(columns) else []


def _year_beside(row: PrintedRow, column: Headed) -> PrintedYear | None:
    """Return the year that a column of its own gives for the figures of a column."""
    if column.year_at is None or column.year_at >= len(row.pieces):
        return None
    one = row.pieces[column.year_at].slot
    return one.year if one.is_year else None


def _with_year(one: Slot, year: PrintedYear | None) -> Slot:
    return one if year is None or not one.is_figure else dated(one, year)


def label_at(row: PrintedRow) -> int | None:
    """Return where a label stands among the figures of a row: what is before it are those of the start."""
    begin = first_value(row)
    return next(
        (at for at in range(begin, len(row.pieces)) if label_of(row.pieces[at].text) is not None), None
    )


def pairs_of(
    row: PrintedRow, columns: FigureColumns, role: FactRole | None, label: int | None
) -> list[tuple[Headed, Slot]]:
    """Return the figures of a row, each with its column; `label` is the place of one that stands among them."""
    if columns.by_place:
        fits = not _is_shifted(row, columns.figures) and _has_years(row, columns)
        return _pairs_by_place(row, columns.figures) if fits else _all(row, columns.figures)
    begin = first_value(row)
    pieces = row.pieces[begin:]
    if label is not None:
        before = [one.slot for one in row.pieces[begin:label] if is_value(one.slot)]
        own = list(zip(columns.before, before, strict=True)) if len(before) == columns.apart else []
        return own + _in_order(row, row.pieces[label + 1 :], columns.behind, role)
    if role is not None and columns.apart:
        return _in_order(row, pieces, columns.behind, role)
    if columns.is_full or role is None:
        return _in_order(row, pieces, columns.figures, role)
    return _fitting(row, pieces, columns.figures) or _fitting(row, pieces, columns.without_start)


def apart_in(rows: Sequence[PrintedRow]) -> int:
    """Return how many figures stand before the label that stands among those of a row, most often."""
    counts = [
        sum(is_value(one.slot) for one in row.pieces[first_value(row) : label])
        for row in rows
        if (label := label_at(row)) is not None
    ]
    return Counter(counts).most_common(1)[0][0] if counts else 0


def _in_order(
    row: PrintedRow, pieces: Sequence[Piece], columns: Sequence[Headed], role: FactRole | None
) -> list[tuple[Headed, Slot]]:
    """Return figures with columns: where they fit, else from the left."""
    return _fitting(row, pieces, columns) or _from_left(pieces, columns, role)


def _fitting(
    row: PrintedRow, pieces: Sequence[Piece], columns: Sequence[Headed]
) -> list[tuple[Headed, Slot]]:
    """Return figures with columns: as many in their order, those that are no rates, or by where they are printed."""
    behind = [one for one in pieces if is_value(one.slot) or one.slot.cell.is_goal]
    figures = [one for one in behind if is_value(one.slot)]
    for told in (figures, behind, _until_words(pieces)):
        for some in (list(columns), [one for one in columns if one.role not in ASIDE]):
            if told and len(told) == len(some):
                return [(column, one.slot) for column, one in zip(some, told, strict=True)]
    if row.has_places and columns and all(one.end for one in columns) and len(figures) < len(columns):
        found = [nearest(columns, one) for one in figures]
        if None not in found and len(set(found)) == len(found):
            return [(columns[at], one.slot) for at, one in zip(found, figures, strict=True) if at is not None]
    return []


def _from_left(
    pieces: Sequence[Piece], columns: Sequence[Headed], role: FactRole | None
) -> list[tuple[Headed, Slot]]:
    """Return the figures of a row of results that ends early: they begin with the first year."""
    figures = [one for one in _until_words(pieces) if is_value(one.slot)]
    if any(is_value(one.slot) for one in pieces[len(figures) :]):
        return []
    is_open = all(one.role is None for one in columns[len(figures) :])
    if role not in _FROM_LEFT or not is_open or not 0 < len(figures) < len(columns):
        return []
    return [(column, one.slot) for column, one in zip(columns, figures, strict=False)]


def _until_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces before the first words that are no value."""
    found: list[Piece] = []
    for one in pieces:
        if not (is_value(one.slot) or one.slot.cell.is_goal):
            break
        found.append(one)
    return found
