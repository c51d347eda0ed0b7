"""Justified lines, in which blanks stand between the letters of cells: brought together where they stood."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, place
from reports.reading.facts import Fact, Reading
from reports.reading.titles import Other, meaning_of

_GAP: Final = re.compile(r"(\s{3,})")
_FIRST_YEAR: Final = re.compile(r"(?<![^\s(（])([RHSＲＨＳ])[ 　](元)(?![^\s)）年])")
_YEARS_ALONE: Final = re.compile(
    r"\s*(?:[(（](?:令和|平成|[RHＲＨ])[\d０-９元]{1,2}(?:年度?|末|見込)*[)）]\s*){2,}"
)
_MET: Final = re.compile(r"(?<=[)）])(?=[(（])")
_FEWEST_CELLS: Final = 2
_FEWEST_LETTERS: Final = 2
_KANJI: Final = r"[㐀-鿿々]"
_APART: Final = re.compile(
    rf"(?<![^\s|｜])(?P<letters>{_KANJI}(?P<inner>[ 　]{{1,8}}){_KANJI}(?:(?P=inner){_KANJI})*)"
    r"(?![^\s|｜])(?=(?P<outer>[ 　]*)(?P<next>[^ 　]|$))"
)  # 計  画        530


def brought_together(document: Document) -> Document:
    """Return a document whose lines have no blanks between the letters of cells that wide gaps part."""
    lines = tuple(replace(line, text=_line(line.text)) for line in document.lines)
    return replace(document, lines=lines) if lines != document.lines else document


def _line(text: str) -> str:
    """Bring the letters of a line together, if cells of it have blanks between all of theirs.

    >>> _line("受 診 率    4 9 . 2    48.3")
    ' 受診率       49.2     48.3'
    >>> _line("受診率 49.2   48.3")
    '受診率 49.2   48.3'
    >>> _line("(R2)  (R6)(R8)")
    '(R2)  (R6) (R8)'
    """
    text = _FIRST_YEAR.sub(r"\1\2", text)
    if _YEARS_ALONE.fullmatch(text):
        text = _MET.sub(" ", text)  # brackets as wide as their columns meet: each is a year
    parts = _GAP.split(text.strip())
    if len(parts) > _FEWEST_CELLS and any(map(_is_spread, parts[::2])):
        begin = text[: len(text) - len(text.lstrip())]
        text = begin + "".join(_as_wide(part) if _is_spread(part) else part for part in parts)
    return _APART.sub(_word, text)


def _as_wide(cell: str) -> str:
    """Return the letters of a cell together, with as many blanks around them as were between."""
    word = "".join(cell.split())
    return word.center(len(cell))


def _word(match: re.Match[str]) -> str:
    """Return letters as one word with the blanks around it, so that all else stands where it stood.

    They are one if more blanks stand behind them than between them, or nothing at all, or if they are a title.
    """
    letters = match["letters"]
    gap = _width(match["inner"])
    word = letters.replace(match["inner"], "")
    ends = match["next"] in {"", "|", "｜"} or _width(match["outer"]) > gap
    if not ends and (not match["outer"] or meaning_of(word) is None):
        return letters
    if gap == 1 and len(match["outer"]) <= 1:  # nothing is set in this line
        begun = word[:_FEWEST_LETTERS]
        return (
            f"{begun} {' '.join(word[_FEWEST_LETTERS:])}".rstrip()
            if meaning_of(begun) is Other.NAME
            else word
        )
    blanks = gap * (len(word) - 1)
    return f"{' ' * (blanks // 2)}{word}{' ' * (blanks - blanks // 2)}"


def _width(blanks: str) -> int:
    return sum(2 if one == "　" else 1 for one in blanks)


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
