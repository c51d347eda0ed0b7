"""Tables put together row by row: heads in several lines, labels in rows, a cell a line, short rows, set columns."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from tests.reports.test_induction import figures

# The texts are made for these tests; each stands for a way in which offices print tables.
UNDER_ROLES = """　　　　　　　　　　　　　　　開始時　　　　実績　　　　　　　　　　　目標
　　　　　　　　　　　　　　　Ｒ１　　　　　Ｒ３　　　Ｒ４　　　Ｒ５　　　Ｒ７
相談の件数（件）　　　　　　　48　　　　　　46　　　　45　　　　47　　　　50
講座の参加者数（人）　　　　　186　　　　　 171　　　 179　　　 168　　　 200"""

ROWS_LABELLED = """| 区分 | 項目 | 令和3年度 | 令和4年度 | 令和5年度 |
|---|---|---|---|---|
| 相談の件数 | 量の見込み | 120 | 125 | 130 |
| | 確保方策 | 140 | 140 | 145 |
| | 実績（件数） | 118 | 127 | － |
| 講座の回数 | 量の見込み | 20 | 21 | 22 |
| | 確保方策 | 24 | 24 | 24 |
| | 実績（件数） | 19 | 23 | － |"""

YEAR_AND_ROLE = "\n".join(
    "指標 令和3年度 実績 令和4年度 目標 令和4年度 実績 達成率 評価 "
    "相談の件数(件) 120 125 130 104.0％ A 講座の参加者数(人) 中止 900 810 90.0％ B "
    "貸出しの点数(点) 500 520 494 95.0％ B".split()
)

BASE_BEFORE_LABEL = """指標名(単位)            基準値        R3      R4      R5      R6
                       (R元)
【窓口】
相談の件数(件)            100   目標    110     120     130     140
                               実績    108     125
                               達成率  98.2%   104.2%
講座の参加者数            800   目標    820     840     860     880
(人)                           実績    810     850
                               達成率  98.8%   101.2%"""

UPPER_AND_LOWER = """計画期間：令和3年度～令和6年度　上段：目標値　下段：実績値
評価指標 単位 R1(基準) R3 R4 R5 R6 R5 評価
指標 1 窓口の 件 － 110 120 130 140
相談件数 100 108 125 131 ○
指標 2 1 便当たりの 人 － 4.6 4.8 5.0 5.2
利用者数 5.0 4.1 4.6 5.1 ○"""

BELOW_TITLES = """  評価指標                    基準値      令和2年度   令和3年度   目標値      評価
                              (H30年度)                           (R5年度)
  相談の件数(件)                100         108         125        140       B
  講座の参加者数(人)            800          -          850        900       A"""

COMPARED_BELOW = """                            現 状           目 標           実 績       実績／
   指     標               (割合)           (割合)          (割合)
                          (平成24年度)    (令和2年度)Ａ   (令和2年度)Ｂ    目標
  相談の件数                3,420 件       3,110 件 (-9.1%)   3,286 件 (-3.9%)   43.2%
  ごみの総排出量            9,860 トン     9,120 トン (-7.5%)  9,015 トン (-8.6%)  114.2%"""

NAME_OVER_TWO_CELLS = "\n".join(
    "項目 単位 基準値 (平成27年度) 目標値 (令和3年度) 実績値 (令和3年度) 評価 "
    "市民が一年に借りる本の 点数(雑誌を含む) 点/人・年 1,002 930 935 × "
    "講座の参加者数 人 480 500 510 ○ 相談の件数 件 120 150 － －".split()
)

YEARS_IN_COLUMNS = """指標 | 現状年度 | 現状値 | 目標年度 | 目標値
相談の件数 | H30年度 | 120件 | R4年度 | 150件※1
講座の参加者数 | R1年度 | 800人 | R4年度 | 900人"""

PLANNED_SHORT = """指標等　達成目標　基準値　令和元年度　令和２年度　令和３年度　令和４年度

