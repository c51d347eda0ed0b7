"""What has not been handed in, to take along: a workbook with a sheet for each 局, a text for the groupware."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from entry.board.scorecards.boards import NO_DEPARTMENT, Share
from entry.round.scorecards.items import bureau_of
from entry.round.scorecards.listed import Listed
from indicators.models import EntryRound

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    "局",
    "所属",
    "内線",
    "計画の項目",
    "指標・シート",
    "状態",
    "提出期限",
    "超過日数",
    "差戻しの理由",
)
WIDTHS = (20, 22, 10, 40, 50, 14, 14, 10, 40)
COUNT_HEADINGS = ("局", "未提出", "うち期限超過")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
LONGEST_TITLE = 28
SUMMARY = "局別の件数"


def outstanding_workbook(round_: EntryRound, items: Iterable[Listed]) -> bytes:
    """Return an .xlsx of what is still to be entered; every text is a text, even one that begins with `=`."""
    from openpyxl import Workbook

    by_bureau = grouped(item for item in items if not item.owed.is_done)
    book = Workbook()
    book.remove(book.worksheets[0])
    _write(
        book,
        SUMMARY,
        COUNT_HEADINGS,
        (20, 12, 14),
        [(name, len(rows), sum(item.is_late for item in rows)) for name, rows in by_bureau.items()],
    )
    for name, rows in by_bureau.items():
        _write(book, name, HEADINGS, WIDTHS, [line_of(item) for item in rows])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def grouped(items: Iterable[Listed]) -> Mapping[str, list[Listed]]:
    """Group items by the name of their 局, in the order of the departments' codes and of the plan within."""

    def place(item: Listed) -> str:
        return item.owed.department.code if item.owed.department else ""

    found: dict[str, list[Listed]] = {}
    for item in sorted(items, key=place):
        found.setdefault(str(bureau_of(item.owed.department) or NO_DEPARTMENT), []).append(item)
    return found


def line_of(item: Listed) -> tuple[str | int | date | None, ...]:
    """Return one line of a 局's sheet."""
    department = item.owed.department
    return (
        str(bureau_of(department) or NO_DEPARTMENT),
        str(department or NO_DEPARTMENT),
        department.extension if department else "",
        item.place_words,
        item.name_words,
        item.state_words,
        item.owed.due_on,
        -item.due.days if item.is_late else None,
        item.returned_reason,
    )


def _write(
    book: "Workbook",
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    lines: Iterable[Sequence[str | int | date | None]],
) -> None:
    sheet = book.create_sheet(_title(name, book.sheetnames))
    for row, line in enumerate([headings, *lines], 1):
        for column, value in enumerate(line, 1):
            _write_cell(sheet, row, column, value)
    for column, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHI"[column]].width = width
    sheet.freeze_panes = "A2"


def _write_cell(sheet: "Worksheet", row: int, column: int, value: str | int | date | None) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _title(name: str, taken: Sequence[str]) -> str:
    """Return a name that Excel takes for a sheet: short, without its forbidden signs, and only once."""
    title = FORBIDDEN_IN_TITLE.sub(" ", name).strip()[:LONGEST_TITLE] or "局"
    number = 2
    unique = title
    while unique.casefold() in {one.casefold() for one in taken}:
        unique, number = f"{title}{number}", number + 1
    return unique


def request_text(round_: EntryRound, shares: Iterable[Share], address: str, today: date) -> str:
    """Return a 依頼文 ready for the groupware: what is asked, until when, where, and who has not answered yet."""
    late = today > round_.due_on
    due = date_format(round_.due_on, "Y年n月j日")
    asked = [share for share in shares if share.open]
    lines = [
        f"【依頼】{round_}",
        "",
        "各所属　御中",
        "",
        f"{round_.year.era}の{what_is_asked(asked)}について、次のとおり未入力のものがあります。",
        f"提出期限は{due}で{'した。至急' if late else 'す。期限までに'}、下記のページから入力してください。",
        "値がまだ確定していないときは「集計中」と確定見込の年月を入力すれば、提出したことになります。",
        "",
        f"入力するページ　{address}",
        "",
        "未入力の所属（件数）",
        *[
            f"・{share.bureau_name}　{share.name}（内線{share.extension or '－'}）　{counted(share)}"
            for share in asked
        ],
    ]
    return "\n".join(
        lines if asked else [*lines[:4], f"{round_}は、すべて入力されています。ありがとうございました。"]
    )


def what_is_asked(shares: Iterable[Share]) -> str:
    """Name what is missing: figures, and the sheets where one of them is open."""
    sheets = any(share.sheets and share.sheets.open for share in shares)
    return "成果指標等の実績と評価シート" if sheets else "成果指標等の実績"


def counted(share: Share) -> str:
    """Say how much a department has still to enter, and how much of it is sheets."""
    sheets = share.sheets.open if share.sheets else 0
    return f"{share.open}件（うち評価シート{sheets}件）" if sheets else f"{share.open}件"
