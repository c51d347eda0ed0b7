"""Figures as plain data in plotly's schema: what every chart shares, and how the measures of a policy stand.

Nothing here imports plotly: a figure is made of dicts; tests put each kind through ``plotly.graph_objects``.
Font, grid and legend are the theme of ``static/js/charts.js``; colours that carry meaning are chosen here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

# The design tokens that charts use, by their names in static/css/tokens.css; a test keeps the two the same.
COLOURS: Mapping[str, str] = {
    "white": "#ffffff",
    "gray-50": "#f2f2f2",
    "gray-100": "#e6e6e6",
    "gray-536": "#767676",
    "gray-600": "#666666",
    "gray-700": "#4d4d4d",
    "gray-900": "#1a1a1a",
    "blue-50": "#e8f1fe",
    "blue-200": "#c5d7fb",
    "blue-600": "#3460fb",
    "blue-900": "#0017c1",
    "light-blue-800": "#0066be",
    "green-50": "#e6f5ec",
    "green-800": "#197a4b",
    "orange-50": "#ffeee2",
    "orange-900": "#ac3e00",
    "red-900": "#ce0000",
    "surface-quiet": "#f8f8fb",
}
INK = COLOURS["gray-900"]
UNJUDGED = "未判定"
LONGEST_LABEL = 48
LONGEST_NARROW = 20  # letters of a label on a telephone
LONGEST_LINE = 22  # letters under the pointer; a telephone has room for that many
FOLD = "<br />"  # a line goes on below; "<br>" ends it
MOST_STEPS = 5
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Tone:
    """How a rating looks in a chart: a light fill has an outline, so it never depends on hue."""

    fill: str
    edge: str
    text: str
    pattern: str = ""


TONES: Mapping[str, Tone] = {
    "best": Tone(COLOURS["blue-900"], COLOURS["blue-900"], COLOURS["white"]),
    "good": Tone(COLOURS["blue-200"], COLOURS["light-blue-800"], INK),
    "middle": Tone(COLOURS["green-50"], COLOURS["green-800"], INK, "."),
    "fair": Tone(COLOURS["orange-50"], COLOURS["orange-900"], INK, "/"),
    "poor": Tone(COLOURS["red-900"], COLOURS["red-900"], COLOURS["white"]),
    "neutral": Tone(COLOURS["gray-50"], COLOURS["gray-700"], INK, "\\"),
    "none": Tone(COLOURS["white"], COLOURS["gray-600"], INK),
}
# Which tones a scale of so many levels takes, best first.
SCALES: Mapping[int, tuple[str, ...]] = {
    1: ("best",),
    2: ("best", "poor"),
    3: ("best", "middle", "poor"),
    4: ("best", "good", "fair", "poor"),
    5: ("best", "good", "middle", "fair", "poor"),
}


def tones_of(levels: Sequence[str]) -> dict[str, str]:
    """Name a tone for each level of a scale, best first; a scale too long for that is drawn in grey."""
    names = SCALES.get(len(levels), ("neutral",) * len(levels))
    return dict(zip(levels, names, strict=True))


def plain(text: object, longest: int = LONGEST_LABEL) -> str:
    """Make text from the data harmless in a figure: shown as written, whatever it contains.

    plotly reads a small HTML (``<b>``, ``<a href>``) in labels; signs that turn or hide text are taken out.

    >>> plain("<b>CO₂ & 水</b>")
    '&lt;b&gt;CO₂ &amp; 水&lt;/b&gt;'
    """
    shown = UNSEEN.sub(" ", str(text)).strip()
    if len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=5_000)
def folded(line: str) -> str:
    """Break a line that is already `plain` so that a telephone has room for it.

    Never within an escaped sign or a number; and otherwise than lines are parted, so that one who reads it aloud can
    tell the two.

    >>> folded("あ" * 23)
    'ああああああああああああああああああああああ<br />あ'
    >>> folded("あ" * 20 + "5,346人")
    'ああああああああああああああああああああ<br />5,346人'
    """
    parts, room = [""], LONGEST_LINE
    for sign in re.findall(r"&\w+;|[\d,.]+|.", line):
        width = 1 if sign.startswith("&") else len(sign)
        if width > room and parts[-1]:
            parts, room = [*parts, ""], LONGEST_LINE
        parts[-1], room = parts[-1] + sign, room - width
    return FOLD.join(parts)


def number(value: Decimal | float | None) -> int | float | None:
    """Return a value as JSON can carry it, whole numbers without a point; unknown stays unknown."""
    if value is None or not isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def note(x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
    """Return a text at a place of the figure, without arrow; `text` must already be `plain`.

    Texts named ``wide`` or ``narrow`` are drawn only where there is that much room (see static/js/charts.js).
    """
    return {"x": x, "y": y, "text": text, "showarrow": False, **more}


def message_figure(text: str) -> dict[str, Any]:
    """Return a figure that holds nothing but a sentence."""
    hidden = {"visible": False, "fixedrange": True}
    place = {"xref": "paper", "yref": "paper", "font": {"color": COLOURS["gray-700"]}}
    return {
        "data": [],
        "layout": {
            "xaxis": hidden,
            "yaxis": hidden,
            "height": 120,
            "annotations": [note(0.5, 0.5, text, **place)],
        },
    }


@dataclass(frozen=True, slots=True)
class StandingRow:
    """How many measures below a node have each rating; what is missing from `counts` is none."""

    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def overview_figure(
    rows: Sequence[StandingRow],
    *,
    levels: Sequence[str],
    tones: Mapping[str, str],
    measure_word: str,
) -> dict[str, Any]:
    """Return how the measures of each row stand: one bar each, in the order of the rows, best rating first.

    `levels` are the symbols of the scale, best first; `tones` names a tone for each where the scale does.
    Counts under any other symbol are drawn as 未判定, so the bars always add up.
    """
    if not any(row.total for row in rows):
        return message_figure(f"評価の対象となる{plain(measure_word)}はまだありません。")
    tones = tones or tones_of(levels)
    traces = []
    for level in levels:
        tone = TONES.get(tones.get(level, ""), TONES["neutral"])
        traces.append(
            _standing_trace(rows, level, tone, [row.counts.get(level, 0) for row in rows], measure_word)
        )
    rest = [row.total - sum(row.counts.get(level, 0) for level in levels) for row in rows]
    if any(rest):
        traces.append(_standing_trace(rows, UNJUDGED, TONES["none"], rest, measure_word))
    return {"data": traces, "layout": _overview_layout(rows, measure_word)}


def _standing_trace(
    rows: Sequence[StandingRow], level: str, tone: Tone, counts: list[int], word: str
) -> dict[str, Any]:
    symbol = plain(level, 8)
    return {
        "type": "bar",
        "orientation": "h",
        "name": symbol,
        "x": [count or None for count in counts],
        "y": list(range(len(rows))),
        "text": [f"{symbol} {count}" if count else "" for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": tone.text, **({"shadow": _halo(tone.fill)} if tone.pattern else {})},
        "hoverinfo": "text",
        "hovertext": [
            f"{plain(row.label)}<br>{symbol} {count}{plain(word)}（{row.total}{plain(word)}中）"
            for row, count in zip(rows, counts, strict=True)
        ],
        "marker": {
            "color": tone.fill,
            "line": {"color": tone.edge, "width": 1.5},
            "pattern": {"shape": tone.pattern, "fgcolor": tone.edge, "solidity": 0.12, "size": 9},
        },
    }


def _halo(colour: str) -> str:
    """A text shadow that keeps letters readable over a pattern."""
    return ", ".join([f"0 0 3px {colour}"] * 4)


def _overview_layout(rows: Sequence[StandingRow], word: str) -> dict[str, Any]:
    """Each bar has its label above it, so that long names take nothing from the bars on a narrow screen."""
    above = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 13}
    labels = [
        note(0, place, f"{plain(row.label, longest)}　{row.total}{plain(word)}", name=name, **above)
        for place, row in enumerate(rows)
        for name, longest in (("wide", LONGEST_LABEL), ("narrow", LONGEST_NARROW))
    ]
    return {
        "barmode": "stack",
        "bargap": 0.52,
        "height": max(60 * len(rows), 84) + 76,
        "margin": {"l": 12, "r": 16, "t": 4, "b": 56},
        "uniformtext": {"mode": "hide", "minsize": 12},
        "showlegend": True,
        "hovermode": "closest",
        "legend": {"traceorder": "normal"},
        "annotations": labels,
        "xaxis": {
            "rangemode": "tozero",
            "fixedrange": True,
            "tickformat": ",d",
            "tick0": 0,
            "dtick": -(-max(row.total for row in rows) // MOST_STEPS),  # whole measures, few lines
        },
        "yaxis": {
            "range": [len(rows) - 0.55, -0.95],
            "fixedrange": True,
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
        },
    }
