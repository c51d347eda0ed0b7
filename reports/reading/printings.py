"""A document as other programs would have printed it: each cell on a line, between signs or far apart.

What divides the cells of a table was chosen by a program; no fact hangs on it. A reader that misses a table in one
printing often reads it in another.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.documents import Document, Line, Place, place
from reports.reading.facts import Reading
from reports.reading.wording import compact

LINES: Final = "lines"
_SIGN: Final = "|"
_BETWEEN_CELLS: Final = re.compile(r"[\s|]+")
_BLANK: Final = re.compile(r"(?<=\S) (?=\S)")
_REMARK: Final = re.compile(
    r"[(（](?![^()（）]*(?:年|比|目標|実績|計画|現状|基準|当初|達成))[^()（）\d０-９]*[)）]"
)  # (全体), never (R5), (10万人対) or (前年比)
_LONGEST_CELL: Final = 40
_LONG: Final = 240  # letters: a page printed as one line
_COUNTED: Final = re.compile(
    r"[(（]?[▲△約]?[\d０-９][\d０-９,，.．]*[^\d\s()（）年度期月日]{0,8}[)）]?(?:[(（][^()（）]*[)）])?|[-―ー－−–—]"
)
_MARK: Final = re.compile(r"[A-EＡ-Ｅ◎○△×▲●◯↗↘→↑↓]")
_WIDE: Final = "\u3000"

Lines = tuple[str, tuple[Line, ...]]  # the words of a line, and the lines where they were printed first
Way = Callable[[Sequence[Lines]], Sequence[Lines]]


@dataclass(frozen=True, slots=True)
class Printing:
    """A document printed otherwise, and the line of the first print from which each of its lines comes.

    `kind` says what divides its cells: printings of one kind are one look at the document.
    """

    kind: str
    document: Document
    origins: tuple[tuple[Line, ...], ...]

    def at_origin(self, reading: Reading) -> Reading:
        """Return a reading of this printing with its places in the document as it was first printed."""
        facts = tuple(replace(fact, place=self._origin(fact.place)) for fact in reading.facts)
        return replace(reading, facts=facts, place=self._origin(reading.place))

    def _origin(self, here: Place) -> Place:
        lines = self.origins[here.line - 1]
        words = compact(here.quote)
        line = next((one for one in lines if words in compact(one.text)), lines[-1])
        return place(line, here.quote)


def printings_of(document: Document) -> Iterator[Printing]:
    """Yield a document in each way in which it looks otherwise."""
    seen = {document.text()}
    for kind, ways in _WAYS:
        printing = _printed(kind, document, ways)
        if (text := printing.document.text()) not in seen and text.strip():
            seen.add(text)
            yield printing


def _printed(kind: str, document: Document, ways: Iterable[Way]) -> Printing:
    lines: Sequence[Lines] = [(line.text, (line,)) for line in document.lines]
    for way in ways:
        lines = way(lines)
    numbered = tuple(
        replace(origins[0], number=number, text=text) for number, (text, origins) in enumerate(lines, start=1)
    )
    return Printing(kind, replace(document, lines=numbered), tuple(origins for _, origins in lines))


def _a_line_for_each_cell(text: str) -> Iterable[str]:
    return _BETWEEN_CELLS.split(text.strip(f"{_SIGN} \t{_WIDE}"))


def _without_remarks(text: str) -> Iterable[str]:
    return [_REMARK.sub("", text)]


def _cells_put_together(lines: Sequence[Lines]) -> list[Lines]:
    """Put cells that have a line each into rows: a row begins where words follow figures."""
    found: list[Lines] = []
    was_counted = is_row = False
    for text, origins in lines:
        cell = text.strip()
        is_counted = bool(_COUNTED.fullmatch(cell)) or bool(_MARK.fullmatch(cell))
        is_short = 0 < len(cell) <= _LONGEST_CELL and "。" not in cell
        if is_row and is_short and (is_counted or not was_counted):
            found[-1] = (f"{found[-1][0]} {cell}", (*found[-1][1], *origins))
        else:
            found.append((text, origins))
        is_row = is_short
        was_counted = is_counted
    return found


def _a_line_for_each_row(text: str) -> Iterable[str]:
    """Break a line where words follow figures: there a row ends, or its name begins."""
    if len(text) <= _LONG:
        return [text]
    lines: list[list[str]] = [[]]
    was_counted = False
    for word in text.split():
        is_counted = bool(_COUNTED.fullmatch(word))
        if was_counted and not is_counted and not _MARK.fullmatch(word):
            lines.append([])
        lines[-1].append(word)
        was_counted = is_counted
    return [" ".join(line) for line in lines]


def _with_wide_blanks(text: str) -> Iterable[str]:
    return [_BLANK.sub(_WIDE, text)]


def _with_empty_lines(text: str) -> Iterable[str]:
    return [text, ""]


def _of_each(change: Callable[[str], Iterable[str]]) -> Way:
    return lambda lines: [(text, origins) for words, origins in lines for text in change(words)]


_WAYS: Final[tuple[tuple[str, tuple[Way, ...]], ...]] = (
    (LINES, (_of_each(_a_line_for_each_cell),)),
    ("rows", (_of_each(_a_line_for_each_row), _cells_put_together)),
    (LINES, (_of_each(_without_remarks), _of_each(_a_line_for_each_cell))),
    ("rows", (_of_each(_without_remarks), _of_each(_a_line_for_each_row), _cells_put_together)),
    ("blanks", (_of_each(_with_wide_blanks),)),
    ("paragraphs", (_of_each(_with_empty_lines),)),
)
