"""Arrows that say how something goes, ↗ and →, in a column of their own: no figure and no name."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document

_TREND: Final = re.compile(r"[↗↘⇗⇘⤴⤵]")
_ALONE: Final = re.compile(r"(?:(?<=^)|(?<=[\s|｜]))[↗↘⇗⇘⤴⤵→↑↓⇒](?=\s*(?:$|[|｜]))")


def without_trends(document: Document) -> Document:
    """Return a document without arrows that end a line or fill a cell, if some of them point up or down aslant.

    Straight ones alone lead from one figure to the next.
    """
    if not any(_TREND.search(line.text) for line in document.lines):
        return document
    return replace(
        document, lines=tuple(replace(line, text=_ALONE.sub("", line.text)) for line in document.lines)
    )
