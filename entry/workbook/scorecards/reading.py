"""An uploaded workbook or CSV file -> the rows of the entry sheet, each cell with its address."""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from entry.workbook.columns import (
    ENTERED,
    RARE,
    SHEET,
    FigureColumn,
    column_named,
    text_of,
)
from entry.workbook.headings import KEY, NODE, bare
from entry.workbook.safety import (
    Extent,
    FileKind,
    RefusedFile,
    Room,
    check_workbook,
    column_letters,
    kind_of,
)
from exports.formulas import unguarded

_HEADING_WITHIN: Final = 30
_NO_HEADINGS: Final = (
    f"見出し「{FigureColumn.KEY}」「{FigureColumn.TOTAL}」のある行が見つかりません。"
    "ダウンロードした様式の見出しの行を残してください。"
)
_UNREADABLE: Final = (
    "Excelブックとして読み取れないため取り込めません。Excelで開き直して保存してから選んでください。"
)


@dataclass(frozen=True, slots=True)
class FileCell:
    """What stands in one cell, of a formula its stored result; `address` as a spreadsheet calls it, C12."""

    address: str
    value: object = None
    number_format: str = "General"
    formula: str = ""

    @property
    def text(self) -> str:
        return text_of(self.value)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it, be it a formula without a result."""
        return self.value is not None or bool(self.formula)

    @property
    def lacks_result(self) -> bool:
        """Whether it is a formula that no spreadsheet has computed and saved."""
        return bool(self.formula) and self.value is None

    @property
    def row(self) -> int:
        return int(self.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row below the headings that holds anything in a column that is known."""

    number: int
    cells: Mapping[FigureColumn, FileCell]


@dataclass(frozen=True, slots=True)
class FileSheet:
    """What was read; `absent` are columns that the file does not have, so that they stay as they are."""

    rows: tuple[FileRow, ...] = ()
    absent: tuple[FigureColumn, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table about 事務事業 as it was found: its headings, and the rows below that hold anything."""

    title: str
    headings: tuple[FileCell, ...]
    rows: tuple[tuple[FileCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the figures, if there is a table of them, and the tables about 事務事業."""

    figures: FileSheet | None
    tables: tuple[RawTable, ...] = ()


def read_sheet(data: bytes) -> FileSheet:
    """Read the figures of a workbook or CSV file; raise RefusedFile with one sentence if there are none."""
    figures = read_file(data).figures
    if figures is None:
        raise RefusedFile(_NO_HEADINGS)
    return figures


def read_file(data: bytes) -> Contents:
    """Read a workbook or CSV file; raise RefusedFile with one sentence if it holds nothing of ours."""
    if kind_of(data) is FileKind.TEXT:
        return _found([("", _text_rows(data))])
    extents = check_workbook(data)
    try:
        return _found(_workbook_rows(data, extents))
    except RefusedFile:
        raise
    except Exception as error:  # whatever a library says of a foreign file, the answer is a sentence
        raise RefusedFile(_UNREADABLE) from error


def _workbook_rows(
    data: bytes, extents: Mapping[str, Extent]
) -> Iterator[tuple[str, Iterable[list[FileCell]]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        hidden = [sheet.title for sheet in book if sheet.sheet_state != "visible"]
        if hidden:
            named = "、".join(hidden[:3])
            raise RefusedFile(
                f"非表示のシート（{named}）があるため読み込めません。再表示するか削除してください。"
            )
        room = Room()  # again: a part may stand in the book as any number of sheets
        for sheet in sorted(book.worksheets, key=lambda one: one.title != SHEET):
            extent = extents[sheet._worksheet_path]  # type: ignore[attr-defined]  # openpyxl has no other name
            room.take(extent.rows, extent.columns)
            rows = sheet.iter_rows(max_row=extent.rows or 1, max_col=extent.columns or 1)
            results = StoredResults(data, sheet.title, extent)
            yield sheet.title, (_cells(row, number, results) for number, row in enumerate(rows, 1))


class StoredResults:
    """What a spreadsheet computed for the formulas of a sheet when it was saved; read when the first one is met."""

    def __init__(self, data: bytes, title: str, extent: Extent) -> None:
        self._data, self._title, self._extent = data, title, extent
        self._rows: list[tuple[object, ...]] | None = None

    def at(self, row: int, place: int) -> object:
        """Return the result in a row and column, counted from 1 and 0; None where none was saved."""
        if self._rows is None:
            self._rows = self._read()
        values = self._rows[row - 1] if row <= len(self._rows) else ()
        return values[place] if place < len(values) else None

    def _read(self) -> list[tuple[object, ...]]:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(self._data), read_only=True, keep_links=False, data_only=True)
        size = {"max_row": self._extent.rows or 1, "max_col": self._extent.columns or 1}
        return list(book[self._title].iter_rows(**size, values_only=True))


def _cells(row: Sequence[Any], number: int, results: StoredResults) -> list[FileCell]:
    return [_cell(cell, number, place, results) for place, cell in enumerate(row)]


def _cell(cell: Any, number: int, place: int, results: StoredResults) -> FileCell:
    address = f"{column_letters(place + 1)}{number}"
    if cell.value is None:
        return FileCell(address)
    if cell.data_type != "f":
        return FileCell(address, cell.value, cell.number_format)
    return FileCell(address, results.at(number, place), cell.number_format, formula_text(cell.value))


def formula_text(value: object) -> str:
    """Return a formula as it is written; that of an array stands in an object of its own."""
    return str(getattr(value, "text", None) or value)


def _text_rows(data: bytes) -> Iterator[list[FileCell]]:
    room, widest = Room(), 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decoded(data), newline="")), 1):
            widest = max(widest, len(row))
            room.allow(number, widest)
            yield [
                FileCell(f"{column_letters(place)}{number}", unguarded(text) or None)
                for place, text in enumerate(row, 1)
            ]
    except csv.Error:
        raise RefusedFile(
            "CSVとして読み取れない行があります。長すぎる項目や改行を確認してください。"
        ) from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedFile("UTF-16の文字コードは読み込めません。UTF-8のCSVかExcelブックで保存してください。")
    if b"\0" in data:
        raise RefusedFile(
            "文字ではないデータが含まれるため読み込めません。CSVかExcelブックを選んでください。"
        )
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFile("文字コードを判別できません。UTF-8のCSVかExcelブックで保存してください。")


