"""Records found by repetition: which way of a head is theirs, what is read of a page, and what is left unread."""

from unittest.mock import Mock

import pytest

from reports.reading.documents import from_text
from reports.reading.induction import labelled_rows, records
from reports.reading.reader import read_document
from reports.reading.slots import slot
from reports.reading.wording import compact
from reports.reading.years import NamedYears
from tests.reports.strange_hands import Facts


def told(text: str) -> dict[str, dict[str, object]]:
    """What is read of a text: for each name the figures by role and year."""
    return {one["name"]: figures(one) for one in read_document(from_text(text + "\n"))["indicators"]}


def figures(one: Facts) -> dict[str, object]:
    found: dict[str, object] = {}
    for kind in ("targets", "period_targets", "actuals", "interim"):
        if kind in one:
            found[kind] = {year: slot["value"] for year, slot in one[kind].items()}
    if "baseline" in one:
        found["baseline"] = (one["baseline"].get("fiscal_year"), one["baseline"]["value"])
    return found


SHARED = """指標 | 現状値 | 目標値
相談の件数 | 120 （令和2年度） | 令和4年度 | 令和5年度 | 令和6年度
130 | 140 | 150
講座の参加者数 | 800 （令和2年度） | 820 | 840 | 860
市民の満足度 | 50.1 （令和2年度） | 51.0 | 52.0 | 53.0"""

CHART = """1 相談の件数 | 判定 達成 | 未達成
目標値 | 130 | 140 | 150 | 160
No 指標名 令和2年度 令和3年度 令和4年度 令和5年度 令和6年度
200 150 120 100 単位 （件） 50
実績値 120 | 160
実績値 | 120 | 128 | 141
2 講座の参加者数 | 判定 － | 達成
目標値 | 820 | 840 | 860 | 880
実績値 | 800 | 815 | 850"""

ACCOUNTS = """指標\t単位\tR4決算\tR5見込\tR6目標\tR7目標
有収率\t％\t88.1\t88.5\t89.0\t89.5
類似団体平均\t\t87.0\t-\t-\t-
普及率\t％\t70.2\t71.0\t72.0\t73.0
接続率\t％\t60.2\t61.0\t62.0\t63.0"""

DAY = """指標名 | R3実績 | R4実績 | R5（9月末現在） | R6目標
相談の件数 | 120 | 130 | 66 | 150
講座の参加者数 | 800 | 810 | 402 | 850
訪問の回数 | 300 | 310 | 155 | 330"""

PAIRS = """（　）内は目標値
指標名  2021年度  2022年度  2023年度
相談の件数  120件（118件）  131件（125件）  －（130件）
講座の参加者数  800人（810人）  820人（830人）  －（850人）
訪問の回数  300回（305回）  311回（310回）  －（320回）"""

MIDDLE = """指標 | 区分 | R3 | R4 | R5
 | 目標値 | 100 | 110 | 120
相談の件数 | 実績値 | 98 | 112 | 118
 | 達成率 | 98.0％ | 101.8％ | 98.3％
 | 目標値 | 200 | 210 | 220
講座の参加者数 | 実績値 | 196 | 214 | 231
 | 達成率 | 98.0％ | 101.9％ | 105.0％"""

BELOW = """項目 現状値 目標（期限）
相談の件数 120 150以上
（令和2年度） （令和7年度まで）
講座の参加者数 800 850
（令和元年度） （令和7年度）
訪問の回数 300 330
（令和2年度） （令和7年度）"""

SENTENCES = """　令和7年度までに相談の件数を150件とします。令和4年度の相談の件数は131件で、増えています。
　講座の参加者数は令和2年度の800人から、令和4年度には812人に変わりました。目標は850人です。"""

