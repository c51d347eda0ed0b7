"""The sheet of classes as it is taken along: a row for each measure and year."""

from collections.abc import Callable
from typing import Any

from exports.columns import FileColumn, TableFile, Value, in_both_years
from indicators.tables.files import symbol_of
from kpi_tracker.pages.heat.grid import HeatCell, HeatMap
from policies.page import Scope
from policies.tables import node_columns, place_columns, saved_as


def heat_file(scope: Scope, page: HeatMap) -> TableFile:
    """Return the cells of the sheet one by one; of the classes how many indicators have each."""
    symbols = dict.fromkeys(level.symbol for _, levels in page.legends for level in levels)
    columns = [
        *place_columns(scope),
        *node_columns(scope.period.measure_word, lambda line: line[0]),
        *in_both_years("年度", lambda line: line[1].year),
        FileColumn("中央の区分", lambda line: symbol_of(line[1].level), 10),
        FileColumn("判定対象の指標", lambda line: line[1].spread.judged),
        *(FileColumn(f"区分{symbol}の指標", _having(symbol)) for symbol in symbols),
        FileColumn("判定なしの指標", lambda line: line[1].spread.without),
    ]
    rows: list[tuple[Any, HeatCell]] = [
        (row.node, cell) for group in page.groups for row in group.rows for cell in row.cells if cell
    ]
    return TableFile("classes", "達成状況の推移", columns, rows, saved_as(scope))


def _having(symbol: str) -> Callable[[Any], Value]:
    return lambda line: line[1].spread.counts.get(symbol, 0)
