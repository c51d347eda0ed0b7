"""What is told wrongly is found by what figures, years and names say, whoever read it; what is right is left alone."""

import pytest

from reports.reading.documents import from_text
from reports.reading.facts import Confidence
from reports.reading.reader import read_document
from tests.reports.doubted import weighed

ROUND = """読書の好きな子 : 61.2 58.4 57.9 70
運動の好きな子 : 55.7 54.1 56.3 65
図書館の登録者 : 31.4 33.8 35.2 40
給食の地場産率 : 28.3 30.6 31.9 35
不登校の割合 : 2.14 2.31 2.68 2
"""
RANKED = """見学者数 : 412 3 430 455
登録者数 : 2280 11 2310 2405
相談件数 : 155 8 161 170
会員数 : 980 2 1010 1100
参加者数 : 640 24 655 700
"""
UNITS = """寄附額 : 61.2百万円 7 60.9百万円 63.0百万円
納付額 : 55.7百万円 12 56.3百万円 58.0百万円
徴収額 : 31.4百万円 40 35.2百万円 36.0百万円
補助額 : 28.3百万円 31 31.9百万円 33.0百万円
売上額 : 62.1百万円 58 62.8百万円 64.0百万円
"""


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param(ROUND, "b2019 a2021 a2022 t2025", 5, id="targets are rounder than results"),
        pytest.param(ROUND, "b2019 t2025 a2021 a2022", 0, id="results rounder than targets: columns moved"),
        pytest.param(RANKED, "b2019 a2021 a2022 t2025", 0, id="a rank among counts"),
        pytest.param(UNITS, "b2019 a2021 a2022 t2025", 0, id="no unit where all others have one"),
        pytest.param(
            "".join(RANKED.splitlines(keepends=True)[:2]),
            "b2019 a2021 a2022 t2025",
            2,
            id="two rows may be so",
        ),
    ],
)
def test_a_column_that_is_not_of_its_kind_takes_its_table_with_it(text, columns, left):
    assert len(weighed(text, columns)) == left


def test_three_rows_may_look_strange_by_chance_and_are_unsure():
    few = "".join(RANKED.splitlines(keepends=True)[:3])
    assert weighed(few, "b2019 a2021 a2022 t2025") == [["b2019?", "a2021?", "a2022?", "t2025?"]] * 3


def test_what_recomputes_is_not_doubted_by_its_look():
    assert (
        weighed(RANKED, "b2019 a2021 a2022 t2025", confidence=Confidence.CERTAIN)
        == [["b2019", "a2021", "a2022", "t2025"]] * 5
    )


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param(
            "令和5年3月31日現在\n有収率 : 86.9 87.2 88.0 90.0\n",
            "a2020 a2022 a2025 a2030",
            ["a2020", "a2022"],
            id="results after a gap, of years to come",
        ),
        pytest.param(
            "令和3年3月31日現在\n有収率 : 86.9 87.2 88.0\n",
            "a2020 a2021 a2022",
            ["a2020", "a2021", "a2022"],
            id="year after year: the date is of something else",
        ),
        pytest.param(
            "令和5年3月31日現在\n有収率 : 86.9 88.0 90.0\n",
            "a2022 a2025 t2030",
            ["a2022", "t2030"],
            id="a result to come before an aim",
        ),
        pytest.param("相談件数 : 4人 令和5年度末\n", "t2022", None, id="the line names another year"),
        pytest.param("相談件数 : 4人 令和5年度末\n", "t2023", ["t2023"], id="the line names this year"),
        pytest.param(
            "令和5年度の会員数 : 4 5\n",
            "a2021 t2025",
            ["a2021", "t2025"],
            id="a year in the name is no other",
        ),
        pytest.param(
            "会員数 : 310 320 330\n",
            "a2019 a2020 b2021",
            ["a2019?", "a2020?", "b2021?"],
            id="a start at the end",
        ),
    ],
)
def test_years_speak_against_figures(text, columns, left):
    assert weighed(text, columns) == ([left] if left else [])


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param(
            "会員数 : 310 320 330\n", "b2019 b2021 t2025", [["b2019", "t2025"]], id="a second start, later"
        ),
        pytest.param(
            "指標 基準値 目標値\n会員数 : 310 320 330 340\n",
            "t2014 t2016 t2017 t2018",
            [],
            id="the start as an aim",
        ),
        pytest.param(
            "指標 目標値\n会員数 : 310 320 330 340\n",
            "t2014 t2016 t2017 t2018",
            [["t2014", "t2016", "t2017", "t2018"]],
            id="no head speaks of a start",
        ),
        pytest.param(
            "指標 基準値 目標値\n会員数 : 310 320 330 340\n",
            "b2014 t2016 t2017 t2018",
            [["b2014", "t2016", "t2017", "t2018"]],
            id="a start some years before",
        ),
        pytest.param(
            "認定の子の量の見込み : 310 320\n", "a2021 t2025", [["t2025"]], id="expected, no result"
        ),
    ],
)
def test_starts_and_expectations_are_no_results(text, columns, left):
    assert weighed(text, columns) == left


