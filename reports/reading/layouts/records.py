"""Records: JSON objects, one an indicator, whose keys say what their texts and numbers are."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.objects import as_objects, as_records, values_in
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import read_title
from reports.reading.trees import Place, Record, Told, Tree, Where
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_YEARLY: Final = {FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE, FactRole.DIFFERENCE}
_OPENS: Final = re.compile(r'\ufeff?\s*(?:\{\s*(?:"|$)|\[\s*(?:[\[{]|$))')
_MOST_LOOKED_THROUGH: Final = 5_000_000  # lines, for keys that are written otherwise than they are read
_SAID: Final = re.compile(r"(?P<title>(?:基準|現状|目標|実績)値)は、?")
_LONGEST_YEAR: Final = 16  # letters
_NEAR: Final = 300  # lines
_BESIDE_AIMS: Final = {FactRole.BASELINE, None}


@dataclass(slots=True)
class _Lines:
    """The lines of a JSON text, walked through in the order of its keys."""

    lines: tuple[Line, ...]
    at: int = 0
    left: int = _MOST_LOOKED_THROUGH

    def of(self, key: str, value: Any) -> Line:
        """Return the line on which a key stands next with its value; where it stands nowhere, the last one found.

        Keys that stand nowhere are those of objects that were put together: their values stand there.
        """
        signs = [
            json.dumps(one, ensure_ascii=False) for one in (key, value) if not isinstance(one, dict | list)
        ]
        near = self.lines[self.at : self.at + _NEAR]
        found = _first(near, signs)
        if found is None:
            found = _first(near, signs[1:] if isinstance(value, str) else signs[:1])
        if found is None and len(signs) > 1 and self.left > 0:
            far = self.lines[self.at : self.at + self.left]
            found = _first(far, signs)
            self.left -= len(far) if found is None else found
        self.at += found or 0
        return self.lines[self.at]


def _first(lines: Sequence[Line], signs: Sequence[str]) -> int | None:
    """Return the place of the first line on which all signs stand."""
    if not signs:
        return None
    return next((at for at, line in enumerate(lines) if all(sign in line.text for sign in signs)), None)


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
    lines = _Lines(document.lines)
    try:
        tree = Tree(calendar, lines.of)
        place = Place(years=_years_said(document, calendar))
        records = list(_whole(tree.records(as_records(content), place)))
    except RecursionError:  # lists in lists without end hold no indicator
        return Harvest()
    _with_roles(records)
    readings = [reading for record in records for reading in _readings(record)]
    return Harvest(readings, {line.number for line in document.lines})


def _years_said(document: Document, calendar: NamedYears) -> dict[FactRole, PrintedYear]:
    """Return the years of which a sentence of the document says that all figures of a role are."""
    found: dict[FactRole, set[PrintedYear]] = {}
    for line in document.lines:
        words = tidy(line.text)
        for match in _SAID.finditer(words):
            behind = words[match.end() : match.end() + _LONGEST_YEAR]
            title = read_title(match["title"], calendar)
            for year in years_in(behind, calendar)[:1]:
                if year.start == 0 and title and isinstance(title.meaning, FactRole):
                    found.setdefault(title.meaning, set()).add(replace(year, start=0, end=0))
    return {role: next(iter(years)) for role, years in found.items() if len(years) == 1}


def readings_of_rows(rows: Iterable[tuple[Mapping[str, Any], Where]], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of rows under one head, each as the object of its titles and cells."""
    found: list[Record] = []
    for row, where in rows:
        found += Tree(calendar, where).records(as_objects(dict(row)), Place())
    records = list(_whole(found))
    _with_roles(records)
    return [reading for record in records for reading in _readings(record)]


def holds(document: Document) -> bool:
    """Say whether a document is JSON, whatever it holds."""
    return opens(document) and bool(values_in(document.text()))


def opens(document: Document) -> bool:
    """Say whether a line begins as JSON does."""
    return any(_OPENS.match(line.text) for line in document.lines)


