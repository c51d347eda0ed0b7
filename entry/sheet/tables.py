"""A sheet as columns of files: its answers, its amounts, and the figures beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from entry.board.tables import round_columns
from entry.round.scorecards.sheets import OwedSheet
from entry.sheet.scorecards.facts import FigureBeside
from entry.sheet.scorecards.items import ItemView
from entry.sheet.scorecards.reading import SheetFacts
from evaluations.rating.tables import level_columns
from evaluations.sheets.amounts import AmountColumn, AmountLine, AmountPlace, Layout
from exports.columns import WIDE, FileColumn, TableFile, always, in_both_years
from exports.page import Files, files_of
from indicators.calculation.facts import YearFigure
from indicators.calculation.heading import aimed_words
from indicators.tables.files import figure_columns, history_file, indicator_columns, own_node
from policies.fiscal_year import FiscalYear
from policies.tables import node_columns
from store.actions.history import HistoryLine


@dataclass(frozen=True, slots=True)
class AmountSaid:
    """One cell of a table of amounts, with last year's answer to it."""

    view: ItemView
    layout: Layout
    place: AmountPlace
    line: AmountLine
    column: AmountColumn

    @property
    def value(self) -> Decimal | None:
        return self.view.answer.amounts.get(self.place)

    @property
    def before(self) -> Decimal | None:
        return self.view.before.amounts.get(self.place) if self.view.before else None


def files_of_sheet(
    facts: SheetFacts, figures: Sequence[FigureBeside], history: Sequence[HistoryLine]
) -> Files:
    """Return the tables of a sheet as it is stored, whatever is being typed."""
    item = facts.item
    views = facts.views(facts.stored)
    amounts = [cell for view in views for cell in amounts_said(view)]
    about = f"{item.round.plan.key}-{item.year.year}-{item.node.pk}"
    return files_of(
        answers_file(item, views, about),
        amounts_file(item, amounts, about) if amounts else None,
        figures_file(item, figures, about) if figures else None,
        history_file(history, about) if history else None,
    )


def sheet_columns(item: OwedSheet) -> list[FileColumn]:
    """Return the columns that say of which sheet every row is."""
    return [*round_columns(always(item.round)), *node_columns("評価シート", always(item.node))]


def answers_file(item: OwedSheet, views: Sequence[ItemView], about: str) -> TableFile:
    """Return every item of the form with what was answered this year and last; amounts have a table of their own."""
    asked = [view for view in views if view.item.question().layout is None]
    columns = [
        *sheet_columns(item),
        FileColumn("見出し", lambda view: view.item.part, 20),
        FileColumn("項目", lambda view: view.item.label, 30),
        FileColumn("回答", lambda view: view.answer.text, WIDE),
        *level_columns("区分", lambda view: view.level),
        FileColumn("数値", lambda view: view.answer.number),
        FileColumn("単位", lambda view: view.item.unit, 8),
        FileColumn("前年度の回答", lambda view: view.before.text if view.before else "", WIDE),
        *level_columns("前年度の区分", lambda view: view.level_before),
        FileColumn("前年度の数値", lambda view: view.before.number if view.before else None),
    ]
    return TableFile("answers", "評価シートの記載", columns, asked, about)


def amounts_said(view: ItemView) -> Iterator[AmountSaid]:
    """Yield every cell of an item's table of amounts."""
    layout = view.item.question().layout
    if layout is None:
        return
    for line, distance, column in product(layout.lines, layout.years, layout.columns):
        place = AmountPlace(view.year + distance, column.key, line.key)
        yield AmountSaid(view, layout, place, line, column)


def amounts_file(item: OwedSheet, cells: Sequence[AmountSaid], about: str) -> TableFile:
    """Return every amount in a row of its own, with what last year's sheet said of it."""
    columns = [
        *sheet_columns(item),
        FileColumn("項目", lambda cell: cell.view.item.label, 30),
        FileColumn("単位", lambda cell: cell.layout.unit, 8),
        FileColumn("費目", lambda cell: cell.line.label, 20),
        *in_both_years("金額の年度", lambda cell: FiscalYear(cell.place.year)),
        FileColumn("列", lambda cell: cell.column.label, 20),
        FileColumn("金額", lambda cell: cell.value),
        FileColumn("前年度のシートの金額", lambda cell: cell.before),
    ]
    return TableFile("amounts", "評価シートの金額", columns, cells, about)


def figures_file(item: OwedSheet, figures: Sequence[FigureBeside], about: str) -> TableFile:
    """Return the figures of the sheet's year as the person may see them."""

    def figure(one: FigureBeside, year: FiscalYear) -> YearFigure:
        return one.indicator.series().figure(year)

    columns = [
        *round_columns(always(item.round)),
        *indicator_columns(lambda one: one.indicator, own_node),
        FileColumn("前年度の実績", lambda one: figure(one, item.year.previous).total),
        FileColumn("目標（表記）", lambda one: aimed_words(one.indicator.series(), item.year), WIDE),
        *figure_columns(lambda one: figure(one, item.year)),
    ]
    return TableFile("figures", "指標の実績", columns, figures, about)