def _found(sheets: Iterable[tuple[str, Iterable[list[FileCell]]]]) -> Contents:
    """Return the first table of figures, and every table about 事務事業."""
    figures, tables = None, []
    for title, sheet in sheets:
        rows = iter(sheet)
        for row in islice(rows, _HEADING_WITHIN):
            if _is_about_nodes(row):
                filled = (tuple(below) for below in rows if any(cell.is_filled for cell in below))
                tables.append(RawTable(title, tuple(row), tuple(filled)))
                break
            places = _headings(row)
            if figures is None and {FigureColumn.KEY, FigureColumn.TOTAL} <= set(places):
                absent = tuple(column for column in ENTERED if column not in places and column not in RARE)
                figures = FileSheet(tuple(_below(rows, places)), absent)
                break
    if figures is None and not tables:
        raise RefusedFile(_NO_HEADINGS)
    return Contents(figures, tuple(tables))


def _is_about_nodes(row: list[FileCell]) -> bool:
    texts = [cell.value for cell in row if isinstance(cell.value, str)]
    has_figures = any(column_named(text) is FigureColumn.TOTAL for text in texts)
    return not has_figures and {KEY, NODE} <= {bare(text) for text in texts}


def _headings(row: list[FileCell]) -> dict[FigureColumn, int]:
    places: dict[FigureColumn, int] = {}
    for place, cell in enumerate(row):
        column = column_named(cell.value)
        if column in places and FigureColumn.KEY in places:
            raise RefusedFile(f"見出し「{column}」の列が2つあります（{cell.address}）。1つにしてください。")
        if column is not None:
            places[column] = place
    return places


def _below(rows: Iterator[list[FileCell]], places: Mapping[FigureColumn, int]) -> Iterator[FileRow]:
    for row in rows:
        cells = {column: row[place] for column, place in places.items() if place < len(row)}
        filled = [cell for cell in cells.values() if cell.is_filled]
        if filled:
            yield FileRow(filled[0].row, cells)
