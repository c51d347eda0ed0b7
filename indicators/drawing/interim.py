"""What was counted in the middle of a year: open marks on their day, apart from the results."""

from collections.abc import Sequence

from indicators.calculation.days import day_words, place_in_years, year_of
from indicators.calculation.facts import Interim
from indicators.drawing.picture import Picture
from policies.charts import COLOURS, plain


def draw_interim(p: Picture, values: Sequence[Interim]) -> None:
    """Mark each value on its day within its year; they are joined to nothing, as nothing is judged by them."""
    if not values:
        return
    colour = COLOURS["blue-600"]
    p.traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": "年度途中の値",
            "x": [place_in_years(p.series, one.as_of) for one in values],
            "y": [p.level(one.value) for one in values],
            "marker": {
                "symbol": "diamond-open",
                "size": 11,
                "color": colour,
                "line": {"color": colour, "width": 2},
            },
            "hoverinfo": "skip",
        }
    )
    for one in values:
        p.say(year_of(p.series, one.as_of), p.level(one.value), _words(p, one))


def _words(p: Picture, one: Interim) -> str:
    note = f"（※ {plain(one.note)}）" if one.note else ""
    return f"{day_words(one.as_of)} 途中の値 {p.says(one.value)}{note}"
