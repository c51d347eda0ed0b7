"""The departments of a round and how far they are, as columns of a page and of files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import prefetch_related_objects

from accounts.models import Department
from entry.board.scorecards.boards import Count, Share
from entry.board.scorecards.outstanding import grouped
from entry.round.scorecards.items import Item, bureau_of
from entry.round.scorecards.listed import Listed
from entry.round.scorecards.sheets import SheetLine
from evaluations.rating.tables import level_columns
from exports.columns import WIDE, FileColumn, TableFile, Value, always, in_both_years
from indicators.models import EntryRound
from indicators.tables.files import figure_columns, indicator_columns, own_node
from policies.tables import node_columns

FIGURE = {"cell": {"class": "num"}}


class BoardTable(tables.Table):
    """The departments of a board; every row is a Share."""

    name = tables.Column("所属", order_by="place")
    extension = tables.Column("内線", orderable=False)
    progress = tables.Column("進み具合", accessor="entered_share")
    owed = tables.Column("対象", attrs=FIGURE)
    entered = tables.Column("入力済", attrs=FIGURE)
    confirmed = tables.Column("課長確認済", attrs=FIGURE)
    waiting = tables.Column("確認待ち", attrs=FIGURE)
    returned = tables.Column("差戻し", attrs=FIGURE)
    overdue = tables.Column("期限超過", attrs=FIGURE)
    late_days = tables.Column("超過日数", attrs=FIGURE)

    caption = "所属別の入力状況"
    caption_hidden = True
    row_template = "entry/board/_board_row.html"

    class Meta:
        empty_text = "条件に合う所属はありません。"


def round_columns(round_of: Callable[[Any], EntryRound]) -> list[FileColumn]:
    """Return the columns that say of which round every row is."""
    return [
        FileColumn("計画", lambda row: round_of(row).plan.key),
        *in_both_years("年度", lambda row: round_of(row).year),
        FileColumn("入力依頼", lambda row: round_of(row).get_kind_display()),
    ]


def saved_as_round(round_: EntryRound) -> str:
    """Return what the name of a file says of the round it comes from: 141305-2023-1."""
    return f"{round_.plan.key}-{round_.fiscal_year}-{round_.pk}"


def department_columns(department: Callable[[Any], Department | None]) -> list[FileColumn]:
    """Return the columns of a department with the 局 above it."""

    def bureau(row: Any) -> Value:
        found = bureau_of(department(row))
        return str(found) if found else ""

    def extension(row: Any) -> Value:
        found = department(row)
        return found.extension if found else ""

    return [
        FileColumn("局", bureau, 20),
        FileColumn("所属", lambda row: str(department(row) or ""), 22),
        FileColumn("内線", extension, 10),
    ]


def departments_file(round_: EntryRound, shares: Iterable[Share]) -> TableFile:
    """Return how far each department is; of what it owes, how much of that are sheets."""

    def of_sheets(count: Callable[[Count], int]) -> Callable[[Share], Value]:
        return lambda share: count(share.sheets) if share.sheets else 0

    columns = [
        *round_columns(always(round_)),
        *department_columns(lambda share: share.department),
        FileColumn("進み具合（％）", lambda share: share.entered_share, 10),
        FileColumn("対象", lambda share: share.owed, 8),
        FileColumn("対象のうち評価シート", of_sheets(lambda sheets: sheets.owed)),
        FileColumn("入力済", lambda share: share.entered, 8),
        FileColumn("入力済のうち評価シート", of_sheets(lambda sheets: sheets.entered)),
        FileColumn("課長確認済", lambda share: share.confirmed, 10),
        FileColumn("課長確認済のうち評価シート", of_sheets(lambda sheets: sheets.confirmed)),
        FileColumn("確認待ち", lambda share: share.waiting, 10),
        FileColumn("差戻し", lambda share: share.returned, 8),
        FileColumn("期限超過", lambda share: share.overdue, 8),
        FileColumn("超過日数", lambda share: share.late_days or None, 8),
    ]
    return TableFile("departments", "所属別の入力状況", columns, shares, saved_as_round(round_))


def outstanding_columns(round_: EntryRound) -> list[FileColumn]:
    """Return the columns of what is still to be entered."""
    return [
        *round_columns(always(round_)),
        *department_columns(lambda item: item.owed.department),
        FileColumn("計画の項目", lambda item: item.place_words, WIDE),
        FileColumn("指標・シート", lambda item: item.name_words, 50),
        *state_columns(),
    ]


def state_columns() -> list[FileColumn]:
    """Return how a figure or a sheet stands, until when it is due, and why it came back."""
    return [
        FileColumn("状態", lambda item: item.state_words),
        FileColumn("提出期限", lambda item: item.owed.due_on),
        FileColumn("超過日数", lambda item: -item.due.days if item.is_late else None, 10),
        FileColumn("差戻しの理由", lambda item: item.returned_reason, WIDE),
    ]


def days_left() -> FileColumn:
    """Return how many days are left until it is due; nothing of what is late."""
    return FileColumn("残り日数", lambda item: None if item.is_late else max(item.due.days, 0), 10)


def outstanding_file(round_: EntryRound, items: Iterable[Listed]) -> TableFile:
    """Return everything that is still to be entered, in the order of the departments."""
    return TableFile("missing", "未提出一覧", outstanding_columns(round_), items, saved_as_round(round_))


def outstanding_by_bureau(round_: EntryRound, items: Iterable[Listed]) -> list[TableFile]:
    """Return the sheets of the 未提出一覧: how many each 局 has, then what they are, 局 by 局."""
    by_bureau = grouped(items)
    counts = [
        *round_columns(always(round_)),
        FileColumn("局", lambda pair: pair[0], 20),
        FileColumn("未提出", lambda pair: len(pair[1])),
        FileColumn("うち期限超過", lambda pair: sum(item.is_late for item in pair[1])),
    ]
    columns = outstanding_columns(round_)
    return [
        TableFile("counts", "局別の件数", counts, by_bureau.items()),
        *(TableFile("missing", bureau, columns, rows) for bureau, rows in by_bureau.items()),
    ]


def figures_file(items: Sequence[Item], about: str) -> TableFile:
    """Return what is owed in figures, of one round or of several, each with its state."""
    columns = [
        *round_columns(lambda item: item.owed.round),
        *indicator_columns(lambda item: item.owed.indicator, own_node),
        *in_both_years("値の年度", lambda item: item.owed.year),
        *state_columns(),
        days_left(),
        FileColumn("前年度の実績", lambda item: item.owed.series.figure(item.owed.year.previous).total),
        *figure_columns(lambda item: item.owed.series.figure(item.owed.year)),
        FileColumn("値がない理由", _why_none, 20),
        FileColumn("目標（表記）", lambda item: item.target_text, WIDE),
    ]
    return TableFile("figures", "対象の指標", columns, _with_layers(items), about)


def _with_layers(items: Sequence[Item]) -> Iterator[Item]:
    """Yield the items with the layers of their nodes, which only the file names: read when it is asked for."""
    prefetch_related_objects([item.owed.indicator for item in items], "node__layer")
    prefetch_related_objects([item.owed.round for item in items], "plan")
    yield from items


def _why_none(item: Item) -> str:
    figure = item.owed.series.figure(item.owed.year)
    return item.value_text if figure.total is None and figure.is_reported and not figure.is_only_words else ""


def sheets_file(lines: Sequence[SheetLine], about: str) -> TableFile:
    """Return what is owed in sheets, of one round or of several, each with its state."""
    columns = [
        *round_columns(lambda line: line.owed.round),
        FileColumn("上位の項目", lambda line: line.place_words, WIDE),
        *node_columns("評価シート", lambda line: line.node),
        *in_both_years("シートの年度", lambda line: line.owed.year),
        *state_columns(),
        days_left(),
        *level_columns("前回の達成度", lambda line: line.achievement_before),
        *level_columns("今回の達成度", lambda line: line.achievement),
    ]
    return TableFile("sheets", "対象の評価シート", columns, _sheets_with_layers(lines), about)


def _sheets_with_layers(lines: Sequence[SheetLine]) -> Iterator[SheetLine]:
    """Yield the sheets with the layers of their nodes, as the figures."""
    prefetch_related_objects([line.node for line in lines], "layer")
    yield from lines
