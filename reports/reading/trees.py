"""JSON as a tree: the keys above a value, and what stands beside it, say whose figure it is, its role and its year."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.keys import (
    CURRENT,
    FORMER,
    NO_FACT,
    RATE,
    REVISED,
    SPAN_OF_PLAN,
    UNIT,
    asks_year,
    is_own_year,
    name_key,
    plain_key,
    role_of_key,
    role_of_year,
    year_in_key,
    years_of,
)
from reports.reading.objects import is_year
from reports.reading.printed_values import parts_of, spans_of
from reports.reading.years import NamedYears, PrintedYear

_BARE_YEAR: Final = re.compile(r"(?:fy|value|r|h|y|year)?_?\d{1,4}")
_VALUE_KEY: Final = re.compile(
    r"v|vals?|values?|figures?|amount|num|number|text|raw|printed|値|数値|数|量|値_.*|"
)
_PART: Final = re.compile(r"(?:indicator|kpi|metric|指標|評価指標|成果指標)")

_DEEPEST: Final = 6  # levels between an indicator and its figures

Content = Mapping[str, Any]
Where = Callable[[str, Any], Line]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a record: its role and year as far as the keys say them, and the words in which it is printed."""

    role: FactRole | None
    year: PrintedYear | None
    cell: Cell
    line: Line
    text: str

    @property
    def own_year(self) -> int | None:
        """The year that the figure is of: that in the cell before that of the keys."""
        year = self.cell.year or self.year
        return year.year if year else None


@dataclass(slots=True)
class Record:
    """What an object says of one indicator; `year` is that of the object itself."""

    name: str
    line: Line | None = None  # of the name
    unit: str = ""
    year: PrintedYear | None = None
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """What the keys above a value, and those beside these, say of it."""

    role: FactRole | None = None
    year: PrintedYear | None = None
    years: Mapping[FactRole, PrintedYear] = field(default_factory=dict)  # of all figures of a role
    unit: str = ""
    has_start: bool = False

    @property
    def is_of_figure(self) -> bool:
        """Whether the keys above say so much that the value beside them is a figure."""
        return self.role is not None or self.year is not None


class Tree:
    """Walks through JSON in the order of its text."""

    def __init__(self, calendar: NamedYears, where: Where) -> None:
        self.calendar = calendar
        self.where = where
        self.known: dict[int, bool] = {}  # of the objects by where they lie: each is looked through once

    def records(self, content: Any, place: Place) -> Iterator[Record]:
        """Yield what the innermost objects with a name and figures say."""
        if isinstance(content, list):
            for one in content:
                yield from self.records(one, place)
        elif isinstance(content, dict):
            if holds_figures(content) and not any(map(self._holds_records, content.values())):
                yield self._record(content, place)
                return
            here = self._beside(content, place)
            for key, value in content.items():
                if isinstance(value, list | dict):
                    yield from self.records(value, replace(here, year=year_in_key(key) or place.year))

    def _holds_records(self, value: Any) -> bool:
        """Say whether a part of an object has objects in it that are of indicators."""
        if isinstance(value, list):
            return any(self._holds_records(one) for one in value)
        if not isinstance(value, dict):
            return False
        if id(value) not in self.known:
            within = [self._holds_records(one) for one in value.values()]
            self.known[id(value)] = any(within) or holds_figures(value)
        return self.known[id(value)]

    def _record(self, content: Content, place: Place) -> Record:
        name = str(name_of(content))
        start = any(role is FactRole.BASELINE for role in roles_in(content))
        here = replace(self._beside(content, place), has_start=start)
        record = Record(name, None, here.unit, here.year or place.year)
        record.told += self._figures(content, replace(here, year=None), record)
        record.unit = record.unit or _unit_in(content)
        return record

    def _beside(self, content: Content, place: Place) -> Place:
        """Return the place of what is in an object: its own year, unit and years of roles are of all in it."""
        years, year, unit = dict(place.years), None, place.unit
        for key, value in content.items():
            if UNIT.search(plain_key(key)) and isinstance(value, str):
                unit = value
            if not isinstance(value, str | int) or isinstance(value, bool) or not asks_year(key):
                continue
            role = role_of_year(key, content)
            found = years_of(value, self.calendar)
            if not found or SPAN_OF_PLAN.search(plain_key(key)):
                continue
            if role is not None:
                years[role] = found[-1]
            elif CURRENT.search(plain_key(key)):
                years.setdefault(FactRole.ACTUAL, found[-1])
                years.setdefault(FactRole.BASELINE, found[-1])
            elif is_own_year(key) or year is None:
                year = found[-1]
        return replace(place, year=year, years=years, unit=unit)

    def _figures(self, content: Content, place: Place, record: Record) -> Iterator[Told]:
        """Yield the figures of an object in the order of its keys."""
        only, said = _only_value(content), set[tuple[FactRole | None, int | None]]()
        for key, value in content.items():
            line, below = self.where(key, value), self._below(key, content, place)
            if value == record.name:
                record.line = record.line or line
                continue
            if _says_no_figure(key) or _is_former(key, content, place):
                continue
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    here = self._beside(one, below)
                    yield from self._figures(one, replace(here, year=here.year or below.year), record)
                elif _is_scalar(one) and (
                    self._speaks(key, content, below, place) or (key == only and below.is_of_figure)
                ):
                    mark = (below.role, below.year.year if below.year else None)
                    if mark in said and not isinstance(value, list) and not self._role(key, content, place):
                        continue  # 12 and "12 人" of one figure
                    said.add(mark)
                    yield from self._told(below, str(one), line)

    def _below(self, key: str, content: Content, place: Place) -> Place:
        role = self._role(key, content, place)
        return replace(place, role=role or place.role, year=year_in_key(key) or place.year)

    def _role(self, key: str, content: Content, place: Place) -> FactRole | None:
        """Return the role that a key says by itself; what is now is a result beside a start."""
        if RATE.search(plain_key(key)):
            return FactRole.RATE
        role = role_of_key(key, content)
        if role is None and CURRENT.search(plain_key(key)) and not NO_FACT.search(plain_key(key)):
            return FactRole.ACTUAL if place.has_start else FactRole.BASELINE
        return role

    def _speaks(self, key: str, content: Content, below: Place, place: Place) -> bool:
        """Say whether the value of a key is a figure: its key says so, or it is the value of an object that does."""
        if asks_year(key) or UNIT.search(plain_key(key)):
            return False
        own = _BARE_YEAR.fullmatch(plain_key(key)) or is_year(key)
        if own or below.role is not place.role or self._role(key, content, place) is not None:
            return True
        is_value = bool(_VALUE_KEY.fullmatch(plain_key(key)))
        is_value = is_value or (below.role is FactRole.TARGET and bool(REVISED.search(plain_key(key))))
        return (is_value and below.is_of_figure) or bool(spans_of(key))

    def _told(self, place: Place, text: str, line: Line) -> Iterator[Told]:
        """Yield the figures of a text: of one year, of several, or before and behind an arrow."""
        for said, part in parts_of(text, self.calendar):
            role = said or place.role
            year = place.year or (place.years.get(role) if role else None)
            yield Told(role, year, read_printed(part, self.calendar), line, text)


