"""Lines -> the workbook that an office fills in, and the same as CSV. Text is never a formula, in either."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from entry.workbook.columns import (
    FIGURES,
    RARE,
    READ,
    SHEET,
    FigureColumn,
    FigureLine,
    Value,
    text_of,
)
from entry.workbook.page.sheets import STEPS, add_worksheet
from entry.workbook.safety import column_letters
from entry.workbook.scorecards.figures import FULFILLED, REASONS
from entry.workbook.scorecards.sheets.lines import FilledTable
from entry.workbook.styling import (
    HEADING_ROW,
    border,
    fill,
    for_paper,
    protect,
    put,
    unlocked,
)
from exports.formulas import guarded
from indicators.calculation.amending import ALL_KINDS, KIND_WORDS
from indicators.calculation.quantities import STANDING_WORDS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TYPE_OF_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INSTRUCTIONS: Final = "使い方"
_WIDTHS: Final = {
    FigureColumn.KEY: 20,
    FigureColumn.MEASURE: 24,
    FigureColumn.INDICATOR: 34,
    FigureColumn.UNIT: 9,
    FigureColumn.LAST_YEAR: 13,
    FigureColumn.TARGET: 16,
    FigureColumn.TOTAL: 13,
    FigureColumn.INCREMENT: 13,
    FigureColumn.FULFILLED: 14,
    FigureColumn.STANDING: 11,
    FigureColumn.MISSING: 16,
    FigureColumn.PENDING_UNTIL: 15,
    FigureColumn.FOOTNOTE: 30,
    FigureColumn.EXPLANATION: 40,
    FigureColumn.KIND: 18,
    FigureColumn.AS_OF: 22,
    FigureColumn.PUBLISHED: 20,
}
_CHOICES: Final = {
    FigureColumn.STANDING: tuple(STANDING_WORDS.values()),
    FigureColumn.MISSING: tuple(REASONS.values()),
    FigureColumn.FULFILLED: tuple(FULFILLED.values()),
    FigureColumn.KIND: tuple(KIND_WORDS.values()),
}
_STEPS: Final = (
    f"「{SHEET}」のシートで、白いセルだけに入力してください。灰色のセルは変更しても取り込まれません。",
    f"「{FigureColumn.TOTAL}」には数値を入力します。66、６６、1,234、▲12.6、37.2％のように書けます。0は「値がない」とは違います。",
    "累計の指標では、これまでの合計を「実績値」に、今年度に増えた分を「うち当該年度分」に入力します。",
    "値がないときは「実績値」を空欄にし、「値がない理由」を選びます。集計中のときは「確定見込年月」も入力してください（例：令和6年11月）。",
    "「値の種別」を空欄にすると確定値になります。",
    f"「{FigureColumn.KIND}」の列があるときは、公表した値を変える行だけ、{ALL_KINDS}から選びます。",
    "列や行は、並べ替えても、追加しても構いません。列は見出しで、行は「管理番号」で見分けるため、見出しと管理番号は変えないでください。",
    "計算式は使えません。計算した結果の値だけを貼り付けてください。マクロ、非表示のシート、外部へのリンクがあるファイルも取り込めません。",
    "保存したら、「Excelの取込み」の画面で選んでください。変わるセルを確かめてから取り込みます。確かめるまで何も変わりません。",
    "ほかの人が先に入力した行は取り込まず、両方の値を表示します。上書きすることはありません。",
)


def workbook_bytes(
    title: str, due: str, lines: Sequence[FigureLine], tables: Sequence[FilledTable] = ()
) -> bytes:
    """Return the workbook: the entry sheet with drop-downs and locked cells, the tables, and how to use it.

    Without figures and with tables there is no entry sheet.
    """
    from openpyxl import Workbook

    book = Workbook()
    if lines or not tables:
        _write_figures(book.active, title, due, lines)  # type: ignore[arg-type] # a new workbook has one
    else:
        book.remove(book.active)  # type: ignore[arg-type]
    for table in tables:
        add_worksheet(book, table, title, due)
    _write_instructions(book, title, [*(_STEPS if lines or not tables else ()), *(STEPS if tables else ())])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_figures(sheet: "Worksheet", title: str, due: str, lines: Sequence[FigureLine]) -> None:
    sheet.title = SHEET
    columns = columns_for(lines)
    _write_head(sheet, title, due, columns)
    for number, line in enumerate(lines, HEADING_ROW + 1):
        _write_line(sheet, number, line, columns)
    _add_choices(sheet, columns, HEADING_ROW + max(len(lines), 1))
    _lay_out(sheet, columns, len(lines))


def csv_bytes(lines: Sequence[FigureLine]) -> bytes:
    """Return the same columns as CSV for Excel: UTF-8 with its mark, CRLF, text guarded against being a formula."""
    out = io.StringIO()
    columns = columns_for(lines)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.value for column in columns)
    writer.writerows([_csv_value(line.cells.get(column)) for column in columns] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def columns_for(lines: Iterable[FigureLine]) -> tuple[FigureColumn, ...]:
    """Return the columns in their order; the rare ones only where a line has something there."""
    seen = frozenset(chain.from_iterable(line.fillable for line in lines))
    seen |= {column for line in lines for column, value in line.cells.items() if value is not None}
    return tuple(column for column in FigureColumn if column not in RARE or column in seen)


def _csv_value(value: Value) -> str:
    return guarded(value) if isinstance(value, str) else text_of(value)


def _write_head(sheet: "Worksheet", title: str, due: str, columns: Sequence[FigureColumn]) -> None:
    from openpyxl.styles import Alignment, Font

    for row, text, font in ((1, title, Font(bold=True, size=14)), (2, due, Font())):
        cell = put(sheet, row, 1, text)
        cell.font = font
    for place, column in enumerate(columns, 1):
        cell = put(sheet, HEADING_ROW, place, column.value)
        cell.font, cell.fill, cell.border = Font(bold=True), fill("D9E6FF"), border()
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _write_line(sheet: "Worksheet", number: int, line: FigureLine, columns: Sequence[FigureColumn]) -> None:
    from openpyxl.styles import Alignment

    for place, column in enumerate(columns, 1):
        cell = put(sheet, number, place, line.cells.get(column))
        cell.border = border()
        cell.alignment = Alignment(wrap_text=column not in FIGURES, vertical="top")
        if column in READ and column not in FIGURES:
            cell.number_format = "@"
        if column in line.fillable:
            cell.protection = unlocked()
        else:
            cell.fill = fill("EEEEEE")


def _add_choices(sheet: "Worksheet", columns: Sequence[FigureColumn], last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, words in _CHOICES.items():
        if column not in columns:
            continue
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.errorTitle, rule.error = column.value[:32], "一覧から選んでください。"
        rule.showErrorMessage = True
        letter = column_letters(columns.index(column) + 1)
        rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{last}")
        sheet.add_data_validation(rule)


def _lay_out(sheet: "Worksheet", columns: Sequence[FigureColumn], count: int) -> None:
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[column_letters(place)].width = _WIDTHS[column]
    sheet.freeze_panes = f"D{HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{column_letters(len(columns))}{HEADING_ROW + count}"
    protect(sheet)
    for_paper(sheet)


def _write_instructions(book: "Workbook", title: str, steps: Iterable[str]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(INSTRUCTIONS)
    put(sheet, 1, 1, f"{title}　{INSTRUCTIONS}").font = Font(bold=True, size=14)
    for number, step in enumerate(steps, 1):
        put(sheet, number + 2, 1, f"{number}. {step}").alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 100
