"""Names and starts that stand between two labelled rows, in the middle of both: as PDF text has cells over two rows."""

from collections.abc import Sequence
from dataclasses import replace

from reports.reading.assembling.pairing import FigureColumns
from reports.reading.assembling.records import Record, words_of
from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.atoms import is_mark
from reports.reading.facts import FactRole
from reports.reading.induction.records import is_value

Told = tuple[PrintedRow, Record | None]


def with_middles(told: Sequence[Told], columns: FigureColumns) -> list[Told]:
    """Return rows in which the first of two labelled rows without a name has what stands between them.

    That is a name over some lines, and the figure of the start among them; rows with more figures are no middle.
    """
    found: list[Told] = []
    between: list[PrintedRow] = []
    for row, record in told:
        upper = found[-1 - len(between)][1] if len(found) > len(between) else None
        if record is None:
            between.append(row)
        else:
            if between and upper is not None and _is_pair(upper, record) and _are_middle(between):
                _give(upper, between, columns)
                found = [*found[: -len(between)]]
            between = []
        found.append((row, record))
    return found


def _is_pair(upper: Record, lower: Record) -> bool:
    """Say whether two rows are of one thing: two labels, and no name beside either."""
    labelled = upper.role is not None and lower.role is not None and upper.role is not lower.role
    return labelled and not words_of(upper) and not words_of(lower)


def _are_middle(rows: Sequence[PrintedRow]) -> bool:
    figures = [one for row in rows for one in row.filled if one.slot.is_figure]
    return len(figures) <= 1 and not any("。" in row.line.text for row in rows)


def _give(record: Record, rows: Sequence[PrintedRow], columns: FigureColumns) -> None:
    """Give a record the words of some rows, and their figure as its start where the columns have one."""
    pieces = [one for row in rows for one in row.filled]
    words = [one for one in pieces if not is_value(one.slot) and not is_mark(one.text)]
    if words:
        record.lead = [_together(words)]
    starts = [one for one in columns.figures if one.role is FactRole.BASELINE]
    figures = [one.slot for one in pieces if one.slot.is_figure]
    has_start = any(column.role is FactRole.BASELINE for column, _ in record.pairs)
    if len(starts) == 1 and figures and not has_start:
        record.pairs = [(starts[0], figures[0]), *record.pairs]


def _together(words: Sequence[Piece]) -> Piece:
    """Return words over some lines as one, at the place of the first."""
    text = "".join(one.text for one in words)
    return replace(words[0], slot=replace(words[0].slot, text=text))
