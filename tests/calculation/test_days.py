"""By which year a figure counts and on which day it stands, in words."""

from datetime import date

import pytest

from indicators.calculation.days import (
    basis_words,
    day_words,
    place_in_years,
    year_label,
    year_of,
    year_words,
)
from indicators.calculation.series import YearBasis
from tests.calculation.cases import fy, series

FISCAL, CALENDAR = series(), series(year_basis=YearBasis.CALENDAR)
YEAR_END = series(year_basis=YearBasis.YEAR_END)
FIRST_OF_APRIL = series(year_basis=YearBasis.DAY, basis_day=(4, 1))


@pytest.mark.parametrize(
    ("told", "label", "words", "beside"),
    [
        pytest.param(FISCAL, "令和5(2023)年度", "令和5年度", "", id="fiscal years"),
        pytest.param(CALENDAR, "令和5(2023)年（暦年）", "令和5年（暦年）", "暦年", id="calendar years"),
        pytest.param(YEAR_END, "令和5(2023)年度末", "令和5年度末", "年度末", id="the end of the year"),
        pytest.param(
            FIRST_OF_APRIL, "令和5(2023)年度", "令和5年度", "各年4月1日現在", id="a day of the year"
        ),
    ],
)
def test_a_year_is_named_by_the_basis_of_its_indicator(told, label, words, beside):
    assert year_label(told, fy(2023)) == label
    assert year_words(told, fy(2023)) == words
    assert basis_words(told) == beside


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2023, 9, 30), "令和5年9月30日現在", id="a day of 令和"),
        pytest.param(date(2019, 5, 1), "令和元年5月1日現在", id="the first of 令和"),
        pytest.param(date(2019, 4, 30), "平成31年4月30日現在", id="the last of 平成"),
        pytest.param(date(1989, 1, 7), "昭和64年1月7日現在", id="the last of 昭和"),
        pytest.param(date(1926, 12, 24), "1926年12月24日現在", id="before 昭和"),
        pytest.param(None, "", id="nobody said so"),
    ],
)
def test_a_day_is_written_in_the_era_in_which_it_was(day, words):
    assert day_words(day) == words


@pytest.mark.parametrize(
    ("told", "day", "year", "place"),
    [
        pytest.param(FISCAL, date(2023, 4, 1), 2023, 2022.5, id="the first day of a fiscal year"),
        pytest.param(FISCAL, date(2024, 3, 31), 2023, 2023.5, id="its last day"),
        pytest.param(FISCAL, date(2023, 9, 30), 2023, 2023.0, id="half-way"),
        pytest.param(CALENDAR, date(2024, 1, 1), 2024, 2023.5, id="the first day of a calendar year"),
        pytest.param(CALENDAR, date(2024, 12, 31), 2024, 2024.5, id="the last day of it"),
    ],
)
def test_a_day_lies_in_its_year_where_the_figure_draws_it(told, day, year, place):
    assert year_of(told, day) == fy(year)
    assert place_in_years(told, day) == pytest.approx(place, abs=0.01)
