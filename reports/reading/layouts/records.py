"""Records: JSON objects, one an indicator, whose keys say what their texts and numbers are."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reports.reading.cells import Cell, read_printed
from reports.reading.dated_cells import cells_of
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.keys import (
    CURRENT,
    NO_FACT,
    OWN_YEAR,
    RATE,
    UNIT,
    asks_year,
    name_key,
    plain_key,
    role_of_key,
    year_in_key,
    years_of,
)
from reports.reading.objects import as_objects, is_year, values_in
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.years import NamedYears, PrintedYear

_YEARLY: Final = {FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE}
_BARE_YEAR: Final = re.compile(r"(?:fy|value|r|h|y|year)?_?\d{1,4}")
_OPENS: Final = re.compile(r'\ufeff?\s*(?:\{\s*(?:"|$)|\[\s*(?:[\[{]|$))')
_VALUES: Final = re.compile(r"value|amount|figure|値|数値")
_MOST_KEYS: Final = 3
_MOST_LOOKED_THROUGH: Final = 5_000_000  # lines, for keys that are written otherwise than they are read
_VALUE_KEY: Final = re.compile(r"v|val|value|値|数値|figure|amount|")


@dataclass(slots=True)
class _Lines:
    """The lines of a JSON text, walked through in the order of its keys."""

    lines: tuple[Line, ...]
    calendar: NamedYears
    at: int = 0
    left: int = _MOST_LOOKED_THROUGH
    absent: set[str] = field(default_factory=set)  # keys that stand nowhere below

    def of(self, key: str) -> Line:
        """Return the line on which a key stands next."""
        if key in self.absent:
            return self.lines[self.at]
        sign = json.dumps(key, ensure_ascii=False)
        for position in range(self.at, min(len(self.lines), self.at + self.left)):
            if sign in self.lines[position].text:
                self.left -= position - self.at
                self.at = position
                return self.lines[position]
        self.absent.add(key)
        self.left -= min(len(self.lines) - self.at, self.left)
        return self.lines[self.at]


@dataclass(slots=True)
class _Record:
    """What was found in one object."""

    name: str = ""
    unit: str = ""
    line: Line | None = None
    pairs: list[tuple[FactRole, PrintedYear | None, Cell, Line, str]] = field(default_factory=list)
    years: dict[FactRole, PrintedYear] = field(default_factory=dict)
    year: PrintedYear | None = None  # of the object itself
    has_baseline: bool = False
    dated: list[tuple[PrintedYear, Cell, Line, str]] = field(default_factory=list)  # of a year, of no role


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read a JSON text that holds a list of objects with a name and at least one figure of a known role."""
    if taken or not opens(document):
        return Harvest()
    content = values_in(document.text())
    try:
        is_keepable = "\\u0000" not in json.dumps(content, ensure_ascii=False).encode().decode()
    except (ValueError, RecursionError):  # half characters among them
        return Harvest()
    if not is_keepable or not content:
        return Harvest()
    lines = _Lines(document.lines, calendar)
    try:
        records = list(_whole(_records(as_objects(content), lines)))
    except RecursionError:  # lists in lists without end hold no indicator
        return Harvest()
    readings = [reading for record in records for reading in _readings(record)]
    return Harvest(readings, {line.number for line in document.lines})


