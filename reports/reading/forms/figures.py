"""What the rows of a form's records say: each figure under its year, with the role of its label or of its column."""

from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.forms.lines import FormLine
from reports.reading.forms.records import Record
from reports.reading.induction.head_ways import Columns, titles_of, ways
from reports.reading.induction.naming import cell_of
from reports.reading.tables import Column, Pairs, Value

_TOLD: Final = {
    FactRole.TARGET,
    FactRole.ACTUAL,
    FactRole.BASELINE,
    FactRole.RATE,
    FactRole.FORECAST,
    FactRole.DIFFERENCE,
}


def pairs_of(record: Record) -> Pairs:
    """Return the figures of a record with their columns; those of a row that fits in no way or two are not told."""
    main = next((way for row in record.rows if not row.label and (way := _way(record, row))), ())
    return [pair for row in record.rows for pair in _row(record, row, main)]


def _way(record: Record, row: FormLine) -> Columns:
    """Return the only way in which the head of a record has as many columns as a row has figures."""
    found = ways(titles_of([one.titles for one in record.head]), len(row.values), None) if record.head else []
    return found[0] if len(found) == 1 else ()


def _row(record: Record, row: FormLine, main: Columns) -> Iterator[tuple[Column, Value]]:
    columns = main if row.label is None else _labelled(record, row, main)
    if len(columns) != len(row.values):
        return
    for column, one in zip(columns, row.values, strict=True):
        if column is not None and column.role in _TOLD and one.text:
            yield column, Value(cell_of(one), one.line or row.line)


def _labelled(record: Record, row: FormLine, main: Columns) -> Columns:
    """Return the columns of a row with a label: its role, and the years of the head, all or those of one kind."""
    own = _columns(record)
    role = row.role
    if role is None:
        return ()
    count = len(row.values)
    if count == 1 and (role is FactRole.BASELINE or len(own) != 1):
        return (_alone(row, own),) if row.label else ()
    results = [
        Column(role=None, year=one.year, words=one.words)
        for one in main
        if one is not None and one.role is FactRole.ACTUAL
    ]
    plain = [one for one in own if one.role is None]
    dated = [one for one in own if one.year]
    groups = (own, results, dated, plain, [one for one in own if one.role is not FactRole.BASELINE])
    fitting = next((group for group in groups if len(group) == count), None)
    if fitting is None and role is FactRole.ACTUAL and len(plain) == len(own) and count < len(own):
        fitting = own[:count]  # results end early
    return tuple(_of_role(one, role) for one in fitting) if fitting else ()


def _columns(record: Record) -> list[Column]:
    """Return the columns of a head as they stand there: years, and titles with or without one."""
    titles = [one for line in record.head for one in line.titles]
    found: list[Column] = []
    for one in titles:
        role = one.title.meaning if one.title and isinstance(one.title.meaning, FactRole) else None
        if one.is_year or role is not None:
            found.append(Column(role=role, year=one.year, words=one.text))
    return found


def _alone(row: FormLine, own: Sequence[Column]) -> Column | None:
    """Return the column of a row with one figure: its year is its own, or its label's."""
    dated = row.values[0].cell.year or (row.label.year if row.label else None)
    if own and dated is None and row.role is not FactRole.BASELINE:
        return None
    return Column(role=row.role, year=dated, words=row.label.words if row.label else "")


def _of_role(one: Column, role: FactRole) -> Column | None:
    """Return a column as that of a row: what a title of another role stands over is none of its figures."""
    if one.role is None or one.role is role:
        return Column(role=role, year=one.year, words=one.words)
    if one.role is FactRole.BASELINE and role is FactRole.ACTUAL:
        return one
    return None
