"""How the cells of our workbooks look, and that a text is put into one as a text."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from entry.workbook.columns import Value

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW: Final = 4
_FREE: Final = (
    "formatCells",
    "formatColumns",
    "formatRows",
    "insertColumns",
    "insertRows",
    "autoFilter",
    "sort",
)


def put(sheet: "Worksheet", row: int, place: int, value: Value) -> "Cell":
    """Write a value into a cell; a text stays a text whatever it begins with."""
    cell: Any = sheet.cell(row, place)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text beginning with = would be a formula
    result: Cell = cell
    return result


def protect(sheet: "Worksheet") -> None:
    """Lock the cells against slips, so without a password; what a person may arrange stays free."""
    sheet.protection.sheet = True
    for allowed in _FREE:
        setattr(sheet.protection, allowed, False)


def for_paper(sheet: "Worksheet") -> None:
    """Let it be printed on A4, as wide as the paper, with the headings on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


@cache
def fill(colour: str) -> Any:
    """Return a plain background."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color=colour)


@cache
def border() -> Any:
    """Return the thin line around every cell of a table."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="BBBBBB")
    return Border(left=side, right=side, top=side, bottom=side)


@cache
def unlocked() -> Any:
    """Return what leaves a cell open on a protected sheet."""
    from openpyxl.styles import Protection

    return Protection(locked=False)
