"""What the records under a head say: each figure to its column where one way only fits all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import DERIVED, Confidence, FactRole, Reading
from reports.reading.figures import SHARES
from reports.reading.induction.head_ways import Columns, Titles, titles_of, ways
from reports.reading.induction.labelled_tables import labelled
from reports.reading.induction.naming import cell_of, is_name, names_of, unit_of
from reports.reading.induction.records import Part, Record, usual
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact

_FEWEST: Final = 2
_FEWEST_SURE: Final = 3
_MOST_OWN: Final = 3  # a start, a result and an aim without a head
_COSTS: Final = re.compile(r"歳入|歳出|予算|決算|人件費|事業費|経費|一般財源|コスト|財源|交付金|負担金")
_NO_NAME: Final = re.compile(r"[\d\s()（）.,%％:：/／-]*|計|合計")
_LONGEST_NAME: Final = 90
_LONGEST_UNIT: Final = 5
_MOST_HEAD: Final = (
    60  # rows, or cells that stand one a line: of a text that goes on like a head, the last ones
)


def told(part: Part, rest: FactRole | None, *, are_cells: bool) -> list[Reading]:
    """Return the indicators of a part whose records agree with each other and with the head."""
    if sum(record.label is not None for record in part.records) * 3 > len(part.records):
        return labelled(part, are_cells=are_cells)
    counts = [len(record.values) for record in part.records]
    goals = [len(record.values) + bool(record.goals) for record in part.records]
    for count in dict.fromkeys((usual(counts), usual(goals))):
        records = [replace(record, values=record.filled(count)) for record in part.records]
        same = [record for record in records if len(record.values) == count]
        if len(same) < _FEWEST or len(same) * 2 < len(records) or not count:
            continue
        if found := _one_way(same, part, count, rest):
            titles, way = found
            return list(_readings(same, titles, way, are_cells=are_cells))
    return _untitled(part.records, are_cells=are_cells)


def _one_way(
    records: Sequence[Record], part: Part, count: int, rest: FactRole | None
) -> tuple[Titles, Columns] | None:
    """Return the only way in which a head, or its last rows, has columns for some records."""
    head = part.head[-_MOST_HEAD:]
    for begin in range(len(head)):
        titles = titles_of(head[begin:])
        found = [way for way in ways(titles, count, rest) if _is_sound(way, records)]
        if len(found) == 1:
            return titles, found[0]
    return None


def _untitled(records: Sequence[Record], *, are_cells: bool) -> list[Reading]:
    """Return the indicators of rows without a head: a present and a later figure, or goal, each with its own year.

    What is dated between them is a result, where the last figures are goals at times (30件以上, 全国平均以上).
    """
    for count in dict.fromkeys((_FEWEST, usual([len(record.filled(_MOST_OWN)) for record in records]))):
        rows = [replace(record, values=record.filled(count)) for record in records]
        rows = [row for row in rows if len(row.values) == count and _goes_on(row.values)]
        is_promised = count == _FEWEST or any(_is_bound(row.values[-1]) for row in rows)
        if count >= _FEWEST and len(rows) >= _FEWEST_SURE and len(rows) * 2 >= len(records) and is_promised:
            between = [Column(role=FactRole.ACTUAL)] * (count - _FEWEST)
            columns = (Column(role=FactRole.BASELINE), *between, Column(role=FactRole.TARGET))
            return list(_readings(rows, Titles((), (), ()), columns, are_cells=are_cells))
    return []


def _goes_on(values: Sequence[Slot]) -> bool:
    """Say whether each figure has a year of its own that is later than that before it."""
    years = [one.cell.year.year if one.cell.year else None for one in values]
    return all(before and after and before < after for before, after in pairwise(years))


def _is_bound(one: Slot) -> bool:
    """Say whether a figure is one to be reached: a goal in words, or at least or at most so many."""
    return one.cell.is_goal or any(entry.figure.comparator for entry in one.cell.entries)


def _readings(
    records: Sequence[Record], titles: Titles, columns: Columns, *, are_cells: bool
) -> Iterator[Reading]:
    namer = names_of(records, titles, are_cells=are_cells)
    sure = Confidence.LIKELY if len(records) >= _FEWEST_SURE else Confidence.UNSURE
    read = [
        reading
        for record, (name, group) in zip(records, namer, strict=True)
        if is_name(name)
        for reading in _reading(record, name, group, columns)
    ]
    agreeing = [one for reading in read for one in agrees_with_rate(reading)]
    if len(agreeing) >= _FEWEST and sum(agreeing) * 2 < len(agreeing):
        return
    for one in read:
        yield replace(one, facts=tuple(fact.sure(sure) for fact in one.facts))


def _reading(record: Record, name: str, group: str, columns: Columns) -> list[Reading]:
    told = [
        (column, one)
        for column, one in zip(columns, record.values, strict=True)
        if column is not None and column.role is not None
    ]
    counted = [one for column, one in told if column.role not in DERIVED and one.is_figure]
    if (
        counted and not _is_share(counted[0]) and not _of_shares(record)
    ):  # a share behind counts is none of them
        told = [(column, one) for column, one in told if one not in counted or not _is_share(one)]
    pairs: Pairs = [(column, Value(cell_of(one), one.line or record.line)) for column, one in told]
    row = Row(name=name, line=record.line, unit=unit_of(record))
    return readings_of(row, facts_of(pairs, None), group)


def _of_shares(record: Record) -> bool:
    """Say whether the unit of a record, beside its name, is that of shares."""
    return any(compact(one.text).strip("()（）") in SHARES for one in record.lead if one.is_unit)


def _is_sound(columns: Columns, records: Sequence[Record]) -> bool:
    """Say whether figures of one record are counted alike and years in cells are not against those of the head."""
    alike = agreeing = dated = 0
    for record in records:
        counted = [
            one
            for column, one in zip(columns, record.values, strict=True)
            if column is not None and column.role not in DERIVED and one.is_figure
        ]
        shares = {_is_share(one) for one in counted if _has_unit(one)}
        shares |= {compact(one.text).strip("()（）") in SHARES for one in record.lead if one.is_unit}
        alike += len(shares) < 2
        for column, one in zip(columns, record.values, strict=True):
            if column is not None and column.year is not None and one.cell.year is not None:
                dated += 1
                agreeing += abs(one.cell.year.year - column.year.year) <= 2
    return alike * 5 >= len(records) * 4 and agreeing * 2 >= dated


def _has_unit(one: Slot) -> bool:
    return any(entry.figure.unit for entry in one.cell.entries)


def _is_share(one: Slot) -> bool:
    return any(entry.figure.unit in SHARES for entry in one.cell.entries)
