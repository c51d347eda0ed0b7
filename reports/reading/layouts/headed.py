"""Names with the lines of their years below or behind them: targets, starts and results, one or several in a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.aims import speaks_of_aims
from reports.reading.cells import Cell, CellFigure
from reports.reading.dated_items import DatedLine, Item
from reports.reading.dated_records import DatedRecord, records_in
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.legends import noted_years, relative_years
from reports.reading.long_lines import in_pieces
from reports.reading.plans import evaluated_year, target_year
from reports.reading.present import announced_year, present_year
from reports.reading.said_records import in_one_unit, kind_of
from reports.reading.stacked_values import with_values_beside
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, full_name, readings_of
from reports.reading.wording import named
from reports.reading.years import NamedYears, PrintedYear

_ACCOUNTS: Final = re.compile(r"予算|決算|歳入|歳出")
_ROLES: Final = (FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL, FactRole.ANNUAL_ACTUAL)
_WORDS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶー]{2}|[A-Za-z]{3}")
_FEWEST: Final = 2
_SURE: Final = 3

Told = tuple[Item, Line]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read names with dated figures, if two at least have a target, or a start and a result."""
    if _ACCOUNTS.search(document.text()) and not speaks_of_aims(document.text()):
        return Harvest()  # what a budget spreads over years nobody has promised
    left = [one for one in document.lines if one.number not in taken and one.text.strip()]
    beside = with_values_beside(left, calendar)
    lines = [piece for one in beside if one.text.strip() for piece in in_pieces(one, calendar)]
    present = present_year(document, calendar)
    evaluated = evaluated_year(document, calendar) or announced_year(document, calendar)
    records = list(
        records_in(
            lines, calendar, noted_years(document.lines, calendar, present) | relative_years(evaluated)
        )
    )
    present = max([present or 0, *_counted(records)]) or None
    year, last = _year_of_aims(records), target_year(document, calendar)
    aimed = set(_years_of_aims(records)) if present is None else set()
    dated = [
        _in_year(record, evaluated, year or (last.year if last and _is_dated(record) else evaluated))
        for record in records
    ]
    told = [one for record in dated for one in _series(_with_aims(record, aimed), present)]
    whole = [one for one in told if _is_whole(one[1])]
    if len(whole) < _FEWEST:
        return Harvest()
    more = [
        one for one in told if not _is_whole(one[1]) and (_is_course(one[1], one[0][1]) or _goal(one[0][1]))
    ]
    sure = Confidence.LIKELY if len(whole) >= _SURE else Confidence.UNSURE
    readings = [
        reading
        for (name, record), facts in sorted((*whole, *more), key=lambda one: one[0][1].line.number)
        for reading in _readings(name, record, facts, sure)
    ]
    return Harvest(readings, {line.number for one in (*whole, *more) for _, line in one[1]})


def _year_of_aims(records: Sequence[DatedRecord]) -> int | None:
    """Return the year of all targets that have one, if it is one."""
    years = set(_years_of_aims(records))
    return years.pop() if len(years) == 1 else None


def _years_of_aims(records: Sequence[DatedRecord]) -> Iterator[int]:
    for record in records:
        for line in record.lines:
            yield from (one.year.year for one in line.items if one.role is FactRole.TARGET and one.year)


def _with_aims(record: DatedRecord, aimed: set[int]) -> DatedRecord:
    """Return a record whose arrows lead to a target where they end in a year of other ones' targets."""
    for line in record.lines:
        if line.has_arrows and (last := line.items[-1]).role is None and last.year:
            role = FactRole.TARGET if last.year.year in aimed else None
            line.items = [*line.items[:-1], replace(last, role=role)]
    return record


def _goal(record: DatedRecord) -> str:
    """Return what a record of one start aims at in words."""
    items = [one for line in record.lines for one in line.items]
    goals = [line.goal for line in record.lines if line.goal]
    is_start = len(items) == 1 and items[0].role is FactRole.BASELINE
    return goals[0] if is_start and len(goals) == 1 else ""


def _in_year(record: DatedRecord, evaluated: int | None, aims: int | None) -> DatedRecord:
    """Return a record whose figures without any year have the one that its heading or the document gives them.

    Where all other targets are of one year, those without are of it.
    """
    items = [one for line in record.lines for one in line.items if one.role in {None, *_ROLES}]
    is_compared = any(one.role is FactRole.TARGET for one in items)
    told = record.year.year if record.year else evaluated if is_compared else None
    undated = [one for one in items if one.year is None and one.role is None]
    if told is None or len(undated) > 1 or (undated and not record.year and not is_compared):
        return record
    for line in record.lines:
        line.items = [
            one if one.year else replace(one, year=_year(one, told, aims or evaluated)) for one in line.items
        ]
    return record


def _is_dated(record: DatedRecord) -> bool:
    """Say whether all that was counted has its year: an aim without one is of another, the plan's last."""
    items = [one for line in record.lines for one in line.items if one.role is not FactRole.TARGET]
    return bool(items) and all(one.year for one in items)


