"""Filled tables -> worksheets with drop-downs and locked cells, and the same as CSV. Text is never a formula."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from entry.workbook.columns import Value, text_of
from entry.workbook.headings import KEY, NODE
from entry.workbook.safety import column_letters
from entry.workbook.scorecards.sheets.lines import FilledTable, TableRow
from entry.workbook.scorecards.sheets.tables import (
    CODE,
    DEPARTMENT,
    HANDED,
    LINE,
    STATE,
    AnswerPart,
    SheetColumn,
)
from entry.workbook.styling import (
    HEADING_ROW,
    border,
    fill,
    for_paper,
    protect,
    put,
    unlocked,
)
from evaluations.sheets.models.forms import SheetItem
from exports.formulas import guarded

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS: Final = {KEY: 12, CODE: 12, NODE: 30, DEPARTMENT: 16, STATE: 12, LINE: 24}
_WIDTH_OF: Final = {
    AnswerPart.TEXT: 44,
    AnswerPart.SYMBOL: 9,
    AnswerPart.REASON: 36,
    AnswerPart.NUMBER: 12,
    AnswerPart.AMOUNT: 14,
    AnswerPart.HAND_IN: 10,
}
_LONGEST_PROMPT: Final = 255
_LONGEST_CHOICES: Final = 255
STEPS: Final = (
    "「事務事業評価シート」は1行が1つの事務事業です。白いセルに入力してください。途中まででも取り込めます（状態は「入力中」になります）。",
    "まだ入力していないシートには、前年度から引き継ぐ項目があらかじめ入っています。「昨年度の記入」の同じ番地のセルに、昨年度の記入があります。",
    "区分の列は一覧から選びます。セルを選ぶと、区分の意味や記入要領が表示されます。",
    "「金額」のシートは、1つの事務事業に費目の数だけ行があります。ないものは0、分からないものは空欄にしてください。",
    "「提出する」に「○」を選ぶと、取り込んだ後に課長確認待ちになります。必須の項目が空欄のときや、内訳の合計が合わないときは提出できません。",
    "ほかの人が同じ項目を先に変更した事務事業は取り込まず、項目ごとに両方の値を表示します。",
)


def add_worksheet(book: "Workbook", filled: FilledTable, title: str, due: str) -> None:
    """Add the worksheet of the table at the end of the book."""
    _add_styles(book)
    sheet = book.create_sheet(filled.title)
    _write_head(sheet, filled, title, due)
    for number, row in enumerate(filled.rows, HEADING_ROW + 1):
        _write_row(sheet, number, row, filled)
    last = HEADING_ROW + max(len(filled.rows), 1)
    if filled.is_read:
        for place, column in enumerate(filled.table.columns, len(filled.table.given) + 1):
            _add_rule(
                sheet, column, f"{column_letters(place)}{HEADING_ROW + 1}:{column_letters(place)}{last}"
            )
    _lay_out(sheet, filled, last)


def table_csv(filled: FilledTable) -> bytes:
    """Return the table as CSV for Excel: UTF-8 with its mark, CRLF, text guarded against being a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in filled.headings])
    writer.writerows([_csv_value(value) for value in (*row.given, *row.values)] for row in filled.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> str:
    return guarded(value) if isinstance(value, str) else text_of(value)


def _add_styles(book: "Workbook") -> None:
    """Name the looks of a cell once in the book: setting each of its sides for each cell takes seconds."""
    from openpyxl.styles import Alignment, Font, NamedStyle, Protection

    if "記入する文章" in book.style_names:
        return
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    grey, locked = fill("EEEEEE"), Protection(locked=True)
    looks: dict[str, dict[str, Any]] = {
        "見出し": {
            "font": Font(bold=True),
            "fill": fill("D9E6FF"),
            "alignment": Alignment(vertical="center", wrap_text=True),
        },
        "記入する文章": {"alignment": wrapped, "protection": unlocked(), "number_format": "@"},
        "記入する数値": {"alignment": top, "protection": unlocked(), "number_format": "#,##0"},
        "記入する小数": {"alignment": top, "protection": unlocked(), "number_format": "#,##0.0###"},
        "変更できない文章": {"alignment": wrapped, "protection": locked, "fill": grey, "number_format": "@"},
        "変更できない合計": {
            "alignment": wrapped,
            "protection": locked,
            "fill": grey,
            "font": Font(bold=True),
        },
        "変更できない数値": {"alignment": top, "protection": locked, "fill": grey, "number_format": "#,##0"},
        "変更できない小数": {
            "alignment": top,
            "protection": locked,
            "fill": grey,
            "number_format": "#,##0.0###",
        },
        "変更できない番号": {"alignment": top, "protection": locked, "fill": grey, "number_format": "@"},
    }
    for name, look in looks.items():
        book.add_named_style(NamedStyle(name=name, border=border(), **look))


def _write_head(sheet: "Worksheet", filled: FilledTable, title: str, due: str) -> None:
    from openpyxl.styles import Font

    about = filled.table.item.label if filled.table.item else filled.title
    put(sheet, 1, 1, f"{title}　{about}").font = Font(bold=True, size=14)
    put(sheet, 2, 1, due if filled.is_read else "見るためのシートです。ここを変えても取り込まれません。")
    part = ""
    for place, column in enumerate(filled.table.columns, len(filled.table.given) + 1):
        if filled.table.item is None and column.item is not None and column.item.part != part:
            part = column.item.part
            put(sheet, HEADING_ROW - 1, place, part).font = Font(bold=True)
    for place, heading in enumerate(filled.headings, 1):
        put(sheet, HEADING_ROW, place, heading).style = "見出し"


def _write_row(sheet: "Worksheet", number: int, row: TableRow, filled: FilledTable) -> None:
    for place, text in enumerate(row.given, 1):
        is_sum = row.is_sum and place == len(row.given)
        style = "変更できない番号" if place == 1 else "変更できない合計" if is_sum else "変更できない文章"
        put(sheet, number, place, text).style = style
    for place, value in enumerate(row.values, len(row.given) + 1):
        column = filled.table.columns[place - len(row.given) - 1]
        put(sheet, number, place, value).style = _style(column, value, is_fillable=row.is_fillable)


def _style(column: SheetColumn, value: Value, *, is_fillable: bool) -> str:
    whether = "記入する" if is_fillable else "変更できない"
    if column.part not in {AnswerPart.NUMBER, AnswerPart.AMOUNT}:
        return f"{whether}文章"
    is_whole = not isinstance(value, Decimal) or value == value.to_integral_value()
    return f"{whether}{'数値' if is_whole else '小数'}"


def _add_rule(sheet: "Worksheet", column: SheetColumn, cells: str) -> None:
    """Offer the symbols of a scale, and show beside the cell what they mean or how it is filled in."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = _choices(column)
    prompt = _prompt(column)
    if not words and not prompt:
        return
    rule = DataValidation(allow_blank=True)
    if words:
        rule.type, rule.formula1 = "list", f'"{",".join(words)}"'
    if prompt:
        rule.promptTitle, rule.prompt, rule.showInputMessage = column.name[:32], prompt, True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _choices(column: SheetColumn) -> tuple[str, ...]:
    """Return what can be chosen; nothing where a spreadsheet could not keep it as a list."""
    if column.part is AnswerPart.HAND_IN:
        return (HANDED,)
    if column.part is not AnswerPart.SYMBOL or column.item is None:
        return ()
    words = tuple(level.symbol for level in _levels(column.item))
    is_plain = (
        not any(sign in word for word in words for sign in ',"') and len(",".join(words)) < _LONGEST_CHOICES
    )
    return words if is_plain else ()


def _prompt(column: SheetColumn) -> str:
    if column.item is None or column.part is AnswerPart.AMOUNT:
        return ""
    meanings = [f"{level.symbol}：{level.label}" for level in _levels(column.item)]
    lines = [
        *(meanings if column.part is AnswerPart.SYMBOL else []),
        *([column.item.help] if column.item.help else []),
    ]
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST_PROMPT else text[: _LONGEST_PROMPT - 1] + "…"


def _levels(item: SheetItem) -> Iterable[Any]:
    return item.scale.levels.all() if item.scale else ()


def _lay_out(sheet: "Worksheet", filled: FilledTable, last: int) -> None:
    widths = [_WIDTHS[heading] for heading in filled.table.given]
    widths += [_WIDTH_OF[column.part] for column in filled.table.columns]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(place)].width = width
    sheet.freeze_panes = f"{column_letters(widths.index(_WIDTHS[NODE]) + 2)}{HEADING_ROW + 1}"
    if filled.table.item is not None:
        sheet.freeze_panes = f"{column_letters(len(filled.table.given) + 1)}{HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{column_letters(len(widths))}{last}"
    protect(sheet)
    for_paper(sheet)
