"""From a document to its tables, and from each table to what it says."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import ASIDE, Confidence, FactRole, Reading
from reports.reading.induction.naming import is_name
from reports.reading.slots import Slot, slot
from reports.reading.solving.apart import cuts_apart
from reports.reading.solving.evidence import weighed_ways, with_differences, with_sums
from reports.reading.solving.heads import ways_of
from reports.reading.solving.items import items_of
from reports.reading.solving.kinds import Kind
from reports.reading.solving.naming import Labels, Named, label_of, labels_of, names_of
from reports.reading.solving.records import Cut, Record, cut_best
from reports.reading.solving.regions import Caption, Table
from reports.reading.solving.stream import Atom
from reports.reading.solving.ways import MARGIN, MOST_COST, Known, Way
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other, Title, meaning_of, split_title
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_FEWEST_SURE: Final = 3
_SMALL: Final = 100
_MOST_DOUBTFUL: Final = 0.4
_MOST_STRANGERS: Final = 1
_COUNTS: Final = re.compile(r"(?:指標|項目|KPI|目標)の?数$")  # 達成した指標の数
_MOST_CUTS: Final = 3
_MOST_WORTH: Final = 5.0  # of a head


Cell = tuple[int, float | None]  # its line, and which one it is there


@dataclass(frozen=True, slots=True)
class Solution:
    """How a table is read: its records, the columns of its head, the labels of its rows."""

    cut: Cut
    way: Way
    labels: Labels
    has_units: bool
    crowded: frozenset[Cell] = frozenset()

    @property
    def worth(self) -> float:
        return -self.cut.cost - self.way.cost * _FEWEST

    def records(self) -> list[Record]:
        return [record for body in self.cut.records for record in body]


def told(table: Table, known: Known, calendar: NamedYears, *, speaks: bool) -> tuple[list[Reading], set[int]]:
    """Return what a table says, and its lines; nothing where no way to read it is much better than all others."""
    ways = _solutions(table, known, calendar, speaks=speaks)
    best = max(ways, key=lambda one: one.worth, default=None)
    if best is None:
        return [], set()
    every = best.records()
    best = replace(best, way=with_differences(with_sums(best.way, every), every), crowded=_crowded(every))
    if sum(_is_doubtful(one, best) for one in every) > _MOST_DOUBTFUL * len(every):
        return [], set()
    if not (_has_years(best.way, known) or best.labels or _are_dated(every)):
        return [], set()
    readings = [
        reading
        for records, caption in zip(best.cut.records, table.captions, strict=True)
        for reading in _readings(records, caption, best, calendar)
    ]
    if len(readings) < _FEWEST and not best.labels:
        return [], set()
    return readings, {one.line.number for record in every for one in _atoms(record)}


def _solutions(table: Table, known: Known, calendar: NamedYears, *, speaks: bool) -> Iterator[Solution]:
    """Yield the ways to cut a table into records above which one way to read its head is clearly the best."""
    items = items_of(table.head, calendar)
    running = any(body and body[0].line is table.head[-1].line for body in table.bodies)
    has_units = any(one.slot.title is not None and one.slot.title.meaning is Other.UNIT for one in table.head)
    best = 0.0
    for one in (*cut_best(table.bodies, table.head)[:_MOST_CUTS], *cuts_apart(table.bodies, table.above)):
        records = [record for body in one.records for record in body]
        if len(records) < _FEWEST or one.cost >= 0 or _MOST_WORTH - one.cost < best:
            continue
        labels = labels_of(records, calendar)
        labels = labels if _are_labelled(records, labels) else {}
        here = replace(known, is_labelled=bool(labels), dated=_dated_fields(records, len(one.pattern)))
        found = ways_of(items, one.pattern, here, one.places, is_running=running)
        way = _clear(weighed_ways(found, records), one.pattern)
        if way is not None and (speaks or _aims(way, labels)):
            solution = Solution(one, way, labels, has_units)
            best = max(best, solution.worth)
            yield solution


def _has_years(way: Way, known: Known) -> bool:
    """Say whether a column has a year, or the document says which year it evaluates."""
    return known.evaluated is not None or any(one is not None and one.year for one in way.columns)


def _are_dated(records: Sequence[Record]) -> bool:
    """Say whether most rows have a year of their own, before their figures or in them."""
    dated = [
        any(one.kind is Kind.YEAR for one in record.lead)
        or any(one is not None and one.slot.cell.year is not None for one in record.fields)
        for record in records
    ]
    return sum(dated) * 2 > len(dated)


def _aims(way: Way, labels: Labels) -> bool:
    """Say whether a target is told: by a column, or by the labels of rows."""
    roles = {one.role for one in way.columns if one is not None}
    return FactRole.TARGET in roles | {label.meaning for label in labels.values()}


def _clear(ways: Sequence[Way], pattern: str) -> Way | None:
    """Return the best way if it is good; where another is nearly as good, without the columns they differ in.

    Where that is most of them, nobody knows.
    """
    if not ways or ways[0].cost > MOST_COST * len(pattern):
        return None
    columns = list(ways[0].columns)
    for other in ways[1:]:
        if other.cost - ways[0].cost >= MARGIN:
            break
        pairs = zip(ways[0].said(), other.said(), strict=True)
        columns = [
            one if mine == theirs else None for one, (mine, theirs) in zip(columns, pairs, strict=True)
        ]
    known, left = (sum(one is not None for one in some) for some in (ways[0].columns, columns))
    is_most = left * 2 >= known and left * 2 >= pattern.count("F")
    return replace(ways[0], columns=tuple(columns)) if left and is_most else None


def _are_labelled(records: Sequence[Record], labels: Labels) -> bool:
    """Say whether most rows have a label, and not all the same."""
    meanings = {label.meaning for label in labels.values()}
    rows = sum(label_of(one, labels) is not None for one in records)
    both = {FactRole.TARGET, FactRole.ACTUAL} <= meanings
    return len(meanings) > 1 and rows * (3 if both else 2) > len(records)


def _dated_fields(records: Sequence[Record], width: int) -> frozenset[int]:
    """Return the fields of which most figures have a year in their own cell."""
    found = set()
    for at in range(width):
        cells = [one.slot.cell for record in records if (one := record.fields[at]) and one.slot.cell.entries]
        if sum(cell.year is not None for cell in cells) * 2 > len(cells):
            found.add(at)
    return frozenset(found)


def _atoms(record: Record) -> list[Atom]:
    return [*record.lead, *(one for one in record.fields if one is not None)]


def _readings(
    records: Sequence[Record], caption: Caption, solution: Solution, calendar: NamedYears
) -> list[Reading]:
    """Return the indicators of some records; nothing where printed rates are mostly not theirs."""
    sure = Confidence.LIKELY if len(records) >= _FEWEST_SURE else Confidence.UNSURE
    readings = [
        one
        for row, group, parts in _rows(records, caption, solution, calendar)
        for one in _of_row(row, group, parts)
    ]
    agreeing = [one for reading in readings for one in agrees_with_rate(reading)]
    if len(agreeing) >= _FEWEST and sum(agreeing) * 2 < len(agreeing):
        return []
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


Parts = list[tuple[Pairs, Named]]


def _rows(
    records: Sequence[Record], caption: Caption, solution: Solution, calendar: NamedYears
) -> list[tuple[Row, str, Parts]]:
    """Return the rows that name indicators, each with its group and what it says, labelled rows together."""
    labels = solution.labels
    names = names_of(records, caption, labels, has_units=solution.has_units)
    found: list[tuple[Row, str, Parts]] = []
    for record, called in zip(records, names, strict=True):
        if not _may_be_name(called.name, calendar) or _is_doubtful(record, solution):
            continue
        pairs = [
            (column, value)
            for column, value in _pairs(record, _with_year_of(record, solution.way), calendar)
            if called.label is None or _may_label(called.label, column)
        ]
        if not pairs:
            continue
        same = bool(found and labels) and found[-1][0].name == called.name
        roles = {each.label.meaning for _, each in found[-1][2] if each.label} if same else set()
        if not same or (called.label and called.label.meaning in roles):
            found.append((Row(name=called.name, line=record.first.line, unit=called.unit), called.group, []))
        found[-1][2].append((pairs, called))
    return found


def _may_label(label: Title, column: Column) -> bool:
    """Say whether a row's label can be of a column: rates are of none, a start has no target."""
    is_start = column.role is FactRole.BASELINE
    is_dated = is_start or column.year is not None
    return is_dated and column.role not in ASIDE and not (is_start and label.meaning is not FactRole.ACTUAL)


