"""Tables whose merged cells were printed once: every row in its columns again, before anybody reads them."""

import pytest

from reports.reading.documents import Document, from_text
from reports.reading.prepared import prepared
from reports.reading.wording import tidy
from reports.reading.years import calendar_of

LINES = """区分 | 指標名 | 単位 |  | 策定時 | R4 | R5 | R6 | 目標値（R9） | 担当課
福祉 | 相談の件数 | 件 | 目標 | 310（R3） | 320 | 330 | 340 | 400 | 福祉課
実績 | 318 | 335 |
講座の参加者数 | 人 | 目標 | 80（R3） | 90 | 95 | 99 | 120 | 福祉課
実績 | 84 | 97 |
環境 | ごみの排出量 | t | 目標 | 710（R3） | 700 | 690 | 680 | 640 | 環境課
実績 | 702 | 688 |"""


def lines(text: str) -> list[str]:
    document = from_text(text)
    return [line.text for line in _prepared(document).lines if line.text.strip()]


def _prepared(document: Document) -> Document:
    return prepared(document, calendar_of(tidy(document.text())))


def test_what_merged_cells_cover_is_empty_again():
    assert lines(LINES) == [
        "| 区分 | 指標名 | 単位 |  | 策定時 | R4 | R5 | R6 | 目標値（R9） | 担当課 |",
        "| 福祉 | 相談の件数 | 件 | 目標 | 310（R3） | 320 | 330 | 340 | 400 | 福祉課 |",
        "|  |  |  | 実績 |  | 318 | 335 |  |  |  |",
        "|  | 講座の参加者数 | 人 | 目標 | 80（R3） | 90 | 95 | 99 | 120 | 福祉課 |",
        "|  |  |  | 実績 |  | 84 | 97 |  |  |  |",
        "| 環境 | ごみの排出量 | t | 目標 | 710（R3） | 700 | 690 | 680 | 640 | 環境課 |",
        "|  |  |  | 実績 |  | 702 | 688 |  |  |  |",
    ]


def test_the_same_document_comes_back_where_no_row_lacks_a_cell():
    document = from_text("指標 | R4 | R5\n件数 | 1 | 2\n人数 | 3 | 4\n")
    assert _prepared(document) is document


def test_words_in_the_same_place_of_many_indicators_are_a_label():
    told = LINES.replace("実績 | 318 | 335 |", "実績 | 318 | 335 | \n全国順位 | 3位 | 4位 |").replace(
        "実績 | 84 | 97 |", "実績 | 84 | 97 | \n全国順位 | 12位 | 9位 |"
    )
    ranks = [line for line in lines(told + "\n全国順位 | 7位 | 5位 |") if "順位" in line]
    assert ranks == [
        "|  |  |  | 全国順位 |  | 3位 | 4位 |  |  |  |",
        "|  |  |  | 全国順位 |  | 12位 | 9位 |  |  |  |",
        "|  |  |  | 全国順位 |  | 7位 | 5位 |  |  |  |",
    ]


def test_rows_that_fit_in_two_ways_stay_as_they_are():
    text = "指標 | 策定時 | 中間値 | 目標値\n件数 | 1 | 2 | 3\n4 | 5\n人数 | 6 | 7 | 8\n9 | 10\n"
    assert lines(text) == text.splitlines()


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        pytest.param(
            "指標 | 単位 | 実績 | 目標\nR2 | R3 | R4 | R9",
            "件数 | 件 | 1 | 2 | 3 | 9",
            ["| 指標 | 単位 | 実績 |  |  | 目標 |", "|  |  | R2 | R3 | R4 | R9 |"],
            id="years are left out before the aim",
        ),
        pytest.param(
            "指標 | 策定時 | 実績値 | 目標値\n2018年度 | 2020年度 | 2021年度 | 中間2022年度 | 最終2025年度",
            "件数 | 1 | 2 | 3 | 4 | 9",
            [
                "| 指標 | 策定時 | 実績値 |  | 目標値 |  |",
                "|  | 2018年度 | 2020年度 | 2021年度 | 中間2022年度 | 最終2025年度 |",
            ],
            id="years say that they are of aims",
        ),
        pytest.param(
            "指標 | 目標 | 実績 | 担当\nR4 | R5 | R4 | R5",
            "件数 | 1 | 2 | 3 | 4 | 甲課",
            ["| 指標 | 目標 |  | 実績 |  | 担当 |", "|  | R4 | R5 | R4 | R5 |  |"],
            id="years begin anew",
        ),
        pytest.param(
            "指標 | 基準値（R2） | R4 | R5 | 備考\n目標 | 実績 | 目標 | 実績",
            "件数 | 1 | 2 | 3 | 4 | 5 | －",
            [
                "| 指標 | 基準値（R2） | R4 |  | R5 |  | 備考 |",
                "|  |  | 目標 | 実績 | 目標 | 実績 |  |",
            ],
            id="roles below years",
        ),
        pytest.param(
            "番号 | 数値目標 | 現状値（R2） | 年度別 | 所管\nR4 | R5 | R6",
            "1 | 件数 | 1 | 2 | 3 | 4 | 甲課",
            [
                "| 番号 | 数値目標 | 現状値（R2） | 年度別 |  |  | 所管 |",
                "|  |  |  | R4 | R5 | R6 |  |",
            ],
            id="a title that says that it heads years",
        ),
        pytest.param(
            "部門 | 基準 | 計画期間\nR3 | R4 | R5",
            "会計 | 教育 | 計画 | 1 | 2 | 3",
            ["| 部門 |  |  | 基準 | 計画期間 |  |", "|  |  |  | R3 | R4 | R5 |"],
            id="the first title spans what stands beside the figures",
        ),
    ],
)
def test_upper_titles_stand_above_their_own_again(head, row, expected):
    assert lines("\n".join([head, row, row.replace("件数", "人数")]))[:2] == expected


