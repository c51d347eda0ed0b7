"""Tables written as CSV and as workbooks, row by row: as much memory for ten thousand rows as for ten.

CSV is UTF-8 with its mark and CRLF, so that every office's Excel opens it; a text is never a formula in either.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import IO, Any, Final

from exports.columns import TableFile, Value
from exports.formulas import guarded

LINES_AT_ONCE: Final = 500
BYTE_ORDER_MARK: Final = "\ufeff"
CELLS_AT_ONCE: Final = 5_000
LONGEST_TITLE: Final = 28  # of a sheet, with room for a number
_FORBIDDEN_IN_TITLE: Final = re.compile(r"[\[\]:*?/\\']")
_DAY: Final = "yyyy-mm-dd"
_NOT_PLAIN: Final = ("=", "#")  # with which formulas and errors begin


def number_text(number: Decimal) -> str:
    """Return the one spelling of a number: no exponent, no zeros behind.

    >>> number_text(Decimal("66.00")), number_text(Decimal("1E+3"))
    ('66', '1000')
    """
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return str(number)
    return format(number.normalize(), "f") if number else "0"


def csv_text(value: Value) -> str:
    """Return a value as a cell of a CSV says it: a day as 2026-03-31, a text never as a formula."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case date():
            return f"{value:%Y-%m-%d}"
        case _:
            return number_text(Decimal(value))


def csv_blocks(headings: Iterable[str], lines: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield a file with these headings in blocks of some hundred lines."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(guarded, headings))
    for number, line in enumerate(lines, 1):
        writer.writerow(map(csv_text, line))
        if number % LINES_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def write_workbook(file: IO[bytes], tables: Iterable[TableFile]) -> None:
    """Write a workbook with a sheet for each table; rows go out as they come."""
    from openpyxl import Workbook

    book, taken = Workbook(write_only=True), list[str]()
    for table in tables:
        taken.append(sheet_title(table.title, taken))
        _write_sheet(book.create_sheet(taken[-1]), table)
    book.save(file)


def _write_sheet(sheet: Any, table: TableFile) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A2"
    headings = [_text_cell(sheet, column.heading) for column in table.columns]
    for cell in headings:
        cell.font = Font(bold=True)
    sheet.append(headings)
    known: dict[Value, Any] = {}
    for line in table.lines:
        if len(known) > CELLS_AT_ONCE:
            known.clear()
        sheet.append([_known_cell(sheet, known, value) for value in line])


def _known_cell(sheet: Any, known: dict[Value, Any], value: Value) -> Any:
    """Return the cell of a text or a day, made once for all that say the same: a column says little that is new.

    But for texts that begin like a formula: into a cell without a format the library writes what comes next.
    """
    if not isinstance(value, str | date):
        return value
    if value in known:
        return known[value]
    found = _cell(sheet, value)
    if isinstance(found, str) or found.has_style:
        known[value] = found
    return found


def _cell(sheet: Any, value: Value) -> Any:
    """Return what a sheet takes for the value: a text stays one, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    match value:
        case str():
            # what cannot be taken for anything else is written as it is, in a third of the time of a cell
            text = _legal(value)
            return _text_cell(sheet, text) if text.startswith(_NOT_PLAIN) else text
        case date():
            cell = WriteOnlyCell(sheet, None)
            cell.value = value
            cell.number_format = _DAY
        case _:
            return value
    return cell


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _legal(text))
    cell.data_type = "s"
    return cell


def _legal(text: str) -> str:
    """Return a text without the signs that no workbook can hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)


def sheet_title(name: str, taken: Sequence[str]) -> str:
    """Return a name that Excel takes for a sheet: short, without its forbidden signs, and only once."""
    title = _FORBIDDEN_IN_TITLE.sub(" ", name).strip()[:LONGEST_TITLE].strip() or "表"
    unique, number = title, 2
    while unique.casefold() in {one.casefold() for one in taken}:
        unique, number = f"{title}{number}", number + 1
    return unique
