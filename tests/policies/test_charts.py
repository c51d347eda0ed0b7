import json
import re
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from policies.charts import COLOURS, TONES, StandingRow, number, overview_figure, plain

TOKENS = Path(__file__).parents[2] / "static/css/tokens.css"
ROWS = (
    StandingRow("活力と魅力あふれる力強い都市づくり", {"A": 11, "B": 13, "D": 1, "未判定": 2}),
    StandingRow("環境に配慮したまちづくり", {"A": 1, "B": 8, "C": 2}),
)


def counts(figure: dict[str, Any]) -> dict[str, list[int | None]]:
    go.Figure(figure)
    return {trace["name"]: trace["x"] for trace in figure["data"]}


def contrast_on_white(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


def test_the_overview_counts_measures_by_rating() -> None:
    assert counts(overview_figure(ROWS, levels="ABCD", tones={}, measure_word="施策")) == {
        "A": [11, 1],
        "B": [13, 8],
        "C": [None, 2],
        "D": [1, None],
        "未判定": [2, None],
    }


def test_every_bar_adds_up_even_with_symbols_outside_the_scale() -> None:
    shown = counts(
        overview_figure(
            [StandingRow("x", {"A": 1, "◎": 3, "": 1})], levels="ABCD", tones={}, measure_word="施策"
        )
    )

    assert sum(count for (count,) in shown.values() if count) == 5


def test_a_scale_of_another_city_takes_the_tones_it_names_or_its_place() -> None:
    rows = [StandingRow("x", {"◎": 1, "○": 2, "△": 3, "×": 4, "－": 5})]

    by_place = overview_figure(rows, levels=("◎", "○", "△", "×", "－"), tones={}, measure_word="施策")
    named = overview_figure(rows, levels=("◎", "×"), tones={"◎": "middle", "×": "poor"}, measure_word="施策")

    assert by_place["data"][0]["marker"]["color"] == TONES["best"].fill
    assert by_place["data"][-1]["marker"]["color"] == TONES["poor"].fill
    assert named["data"][0]["marker"]["color"] == TONES["middle"].fill
    assert counts(named)["未判定"] == [10]


def test_a_count_is_written_in_its_bar_beside_its_letter() -> None:
    assert overview_figure(ROWS, levels="ABCD", tones={}, measure_word="施策")["data"][0]["text"] == [
        "A 11",
        "A 1",
    ]
    assert overview_figure(ROWS, levels="ABCD", tones={}, measure_word="施策")["data"][2]["text"] == [
        "",
        "C 2",
    ]


def test_an_overview_of_nothing_is_a_sentence() -> None:
    figure = overview_figure([StandingRow("x", {})], levels="ABCD", tones={}, measure_word="施策")

    assert counts(figure) == {}
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "評価の対象となる施策はまだありません。"
    ]


def test_colours_are_those_of_the_tokens() -> None:
    defined = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8")))

    assert {name: defined.get(name) for name in COLOURS} == dict(COLOURS)


@pytest.mark.parametrize("name", TONES)
def test_every_tone_has_an_outline_that_can_be_seen(name: str) -> None:
    assert contrast_on_white(TONES[name].edge) >= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<b>CO₂</b> & 水", "&lt;b&gt;CO₂&lt;/b&gt; &amp; 水", id="pseudo-HTML"),
        pytest.param("a\u202eb\u2028c\nd", "a b c d", id="signs that turn or break"),
        pytest.param("あ" * 60, "あ" * 47 + "…", id="too long"),
        pytest.param("𠮷野家", "𠮷野家", id="four-byte kanji"),
    ],
)
def test_labels_are_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_numbers_that_json_cannot_carry_are_unknown() -> None:
    assert [number(value) for value in (None, float("inf"), float("nan"), 3.0, 0)] == [None, None, None, 3, 0]


def test_a_hostile_name_stays_text_and_the_figure_stays_json() -> None:
    sent = json.dumps(
        overview_figure(
            [StandingRow("<script>alert(1)</script>", {"<b>": 1})],
            levels=("<b>",),
            tones={},
            measure_word="施策",
        )
    )

    assert "<" not in sent.replace("<br>", "")


@pytest.mark.parametrize(("largest", "step"), [(1, 1), (5, 1), (6, 2), (23, 5)])
def test_the_scale_counts_whole_measures(largest: int, step: int) -> None:
    figure = overview_figure(
        [StandingRow("1 災害に強いまち", {"A": largest}), StandingRow("2 子育て", {"B": 1})],
        levels="ABCD",
        tones={},
        measure_word="施策",
    )
    assert figure["layout"]["xaxis"]["dtick"] == step
