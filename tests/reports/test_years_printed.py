"""Years as titles, cells and sentences print them."""

from datetime import date

import pytest

from reports.reading.days import day_in
from reports.reading.facts import FactRole
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import calendar_of, years_in

CALENDAR = calendar_of(tidy("平成20年度から平成24年度まで、平成29年度の見直し"))


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        pytest.param("令和５年度", 2023, id="era in full width"),
        pytest.param("令和４（２０２２）年度", 2022, id="both ways"),
        pytest.param("R5", 2023, id="letter"),
        pytest.param("R元", 2019, id="first year of an era"),
        pytest.param("平成32年度", 2020, id="after its era ended"),
        pytest.param("平成 26 年 度 末", 2014, id="blanks inside"),
        pytest.param("（2023）", 2023, id="four digits in brackets"),
        pytest.param("20年度", 2008, id="bare: the era that the document speaks of"),
        pytest.param("R3～7年度", 2025, id="of a window the last year"),
        pytest.param("2022～24累計", 2024, id="window with two digits"),
        pytest.param("H28～R2年度", 2020, id="window over two eras"),
        pytest.param("平成27年3月", 2014, id="a month before April"),
        pytest.param("R5.4.1現在", 2023, id="a day"),
        pytest.param("2022.3.31現在", 2021, id="the last day of a year"),
    ],
)
def test_a_printed_year_is_a_fiscal_year(printed, year):
    assert [one.year for one in years_in(tidy(printed), CALENDAR)] == [year]


@pytest.mark.parametrize(
    ("named", "printed", "year"),
    [
        pytest.param("2017年度施策評価", "27年度", 2015, id="of an era"),
        pytest.param("2017年度施策評価", "18年度", 2018, id="of the century"),
        pytest.param("2022年度から2026年度まで", "5年度", 2023, id="of the era of these years"),
        pytest.param("2022年度から2026年度まで", "25年度", 2025, id="of both, the one among them"),
    ],
)
def test_a_bare_year_beside_western_ones_is_the_nearest(named, printed, year):
    assert [one.year for one in years_in(tidy(printed), calendar_of(tidy(named)))] == [year]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        pytest.param("令和6年度（9月末現在）", "2024-09-30", id="the end of a month"),
        pytest.param("令和７年１月３１日現在", "2025-01-31", id="a day of the calendar year behind"),
        pytest.param("令和6年2月末現在", "2024-02-29", id="a leap year"),
        pytest.param("R6年度上半期", "2024-09-30", id="half of a year"),
        pytest.param("令和6年度第３四半期", "2024-12-31", id="a quarter"),
        pytest.param("令和6年（1月末現在）", "2024-01-31", id="a month of a calendar year"),
        pytest.param("令和6年（12月末現在）", "2024-12-31", id="the end of a calendar year"),
        pytest.param("令和6年上半期", None, id="half of whatever year"),
        pytest.param("令和6年度（9月現在）", None, id="a month is no day"),
        pytest.param("令和6年度（9月31日現在）", None, id="no such day"),
    ],
)
def test_a_title_names_the_day_within_its_year(printed, day):
    title = read_title(printed, CALENDAR)
    assert title is not None
    assert title.meaning is FactRole.INTERIM
    year = title.year
    found = day_in(title.words, year.year, is_calendar=year.is_calendar) if year else None
    assert found == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    "printed", ["2,012人", "1927.3％", "第3期", "H2O", "CO2", "3～5歳", "150～200人", "2023/2024", "20"]
)
def test_other_numbers_are_no_years(printed):
    assert years_in(tidy(printed), CALENDAR) == []


def test_a_calendar_year_is_told_from_a_fiscal_year():
    assert [one.is_calendar for one in years_in("平成27年と平成27年度", CALENDAR)] == [True, False]


def test_a_bare_year_is_western_where_no_era_is_named():
    assert [one.year for one in years_in("13年度", calendar_of("2012年の目標を2014年度に"))] == [2013]
