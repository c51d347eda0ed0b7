"""What our colours tell apart, they tell apart for everybody: for the common kinds of colour vision too.

Colours are turned into what somebody sees who lacks one kind of cones (Machado, Oliveira and Fernandes 2009), and
compared in CIE Lab. What is too near must differ in something else than colour: a pattern, a mark, a dash, a letter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

from policies.charts import COLOURS, SCALES, TONES, Tone
from tests.indicators.test_charts import drawn, seed

TOKENS: Final = (Path(__file__).parents[1] / "static/css/tokens.css").read_text(encoding="utf-8")
Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]
VISIONS: Final[Mapping[str, Matrix]] = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
FAR_ENOUGH: Final = 18.0  # between two areas that do not touch; 2.3 is just noticed side by side
WHITE: Final = (0.95047, 1.0, 1.08883)
TO_XYZ: Final[Matrix] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def linear(colour: str) -> Colour:
    """Return a colour #rrggbb as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def times(matrix: Matrix, colour: Colour) -> Colour:
    one, two, three = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return one, two, three


def lab(colour: str, vision: Matrix) -> Colour:
    """Return what somebody sees of a colour, in CIE Lab."""
    seen = [min(max(one, 0.0), 1.0) for one in times(vision, linear(colour))]
    x, y, z = (
        ratio ** (1 / 3) if (ratio := one / white) > 0.008856 else 7.787 * ratio + 16 / 116
        for one, white in zip(times(TO_XYZ, (seen[0], seen[1], seen[2])), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, vision: Matrix) -> float:
    """Return how far two colours are from each other for somebody."""
    pairs = zip(lab(one, vision), lab(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def alike(looks: Iterable[tuple[str, object, Sequence[str]]], vision: Matrix) -> list[str]:
    """Return the pairs that nothing tells apart: name, everything but colour, and the colours of each are given."""
    return [
        f"{one} and {other}"
        for (one, mark, colours), (other, its_mark, its_colours) in combinations(looks, 2)
        if mark == its_mark
        and all(distance(a, b, vision) < FAR_ENOUGH for a, b in zip(colours, its_colours, strict=True))
    ]


def token(name: str) -> str:
    """Return the colour of a token of the style sheets."""
    said = re.search(rf"--{name}: (?:var\(--([\w-]+)\)|(#[0-9a-f]{{6}}));", TOKENS)
    assert said, name
    return said[2] or token(said[1])


def look_of(tone: Tone) -> tuple[object, Sequence[str]]:
    return tone.pattern, (tone.fill,)  # an edge is too thin to tell by


def test_the_simulation_knows_what_people_confuse():
    red, green = "#c00000", "#5a6e00"
    assert (
        distance(red, green, VISIONS["deuteranopia"]) < distance(red, green, VISIONS["all three cones"]) / 2
    )
    assert distance("#009e9e", "#3c8cff", VISIONS["tritanopia"]) < distance(
        "#009e9e", "#3c8cff", VISIONS["protanopia"]
    )
    assert distance("#ffffff", "#000000", VISIONS["protanopia"]) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("levels", SCALES)
def test_the_levels_of_a_scale_are_told_apart_in_a_chart(levels, vision):
    looks = [(name, *look_of(TONES[name])) for name in (*SCALES[levels], "none")]
    assert alike(looks, VISIONS[vision]) == []


def series_of(trace: Mapping[str, Any]) -> tuple[object, Sequence[str]]:
    """Return what tells a series of a chart from others but its colour, and its colour."""
    line, marker = trace.get("line", {}), trace.get("marker", {})
    pattern = marker.get("pattern", {}).get("shape")
    given = marker.get("color")
    colours = [line.get("color"), *(given if isinstance(given, list) else [given])]
    shown = next((one for one in colours if isinstance(one, str) and one.startswith("#")), COLOURS["white"])
    return (trace["type"], trace.get("mode"), line.get("dash"), marker.get("symbol"), pattern), (shown,)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_series_of_an_indicator_are_told_apart(vision):
    named = [one for one in drawn(seed(), 2014)["data"] if one.get("name") and one.get("showlegend", True)]
    assert len(named) > 3
    assert alike([(one["name"], *series_of(one)) for one in named], VISIONS[vision]) == []


@pytest.mark.parametrize("vision", VISIONS)
def test_the_tones_of_ratings_are_told_from_the_page(vision):
    """A mark of a rating has its letter and its shape; its colour must at least be seen."""
    for tone in TONES:
        assert distance(token(f"tone-{tone}"), token("white"), VISIONS[vision]) > FAR_ENOUGH


@pytest.mark.parametrize("vision", VISIONS)
def test_what_went_well_is_told_from_what_went_wrong(vision):
    assert distance(token("success"), token("error"), VISIONS[vision]) > FAR_ENOUGH