def readings_of_rows(rows: Iterable[tuple[Mapping[str, Any], Line]], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of rows under one head, each as the object of its titles and cells."""
    records: list[_Record] = []
    for row, line in rows:
        records += _records(as_objects(dict(row)), _Lines((line,), calendar))
    return [reading for record in _whole(records) for reading in _readings(record)]


def holds(document: Document) -> bool:
    """Say whether a document is JSON, whatever it holds."""
    return opens(document) and bool(values_in(document.text()))


def opens(document: Document) -> bool:
    """Say whether a line begins as JSON does."""
    return any(_OPENS.match(line.text) for line in document.lines)


def _records(content: Any, lines: _Lines) -> Iterator[_Record]:
    """Yield what the innermost objects with a name and figures say, in the order of the text."""
    if isinstance(content, list):
        for one in content:
            yield from _records(one, lines)
    elif isinstance(content, dict):
        name = _name_of(content)
        speaks = any(_speaks(key, value, content) for key, value in content.items())
        if name is not None and speaks and not any(_holds_records(value) for value in content.values()):
            record = _Record(
                has_baseline=any(role_of_key(key, content) is FactRole.BASELINE for key in content)
            )
            _take(record, content, lines, name)
            yield record
        else:
            for value in content.values():
                yield from _records(value, lines)


def _holds_records(value: Any) -> bool:
    """Say whether a part of an object has objects in it that have a name and figures of their own."""
    if isinstance(value, list):
        return any(_holds_records(one) for one in value)
    if not isinstance(value, dict):
        return False
    named = _name_of(value) is not None and any(_speaks(key, one, value) for key, one in value.items())
    return named or any(_holds_records(one) for one in value.values())


def _name_of(content: Mapping[str, Any]) -> str | None:
    """Return the name that an object gives, itself or in the part that describes the indicator."""
    if (key := name_key(content)) is not None:
        return str(content[key])
    part = content.get("indicator")
    key = name_key(part) if isinstance(part, dict) else None
    return str(part[key]) if isinstance(part, dict) and key is not None else None


def _speaks(key: str, value: Any, content: Mapping[str, Any]) -> bool:
    """Say whether a key of an object holds figures: by its role, or as a list of objects that have one."""
    if role_of_key(key, content) or CURRENT.search(plain_key(key)):
        return True
    if not isinstance(value, list):
        return False
    rows = [one for one in value if isinstance(one, dict) and any(role_of_key(inner, one) for inner in one)]
    years = [str(one[inner]) for one in rows for inner in one if OWN_YEAR.fullmatch(plain_key(inner))]
    if len(set(years)) < len(years):
        return False  # rows of several indicators, whose names have a key that nobody knows
    return any(not name_key(one) for one in rows)


def _take(record: _Record, content: Mapping[str, Any], lines: _Lines, name: str) -> None:
    for key, value in content.items():
        line = lines.of(key)
        plain = plain_key(key)
        if value == name and not record.name:
            record.name, record.line = name, line
        elif UNIT.search(plain) and isinstance(value, str):
            record.unit = record.unit or value
        elif OWN_YEAR.fullmatch(plain) and isinstance(value, str | int):
            record.year = next(iter(years_of(value, lines.calendar)), record.year)
        elif (role := role_of_key(key, content) or _current(plain, record)) is not None:
            _of_role(record, role, (key, value), line, lines)
        elif not NO_FACT.search(plain):
            _of_no_role(record, (key, value), line, lines, name)


def _of_no_role(record: _Record, told: tuple[str, Any], line: Line, lines: _Lines, name: str) -> None:
    """Take what a key of no role holds: a figure of the year that it is, objects of years, or a part of the object."""
    key, value = told
    year = year_in_key(key) if _BARE_YEAR.fullmatch(plain_key(key)) or is_year(key) else None
    if year is not None and isinstance(value, str | int | float):
        record.dated.append((year, read_printed(str(value), lines.calendar), line, str(value)))
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and (pair := _dated_value(one)):
                _of_no_role(record, pair, line, lines, name)
            elif isinstance(one, dict):
                _of_object(record, None, one, lines, None)
    elif isinstance(value, dict):
        _take(record, value, lines, name)


def _dated_value(content: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return the year and the figure of {"year": "R5", "value": 12}, which says no role."""
    scalars = {key: one for key, one in content.items() if isinstance(one, str | int | float)}
    years = [
        str(one) for key, one in scalars.items() if OWN_YEAR.fullmatch(plain_key(key)) and is_year(str(one))
    ]
    values = [one for key, one in scalars.items() if _VALUES.fullmatch(key)]
    return (years[0], values[0]) if len(years) == len(values) == 1 and len(scalars) <= _MOST_KEYS else None


def _current(plain: str, record: _Record) -> FactRole | None:
    """Return what a present value is: the latest result beside a baseline, else the baseline."""
    if not CURRENT.search(plain) or NO_FACT.search(plain):
        return None
    return FactRole.ACTUAL if record.has_baseline else FactRole.BASELINE


def _of_role(record: _Record, role: FactRole, told: tuple[str, Any], line: Line, lines: _Lines) -> None:
    key, value = told
    year = year_in_key(key)
    if isinstance(value, list):
        for one in value:
            _of_role(record, role, (key, one), line, lines)
    elif isinstance(value, dict):
        _of_object(record, role, value, lines, year)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        if asks_year(key):
            years = years_of(value, lines.calendar)
            record.years |= {role: years[-1]} if years else {}
            return
        for cell in cells_of(str(value), lines.calendar):
            record.pairs.append((role, year, cell, line, cell.text))


def _of_object(
    record: _Record,
    role: FactRole | None,
    content: Mapping[str, Any],
    lines: _Lines,
    year: PrintedYear | None,
) -> None:
    """Read an object of one year, whose figure has the given role or whose keys say theirs, or one of many years."""
    told: set[FactRole] = set()
    for key, value in content.items():
        if asks_year(key) and isinstance(value, str | int) and (years := years_of(value, lines.calendar)):
            year = years[-1]
    for key, value in content.items():
        line, plain = lines.of(key), plain_key(key)
        if UNIT.search(plain) and isinstance(value, str):
            record.unit = record.unit or value
        elif (own := year_in_key(key)) and isinstance(value, dict):
            _of_object(record, role_of_key(key, content) or role, value, lines, own)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            said = (
                FactRole.RATE if RATE.search(plain) and isinstance(value, str) else role_of_key(key, content)
            )
            said = role if said is None and (own or _VALUE_KEY.fullmatch(plain)) else said
            if said is not None and (own or said not in told) and not asks_year(key):
                told.add(said)
                record.pairs.append(
                    (said, own or year, read_printed(str(value), lines.calendar), line, str(value))
                )


def _whole(records: Iterable[_Record]) -> Iterator[_Record]:
    """Yield records; of one name there is one for each year where each says its own, or one for each role of
    theirs: they are put together.

    The year of a record alone is that of its publication as well as that of its figures.
    """
    found: dict[tuple[str, str], list[_Record]] = {}
    for one in records:
        found.setdefault((one.name, one.unit), []).append(one)
    for several in found.values():
        marks = [(one.year.year, role) for one in several if one.year for role, *_ in one.pairs]
        is_dated = all(one.year for one in several) and len({year for year, _ in marks}) > 1
        if not (is_dated and len(set(marks)) == len(marks)) and not _by_role(several):
            yield from several
            continue
        pairs = [
            (role, year or (one.year if _is_of_year(role, one) else None), cell, line, text)
            for one in several
            for role, year, cell, line, text in one.pairs
        ]
        yield replace(several[0], pairs=pairs)


def _by_role(several: Sequence[_Record]) -> bool:
    """Say whether each record holds figures of one role, all of another one: a row of targets, a row of results."""
    roles = [{role for role, *_ in one.pairs} for one in several]
    return len(several) > 1 and all(len(one) == 1 for one in roles) and len(set.union(*roles)) == len(roles)


def _is_of_year(role: FactRole, record: _Record) -> bool:
    """Say whether a figure is of the year of its record: a baseline only where nothing else is in it."""
    return role in _YEARLY or {one for one, *_ in record.pairs} == {role}


def _with_results(record: _Record) -> None:
    """Take figures of years alone as results, if the targets of the object are all of later years."""
    aims = [
        year or record.years.get(role) or cell.year
        for role, year, cell, *_ in record.pairs
        if role is FactRole.TARGET
    ]
    years = [year.year for year, *_ in record.dated]
    if aims and years and all(aim is not None and aim.year > max(years) for aim in aims):
        record.pairs += [(FactRole.ACTUAL, *one) for one in record.dated]


def _readings(record: _Record) -> Iterator[Reading]:
    if record.line is None or not record.name:
        return
    _with_results(record)
    row = Row(name=record.name, line=record.line, unit=record.unit)
    pairs: Pairs = []
    for role, year, cell, line, text in record.pairs:
        column = Column(role=role, year=year or record.years.get(role), words="")
        pairs.append((column, Value(replace(cell, text=text), line)))
    if not any(year or role in record.years or cell.year for role, year, cell, _, _ in record.pairs):
        return  # figures without any year say nothing that could be loaded
    for reading in readings_of(row, facts_of(pairs, None)):
        facts = tuple(_once(reading.facts))
        yield replace(reading, facts=tuple(fact.sure(Confidence.LIKELY) for fact in facts))


def _once(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Leave out what two keys say alike."""
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        mark = (fact.role, fact.year, fact.value, fact.text)
        if mark not in seen:
            seen.add(mark)
            yield fact
