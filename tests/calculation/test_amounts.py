"""Differences of percentages in ポイント, and nothing shown on the other side of a limit than it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.calculation.attainment import REFERENCE_ABCD, attain, distance
from indicators.calculation.explain import (
    derivation,
    distance_sentence,
    forecast_sentence,
    series_sentence,
)
from indicators.calculation.forecast import Forecast, forecast
from indicators.calculation.quantities import figure_words, quantity_beside, target_words
from indicators.calculation.series import Accumulation, Comparator, Direction, Series, TargetScope
from indicators.calculation.units import difference_unit, is_percentage
from tests.calculation.cases import fy, result, series, target
from tests.calculation.test_class_cases import PROFILES

PERIOD = TargetScope.PERIOD


def outlook(told: Series, year: int = 2023) -> Forecast:
    return forecast(told, period_start=fy(2022), period_end=fy(2025), as_of=fy(year))


@pytest.mark.parametrize(
    ("unit", "of_a_difference"),
    [
        pytest.param("％", "ポイント", id="percent"),
        pytest.param("%", "ポイント", id="half width"),
        pytest.param("パーセント", "ポイント", id="in words"),
        pytest.param("（％）", "ポイント", id="in brackets"),
        pytest.param("％（前年比）", "ポイント", id="with a remark"),
        pytest.param("％／年", "ポイント/年", id="a year"),
        pytest.param("％ポイント", "ポイント", id="points already"),
        pytest.param("ポイント", "ポイント", id="points by name"),
        pytest.param("‰", "パーミルポイント", id="per mille"),
        pytest.param("千分率", "パーミルポイント", id="per mille in words"),
        pytest.param("件", "件", id="anything else"),
        pytest.param("人（対％）", "人（対％）", id="percent in a remark only"),
        pytest.param("", "", id="no unit"),
    ],
)
def test_the_unit_of_a_difference(unit: str, of_a_difference: str) -> None:
    assert difference_unit(unit) == of_a_difference
    assert series(unit=unit).difference_unit == of_a_difference


def test_a_percentage_is_one_whatever_stands_behind_it() -> None:
    assert [is_percentage(unit) for unit in ("％", "%（年平均）", "ポイント", "‰", "％／年", "x" * 300)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_every_difference_of_percentages_is_told_in_points() -> None:
    told = series(
        Direction.UP,
        unit="％",
        decimals=1,
        baseline=70,
        targets=(target(2023, 80), target(2025, 90, PERIOD)),
        totals={2021: 70, 2022: 72, 2023: 74},
    )
    attainment = attain(told, fy(2023), profile=REFERENCE_ABCD, period_start=fy(2022))
    assert distance_sentence(distance(told, attainment, profile=REFERENCE_ABCD)) == "aまであと6ポイント"
    said = forecast_sentence(told, outlook(told))
    assert "年2ポイントの増" in said
    assert "年8ポイントの増が必要" in said


def test_what_a_year_adds_to_a_running_percentage_is_in_points() -> None:
    told = series(
        accumulation=Accumulation.CUMULATIVE,
        unit="％",
        results=(result(2021, 40), result(2022, None, 5), result(2023, 50)),
    )
    assert "うち新規5ポイント" in series_sentence(told, [fy(2022)])
    assert derivation(told.figure(fy(2022)), told) == "令和4年度末累計 45％（40+5により算出）"
    assert derivation(told.figure(fy(2023)), told) == "令和5年度の新規分 5ポイント（50−45により算出）"
    lacking = replace(told, results=(result(2023, None, 5),))
    assert (
        figure_words(lacking.figure(fy(2023)), "％", 0) == "累計は計算できません（うち当該年度分+5ポイント）"
    )


@pytest.mark.parametrize(
    ("value", "limits", "decimals", "said"),
    [
        pytest.param("62.6", [63], 0, "62.6件", id="would be lifted onto its limit"),
        pytest.param("62.4", [63], 0, "62件", id="far enough below"),
        pytest.param("62.9996", [63], 1, "62.9996件", id="as many as it takes"),
        pytest.param("63", [63], 0, "63件", id="on its limit"),
        pytest.param("63.2", [63], 0, "63.2件", id="would be lowered onto it"),
        pytest.param("0.02", [0], 1, "0.02件", id="more than nothing"),
        pytest.param("62.6", [63, 62], 0, "62.6件", id="between two"),
        pytest.param("12.345", [], 1, "12.3件", id="no limit near"),
    ],
)
def test_a_computed_amount_stays_on_its_side(value: str, limits: list[int], decimals: int, said: str) -> None:
    assert quantity_beside(Decimal(value), [Decimal(one) for one in limits], "件", decimals) == said


@pytest.mark.parametrize(
    ("totals", "goal", "recent", "required"),
    [
        pytest.param({2022: 50, 2023: 52}, 60, "年2件の増", "年4件の増", id="whole paces"),
        pytest.param(
            {2016: 50, 2022: 50, 2023: "50.02"},
            60,
            "年0.02件の増",
            "年4.99件の増",
            id="slower than one digit shows",
        ),
        pytest.param(
            {2022: 50, 2023: "52.03"},
            "56.1",
            "年2.03件の増",
            "年2.04件の増",
            id="two that look alike rounded",
        ),
        pytest.param({2022: 50, 2023: 50}, 60, "横ばい", "年5件の増", id="none at all"),
    ],
)
def test_a_pace_is_told_from_none_and_from_the_one_it_needs(
    totals: dict[int, object], goal: object, recent: str, required: str
) -> None:
    told = series(totals=totals, targets=(target(2025, goal, PERIOD),))  # type: ignore[arg-type]
    said = forecast_sentence(told, outlook(told))
    assert f"（{recent}）" in said
    assert f"には、{required}が必要" in said


def test_a_forecast_that_misses_is_not_rounded_onto_its_target() -> None:
    told = series(totals={2021: 50, 2022: 53, 2023: "57"}, targets=(target(2025, 64, PERIOD),), decimals=0)
    assert outlook(told).value_at_end == pytest.approx(64)
    missed = series(totals={2021: 50, 2022: 53, 2023: "56.8"}, targets=(target(2025, 64, PERIOD),))
    said = forecast_sentence(missed, outlook(missed))
    assert "令和7年度は63.6件程度" in said


@pytest.mark.parametrize(
    ("totals", "more", "ends"),
    [
        pytest.param({2022: 92, 2023: 98}, {}, (100, 98, 100), id="cannot pass 100"),
        pytest.param({2022: 9, 2023: 3}, {}, (0, 0, 3), id="nor fall below nothing"),
        pytest.param(
            {2022: 92, 2023: 98},
            {"targets": (target(2025, 120, PERIOD),)},
            (110, 98, 122),
            id="a target above 100: no share",
        ),
        pytest.param({2022: 102, 2023: 108}, {}, (120, 108, 132), id="found above 100: no share"),
        pytest.param({2022: 92, 2023: 98}, {"unit": "件"}, (110, 98, 122), id="no percentage"),
        pytest.param({2022: 92, 2023: 98}, {"baseline": 101}, (110, 98, 122), id="began above 100"),
    ],
)
def test_the_forecast_of_a_share_stays_within_0_and_100(
    totals: dict[int, int], more: dict[str, object], ends: tuple[float, float, float]
) -> None:
    told = series(totals=totals, **{"unit": "％", **more})  # type: ignore[arg-type]
    seen = outlook(told)
    assert (seen.value_at_end, seen.low_at_end, seen.high_at_end) == ends
    assert "110" not in forecast_sentence(told, seen) or ends[0] == 110


def test_a_later_result_does_not_open_the_forecast_of_an_earlier_year() -> None:
    told = series(unit="％", totals={2022: 92, 2023: 98, 2024: 108})
    assert outlook(told, 2023).value_at_end == 100


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        pytest.param("58.6666666666666666", 0, "58.67件以上", id="two more than results have"),
        pytest.param("59.0033333333333333", 0, "59.003件以上", id="never looks like a result below it"),
        pytest.param("58.9999666666666666", 0, "58.99997件以上", id="nor like one above it"),
        pytest.param("59", 0, "59件以上", id="a number that somebody wrote"),
    ],
)
def test_a_target_on_a_line_never_looks_like_a_result_that_it_is_not(
    value: str, decimals: int, said: str
) -> None:
    paced = target(2023, value, comparator=Comparator.AT_LEAST)
    assert target_words(paced, "件", decimals) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param("1100.3", "10.03％進んでいる", id="a little beyond the tolerance"),
        pytest.param("1099.6", "9.96％進んでいる", id="a little within"),
        pytest.param("1000.3", "0.03％進んでいる", id="a little more than planned"),
        pytest.param("1100", "10.0％進んでいる", id="exactly"),
    ],
)
def test_a_lead_is_told_from_its_limit_on_both_sides(found: str, said: str) -> None:
    told = series(targets=(target(2023, 1000),), totals={2023: found})
    attainment = attain(told, fy(2023), profile=PROFILES["nagayo-10"], period_start=None)
    assert said in attainment.reason
