"""Tables whose rows are years and whose columns are indicators, or the targets and results of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.atoms import Atom, Kind, is_value_title
from reports.reading.documents import Document
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.plans import plan_years
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import named
from reports.reading.years import NamedYears

_FEWEST: Final = 3
_MOST_COLUMNS: Final = 12
_ROLE_WORDS: Final = re.compile("実績|目標|計画値|計画数|推移")
_LOOK_BACK: Final = 12


Span = tuple[int, int] | None  # first and last year of the plan


@dataclass(frozen=True, slots=True)
class _Line:
    year: Atom
    values: tuple[Atom, ...]
    role: FactRole | None


def by_years(atoms: Sequence[Atom], document: Document, calendar: NamedYears) -> Harvest:
    """Read every run of at least three years that are each followed by their figures."""
    harvest = Harvest()
    span = plan_years(document, calendar)
    head: list[Atom] | None = None
    at = 0
    while at < len(atoms):
        lines, end = _lines(atoms, at)
        labelled = at > 0 and is_value_title(atoms[at - 1]) and atoms[at - 1].line is atoms[at].line
        if len(lines) >= _FEWEST and _in_order(lines) and not labelled:
            width = max(len(line.values) for line in lines)
            named_only = (
                at > 0 and atoms[at - 1].kind is Kind.TEXT and head is not None and len(head) == width
            )
            head = (_head(atoms[:at], width) if not named_only else None) or (head if named_only else None)
            if head is not None:
                _read(atoms[:at], head, lines, span, harvest)
        at = max(end, at + 1)
    return harvest


def _lines(atoms: Sequence[Atom], at: int) -> tuple[list[_Line], int]:
    lines: list[_Line] = []
    while at < len(atoms) and (begun := _year_at(atoms, at)) is not None:
        year, role, end = begun
        while end < len(atoms) and atoms[end].kind in {Kind.VALUE, Kind.MARK}:
            end += 1
        values = [atom for atom in atoms[at:end] if atom.kind in {Kind.VALUE, Kind.MARK}]
        if not values:
            break
        lines.append(_Line(year, tuple(values), role))
        at = end
    return lines, at


def _year_at(atoms: Sequence[Atom], at: int) -> tuple[Atom, FactRole | None, int] | None:
    """Return the year that begins a row here, the role that its label says, and where its figures begin."""
    atom = atoms[at]
    if atom.kind is Kind.YEAR:
        return atom, None, at + 1
    if atom.kind is not Kind.TITLE or atom.title is None:
        return None
    role = FactRole.TARGET if "目標年" in atom.words else _role_of(atom)
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    if role is None:
        return None
    if atom.year is not None:
        return atom, role, at + 1
    return (following, role, at + 2) if following is not None and following.kind is Kind.YEAR else None


def _role_of(atom: Atom) -> FactRole | None:
    return atom.title.meaning if atom.title and isinstance(atom.title.meaning, FactRole) else None


def _in_order(lines: Sequence[_Line]) -> bool:
    years = [line.year.year.year for line in lines if line.year.year]
    return years == sorted(years) and (len(set(years)) == len(years) or any(line.role for line in lines))


def _read(
    before: Sequence[Atom], head: list[Atom], lines: Sequence[_Line], span: Span, harvest: Harvest
) -> None:
    titles = [atom for atom in head if is_value_title(atom)]
    series = len(titles) < 2 and not (len(head) == 1 and titles)
    readings = _series(before, head, lines, span) if series else _one(before, head, lines)
    harvest.readings += [
        replace(one, facts=tuple(fact.sure(Confidence.LIKELY) for fact in one.facts)) for one in readings
    ]
    if readings:
        harvest.lines |= {atom.line.number for line in lines for atom in (line.year, *line.values)}
        harvest.lines |= {atom.line.number for atom in head}


def _head(before: Sequence[Atom], width: int) -> list[Atom] | None:
    """Return the titles of the columns: as many as the widest row has figures; broken titles are put together."""
    begun = next(
        (
            at + 1
            for at in range(len(before) - 1, max(len(before) - _MOST_COLUMNS * 3, -1), -1)
            if before[at].title is not None and before[at].title.meaning is Other.YEAR  # type: ignore[union-attr]
        ),
        None,
    )
    if begun is None:
        titles = [atom for atom in before[-width:] if atom.kind in {Kind.TEXT, Kind.TITLE}]
        return titles if len(titles) == width and all(is_value_title(atom) for atom in titles) else None
    joined: list[Atom] = []
    for atom in before[begun:]:
        last = joined[-1] if joined else None
        if last is not None and atom.line.number == last.line.number + 1 and len(before[begun:]) > width:
            joined[-1] = replace(last, words=last.words + atom.words, line=atom.line, kind=Kind.TEXT)
        else:
            joined.append(atom)
    return joined if len(joined) == width else None


def _one(before: Sequence[Atom], head: Sequence[Atom], lines: Sequence[_Line]) -> list[Reading]:
    """Read one indicator whose columns are its targets, results and rates."""
    outside = [
        atom for atom in before if atom not in head and atom.kind is Kind.TEXT and not atom.is_sentence
    ]
    if not outside:
        return []
    row = Row(name=outside[-1].words, line=outside[-1].line)
    pairs = [
        (
            Column(
                role=title.title.meaning
                if title.title and isinstance(title.title.meaning, FactRole)
                else None,
                year=line.year.year,
            ),
            Value(value.cell, value.line),
        )
        for line in lines
        for title, value in zip(head, line.values, strict=False)
        if value.cell is not None and len(line.values) == len(head)
    ]
    return readings_of(row, facts_of(pairs, None))


def _series(
    before: Sequence[Atom], head: Sequence[Atom], lines: Sequence[_Line], span: Span
) -> list[Reading]:
    """Read one indicator a column; the words above say whether the figures are targets or results."""
    role = _role(before)
    if any(line.role in {FactRole.BASELINE, FactRole.TARGET} for line in lines):
        role = FactRole.ACTUAL  # years between a baseline and a target
    if role is None and not all(line.role for line in lines):
        return []
    found: list[Reading] = []
    for at, title in enumerate(head):
        if meaning_of(title.words) in {FactRole.DIFFERENCE, FactRole.RATE, Other.TEXT, Other.MARK}:
            continue
        row = Row(name=named(title.words), line=title.line)
        pairs = [
            (
                Column(role=line.role or role, year=line.year.year),
                Value(cell, line.values[at].line),
            )
            for line in lines
            if at < len(line.values) and (cell := line.values[at].cell) is not None
        ]
        told = [(label, before_plan(fact, span)) for label, fact in facts_of(pairs, None)]
        found += readings_of(row, told)
    return found


def _role(before: Sequence[Atom]) -> FactRole | None:
    for atom in reversed(before[-_LOOK_BACK - _MOST_COLUMNS :]):
        if role := role_in(atom.words):
            return role
    return None


def role_in(words: str) -> FactRole | None:
    """Return the role that the words above a table give its figures: 実績 or 目標."""
    match = _ROLE_WORDS.search(words)
    if match is None:
        return None
    return FactRole.ACTUAL if match[0] in {"実績", "推移"} else FactRole.TARGET


def before_plan(fact: Fact, span: Span) -> Fact:
    """Return a planned figure of a year before the plan as what it is: the baseline."""
    if span and fact.role is FactRole.TARGET and fact.year is not None and fact.year < span[0]:
        return replace(fact, role=FactRole.BASELINE)
    return fact
