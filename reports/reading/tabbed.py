"""Tables whose cells tabs divide: divided by signs as others are, so that every reader reads both alike."""

from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, Line

_TAB: Final = "\t"
_SIGN: Final = " | "
_FEWEST: Final = 2  # a tab alone stands behind a label


def with_tabs_as_signs(document: Document) -> Document:
    """Return a document whose rows of three cells or more are divided by 「|」 where tabs divide them."""
    if not any(_TAB in line.text for line in document.lines):
        return document
    return replace(document, lines=tuple(map(_divided, document.lines)))


def _divided(line: Line) -> Line:
    if line.text.count(_TAB) < _FEWEST or _TAB not in line.text.strip():
        return line
    return replace(line, text=line.text.replace(_TAB, _SIGN))