SPREAD = """指標名    基準値（R2）    R4実績    R7目標
相 談 の 件 数    1 2 0    1 3 1    1 5 0
講座の参加者数    8 0 0    8 1 2    8 5 0
訪問の回数    3 0 0    3 1 1    3 3 0"""


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(
            SHARED,
            "講座の参加者数",
            {"targets": {"2022": 820, "2023": 840, "2024": 860}, "baseline": (2020, 800)},
            id="a row behind the one with years has its figures",
        ),
        pytest.param(
            CHART,
            "相談の件数",
            {"targets": {"2021": 130, "2022": 140, "2023": 150, "2024": 160}}
            | {"actuals": {"2020": 120, "2021": 128, "2022": 141}},
            id="targets end with the last year, results begin with the first, the chart's figures are none",
        ),
        pytest.param(
            ACCOUNTS,
            "有収率",
            {"targets": {"2024": 89, "2025": 89.5}, "actuals": {"2022": 88.1}},
            id="beside targets an account is a result and what is expected none",
        ),
        pytest.param(
            ACCOUNTS,
            "有収率 類似団体平均",
            {"actuals": {"2022": 87}},
            id="another place is of the name above",
        ),
        pytest.param(
            DAY,
            "相談の件数",
            {"targets": {"2024": 150}, "actuals": {"2021": 120, "2022": 130}, "interim": {"2023": 66}},
            id="a day within a year is no result of it",
        ),
        pytest.param(
            PAIRS,
            "相談の件数",
            {"targets": {"2021": 118, "2022": 125, "2023": 130}, "actuals": {"2021": 120, "2022": 131}},
            id="a legend parts the figures of a cell",
        ),
        pytest.param(
            MIDDLE,
            "講座の参加者数",
            {"targets": {"2021": 200, "2022": 210, "2023": 220}}
            | {"actuals": {"2021": 196, "2022": 214, "2023": 231}},
            id="a name stands between the rows of its indicator",
        ),
        pytest.param(
            BELOW,
            "講座の参加者数",
            {"targets": {"2025": 850}, "baseline": (2019, 800)},
            id="years below belong to the figures above, one each",
        ),
        pytest.param(
            SENTENCES,
            "相談の件数",
            {"targets": {"2025": 150}, "actuals": {"2022": 131}},
            id="two sentences of one thing",
        ),
        pytest.param(
            SPREAD,
            "相談の件数",
            {"targets": {"2025": 150}, "actuals": {"2022": 131}, "baseline": (2020, 120)},
            id="letters with blanks between them",
        ),
    ],
)
def test_what_a_table_says_is_read(text, name, expected):
    assert told(text)[name] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PAIRS.partition("\n")[2], id="pairs that nothing explains"),
        pytest.param(
            "区分 | R3 | R4 | R5\n目標を達成した項目数 | 12項目 | 15項目 | 18項目\n"
            "達成しなかった項目数 | 8項目 | 5項目 | 2項目",
            id="goals that were counted",
        ),
        pytest.param(
            "受付は午前８時30分から午後５時15分までです。目標に向け、説明会を行いました。",
            id="times of the day",
        ),
        pytest.param(
            "事業名  R4予算現額（千円）  R4決算額（千円）  執行率\n窓口の運営  15,857  4,743  29.9％\n"
            "講座の開催  84,819  2,421  2.9％",
            id="money and its share",
        ),
    ],
)
def test_figures_that_are_no_indicators_are_not_told(text):
    assert told(text) == {}


def test_a_figure_of_a_justified_line_is_quoted_as_it_is_printed():
    draft = read_document(from_text(SPREAD + "\n"))
    assert draft["indicators"][0]["targets"]["2025"]["source"]["quote"] == "1 5 0"


def test_the_cost_of_labelled_rows_goes_by_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Mock(wraps=compact)
    monkeypatch.setattr(labelled_rows, "compact", looked)

    def calls(count: int) -> int:
        looked.reset_mock()
        rows = "\n".join(f"受診率{at}\n目標 1 2 3\n実績 4 5 {at}" for at in range(count))
        read_document(from_text(f"令和4年度 令和5年度 令和6年度\n{rows}\n"))
        return looked.call_count

    assert calls(120) < 3 * calls(60)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000,
        "受診率 " + "12" * 9_000 + " 5",
        " ".join(f"令和{at % 9 + 1}年度 目標値 実績値" for at in range(700)),
    ],
    ids=["digits", "digits in a row", "titles"],
)
def test_a_long_line_is_no_table(text: str) -> None:
    assert read_document(from_text(f"{text}\n{text}\n"))["indicators"] == []


@pytest.mark.parametrize(
    ("text", "is_year"),
    [
        ("(令和4年度)", True),
        ("(令和4(2022)年度)", True),
        ("（R4）", True),
        ("((2022))", False),
        ("(計)", False),
    ],
)
def test_a_year_below_is_in_brackets(text: str, is_year: bool) -> None:
    calendar = NamedYears((), ())
    assert records._is_year_below(slot(text, calendar)) is is_year


@pytest.mark.parametrize("depth", [200, 500, 900])
def test_lists_in_lists_without_end_are_no_indicators(depth: int) -> None:
    assert read_document(from_text("[" * depth + "1" + "]" * depth + "\n"))["indicators"] == []


@pytest.mark.parametrize(
    ("aim", "told"),
    [
        pytest.param("250人以上", [124, 231, 250], id="an aim"),
        pytest.param("250人", [], id="nothing says that the last figure is none of the results"),
    ],
)
def test_rows_whose_figures_have_their_own_years_need_no_head(aim: str, told: list[int]) -> None:
    row = "{} | 2020年度 124人 | 2024年度 231人 | 2026年度 {} | {}集計\n"
    names = ("相談した人の数", "養成した人の数", "就職した人の数")
    text = "".join(row.format(name, aim, office) for name, office in zip(names, "福教農", strict=True))
    found = read_document(from_text(text))["indicators"]
    assert [one["name"] for one in found] == (list(names) if told else [])
    assert all(
        [one["baseline"]["value"], one["actuals"]["2024"]["value"], one["targets"]["2026"]["value"]] == told
        for one in found
    )
