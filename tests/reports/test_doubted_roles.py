"""What is called an aim, a result or an indicator and is none: by how it goes, and by what is said around it."""

from dataclasses import replace

import pytest

from reports.reading.documents import from_text
from reports.reading.doubts.weighing import Doubts
from reports.reading.facts import Confidence
from reports.reading.plans import evaluated_year
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.doubted import told, weighed

WOBBLING = "男性 : 33.1 34.0 25.9 32.6\n女性 : 39.6 40.7 30.8 38.8\n全体 : 36.5 37.5 28.5 35.8\n"
RISING = "会員数 : 310 320 330 340\n登録者数 : 81 85 88 90\n"
FALLING = "苦情の数 : 40 35 30 30\n待機者数 : 25 20 10 0\n"
YEARLY = "t2018 t2019 t2020 t2021"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(WOBBLING, 0, id="up and down: counted"),
        pytest.param(WOBBLING.splitlines()[0], 1, id="one row may"),
        pytest.param(RISING + FALLING, 4, id="up, or down"),
        pytest.param(RISING + FALLING + WOBBLING.splitlines()[0], 5, id="most go one way"),
    ],
)
def test_aims_without_results_go_one_way(text, left):
    assert len(weighed(f"令和4年3月公表\n年度別の目標\n{text}", YEARLY)) == left
    assert len(weighed(f"平成31年4月公表\n年度別の目標\n{text}", YEARLY)) == len(text.splitlines())  # to come


def test_a_column_called_aims_stays_where_those_beside_it_go_up_and_down():
    text = f"{WOBBLING}目標 : 40 44 48 52\n"
    assert len(weighed(f"令和4年3月公表\n{text}", YEARLY)) == 1


@pytest.mark.parametrize(
    ("head", "years", "left"),
    [
        pytest.param("採用者の割合 令和4年度 令和5年度", "t2022 t2023", 0, id="nobody speaks of aims"),
        pytest.param("採用者の目標 令和4年度 令和5年度", "t2022 t2023", 2, id="the head speaks of aims"),
        pytest.param("採用者の割合 令和4年度 令和5年度", "t2022 t2029", 2, id="one is to come"),
        pytest.param("採用者の割合 令和4年度 令和5年度", "a2022 t2023", 2, id="one was counted"),
        pytest.param(
            "職員を増やすことを目標としています。\n採用者の割合", "t2022 t2023", 0, id="a sentence is no head"
        ),
    ],
)
def test_aims_of_years_that_have_passed_are_called_so(head, years, left):
    rows = "事務の割合 : 45.0 52.2\n技術の割合 : 14.3 15.1\n"
    assert len(weighed(f"令和6年3月公表\n{head}\n{rows}", years)) == left


MONEY = "施設の収入 : 98,412 104,377\n施設の支出 : 97,208 103,116\n手数料 : 1,204 1,261\n"


@pytest.mark.parametrize(
    ("head", "columns", "left"),
    [
        pytest.param("(2) 収支状況(単位:千円)\n区分 令和3年度 令和4年度", "a2021 a2022", 0, id="an account"),
        pytest.param("施策別事業費\n基本目標 R3 R4", "t2021 t2022", 0, id="costs of what is aimed at"),
        pytest.param("(2) 収支状況\n区分 目標 実績", "t2022 a2022", 3, id="promised and counted"),
        pytest.param(
            "施策別事業費\n基本目標 R3決算額 R4予算額 増減率", "t2021 t2022", 0, id="a rate beside accounts"
        ),
        pytest.param("経費回収率(%)\n区分 令和3年度 令和4年度", "a2021 a2022", 3, id="a share of money"),
        pytest.param("「単年度の収支」\n区分 令和3年度 令和4年度", "a2021 a2022", 3, id="what is quoted"),
        pytest.param(
            "収支計画\n1 3,250\n数値目標の達成状況\n区分 令和3年度",
            "a2021 a2022",
            3,
            id="another head between",
        ),
        pytest.param("収支は改善しました。\n区分 令和3年度 令和4年度", "a2021 a2022", 3, id="a sentence"),
    ],
)
def test_accounts_are_no_indicators(head, columns, left):
    assert len(weighed(f"{head}\n{MONEY}", columns)) == left


@pytest.mark.parametrize(
    "name", ["予算額(千円) 和牛の増頭", "5年度要求額予算の状況 合計", "令和4年度当初予算"]
)
def test_what_is_called_a_budget_is_no_indicator(name):
    assert weighed(f"{name} : 12,400 11,032\n", "t2021 a2021") == []