講習会の受講者数
（計画値）　－　－　240　240　240
（実績値）　－　228　261　137　252
（達成度）　－　－　108.8％　57.1％　105.0％
データの提供件数
（計画値）　－　－　9,500　10,000　10,500　11,000
（実績値）　－　9,120　9,884　11,436　12,907　14,218"""


def told(text: str) -> dict[str, dict[str, object]]:
    return {one["name"]: figures(one) for one in read_document(from_text(text + "\n"))["indicators"]}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(
            UNDER_ROLES,
            "相談の件数（件）",
            {
                "targets": {"2025": 50},
                "actuals": {"2021": 46, "2022": 45, "2023": 47},
                "baseline": (2019, 48),
            },
            id="years stand under the roles nearest to them",
        ),
        pytest.param(
            ROWS_LABELLED,
            "相談の件数",
            {
                "targets": {"2021": 140, "2022": 140, "2023": 145},
                "actuals": {"2021": 118, "2022": 127},
            },
            id="what is expected is neither target nor result",
        ),
        pytest.param(
            YEAR_AND_ROLE,
            "講座の参加者数(人)",
            {"targets": {"2022": 900}, "actuals": {"2022": 810}},
            id="a year and its role in cells of their own, one cell a line",
        ),
        pytest.param(
            BASE_BEFORE_LABEL,
            "相談の件数(件)",
            {
                "targets": {"2021": 110, "2022": 120, "2023": 130, "2024": 140},
                "actuals": {"2021": 108, "2022": 125},
                "baseline": (2019, 100),
            },
            id="a start before the label, results that end early",
        ),
        pytest.param(
            UPPER_AND_LOWER,
            "窓口の相談件数",
            {
                "targets": {"2021": 110, "2022": 120, "2023": 130, "2024": 140},
                "actuals": {"2021": 108, "2022": 125, "2023": 131},
                "baseline": (2019, 100),
            },
            id="two lines without labels and a name over both",
        ),
        pytest.param(
            BELOW_TITLES,
            "講座の参加者数(人)",
            {"targets": {"2023": 900}, "actuals": {"2021": 850}, "baseline": (2018, 800)},
            id="years in brackets below some titles, others years themselves",
        ),
        pytest.param(
            COMPARED_BELOW,
            "相談の件数",
            {"targets": {"2020": 3110}, "actuals": {"2020": 3286}, "baseline": (2012, 3420)},
            id="a comparison whose title goes on below, shares that explain",
        ),
        pytest.param(
            YEARS_IN_COLUMNS,
            "相談の件数",
            {"targets": {"2022": 150}, "baseline": (2018, 120)},
            id="years in columns of their own, a mark behind a figure",
        ),
        pytest.param(
            PLANNED_SHORT,
            "講習会の受講者数",
            {
                "targets": {"2019": 240, "2020": 240, "2021": 240},
                "actuals": {"2019": 261, "2020": 137, "2021": 252},
                "baseline": (None, 228),
            },
            id="rows that end before the last year",
        ),
    ],
)
def test_every_row_of_a_table_finds_its_columns(text, name, expected):
    assert told(text)[name] == expected


WITHOUT_PROMISES = """                 今回     前回（H29）
  賛成           28.4％    22.1％
  反対           39.7％    38.8％
  わからない     14.3％    18.0％"""
AXIS_IN_TABLE = """| 評価指標 | Ｒ５年度目標 | Ｒ５年度実績 | Ｒ６年度目標 |
| 相談の件数 | 110 | 108 | 120 |
| 0 | 100 | 200 | 300 |
| Ｒ５年度 | Ｒ６年度 | Ｒ７年度 |
| 講座の参加者数 | 820 | 815 | 840 |"""


def test_answers_of_a_survey_are_no_results():
    assert told(WITHOUT_PROMISES) == {}


def test_the_axis_of_a_chart_is_no_head():
    assert told(AXIS_IN_TABLE)["講座の参加者数"] == {
        "targets": {"2023": 820, "2024": 840},
        "actuals": {"2023": 815},
    }


FRAMED = """┌────┬───┬───┬───┐
│区　分　│ Ｒ３ │ Ｒ４ │ Ｒ５ │
├────┼───┼───┼───┤
│相談件数│　　　│　　　│　　　│
│計　画　│　110 │　120 │　130 │
├────┼───┼───┼───┤
│実　績　│　108 │　125 │　131 │
└────┴───┴───┴───┘
目標に対する実績の推移である。"""
TWO_BEFORE_LABELS = """KPI 基準値 目標値 R2 R3 R4 R5
(H30) (R7)
相談の件数（件） 212 230 目標 215 219 223 226
 実績 205 198 187
