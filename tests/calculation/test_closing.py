"""A series as a publication states it."""

from decimal import Decimal

import pytest

from indicators.calculation.closing import as_published, is_open, is_settled
from indicators.calculation.facts import (
    Accumulation,
    Direction,
    Missing,
    Result,
    ResultStanding,
    Target,
    TargetScope,
)
from indicators.calculation.quantities import figure_words
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

FIRST, LAST = FiscalYear(2022), FiscalYear(2023)


def series(results=(), targets=(2022, 2023, 2025), accumulation=Accumulation.ANNUAL):
    return Series(
        unit="件",
        direction=Direction.UP,
        accumulation=accumulation,
        targets=tuple(
            Target(fiscal_year=FiscalYear(year), scope=TargetScope.YEAR, value=Decimal(9)) for year in targets
        ),
        results=tuple(results),
    )


def result(year, total=None, **fields):
    return Result(fiscal_year=FiscalYear(year), total=None if total is None else Decimal(total), **fields)


def words(one, year):
    return figure_words(one.figure(FiscalYear(year)), "件", 0)


def test_what_was_found_after_the_last_year_is_not_told_and_nothing_is_computed_from_it():
    later = result(2024, 20, increment=Decimal(5))
    found = as_published(series([later], accumulation=Accumulation.CUMULATIVE), first=FIRST, last=LAST)
    assert FiscalYear(2024) not in {one.fiscal_year for one in found.results}
    assert words(found, 2023) == "集計中"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        pytest.param([], "集計中", id="nothing was handed in"),
        pytest.param([result(2023, missing=Missing.PENDING)], "集計中", id="said to be out"),
        pytest.param(
            [result(2023, missing=Missing.PENDING, pending_until="令和6年11月")],
            "集計中（令和6年11月確定見込）",
            id="with the month",
        ),
        pytest.param(
            [result(2023, missing=Missing.OUT_OF_CYCLE)], "調査対象年度外", id="a reason that stays"
        ),
        pytest.param([result(2023, 7)], "7件", id="a figure"),
        pytest.param([result(2023, text_fulfilled=True)], "達成", id="an answer"),
    ],
)
def test_a_year_that_owes_a_figure_is_still_out_whoever_is_late(results, expected):
    found = as_published(series(results), first=FIRST, last=LAST)
    assert words(found, 2023) == expected


def test_a_year_without_a_target_owes_nothing():
    found = as_published(series(targets=(2023,)), first=FIRST, last=LAST)
    assert is_open(found.figure(FiscalYear(2022)))
    assert not is_open(found.figure(FiscalYear(2023)))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([result(2023, 7)], True, id="final"),
        pytest.param([result(2023, 7, standing=ResultStanding.PROVISIONAL)], False, id="provisional"),
        pytest.param([result(2023, missing=Missing.PENDING)], False, id="pending"),
        pytest.param([], False, id="nothing"),
        pytest.param([result(2023, missing=Missing.NOT_APPLICABLE)], True, id="not applicable"),
        pytest.param([result(2023, text_value="策定")], True, id="a text"),
    ],
)
def test_a_figure_is_settled_when_it_is_the_last_word(found, expected):
    assert is_settled(series(found).figure(FiscalYear(2023))) is expected


def test_a_computed_figure_is_not_settled():
    computed = series([result(2023, 20, increment=Decimal(5))], accumulation=Accumulation.CUMULATIVE)
    assert computed.figure(FiscalYear(2022)).total == 15
    assert not is_settled(computed.figure(FiscalYear(2022)))
