"""What is owed, as the lines of the entry sheet."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from entry.round.scorecards.amending import PublishedFigures, kind_shown
from entry.round.scorecards.owed import Owed
from entry.workbook.columns import (
    ENTERED,
    READ,
    FigureColumn,
    FigureLine,
    Value,
)
from entry.workbook.keys import Key, digest
from entry.workbook.scorecards.figures import (
    asks_text,
    cells_of,
    is_cumulative,
    kind_text,
    present,
    texts_of,
)
from evaluations.publishing.scorecards.told import Told
from indicators.actions import CHANGEABLE
from indicators.calculation.days import day_words, unit_words
from indicators.calculation.heading import aimed_words
from indicators.calculation.published import published_words
from indicators.calculation.quantities import figure_words
from indicators.models import HandedIn


def lines_of(items: Iterable[Owed]) -> list[FigureLine]:
    """Return one line for each item, in their order."""
    every = list(items)
    published = PublishedFigures.of(every)
    return [line_of(item, published.of_item(item)) for item in every]


def line_of(item: Owed, told: Told | None) -> FigureLine:
    """Return what the sheet says about one item; nothing can be filled in where the figure is confirmed."""
    kind: dict[FigureColumn, Value] = {FigureColumn.KIND: kind_text(kind_shown(item, told)) or None}
    return FigureLine(
        cells=_given(item, told) | cells_of(present(item)) | kind, fillable=_fillable(item, told)
    )


def key_of(item: Owed, told: Told | None) -> Key:
    """Return the 管理番号 of the item as it stands now."""
    texts = texts_of(present(item)) | {FigureColumn.KIND: kind_text(kind_shown(item, told))}
    return Key(item.round.pk, item.indicator.pk, item.version, digest_of(texts))


def digest_of(texts: Mapping[FigureColumn, str]) -> str:
    """Return the digest of what stands in the cells that can be filled in; most lines have no kind of change."""
    kind = texts[FigureColumn.KIND]
    return digest([*(texts[column] for column in ENTERED), *([kind] if kind else ())])


def _given(item: Owed, told: Told | None) -> dict[FigureColumn, Value]:
    indicator, series = item.indicator, item.series
    return {
        FigureColumn.KEY: str(key_of(item, told)),
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


def _fillable(item: Owed, told: Told | None) -> frozenset[FigureColumn]:
    if item.state not in CHANGEABLE or item.round.is_closed:
        return frozenset()
    left_out = {FigureColumn.INCREMENT} if not is_cumulative(item) else set()
    if not asks_text(item):
        left_out.add(FigureColumn.FULFILLED)
    if told is None:
        left_out.add(FigureColumn.KIND)
    return frozenset(READ) - left_out


def state_words(state: HandedIn.EntryState) -> str:
    """Return why a figure in that state does not change, and who can help."""
    return (
        f"{state.label}のため変更できません。変更が必要なときは、課長又は事務局に差戻しを依頼してください。"
    )
