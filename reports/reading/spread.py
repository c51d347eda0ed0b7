"""Justified lines, in which a blank stands between all letters and several between the cells: brought together."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, place
from reports.reading.facts import Fact, Reading

_GAP: Final = re.compile(r"(\s{3,})")
_FEWEST_CELLS: Final = 2
_FEWEST_LETTERS: Final = 2


def brought_together(document: Document) -> Document:
    """Return a document whose lines have no blanks between the letters of cells that wide gaps part."""
    lines = tuple(replace(line, text=_line(line.text)) for line in document.lines)
    return replace(document, lines=lines) if lines != document.lines else document


def _line(text: str) -> str:
    """Bring the letters of a line together, if cells of it have blanks between all of theirs.

    >>> _line("受 診 率    4 9 . 2    48.3")
    '受診率    49.2    48.3'
    >>> _line("受診率 49.2   48.3")
    '受診率 49.2   48.3'
    """
    parts = _GAP.split(text.strip())
    if len(parts) <= _FEWEST_CELLS or not any(map(_is_spread, parts[::2])):
        return text
    return "".join("".join(part.split()) if _is_spread(part) else part for part in parts)


def _is_spread(cell: str) -> bool:
    letters = cell.split(" ")
    return len(letters) >= _FEWEST_LETTERS and all(len(one) == 1 for one in letters)


def as_printed(reading: Reading, document: Document) -> Reading:
    """Return a reading whose places quote the lines of a document as they are printed."""
    facts = tuple(_fact_as_printed(fact, document) for fact in reading.facts)
    line = document.lines[reading.place.line - 1]
    return replace(reading, facts=facts, place=place(line, reading.place.quote))


def _fact_as_printed(fact: Fact, document: Document) -> Fact:
    return replace(fact, place=place(document.lines[fact.place.line - 1], fact.place.quote))
