from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.explain import forecast_sentence
from indicators.calculation.forecast import NOTHING_LEFT, TOO_FEW, Forecast, forecast
from indicators.calculation.series import Accumulation, Comparator, Direction, Series, TargetScope
from tests.calculation.cases import fy, result, seed, series, target

CUMULATIVE = Accumulation.CUMULATIVE


def ahead(told: Series, *, start: int = 2022, end: int = 2025, as_of: int = 2023) -> Forecast:
    return forecast(told, period_start=fy(start), period_end=fy(end), as_of=fy(as_of))


def test_the_seed_goes_on_by_ten_a_year() -> None:
    found = ahead(seed())
    assert found.recent_pace == 10
    assert found.central == {fy(2024): 76.0, fy(2025): 86.0}
    assert (found.value_at_end, found.reason) == (86.0, None)
    assert found.low_at_end == pytest.approx(86 - 2 * 2**0.5)
    assert found.high_at_end == pytest.approx(86 + 2 * 2**0.5)
    assert found.required_pace == 0


def test_a_single_change_has_a_band_from_none_to_twice_as_much() -> None:
    found = ahead(series(totals={2022: 10, 2023: 14}))
    assert (found.low_at_end, found.value_at_end, found.high_at_end) == (14.0, 22.0, 30.0)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(series(), id="no result"),
        pytest.param(series(totals={2023: 5}), id="one result"),
        pytest.param(series(totals={2023: 5, 2024: 7}), id="the second one lies after the year looked from"),
        pytest.param(
            series(accumulation=CUMULATIVE, results=(result(2022, None, 5), result(2023, None, 6))),
            id="increments without any total",
        ),
    ],
)
def test_fewer_than_two_results_give_no_line_and_say_so(told: Series) -> None:
    found = ahead(told)
    assert (found.reason, found.years, found.central, found.value_at_end) == (TOO_FEW, (), {}, None)


def test_a_period_with_its_last_result_has_nothing_to_forecast() -> None:
    found = ahead(series(totals={2024: 5, 2025: 7}), as_of=2025)
    assert (found.reason, found.years) == (NOTHING_LEFT, ())


def test_years_without_a_result_are_skipped_not_filled_in() -> None:
    found = ahead(series(totals={2021: 10, 2023: 20}))
    assert found.recent_pace == 5
    assert found.value_at_end == 30.0


@pytest.mark.parametrize(
    ("direction", "totals", "goal", "more", "pace"),
    [
        pytest.param(Direction.UP, {2022: 10, 2023: 20}, 50, {}, "15", id="rising"),
        pytest.param(Direction.DOWN, {2022: 90, 2023: 80}, 60, {}, "-10", id="falling"),
        pytest.param(Direction.UP, {2023: 60}, 50, {}, "0", id="reached already, from one result"),
        pytest.param(
            Direction.RANGE,
            {2022: 80, 2023: 70},
            40,
            {"comparator": Comparator.RANGE, "upper": Decimal(60)},
            "-5",
            id="down into a range",
        ),
    ],
)
def test_the_required_pace_leads_from_the_last_result_to_the_period_target(
    direction: Direction, totals: dict[int, int], goal: int, more: dict[str, Any], pace: str
) -> None:
    told = series(direction, totals=totals, targets=(target(2025, goal, TargetScope.PERIOD, **more),))
    assert ahead(told).required_pace == Decimal(pace)


@pytest.mark.parametrize(
    ("direction", "comparator", "last", "decimals", "pace"),
    [
        pytest.param(Direction.UP, Comparator.ABOVE, 66, 0, "0.5", id="above, on the limit"),
        pytest.param(Direction.UP, Comparator.ABOVE, 66, 1, "0.05", id="above, in tenths"),
        pytest.param(Direction.UP, Comparator.ABOVE, 60, 0, "3.5", id="above, still below"),
        pytest.param(Direction.DOWN, Comparator.BELOW, 66, 0, "-0.5", id="below, on the limit"),
        pytest.param(Direction.DOWN, Comparator.BELOW, 70, 0, "-2.5", id="below, still above"),
    ],
)
def test_a_strict_limit_is_reached_only_beyond_it(
    direction: Direction, comparator: Comparator, last: int, decimals: int, pace: str
) -> None:
    told = series(
        direction,
        totals={2022: last, 2023: last},
        decimals=decimals,
        targets=(target(2025, 66, TargetScope.PERIOD, comparator=comparator),),
    )
    assert (ahead(told).target_reached, ahead(told).required_pace) == (False, Decimal(pace))
    assert "すでに達成" not in forecast_sentence(told, ahead(told))


@pytest.mark.parametrize(
    ("last", "reached"), [(62, False), (63, True), (64, True)], ids=["missed", "just", "beyond"]
)
@pytest.mark.parametrize("year", [2023, 2025], ids=["before the end", "at the end"])
def test_whether_the_target_is_reached_is_told_apart_from_the_pace(
    last: int, year: int, *, reached: bool
) -> None:
    told = series(totals={2022: 60, year: last}, targets=(target(2025, 63, TargetScope.PERIOD),))
    assert ahead(told, as_of=year).target_reached is reached


def test_without_a_period_target_no_pace_is_required() -> None:
    told = series(totals={2022: 1, 2023: 2}, targets=(target(2025, 9),))
    assert ahead(told).required_pace is None


def test_the_target_in_force_when_looking_sets_the_pace() -> None:
    assert ahead(seed(), as_of=2022).required_pace == Decimal(8) / 3


def test_older_results_count_only_where_the_period_has_too_few() -> None:
    told = series(totals={2015: 0, 2021: 60, 2022: 61, 2023: 62})
    assert ahead(told).recent_pace == 1
    assert ahead(series(totals={2015: 0, 2020: 50}), as_of=2023).recent_pace == 10


def test_a_falling_count_does_not_fall_below_zero() -> None:
    found = ahead(series(Direction.DOWN, totals={2022: 30, 2023: 10}))
    assert (found.value_at_end, found.low_at_end) == (0.0, 0.0)


def test_a_figure_that_was_negative_may_stay_negative() -> None:
    assert ahead(series(Direction.DOWN, totals={2022: 5, 2023: -5})).value_at_end == -25.0


@given(st.lists(st.integers(0, 500), min_size=2, max_size=8), st.integers(1, 6))
def test_a_running_total_is_never_forecast_below_its_last(amounts: list[int], left: int) -> None:
    totals = {2010 + place: sum(amounts[: place + 1]) for place in range(len(amounts))}
    last = max(totals)
    told = series(accumulation=CUMULATIVE, totals=totals)
    found = ahead(told, start=2010, end=last + left, as_of=last)
    for year in found.years:
        assert totals[last] <= found.low[year] <= found.central[year] <= found.high[year]


def test_what_came_later_is_not_looked_at() -> None:
    told = seed()
    assert ahead(told, as_of=2022) == ahead(told.until(fy(2022)), as_of=2022)
    assert ahead(told, as_of=2021).reason == TOO_FEW
