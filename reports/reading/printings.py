"""A document as other programs would have printed it: each cell on a line, or a row, or far apart.

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
_MOST_LINES: Final = 600
_MOST_WORDS: Final = 2_500
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
_NUMBER: Final = re.compile(r"\d{1,2}[-－]\d{1,2}|[(（]\d{1,2}[)）]|[①-⑳]|\d{1,2}[.．)）]")
_WORDS: Final = re.compile(r"[^\W\d_]{2}|[「『（(「]")
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
        said = [compact(one.text) for one in lines]
        with_words = [at for at, text in enumerate(said) if text == words] or [
            at for at, text in enumerate(said) if words in text
        ]
        line = lines[with_words[0] if with_words else -1]
        return place(line, here.quote)


def is_long(document: Document) -> bool:
    """Say whether nobody would wait until a document was read in all its printings."""
    words = sum(len(line.text.split()) for line in document.lines)
    return len(document.lines) > _MOST_LINES or words > _MOST_WORDS


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
    """Put cells that have a line each into rows: a row begins where words follow figures, or with its number."""
    found: list[Lines] = []
    was_cell = False
    begins = _beginnings([text.strip() for text, _ in lines])
    for (text, origins), begins_row in zip(lines, begins, strict=True):
        is_cell = _is_cell(text.strip())
        if was_cell and is_cell and not begins_row:
            found[-1] = (f"{found[-1][0]} {text.strip()}", (*found[-1][1], *origins))
        else:
            found.append((text, origins))
        was_cell = is_cell
    return found


def _is_cell(text: str) -> bool:
    """Say whether a line is a cell: a figure, or a few words without any; not a row of both, and no sentence."""
    if not text or len(text) > _LONGEST_CELL or "。" in text:
        return False
    return bool(_COUNTED.fullmatch(text)) or not any(_COUNTED.fullmatch(word) for word in text.split())


def _a_line_for_each_row(text: str) -> Iterable[str]:
    """Break a long line where words follow figures, or before the numbers of rows."""
    if len(text) <= _LONG:
        return [text]
    lines: list[list[str]] = [[]]
    words = text.split()
    for word, begins_row in zip(words, _beginnings(words), strict=True):
        if begins_row and lines[-1]:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _beginnings(cells: Sequence[str]) -> Iterator[bool]:
    """Say of each cell whether a row begins with it: words behind figures, or a number before words that counts on."""
    was_counted, count = False, 0
    for cell, following in zip(cells, [*cells[1:], ""], strict=True):
        is_counted = bool(_COUNTED.fullmatch(cell) or _MARK.fullmatch(cell))
        is_number = bool(cell == str(count + 1) or _NUMBER.fullmatch(cell)) and bool(_WORDS.match(following))
        count += is_number
        yield is_number or (was_counted and not is_counted)
        was_counted = is_counted and not is_number


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
