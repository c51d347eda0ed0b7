"""The results of an indicator: bars for a running total, a line for anything else."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from indicators.calculation.days import day_words
from indicators.calculation.facts import YearFigure
from indicators.calculation.published import published_words
from indicators.drawing.picture import Picture, is_hollow, remark
from policies.charts import COLOURS, INK, number, plain

# A text inside a bar needs about this part of the axis.
ROOM_FOR_TEXT = Decimal("0.07")
LONGEST_NOTE = 60  # letters of a 注記 under the pointer; the table has all of it
MANY_YEARS = 20  # beyond so many, the points of a line would touch
# what is told from bars of its kind by more than a lighter blue
SPECKLED: Final = {"shape": ".", "size": 8, "solidity": 0.15, "fgcolor": COLOURS["blue-900"]}


def draw_results(p: Picture) -> None:
    """Draw what was found; a year without a result stays empty."""
    known = [figure for figure in p.figures if figure.total is not None]
    for figure in known:
        p.say(figure.fiscal_year, p.level(figure.total), *_words(p, figure))
    if known:
        p.traces += _bars(p, known) if p.series.is_cumulative else [_line(p)]


def _line(p: Picture) -> dict[str, Any]:
    blue = COLOURS["blue-900"]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "実績値",
        "x": [figure.fiscal_year.year for figure in p.figures],
        "y": [number(figure.total) for figure in p.figures],
        "connectgaps": False,
        "line": {"color": blue, "width": 2.5},
        "marker": {
            "size": 10 if len(p.years) <= MANY_YEARS else 6,
            "color": [COLOURS["white"] if is_hollow(figure) else blue for figure in p.figures],
            "line": {"color": blue, "width": 2.5},
        },
        "hoverinfo": "skip",
    }


def _bars(p: Picture, known: Sequence[YearFigure]) -> list[dict[str, Any]]:
    """Stack what a year added on what it carried over; where that is unknown or negative, draw the total."""
    split = [f for f in known if f.carried_over is not None and f.increment is not None and f.increment >= 0]
    whole = [f for f in known if f not in split]
    traces = []
    if split:
        room = max(f.total or Decimal() for f in known) * ROOM_FOR_TEXT
        traces = [
            _bar("前年度までの累計", "blue-200", split, is_hollow, lambda f: f.carried_over),
            _bar("当年度の新規", "blue-900", split, _is_hollow_top, lambda f: f.increment)
            | {
                "text": [f"+{p.says_bare(f.increment)}" if (f.increment or 0) > room else "" for f in split],
                "textposition": "inside",
                "insidetextanchor": "end",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {
                    "size": 12,
                    "color": [INK if _is_hollow_top(f) else COLOURS["white"] for f in split],
                },
            },
        ]
    if whole:
        undivided = _bar("累計（内訳不明）", "blue-50", whole, is_hollow, lambda f: f.total)
        undivided["marker"]["pattern"] = SPECKLED
        traces.append(undivided)
    return traces


def _bar(
    name: str,
    colour: str,
    figures: Sequence[YearFigure],
    hollow: Callable[[YearFigure], bool],
    amount: Callable[[YearFigure], Decimal | None],
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": [figure.fiscal_year.year for figure in figures],
        "y": [number(amount(figure)) for figure in figures],
        "width": 0.62,
        "hoverinfo": "skip",
        "marker": {
            "color": [COLOURS["white" if hollow(figure) else colour] for figure in figures],
            "line": {"color": COLOURS["blue-900"], "width": 1.5},
        },
    }


def _is_hollow_top(figure: YearFigure) -> bool:
    return figure.increment_is_derived or is_hollow(figure)


def _words(p: Picture, figure: YearFigure) -> list[str]:
    """Say one year under the pointer: amount, what it is made of, target, class and rate."""
    about, with_it = "約" if figure.approx else "", remark(figure)
    kind = "累計" if p.series.is_cumulative else "実績"
    lines = [f"{kind} {about}{p.says(figure.total)}{with_it and f'（{with_it}）'}"]
    if figure.increment is not None:
        computed = "（算出）" if figure.increment_is_derived else ""
        added = p.says_difference(figure.increment)
        lines.append(f"前年度まで {p.says(figure.carried_over)}、当年度 {added}{computed}")
    attainment = p.attainments.get(figure.fiscal_year)
    if attainment is not None:
        lines += [f"目標 {p.says_target(attainment.target)}"] if attainment.target else []
        rate = f"（達成率 {attainment.rate_words}）" if attainment.rate is not None else ""
        lines.append(f"達成状況 {plain(attainment.symbol)}{rate}")
    return [*lines, *_printed_beside(figure)]


def _printed_beside(figure: YearFigure) -> list[str]:
    """Say what was printed with the figure: its day, the published rate and class, its 注記."""
    published = published_words(figure)
    return [
        *filter(None, [day_words(figure.as_of)]),
        *([f"公表 {plain(published)}"] if published else []),
        *([f"※ {plain(figure.footnote, LONGEST_NOTE)}"] if figure.footnote else []),
    ]
