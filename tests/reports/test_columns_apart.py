"""Tables whose columns were printed apart: each name finds its figures by their order and their unit."""

import pytest

from reports.reading.documents import from_text
from reports.reading.induction.columns_apart import with_columns_apart
from reports.reading.reader import read_document
from reports.reading.wording import tidy
from reports.reading.years import calendar_of


def told(text: str) -> dict[str, str]:
    document = from_text(text)
    lines = [one for one in document.lines if one.text.strip()]
    return {
        one.name: " ".join(f"{fact.role.value[0]}{fact.year}={fact.value}" for fact in one.facts)
        for one in with_columns_apart(lines, calendar_of(tidy(text)))
    }


NAMES_FIRST = """評価指標
Ⅱ-1 路線の収支率
Ⅱ-2 町の補助金額
Ⅱ-3 停留所の近くに住む人の
割合 ※1
基準値
(R1)
実 績 値
R3 R4
目標値
(R8)
42.3 % 31.8 % 34.5 % 45.0 %以上
96 百万円 118 百万円 121 百万円 100 百万円以下
54.5 % 調査なし 68.2 % 80.0 %
※1 停留所から 300m の範囲に住む人
"""
FIGURES_FIRST = (
    "進み具合を測る指標 指標 策定時 中間目標 最終目標 (平成24年度) (平成28年度) (平成32年度) "
    "46.8% 50% 55% 3,150 人 3,500 人 4,000 人 ― 10 事業 20 事業 "
    "1 活動に参加した住民の割合 2 交流館の年間利用者数 3 協働による事業の数 (累計) "
    "4 登録した団体の数 31 団体 35 団体 40 団体 5 ページの閲覧数 5.2 万件 6 会員の数 ・個人 148 人 7 万件 10 万件 "
    "160 人 180 人 ※策定時の「―」は該当がないもの。 24 時間いつでも 3 か所で"
)
CIRCLED = """現状値(令和4年度)
目標値(令和9年度)
①健康診査の受診率
②教室の参加者数
③野菜の摂取量
36.2%
60%
410人
600人
278g
350g
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            NAMES_FIRST,
            {
                "路線の収支率": "b2019=42.3 a2021=31.8 a2022=34.5 t2026=45",
                "町の補助金額": "b2019=96 a2021=118 a2022=121 t2026=100",
                "停留所の近くに住む人の割合": "b2019=54.5 a2022=68.2 t2026=80",
            },
            id="names, head, rows",
        ),
        pytest.param(
            FIGURES_FIRST,
            {
                "活動に参加した住民の割合": "b2012=46.8 t2016=50 t2020=55",
                "交流館の年間利用者数": "b2012=3150 t2016=3500 t2020=4000",
                "協働による事業の数(累計)": "t2016=10 t2020=20",
                "登録した団体の数": "b2012=31 t2016=35 t2020=40",
                "ページの閲覧数": "b2012=5.2 t2016=7 t2020=10",
                "会員の数 個人": "b2012=148 t2016=160 t2020=180",
            },
            id="figures before names, beside them and late",
        ),
        pytest.param(
            CIRCLED,
            {
                "健康診査の受診率": "b2022=36.2 t2027=60",
                "教室の参加者数": "b2022=410 t2027=600",
                "野菜の摂取量": "b2022=278 t2027=350",
            },
            id="a cell a line",
        ),
        pytest.param(
            CIRCLED.replace("①", "1 健診を受ける人を増やす\n①").replace("②", "2 集まりを増やす\n②"),
            {
                "健康診査の受診率": "b2022=36.2 t2027=60",
                "教室の参加者数": "b2022=410 t2027=600",
                "野菜の摂取量": "b2022=278 t2027=350",
            },
            id="headings between the names",
        ),
        pytest.param(CIRCLED.replace("278g\n", ""), {}, id="a figure is missing"),
        pytest.param(CIRCLED.replace("410人", "41.0%"), {}, id="what is counted otherwise"),
        pytest.param(CIRCLED.replace("参加者数", "満足度"), {}, id="a name that its unit does not count"),
    ],
)
def test_names_and_figures_apart_find_each_other(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


def test_a_document_with_columns_apart_is_read() -> None:
    names = [one["name"] for one in read_document(from_text("計画の評価\n" + NAMES_FIRST))["indicators"]]
    assert names == ["路線の収支率", "町の補助金額", "停留所の近くに住む人の割合"]
