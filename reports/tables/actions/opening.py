"""A file that somebody sent -> its sheets as grids; what cannot be read safely is a sentence. Only jobs open files."""

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any, Final
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

from entry.workbook.safety import Extent, RefusedFile, Room, check_workbook
from indicators.calculation.spreadsheets import as_shown, shows_percent, shows_thousands
from reports.tables.actions.binary import shows_scaled_numbers
from reports.tables.grids import SCALED, UNCOMPUTED, Area, Grid, grid_of

LARGEST_FILE: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 200_000  # rows × columns of one sheet: what a page and a job can bear
MOST_SHEETS: Final = 60
MOST_LETTERS: Final = 5_000_000  # of all sheets of a file
LONGEST_CELL: Final = 2_000
EMPTY: Final = "ファイルに表がありません。表のあるシートを保存してから選んでください。"
TOO_LARGE: Final = (
    "表が大きすぎるため読み込めません（1シート{:,}行・{}列、行数×列数で{:,}まで）。"
    "必要な範囲だけを新しいシートに貼り付けてください。"
)
TOO_MUCH_TEXT: Final = (
    "表の文字が多すぎるため読み込めません。必要な範囲だけを新しいシートに貼り付けてください。"
)
BROKEN: Final = (
    "ファイルが壊れているか、途中で切れているため読み込めません。"
    "Excelなどで開き直し、もう一度保存してから選んでください。"
)
NO_TABLE: Final = (
    "表として読めないファイルです。"
    "Excel（.xlsx・.xls）、OpenDocument（.ods）、CSV、タブ区切りのテキストを選んでください。"
)
LOCKED: Final = "パスワード付きのファイルは読み込めません。パスワードを外して保存してから選んでください。"
ONLY_VALUES: Final = "それでも読み込めないときは、新しいブックに値だけを貼り付けて保存してください。"
SCALED_IN_OLD: Final = (
    "％や千単位で表示された数値があり、古い形式（.xls）では表示のとおりに読み取れません。"
    "「Excelブック（.xlsx）」で保存してから選んでください。"
)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCODINGS: Final = ("utf-8-sig", "cp932")
_SEPARATORS: Final = "\t,;"


def open_table(data: bytes) -> list[Grid]:
    """Return the sheets in which anything stands; raise RefusedFile with one sentence if there are none."""
    grids = [one for one in _opened(data) if one.height]
    if not grids:
        raise RefusedFile(EMPTY)
    if sum(map(letters_in, grids)) > MOST_LETTERS:
        raise RefusedFile(TOO_MUCH_TEXT)
    return grids


def letters_in(grid: Grid) -> int:
    """Return how many letters the cells of a sheet have together: pages read all of them."""
    return sum(len(text) for row in grid.cells for text in row)


def _opened(data: bytes) -> Iterable[Grid]:
    if len(data) > LARGEST_FILE:
        raise RefusedFile(
            "ファイルが5MBを超えているため読み込めません。不要なシートや画像を削除してください。"
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedFile(LOCKED)
        if shows_scaled_numbers(data):
            raise RefusedFile(SCALED_IN_OLD)
        return _read(partial(_pandas_sheets, ()), data)
    if data.startswith(b"PK"):
        return _of_archive(data)
    return [text_grid(text_of(data))]


def _of_archive(data: bytes) -> Iterable[Grid]:
    if is_open_document(data):
        return _read(partial(_pandas_sheets, check_open_document(data)), data)
    try:
        extents = check_workbook(data)
        return _read(partial(_workbook, extents), data)
    except RefusedFile as refused:
        raise RefusedFile(f"{refused}{ONLY_VALUES}") from None


def _read(reader: Callable[[bytes], list[Grid]], data: bytes) -> list[Grid]:
    """Read with a library; whatever it says of a foreign file, the answer is a sentence."""
    try:
        return reader(data)
    except (RefusedFile, MemoryError):
        raise
    except Exception as error:
        raise RefusedFile(BROKEN) from error


# --- .xlsx: with what is merged, hidden, and how numbers are shown ---


def _workbook(extents: Mapping[str, Extent], data: bytes) -> list[Grid]:
    """Return the sheets that one sees. A part may stand in a book any number of times: they are counted first."""
    import openpyxl

    room = Room()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and features that are not read anyway
        for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False).worksheets:
            extent = extents[sheet._worksheet_path]  # type: ignore[attr-defined]  # openpyxl has no other name
            room.take(extent.rows, extent.columns)
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    return [
        _worksheet(sheet, formulas[sheet.title])
        for sheet in values.worksheets[:MOST_SHEETS]
        if sheet.sheet_state == "visible"
    ]


