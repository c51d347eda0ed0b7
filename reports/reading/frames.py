"""Tables framed with drawn lines, ┌─┬─┐ and │: their rows divided by signs as others are."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document

_SIDE: Final = re.compile(r"[│┃║]")
_RULE: Final = re.compile(r"[\s　─━═│┃║┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┠┨┯┷┿┝┥╂]+")
_FEWEST: Final = 3


def without_frames(document: Document) -> Document:
    """Return a document whose drawn sides are signs that divide, and whose drawn rules are empty lines."""
    if sum(bool(_SIDE.search(line.text)) for line in document.lines) < _FEWEST:
        return document
    return replace(document, lines=tuple(replace(line, text=_line(line.text)) for line in document.lines))


def _line(text: str) -> str:
    """Return a line with signs in place of drawn sides.

    >>> _line("│　計画　│　12　│")
    '|　計画　|　12　|'
    >>> _line("├──┼──┤")
    ''
    """
    return "" if _RULE.fullmatch(text) else _SIDE.sub("|", text)
