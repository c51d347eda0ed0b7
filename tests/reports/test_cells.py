"""What the cells of published tables say."""

import pytest

from reports.reading.cells import read_printed
from reports.reading.years import NamedYears

NONE = NamedYears((), ())


def told(text: str) -> list[tuple[str, float, str, int | None]]:
    return [
        (entry.label, float(entry.figure.value), entry.figure.unit, entry.year.year if entry.year else None)
        for entry in read_printed(text, NONE).entries
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        pytest.param("1,234人", [("", 1234, "人", None)], id="separator and unit"),
        pytest.param("▲ １２．６％", [("", -12.6, "％", None)], id="sign apart, full width"),
        pytest.param("55.5％（令和元年度）", [("", 55.5, "％", 2019)], id="year behind"),
        pytest.param("2024年 298組", [("", 298, "組", 2024)], id="year before"),
        pytest.param("415（2023）", [("", 415, "", 2023)], id="western year in brackets"),
        pytest.param("2,084万t-CO₂", [("", 2084, "万t-CO2", None)], id="as printed, not scaled"),
        pytest.param("1億856万円", [("", 10856, "万円", None)], id="the smaller unit"),
        pytest.param("▲1兆2,340億円", [("", -12340, "億円", None)], id="the smaller unit of 兆 and 億"),
        pytest.param("2,340億5,000万円", [("", 23405000, "万円", None)], id="the smaller unit of 億 and 万"),
        pytest.param("小71.1％／中64.6％（R6）", [("小", 71.1, "％", 2024), ("中", 64.6, "％", 2024)], id="series"),
        pytest.param("小5年4.8％／中2年7.3％", [("小5年", 4.8, "％", None), ("中2年", 7.3, "％", None)], id="digits"),
        pytest.param("①6,407人 ②3,422人", [("①", 6407, "人", None), ("②", 3422, "人", None)], id="circled numbers"),
        pytest.param("2025年（前）3人 2024年（後）76人", [("前", 3, "人", 2025), ("後", 76, "人", 2024)], id="years"),
        pytest.param("1.37（県内1.46）（2021年）", [("", 1.37, "", 2021)], id="a comparison is left out"),
        pytest.param("1,151トン（R3年度）※うち軽石601トン", [("", 1151, "トン", 2021)], id="a note is left out"),
        pytest.param("1日当たり67分", [("", 67, "分", None)], id="per day"),
        pytest.param("累計16件以上（H29）", [("", 16, "件", 2017)], id="words around"),
        pytest.param("小5 84％、中2 73％", [("小5", 84, "％", None), ("中2", 73, "％", None)], id="digits and blank"),
        pytest.param("小６国語 △1 中３数学 5", [("小6国語", -1, "", None), ("中3数学", 5, "", None)], id="words go on"),
        pytest.param("35人（最多：H28 36人）", [("", 35, "人", None)], id="the year of a comparison"),
        pytest.param("38人（R3、県内4位）", [("", 38, "人", 2021)], id="a year before a remark"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_printed(text, figures):
    assert told(text) == figures


@pytest.mark.parametrize("text", ["－", "― ％", "集計中", "（－）", "− 人"])
def test_a_cell_may_say_that_there_is_none(text):
    cell = read_printed(text, NONE)
    assert cell.is_absent
    assert not cell.has_figure


@pytest.mark.parametrize(
    "text", ["現状値より増加", "全国平均並み（2040年）", "20位台", "25％減（R2年度比）", "策定"]
)
def test_a_goal_in_words_is_no_figure(text):
    cell = read_printed(text, NONE)
    assert cell.is_goal
    assert not cell.has_figure


@pytest.mark.parametrize(
    "text",
    ["過去３年間の平均値（43件）の４年分", "令和8年度に新たに調査", "4億3,0000万円", "公園12か所の整備計画"],
)
def test_words_with_numbers_in_them_are_no_figure(text):
    assert not read_printed(text, NONE).has_figure


def test_an_arrow_leads_to_the_value_that_counts():
    (entry,) = read_printed("2,310ha →2,295ha（R3年度）", NONE).entries
    assert entry.figure.value == 2295
    assert entry.revised_from == 2310


def test_a_range_has_two_ends_and_bounds_are_kept():
    (entry,) = read_printed("40％以上60％以下", NONE).entries
    assert entry.figure.value == 40
    assert entry.upper == 60
    assert read_printed("15未満", NONE).entries[0].figure.comparator == "<"
    assert read_printed("約18,000戸", NONE).entries[0].figure.approx
