"""An indicator as a figure: results against targets over the fiscal years, as plain data in plotly's schema.

Its parts are drawn in ``indicators/drawing/``; what all charts share is in ``policies/charts.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from indicators.calculation.attainment import Attainment
from indicators.calculation.days import basis_words, year_label
from indicators.calculation.facts import Direction, Interim, YearFigure
from indicators.calculation.forecast import Forecast
from indicators.calculation.quantities import quantity, target_words
from indicators.calculation.series import Series
from indicators.drawing.captions import draw_periods, draw_texts
from indicators.drawing.interim import draw_interim
from indicators.drawing.outlook import draw_forecast
from indicators.drawing.picture import PeriodSpan, Picture, spoken
from indicators.drawing.results import MANY_YEARS, draw_results
from indicators.drawing.targets import (
    draw_baseline,
    draw_mid_targets,
    draw_period_targets,
    draw_yearly_targets,
)
from policies.charts import message_figure, note, plain
from policies.fiscal_year import FiscalYear

__all__ = ["PeriodSpan", "Sparkline", "indicator_figure", "sparkline"]

DIRECTIONS: Mapping[Direction, str] = {
    Direction.UP: "↑ 高いほど良い",
    Direction.DOWN: "↓ 低いほど良い",
    Direction.KEEP: "維持する指標",
    Direction.RANGE: "範囲に収める指標",
}
NO_NUMBER = "数値の実績はまだありません。"
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 4


def indicator_figure(
    series: Series,
    *,
    years: Sequence[FiscalYear],
    periods: Sequence[PeriodSpan],
    attainments: Mapping[FiscalYear, Attainment],
    tones: Mapping[str, str],
    forecast: Forecast | None,
    interim: Sequence[Interim] = (),
) -> dict[str, Any]:
    """Return the figure of one indicator over `years`, which follow one another without gaps, ready for JSON.

    A year without a result is a gap, never zero. A running total is drawn as bars, what the year added on top
    of what it carried over; anything else as a line. Hollow means computed (算出) or not final.
    What was counted in the middle of a year is an open diamond on its day, apart from the line.
    `tones` names the tone of each class that is written beside its result; another symbol is not.
    """
    if not years:
        return message_figure("表示する年度がありません。")
    p = Picture(series, years, periods, attainments, tones, series.figures(years[0], years[-1]))
    draw_results(p)
    draw_yearly_targets(p)
    draw_period_targets(p)
    draw_mid_targets(p)
    draw_baseline(p)
    draw_interim(p, interim)
    if not p.levels:
        return message_figure("数値の実績・目標がないため、図はありません。")
    if forecast is not None:
        draw_forecast(p, forecast)
    draw_periods(p)
    draw_texts(p)
    p.traces.append(spoken(p, partial(year_label, series)))
    return {"data": p.traces, "layout": _layout(p)}


def _layout(p: Picture) -> dict[str, Any]:
    unit = f"（{plain(p.series.unit, 12)}）" if p.series.unit else ""
    corner = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 22}
    words = (basis_words(p.series), DIRECTIONS.get(p.series.direction, ""))
    said = unit + "　".join(filter(None, words))
    return {
        "meta": {"years": f"{p.years[0].era}～{p.years[-1].era}"},
        "barmode": "stack",
        "hovermode": "x unified",
        "hoverdistance": -1,
        "annotations": [*([note(0, 1, said, **corner)] if said else []), *p.notes],
        "shapes": p.shapes,
        "margin": {"l": 8, "r": 8 if len(p.years) <= MANY_YEARS else 18, "t": 54, "b": 8},
        "showlegend": True,
        "legend": {"traceorder": "normal"},
        "xaxis": {
            "tickmode": "array",
            "tickvals": [year.year for year in p.years],
            "ticktext": [f"{year.short}<br>{year.year}" for year in p.years],
            "range": [p.left - 0.1, p.right + 0.1],
            "fixedrange": True,
            "showgrid": False,
            "showspikes": False,
            "unifiedhovertitle": {"text": " "},  # each year names itself, by its own basis
        },
        "yaxis": {"range": list(p.axis()), "fixedrange": True, "tickformat": ",~f", "nticks": 7},
    }


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small drawing of a series: paths for an inline SVG of `width` × `height`, and the same in words.

    `line` breaks where a year is missing; each of `line`, `targets` and `point` is empty if there is none.
    """

    line: str
    targets: str
    point: tuple[str, str] | None
    sentence: str
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def sparkline(series: Series, years: Sequence[FiscalYear]) -> Sparkline:
    """Draw the results of `years`, which follow one another, as a line with the targets as short dashes."""
    known, levels = _known(series, years), _levels(series, years)
    heights = [float(figure.total) for figure in known if figure.total is not None] + list(levels.values())
    if not heights:
        return Sparkline("", "", None, NO_NUMBER)
    low, span = min(heights), (max(heights) - min(heights)) or 1
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / max(len(years) - 1, 1)

    def across(year: FiscalYear, by: float = 0) -> str:
        return f"{SPARK_EDGE + (year - years[0] + by) * step:.1f}"

    def up(value: float) -> str:
        return f"{SPARK_HEIGHT - SPARK_EDGE - (value - low) / span * (SPARK_HEIGHT - 2 * SPARK_EDGE):.1f}"

    spots = {f.fiscal_year: (across(f.fiscal_year), up(float(f.total))) for f in known if f.total is not None}
    line = " ".join(f"{'L' if year.previous in spots else 'M'}{x} {y}" for year, (x, y) in spots.items())
    targets = " ".join(f"M{across(y, -0.4)} {up(v)}H{across(y, 0.4)}" for y, v in levels.items())
    last = known[-1].fiscal_year if known else None
    return Sparkline(line, targets, spots[last] if last else None, _spark_sentence(series, known))


def spark_sentence(series: Series, years: Sequence[FiscalYear]) -> str:
    """Return what such a drawing shows, in words."""
    known = _known(series, years)
    return _spark_sentence(series, known) if known or _levels(series, years) else NO_NUMBER


def _known(series: Series, years: Sequence[FiscalYear]) -> list[YearFigure]:
    figures = series.figures(years[0], years[-1]) if years else ()
    return [figure for figure in figures if figure.total is not None]


def _levels(series: Series, years: Sequence[FiscalYear]) -> dict[FiscalYear, float]:
    """Return where each year's target stands, as far as it is a number."""
    found = ((year, series.target_for(year)) for year in years)
    return {year: float(target.value) for year, target in found if target and target.value is not None}


def _spark_sentence(series: Series, known: Sequence[YearFigure]) -> str:
    if not known:
        return "実績はまだありません。"
    first, last = known[0], known[-1]
    ends = [first] if first is last else [first, last]
    said = "から".join(
        f"{figure.fiscal_year.label}{quantity(figure.total, series.unit, series.decimals)}" for figure in ends
    )
    target = series.target_for(last.fiscal_year)
    aim = f"（目標 {target_words(target, series.unit, series.decimals)}）" if target else ""
    return f"{said}{aim}"
