from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.calculation.attainment import REFERENCE_ABCD, attain, rate
from indicators.calculation.quantities import percent
from indicators.calculation.series import Accumulation, Direction, RateFormula, TargetScope
from tests.calculation.cases import Number, fy, number, seed, series, target

F1, F2, F3, F4, F5, F6, F7 = (RateFormula(name) for name in ("F1", "F2", "F3", "F4", "F5", "F6", "F7"))


@pytest.mark.parametrize(
    ("formula", "result", "target", "expected"),
    [
        pytest.param(F1, 682, 525, "129.9", id="Fukuoka, above"),
        pytest.param(F1, 163, 350, "46.6", id="Fukuoka, below"),
        pytest.param(F1, "628.9", "626.3", "100.4", id="Sanda FY2007, above"),
        pytest.param(F1, "357.8", "391.3", "91.4", id="Sanda FY2007, below"),
        pytest.param(F1, 55, 48, "114.6", id="the seed FY2022"),
        pytest.param(F1, 66, 53, "124.5", id="the seed FY2023"),
        pytest.param(F1, 66, 63, "104.8", id="the seed against its period target"),
        pytest.param(F1, 26, 8, "325.0", id="the seed's symposia, not capped"),
        pytest.param(F1, "80.9", "91.0", "88.9", id="a percentage is still a ratio"),
        pytest.param(F1, "57.9", "75.0", "77.2", id="Sano"),
        pytest.param(F2, "4.9", "5.8", "118.4", id="Fukuoka plastics, good year"),
        pytest.param(F2, "5.3", "5.8", "109.4", id="Fukuoka plastics, other year"),
        pytest.param(F3, 120, 100, "120.0", id="naive rate of a falling figure: above 100 is missed"),
        pytest.param(F5, 2273, 3297, "68.9", id="Fukuchiyama, money"),
        pytest.param(F5, 17, 15, "113.3", id="Fukuchiyama, staff"),
        pytest.param(F5, 16041, 45298, "35.4", id="Fukuchiyama, floor area"),
    ],
)
def test_published_rates_are_recomputed(
    formula: RateFormula, result: Number, target: Number, expected: str
) -> None:
    assert percent(rate(formula, result=number(result), target=number(target))) == f"{expected}％"


def test_the_rate_of_change_works_both_ways() -> None:
    assert rate(F4, result=Decimal(105), target=Decimal(110), baseline=Decimal(100)) == 50
    assert rate(F4, result=Decimal(90), target=Decimal(80), baseline=Decimal(100)) == 50
    assert percent(rate(F1, result=Decimal(105), target=Decimal(110))) == "95.5％"


def test_the_paced_rate_asks_for_the_share_of_the_years() -> None:
    assert rate(F6, result=Decimal(9), target=Decimal(50), elapsed=Fraction(1, 5)) == 90


@pytest.mark.parametrize(
    ("result", "expected"),
    [(125, "125.0％"), (120, "100.0％"), (110, "50.0％")],
    ids=["ahead", "on time", "late"],
)
def test_the_elapsed_share_is_a_hundred_when_on_time(result: int, expected: str) -> None:
    found = rate(
        F7, result=Decimal(result), target=Decimal(150), baseline=Decimal(100), elapsed=Fraction(2, 5)
    )
    assert percent(found) == expected


@pytest.mark.parametrize(
    ("formula", "result", "target", "more"),
    [
        pytest.param(F1, 0, 0, {}, id="F1, target 0"),
        pytest.param(F1, 5, -3, {}, id="F1, target below 0"),
        pytest.param(F1, -1, 5, {}, id="F1, result below 0"),
        pytest.param(F1, None, 5, {}, id="no result"),
        pytest.param(F1, 5, None, {}, id="no target"),
        pytest.param(F2, 0, 5, {}, id="F2, result 0"),
        pytest.param(F2, 5, 0, {}, id="F2, target 0"),
        pytest.param(F2, -5, -5, {}, id="F2, both below 0"),
        pytest.param(F4, 5, 7, {}, id="F4, no baseline"),
        pytest.param(F4, 5, 7, {"baseline": Decimal(7)}, id="F4, no change was promised"),
        pytest.param(F6, 5, 7, {}, id="F6, no time given"),
        pytest.param(F6, 5, 7, {"elapsed": Fraction(0)}, id="F6, no time is over"),
        pytest.param(F7, 5, 7, {"elapsed": Fraction(1, 2)}, id="F7, no baseline"),
        pytest.param(RateFormula.NONE, 5, 7, {}, id="no rate is displayed"),
    ],
)
def test_a_rate_that_does_not_exist_is_none(
    formula: RateFormula, result: Number | None, target: Number | None, more: dict[str, Decimal | Fraction]
) -> None:
    assert rate(formula, result=number(result), target=number(target), **more) is None  # type: ignore[arg-type]


