"""The small drawing beside an indicator's table."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Direction,
    Result,
    ResultStanding,
    Target,
    TargetScope,
)
from indicators.calculation.series import Series
from indicators.drawing.small import HEIGHT, WIDTH, SmallChart, small_chart
from policies.fiscal_year import FiscalYear, years

NUMBER = re.compile(r"-?\d+\.?\d*")
KINDS = {
    "a line": {"results": {2022: "5", 2023: "7"}, "targets": {2022: "6", 2023: "6"}},
    "one year": {"results": {2023: "7"}, "targets": {}},
    "a gap": {"results": {2019: "5", 2022: "-3.5", 2023: "123456789.25"}, "targets": {2021: "4"}},
    "targets alone": {"results": {}, "targets": {2023: "6"}},
    "the same all along": {"results": {2022: "0", 2023: "0"}, "targets": {2023: "0"}},
}


def told(kind: str, accumulation: Accumulation = Accumulation.ANNUAL) -> Series:
    said = KINDS[kind]
    return Series(
        direction=Direction.UP,
        accumulation=accumulation,
        targets=tuple(
            Target(fiscal_year=FiscalYear(year), scope=TargetScope.YEAR, value=Decimal(value))
            for year, value in said["targets"].items()
        ),
        results=tuple(
            Result(fiscal_year=FiscalYear(year), total=Decimal(value))
            for year, value in said["results"].items()
        ),
    )


def drawn(series: Series, first: int = 2019, last: int = 2025) -> SmallChart:
    chart = small_chart(series, years(FiscalYear(first), FiscalYear(last)))
    assert chart is not None
    return chart


def paths(chart: SmallChart) -> str:
    return " ".join(
        [chart.line, chart.targets, chart.bands, *(f"{bar.carried} {bar.added}" for bar in chart.bars)]
    )


def numbers(texts: Sequence[str]) -> list[float]:
    return [float(one) for text in texts for one in NUMBER.findall(re.sub(r"h[\d.]+", "", text))]


@pytest.mark.parametrize("accumulation", [Accumulation.ANNUAL, Accumulation.CUMULATIVE])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("last", [2023, 2025, 2078])
def test_everything_stays_within_the_drawing(kind: str, accumulation: Accumulation, last: int) -> None:
    chart = drawn(told(kind, accumulation), last=last)

    assert all(-0.1 <= one <= WIDTH + 0.1 for one in numbers([paths(chart)]))
    assert all(0 <= float(one.y) <= HEIGHT and 0 <= float(one.x) <= WIDTH for one in chart.amounts)
    places = [float(one.x) for one in chart.years]
    assert all(later - earlier < -20 for earlier, later in pairwise(places))


def test_a_missing_year_breaks_the_line_and_a_running_total_has_bars() -> None:
    assert drawn(told("a gap")).line.count("M") == 2
    chart = drawn(told("a line", Accumulation.CUMULATIVE))
    assert chart.line == ""
    assert [bool(bar.added) for bar in chart.bars] == [False, True]


def test_the_last_amount_is_written_and_the_first_where_it_stands_clear() -> None:
    assert [one.text for one in drawn(told("a line")).amounts] == ["7", "5"]
    assert [one.text for one in drawn(told("a line"), last=2078).amounts] == ["7"]
    assert [one.text for one in drawn(told("a gap")).amounts] == ["123,456,789.25", "5"]
    assert [one.text for one in drawn(told("one year")).amounts] == ["7"]


def test_what_is_not_final_is_hollow_and_a_range_is_an_area() -> None:
    target = Target(
        fiscal_year=FiscalYear(2023),
        scope=TargetScope.YEAR,
        comparator=Comparator.RANGE,
        value=Decimal(40),
        upper=Decimal(60),
    )
    result = Result(fiscal_year=FiscalYear(2023), total=Decimal(50), standing=ResultStanding.PROVISIONAL)
    chart = drawn(
        Series(
            direction=Direction.RANGE,
            accumulation=Accumulation.ANNUAL,
            targets=(target,),
            results=(result,),
        )
    )
    assert [one.is_hollow for one in chart.points] == [True]
    assert chart.bands.count("Z") == 1
    assert chart.targets.count("M") == 2


def test_without_a_number_there_is_no_drawing() -> None:
    nothing = Series(direction=Direction.UP, accumulation=Accumulation.ANNUAL)
    assert small_chart(nothing, years(FiscalYear(2022), FiscalYear(2025))) is None
    assert small_chart(nothing, []) is None


def test_the_drawing_is_an_image_with_a_name_and_without_styles() -> None:
    html = render_to_string(
        "components/small_chart.html", {"chart": drawn(told("a line")), "sentence": "文<b>"}
    )
    assert html.count("文&lt;b&gt;") == 2
    assert 'role="img"' in html
    assert "style=" not in html