def test_years_of_an_indicator_come_behind_the_figures_below_them():
    text = (
        "指標名 | 現況値 | 年度別目標 | 担当\n"
        "相談の件数 | R2 | R3 | R4 | R5 | 甲課\n310 | 320 | 330 | 340\n"
        "参加者数 | R元 | R3 | R4 | R5 | 乙課\n80 | 90 | 95 | 99\n"
    )
    assert lines(text) == [
        "| 指標名 | 現況値 | 年度別目標 | 年度別目標 | 年度別目標 | 担当 |",
        "| 相談の件数 | 310（R2） | 320（R3） | 330（R4） | 340（R5） | 甲課 |",
        "| 参加者数 | 80（R元） | 90（R3） | 95（R4） | 99（R5） | 乙課 |",
    ]


def test_years_in_columns_of_their_own_come_behind_the_figures_beside_them():
    text = (
        "指標 | 従前値 | 基準年度 | 目標値 | 目標年度 | 確定値 | 計測時期\n"
        "通行量 | 5,840 | H27 | 7,000 | R3 | 6,233 | R4.11\n空き店舗率 | 23.6 | H28 | 18.0 | R3 | 17.2 | R4.10\n"
        "人口 | － | － | 90 | R3 | 88 | R4.4\n"
    )
    assert lines(text) == [
        "| 指標 | 従前値 |  | 目標値 |  | 確定値 |  |",
        "| 通行量 | 5,840（H27） |  | 7,000（R3） |  | 6,233（R4.11） |  |",
        "| 空き店舗率 | 23.6（H28） |  | 18.0（R3） |  | 17.2（R4.10） |  |",
        "| 人口 | － |  | 90（R3） |  | 88（R4.4） |  |",
    ]


def test_two_figures_in_a_cell_stand_behind_their_roles():
    text = (
        "各欄の上段は目標値、下段は実績値。（ ）内は達成率\n指標 | 現状値（R2） | R4 | R5 | R6\n"
        "収納率 | 96.8% | 97.2% 97.5%（100.3%） | 97.4% 97.9%（100.5%） | 97.8%\n"
        "交付率 | 11.6% | 20.0% 24.1%（120.5%） | 27.0% 未集計（-） | 40.0%\n"
    )
    assert lines(text)[1:] == [
        "| 指標 | 現状値（R2） | R4 | R5 | R6 |",
        "| 収納率 | 96.8% | 目標：97.2% 実績：97.5% | 目標：97.4% 実績：97.9% | 97.8% |",
        "| 交付率 | 11.6% | 目標：20.0% 実績：24.1% | 目標：27.0% 実績：未集計 | 40.0% |",
    ]


def test_no_role_is_said_where_no_line_says_which_stands_above():
    text = "指標 | R4 | R5\n収納率 | 97.2% 97.5% | 97.4% 97.9%\n交付率 | 20.0% 24.1% | 27.0% 32.7%\n"
    assert lines(text) == text.splitlines()


def test_radicals_that_fonts_have_for_letters_are_letters():
    assert lines("各年度の⽬標\n⽐較") == ["各年度の目標", "比較"]
