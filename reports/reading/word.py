"""A Word document (.docx) as lines: a paragraph is a line, a row of a table is 「| … | … |」.

Its text is read and nothing else of it: no macro is run, no link followed, no picture opened. A part is unpacked no
further than LARGEST_PART whatever its directory says, and is never held as a tree.
"""

import re
import struct
import zlib
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from typing import IO, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from reports.reading.documents import MOST_LINES

LARGEST_PART: Final = 60 * 1024 * 1024
MOST_LETTERS: Final = 5_000_000
PIECE: Final = 4 * 1024 * 1024
MOST_COLUMNS: Final = 200
DEEPEST_ELEMENT: Final = 500
DEEPEST: Final = 20  # tables in tables
CONTENT: Final = "word/document.xml"
_W: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # saved as "strict"
)
_UNSEEN: Final = frozenset(
    {"Fallback", "rt", "del", "moveFrom"}
)  # said twice, how to pronounce it, taken out
_UNREADABLE: Final = (
    *(BadZipFile, KeyError, RuntimeError, EOFError, OSError, ValueError),
    *(zlib.error, LZMAError, struct.error, SAXException, DefusedXmlException),
)  # what a file that is cut, locked or made up does to the libraries
_BLANKS: Final = re.compile(r"\s+")
Name = tuple[str | None, str]


class FaultyWord(Exception):
    """A document that is not read: its one argument is `broken` or `full`."""


def is_word(path: Path) -> bool:
    """Tell by its content whether a file is a Word document, or an archive that is cut before one could tell."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
    try:
        with ZipFile(path) as archive:
            return CONTENT in archive.namelist()
    except _UNREADABLE:
        return True  # one that is cut: reading it says so


def text_of(path: Path) -> str:
    """Return the text of a document, its pages divided by form feeds. Raise FaultyWord for what cannot be read."""
    reader = make_parser()
    reader.setFeature(feature_namespaces, True)
    handler = _Text()
    reader.setContentHandler(handler)
    try:
        with ZipFile(path) as archive, archive.open(CONTENT) as part:
            reader.parse(_Bounded(part))
    except _UNREADABLE as error:
        raise FaultyWord("broken") from error
    return handler.text()


class _Bounded:
    """A part that ends in FaultyWord where it is larger than anything that somebody wrote.

    It comes in large pieces: the parser reads a long attribute from its beginning with each piece of it.
    """

    def __init__(self, part: IO[bytes]) -> None:
        self.part, self.left = part, LARGEST_PART

    def read(self, size: int = -1) -> bytes:
        found = self.part.read(min(size and max(size, PIECE), self.left + 1))
        self.left -= len(found)
        if self.left < 0:
            raise FaultyWord("full")
        return found

    def close(self) -> None:
        """The archive closes it."""


@dataclass(slots=True)
class _Table:
    """A table being read: the cells of its row so far, and how wide the next one is."""

    cells: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # of the cell
    span: int = 1
    goes_on: bool = False  # the cell is the rest of the one above

    def end_cell(self) -> None:
        text = "" if self.goes_on else " ".join(self.words)
        if len(self.cells) < MOST_COLUMNS:
            self.cells += [text.replace("|", "｜"), *[""] * (self.span - 1)]
        self.words, self.span, self.goes_on = [], 1, False


class _Text(ContentHandler):
    """Gathers the lines of a document, and where its pages begin."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.rendered: set[int] = set()  # lines with which a page begins: as Word laid it out last
        self.by_hand: set[int] = set()
        self.tables: list[_Table] = []
        self.paragraphs: list[list[str]] = []
        self.unseen = 0
        self.depth = 0
        self.is_text = False
        self.letters = 0

    def text(self) -> str:
        """Return the lines; where nobody laid the document out, only breaks by hand begin pages."""
        starts = (self.rendered or self.by_hand) - {0}
        return "".join(f"{chr(12) if at in starts else ''}{line}\n" for at, line in enumerate(self.lines))

    # --- what the parser calls ---

    def startElementNS(self, name: Name, _qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802
        space, tag = name
        self.depth += 1
        if self.depth > DEEPEST_ELEMENT:
            raise FaultyWord("full")
        self.unseen += tag in _UNSEEN
        if space not in _W or self.unseen:
            return
        said = {key: str(value) for (of, key), value in attrs.items() if of == space}
        if tag in {"gridSpan", "vMerge"}:
            self.widen_cell(tag, said.get("val"))
        elif tag in {"br", "cr", "lastRenderedPageBreak"}:
            self.break_off(tag, said.get("type"))
        else:
            self.begin(tag)

    def begin(self, tag: str) -> None:
        match tag:
            case "p":
                self.paragraphs.append([])
            case "t":
                self.is_text = True
            case "tab":
                self.say("\t")
            case "tbl":
                if len(self.tables) == DEEPEST:
                    raise FaultyWord("full")
                self.tables.append(_Table())

    def widen_cell(self, tag: str, said: str | None) -> None:
        if self.tables and tag == "gridSpan":
            self.tables[-1].span = _number(said)
        elif self.tables:
            self.tables[-1].goes_on = said in {None, "continue"}

    def break_off(self, tag: str, kind: str | None) -> None:
        if tag == "lastRenderedPageBreak":
            self.rendered.add(len(self.lines))
        elif kind == "page":
            self.by_hand.add(len(self.lines) + 1)
        else:
            self.say("\n")

    def endElementNS(self, name: Name, _qname: str | None) -> None:  # noqa: N802
        space, tag = name
        self.depth -= 1
        if tag in _UNSEEN:
            self.unseen -= 1
        elif space in _W and not self.unseen:
            self.end(tag)

    def end(self, tag: str) -> None:
        match tag:
            case "t":
                self.is_text = False
            case "p" if self.paragraphs:
                self.end_paragraph("".join(self.paragraphs.pop()))
            case "tc" if self.tables:
                self.tables[-1].end_cell()
            case "tr" if self.tables:
                self.end_row(self.tables[-1])
            case "tbl" if self.tables:
                self.tables.pop()

    def characters(self, content: str) -> None:
        if self.is_text and not self.unseen:
            self.say(content)

    # --- what is gathered ---

    def say(self, words: str) -> None:
        self.letters += len(words)
        if self.letters > MOST_LETTERS:
            raise FaultyWord("full")
        if self.paragraphs:
            self.paragraphs[-1].append(words)

    def end_paragraph(self, words: str) -> None:
        if not self.tables:
            self.add_lines(words.split("\n"))
        elif told := _BLANKS.sub(" ", words).strip():
            self.tables[-1].words.append(told)

    def add_lines(self, lines: list[str]) -> None:
        self.lines += lines
        if len(self.lines) > MOST_LINES:
            raise FaultyWord("full")

    def end_row(self, table: _Table) -> None:
        cells, table.cells = table.cells[:MOST_COLUMNS], []
        if len(self.tables) > 1:  # a table in a cell is read as the words of the cell
            self.tables[-2].words += filter(None, cells)
        elif any(cells):
            self.add_lines([f"| {' | '.join(cells)} |"])


def _number(said: str | None) -> int:
    return min(int(said), MOST_COLUMNS) if said and said.isascii() and said.isdecimal() and said != "0" else 1
