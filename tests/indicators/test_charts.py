import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from django.template.loader import render_to_string

from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.calculation.class_rules import REFERENCE_CLASSES
from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Direction,
    Missing,
    Result,
    ResultStanding,
    Target,
    TargetScope,
)
from indicators.calculation.forecast import forecast
from indicators.calculation.series import Series
from indicators.charts import PeriodSpan, indicator_figure, sparkline
from indicators.drawing.picture import Picture
from policies.charts import TONES, tones_of
from policies.fiscal_year import FiscalYear, years

PERIODS = (
    PeriodSpan("第1期", FiscalYear(2016), FiscalYear(2017)),
    PeriodSpan("第2期", FiscalYear(2018), FiscalYear(2021)),
    PeriodSpan("第3期", FiscalYear(2022), FiscalYear(2025)),
)


def number(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def target(
    year: int, value: float | str | None, scope: TargetScope = TargetScope.YEAR, **more: Any
) -> Target:
    return Target(fiscal_year=FiscalYear(year), scope=scope, value=number(value), **more)


def result(
    year: int, total: float | str | None = None, increment: float | None = None, **more: Any
) -> Result:
    return Result(fiscal_year=FiscalYear(year), total=number(total), increment=number(increment), **more)


def series(accumulation: Accumulation = Accumulation.ANNUAL, **more: Any) -> Series:
    return Series(**{"unit": "件", "direction": Direction.UP, "accumulation": accumulation} | more)


def totals(figures: Mapping[int, float | str]) -> tuple[Result, ...]:
    return tuple(result(year, total) for year, total in figures.items())


def seed() -> Series:
    return series(
        Accumulation.CUMULATIVE,
        baseline=Decimal(7),
        baseline_year=FiscalYear(2014),
        targets=(
            target(2021, 28, TargetScope.PERIOD, comparator=Comparator.AT_LEAST),
            target(2025, 40, TargetScope.PERIOD, comparator=Comparator.AT_LEAST),
            target(2025, 63, TargetScope.PERIOD, comparator=Comparator.AT_LEAST, revision=1),
            target(2022, 48),
            target(2023, 53),
        ),
        results=(result(2022, 55, 9), result(2023, 66, 11)),
    )


def drawn(shown: Series, first: int = 2018, last: int = 2025, as_of: int = 2024) -> dict[str, Any]:
    """Return the figure as the address sends it, after plotly itself has accepted every property of it."""
    span = years(FiscalYear(first), FiscalYear(last))
    figure = indicator_figure(
        shown,
        years=span,
        periods=PERIODS,
        attainments={year: attain(shown, year, period_start=None, profile=REFERENCE_ABCD) for year in span},
        tones=tones_of(REFERENCE_CLASSES),
        forecast=forecast(
            shown, period_start=FiscalYear(2022), period_end=FiscalYear(2025), as_of=FiscalYear(as_of)
        ),
    )
    go.Figure(figure)
    sent: dict[str, Any] = json.loads(json.dumps(figure, ensure_ascii=False, allow_nan=False))
    assert sent == figure
    return sent


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [trace for trace in figure["data"] if trace["name"] == name]
    return dict(found)


def points(figure: dict[str, Any], name: str) -> dict[float, float | None]:
    shown = trace(figure, name)
    return dict(zip(shown["x"], shown["y"], strict=True))


def names(figure: dict[str, Any]) -> set[str]:
    return {trace["name"] for trace in figure["data"]}


def said(figure: dict[str, Any]) -> dict[int, str]:
    """Return what each year says under the pointer; no other trace answers it."""
    assert all(one["hoverinfo"] == "skip" for one in figure["data"] if one["name"] != "年度の数値")
    told = trace(figure, "年度の数値")
    return dict(zip(told["x"], told["hovertext"], strict=True))


def texts(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


KINDS = {
    "rising": series(
        baseline=Decimal(40),
        baseline_year=FiscalYear(2020),
        targets=(target(2022, 50), target(2023, 60)),
        results=totals({2021: 44, 2022: 52, 2023: 58}),
    ),
    "falling, forecast": series(
        direction=Direction.DOWN,
        decimals=1,
        baseline=Decimal("102.4"),
        targets=(
            target(2023, "97.5"),
            target(2024, "95.5"),
            target(2025, "90.5", TargetScope.PERIOD, comparator=Comparator.AT_MOST),
        ),
        results=totals({2022: "99.5", 2023: "98.1", 2024: "96.6"}),
    ),
    "cumulative, revised": seed(),
    "cumulative that falls": series(Accumulation.CUMULATIVE, results=totals({2021: 30, 2022: 28, 2023: 35})),
    "range": series(
        direction=Direction.RANGE,
        targets=(
            *(
                target(year, 40, comparator=Comparator.RANGE, upper=Decimal(60))
                for year in (2021, 2022, 2024)
            ),
            target(2025, 42, TargetScope.PERIOD, comparator=Comparator.RANGE, upper=Decimal(58)),
        ),
        results=totals({2021: "39.8", 2022: 44}),
    ),
    "kept at the baseline": series(
        baseline=Decimal(97),
        targets=(target(2022, None, comparator=Comparator.KEEP_OR_MORE),),
        results=totals({2022: "97.5"}),
    ),
    "text target beside figures": series(
        targets=(target(2022, None, comparator=Comparator.TEXT, text="策定"),), results=totals({2022: 1})
    ),
    "missing in the middle": series(
        results=(result(2020, 1), result(2021, missing=Missing.NOT_SURVEYED), result(2023, 4)),
    ),
    "pending": series(
        results=(result(2022, 3), result(2023, missing=Missing.PENDING, pending_until="令和7年11月"))
    ),
    "provisional and approximate": series(
        results=(result(2022, 3, approx=True), result(2023, 4, standing=ResultStanding.PROVISIONAL))
    ),
    "yearly target revised": series(
        targets=(target(2023, 10), target(2023, 12, revision=1)), results=totals({2023: 11})
    ),
    "no baseline": series(targets=(target(2023, 10),), results=totals({2022: 9, 2023: 11})),
    "no target": series(results=totals({2022: 9, 2023: 11})),
    "zero only": series(targets=(target(2023, 0),), results=totals({2023: 0})),
    "below zero": series(results=totals({2022: "-3.5", 2023: "-12.25"})),
    "fifteen digits": series(results=totals({2022: "123456789012.345", 2023: "123456789099.001"})),
    "text only": series(
        targets=(target(2023, None, comparator=Comparator.TEXT, text="策定"),),
        results=(Result(fiscal_year=FiscalYear(2023), text_value="策定済", text_fulfilled=True),),
    ),
    "nothing at all": series(),
}


@pytest.mark.parametrize("shown", KINDS.values(), ids=KINDS)
def test_plotly_accepts_every_kind_of_figure(shown: Series) -> None:
    drawn(shown)


@pytest.mark.parametrize("shown", KINDS.values(), ids=KINDS)
def test_plotly_accepts_the_figure_of_a_single_year(shown: Series) -> None:
    drawn(shown, 2023, 2023)


@pytest.mark.parametrize("shown", KINDS.values(), ids=KINDS)
def test_a_year_without_a_result_is_a_gap_and_never_zero(shown: Series) -> None:
    figure = drawn(shown)
    known = {r.fiscal_year.year for r in shown.results if r.total is not None}
    derived = {
        f.fiscal_year.year for f in shown.figures(FiscalYear(2018), FiscalYear(2025)) if f.total is not None
    }

    shown_names = {"実績値", "前年度までの累計", "累計（内訳不明）"} & names(figure)
    found = {x for name in shown_names for x, y in points(figure, name).items() if y is not None}

    assert known <= derived
    assert found == derived


def test_no_figure_brings_a_template_webgl_or_pseudo_html_with_styles() -> None:
    for shown in KINDS.values():
        sent = json.dumps(drawn(shown), ensure_ascii=False)
        assert not any(word in sent for word in ("scattergl", '"template"', "<b>", "<span", "bdata", "%{"))


def test_a_running_total_stacks_what_the_year_added_on_what_it_carried_over() -> None:
    figure = drawn(seed(), 2014)

    assert figure["layout"]["barmode"] == "stack"
    assert points(figure, "前年度までの累計") == {2022: 46, 2023: 55}
    assert points(figure, "当年度の新規") == {2022: 9, 2023: 11}
    assert trace(figure, "当年度の新規")["text"] == ["+9", "+11"]
    assert points(figure, "累計（内訳不明）") == {2021: 46}
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_a_derived_total_is_hollow_and_says_so() -> None:
    figure = drawn(seed(), 2014)

    assert trace(figure, "累計（内訳不明）")["marker"]["color"] == ["#ffffff"]
    assert trace(figure, "前年度までの累計")["marker"]["color"] == ["#c5d7fb", "#c5d7fb"]
    assert "46<br>算出" in texts(figure)


def test_a_running_total_that_falls_is_drawn_whole() -> None:
    figure = drawn(KINDS["cumulative that falls"])

    assert points(figure, "累計（内訳不明）") == {2021: 30, 2022: 28}
    assert points(figure, "当年度の新規") == {2023: 7}


def test_yearly_targets_stand_as_stairs_over_their_years() -> None:
    stairs = trace(drawn(seed()), "年度目標")

    assert stairs["x"] == [2021.5, 2022.5, 2022.5, 2023.5]
    assert stairs["y"] == [48, 48, 53, 53]


def test_stairs_break_where_a_year_has_no_target() -> None:
    stairs = trace(drawn(series(targets=(target(2021, 5), target(2023, 6)))), "年度目標")

    assert stairs["x"] == [2020.5, 2021.5, None, 2022.5, 2023.5]


def test_a_range_is_an_area_between_two_stairs() -> None:
    figure = drawn(KINDS["range"])
    areas = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect" and "yref" not in shape]

    assert [(a["x0"], a["x1"], a["y0"], a["y1"]) for a in areas] == [
        (2020.5, 2022.5, 40, 60),
        (2023.5, 2024.5, 40, 60),
        (2021.5, 2025.5, 42, 58),
    ]


def test_a_revised_period_target_shows_what_it_was_before() -> None:
    figure = drawn(seed())

    assert points(figure, "期間目標") == {2021: 28, 2025: 63}
    assert points(figure, "変更前の目標") == {2025: 40}
    assert {"第3期目標 63件以上", "変更前 40件以上"} <= set(texts(figure))


def test_a_revised_yearly_target_shows_what_it_was_before() -> None:
    figure = drawn(KINDS["yearly target revised"])

    assert points(figure, "年度目標の値") == {2023: 12}
    assert points(figure, "変更前の目標") == {2023: 10}


def test_the_baseline_is_marked_in_its_year_or_written_as_a_level() -> None:
    assert points(drawn(seed(), 2014), "現状値（計画策定時）") == {2014: 7}
    assert "計画策定時" not in names(drawn(seed(), 2022))
    assert "計画策定時（H26） 7件" in texts(drawn(seed(), 2022))


def test_a_year_says_all_it_has_to_say_wherever_one_points_in_it() -> None:
    figure = drawn(seed(), 2014)

    assert figure["layout"]["hovermode"] == "x unified"
    assert said(figure)[2023].split("<br>") == [
        "令和5(2023)年度",
        "累計 66件",
        "前年度まで 55件、当年度 11件",
        "目標 53件",
        "達成状況 a（達成率 124.5％）",
    ]
    assert said(figure)[2014] == "平成26(2014)年度<br>計画策定時 7件"
    assert {"第3期目標 63件以上", "変更前の目標 40件以上"} <= set(said(figure)[2025].split("<br>"))
    assert "実績 集計中（令和7年11月）" in said(drawn(KINDS["pending"]))[2023]
    assert "見込み" in said(drawn(KINDS["falling, forecast"]))[2025]


def test_what_matters_more_finds_its_room_first() -> None:
    written = texts(drawn(seed(), 2014))

    order = [
        written.index(one)
        for one in ("第3期", "第3期目標 63件以上", "66", "55", "46<br>算出", "第2期目標 28件以上", "53")
    ]
    assert order == sorted(order)


def test_classes_stand_above_their_points() -> None:
    badges = [note for note in drawn(seed(), 2022)["layout"]["annotations"] if note["text"] in set("abcd")]

    assert [(note["x"], note["y"], note["text"]) for note in badges] == [(2023, 66, "a"), (2022, 55, "a")]


def test_what_is_not_final_is_hollow_and_named() -> None:
    figure = drawn(KINDS["provisional and approximate"], 2022)

    assert trace(figure, "実績値")["marker"]["color"][:2] == ["#0017c1", "#ffffff"]
    assert {"約3", "4<br>暫定値"} <= set(texts(figure))
    assert "（暫定値）" in said(figure)[2023]


def test_a_missing_year_says_why_and_a_year_to_come_says_nothing() -> None:
    assert {"調査未実施", "未提出"} <= set(texts(drawn(KINDS["missing in the middle"])))
    assert "集計中（令和7年11月）" in texts(drawn(KINDS["pending"]))
    assert "未提出" not in texts(drawn(KINDS["rising"]))


def test_the_forecast_starts_at_the_last_result_and_has_a_band() -> None:
    figure = drawn(KINDS["falling, forecast"])
    line = points(figure, "見込みと幅")

    assert list(line) == [2024, 2025]
    assert line[2024] == 96.6
    low, high = (points(figure, f"見込みの{end}")[2025] for end in ("下限", "上限"))
    assert low is not None
    assert high is not None
    assert low <= (line[2025] or 0) <= high


def test_a_forecast_of_a_past_year_starts_at_what_was_known_then() -> None:
    figure = drawn(series(results=totals({2021: 10, 2022: 20, 2023: 90})), as_of=2022)

    assert points(figure, "見込みと幅") == {2022: 20, 2023: 30, 2024: 40, 2025: 50}
    assert points(figure, "見込みの下限")[2022] == points(figure, "見込みの上限")[2022] == 20


def test_a_new_amount_without_a_total_is_not_written_as_unreported() -> None:
    figure = drawn(series(Accumulation.CUMULATIVE, results=(result(2021, 5), result(2023, None, 11))))

    assert "累計は計算できません（+11）" in texts(figure)
    assert "未提出" not in texts(figure)


def test_a_text_among_figures_is_written_as_it_is() -> None:
    figure = drawn(series(results=(result(2022, 5), result(2023, text_value="策定済"))))

    assert "策定済" in texts(figure)
    assert "該当なし" not in texts(figure)


def test_a_single_result_has_no_forecast_line() -> None:
    assert "見込みと幅" not in names(drawn(series(results=totals({2023: 5}))))


def test_without_any_number_the_figure_is_a_sentence() -> None:
    figure = drawn(KINDS["text only"])

    assert figure["data"] == []
    assert texts(figure) == ["数値の実績・目標がないため、図はありません。"]


def test_text_from_the_data_is_shown_as_written() -> None:
    evil = '<a href="javascript:alert(1)">%{x}</a>\u202e'
    shown = series(
        unit=evil,
        targets=(target(2023, 5, TargetScope.PERIOD),),
        results=totals({2023: 5}),
        baseline=Decimal(1),
    )
    span = years(FiscalYear(2022), FiscalYear(2023))
    spans = (PeriodSpan(evil, FiscalYear(2022), FiscalYear(2023)),)

    figure = indicator_figure(shown, years=span, periods=spans, attainments={}, tones={}, forecast=None)

    sent = json.dumps(figure, ensure_ascii=False)
    assert "<a" not in sent
    assert "\u202e" not in sent
    assert "hovertemplate" not in sent


def test_a_sparkline_breaks_where_a_year_is_missing() -> None:
    spark = sparkline(KINDS["missing in the middle"], years(FiscalYear(2019), FiscalYear(2023)))

    assert spark.line.count("M") == 2
    assert spark.point == ("92.0", "4.0")
    assert spark.sentence == "令和2(2020)年度1件から令和5(2023)年度4件"


def test_a_sparkline_says_the_last_result_beside_its_target() -> None:
    spark = sparkline(seed(), years(FiscalYear(2022), FiscalYear(2025)))

    assert spark.sentence == "令和4(2022)年度55件から令和5(2023)年度66件（目標 53件）"


@pytest.mark.parametrize("shown", KINDS.values(), ids=KINDS)
def test_a_sparkline_is_an_image_with_a_name_and_without_styles(shown: Series) -> None:
    spark = sparkline(shown, years(FiscalYear(2018), FiscalYear(2025)))

    html = render_to_string("components/sparkline.html", {"spark": spark})

    assert spark.sentence in html
    assert ('role="img"' in html) == bool(spark.line or spark.targets)
    assert "style" not in html


def test_the_classes_of_any_city_stand_in_its_chart_in_the_tones_of_its_scale() -> None:
    span = years(FiscalYear(2022), FiscalYear(2023))
    judged = {year: attain(seed(), year, period_start=None, profile=REFERENCE_ABCD) for year in span}
    judged = {year: replace(one, symbol="３") for year, one in judged.items()}
    parts: dict[str, Any] = {"years": span, "periods": PERIODS, "attainments": judged, "forecast": None}
    named = indicator_figure(seed(), tones={"３": "fair"}, **parts)["layout"]["annotations"]
    boxes = [note["bgcolor"] for note in named if note["text"] == "３"]
    assert boxes == [TONES["fair"].fill] * 2
    unknown = indicator_figure(seed(), tones={"a": "best"}, **parts)["layout"]["annotations"]
    assert "３" not in {note["text"] for note in unknown}


def test_a_target_of_last_years_result_stands_where_that_result_was() -> None:
    told = Series(
        direction=Direction.UP,
        accumulation=Accumulation.ANNUAL,
        baseline=Decimal(1),
        baseline_year=FiscalYear(2020),
        targets=(
            Target(fiscal_year=FiscalYear(2023), scope=TargetScope.YEAR, comparator=Comparator.LAST_OR_MORE),
        ),
        results=(Result(fiscal_year=FiscalYear(2022), total=Decimal(7)),),
    )
    drawn = Picture(told, years=[FiscalYear(2023)], periods=[], attainments={}, tones={}, figures=[])
    assert drawn.target_level(told.targets[0]) == 7


# --- 中間 targets ---


def with_mid(*versions: Target) -> dict[str, Any]:
    """Draw the third period with a target half-way and one for its end."""
    told = series(
        targets=(*versions, target(2025, 60, TargetScope.PERIOD)),
        results=totals({2022: 20}),
    )
    return indicator_figure(
        told,
        years=years(FiscalYear(2022), FiscalYear(2025)),
        periods=PERIODS,
        attainments={},
        tones={},
        forecast=None,
    )


def test_a_target_half_way_is_drawn_with_its_amount_and_its_words():
    figure = with_mid(target(2023, 40, TargetScope.MID))
    assert points(figure, "中間目標") == {2023: 40}
    assert "中間目標 40件" in said(figure)[2023]
    assert "中間 40件" in [one["text"] for one in figure["layout"]["annotations"]]
    assert points(figure, "期間目標") == {2025: 60}
    go.Figure(figure)


def test_what_a_target_half_way_was_before_is_drawn_beside_it():
    old, new = target(2023, 40, TargetScope.MID), target(2023, 50, TargetScope.MID, revision=1)
    figure = with_mid(old, new)
    assert points(figure, "中間目標") == {2023: 50}
    assert points(figure, "変更前の目標") == {2023: 40}
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 20
    assert high >= 60


def test_a_range_half_way_is_an_area_and_a_text_has_no_place():
    shapes = with_mid(target(2023, 30, TargetScope.MID, comparator=Comparator.RANGE, upper=number(45)))
    area = [one for one in shapes["layout"]["shapes"] if one["type"] == "rect" and one.get("y1") == 45]
    assert [(one["x0"], one["x1"], one["y0"]) for one in area] == [(2022.5, 2023.5, 30)]
    text = with_mid(target(2023, None, TargetScope.MID, comparator=Comparator.TEXT, text="策定"))
    assert "中間目標" not in [one["name"] for one in text["data"]]


def test_without_a_target_half_way_nothing_of_it_is_drawn():
    assert "中間目標" not in [one["name"] for one in with_mid()["data"]]
