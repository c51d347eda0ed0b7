"""Tables with a row for each year, and names in the middle of two labelled rows."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from tests.reports.test_induction import figures

# The texts are made for these tests.
NAMES_SET_ABOVE = """成果指標の推移
                  図書の       講座の        見守りの
   年  度        貸出冊数     参加者数       協力店
                  （冊）       （人）       （か所）
  平成30年度      52,310        1,204          18
   （基準年）
  令和２年度      49,872          655          21
  令和３年度      51,046          930          25
  令和４年度      53,118        1,187          29
  令和８年度（目標） 60,000        1,500          40
"""

PAIRS_IN_CELLS = """表5　計画と実績（左：目標／右：実績）
年度　　　　　　収納率（％）　　　相談の件数（件）
令和２年度　　　96.0／95.4　　　　 120／118
令和３年度　　　96.2／96.1　　　　 125／131
令和４年度　　　96.4／96.6　　　　 130／－
"""

LOOSE_NAMES = """〇 指標の推移
区分 空き家の 体験施設の 移住した
年度 件数(件) 利用者(人) 世帯(世帯)
H29(基準) 212 340 12
R1 220 355 15
R2 218 190 14
R3 209 204 19
R7(目標) 180 500 30
"""

ONE_A_YEAR = """●調査結果の推移
年 （％）
R 元 14.8
R2 15.9
R3 15.3
R6 11.0
"""

STARTS_IN_THE_MIDDLE = """4.目標の達成状況
基準値 目標値・実績値(上段:目標 下段:実績)
指標(単位) 評価
27年度 29年度 30年度 元年度 2年度
目標 50.0 51.0 52.0 53.0
健診を受けた人の割合(%) 48.7 ○
実績 49.9 51.6 51.8 54.2
目標 300 310 320 330
体操教室の参加者数
280 ×
(人・延べ)
実績 288 301 297 190
目標 20 18 16 14
転んでけがをした人(人) 22 ○
実績 19 18 15 12
"""

NAMES_IN_THE_MIDDLE = """                          令和３年度   令和４年度   令和５年度
             目標            120          125          130
 窓口の相談（件）
             実績            118          127          121
             目標             40           42           44
 訪問の回数（回）
             実績             38           45           41
             目標            900          950        1,000
 講座の参加者（人）
             実績            870          910        1,020
"""

AIMS_AHEAD = """令和4年度の実績報告書
水道の指標 単位 方向 H30 R1 R2 R3 R4 R8 R13
耐震化率 % ↑ 31.5 33.0 34.8 35.1 36.0 45.0 60.0
有収率 % ↑ 88.1 88.4 88.0 88.2 88.5 89.0 92.0
漏水の件数 件 ↓ 41 38 36 33 31 25 20
指標の実績は目標と比べる。
"""


YEARS_TOGETHER = """４　造林の実施状況（令和元年度～令和５年度の５年間）
表１　植えた面積（ha）
地区名　　　計画（５年間計）　　実績（５年間計）　　実行率
上流　　　　　　　１，２００　　　　　１，０８６　　　９１％
中流　　　　　　　　　８００　　　　　　　８４４　　１０６％
下流　　　　　　　　　３００　　　　　　　２１０　　　７０％
目標に対する実績である。
"""


def told(text: str) -> list[dict[str, object]]:
    return [{"name": one["name"], **figures(one)} for one in read_document(from_text(text))["indicators"]]


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        pytest.param(
            NAMES_SET_ABOVE,
            {
                "name": "図書の貸出冊数（冊）",
                "baseline": (2018, 52310),
                "actuals": {"2020": 49872, "2021": 51046, "2022": 53118},
                "targets": {"2026": 60000},
            },
            3,
            id="names over three lines, set above their figures",
        ),
        pytest.param(
            PAIRS_IN_CELLS,
            {
                "name": "収納率（％）",
                "targets": {"2020": 96, "2021": 96.2, "2022": 96.4},
                "actuals": {"2020": 95.4, "2021": 96.1, "2022": 96.6},
            },
            2,
            id="target and result in one cell",
        ),
        pytest.param(
            LOOSE_NAMES,
            {
                "name": "空き家の件数(件)",
                "baseline": (2017, 212),
                "actuals": {"2019": 220, "2020": 218, "2021": 209},
                "targets": {"2025": 180},
            },
            3,
            id="names over two lines, single blanks between",
        ),
        pytest.param(
            STARTS_IN_THE_MIDDLE,
            {
                "name": "健診を受けた人の割合(%)",
                "baseline": (2015, 48.7),
                "targets": {"2017": 50, "2018": 51, "2019": 52, "2020": 53},
                "actuals": {"2017": 49.9, "2018": 51.6, "2019": 51.8, "2020": 54.2},
            },
            3,
            id="name and start between target and result",
        ),
        pytest.param(
            NAMES_IN_THE_MIDDLE,
            {
                "name": "窓口の相談(件)",
                "targets": {"2021": 120, "2022": 125, "2023": 130},
                "actuals": {"2021": 118, "2022": 127, "2023": 121},
            },
            3,
            id="a name between target and result",
        ),
    ],
)
def test_what_stands_beside_a_year_is_of_it(text, first, count):
    found = told(text)
    assert [len(found), found[0]] == [count, first]


def test_a_name_over_three_lines_between_two_rows_is_whole():
    assert [one["name"] for one in told(STARTS_IN_THE_MIDDLE)][1] == "体操教室の参加者数(人・延べ)"


def test_figures_of_years_to_come_are_no_results():
    drafts = read_document(from_text(AIMS_AHEAD))["indicators"]
    assert not any({"2026", "2031"} & set(one.get("actuals", {})) for one in drafts)


def test_figures_of_some_years_together_are_of_the_last_year():
    found = told(YEARS_TOGETHER)
    assert [(one.get("targets"), one.get("actuals")) for one in found] == [
        ({"2023": 1200}, {"2023": 1086}),
        ({"2023": 800}, {"2023": 844}),
        ({"2023": 300}, {"2023": 210}),
    ]