def _year(item: Item, told: int, aims: int | None) -> PrintedYear | None:
    """Return the year of a figure without one; what a heading dates was counted then, and is no aim of that year."""
    year = aims if item.role is FactRole.TARGET else told
    return None if year is None else PrintedYear(year, is_calendar=False, start=0, end=0)


def _counted(records: Sequence[DatedRecord]) -> Iterator[int]:
    """Yield the years of what is called a result."""
    for record in records:
        for line in record.lines:
            yield from (one.year.year for one in line.items if one.role is FactRole.ACTUAL and one.year)


def _series(record: DatedRecord, present: int | None) -> Iterator[tuple[tuple[str, DatedRecord], list[Told]]]:
    """Yield the figures of a record by their labels, each with its role, if all have a year and agree in their unit."""
    series: dict[str, list[Told]] = {}
    last = ""
    for line in record.lines:
        labels = {one.label for one in line.items}
        last = (
            line.items[0].label
            if len(labels) == 1 and line.items[0].label
            else last
            if labels == {""}
            else ""
        )
        for one in _with_starts(line):
            series.setdefault(one.label or last, []).append((one, line.line))
    for label, told in series.items():
        found = _with_roles(told, present)
        if found and _WORDS.search(record.name):
            yield (f"{record.name} {label}".strip(), record), found


def _with_starts(line: DatedLine) -> list[Item]:
    """Return the figures of a line; the first of a chain of arrows is the start, but where years follow each other."""
    items = [one for one in line.items if one.role in {None, *_ROLES}]
    if line.begins_absent:
        return items
    first = items[:_FEWEST]
    if not line.has_arrows or len(first) < _FEWEST or first[0].role or not all(one.year for one in first):
        return items
    years = [one.year.year for one in first if one.year]
    is_course = years[1] - years[0] == 1 and len(items) > _FEWEST
    return items if is_course else [replace(first[0], role=FactRole.BASELINE), *items[1:]]


def _with_roles(told: Sequence[Told], present: int | None) -> list[Told]:
    """Return figures with a role each: what was counted until now are results, what comes is promised."""
    told = _in_one_unit(told)
    units = {one.figure.unit for one, _ in told if one.figure.unit}
    if any(one.year is None for one, _ in told) or len(units) > 1:
        return []
    aims = [one.year.year for one, _ in told if one.role is FactRole.TARGET and one.year]
    found: list[Told] = []
    for one, line in told:
        year = one.year.year if one.year else 0
        role = one.role
        if role is None and present is not None and year > present:
            role = FactRole.TARGET
        elif role is None and (present is not None or (aims and year <= max(aims))):
            role = FactRole.ACTUAL
        if role is None:
            return []
        found.append((replace(one, role=role), line))
    marks = {(one.role, one.year.year if one.year else 0): one.figure.value for one, _ in found}
    is_single = all(marks[one.role, one.year.year if one.year else 0] == one.figure.value for one, _ in found)
    starts = {one.figure.value for one, _ in found if one.role is FactRole.BASELINE}
    return found if is_single and len(starts) < _FEWEST else []


def _in_one_unit(told: Sequence[Told]) -> list[Told]:
    """Return figures in one unit where they are printed in several sizes of it: 38万㎥ beside 335,000㎥."""
    figures = [one.figure for one, _ in told]
    if len({kind_of(one.unit) for one in figures}) > 1:
        return list(told)
    return [
        (replace(one, figure=figure), line)
        for (one, line), figure in zip(told, in_one_unit(figures), strict=True)
    ]


def _is_whole(told: Sequence[Told]) -> bool:
    """Say whether something was promised, or something counted from a start."""
    roles = {one.role for one, _ in told}
    return FactRole.TARGET in roles or {FactRole.BASELINE, FactRole.ACTUAL} <= roles


def _is_course(told: Sequence[Told], record: DatedRecord) -> bool:
    """Say whether something was counted in several years, or in the one that its heading gives."""
    return len(told) >= _FEWEST or (record.year is not None and bool(told[0][0].figure.unit))


def _readings(name: str, record: DatedRecord, told: Sequence[Told], sure: Confidence) -> Iterator[Reading]:
    pairs: Pairs = []
    for one, line in told:
        cell = Cell(text=one.figure.text, entries=(CellFigure(figure=one.figure),))
        pairs.append((Column(role=one.role, year=one.year), Value(cell, line)))
    if goal := _goal(record):
        pairs.append((Column(role=FactRole.TARGET), Value(Cell(text=goal, is_goal=True), told[0][1])))
    row = Row(name=name, line=record.line)
    whole = full_name(name, record.group) if record.group else name
    whole = f"{named(record.group)} {name}" if whole != named(name) and record.group else name
    for reading in readings_of(row, facts_of(pairs, None)):
        yield replace(reading, name=whole, facts=tuple(fact.sure(sure) for fact in reading.facts))
