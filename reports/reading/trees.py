"""JSON as a tree: the keys above a value, and what stands beside it, say whose figure it is, its role and its year."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reports.reading.along_years import is_year
from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.keys import (
    BEGINNING_OF_PLAN,
    CURRENT,
    NO_FACT,
    RATE,
    REVISED,
    SPAN_OF_PLAN,
    UNIT,
    YEARLY_PLAN,
    asks_year,
    is_own_year,
    plain_key,
    role_of_key,
    role_of_year,
    says_no_figure,
    year_in_key,
    years_of,
)
from reports.reading.printed_values import parts_of, says_roles, share_of, spans_of
from reports.reading.told_keys import (
    BARE_YEAR,
    VALUE_KEY,
    Content,
    are_parts,
    holds_figures,
    is_former,
    is_scalar,
    name_of,
    only_value,
    roles_in,
    unit_in,
)
from reports.reading.wording import named
from reports.reading.years import NamedYears, PrintedYear

_LIKE_YEAR: Final = re.compile(r"(?:19|20)\d\d")
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
    is_guessed: bool = False  # a role that nothing says


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
                record = self._record(content, place)
                yield record
                yield from self._shares(record)
                return
            here = self._beside(content, self._about(content, place))
            for key, value in content.items():
                if isinstance(value, list | dict):
                    yield from self.records(
                        value, replace(here, year=year_in_key(key) or here.year or place.year)
                    )

    def _about(self, content: Content, place: Place) -> Place:
        """Return the place of what stands beside objects that describe it: a plan with its first and last year."""
        years = dict(place.years)
        for part in content.values():
            if isinstance(part, dict) and all(map(is_scalar, part.values())):
                said = {key: value for key, value in part.items() if not BEGINNING_OF_PLAN.search(key)}
                years |= self._beside(said, Place()).years
        return replace(place, years=years)

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
        record.unit = record.unit or unit_in(content)
        return record

    def _shares(self, record: Record) -> Iterator[Record]:
        """Yield the parts that stand in brackets behind the figures of several roles: 212人（うち女性 48人）."""
        found: dict[str, list[Told]] = {}
        for one in record.told:
            if share := share_of(one.cell.text, record.name):
                label, figure = share
                cell = replace(read_printed(figure, self.calendar), year=one.cell.year)
                found.setdefault(label, []).append(replace(one, cell=cell, year=one.cell.year or one.year))
        for label, told in found.items():
            if len({one.role for one in told}) > 1:
                yield replace(record, name=f"{record.name} {label}", told=told)

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
        only, said = only_value(content), set[tuple[FactRole | None, int | None]]()
        for key, value in content.items():
            line, below = self.where(key, value), self._below(key, content, place)
            if value == record.name:
                record.line = record.line or line
                continue
            if says_no_figure(key) or is_former(key, content, place.role):
                continue
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and below.role is not None and are_parts(one):
                    yield from self._of_parts(one, below)
                elif isinstance(one, dict):
                    here = self._beside(one, below)
                    yield from self._figures(one, replace(here, year=here.year or below.year), record)
                elif is_scalar(one) and (
                    self._speaks(key, content, below, place)
                    or (key == only and below.is_of_figure)
                    or says_roles(one)
                ):
                    mark = (below.role, below.year.year if below.year else None)
                    if mark in said and not isinstance(value, list) and not self._role(key, content, place):
                        continue  # 12 and "12 人" of one figure
                    said.add(mark)
                    yield from self._told(below, str(one), line)

    def _of_parts(self, content: Content, place: Place) -> Iterator[Told]:
        """Yield the figures of the parts of an indicator, 男性 and 女性, with these as their labels."""
        for key, value in content.items():
            line = self.where(key, value)
            for one in self._told(place, str(value), line):
                if len(one.cell.entries) == 1:
                    entry = replace(one.cell.entries[0], label=named(key))
                    yield replace(one, cell=replace(one.cell, entries=(entry,)))

    def _below(self, key: str, content: Content, place: Place) -> Place:
        role = self._role(key, content, place)
        year = year_in_key(key) or place.year
        if year is None and role is FactRole.TARGET and YEARLY_PLAN.fullmatch(plain_key(key)):
            year = place.years.get(role) or place.years.get(FactRole.ACTUAL)
        return replace(place, role=role or place.role, year=year)

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
        own = BARE_YEAR.fullmatch(plain_key(key)) or is_year(key)
        if own or below.role is not place.role or self._role(key, content, place) is not None:
            return True
        is_value = bool(VALUE_KEY.fullmatch(plain_key(key)))
        is_value = is_value or (below.role is FactRole.TARGET and bool(REVISED.search(plain_key(key))))
        return (is_value and below.is_of_figure) or bool(spans_of(key))

    def _told(self, place: Place, text: str, line: Line) -> Iterator[Told]:
        """Yield the figures of a text: of one year, of several, or before and behind an arrow."""
        for said, part in parts_of(text, self.calendar):
            role = said or place.role
            year = place.year or (place.years.get(role) if role else None)
            yield Told(role, year, read_printed(_counted(part), self.calendar), line, text)


def _counted(text: str) -> str:
    """Return a figure that looks like a year, where keys say that it is none: 2015 participants."""
    return f"{text[0]},{text[1:]}" if _LIKE_YEAR.fullmatch(text) else text
