"""A plan most of which the rules would leave without a class is told so, with the numbers."""

import pytest

from indicators.calculation.facts import TargetChoice, TargetScope
from indicators.calculation.series import Series
from indicators.calculation.unjudged import unjudged
from policies.fiscal_year import FiscalYear, years
from tests.calculation.cases import fy, series, target

PERIOD = years(FiscalYear(2020), FiscalYear(2025))


def with_end_target(*found: int) -> Series:
    end = target(2025, 50, TargetScope.PERIOD)
    return series(targets=(end,), totals=dict.fromkeys(found, 41), baseline=40, baseline_year=fy(2019))


@pytest.mark.parametrize(
    ("found", "choice", "counted"),
    [
        pytest.param(
            (2020, 2021), TargetChoice.OWN, (1, 2, 2), id="an end target alone, judged by its own years"
        ),
        pytest.param((2020, 2021), TargetChoice.AHEAD, (1, 2, 0), id="by the next target"),
        pytest.param((2020, 2021), TargetChoice.PACED, (1, 2, 0), id="along the line"),
        pytest.param((), TargetChoice.OWN, (1, 6, 5), id="before anything is reported every year counts"),
        pytest.param((2025,), TargetChoice.OWN, (1, 1, 0), id="its own year has a target"),
    ],
)
def test_figures_without_a_target_are_counted(found, choice, counted):
    told = unjudged([with_end_target(*found)], PERIOD, choice)
    assert (told.indicators, told.figures, told.without_target) == counted


def test_most_is_said_with_the_number_and_half_is_not():
    most = unjudged([with_end_target(2020, 2021, 2025)], PERIOD, TargetChoice.OWN)
    assert "1指標の実績3件のうち2件に、判定に用いる目標がなく" in most.words
    assert "reference-abcd-ahead" in most.words
    half = unjudged([with_end_target(2020, 2025)], PERIOD, TargetChoice.OWN)
    assert half.words == ""
    assert unjudged([], PERIOD, TargetChoice.OWN).words == ""
