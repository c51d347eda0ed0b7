"""Tables whose rows are lines, as offices print them: where titles stand, what goes on below, what is drawn."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.spread import brought_together
from tests.reports.test_induction import figures

# The texts are made for these tests.
REMARKS_BEHIND = """表2　川の水の指標
                                    策定時                               目標値
   指　　標　　　　　　　単位      (H29)       (R3)       (R4)         (R8)       備　考
   水質の達成率           ％        88.0       90.5       91.0         95.0       12地点
   下水の普及率           ％        70.1       74.2       75.9         80.0
   観察会の参加者         人       1,204        310        655        1,500       6回
"""

YEARS_OVER_ROLES = """１　納付率                                        （単位：％）
                  令和３年度         令和４年度              令和５年度
  区　分             実績       目標      実績    計画比        目標
  町税    現年分     98.10      98.20     98.35     0.15        98.40
          過年分     21.50      23.00     22.10    ▲0.90        24.00
  保険料  現年分     95.02      95.10     95.60     0.50        95.70
"""

ROLES_OVER_YEARS = """　　　　　　　　　　　　　　　　　実　績　　　　　　　　　　計　画
　指　　標　　　　　　　　Ｒ２　　　Ｒ３　　　Ｒ４　　　Ｒ５　　　Ｒ６　　判定
　貸出しの点数（点）　　　812　　　 840　　　 866　　　 900　　　 950　　　Ａ
　講座の受講者（人）　　　 95　　　 101　　　　99　　　 120　　　 130　　　Ｂ
　相談の件数（件）　　　　310　　　 305　　　 322　　　 330　　　 340　　　Ａ
"""

SIGNED_LONG = """                          現 状          目 標          実 績        実績／
  項     目              (平成28年度)   (令和4年度)    (令和4年度)     目標
  ごみの総量              8,210 トン     7,400 トン     7,615 トン     102.9%
  家庭のごみ              5,032 キログラム  4,500 キログラム  4,710 キログラム  104.7%
  資源にした量            1,150 トン     1,400 トン     1,232 トン      88.0%
