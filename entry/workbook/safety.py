"""Whether an uploaded file may be opened at all, decided from its bytes before any library reads it.

What is accepted is known by content, never by name; everything else is a RefusedFile with one sentence.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

LARGEST_FILE: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 20 * 1024 * 1024
LARGEST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 1024 * 1024
MOST_ENTRIES: Final = 500
MOST_ROWS: Final = 25_000  # of a table of amounts: some 600 事務事業 × 40 lines
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = (
    400_000  # rows × columns of all tables together: a second or two of reading, empty ones included
)
MOST_TEXTS: Final = 300_000  # tags around the texts that cells share
MOST_TAGS: Final = 50_000  # in each other part: a library makes an object of every style and name
MOST_SHEETS: Final = 100  # that the workbook names, be it the same part each time

_BROKEN: Final = (
    "ファイルが壊れているか、途中で切れているため読み込めません。もう一度保存してから選んでください。"
)
_SUSPICIOUS: Final = (
    "ファイルに取り込めない要素（{}）があるため読み込めません。ダウンロードした様式に入力し直してください。"
)
_TOO_LARGE_INSIDE: Final = (
    "展開後の大きさが極端に大きいため読み込めません。ダウンロードした様式に入力し直してください。"
)
_MACROS: Final = "マクロを含むファイルは読み込めません。「Excelブック（.xlsx）」で保存してください。"
_SAVE_AS_XLSX: Final = "{}は読み込めません。「Excelブック（.xlsx）」で保存してください。"
_DIRECTORY: Final = b"PK\x05\x06"
_ARCHIVES: Final = (".zip", ".xlsx", ".xlsm", ".docx", ".7z", ".gz", ".rar", ".jar")
_REFUSED_PARTS: Final = (
    ("xl/externallinks/", "外部のファイルへのリンク"),
    ("xl/connections.xml", "外部データへの接続"),
    ("xl/querytables/", "外部データへの接続"),
    ("xl/embeddings/", "埋め込まれたファイル"),
    ("xl/activex/", "ActiveXコントロール"),
)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)


class RefusedFile(Exception):
    """The file is not read; str() is one Japanese sentence that says why and what to do."""


class FileKind(Enum):
    """What kind of file may be read."""

    WORKBOOK = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Extent:
    """The last row and column of a sheet in which something stands."""

    rows: int = 0
    columns: int = 0


@dataclass(slots=True)
class Room:
    """How much of what may be read at once the tables of one file have taken so far."""

    taken: int = 0

    def allow(self, rows: int, columns: int) -> None:
        """Raise RefusedFile if a table that reaches so far does not fit beside those that were taken.

        To be asked before the table is read: whatever its cells hold, a reader walks through rows × columns of them.
        """
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise RefusedFile(
                f"表がセル{column_letters(columns)}{rows}まで広がり、読み込める範囲（{MOST_ROWS:,}行・{MOST_COLUMNS}列）を"
                "超えています。離れたセルの内容を削除するか、ファイルを分けてください。"
            )
        if self.taken + rows * columns > MOST_CELLS:
            raise RefusedFile(
                f"表が大きすぎるため読み込めません（{rows:,}行×{columns}列。1つのファイルは、行数×列数で"
                f"{MOST_CELLS:,}までです）。ファイルを分けるか、離れたセルの内容を削除してください。"
            )

    def take(self, rows: int, columns: int) -> None:
        """Count a table in; raise RefusedFile if it does not fit."""
        self.allow(rows, columns)
        self.taken += rows * columns


def kind_of(data: bytes) -> FileKind:
    """Tell from its first bytes what the file is; raise RefusedFile if it is nothing that can be read."""
    if not data.strip():
        raise RefusedFile("ファイルが空です。")
    if len(data) > LARGEST_FILE:
        raise RefusedFile(
            "ファイルが5MBを超えているため読み込めません。不要なシートや画像を削除してください。"
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        what = "パスワード付きのファイル" if is_locked else "古い形式（.xls）のファイル"
        raise RefusedFile(_SAVE_AS_XLSX.format(what))
    if data.startswith(b"PK"):
        return FileKind.WORKBOOK
    if data.startswith(b"%PDF"):
        raise RefusedFile(_SAVE_AS_XLSX.format("PDFファイル"))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise RefusedFile(_SAVE_AS_XLSX.format("ウェブページ（HTML・XML）として保存されたファイル"))
    return FileKind.TEXT


def check_workbook(data: bytes) -> dict[str, Extent]:
    """Return how far each sheet reaches, by the name of its part; raise RefusedFile for what is not safe to open.

    No sheet that is not among them may be read, and none further: the archive may claim any size for it.
    """
    _check_directory_size(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            _check_parts({entry.filename for entry in entries})
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise RefusedFile(_MACROS)
            return _scan(archive)
    except DefusedXmlException:
        raise RefusedFile(_SUSPICIOUS.format("XMLの実体宣言")) from None
    except (
        zipfile.BadZipFile,
        SAXParseException,
        LookupError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        struct.error,
        zlib.error,
    ):
        raise RefusedFile(_BROKEN) from None


def _check_directory_size(data: bytes) -> None:
    """Look at what the archive says of its own directory, before the directory is read."""
    place = data.rfind(_DIRECTORY)
    if place < 0 or len(data) < place + 22:
        raise RefusedFile(_BROKEN)
    entries, size = struct.unpack_from("<HI", data, place + 10)
    if not entries:
        raise RefusedFile(_BROKEN)
    if entries > MOST_ENTRIES or size > MOST_ENTRIES * 400:
        raise RefusedFile(_TOO_LARGE_INSIDE)
    if data.count(b"PK\x01\x02") > 2 * MOST_ENTRIES:
        raise RefusedFile(_TOO_LARGE_INSIDE)


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len({entry.filename for entry in entries}) != len(entries):
        raise RefusedFile(_SUSPICIOUS.format("同じ名前の部品"))
    unpacked = packed = 0
    for entry in entries:
        _check_name(entry)
        unpacked, packed = unpacked + entry.file_size, packed + entry.compress_size
        is_dense = entry.file_size > max(entry.compress_size, 1) * LARGEST_RATIO
        if unpacked > LARGEST_UNPACKED or (is_dense and entry.file_size > RATIO_COUNTS_FROM):
            raise RefusedFile(_TOO_LARGE_INSIDE)
    if packed > size:
        raise RefusedFile(_BROKEN)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise RefusedFile(_SAVE_AS_XLSX.format("パスワード付きのファイル"))
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise RefusedFile(_SUSPICIOUS.format("正しくない名前の部品"))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFile(_SUSPICIOUS.format("リンク"))
    if name.lower().endswith(_ARCHIVES):
        raise RefusedFile(_SUSPICIOUS.format("埋め込まれたファイル"))


def _check_parts(names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lower):
        raise RefusedFile(_MACROS)
    if "xl/workbook.bin" in lower:
        raise RefusedFile(_SAVE_AS_XLSX.format("バイナリ形式（.xlsb）のファイル"))
    for start, word in _REFUSED_PARTS:
        if any(name.startswith(start) for name in lower):
            raise RefusedFile(_SUSPICIOUS.format(word))
    if "mimetype" in lower:
        raise RefusedFile(_SAVE_AS_XLSX.format("OpenDocument形式（.ods）などのファイル"))
    if not {"xl/workbook.xml", "[content_types].xml"} <= lower:
        raise RefusedFile("Excelブックではないため読み込めません。ダウンロードした様式を選んでください。")


def _scan(archive: zipfile.ZipFile) -> dict[str, Extent]:
    """Read every XML part once, as a stream: no part may declare entities, none may hold too much."""
    extents, room = {}, Room()
    for name in _xml_parts(archive):
        reach = _reader_of(name, room)
        with archive.open(name) as part:
            parse(part, reach, forbid_dtd=True)
        if isinstance(reach, _Reach):
            room.take(reach.rows, reach.columns)
            extents[name] = Extent(reach.rows, reach.columns)
    return extents


def _reader_of(name: str, room: Room) -> ContentHandler:
    if "/worksheets/" in name and name.endswith(".xml"):
        return _Reach(room)
    return _Counted(MOST_TEXTS if "sharedstrings" in name.lower() else MOST_TAGS)


def _xml_parts(archive: zipfile.ZipFile) -> Iterator[str]:
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            yield entry.filename


class _Counted(ContentHandler):
    """Counts the tags of a part, the sheets that it names and the cells that it merges; stops where they are too many.

    A library makes a cell of each that is merged, as often as that is said.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left, self._sheets_left, self._merges_left = most, MOST_SHEETS, MOST_CELLS

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._left -= 1
        match name.rpartition(":")[2]:
            case "sheet":
                self._sheets_left -= 1
            case "mergeCell":
                self._merges_left -= _cells_in(attrs.get("ref") or "")
        if min(self._left, self._sheets_left, self._merges_left) < 0:
            raise RefusedFile(_TOO_LARGE_INSIDE)


