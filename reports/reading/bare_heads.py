"""Heads as they can be read: years that count on, 2年 3年 4年, have their era; marks of notes are left out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from policies.fiscal_year import ERAS
from reports.reading.documents import Document, Line
from reports.reading.years import NamedYears

_YEARS: Final = re.compile(r"(?<![^\s|｜])\d{1,2}年(?:[\s|｜]+\d{1,2}年){2,}(?![^\s|｜])")
_YEAR: Final = re.compile(r"\d{1,2}(?=年)")
_NOTE: Final = re.compile(r"(?<=[)）])[ 　]?[※＊*] ?[\d０-９]{1,2}(?![^\s|｜(（])")
_LONGEST: Final = 120


def with_plain_heads(document: Document, calendar: NamedYears) -> Document:
    """Return a document in which years that count on have the era of the document's years, and brackets no notes."""
    lines = tuple(_plain(line, calendar) for line in document.lines)
    return replace(document, lines=lines) if lines != document.lines else document


def _plain(line: Line, calendar: NamedYears) -> Line:
    if len(line.text) > _LONGEST or "。" in line.text:
        return line
    text = _YEARS.sub(lambda match: _with_era(match[0], calendar), _NOTE.sub("", line.text))
    return line if text == line.text else replace(line, text=text)


def _with_era(words: str, calendar: NamedYears) -> str:
    """Return years with their era, if they go up by one and all of them are among the years that are named.

    What begins with 1年 are classes of a school: a first year is 元年.
    """
    numbers = [int(one) for one in _YEAR.findall(words)]
    era = next(_eras(calendar), None)
    if era is None or numbers[0] == 1 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return words
    letter, offset = era
    if not min(calendar.years) <= offset + numbers[0] <= offset + numbers[-1] <= max(calendar.years) + 1:
        return words
    return _YEAR.sub(lambda match: f"{letter}{match[0]}", words)


def _eras(calendar: NamedYears) -> Iterator[tuple[str, int]]:
    """Yield letter and offset of the only era that is named."""
    if len(calendar.eras) == 1:
        yield from ((one.letter, one.offset) for one in ERAS if one.name in calendar.eras)