講座の参加者数（人） 148 160 目標 150 152 155 158
 実績 141 129 133"""
PRESENT_AT_THE_END = """番号 指標 策定時 目標値 現状値 達成状況
平成30年度 令和5年度 令和5年度
1 相談を知っている市民の割合 75.2% 90%以上 78.9% △
2 講座に来た市民の割合 4.8% 10% 5.6% ×
3 ボランティアの数 182人 250人 261人 ○"""
YEARS_BELOW_EACH_OTHER = """（１）「駅前の通行量（休日）」
●調査結果の推移
年 （人/日）
H30 18,642
（基準年値）
R2 13,207
R3 14,118
R6 20,500
（目標値）"""
EVALUATED = """観光の計画　令和5年度実績
指標　　　　　　　　　　基準値　　　目標値　　　実績値　　　達成率
来た人の数（千人）　　　4,210　　　 4,800　　　 4,355　　　 90.7％
泊まった人の数（千人）　612　　　　 700　　　　 588　　　　 84.0％"""
YEAR_AND_VALUE = """KPI\t単位\t現状値\t\t目標値\t\t実績値\t\t達成率
\t\t年度\t値\t年度\t値\tR3\tR4\t
事業所の数\t事業所\tR元\t2,310\tR6\t2,350\t2,298\t2,301\t97.9%
創業した人の数\t人\tR元\t24\tR6\t40\t28\t31\t77.5%"""
ROLE_IN_BRACKETS = """通いの場の目標
　　　　　　　　　　　　　　第８期（計画）　　　　　　　　　　　　実績
　　　　　　　　　　　　　　令和３年度　令和４年度　令和５年度　　令和３年度　令和４年度
通いの場の数（か所）　　　　　 62　　　　　66　　　　　70　　　　　　58　　　　　61
通いの場の人数（人）　　　　　 980　　　 1,040　　　 1,100　　　　　 812　　　　 903"""
DIRECTIONS = """　指　標　　　　　　　　　　　計画策定時　　　直近値　　　　目指す方向
１　高等学校等への進学率　　　 92.6％（H30）　 94.1％（R4）　　上昇
２　働いている親の割合　　　　 84.3％（H30）　 86.0％（R4）　　上昇
３　援助を受けている割合　　　 14.2％（H30）　 13.1％（R4）　　低下"""
TORN = """指標 単位 区分 R2 R3 R4 R5
1 人 1 日当たり g 目標 900 890 880 870
ごみ排出量 実績 912 905 896 879
リサイクル率 ％ 目標 22.0 22.5 23.0 23.5
 実績 20.1 19.8 20.5 20.9"""


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(
            YEAR_AND_VALUE,
            "事業所の数",
            {"targets": {"2024": 2350}, "actuals": {"2021": 2298, "2022": 2301}, "baseline": (2019, 2310)},
            id="a year and a value below one title",
        ),
        pytest.param(
            ROLE_IN_BRACKETS,
            "通いの場の数（か所）",
            {"targets": {"2021": 62, "2022": 66, "2023": 70}, "actuals": {"2021": 58, "2022": 61}},
            id="a role in the brackets of a title",
        ),
        pytest.param(
            DIRECTIONS,
            "１高等学校等への進学率",
            {"actuals": {"2022": 94.1}, "baseline": (2018, 92.6)},
            id="a direction in place of a target",
        ),
        pytest.param(
            TORN,
            "日当たりごみ排出量",
            {
                "targets": {"2020": 900, "2021": 890, "2022": 880, "2023": 870},
                "actuals": {"2020": 912, "2021": 905, "2022": 896, "2023": 879},
            },
            id="one indicator whose name goes on in the row of results",
        ),
        pytest.param(
            FRAMED,
            "相談件数",
            {
                "targets": {"2021": 110, "2022": 120, "2023": 130},
                "actuals": {"2021": 108, "2022": 125, "2023": 131},
            },
            id="a frame of drawn lines",
        ),
        pytest.param(
            TWO_BEFORE_LABELS,
            "講座の参加者数(人)",
            {
                "targets": {"2025": 160, "2023": 158, "2020": 150, "2021": 152, "2022": 155},
                "actuals": {"2020": 141, "2021": 129, "2022": 133},
                "baseline": (2018, 148),
            },
            id="start and last target before the label",
        ),
        pytest.param(
            PRESENT_AT_THE_END,
            "ボランティアの数",
            {"targets": {"2023": 250}, "actuals": {"2023": 261}, "baseline": (2018, 182)},
            id="a present value of the target's year is a result",
        ),
        pytest.param(
            YEARS_BELOW_EACH_OTHER,
            "駅前の通行量（休日）",
            {
                "targets": {"2024": 20500},
                "actuals": {"2020": 13207, "2021": 14118},
                "baseline": (2018, 18642),
            },
            id="roles in brackets below years, the name in a heading",
        ),
        pytest.param(
            NAME_OVER_TWO_CELLS,
            "市民が一年に借りる本の点数(雑誌を含む)",
            {"targets": {"2021": 930}, "actuals": {"2021": 935}, "baseline": (2015, 1002)},
            id="a name over two cells moves no figure to the title before its own",
        ),
        pytest.param(
            EVALUATED,
            "来た人の数（千人）",
            {"period_targets": {"目標値": 4800}, "actuals": {"2023": 4355}, "baseline": (None, 4210)},
            id="results of the year that the title says is evaluated",
        ),
    ],
)
def test_figures_are_told_of_the_right_year_and_role(text, name, expected):
    assert told(text)[name] == expected


BUDGET = """令和6年度　一般会計予算の概要