def test_a_result_of_zero_has_a_rate_of_zero() -> None:
    assert rate(F1, result=Decimal(0), target=Decimal(5)) == 0


@pytest.mark.parametrize(("year", "expected"), [(2022, "450.0％"), (2023, "285.7％")])
def test_the_in_period_rate_leaves_out_what_was_there_before(year: int, expected: str) -> None:
    assert (
        percent(attain(seed(), fy(year), period_start=fy(2022), profile=REFERENCE_ABCD).in_period_rate)
        == expected
    )


def test_the_in_period_rate_may_begin_at_a_baseline_of_the_year_before() -> None:
    told = series(
        accumulation=Accumulation.CUMULATIVE, totals={2023: 66}, baseline=46, baseline_year=fy(2021)
    )
    told = replace(told, targets=(target(2023, 53),))

    def shown(start: int) -> Decimal | None:
        return attain(told, fy(2023), period_start=fy(start), profile=REFERENCE_ABCD).in_period_rate

    assert percent(shown(2022)) == "285.7％"
    assert shown(2021) is None


@pytest.mark.parametrize(
    ("accumulation", "goal"),
    [
        pytest.param(Accumulation.ANNUAL, 53, id="not a running total"),
        pytest.param(Accumulation.CUMULATIVE, 46, id="nothing was promised for the period"),
        pytest.param(Accumulation.CUMULATIVE, None, id="no target"),
    ],
)
def test_there_is_no_in_period_rate(accumulation: Accumulation, goal: int | None) -> None:
    told = series(accumulation=accumulation, totals={2021: 46, 2023: 66}, targets=(target(2023, goal),))
    attained = attain(told, fy(2023), period_start=fy(2022), profile=REFERENCE_ABCD)
    assert attained.in_period_rate is None


def test_the_displayed_rate_is_the_one_the_indicator_names() -> None:
    told = series(
        Direction.DOWN, totals={2023: 90}, baseline=100, targets=(target(2023, 80),), rate_formula=F4
    )
    attained = attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD)
    assert attained.formula is F4
    assert attained.rate == 50
    assert percent(attained.class_rate) == "88.9％"


def test_a_period_rate_adds_up_the_years_of_a_yearly_figure() -> None:
    told = series(
        totals={2021: 500, 2022: 10, 2023: 20},
        targets=(target(2025, 120, TargetScope.PERIOD),),
        rate_formula=F5,
    )
    assert attain(told, fy(2023), period_start=fy(2022), profile=REFERENCE_ABCD).rate == 25
    assert attain(told, fy(2024), period_start=fy(2022), profile=REFERENCE_ABCD).rate is None
    assert attain(told, fy(2023), period_start=None, profile=REFERENCE_ABCD).rate is None


@pytest.mark.parametrize(
    "accumulation", [one for one in Accumulation if one not in {Accumulation.ANNUAL, Accumulation.CUMULATIVE}]
)
@pytest.mark.parametrize(("formula", "expected"), [(F5, "52.4％"), (F6, "104.8％")])
def test_a_period_rate_takes_what_is_no_yearly_figure_as_it_stands(
    accumulation: Accumulation, formula: RateFormula, expected: str
) -> None:
    told = series(
        accumulation=accumulation,
        totals={2022: 30, 2023: 33},
        targets=(target(2025, 63, TargetScope.PERIOD),),
        rate_formula=formula,
    )
    assert percent(attain(told, fy(2023), period_start=fy(2022), profile=REFERENCE_ABCD).rate) == expected


def test_a_paced_rate_counts_the_years_of_the_period() -> None:
    told = series(
        accumulation=Accumulation.CUMULATIVE,
        totals={2022: 9},
        targets=(target(2026, 50, TargetScope.PERIOD),),
        rate_formula=F6,
    )
    assert attain(told, fy(2022), period_start=fy(2022), profile=REFERENCE_ABCD).rate == 90