def _whole(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records; of one name there is one for each year where each says its own, or one for each role of
    theirs: they are put together.

    The year of a record alone is that of its publication as well as that of its figures.
    """
    found: dict[tuple[str, str], list[Record]] = {}
    for one in records:
        found.setdefault((one.name, one.unit), []).append(one)
    for several in found.values():
        marks = [(one.year.year, told.role) for one in several if one.year for told in one.told]
        is_dated = all(one.year for one in several) and len({year for year, _ in marks}) > 1
        if not (is_dated and len(set(marks)) == len(marks)) and not _by_role(several):
            yield from several
            continue
        told = [
            replace(told, year=told.year or (one.year if _is_of_year(told, one) else None))
            for one in several
            for told in one.told
        ]
        yield replace(several[0], told=told)


def _by_role(several: Sequence[Record]) -> bool:
    """Say whether each record holds figures of one role, all of another one: a row of targets, a row of results."""
    roles = [{told.role for told in one.told} for one in several]
    return len(several) > 1 and all(len(one) == 1 for one in roles) and len(set.union(*roles)) == len(roles)


def _is_of_year(told: Told, record: Record) -> bool:
    """Say whether a figure is of the year of its record: a baseline only where nothing else is in it."""
    return told.role in _YEARLY or {one.role for one in record.told} == {told.role}


def _with_roles(records: Sequence[Record]) -> None:
    """Give figures of years alone the role that the others leave to them.

    They are results where the targets of the object are all of later years. They are aims where nothing is told but
    starts of earlier years and they are years apart: that is a guess, unless one of them is a bound or a goal in words.
    """
    alone = [told for one in records for told in one.told if told.role is None]
    are_aims = _are_aims(records, alone)
    is_guessed = not any(one.cell.is_goal or _is_bound(one) for one in alone)
    for record in records:
        role = FactRole.TARGET if are_aims else _role_before_aims(record)
        if role is not None and any(one.role is None for one in record.told):
            record.is_guessed = are_aims and is_guessed
            record.told = [replace(one, role=role) if one.role is None else one for one in record.told]


def _are_aims(records: Sequence[Record], alone: Sequence[Told]) -> bool:
    starts = [told for one in records for told in one.told if told.role is FactRole.BASELINE]
    begun = max((one.own_year for one in starts if one.own_year), default=0)
    years = sorted({told.year.year for told in alone if told.year})
    apart = all(after - before > 1 for before, after in pairwise(years))
    starts_only = all({told.role for told in one.told} <= _BESIDE_AIMS for one in records)
    return bool(starts and years) and starts_only and apart and begun < years[0]


def _is_bound(told: Told) -> bool:
    return any(entry.figure.comparator for entry in told.cell.entries)


def _role_before_aims(record: Record) -> FactRole | None:
    aims = [one.own_year for one in record.told if one.role is FactRole.TARGET]
    years = [one.year.year for one in record.told if one.role is None and one.year]
    is_before = aims and years and all(aim is not None and aim > max(years) for aim in aims)
    return FactRole.ACTUAL if is_before else None


def _readings(record: Record) -> Iterator[Reading]:
    if not record.name or not any(told.own_year for told in record.told):
        return  # figures without any year say nothing that could be loaded
    line = record.line or record.told[0].line
    row = Row(name=record.name, line=line, unit=record.unit)
    pairs: Pairs = [
        (Column(role=one.role, year=one.year, words=""), Value(replace(one.cell, text=one.text), one.line))
        for one in record.told
        if not (
            one.role is FactRole.RATE and len(one.cell.entries) > 1
        )  # of which nothing says whose they are
    ]
    for reading in readings_of(row, facts_of(pairs, None)):
        sure = Confidence.UNSURE if record.is_guessed else Confidence.LIKELY
        yield replace(reading, facts=tuple(fact.sure(sure) for fact in _once(reading.facts)))


def _once(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Leave out what two keys say alike."""
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        mark = (fact.role, fact.year, fact.value, fact.text)
        if mark not in seen:
            seen.add(mark)
            yield fact
