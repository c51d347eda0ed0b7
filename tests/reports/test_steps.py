"""What is done to a document before readers meet it, and to what they told: each step where the draft hangs on it."""

import json
from typing import Any, Final

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document

SERIES: Final = json.dumps(
    [
        {
            "指標名": name,
            "単位": "％",
            "現状値": dict(zip(("R3", "R4", "R5"), values, strict=True)),
            "目標値": {"R8": aim},
        }
        for name, values, aim in (("受診率", (41.2, 43, 45.1), 55), ("実施率", (21.2, 23, 25.1), 35))
    ],
    ensure_ascii=False,
)
ALTERNATING: Final = (
    "取組の指標\n指標\n令和6年度 令和7年度 令和8年度 令和9年度 令和10年度 令和11年度\n"
    "目標 実績 目標 実績 目標 目標 目標 目標\n受診率 43.0 42.1 45.0 43.6 47.5 50.0 55.0 60.0\n"
    "実施率 30.0 24.9 35.0 31.7 40.0 45.0 52.0 60.0\n参加者数 120 131 125 119 130 135 140 145\n"
)


def told(text: str) -> dict[str, str]:
    """What is told of each indicator: start, targets and results with their years."""
    return {one["name"]: " ".join(_said(one)) for one in read_document(from_text(text))["indicators"]}


def _said(one: dict[str, Any]) -> list[str]:
    start = one.get("baseline")
    found = [f"b{start.get('fiscal_year')}={start['value']}"] if start else []
    for kind in ("targets", "actuals"):
        found += [f"{kind[0]}{year}={fact['value']}" for year, fact in sorted(one.get(kind, {}).items())]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "計画期間は令和4年度から令和8年度までです。\n\n指標 単位 R2実績 R8目標\n"
            "企業の立地件数 件 34 50\n宿泊する人の数 人 12 80\n相談を受けた件数 件 410 450\n",
            {
                "企業の立地件数": "b2020=34 t2026=50",
                "宿泊する人の数": "b2020=12 t2026=80",
                "相談を受けた件数": "b2020=410 t2026=450",
            },
            id="the only results, before the plan, are its starts",
        ),
        pytest.param(
            SERIES,
            {
                "受診率": "t2026=55 a2021=41.2 a2022=43 a2023=45.1",
                "実施率": "t2026=35 a2021=21.2 a2022=23 a2023=25.1",
            },
            id="starts of years behind each other are results",
        ),
        pytest.param(
            "| 区分 | R3年度実績 | R4年度実績 |\n| 目標受診率 | 50.0% | 52.0% |\n| 受診率 | 41.2% | 43.0% |\n"
            "| 目標実施率 | 30.0% | 32.0% |\n| 実施率 | 21.2% | 23.0% |\n",
            {
                "受診率": "t2021=50 t2022=52 a2021=41.2 a2022=43",
                "実施率": "t2021=30 t2022=32 a2021=21.2 a2022=23",
            },
            id="what is called an aim is one",
        ),
        pytest.param(
            "| 指標 | R3実績 | R4実績 |\n| 特定健診の受診率 | 41.2% | 43.0% |\n| 保健指導の実施率 | 21.2% | 23.0% |\n\n"
            "目標\n\n| 指標 | R6目標 | R8目標 |\n| 受診率 | 50.0% | 55.0% |\n| 実施率 | 30.0% | 35.0% |\n",
            {
                "特定健診の受診率": "t2024=50 t2026=55 a2021=41.2 a2022=43",
                "保健指導の実施率": "t2024=30 t2026=35 a2021=21.2 a2022=23",
            },
            id="aims and results of two tables are of one indicator",
        ),
        pytest.param(
            "令和2年4月から令和6年3月までの定員管理計画\n\n| 部門 | 区分 | 2年 | 3年 | 4年 |\n"
            "| 一般行政 | 計画 | 320 | 318 | 315 |\n| 一般行政 | 実績 | 321 | 317 | 316 |\n"
            "| 教育 | 計画 | 80 | 79 | 78 |\n| 教育 | 実績 | 81 | 79 | 76 |\n",
            {
                "一般行政": "t2020=320 t2021=318 t2022=315 a2020=321 a2021=317 a2022=316",
                "教育": "t2020=80 t2021=79 t2022=78 a2020=81 a2021=79 a2022=76",
            },
            id="years that count on are of the plan's era",
        ),
        pytest.param(
            "指標名\n基準値(R3)\n目標値(R8)\n受診率\n41.2%\n12ページ\n55.0%\n参加者数\n120人\n150人\n"
            "利用件数\n34件\n13ページ\n50件\n相談件数\n12件\n20件\n",
            {
                "受診率": "b2021=41.2 t2026=55",
                "参加者数": "b2021=120 t2026=150",
                "利用件数": "b2021=34 t2026=50",
                "相談件数": "b2021=12 t2026=20",
            },
            id="numbers of pages are no figures",
        ),
        pytest.param(
            "指標 策定時 中間目標 最終目標 (平成24年度) (平成28年度) (平成32年度) 46.8% 50% 55% 3,150 人 3,500 人 "
            "4,000 人 12 事業 14 事業 20 事業 1 活動に参加した住民の割合 2 交流館の年間利用者数 3 協働による事業の数 "
            "4 登録した団体の数 31 団体 35 団体 40 団体\n",
            {
                "活動に参加した住民の割合": "b2012=46.8 t2016=50 t2020=55",
                "交流館の年間利用者数": "b2012=3150 t2016=3500 t2020=4000",
                "協働による事業の数": "b2012=12 t2016=14 t2020=20",
                "登録した団体の数": "b2012=31 t2016=35 t2020=40",
            },
            id="names printed apart find their figures",
        ),
        pytest.param(
            ALTERNATING,
            {
                name: f"t2024={a} t2025={c} t2026={e} t2027={f} t2028={g} t2029={h} a2024={b} a2025={d}"
                for name, (a, b, c, d, e, f, g, h) in {
                    "受診率": (43, 42.1, 45, 43.6, 47.5, 50, 55, 60),
                    "実施率": (30, 24.9, 35, 31.7, 40, 45, 52, 60),
                    "参加者数": (120, 131, 125, 119, 130, 135, 140, 145),
                }.items()
            },
            id="a title is left for every field behind",
        ),
    ],
)
def test_a_draft_says_what_the_step_makes_of_it(text, expected):
    assert told(text) == expected


def test_what_one_kind_of_reader_alone_told_of_a_table_is_unsure():
    facts = read_document(from_text(ALTERNATING))["indicators"][0]
    assert [facts[kind]["2024"]["confidence"] for kind in ("targets", "actuals")] == ["unsure"] * 2
    assert facts["targets"]["2029"]["confidence"] == "likely"
