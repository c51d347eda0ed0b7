"""Names with their figures in a bracket behind them: 「受診率（R4実績：41.2％、R9目標：50％）」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.slots import slot
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.titles import Title
from reports.reading.wording import named, tidy, without_number
from reports.reading.years import NamedYears

_INSIDE: Final = r"[^()]*(?:\([^()]*\)[^()]*)*"
_BRACKET: Final = re.compile(
    rf"(?P<name>[^、。:]{{2,60}}?)\((?P<inside>(?=[^:]*(?:実績|目標|現状|基準|現況|計画)){_INSIDE})\)\s*$"
)
_PARTS: Final = re.compile(r"[、;；/／]\s*|,\s+|\s*→\s*")
_ROLES: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}
_FEWEST: Final = 2

Told = tuple[Title, Cell]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the lines that end with a bracket of labelled figures, if two lines are so."""
    found = [
        (line, match["name"], told)
        for line in document.lines
        if line.number not in taken and (match := _BRACKET.match(tidy(line.text)))
        if (told := _told(match["inside"], calendar))
    ]
    if len(found) < _FEWEST:
        return Harvest()
    readings = [reading for line, name, told in found for reading in _readings(line, name, told)]
    return Harvest(readings, {line.number for line, _, _ in found})


def _told(inside: str, calendar: NamedYears) -> list[Told]:
    """Return the figures of a bracket with their labels, if nothing else is in it and a role is among them."""
    told: list[Told] = []
    for part in _PARTS.split(inside):
        found = _labelled(part.strip(), calendar)
        if found is None:
            return []
        told.append(found)
    return told if len(told) >= _FEWEST and any(title.meaning in _ROLES for title, _ in told) else []


def _labelled(part: str, calendar: NamedYears) -> Told | None:
    for at in range(len(part) - 1, 1, -1):
        label, said = slot(part[:at].rstrip(": "), calendar), read_printed(part[at:].strip(": "), calendar)
        if label.title is not None and isinstance(label.title.meaning, FactRole) and said.is_answer:
            return label.title, said
    return None


def _readings(line: Line, name: str, told: Sequence[Told]) -> Iterator[Reading]:
    row = Row(name=named(without_number(name)), line=line)
    pairs = [
        (Column(role=FactRole(str(title.meaning)), year=title.year, words=title.words), Value(cell, line))
        for title, cell in told
        if cell.has_figure
    ]
    for reading in readings_of(row, facts_of(pairs, None)):
        yield replace(reading, facts=tuple(fact.sure(Confidence.LIKELY) for fact in reading.facts))
