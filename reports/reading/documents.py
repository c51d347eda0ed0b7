"""A report as pages and lines: what every reader begins with, and why a file cannot be one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import category

from reports.reading.wording import compact

LARGEST_FILE: Final = 20 * 1024 * 1024
MOST_LINES: Final = 200_000
LONGEST_LINE: Final = 20_000
_QUOTE: Final = 120
_FEWEST_LETTERS: Final = 20  # for one letter that nobody prints
_FEWEST_PRINTED: Final = 20  # letters of a PDF; page numbers alone are fewer

_ENCODINGS: Final = ("utf-8-sig", "cp932")


class UnreadableReport(ValueError):
    """A file that no report can be read from; its message is one Japanese sentence that says what to do."""


Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of a page's width and height


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line and where it stands; pages and lines are counted from 1, lines through the whole document.

    Of a text nobody knows where on its page a line stands.
    """

    page: int
    number: int
    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact was read: page, line and the words that stand there."""

    page: int
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report's lines in the order of its pages, and whether its text stops in the middle of a line."""

    lines: tuple[Line, ...]
    is_cut: bool

    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def place(line: Line, words: str = "") -> Place:
    """Return the place of words in a line, quoted as they are printed; without words the line itself is quoted."""
    return Place(line.page, line.number, (_printed(line.text, words) or line.text).strip()[:_QUOTE])


def _printed(text: str, words: str) -> str:
    """Return the span of a line that says these words, which may have been brought to other letters and blanks."""
    wanted = compact(words)
    if not wanted or words in text:
        return words
    folded = [compact(letter) for letter in text]
    spans = [at for at, letters in enumerate(folded) for _ in letters]
    begin = "".join(folded).find(wanted)
    if begin < 0:
        return text  # the words go on in the next line
    return text[spans[begin] : spans[begin + len(wanted) - 1] + 1]


def from_text(text: str) -> Document:
    """Return a text as a document: form feeds begin pages, any line end ends a line."""
    lines = tuple(_lines(text.replace("\0", "\ufffd")))  # no database keeps that sign
    if not any(line.text.strip() for line in lines):
        raise UnreadableReport("文字が一つもありません。文字を含むファイルを選んでください。")
    return Document(lines, is_cut=not text.endswith(("\n", "\f")))


def _lines(text: str) -> Iterator[Line]:
    number = 0
    for page, content in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), start=1):
        for line in content.removesuffix("\n").split("\n"):
            number += 1
            if number > MOST_LINES or len(line) > LONGEST_LINE:
                raise UnreadableReport(_ENDLESS)
            yield Line(page, number, line)


def from_printed(printed: Iterable[tuple[int, str, Box]]) -> Document:
    """Return the lines of printed pages as a document. Raises UnreadableReport."""
    lines: list[Line] = []
    for page, text, box in printed:
        if len(lines) == MOST_LINES or len(text) > LONGEST_LINE:
            raise UnreadableReport(_ENDLESS)
        lines.append(Line(page, len(lines) + 1, text, box))
    if sum(len(line.text.strip()) for line in lines) < _FEWEST_PRINTED:
        raise UnreadableReport(_PICTURES)
    if not _is_text("".join(line.text for line in lines)):
        raise UnreadableReport(_GARBLED)
    return Document(tuple(lines), is_cut=False)


def from_bytes(content: bytes) -> Document:
    """Return the text of a file in UTF-8, UTF-16 or CP932 as a document. Raises UnreadableReport."""
    if len(content) > LARGEST_FILE:
        size = LARGEST_FILE // 1024 // 1024
        raise UnreadableReport(f"ファイルが大きすぎます。{size}MBまでのファイルに分けて読み込んでください。")
    return from_text(_decoded(content))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        raise UnreadableReport(_NO_TEXT)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise UnreadableReport(_NO_TEXT)


def _is_text(text: str) -> bool:
    """Say whether these are letters: an image or a program that happens to decode is full of others."""
    strange = sum(
        letter == "\ufffd" or (category(letter) in {"Cc", "Co", "Cn"} and letter not in "\n\r\t\f")
        for letter in text
    )
    return strange * _FEWEST_LETTERS <= len(text)


_ENDLESS: Final = "行が多すぎるか長すぎます。必要な部分だけを切り出して読み込んでください。"
_NO_TEXT: Final = (
    "文字として読めないファイルです。"
    "PDF、Word（.docx）、テキスト（UTF-8・UTF-16・Shift_JIS）、JSONのファイルを選んでください。"
)
_PICTURES: Final = (
    "文字の入っていないPDFです（紙を読み取った画像など）。"
    "文字認識（OCR）をしたPDFか、もとの文書・表計算のファイルを選んでください。"
)
_GARBLED: Final = (
    "文字の情報が壊れているPDFで、正しく読み取れません。"
    "もとの文書からPDFを作り直すか、本文をテキストとして保存したファイルを選んでください。"
)
