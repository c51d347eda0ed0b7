"""An indicator that ended: after its last year nothing is owed, missing or forecast, and it is said since when."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.calculation.asking import AskingDay
from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD, attain
from indicators.calculation.closing import as_published, is_settled
from indicators.calculation.cycle import judge_cycle
from indicators.calculation.explain import reservation
from indicators.calculation.facts import Missing, TargetChoice, TargetScope
from indicators.calculation.forecast import ENDED, forecast
from indicators.calculation.quantities import figure_words
from indicators.calculation.series import Series
from tests.calculation.cases import fy, result, series, target

TODAY = date(2026, 7, 1)


def ended(last: int = 2023, totals: dict[int, int] | None = None) -> Series:
    """Return a series with a target for every year of 2022 to 2025 and one for the period."""
    return series(
        totals=totals or {},
        targets=(*(target(year, 10) for year in range(2022, 2026)), target(2025, 20, TargetScope.PERIOD)),
        ended_in=fy(last),
    )


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2022, "未提出"), (2023, "未提出"), (2024, "令和5年度で終了"), (2025, "令和5年度で終了")],
)
def test_a_year_after_the_last_one_says_so(year, expected):
    told = ended()
    assert figure_words(told.figure(fy(year)), "件", 0) == expected
    assert told.has_ended(fy(year)) == (year > 2023)


def test_what_goes_on_has_no_end():
    assert not series().has_ended(fy(2100))


def test_what_was_answered_for_a_later_year_stays_as_it_was_said():
    told = series(results=(result(2024, missing=Missing.DISCONTINUED),), ended_in=fy(2023))
    assert figure_words(told.figure(fy(2024)), "", 0) == "事業中止"


@pytest.mark.parametrize(
    ("totals", "span", "expected"),
    [
        pytest.param({2022: 10, 2023: 10}, (2022, 2025), ("a", 2023, ""), id="judged by its last year"),
        pytest.param({2022: 10}, (2022, 2025), ("a", 2022, "未提出"), id="its last year is still owed"),
        pytest.param({}, (2022, 2025), (NO_CLASS, 2025, "未提出"), id="nothing was ever reported"),
        pytest.param({2022: 10, 2023: 10}, (2024, 2025), (NO_CLASS, 2025, ""), id="a cycle after its end"),
        pytest.param({2022: 10, 2023: 10}, (2022, 2023), ("a", 2023, ""), id="a cycle up to its end"),
    ],
)
@pytest.mark.parametrize("choice", list(TargetChoice))
def test_a_cycle_passes_over_the_years_after_the_end(choice, totals, span, expected):
    profile = replace(REFERENCE_ABCD, judged_by=choice)
    first, last = map(fy, span)
    found = judge_cycle(
        ended(totals=totals), first, last, profile=profile, period_start=fy(2022), on=AskingDay(today=TODAY)
    )
    symbol, year, owed = expected
    assert (found.attainment.symbol, found.attainment.fiscal_year, found.owed) == (symbol, fy(year), owed)


@pytest.mark.parametrize("missing", [Missing.PENDING, Missing.NOT_SURVEYED])
def test_an_answer_of_a_later_year_is_not_waited_for(missing):
    told = replace(ended(totals={2022: 10, 2023: 10}), results=(result(2024, missing=missing),))
    found = judge_cycle(
        told, fy(2024), fy(2024), profile=REFERENCE_ABCD, period_start=fy(2022), on=AskingDay(today=TODAY)
    )
    assert (found.attainment.symbol, found.owed) == (NO_CLASS, "")


def test_what_is_left_out_is_named_by_its_last_year():
    told = ended(totals={2023: 10})
    attained = attain(told, fy(2025), profile=REFERENCE_ABCD, period_start=fy(2022))
    assert reservation(told, attained) == "令和5年度で終了"
    assert "令和5年度で終了" in attained.reason


def test_a_publication_awaits_nothing_after_the_end():
    closed = as_published(ended(totals={2022: 10}), first=fy(2022), last=fy(2025))
    assert [closed.figure(fy(year)).missing for year in range(2022, 2026)] == [
        None,
        Missing.PENDING,
        Missing.ENDED,
        Missing.ENDED,
    ]
    assert is_settled(closed.figure(fy(2025)))


@pytest.mark.parametrize(
    ("as_of", "ahead", "reason"),
    [
        pytest.param(2022, (2023,), None, id="up to its last year"),
        pytest.param(2023, (), ENDED, id="in its last year"),
        pytest.param(2025, (), ENDED, id="after it"),
    ],
)
def test_a_forecast_stops_with_the_indicator(as_of, ahead, reason):
    found = forecast(
        ended(totals={2021: 3, 2022: 5, 2023: 6}),
        period_start=fy(2022),
        period_end=fy(2025),
        as_of=fy(as_of),
    )
    assert (tuple(year.year for year in found.years), found.reason) == (ahead, reason)
    assert found.required_pace is None
