"""Marks of a text that is written in Markdown: emphasis, links, code and line ends in cells are no words of it."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, Line

_IS_MARKED: Final = re.compile(r"^\s*#{1,6} \S|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$|\*\*[^*]+\*\*")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRUCK: Final = re.compile(r"~~[^~]*~~ ?")
_EMPHASIS: Final = re.compile(r"(?<![\w*])(\*{1,3}|_{1,2})(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])|(`+)([^`]+)\3")
_BREAK: Final = re.compile(r"<br ?/?>", re.IGNORECASE)
_LONGEST: Final = 2000


def without_marks(document: Document) -> Document:
    """Return a document without such marks, if some line shows that it has them; headings and rows stay."""
    if not any(_IS_MARKED.search(line.text) for line in document.lines if len(line.text) <= _LONGEST):
        return document
    return replace(document, lines=tuple(map(_without, document.lines)))


def _without(line: Line) -> Line:
    if len(line.text) > _LONGEST:
        return line
    text = _STRUCK.sub("", _LINK.sub(r"\1", _BREAK.sub("", line.text)))
    text = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
    return line if text == line.text else replace(line, text=text)
