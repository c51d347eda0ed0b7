"""Numbers of pages, which stand alone on a line between the rows of a table that goes on over pages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.wording import tidy

_DASH: Final = "[-−‐–—―ー~]"
_IN_SIGNS: Final = re.compile(
    rf"{_DASH} ?(?P<dashed>\d{{1,4}}) ?{_DASH}|(?:[Pp]\.?|ページ) ?(?P<called>\d{{1,4}})"
    r"|(?P<behind>\d{1,4}) ?(?:ページ|頁)|(?P<of>\d{1,3}) ?/ ?\d{1,3}(?: ?(?:ページ|頁))?"
)
_ALONE: Final = re.compile(r"\d{1,4}")
_FEWEST: Final = 3  # pages
_NEAR: Final = 4  # lines


def without_page_numbers(document: Document) -> Document:
    """Return a document whose lines are empty where they hold the number of a page and nothing else.

    A number in signs, - 12 -, is one if all of its kind stand some lines apart; a bare one only where it ends or begins
    its page and each page's is greater by one.
    """
    gone = {*_in_signs(document), *_bare(document)}
    if not gone:
        return document
    lines = (replace(line, text="") if line.number in gone else line for line in document.lines)
    return replace(document, lines=tuple(lines))


def _in_signs(document: Document) -> Iterator[int]:
    """Yield the lines of numbers in signs, kind by kind, where they stand far apart: rows of a table do not."""
    found: dict[str, list[int]] = {}
    for line in document.lines:
        if match := _IN_SIGNS.fullmatch(tidy(line.text).strip()):
            found.setdefault(match.lastgroup or "", []).append(line.number)
    for numbers in found.values():
        apart = [after - before for before, after in pairwise(numbers)]
        if min(apart, default=_NEAR) >= _NEAR:
            yield from numbers


def _bare(document: Document) -> Iterator[int]:
    """Yield the first or the last lines of all pages that have any, if they are numbers that rise with the pages."""
    pages: dict[int, list[Line]] = {}
    for line in document.lines:
        if line.text.strip():
            pages.setdefault(line.page, []).append(line)
    for place in (0, -1):
        ends = [lines[place] for lines in pages.values() if len(lines) > 1]
        numbers = {line: int(words) for line in ends if _ALONE.fullmatch(words := tidy(line.text).strip())}
        offsets = {number - line.page for line, number in numbers.items()}
        if len(numbers) >= _FEWEST and len(numbers) * 2 > len(ends) and len(offsets) == 1:
            yield from (line.number for line in numbers)