１　予算総額　　24億3,812万円（前年度比　＋1億1,604万円、5.0％増）

２　主な事業
　・消防費　救急車の更新　1台　42,900千円
　・衛生費　焼却施設の改良　令和6～8年度の継続費　総額1,980,000千円（令和6年度　112,000千円）
　・民生費　老人ホーム（定員50人、令和6年1月末の入所者43人）の管理料　96,400千円
"""
CALL = """令和7年度　補助金　募集要項

４　審査基準（100点満点、60点以上で採択）
　①事業の必要性　20点　　②集客の効果（目標とする来場者の数の根拠）　30点

５　数値目標について
　現状値（令和6年度）、目標値（令和7年度）及びその測り方を様式に記入し、終了後30日以内に実績値を報告してください。

　　様式（記入欄）
　　指標　｜　単位　｜　現状値（令和6年度）　｜　目標値（令和7年度）　｜　測定方法
　　　　　｜　　　　｜　　　　　　　　　　　｜　　　　　　　　　　　｜

６　日程
　募集期間　令和7年4月14日（月）～5月16日（金）17時必着
　審査会　6月上旬（1団体15分）　　交付決定　6月下旬
"""


@pytest.mark.parametrize("text", [BUDGET, CALL], ids=["accounts over years", "days and hours"])
def test_what_counts_nothing_is_no_indicator(text):
    assert read_document(from_text(text))["indicators"] == []
