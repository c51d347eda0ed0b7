"""Where an indicator is heading: the forecast with its band."""

from collections.abc import Sequence
from typing import Any

from indicators.calculation.explain import estimate_words
from indicators.calculation.forecast import Forecast
from indicators.drawing.picture import Picture
from policies.charts import COLOURS, number, plain
from policies.fiscal_year import FiscalYear


def draw_forecast(p: Picture, forecast: Forecast) -> None:
    """Draw the line and its band from the last result the forecast looked at, be there later ones or not.

    Without a line, nothing is drawn (the page says why).
    """
    last = forecast.last_year
    ahead = [year for year in p.years if year in forecast.central]
    if last is None or not ahead:
        return
    start = number(p.series.until(last).figure(last).total)
    x = [last.year, *(year.year for year in ahead)]
    central, low, high = (
        [start, *(line[year] for year in ahead)] for line in (forecast.central, forecast.low, forecast.high)
    )
    _see(p, [*central, *low, *high])
    edge = {"color": COLOURS["blue-600"], "width": 1, "dash": "dot"}
    band: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": x, "line": edge, "hoverinfo": "skip"}
    band["showlegend"] = False
    fill = {"fill": "tonexty", "fillcolor": "rgba(197,215,251,0.45)"}
    p.traces += [band | {"name": "見込みの下限", "y": low}, band | fill | {"name": "見込みの上限", "y": high}]
    p.traces.append(_line(ahead, x, central))
    for year in ahead:
        p.say(year, number(forecast.central[year]), _words(p, forecast, year))


def _words(p: Picture, forecast: Forecast, year: FiscalYear) -> str:
    central, low, high = (
        plain(estimate_words(p.series, forecast, line[year]))
        for line in (forecast.central, forecast.low, forecast.high)
    )
    return f"見込み {central}（{low}～{high}）"


def _line(ahead: Sequence[FiscalYear], x: list[int], central: list[Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "見込みと幅",
        "x": x,
        "y": central,
        "line": {"color": COLOURS["blue-600"], "width": 2, "dash": "dash"},
        "marker": {"symbol": "circle-open", "size": [0, *[7] * len(ahead)], "color": COLOURS["blue-600"]},
        "hoverinfo": "skip",
    }


def _see(p: Picture, values: Sequence[float | int | None]) -> None:
    """Let the axis reach the forecast, but never so far that what was measured is flattened."""
    low, high = min(p.levels), max(p.levels)
    span = (high - low) or abs(high) or 1
    p.levels += [min(max(value, low - span), high + span) for value in values if value is not None]
