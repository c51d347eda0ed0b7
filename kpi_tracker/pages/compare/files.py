"""A comparison as it is taken along: how many went from where to where, and each line with its reasons."""

from collections.abc import Sequence

from exports.columns import WIDE, FileColumn, TableFile, always, joined
from indicators.tables.files import symbol_of
from kpi_tracker.pages.compare.lines import Crossing, Line
from kpi_tracker.pages.compare.sides import Side
from policies.page import Scope
from policies.tables import saved_as


def crossing_file(scope: Scope, sides: tuple[Side, Side], crossing: Crossing) -> TableFile:
    """Return the cells of the table of counts one by one."""
    before, after = sides
    columns = [
        *_compared(scope, sides),
        FileColumn(f"{before.label}の区分", lambda row: symbol_of(row[0]), 20),
        FileColumn(f"{after.label}の区分", lambda row: symbol_of(row[1]), 20),
        FileColumn(f"{crossing.unit}の数", lambda row: row[2].count.number),
        FileColumn("変化", lambda row: {"better": "改善", "worse": "悪化"}.get(row[2].course or "", ""), 8),
    ]
    rows = [
        (was, now, cell)
        for was, cells in crossing.rows
        for now, cell in zip(crossing.levels[1], cells, strict=True)
    ]
    return TableFile(f"crossing-{crossing.key}", f"{crossing.title}の件数", columns, rows, saved_as(scope))


def lines_file(
    scope: Scope, sides: tuple[Side, Side], crossing: Crossing, lines: Sequence[Line]
) -> TableFile:
    """Return the lines that are asked for, on all pages."""
    before, after = sides
    columns = [
        *_compared(scope, sides),
        FileColumn(crossing.unit, lambda line: line.name, WIDE),
        FileColumn("項目", lambda line: line.beneath, WIDE),
        FileColumn(f"{before.label}の区分", lambda line: symbol_of(line.was), 20),
        FileColumn(f"{before.label}（表記）", lambda line: line.before_words, 30),
        FileColumn(f"{after.label}の区分", lambda line: symbol_of(line.now), 20),
        FileColumn(f"{after.label}（表記）", lambda line: line.after_words, 30),
        FileColumn("変化", lambda line: line.course_text, 8),
        FileColumn("理由の種類", lambda line: joined(one.label for one in line.reasons), 30),
        FileColumn("理由", lambda line: joined(one.words for one in line.reasons), WIDE),
    ]
    return TableFile("lines", f"{crossing.title}の変化", columns, lines, saved_as(scope))


def _compared(scope: Scope, sides: tuple[Side, Side]) -> list[FileColumn]:
    return [
        FileColumn("計画", always(scope.plan.key)),
        FileColumn("比べる元", always(sides[0].label), 20),
        FileColumn("比べる先", always(sides[1].label), 20),
    ]
