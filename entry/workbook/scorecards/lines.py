"""What is owed, as the lines of the entry sheet."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from entry.round.scorecards.owed import Owed
from entry.workbook.columns import (
    ENTERED,
    FigureColumn,
    FigureLine,
    Value,
)
from entry.workbook.keys import Key, digest
from entry.workbook.scorecards.figures import (
    asks_text,
    cells_of,
    is_cumulative,
    present,
    texts_of,
)
from indicators.actions import CHANGEABLE
from indicators.calculation.days import day_words, unit_words
from indicators.calculation.heading import aimed_words
from indicators.calculation.published import published_words
from indicators.calculation.quantities import figure_words
from indicators.models import HandedIn


def lines_of(items: Iterable[Owed]) -> list[FigureLine]:
    """Return one line for each item, in their order."""
    return [line_of(item) for item in items]


def line_of(item: Owed) -> FigureLine:
    """Return what the sheet says about one item; nothing can be filled in where the figure is confirmed."""
    return FigureLine(cells=_given(item) | cells_of(present(item)), fillable=_fillable(item))


def key_of(item: Owed) -> Key:
    """Return the 管理番号 of the item as it stands now."""
    return Key(item.round.pk, item.indicator.pk, item.version, digest_of(texts_of(present(item))))


def digest_of(texts: Mapping[FigureColumn, str]) -> str:
    """Return the digest of what stands in the cells that can be filled in."""
    return digest(texts[column] for column in ENTERED)


def _given(item: Owed) -> dict[FigureColumn, Value]:
    indicator, series = item.indicator, item.series
    return {
        FigureColumn.KEY: str(key_of(item)),
        FigureColumn.MEASURE: f"{indicator.node.code} {indicator.node.name}".strip(),
        FigureColumn.INDICATOR: str(indicator),
        FigureColumn.UNIT: unit_words(series),
        FigureColumn.LAST_YEAR: _last_year(item),
        FigureColumn.AS_OF: day_words(series.figure(item.year).as_of) or None,
        FigureColumn.PUBLISHED: published_words(series.figure(item.year)) or None,
        FigureColumn.TARGET: aimed_words(series, item.year),
    }


def _last_year(item: Owed) -> Decimal | str:
    """Return last year's value: a number where it is one, else the words for it."""
    series = item.series
    figure = series.figure(item.year.previous)
    if figure.total is not None and not figure.approx:
        return figure.total
    return figure_words(figure, series.unit, series.decimals)


def _fillable(item: Owed) -> frozenset[FigureColumn]:
    if item.state not in CHANGEABLE or item.round.is_closed:
        return frozenset()
    left_out = {FigureColumn.INCREMENT} if not is_cumulative(item) else set()
    if not asks_text(item):
        left_out.add(FigureColumn.FULFILLED)
    return frozenset(ENTERED) - left_out


def state_words(state: HandedIn.EntryState) -> str:
    """Return why a figure in that state does not change, and who can help."""
    return (
        f"{state.label}のため変更できません。変更が必要なときは、課長又は事務局に差戻しを依頼してください。"
    )
