"""What the rows of a form's records say: each figure under its year, with the role of its label or of its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.fields import names_rows
from reports.reading.figure_fields import heads_figures, role_of_title
from reports.reading.forms.cell_rows import is_of_year
from reports.reading.forms.lines import FormLine
from reports.reading.forms.proven import by_rates
from reports.reading.forms.records import Record
from reports.reading.induction.head_ways import Columns, titles_of, ways
from reports.reading.induction.naming import cell_of
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Value

_MARK: Final = re.compile(r"達成(?:状況)?|判定")
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
    ends_early = _ends_early(record)
    rows = [list(_row(record, row, main, ends_early=ends_early)) for row in record.rows]
    if not all(rows) and (proven := by_rates(record, _columns(record))):
        return proven
    return [pair for row in rows for pair in row]


def _ends_early(record: Record) -> bool:
    """Say whether the last years of a head have no figures yet: rows have the first columns.

    Results then have no figure under the title of the aim that is the first; or all rows have as many figures,
    a start among these: where the start alone had none in its rows, results would have it.
    """
    own = _columns(record)
    rows = [row for row in record.rows if row.label and len(row.values) > 1]
    results = [row for row in rows if row.role is FactRole.ACTUAL]
    if not results or any(len(row.values) >= len(own) for row in results):
        return False
    if own[0].role is FactRole.TARGET and all(row.values[0].is_absent for row in results):
        return True
    has_start = any(one.role is FactRole.BASELINE for one in own)
    return has_start and len({len(row.values) for row in rows}) == 1


def _way(record: Record, row: FormLine) -> Columns:
    """Return the only way in which the head of a record has as many columns as a row has figures.

    A rate in the head may be a mark, or words, and none of the figures.
    """
    if not record.head:
        return ()
    titles = titles_of([one.titles for one in record.head])
    others = tuple(one for one in titles.figures if role_of_title(one) is not FactRole.RATE)
    bare = replace(titles, figures=others)
    rates = [one for one in titles.figures if role_of_title(one) is FactRole.RATE]
    tries = [titles, bare] if len(rates) == 1 else [titles]
    if len(rates) == 1 and _MARK.fullmatch(rates[0].text):
        tries.reverse()  # 達成 stands over a mark, and has none of the years
    found = next((way for one in tries if (way := ways(one, len(row.values), None))), [])
    return found[0] if len(found) == 1 else ()


def _row(record: Record, row: FormLine, main: Columns, *, ends_early: bool) -> Iterator[tuple[Column, Value]]:
    if row.label is None and all(one.cell.year for one in row.values):
        columns: Columns = _dated(record, row)
    else:
        columns = main if row.label is None else _labelled(record, row, main, ends_early=ends_early)
    if len(columns) != len(row.values):
        return
    for column, one in zip(columns, row.values, strict=True):
        if column is not None and column.role in _TOLD and one.text:
            yield column, Value(cell_of(one), one.line or row.line)


def _dated(record: Record, row: FormLine) -> Columns:
    """Return the columns of figures with their own years: a start and its aim, as the head has them first.

    Results they are where a label says what the aim is.
    """
    own = [one.role for one in _columns(record)[: len(row.values)]]
    if own == [FactRole.BASELINE, FactRole.TARGET] and len(row.values) == len(own):
        return tuple(Column(role=role) for role in own)
    aims = any(one.role is FactRole.TARGET for one in record.rows)
    results = any(one.role is FactRole.ACTUAL for one in record.rows)
    return tuple(Column(role=FactRole.ACTUAL) for _ in row.values) if aims and not results else ()


def _labelled(record: Record, row: FormLine, main: Columns, *, ends_early: bool) -> Columns:
    """Return the columns of a row with a label: its role, and the years of the head, all or those of one kind."""
    own = _columns(record)
    role = row.role
    if role is None:
        return ()
    count = len(row.values)
    is_dated = row.label is not None and row.label.year is not None
    if count == 1 and (is_dated or role is FactRole.BASELINE or len(own) != 1):
        return (_alone(row, own),)
    if ends_early:
        fitting: Sequence[Column] = own[:count]
    else:
        fitting = next((group for group in _groups(own, main) if len(group) == count), ())
        if not fitting and role is FactRole.ACTUAL and _is_of_years(own):
            fitting = own[:count]  # results end early; a start that no other row has stands first among them
    return tuple(_of_role(one, role) for one in fitting)


def _is_of_years(own: Sequence[Column]) -> bool:
    """Say whether a head has years only, the first of which may be the start's."""
    return bool(own) and own[0].role in {None, FactRole.BASELINE} and not any(one.role for one in own[1:])


def _groups(own: Sequence[Column], main: Columns) -> Iterator[Sequence[Column]]:
    """Yield the columns that a row may have figures in: all, those of results, of years, all but the start."""
    yield own
    yield [
        Column(role=None, year=one.year, words=one.words)
        for one in main
        if one is not None and one.role is FactRole.ACTUAL
    ]
    yield [one for one in own if one.year]
    yield [one for one in own if one.role is None]
    yield [one for one in own if one.role is not FactRole.BASELINE]


def _columns(record: Record) -> list[Column]:
    """Return the columns of a head as they stand there: years, and titles with or without one."""
    found: list[Column] = []
    every = [one for line in record.head for one in line.titles if heads_figures(one)]
    names = every[0] if len(every) > 1 and names_rows(every) else None
    for line in record.head:
        titles = [one for one in line.titles if one is not names and (is_of_year(one) or heads_figures(one))]
        undated = [one for one in found[len(found) - len(titles) :] if one.role and not one.year]
        if all(map(is_of_year, titles)) and len(undated) == len(titles):
            found[-len(titles) :] = [
                replace(one, year=year.year) for one, year in zip(undated, titles, strict=True)
            ]
        else:
            found += _columns_of(titles)
    return found


def _columns_of(shown: Sequence[Slot]) -> Iterator[Column]:
    """Yield the columns of a row of titles; a year in front of each of them is its own."""
    if len(shown) > 1 and len(shown) % 2 == 0 and all(map(_is_dated, shown[::2], shown[1::2])):
        for year, one in zip(shown[::2], shown[1::2], strict=True):
            yield Column(role=role_of_title(one), year=year.year, words=one.text)
        return
    for at, one in enumerate(shown):
        behind = shown[at + 1] if at + 1 < len(shown) else None
        if _says_start(one, behind) and behind is not None:
            yield Column(role=FactRole.BASELINE, year=one.year, words=one.text)
        elif not (at and _says_start(shown[at - 1], one)):
            yield Column(role=role_of_title(one), year=one.year, words=one.text)


def _says_start(year: Slot, one: Slot | None) -> bool:
    """Say whether a bracket behind a year says that it is the start: H28 (基準)."""
    if one is None or not year.is_year or one.year is not None:
        return False
    return one.text.startswith(("(", "（")) and role_of_title(one) is FactRole.BASELINE


def _is_dated(year: Slot, one: Slot) -> bool:
    return year.is_year and role_of_title(one) is not None and one.year is None


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