def _may_be_name(name: str, calendar: NamedYears) -> bool:
    """Say whether words name an indicator: no title, no count of indicators, no costs."""
    is_title = isinstance(meaning_of(name), FactRole) or split_title(name, calendar) is not None
    return is_name(name) and not is_title and not _COUNTS.search(name)


def _of_row(row: Row, group: str, parts: Sequence[tuple[Pairs, Named]]) -> list[Reading]:
    facts = [fact for pairs, called in parts for fact in facts_of(pairs, called.label)]
    return readings_of(row, facts, group)


def _is_doubtful(record: Record, solution: Solution) -> bool:
    """Say whether a figure was passed over, or nothing shows which of the places it is that lacks its figure."""
    if record.is_doubtful or record.strangers > _MOST_STRANGERS or _holds_others(record):
        return True
    columns = solution.way.columns
    shown = [one for one, column in zip(record.fields, columns, strict=True) if column is not None]
    if any((one.line.number, one.column) in solution.crowded for one in shown if one is not None):
        return True
    placed = solution.cut.places and all(one.column is not None for one in shown if one is not None)
    return not placed and any(one is None for one in shown)


def _crowded(records: Sequence[Record]) -> frozenset[Cell]:
    """Return the cells between signs that hold several figures: parts of one thing, 男 25.7% 女 8.6%."""
    figures = [one for record in records for one in record.fields if one and one.kind is Kind.FIGURE]
    cells = Counter((one.line.number, one.column) for one in figures if one.is_divided)
    return frozenset(cell for cell, count in cells.items() if count > 1)


def _holds_others(record: Record) -> bool:
    """Say whether a figure with a unit stands before the name, or a small bare number among figures with units."""
    before = [one.slot.cell for one in record.lead if one.kind is Kind.FIGURE]
    if any(cell.year or any(entry.figure.unit for entry in cell.entries) for cell in before):
        return True
    figures = [one.slot.cell.entries[0].figure for one in record.fields if one and one.slot.cell.entries]
    bare = [one for one in figures if not one.unit]
    return len(bare) == 1 and len(figures) > _FEWEST and 0 < bare[0].value < _SMALL and bare[0].value % 1 == 0


def _with_year_of(record: Record, way: Way) -> Way:
    """Return a way whose columns have the year that stands before the figures of a row, where no title has one."""
    years = [one.slot.year for one in record.lead if one.kind is Kind.YEAR]
    if len(years) != 1 or any(one is not None and one.year for one in way.columns):
        return way
    return replace(way, columns=tuple(one and replace(one, year=years[0]) for one in way.columns))


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
