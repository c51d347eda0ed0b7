"""Indicators as parts of an outline: a heading or an item each, with a label for each of its figures below it."""

import re
from bisect import bisect_left
from typing import Any, Final

from reports.reading.documents import Document, Line
from reports.reading.facts import COUNTED, Harvest
from reports.reading.layouts.records import readings_of_rows
from reports.reading.outlines import lines_below, outline_of
from reports.reading.years import NamedYears

_IS_OUTLINE: Final = re.compile(r"#{1,6} \S|\s+[-*+] \S|\s*- [^:：]{1,30}[:：]")
_FEWEST: Final = 2


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read a text with headings or nested lists, if two of its parts have figures of two roles."""
    lines = [line for line in document.lines if line.number not in taken and line.text.strip()]
    if sum(bool(_IS_OUTLINE.match(line.text)) for line in lines) < _FEWEST:
        return Harvest()
    root = outline_of(lines)
    where = _Where(list(lines_below(root)), lines[0])
    found = [one for one in readings_of_rows([(root.content(), where.of)], calendar) if _tells(one.facts)]
    if len(found) < _FEWEST:
        return Harvest()
    return Harvest(found, {fact.place.line for one in found for fact in one.facts})


def _tells(facts: Any) -> bool:
    return len({fact.role for fact in facts if fact.year is not None} & COUNTED) >= _FEWEST


class _Where:
    """The lines of an outline, walked through in the order of its labels."""

    def __init__(self, labels: list[tuple[str, Line]], first: Line) -> None:
        self.lines = [line for _, line in labels]
        self.line, self.at = first, 0
        self.places: dict[str, list[int]] = {}
        for at, (label, _) in enumerate(labels):
            self.places.setdefault(label, []).append(at)

    def of(self, key: str, value: object) -> Line:
        """Return the line on which a label, or a name, stands next."""
        for words in (value, key) if isinstance(value, str) else (key,):
            places = self.places.get(words, [])
            if (next_one := bisect_left(places, self.at)) < len(places):
                self.at = places[next_one]
                self.line = self.lines[self.at]
                break
        return self.line
