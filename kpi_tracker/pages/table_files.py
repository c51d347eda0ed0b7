"""Tables that are taken along: one row of headings, one value a cell, no units in cells.

So asks 総務省「統計表における機械判読可能なデータの表記方法」. CSV is UTF-8 with its mark and CRLF, so that every
office's Excel opens it; a text is never a formula in either.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final

from entry.workbook.columns import text_of
from entry.workbook.formulas import guarded
from entry.workbook.styling import put

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its ending, what a server says of it, what its link says."""

    suffix: str
    media_type: str
    label: str


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A heading, and what stands below it for a row."""

    heading: str
    value: Callable[[Any], Value]
    width: int = 14


KINDS: Final = {
    "csv": FileKind("csv", "text/csv; charset=utf-8", "CSV"),
    "xlsx": FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
}


def always(value: Value) -> Callable[[Any], Value]:
    """Return what says the same of every row."""
    return lambda _: value


def written(kind: FileKind, title: str, columns: Sequence[FileColumn], rows: Iterable[Any]) -> bytes:
    """Return the rows as a file of that kind; a workbook's only sheet is called by the title."""
    lines = ([column.value(row) for column in columns] for row in rows)
    return (_csv if kind.suffix == "csv" else _workbook)(title, columns, lines)


def _csv(title: str, columns: Sequence[FileColumn], lines: Iterable[Sequence[Value]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.heading for column in columns)
    writer.writerows([_csv_value(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> str:
    return guarded(value) if isinstance(value, str) else text_of(_number(value))


def _number(value: Value) -> Decimal | None:
    return None if value is None else Decimal(value)


def _workbook(title: str, columns: Sequence[FileColumn], lines: Iterable[Sequence[Value]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for place, column in enumerate(columns, 1):
        put(sheet, 1, place, column.heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for row, line in enumerate(lines, 2):
        for place, value in enumerate(line, 1):
            is_text = isinstance(value, str)
            put(sheet, row, place, ILLEGAL_CHARACTERS_RE.sub("", str(value)) if is_text else _number(value))
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