@pytest.mark.parametrize(
    ("rates", "left"),
    [
        pytest.param(("12.9", "9100", "4.6"), [], id="as large as what is counted"),
        pytest.param(
            ("96.8", "101.2", "88.1"), ["b2019", "t2025", "a2022", "a"], id="near a hundred, of another aim"
        ),
        pytest.param(("93.8", "97.8", "97.8"), ["b2019", "t2025", "a2022", "a"], id="they recompute"),
    ],
)
def test_a_rate_is_near_a_hundred_whatever_is_counted(rates, left):
    rows = ("会員数 : 10.8 12.8 12.0", "利用者数 : 8700 9000 8800", "団体数 : 4.1 4.5 4.4")
    text = "".join(f"{row} {rate}\n" for row, rate in zip(rows, rates, strict=True))
    assert [[one.rstrip("?") for one in row] for row in weighed(text, "b2019 t2025 a2022 r")] == [
        left
    ] * bool(left) * 3


@pytest.mark.parametrize(
    ("columns", "left"),
    [
        pytest.param("b2019 a2020 a2021", 0, id="results alone"),
        pytest.param("b2019 t2020 a2020", 2, id="both"),
    ],
)
def test_a_head_that_announces_two_lines_is_told_with_both_or_not_at_all(columns, left):
    rows = "会員数 : 310 320 330\n登録者数 : 81 85 88\n"
    assert len(weighed(f"(上段:目標 下段:実績)\n{rows}", columns)) == left
    assert len(weighed(f"(単位:人)\n{rows}", columns)) == 2


def test_aims_of_past_years_that_are_less_round_than_the_last_may_be_results():
    rows = (
        "出荷額 : 21874 23410 24000\n就職率 : 44.6 43.2 50.0\n売上額 : 1267 1311 1400\n相談数 : 413 428 450\n"
    )
    assert weighed(f"令和5年3月現在\n{rows}", "t2020 t2022 t2026") == [["t2020?", "t2022?", "t2026?"]] * 4
    assert weighed(f"平成31年3月現在\n{rows}", "t2020 t2022 t2026") == [["t2020", "t2022", "t2026"]] * 4


@pytest.mark.parametrize(
    ("said", "row", "start"),
    [
        pytest.param("左が基準値(平成30年度)です。", "310人 ⇒ 340人", 2018, id="said once for all"),
        pytest.param("現状値は令和元年度のものです。", "310人 ⇒ 340人", 2019, id="in a sentence"),
        pytest.param(
            "基準値(平成30年度)か基準値(令和元年度)です。", "310人 ⇒ 340人", None, id="two years: either"
        ),
    ],
)
def test_a_start_without_a_year_has_the_one_that_is_given_for_all(said, row, start):
    text = f"数値目標\n{said}目標値は令和6年度です。\n・会員数 {row}\n・登録者数 {row}\n・見学者数 {row}\n"
    baselines = [one["baseline"] for one in read_document(from_text(text))["indicators"]]
    assert [one.get("fiscal_year") for one in baselines] == [start] * 3