def _worksheet(sheet: Any, formulas: Any) -> Grid:
    allow(sheet.max_row, sheet.max_column)
    rows = [
        [_cell_words(cell, below) for cell, below in zip(row, others, strict=False)]
        for row, others in zip(sheet.iter_rows(), formulas.iter_rows(), strict=False)
    ]
    return grid_of(
        sheet.title,
        rows,
        merges=[_area(one) for one in sheet.merged_cells.ranges],
        hidden_rows=[number - 1 for number, one in sheet.row_dimensions.items() if one.hidden],
        hidden_columns=list(_hidden_columns(sheet)),
    )


def _area(merged: Any) -> Area:
    return merged.min_row - 1, merged.min_col - 1, merged.max_row - 1, merged.max_col - 1


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min:
            yield from range(one.min - 1, min(one.max, MOST_COLUMNS))


def _cell_words(cell: Any, formula: Any) -> str:
    if cell.value is None and formula.data_type == "f":
        return "" if cell.data_type == "str" else UNCOMPUTED  # its result is an empty text
    return words_of(cell.value, cell.number_format or "General")


def words_of(value: object, number_format: str = "General") -> str:
    """Return a cell's value in the words in which a spreadsheet shows it; what it scales is said beside the number."""
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            text = _number_words(value, number_format)
        case date() if not isinstance(value, datetime) or value.time() == time():
            text = f"{value.year}年{value.month}月{value.day}日"
        case _:
            text = str(value).replace("\0", "").strip()  # no database keeps that sign
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _number_words(value: int | float | Decimal, number_format: str) -> str:
    number = as_shown(float(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return ""
    if shows_thousands(number_format) and number:
        return f"{_plainly(number)}{SCALED}"
    return f"{_plainly(number * 100)}％" if shows_percent(number_format) else _plainly(number)


def _plainly(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- .xls, .ods: with pandas, which reads them by calamine ---


@dataclass(frozen=True, slots=True)
class Shown:
    """How a sheet is shown: which cells in per cent, which rows and columns not at all; all counted from 0."""

    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def _pandas_sheets(shown: Sequence[Shown], data: bytes) -> list[Grid]:
    """Return the sheets that one sees; `shown` says of all sheets, as far as somebody knows, how they are shown."""
    import pandas
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    merges, room = {}, Room()
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        known = dict(zip(book.sheet_names, shown, strict=False))
        for name in seen[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            allow(sheet.total_height, sheet.total_width)
            room.take(sheet.total_height, sheet.total_width)
            merges[name] = [(*begin, *end) for begin, end in sheet.merged_cell_ranges or ()]
    frames = pandas.read_excel(
        io.BytesIO(data),
        sheet_name=list(merges),
        header=None,
        dtype=object,
        engine="calamine",
        keep_default_na=False,
    )
    return [
        _pandas_grid(name, frame, merges[name], known.get(name, Shown())) for name, frame in frames.items()
    ]


def _pandas_grid(name: str, frame: Any, merges: Sequence[Area], shown: Shown) -> Grid:
    rows = [
        [
            _pandas_words(value, "0%" if (at, column) in shown.percents else "General")
            for column, value in enumerate(row)
        ]
        for at, row in enumerate(frame.to_numpy())
    ]
    return grid_of(
        name,
        rows,
        merges=merges,
        hidden_rows=[*shown.hidden_rows],
        hidden_columns=[*shown.hidden_columns],
    )


def _pandas_words(value: Any, number_format: str) -> str:
    is_nothing = value is None or value != value  # noqa: PLR0124 - as pandas marks an empty cell
    return "" if is_nothing else words_of(value, number_format)


def allow(rows: int, columns: int) -> None:
    """Raise RefusedFile where a sheet reaches further than may be read."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise RefusedFile(TOO_LARGE.format(MOST_ROWS, MOST_COLUMNS, MOST_CELLS))


def is_open_document(data: bytes) -> bool:
    """Tell whether an archive says of itself, in its first part, that it is an OpenDocument spreadsheet."""
    return b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in data[:200]


def check_open_document(data: bytes) -> list[Shown]:
    """Return how each sheet is shown.

    Raise RefusedFile for one that is locked, broken, or that unfolds into more than may be read.
    """
    sheets = _Unfolded()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(one.flag_bits & 1 or stat.S_ISLNK(one.external_attr >> 16) for one in entries):
                raise RefusedFile(LOCKED)
            if sum(one.file_size for one in entries) > LARGEST_UNPACKED:
                raise RefusedFile(TOO_LARGE.format(MOST_ROWS, MOST_COLUMNS, MOST_CELLS))
            if b"encryption-data" in archive.read("META-INF/manifest.xml")[:LARGEST_FILE]:
                raise RefusedFile(LOCKED)
            with archive.open("content.xml") as part:
                parse(part, sheets, forbid_dtd=True)
    except (DefusedXmlException, SAXParseException, KeyError, OSError, RuntimeError, ValueError) as error:
        raise RefusedFile(BROKEN) from error
    except (zipfile.BadZipFile, NotImplementedError, struct.error, zlib.error) as error:
        raise RefusedFile(BROKEN) from error
    return sheets.shown


class _Unfolded(ContentHandler):
    """Follows how far the sheets reach once rows and cells are repeated as often as they say."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = self._repeated = self._width = self._reach = self._filled = 0
        self._room = Room()
        self.shown: list[Shown] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        match name:
            case "table:table":
                self._row = self._column = self._reach = self._filled = 0
                self.shown.append(Shown())
            case "table:table-column":
                first = self._column
                self._column += _times(attrs.get("table:number-columns-repeated"))
                if _is_hidden(attrs):
                    self.shown[-1].hidden_columns.update(range(first, min(self._column, MOST_COLUMNS)))
            case "table:table-row":
                self._repeated = _times(attrs.get("table:number-rows-repeated"))
                self._column = self._width = 0
                if _is_hidden(attrs):
                    below = min(self._row + self._repeated, MOST_ROWS)
                    self.shown[-1].hidden_rows.update(range(self._row, below))
            case "table:table-cell" | "table:covered-table-cell":
                first = self._column
                self._column += _times(attrs.get("table:number-columns-repeated"))
                if attrs.get("office:value-type") == "percentage":
                    self._note_percents(first)
                self._width = self._column if "office:value-type" in attrs else self._width
            case "text:p":
                self._width = self._column

    def _note_percents(self, first: int) -> None:
        below = self._row + self._repeated
        allow(below, self._column)
        self.shown[-1].percents.update(product(range(self._row, below), range(first, self._column)))

    def endElement(self, name: str) -> None:  # noqa: N802
        if name == "table:table-row":
            self._row += self._repeated
            if self._width:
                self._reach = max(self._reach, self._width)
                allow(self._row, self._reach)
                self._room.allow(self._row, self._reach)
                self._filled = self._row
        elif name == "table:table":
            self._room.take(self._filled, self._reach)


def _is_hidden(attrs: AttributesImpl) -> bool:
    return attrs.get("table:visibility", "visible") != "visible"


def _times(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1


# --- text: separated by commas or tabs, or pasted ---


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or CP932; raise RefusedFile for what is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data or data.startswith((b"%PDF", b"MZ", b"{\\rtf")):
        raise RefusedFile(NO_TABLE)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFile(NO_TABLE)


def _separator_of(lines: Sequence[str]) -> str:
    """Return what separates the cells: tabs where most lines have one, for commas stand in numbers too."""
    filled = [line for line in lines if line.strip()]
    if sum("\t" in line for line in filled) * 2 > len(filled):
        return "\t"
    return max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in filled))


def text_grid(text: str) -> Grid:
    """Return a text as the only sheet."""
    import pandas

    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    if not any(line.strip() for line in lines):
        raise RefusedFile(EMPTY)
    separator = _separator_of(lines)
    width = max(line.count(separator) for line in lines) + 1
    if width == 1 or lines[0].lstrip().startswith(("<", "{", "[")):
        raise RefusedFile(NO_TABLE)
    allow(len(lines), width)
    try:
        frame = pandas.read_csv(
            io.StringIO("\n".join(lines)),
            sep=separator,
            header=None,
            names=range(width),
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            engine="python",
        )
    except ValueError as error:
        raise RefusedFile(BROKEN) from error
    return grid_of("表", [[words_of(one) for one in row] for row in frame.to_numpy()])