def _cells_in(area: str) -> int:
    """Return how many cells an area has; raise ValueError for what is none, like whole columns."""
    first, _, last = area.partition(":")
    ends = [_REFERENCE.fullmatch(one) for one in (first, last or first)]
    places = [(int(one[2]), column_number(one[1])) for one in ends if one]
    if len(places) != 2:
        raise ValueError(area)
    (top, left), (bottom, right) = places
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)


class _Reach(ContentHandler):
    """Follows how far a sheet's filled cells reach; a cell with a format and nothing in it does not count.

    Of those there may be as many again, for a reader passes them all the same.
    """

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._room, self._passed = room, _Counted(4 * MOST_CELLS)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._passed.startElement(name, attrs)
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(attrs.get("r") or self._row + 1), 0
            case "c":
                self._place(attrs.get("r") or "")
            case "v" | "f" | "is":
                self._count()

    def _place(self, reference: str) -> None:
        if match := _REFERENCE.fullmatch(reference):
            self._row, self._column = int(match[2]), column_number(match[1])
        else:
            self._column += 1

    def _count(self) -> None:
        if self._row <= self.rows and self._column <= self.columns:
            return
        self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        self._room.allow(self.rows, self.columns)


def column_number(letters: str) -> int:
    """Return the number of the column that a spreadsheet calls by these letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return by what letters a spreadsheet calls the column."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