@pytest.mark.parametrize(
    ("sentence", "columns", "left"),
    [
        pytest.param("運行の間隔を : 45分から50分に見直した。", "b t", [], id="it was done"),
        pytest.param("健診は : 40歳から74歳までの方が受けられる。", "b t", [], id="from one age to another"),
        pytest.param("受診率を : 40％から50％にすることを目標とする。", "b t", ["b?", "t?"], id="promised"),
        pytest.param(
            "受診率を : 40％から令和7年度に50％とする。", "b t2025", ["b?", "t2025?"], id="the year is said"
        ),
        pytest.param("計画に基づき単価を : 40万円から50万円に上げた。", "b t", [], id="a plan is no promise"),
        pytest.param(
            "受診率を : 40％から50％にする計画だ。", "b t", ["b?", "t?"], id="what was planned is one"
        ),
        pytest.param("受診率 : 40％ 50％", "b t", ["b?", "t?"], id="a row of a table"),
    ],
)
def test_what_changed_was_promised_only_if_somebody_says_so(sentence, columns, left):
    assert weighed(f"{sentence}\n", columns, confidence=Confidence.UNSURE) == ([left] if left else [])


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        pytest.param("受診者 : 74歳でした。", 0, id="who they are"),
        pytest.param("健康寿命 : 74歳でした。", 1, id="what is counted so"),
        pytest.param("受診者 : 74人でした。", 1, id="how many they are"),
        pytest.param("受診者 : 74歳", 1, id="a cell"),
    ],
)
def test_ages_in_sentences_count_what_is_called_so(sentence, left):
    (row,) = told(sentence, "a2022", confidence=Confidence.UNSURE)
    unit = sentence[sentence.index("74") + 2]
    rows = [replace(row, facts=tuple(replace(fact, unit=unit) for fact in row.facts))]
    doubts = Doubts.about(from_text(sentence), calendar_of(sentence), by_place=True)
    assert len(doubts.weighed(rows)) == left


@pytest.mark.parametrize(
    ("line", "year"),
    [
        pytest.param("令和4年度の評価結果", 2022, id="a title"),
        pytest.param(
            "これまでを評価し、令和6年度から令和11年度までの計画を定めました。",
            None,
            id="a sentence of a plan",
        ),
    ],
)
def test_the_evaluated_year_is_announced_by_a_title(line, year):
    assert evaluated_year(from_text(line), calendar_of(tidy(line))) == year


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        pytest.param((1, 2, 3, 4, 5), 1, id="they count the rows"),
        pytest.param((1, 2, 3, 4, 6), 2, id="they do not"),
        pytest.param((8, 9, 10, 11, 12), 2, id="they begin elsewhere"),
    ],
)
def test_figures_that_number_rows_are_of_no_row(numbers, left):
    text = "".join(
        f"事業の{letter} : {number} 7\n" for letter, number in zip("あいうえお", numbers, strict=True)
    )
    assert [len(row) for row in weighed(text, "t a2022")] == [left] * 5
    assert [len(row) for row in weighed(text, "t2025 a2022")] == [2] * 5  # what has a year is no number


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("効果指標", 0, id="a title"),
        pytest.param("評価項目", 0, id="another"),
        pytest.param("利用者数 9,847前年度比", 0, id="a figure in it"),
        pytest.param("2021(基準)305", 0, id="a start in it"),
        pytest.param("人口1,000人当たりの件数", 1, id="per people"),
        pytest.param("1,000㎡以上の店舗の数", 1, id="a size"),
        pytest.param("効果指標の数", 1, id="a name"),
    ],
)
def test_titles_and_figures_are_no_names(name, left):
    assert len(weighed(f"{name} : 12\n", "a2022")) == left


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param("男性の取得率は : 38.4％でした。", "a2025", [], id="said of a year to come"),
        pytest.param("男性の取得率は : 38.4％でした。", "a2024", [["a2024"]], id="said of its own year"),
        pytest.param("男性の取得率 : 38.4％", "a2025", [["a2025"]], id="a row: the document may be younger"),
    ],
)
def test_sentences_tell_no_results_of_years_to_come(text, columns, left):
    assert weighed(f"2025年3月27日\n{text}\n", columns) == left


CARD = "学習者の数 : 431\n人\n2021(基準) 305\n2022 352\n2024 431\n"


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        pytest.param(CARD, "a2025", [], id="below it stands of when it is"),
        pytest.param(CARD, "a2024", [["a2024"]], id="so it is told"),
        pytest.param("令和7年 : 431\n2024 431\n", "a2025", [["a2025"]], id="its own line says another year"),
        pytest.param("2024 : 431\n", "a2025", [], id="its own line"),
        pytest.param(
            "率 : 0.8％\n2023年度 1.0％ 2024年度 0.8％\n", "a2013", [], id="years and figures in turn"
        ),
        pytest.param("率 : 0.8％\n2023年度 1.0％ 2024年度 0.8％\n", "a2024", [["a2024"]], id="as they say"),
        pytest.param("率 : 100％\n2023年度 100％\n", "t2025", [["t2025"]], id="an aim that was reached"),
        pytest.param("2024 : 431 440\n", "a2025 a2026", [["a2025", "a2026"]], id="not a figure alone"),
        pytest.param("学習者の数 : 431\n2024 352\n", "a2025", [["a2025"]], id="another figure"),
    ],
)
def test_a_year_before_a_figure_is_its_year(text, columns, left):
    assert weighed(text, columns) == left
