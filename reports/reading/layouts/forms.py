"""Forms: a block of labels and figures that comes again for each indicator, with a head of its own or its own years."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.aims import speaks_of_aims
from reports.reading.confidence import agrees_with_rate
from reports.reading.documents import Document
from reports.reading.facts import DERIVED, Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.forms.figures import pairs_of
from reports.reading.forms.lines import form_lines
from reports.reading.forms.long_lines import in_lines
from reports.reading.forms.records import Record, records_of
from reports.reading.forms.said import with_said_roles
from reports.reading.induction.naming import is_name
from reports.reading.tables import Pairs, Row, facts_of, readings_of
from reports.reading.titles import Other
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_SURE: Final = 3
_COSTS: Final = re.compile(r"予算|決算|事業費|経費|人件費|コスト|財源|執行額")
_SHARE: Final = {"％", "%"}


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the blocks of a form, if two at least have a head or a name of their own and say what was promised."""
    if not speaks_of_aims(document.text()):
        return Harvest()
    lines = list(in_lines([one for one in document.lines if one.number not in taken], calendar))
    printed = list(with_said_roles(form_lines(lines, calendar), calendar))
    records = [one for one in records_of(printed) if is_name(one.name) and not _of_costs(one)]
    told = [(one, some) for one in records if (some := list(_readings(one)))]
    apart = [record for record, _ in told if record.is_apart]
    if len(apart) < _FEWEST or not _agree([one for _, some in told for one in some]):
        return Harvest()
    sure = Confidence.LIKELY if len(told) >= _SURE else Confidence.UNSURE
    readings = [
        replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for _, some in told for one in some
    ]
    return Harvest(readings, {number for record, _ in told for number in _lines(record)})


def _agree(readings: Sequence[Reading]) -> bool:
    """Say whether printed rates are of these figures, where any are printed."""
    agreeing = [one for reading in readings for one in agrees_with_rate(reading)]
    return sum(agreeing) * 2 >= len(agreeing)


def _of_costs(record: Record) -> bool:
    """Say whether what stands above a head, or before its years, speaks of costs: 事業費の推移（千円）."""
    above = [record.group, *(one.text for line in record.head for one in line.words)]
    before = [one.text for line in record.head for one in line.titles[:1] if not one.year]
    titles = [one.title.meaning for line in record.head for one in line.titles if one.title]
    if Other.COST in titles and FactRole.TARGET not in titles:
        return True
    return any(one and not is_name(one) and _COSTS.search(one) for one in (*above, *before))


def _lines(record: Record) -> Iterator[int]:
    yield record.line.number
    yield from (one.line.number for one in record.head)
    yield from (one.number for one in record.within)
    for row in record.rows:
        yield row.line.number
        yield from (one.line.number for one in row.values if one.line)


def _readings(record: Record) -> Iterator[Reading]:
    pairs = pairs_of(record)
    roles = {column.role for column, value in pairs if value.cell.has_figure}
    promised = FactRole.TARGET in roles or {FactRole.BASELINE, FactRole.ACTUAL} <= roles
    labelled = FactRole.ACTUAL in roles and any(row.role is FactRole.ACTUAL for row in record.rows)
    is_dated = any(column.year or value.cell.year for column, value in pairs)
    if not (promised or labelled) or _is_mixed(pairs) or (record.head and not is_dated):
        return
    unit = next((row.unit for row in record.rows if row.unit and row.role is not FactRole.RATE), "")
    row = Row(name=record.name, line=record.line, unit=unit)
    for one in readings_of(row, facts_of(pairs, None), record.group if record.group != record.name else ""):
        yield replace(one, facts=tuple(_once(one.facts)))


def _once(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield facts without those that are printed twice: the last target beside yearly ones, 毎年度 before them."""
    told = set[tuple[FactRole, int | None, Decimal | None]]()
    dated = {one.value for one in facts if one.role is FactRole.TARGET and one.year is not None}
    for one in facts:
        mark = (one.role, one.year, one.value)
        is_again = one.role is FactRole.TARGET and one.year is None and one.value in dated
        if one.value is None or not (mark in told or is_again):
            told.add(mark)
            yield one


def _is_mixed(pairs: Pairs) -> bool:
    """Say whether some figures are shares and others are counted: then they are not of one indicator."""
    units = {
        entry.figure.unit in _SHARE
        for column, value in pairs
        for entry in value.cell.entries
        if entry.figure.unit and column.role not in DERIVED
    }
    return len(units) > 1