def name_of(content: Content) -> str | None:
    """Return the name that an object gives, itself or in the part that describes the indicator."""
    if (key := name_key(content)) is not None:
        return str(content[key])
    for key, part in content.items():
        if isinstance(part, dict) and _PART.fullmatch(plain_key(key)) and (own := name_key(part)):
            return str(part[own])
    return None


def holds_figures(content: Content) -> bool:
    """Say whether an object is of an indicator: it has a name, and figures with a role, a year or both."""
    return name_of(content) is not None and any(True for _ in roles_in(content))


def roles_in(content: Content, depth: int = 0) -> Iterator[FactRole | None]:
    """Yield the roles that the keys of an object say, and None for years alone; lists of indicators are none of it."""
    if depth > _DEEPEST:
        return
    for key, value in content.items():
        if _says_no_figure(key) or (asks_year(key) and not isinstance(value, dict | list)):
            continue
        if isinstance(value, list) and any(isinstance(one, dict) and name_of(one) for one in value):
            continue
        role = role_of_key(key, content)
        if role is not None or CURRENT.search(plain_key(key)):
            yield role
        elif is_year(key) or (_BARE_YEAR.fullmatch(plain_key(key)) and year_in_key(key)):
            yield None
        elif isinstance(value, dict):
            yield from roles_in(value, depth + 1)
        elif isinstance(value, list):
            yield from (role for one in value if isinstance(one, dict) for role in roles_in(one, depth + 1))
        elif spans_of(key):
            yield None


def _says_no_figure(key: str) -> bool:
    plain = plain_key(key)
    return bool(NO_FACT.search(plain)) and not RATE.search(plain)


def _is_former(key: str, content: Content, place: Place) -> bool:
    """Say whether a key is of an aim before it was revised, and another one of that behind it."""
    of_aims = {FactRole.TARGET, None} if place.role is FactRole.TARGET else {FactRole.TARGET}
    if not FORMER.search(plain_key(key)) or role_of_key(key, content) not in of_aims:
        return False
    return any(
        REVISED.search(plain_key(one)) and role_of_key(one, content) in of_aims
        for one in content
        if one != key
    )


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _only_value(content: Content) -> str:
    """Return the key of the only thing in an object that is no year, unit or remark of its figure."""
    keys = [
        key
        for key, value in content.items()
        if _is_scalar(value)
        and not (asks_year(key) or _says_no_figure(key) or UNIT.search(plain_key(key)))
        and not RATE.search(plain_key(key))
    ]
    return keys[0] if len(keys) == 1 else ""


def _unit_in(content: Content) -> str:
    """Return the unit that stands in a part of an object."""
    for key, value in content.items():
        if isinstance(value, str) and UNIT.search(plain_key(key)):
            return value
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and not _says_no_figure(key) and (unit := _unit_in(one)):
                return unit
    return ""
