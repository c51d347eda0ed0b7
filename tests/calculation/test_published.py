"""What the city printed beside a figure is shown as it is and compared, never read as something else."""

from decimal import Decimal
from typing import Any

import pytest

from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.calculation.checks import Severity
from indicators.calculation.facts import RateFormula
from indicators.calculation.published import published_that_differ, published_words
from tests.calculation.cases import fy, result, series, target


def printed(rate: str | None = None, symbol: str = "", total: int = 55) -> dict[str, Any]:
    """Return a series with a target of 48 that published these beside its result of FY2022."""
    shown = None if rate is None else Decimal(rate)
    return {
        "baseline": Decimal(7),
        "baseline_year": fy(2014),
        "targets": (target(2022, 48),),
        "results": (result(2022, total, published_rate=shown, published_class=symbol),),
    }


def differing(until: int | None = None, **told: Any) -> list[str]:
    found = published_that_differ(
        series(**told),
        profile=REFERENCE_ABCD,
        period_start=None,
        until=None if until is None else fy(until),
    )
    said = list(found)
    assert {(one.severity, one.fiscal_year) for one in said} <= {(Severity.WARNING, fy(2022))}
    return [one.message for one in said]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param(printed("114.6"), [], id="the same rate, half up"),
        pytest.param(printed("115"), [], id="the same rate in whole numbers"),
        pytest.param(
            printed("114.5"),
            ["令和4年度の公表された達成率114.5％が、計算した達成率114.6％と異なります。"],
            id="cut instead of rounded",
        ),
        pytest.param(
            printed("98"),
            ["令和4年度の公表された達成率98％が、計算した達成率114.6％と異なります。"],
            id="another rate",
        ),
        pytest.param(printed(symbol="a"), [], id="the same class"),
        pytest.param(printed(symbol="ａ"), [], id="the same class in full width"),
        pytest.param(
            printed(symbol="b"),
            ["令和4年度の公表された区分「b」が、判定基準による区分「a」と異なります。"],
            id="another class",
        ),
        pytest.param(printed(symbol="A"), [], id="a symbol of another scale"),
        pytest.param(printed(symbol="◎"), [], id="a symbol that the profile does not know"),
        pytest.param(printed("114.6", "a") | {"targets": ()}, [], id="no target to compute by"),
        pytest.param(printed("114.6") | {"rate_formula": RateFormula.NONE}, [], id="no rate is displayed"),
    ],
)
def test_a_published_rate_or_class_that_differs_is_named(told, said):
    assert differing(**told) == said


def test_rates_are_compared_with_as_many_decimals_as_the_city_prints():
    told = printed("115")
    told["results"] = (*told["results"], result(2021, 5, published_rate=Decimal("10.5")))
    assert differing(**told) == ["令和4年度の公表された達成率115％が、計算した達成率114.6％と異なります。"]


def test_years_after_the_one_shown_are_not_looked_at():
    assert differing(until=2021, **printed("98")) == []


def test_it_is_written_as_it_was_printed():
    figure = series(**printed("93.40", "◎")).figure(fy(2022))
    assert published_words(figure) == "93.4％、◎"
    assert published_words(series(**printed()).figure(fy(2022))) == ""


def test_what_was_published_moves_no_class():
    told = [series(**printed(rate, symbol)) for rate, symbol in ((None, ""), ("12", "d"))]
    assert told[0].figure(fy(2022)).total == told[1].figure(fy(2022)).total
    (bare, printed_too) = (attain(one, fy(2022), profile=REFERENCE_ABCD, period_start=None) for one in told)
    assert (bare.symbol, bare.rate) == (printed_too.symbol, printed_too.rate)
