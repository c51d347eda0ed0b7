"""From a document to its tables, and from each table to what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.induction.naming import is_name
from reports.reading.slots import Slot, slot
from reports.reading.solving.evidence import weighed_ways
from reports.reading.solving.heads import Known, Way, items_of, ways_of
from reports.reading.solving.naming import Named, label_of, names_of
from reports.reading.solving.records import Cut, Record, cut_best
from reports.reading.solving.regions import Caption, Table
from reports.reading.solving.stream import Atom, Kind
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_FEWEST_SURE: Final = 3
_MARGIN: Final = 0.7
_MOST_COST: Final = 0.75  # for each field
_MOST_CUTS: Final = 3
_COUNTED: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}


def told(table: Table, known: Known, calendar: NamedYears) -> tuple[list[Reading], set[int]]:
    """Return what a table says, and its lines; nothing where no way to read it is much better than all others."""
    items = items_of(table.head, calendar)
    running = any(body and body[0].line is table.head[-1].line for body in table.bodies)
    best: tuple[float, Cut, Way, Known] | None = None
    for one in cut_best(table.bodies)[:_MOST_CUTS]:
        records = [record for body in one.records for record in body]
        if len(records) < _FEWEST or one.cost >= 0:
            continue
        here = replace(known, is_labelled=_are_labelled(records))
        ways = weighed_ways(ways_of(items, one.pattern, here, one.places, is_running=running), records)
        way = _clear(ways, one.pattern)
        if way is None:
            continue
        worth = -one.cost - way.cost * _FEWEST
        if best is None or worth > best[0]:
            best = worth, one, way, here
    if best is None:
        return [], set()
    _, chosen, way, here = best
    readings = [
        reading
        for records, caption in zip(chosen.records, table.captions, strict=True)
        for reading in _readings(list(records), caption, way, here, calendar)
    ]
    return readings, {one.line.number for body in chosen.records for record in body for one in _atoms(record)}


def _clear(ways: Sequence[Way], pattern: str) -> Way | None:
    """Return the best way if it is good; where another is nearly as good, without the columns they differ in."""
    if not ways or ways[0].cost > _MOST_COST * len(pattern):
        return None
    columns = list(ways[0].columns)
    for other in ways[1:]:
        if other.cost - ways[0].cost >= _MARGIN:
            break
        pairs = zip(ways[0].said(), other.said(), strict=True)
        columns = [one if mine == theirs else None for one, (mine, theirs) in zip(columns, pairs, strict=True)]
    return replace(ways[0], columns=tuple(columns)) if any(one is not None for one in columns) else None


def _are_labelled(records: Sequence[Record]) -> bool:
    labels = {label.meaning for record in records if (label := label_of(record))}
    return len(labels) > 1 and sum(label_of(record) is not None for record in records) * 2 > len(records)


def _atoms(record: Record) -> list[Atom]:
    return [*record.lead, *(one for one in record.fields if one is not None)]


def _readings(
    records: Sequence[Record], caption: Caption, way: Way, known: Known, calendar: NamedYears
) -> list[Reading]:
    """Return the indicators of some records; nothing where printed rates are mostly not theirs."""
    names = names_of(records, caption, is_labelled=known.is_labelled)
    sure = Confidence.LIKELY if len(records) >= _FEWEST_SURE else Confidence.UNSURE
    found: list[tuple[Row, str, list[tuple[Pairs, Named]]]] = []
    for record, called in zip(records, names, strict=True):
        if not is_name(called.name) or _is_doubtful(record, way):
            continue
        pairs = list(_pairs(record, way, calendar))
        if not pairs:
            continue
        same = found and known.is_labelled and found[-1][0].name == called.name
        labels = {each.label.meaning for _, each in found[-1][2] if each.label} if same else set()
        if not same or (called.label and called.label.meaning in labels):
            found.append((Row(name=called.name, line=record.first.line, unit=called.unit), called.group, []))
        found[-1][2].append((pairs, called))
    readings = [one for row, group, parts in found for one in _of_row(row, group, parts)]
    agreeing = [one for reading in readings for one in agrees_with_rate(reading)]
    if len(agreeing) >= _FEWEST and sum(agreeing) * 2 < len(agreeing):
        return []
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _of_row(row: Row, group: str, parts: Sequence[tuple[Pairs, Named]]) -> list[Reading]:
    facts = [fact for pairs, called in parts for fact in facts_of(pairs, called.label)]
    return readings_of(row, facts, group)


def _is_doubtful(record: Record, way: Way) -> bool:
    """Say whether a figure was passed over, or nothing shows which of the places it is that lacks its figure."""
    if record.is_doubtful:
        return True
    told = [one for one, column in zip(record.fields, way.columns, strict=True) if column is not None]
    missing = [one is None for one in told]
    return any(missing) and not all(one.column is not None for one in told if one is not None)


def _pairs(record: Record, way: Way, calendar: NamedYears) -> Iterator[tuple[Column, Value]]:
    for at, (column, one) in enumerate(zip(way.columns, record.fields, strict=True)):
        if column is None or one is None or one.kind in {Kind.ABSENT, Kind.EMPTY}:
            continue
        told = _dated(one, record.fields[at + 1] if at + 1 < len(record.fields) else None, calendar)
        cell = told.cell if told.cell.has_figure else replace(told.cell, is_goal=True)
        yield column, Value(cell, one.line)


def _dated(one: Atom, behind: Atom | None, calendar: NamedYears) -> Slot:
    """Return a figure with the year that stands in the place behind it."""
    if behind is None or behind.kind is not Kind.YEAR or one.slot.cell.year is not None:
        return one.slot
    joined = slot(f"{one.text}({behind.text})", calendar)
    return replace(joined, line=one.line) if joined.is_figure else one.slot
