"""Tables that are turned, years down the side: what each column says of each year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import COUNTED, Confidence, FactRole, Reading
from reports.reading.figures import SHARES
from reports.reading.induction.naming import ELSEWHERE
from reports.reading.solving.column_names import Above, Heading, heading_of, is_total
from reports.reading.solving.kinds import Kind
from reports.reading.solving.regions import caption_of, titled
from reports.reading.solving.stream import Atom
from reports.reading.solving.ways import Known
from reports.reading.solving.year_rows import Turned, YearRow, turned_in
from reports.reading.tables import Column, Row, Value, facts_of, is_whole_name, readings_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_EXPECTED: Final = re.compile(r"見込|推計|予測")
_AIMS: Final = re.compile(r"目標|計画")
_RESULTS: Final = re.compile(r"実績|推移|達成状況|進捗")
_NOW: Final = re.compile(r"現員|現状|現況|現在|基準|策定時")
_MOST_BEFORE: Final = 6  # words above a table that say what it is


def turned_tables(
    atoms: Sequence[Atom], known: Known, calendar: NamedYears, *, speaks: bool
) -> Iterator[tuple[list[Reading], list[Atom]]]:
    """Yield what each turned table says, with its atoms, where what stands above its columns is clear.

    Where the document does not speak of aims, the table itself has to.
    """
    for table in turned_in(atoms):
        heading = heading_of(table, calendar)
        if heading is None or not _are_alike(table):
            continue
        if not (speaks or _has_aims(table, heading, calendar)):
            continue
        readings = list(_readings(table, heading, known, calendar))
        if readings:
            yield readings, [*table.head, *table.atoms]


def _has_aims(table: Turned, heading: Heading, calendar: NamedYears) -> bool:
    said = {one.role for one in heading.columns} | {_role(one.before, calendar) for one in table.rows}
    return FactRole.TARGET in said


def _are_alike(table: Turned) -> bool:
    """Say whether the figures of each column are shares all or none."""
    for at in range(table.width):
        cells = [row.values[at].slot.cell for row in table.rows if len(row.values) == table.width]
        units = {cell.entries[0].figure.unit in SHARES for cell in cells if cell.entries}
        if len(units) > 1:
            return False
    return True


def _readings(table: Turned, heading: Heading, known: Known, calendar: NamedYears) -> Iterator[Reading]:
    words = compact("".join(one.text for one in heading.before[-_MOST_BEFORE:]))
    roles = [one.role for one in heading.columns if one.role in COUNTED]
    if len(roles) != len(set(roles)) or (not roles and _EXPECTED.search(words)):
        return
    caption = caption_of(heading.before)
    rows = list(_with_roles(table, heading, words, known, calendar))
    for row, columns in _indicators(heading.columns, caption.words, table):
        pairs = [pair for year, role in rows for pair in _pairs(year, role, columns, heading, known)]
        group = row.kind
        told = readings_of(replace(row, kind="", unit=caption.unit), facts_of(pairs, None), group)
        yield from (
            replace(one, facts=tuple(each.sure(Confidence.LIKELY) for each in one.facts)) for one in told
        )


def _indicators(above: Sequence[Above], caption: str, table: Turned) -> Iterator[tuple[Row, list[int]]]:
    """Yield a row for each indicator with its columns: one for all roles, one for each name, an aim with its whole."""
    line = table.atoms[0].line
    by_role = [at for at, one in enumerate(above) if one.role in COUNTED]
    is_whole = any(above[at].role is FactRole.ACTUAL for at in by_role)
    owner = None if is_whole else _owner(above)
    if by_role and is_whole and caption:
        yield Row(name=caption, line=line), by_role
    for at, one in enumerate(above):
        if one.role is None and not ELSEWHERE.fullmatch(compact(one.name)):
            group = one.group or ("" if is_whole_name(one.name) else caption)
            yield Row(name=one.name, line=line, kind=group), [at, *(by_role if at == owner else [])]


def _owner(above: Sequence[Above]) -> int | None:
    """Return the column whose aim a column of aims is: the whole, or the only one."""
    named = [
        at for at, one in enumerate(above) if one.role is None and not ELSEWHERE.fullmatch(compact(one.name))
    ]
    whole = [at for at in named if is_total(above[at].name)]
    return whole[0] if len(whole) == 1 else named[0] if len(named) == 1 else None


def _with_roles(
    table: Turned, heading: Heading, words: str, known: Known, calendar: NamedYears
) -> Iterator[tuple[YearRow, FactRole | None]]:
    """Yield rows with the role of their figures: it stands behind the year, above it, or is said of all."""
    above: FactRole | None = None
    labelled = {_role(one.behind, calendar) or _role(one.before, calendar) for one in table.rows[1:]}
    for number, row in enumerate(table.rows):
        if row.before is not None and (number or heading.is_labelled):
            above = _role(row.before, calendar)
        role = _role(row.behind, calendar) or above
        rest = (
            FactRole.ACTUAL if labelled & {FactRole.TARGET, FactRole.BASELINE} else _bare(row, words, known)
        )
        yield row, role or (FactRole.ACTUAL if any(one.role in COUNTED for one in heading.columns) else rest)


def _role(label: Atom | None, calendar: NamedYears) -> FactRole | None:
    if label is None:
        return None
    if _NOW.search(label.text):
        return FactRole.BASELINE
    title = titled(label, calendar).title
    return title.meaning if title is not None and isinstance(title.meaning, FactRole) else None


def _bare(row: YearRow, words: str, known: Known) -> FactRole | None:
    """Return what the words above a table say of a year: results, aims, or results up to the present, then aims."""
    aims, results = bool(_AIMS.search(words)), bool(_RESULTS.search(words))
    if aims and results:
        if known.present is None:
            return None
        return FactRole.ACTUAL if row.year.year <= known.present else FactRole.TARGET
    return FactRole.TARGET if aims else FactRole.ACTUAL if results else None


def _pairs(
    row: YearRow, role: FactRole | None, columns: Sequence[int], heading: Heading, known: Known
) -> Iterator[tuple[Column, Value]]:
    places = _places(row, heading.columns)
    for at in columns:
        own = _of_column(heading.columns[at].role, role)
        if own is None or at not in places or places[at].kind is not Kind.FIGURE:
            continue
        if own is FactRole.ACTUAL and known.present is not None and row.year.year > known.present:
            continue
        yield Column(role=own, year=row.year), Value(places[at].slot.cell, places[at].line)


def _of_column(column: FactRole | None, row: FactRole | None) -> FactRole | None:
    """Return the role of a figure by its column and its row: of a start there are no aims."""
    if row is FactRole.BASELINE:
        return row if column in {None, FactRole.ACTUAL, FactRole.BASELINE} else None
    return column or row


def _places(row: YearRow, above: Sequence[Above]) -> dict[int, Atom]:
    """Return which columns the figures of a row stand in: all, all but changes, aims alone in years to come."""
    every = range(len(above))
    changes = [at for at in every if above[at].role is FactRole.DIFFERENCE]
    aims = [at for at in every if above[at].role is FactRole.TARGET]
    for places in (list(every), [at for at in every if at not in changes], aims):
        if len(places) == len(row.values):
            return dict(zip(places, row.values, strict=True))
    return {}