"""

PLANS_IN_TURN = """温泉施設の経営状況（令和4年度）
区 分 R1 R2 R3 R4
実績 実績 計画 実績 差 計画 実績 差
入館者数 52,310 31,204 40,000 38,115 ▲1,885 45,000 46,230 1,230
宿泊者数 8,120 4,055 5,500 5,712 212 6,500 6,388 ▲112
売店の客 12,006 7,340 9,000 8,450 ▲550 10,000 10,340 340
"""

MIDWAY_AND_LAST = """表3 業務の指標
めざす 実績 中間目標 最終目標
指標 単位 向き R2 R3 R4 R7 R12
耐震化率 % ↑ 31.5 33.0 34.8 45.0 60.0
有収率 % ↑ 88.1 88.4 88.0 89.0 92.0
漏水の件数 件 ↓ 41 38 36 30 20
"""

ENDS_BELOW = """基準 目標
No. 指 標 値 実績値 値 評価
(H30 (R8
年度) R4 年度 R5 年度 年度)
1 読書をする児童の割合 62.0% 64.1% 65.5% 75.0% B
2 体力の合計点 51.2 50.4 50.9 54.0 C
3 学習会の開催校 3 校 5 校 6 校 8 校 B
"""

DRAWN = """┌──────┬───┬────┬────┬────┐
│区　分　　　│　　　│ Ｒ３　 │ Ｒ４　 │ Ｒ５　 │
├──────┼───┼────┼────┼────┤
│窓口の受付　│目　標│　 120　│　 125　│　 130　│
│（件）　　　├───┼────┼────┼────┤
│　　　　　　│実　績│　 118　│　 127　│　 121　│
├──────┼───┼────┼────┼────┤
│訪問の回数　│目　標│　　40　│　　42　│　　44　│
│　　　　　　├───┼────┼────┼────┤
│　　　　　　│実　績│　　38　│　　45　│　　41　│
└──────┴───┴────┴────┴────┘
"""

DRAWN_WRAPPED = """┌────────┬──────┬──────┬──────┐
│指　　標　　　　│計画策定時　│目　標　値　│直近の実績　│
│　　　　　　　　│（R元年度） │（R8年度）　│（R5年度）　│
├────────┼──────┼──────┼──────┤
│地域の見守り活動│　　 12団体 │　　 20団体 │　　 17団体 │
│に加わる団体数　│　　　　　　│　　　　　　│　　　　　　│
├────────┼──────┼──────┼──────┤
│避難訓練の参加者│　　 810人　│　 1,200人　│　　 955人　│
│（年間）　　　　│　　　　　　│　　　　　　│　　　　　　│
└────────┴──────┴──────┴──────┘
"""

SIGNS_AROUND = """| KPI | 単位 | 基準値 | 実績値 | | 対2018年比 | 目標値 |
| --- | --- | --- | --- | --- | --- | --- |
| | | 2018年 | 2021年 | 2022年 | （％） | 2025年 |
| 来訪者数 | 万人 | 120.5 | 80.2 | 101.7 | 84.4 | 130 |
| 宿泊した人
（海外を含む） | 千人 | 310 | 190 | 251 | 81.0 | 340 |
| 満足した人の割合
（５段階の４以上） | ％ | 61.0 | 66.2 | 70.1
| － | 80 |
| 案内所の利用 | 件 | 2,410 | 905 | 1,866 | 77.4 | 3,000 |
"""


def told(text: str) -> list[dict[str, object]]:
    return [figures(one) for one in read_document(from_text(text))["indicators"]]


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        pytest.param(
            REMARKS_BEHIND,
            {"baseline": (2017, 88), "actuals": {"2021": 90.5, "2022": 91}, "targets": {"2026": 95}},
            3,
            id="years in brackets of which the first and the last have a title, and counts in the remarks",
        ),
        pytest.param(
            YEARS_OVER_ROLES,
            {"actuals": {"2021": 98.1, "2022": 98.35}, "targets": {"2022": 98.2, "2023": 98.4}},
            3,
            id="years over one to three roles",
        ),
        pytest.param(
            ROLES_OVER_YEARS,
            {"actuals": {"2020": 812, "2021": 840, "2022": 866}, "targets": {"2023": 900, "2024": 950}},
            3,
            id="roles in the middle over their years",
        ),
        pytest.param(
            SIGNED_LONG,
            {"baseline": (2016, 8210), "targets": {"2022": 7400}, "actuals": {"2022": 7615}},
            3,
            id="units so long that columns touch each other",
        ),
        pytest.param(
            PLANS_IN_TURN,
            {
                "actuals": {"2019": 52310, "2020": 31204, "2021": 38115, "2022": 46230},
                "targets": {"2021": 40000, "2022": 45000},
            },
            3,
            id="plan, result and difference of the later years, single blanks between",
        ),
        pytest.param(
            MIDWAY_AND_LAST,
            {
                "actuals": {"2020": 31.5, "2021": 33, "2022": 34.8},
                "targets": {"2025": 45, "2030": 60},
            },
            3,
            id="results of several years, one midway aim, one last aim",
        ),
        pytest.param(
            ENDS_BELOW,
            {"baseline": (2018, 62), "actuals": {"2022": 64.1, "2023": 65.5}, "targets": {"2026": 75}},
            3,
            id="titles and years that go on in the next line",
        ),
        pytest.param(
            DRAWN,
            {
                "targets": {"2021": 120, "2022": 125, "2023": 130},
                "actuals": {"2021": 118, "2022": 127, "2023": 121},
            },
            2,
            id="a drawn rule under some columns beside the end of a name",
        ),
        pytest.param(
            DRAWN_WRAPPED,
            {"baseline": (2019, 12), "targets": {"2026": 20}, "actuals": {"2023": 17}},
            2,
            id="drawn cells that go on over lines",
        ),
        pytest.param(
            SIGNS_AROUND,
            {"baseline": (2018, 120.5), "actuals": {"2021": 80.2, "2022": 101.7}, "targets": {"2025": 130}},
            4,
            id="rows that begin and end with a sign, some of them over two lines",
        ),
    ],
)
def test_a_table_is_read_as_it_is_set(text, first, count):
    found = told(text)
    assert [len(found), found[0]] == [count, first]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(DRAWN, ["窓口の受付（件）", "訪問の回数"], id="beside a drawn rule"),
        pytest.param(
            DRAWN_WRAPPED,
            ["地域の見守り活動に加わる団体数", "避難訓練の参加者（年間）"],
            id="in drawn cells",
        ),
        pytest.param(
            SIGNS_AROUND,
            ["来訪者数", "宿泊した人（海外を含む）", "満足した人の割合（５段階の４以上）", "案内所の利用"],
            id="between signs",
        ),
    ],
)
def test_a_name_that_goes_on_in_the_next_line_is_whole(text, names):
    assert [one["name"] for one in read_document(from_text(text))["indicators"]] == names


@pytest.mark.parametrize(
    ("printed", "together"),
    [
        pytest.param("  計  画      12     15", "   計画       12     15", id="wide blanks behind it"),
        pytest.param("区 分 R1 R2", "区分 R1 R2", id="a title, whatever stands behind"),
        pytest.param("上 中 下 3", "上 中 下 3", id="marks that are no title"),
        pytest.param("|　計　画　|　98　|", "|　 計画 　|　98　|", id="in a cell"),
        pytest.param("年　度　　　　歳入総額", " 年度 　　　　歳入総額", id="no letter of the next cell"),
        pytest.param("（R2）　（R6）（R8）", "（R2）　（R6） （R8）", id="years as wide as their columns"),
        pytest.param("目標（R6）（R8）", "目標（R6）（R8）", id="years behind other words"),
    ],
)
def test_letters_with_blanks_between_are_one_word_where_it_stood(printed, together):
    (line,) = brought_together(from_text(printed)).lines
    assert line.text.strip() == together.strip()


def test_years_whose_brackets_meet_are_each_of_their_own_column():
    head = "指標名　　　　計画策定時　　　実績　　　　目標\n　　　　　　　（令和2年度）　（令和6年度）（令和8年度）\n"
    rows = (
        "委員の割合　　　　31.2％　　　36.8％　　　40.0％\n管理職の割合　　　12.5％　　　16.1％　　　20.0％\n"
    )
    first, second = read_document(from_text(f"目標の達成状況\n\n{head}{rows}"))["indicators"]
    assert [(list(one["actuals"]), list(one["targets"])) for one in (first, second)] == [
        (["2024"], ["2026"])
    ] * 2


def test_a_printed_difference_from_the_plan_proves_plan_and_result():
    (first, *_) = read_document(from_text(PLANS_IN_TURN))["indicators"]
    assert {one["confidence"] for one in first["targets"].values()} == {"certain"}
