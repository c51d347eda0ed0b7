"""Reported counts beside records, as columns of files."""

from collections.abc import Callable, Sequence
from typing import Any

from entry.record.scorecards.ledgers import LedgerLine, LedgerPage, LedgerRow
from exports.columns import WIDE, FileColumn, TableFile, always, in_both_years
from indicators.tables.files import indicator_columns, own_node
from projects.tables import project_columns


def ledgers_file(rows: Sequence[LedgerRow]) -> TableFile:
    """Return the counts and records of the open years."""
    columns = [
        FileColumn("計画", lambda row: row.round.plan.key),
        *indicator_columns(lambda row: row.indicator, own_node),
        FileColumn("所管課", lambda row: str(row.department or ""), 20),
        *_line_columns(lambda row: row.line),
    ]
    return TableFile("ledgers", "報告件数と個票の件数", columns, rows)


def years_file(page: LedgerPage) -> TableFile:
    """Return the count of each year of an indicator beside its records."""
    columns = [*indicator_columns(always(page.indicator), own_node), *_line_columns(lambda line: line)]
    return TableFile("years", "年度ごとの件数", columns, page.lines, _saved_as(page))


def records_file(page: LedgerPage) -> TableFile:
    """Return the records that the year counts, and those of which nobody has said a year."""
    columns = project_columns(lambda record: record.project)
    rows = [*page.records, *page.undated]
    return TableFile("records", "個票の一覧", columns, rows, _saved_as(page))


def _line_columns(line: Callable[[Any], LedgerLine]) -> list[FileColumn]:
    return [
        *in_both_years("年度", lambda row: line(row).year),
        FileColumn("報告件数", lambda row: line(row).reported),
        FileColumn("個票登録件数", lambda row: line(row).recorded),
        FileColumn("報告件数と個票", lambda row: line(row).sentence, WIDE),
    ]


def _saved_as(page: LedgerPage) -> str:
    return f"{page.indicator.pk}-{page.year.year}"