@pytest.mark.parametrize(
    ("name", "sure", "unsure"),
    [
        pytest.param("を超えて働いた職員の数", ["a2022?"], None, id="begins within a sentence"),
        pytest.param("120円から150円へ", ["a2022?"], None, id="a price"),
        pytest.param("件以上", None, None, id="a bound"),
        pytest.param("件", ["a2022?"], ["a2022?"], id="a unit"),
        pytest.param("計画", None, None, id="a title of other figures"),
        pytest.param("会員数 実績値", ["a2022?"], ["a2022?"], id="a title behind a name"),
        pytest.param("がん検診の受診率", ["a2022"], ["a2022?"], id="a name"),
        pytest.param("1人1日当たりのごみの量", ["a2022"], ["a2022?"], id="a name that begins with a figure"),
    ],
)
def test_names_that_name_nothing(name, sure, unsure):
    for confidence, left in ((Confidence.LIKELY, sure), (Confidence.UNSURE, unsure)):
        found = weighed(f"{name} : 12\n", "a2022", confidence=confidence)
        assert found == ([left] if left else [])


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        pytest.param("指標 基準 実績 目標", "?", id="nobody's figure"),
        pytest.param("指標 基準 実績 目標 見込", "", id="the head has a title that is told of nobody"),
    ],
)
def test_one_more_figure_of_the_same_kind_in_every_row_is_doubtful(head, mark):
    rows = "会員数 : 310 320 330 340\n登録者数 : 81 85 88 90\n見学者数 : 1,210 1,230 1,290 1,310\n"
    assert (
        weighed(f"{head}\n{rows}", "b2019 a2022 t2025")
        == [[f"b2019{mark}", f"a2022{mark}", f"t2025{mark}"]] * 3
    )


def test_a_table_whose_head_is_torn_over_lines_is_rather_not_told():
    text = (
        "教育計画の進み具合(令和4年度)\n計画策定 目標\nNo. 指 標 時の値 実績値 値\n"
        "(R1 (R7\n年度) R3 年度 R4 年度 年度)\n"
        + "".join(
            f"{number} {name} {figures}\n"
            for number, (name, figures) in enumerate(
                (
                    ("読書の好きな児童の割合", "61.2% 58.4% 57.9% 70%"),
                    ("運動の好きな児童の割合", "55.7% 54.1% 56.3% 65%"),
                    ("図書館の登録者の割合", "31.4% 33.8% 35.2% 40%"),
                    ("給食の地場産物の割合", "28.3% 30.6% 31.9% 35%"),
                    ("不登校の生徒の割合", "2.1% 2.3% 2.6% 2%"),
                ),
                start=1,
            )
        )
    )
    for one in read_document(from_text(text))["indicators"]:
        assert all(
            value["value"] not in {58.4, 54.1, 33.8, 30.6} for value in one.get("targets", {}).values()
        )


LOWER = "会員数 : 310 320 330 340 340\n305 318\n登録者数 : 81 85 88 92 92\n84 87\n相談の件数 : 41 45 48 52 52\n40 47\n"


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param(
            f"※上段:目標、下段:実績\n{LOWER}", "b2019 a2020 a2021 a2022 t2022", 0, id="aims were announced"
        ),
        pytest.param(f"(単位:人)\n{LOWER}", "b2019 a2020 a2021 a2022 t2022", 3, id="nothing was announced"),
        pytest.param(
            f"※上段:目標、下段:実績\n{LOWER}",
            "b2019 t2020 a2020 t2021 a2021",
            3,
            id="an aim of the first year",
        ),
        pytest.param(
            "※上段:目標、下段:実績\n会員数 : 310 320 330 340 340\n登録者数 : 81 85 88 92 92\n",
            "b2019 a2020 a2021 a2022 t2022",
            2,
            id="the lines that were announced are of another table",
        ),
    ],
)
def test_upper_lines_that_were_taken_for_results_are_not_told(text, columns, left):
    assert len(weighed(text, columns)) == left


@pytest.mark.parametrize(
    ("head", "columns", "mark"),
    [
        pytest.param(
            "指標\n策定時\n", "t2020 a2020 t2021 a2021 t2022", "?", id="a start has a title and is not told"
        ),
        pytest.param("指標\n策定時\n", "b2019 a2020 t2021 a2021 t2022", "", id="it is told"),
        pytest.param("指標\n単位\n", "t2020 a2020 t2021 a2021 t2022", "", id="no start is spoken of"),
    ],
)
def test_a_table_whose_start_nobody_told_may_be_shifted(head, columns, mark):
    rows = "会員数 : 310 320 330 340 350\n登録者数 : 81 85 88 92 95\n相談の件数 : 41 45 48 52 55\n"
    assert weighed(head + rows, columns) == [[f"{one}{mark}" for one in columns.split()]] * 3
