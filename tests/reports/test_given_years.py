"""Years that a document gives once, or a name in its bracket, for figures that have none of their own."""

import pytest

from reports.reading.confidence import dated
from reports.reading.documents import from_text
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.given_years import GivenYears
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.doubted import told


def given(said: str, row: str, columns: str) -> Reading:
    document = from_text(f"{said}\n{row}\n")
    (one,) = told(row, columns)
    return GivenYears.by(document, calendar_of(tidy(document.text())), [one]).to(one)


@pytest.mark.parametrize(
    ("said", "columns", "year"),
    [
        pytest.param(
            "目標は令和5年度の値です。", "b2017 a2022 t2022", 2023, id="dated by the result beside it"
        ),
        pytest.param(
            "※目標値は、いずれも令和9年度末の数値である。", "b2017 a2022 t2022", 2027, id="all of them"
        ),
        pytest.param("目標は令和5年度の値です。", "b2017 a2022 t2030", 2030, id="a year of its own"),
        pytest.param("目標は令和5年度の値を見直します。", "b2017 a2022 t2022", 2022, id="of something else"),
        pytest.param(
            "目標は令和5年度の値です。目標は令和7年度の値です。", "b2017 a2022 t2022", 2022, id="two years"
        ),
    ],
)
def test_an_aim_is_of_the_year_that_is_said_of_all_aims(said, columns, year):
    reading = given(said, "使用量 : 486 463 460", columns)
    assert list(reading.of(FactRole.TARGET)) == [year]


def test_of_several_aims_each_has_its_year():
    reading = given("目標は令和5年度の値です。", "使用量 : 463 460 455", "a2022 t2022 t2024")
    assert list(reading.of(FactRole.TARGET)) == [2022, 2024]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        pytest.param("健康寿命（平成28年） 男性", 2016, id="in its bracket"),
        pytest.param("地価(平成31年地価公示 5地点の平均)", 2019, id="among words"),
        pytest.param("達成状況(令和3年度)", None, id="a heading"),
        pytest.param("平成28年に開いた施設の数", None, id="outside of brackets"),
        pytest.param("件数(平成28年から令和2年まで)", None, id="two years"),
    ],
)
def test_a_start_is_of_the_year_in_the_bracket_of_its_name(name, year):
    reading = given("指標", f"{name} : 72.2 74", "b t2040")
    assert list(reading.of(FactRole.BASELINE)) == [year]


@pytest.mark.parametrize(
    ("columns", "confidence", "has_years", "left"),
    [
        pytest.param("b t2025", "likely", True, ["unsure", "likely"], id="one lacks its year"),
        pytest.param("b t", "likely", False, ["likely", "likely"], id="the document names no year at all"),
        pytest.param(
            "b t", "certain", False, ["likely", "likely"], id="what recomputes does not say of when"
        ),
        pytest.param("b2019 t2025", "certain", True, ["certain", "certain"], id="both are dated"),
    ],
)
def test_what_lacks_a_year_where_years_are_named_is_unsure(columns, confidence, has_years, left):
    (one,) = told("会員数 : 310 340", columns, confidence=Confidence(confidence))
    assert [fact.confidence.value for fact in dated(one, names_years=has_years).facts] == left


@pytest.mark.parametrize(
    ("said", "start", "aim"),
    [
        pytest.param("(左:基準 令和4年度 右:目標 令和11年度)", 2022, 2029, id="left and right"),
        pytest.param("※矢印の左は平成26年度の基準値とのこと。", 2014, None, id="the start alone"),
        pytest.param("※目標値は、令和4年度を目標年度とする。", None, 2022, id="the year aimed at"),
    ],
)
def test_a_legend_dates_starts_and_aims(said, start, aim):
    reading = given(said, "受診率 : 40.2 60", "b t")
    assert list(reading.of(FactRole.BASELINE)) == [start]
    assert list(reading.of(FactRole.TARGET)) == [aim]


@pytest.mark.parametrize(
    ("said", "year"),
    [
        pytest.param("※現状値に時点の記載がないものはR5年度", 2023, id="a note"),
        pytest.param("注）現況値は、特に記載のないものは2024年度の実績である。", 2024, id="what they are"),
        pytest.param(
            "(H30などと書いていないものは、現状が平成30年度、目標が令和6年度です。)", 2018, id="in words"
        ),
        pytest.param("※特に断りのない限り、現状値は平成30年度", 2018, id="unless told"),
        pytest.param("※時点の記載がないものは各年度末現在の値です。", None, id="of no start"),
        pytest.param("※現状値に時点の記載がないものは未集計です。", None, id="no year"),
    ],
)
def test_the_rest_of_the_starts_has_the_year_that_is_said_of_it(said, year):
    rows = "登録数 : 310 340\n率 : 41 50\n"
    document = from_text(f"{said}\n{rows}令和2年度\n")
    readings = [told("登録数 : 310 340", "b2020 t2027")[0], told("率 : 41 50", "b t2027")[0]]
    years = GivenYears.by(document, calendar_of(tidy(document.text())), readings)
    assert [list(years.to(one).of(FactRole.BASELINE)) for one in readings] == [[2020], [year]]
