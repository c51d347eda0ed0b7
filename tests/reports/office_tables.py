"""Tables as offices keep them, made here: in every kind of file that is read."""

import io
import zipfile
from collections.abc import Sequence
from html import escape
from typing import Any, Final

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]

KPI_LIST: Final[Rows] = [
    ["令和5年度 重要業績評価指標一覧", *[""] * 9],
    [""] * 10,
    ["番号", "指標名", "単位", "現状値（R3）", "令和4年度", "", "令和5年度", "", "最終目標（R7）", "担当課"],
    ["", "", "", "", "目標", "実績", "目標", "実績", "", ""],
    ["施策1-1 子育ての支援", *[""] * 9],
    ["1", "保育所の数", "か所", 10, 11, 12, 13, "－", 15, "子ども課"],
    ["2", "子育ての満足度", "％", "50.2", "52.0", "53.1", "54.0", "集計中", "60.0以上", "子ども課"],
    ["", "", "", "", "", "", "", "", "", ""],
    ["施策1-2 緑の保全", *[""] * 9],
    ["1", "公園の面積", "ha", "１２０.５", 121, "約121.4", 122, 122.5, 125, "公園課"],
    ["2", "苦情の件数", "件", 30, 28, 31, 25, 24, "20以下", "環境課"],
    ["※ 満足度は市民意識調査による。", *[""] * 9],
]
KPI_MERGES: Final = ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:I4", "J3:J4", "A5:J5", "A9:J9")


def sheet_of(rows: Rows, merges: Sequence[str] = (), *, title: str = "一覧") -> tuple[Any, Worksheet]:
    """Return a workbook with these rows on its only sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for area in merges:
        sheet.merge_cells(area)
    return book, sheet


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx(rows: Rows, merges: Sequence[str] = (), *, title: str = "一覧") -> bytes:
    return saved(sheet_of(rows, merges, title=title)[0])


def ods(rows: Rows, *, more: str = "") -> bytes:
    """Return an OpenDocument spreadsheet of these rows; `more` is what stands behind them."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="一覧">{lines}{more}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _ods_cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    kind = f'float" office:value="{value}' if isinstance(value, int | float) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def separated(rows: Rows, by: str = ",") -> str:
    return "\r\n".join(by.join(str(cell) for cell in row) for row in rows)


# --- forms: one 調書 for each 事務事業 ---

FORM_CELLS: Final = ("B3", "B4", "B5", "B7", "D7", "C10", "D10", "E10", "C11", "D11")


def form(number: int, *, year: int = 5, shifted: bool = False) -> bytes:
    """Return the form of one undertaking, with one indicator: targets of three years, results of two."""
    rows: Rows = [
        ["事務事業評価シート", "", "", "", ""],
        *([["（記入要領を参照）", "", "", "", ""]] if shifted else []),
        ["", "", "", "", ""],
        ["評価年度", f"令和{year}年度", "", "", ""],
        ["施策コード", "1-1" if number % 2 else "1-2", "", "", ""],
        ["担当課", "子ども課", "", "", ""],
        ["", "", "", "", ""],
        ["指標名", f"取組{number}の参加者数", "単位", "人", ""],
        ["", "", "", "", ""],
        ["", "", f"R{year - 1}", f"R{year}", f"R{year + 1}"],
        ["", "目標", 100 + number, 110 + number, 120 + number],
        ["", "実績", 90 + number, f"{95 + number}人", ""],
    ]
    return xlsx(rows, title="調書")


def forms_archive(count: int, broken: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Return an archive of so many forms, and of some files that are none."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1, count + 1):
            archive.writestr(f"調書/調書{number:03}.xlsx", form(number))
        for name, data in broken:
            archive.writestr(f"調書/{name}", data)
    return buffer.getvalue()


def broken_forms() -> list[tuple[str, bytes]]:
    """Return three files that are no forms of this kind: cut off, of other positions, a program."""
    return [
        ("途切れた調書.xlsx", form(901)[:-300]),
        ("行のずれた調書.xlsx", form(902, shifted=True)),
        ("調書ではない.xlsx", b"MZ\x90\x00\x03"),
    ]
