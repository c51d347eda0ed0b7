"""The published measure 4-2-4 through its pages: what an evaluator reads, and that every output says the same."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from indicators.models import Indicator
from policies.charts import FOLD
from tests.reading import Element, read
from tests.scenery import read_only

DISCLAIMER = (
    "参考判定（数値から機械的に算出した目安です。評価結果は定性的な成果も含め総合的に判断しています。）"
)
LEDGER = "報告件数20件（R4 9件・R5 11件）、うち個票登録3件、未登録17件"
STEPS_BACK = "令和3年度末累計 46件（55−9により算出）"
NAME = "① スマートシティに関連するリーディングプロジェクト実施累計件数"


pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _kawasaki(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
        yield


@pytest.fixture(scope="module")
def node_page(_kawasaki: None) -> Element:
    return read(Client().get("/policies/4-2-4/"))


@pytest.fixture(scope="module")
def address(_kawasaki: None) -> str:
    return Indicator.objects.get(node__address="4-2-4", number="①").get_absolute_url()


@pytest.fixture(scope="module")
def indicator_page(address: str) -> Element:
    return read(Client().get(address))


@pytest.fixture(scope="module")
def figure(address: str) -> dict[str, Any]:
    return Client().get(f"{address}chart.json").json()  # type: ignore[no-any-return]


def years_of(node_page: Element) -> Element:
    """Return the table of the judged indicator's years."""
    return node_page.one("div", **{"aria-label": f"{NAME}の目標と実績"}).one("table")


def test_the_year_table_holds_the_published_figures(node_page):
    table = years_of(node_page)
    assert table.rows[0] == [
        *(
            "年度",
            "令和3(2021)年度",
            "令和4(2022)年度",
            "令和5(2023)年度",
            "令和6(2024)年度",
            "令和7(2025)年度",
        )
    ]
    assert table.row("目標") == ["28件以上", "48件", "53件", "－", "63件以上"]
    assert table.row("実績")[:3] == ["46件 算出", "55件", "66件"]
    assert table.row("うち当該年度分") == ["－", "+9件", "+11件", "－", "－"]
    assert table.row("達成率") == ["－", "114.6％", "124.5％", "－", "－"]
    assert table.row("期間内の増加分の率")[1:3] == ["450.0％", "285.7％"]


def test_years_without_a_figure_say_so_instead_of_nought(node_page):
    assert years_of(node_page).row("実績")[3:] == ["未提出", "未提出"]


def test_the_year_table_holds_class_a_exactly_twice(node_page):
    (row,) = [row for row in years_of(node_page).all("tr") if row.text.startswith("達成状況")]
    symbols = [cell.one("b").text for cell in row.all("td")]
    assert symbols == ["－", "a", "a", "－", "－"]


def test_the_start_and_the_promises_stand_with_the_step_and_its_reason(node_page):
    promises = [one.text for one in node_page.one("ul", class_="promises").all("li")]
    assert promises[0].endswith("7件")
    assert "H26" in promises[0]
    assert promises[3] == "令和7年度末の目標 63件以上"
    (revision,) = promises[4:]
    assert "40件→63件以上" in revision
    assert "R2（2020）年度の実績値が第３期目標値を達成目前のため、目標値を変更" in revision


def test_what_was_computed_and_what_has_no_record_is_said(node_page):
    assert STEPS_BACK in node_page.text
    assert LEDGER in node_page.text


def test_both_ratings_stand_as_decided_and_as_suggested_with_the_reasons(node_page):
    progress, direction = node_page.all("div", class_="verdict")
    assert [one.text for one in progress.all("b")] == ["A", "A"]
    assert [one.text for one in direction.all("b")] == ["Ⅱ", "Ⅱ"]
    for verdict in (progress, direction):
        decided, suggested = verdict.all("div", class_="verdict-part")
        assert "評価結果（決定）" in decided.text
        assert suggested.text.startswith("参考判定")
        assert verdict.one("p", class_="disclaimer").text == DISCLAIMER
    assert "すべてaのため、Aとします" in progress.one("ul", class_="verdict-reasons").text
    why = direction.one("ul", class_="verdict-reasons").text
    assert "進捗状況がAで確認事項があるため、Ⅱとします" in why
    assert "第3期目標63件を前倒しで達成" in why


def test_the_sections_stand_in_the_order_of_the_report(node_page):
    titles = ["概要", "背景", "取組", "成果", "まとめ"]
    main = node_page.one("main")
    assert [one.text for one in main.all("h2")] == titles
    navigation = main.one("nav", class_="section-nav")
    assert [one.text for one in navigation.all("a")] == titles
    places = {one.attributes["id"] for one in main.inside() if "id" in one.attributes}
    assert {link.removeprefix("#") for link in navigation.links} <= places


def test_every_reported_year_has_a_sentence_that_says_why(node_page, indicator_page):
    said = (
        "令和4年度の達成状況は「a」です（実績55件が目標48件を達成しているため。達成率114.6％、期間内の増加分では450.0％）",
        "令和5年度の達成状況は「a」です（実績66件が目標53件を達成しているため。達成率124.5％、期間内の増加分では285.7％）",
    )
    for page in (node_page, indicator_page):
        assert all(page.text.count(sentence) == 1 for sentence in said)


def test_the_indicators_own_page_says_the_same(node_page, indicator_page):
    table = indicator_page.all("table")[0]
    beside = years_of(node_page)
    for year, result, increment, rate, in_period in zip(
        beside.rows[0][1:],
        *(beside.row(name) for name in ("実績", "うち当該年度分", "達成率", "期間内の増加分の率")),
        strict=True,
    ):
        cells = table.row(year)
        assert cells[2:6] == [result.replace(" ", ""), increment, rate, in_period]
    assert STEPS_BACK in indicator_page.text


def test_the_figure_carries_the_same_numbers(figure):
    traces = {trace["name"]: trace for trace in figure["data"]}
    carried, added = traces["前年度までの累計"], traces["当年度の新規"]
    assert (carried["x"], carried["y"]) == ([2022, 2023], [46, 55])
    assert (added["x"], added["y"]) == ([2022, 2023], [9, 11])
    targets, before = traces["期間目標"], traces["変更前の目標"]
    assert dict(zip(targets["x"], targets["y"], strict=True)) == {2017: 16, 2021: 28, 2025: 63}
    assert (before["x"], before["y"]) == ([2025], [40])
    assert (traces["年度目標の値"]["x"], traces["年度目標の値"]["y"]) == ([2022, 2023], [48, 53])
    shown = " ".join(traces["年度の数値"]["hovertext"])
    assert "達成率 114.6％" in shown
    assert "達成率 124.5％" in shown


def test_the_revised_target_stands_beside_the_one_before(indicator_page):
    table = indicator_page.all("table")[1]
    versions = [cells[2:5] for cells in table.rows if cells[0] == "令和7(2025)年度"]
    assert versions == [["40件", "当初", "変更前"], ["63件以上", "変更（第1回）", "適用中"]]


def test_the_table_beside_the_chart_says_each_of_its_figures(figure, indicator_page):
    (table,) = [one for one in indicator_page.all("table") if "期末の目標" in one.rows[0]]
    rows = {year: " ".join(cells) for year, *cells in table.rows[1:]}
    (told,) = [trace["hovertext"] for trace in figure["data"] if trace.get("hovertext")]
    read_aloud = [text.replace(FOLD, "").split("<br>") for text in told[1:]]  # the first is before the plan
    found = [
        (year, amount)
        for year, *lines in read_aloud
        for amount in re.findall(r"(?:累計|当年度|目標|率) ([\d.,]+[件％])", "、".join(lines))
    ]
    assert len(found) == 13
    assert [(year, amount) for year, amount in found if amount not in rows[year]] == []


def test_an_earlier_year_is_judged_by_its_own_figures(address):
    page = read(Client().get(address, {"year": "R4"}))
    figures = {one.one("dt").text: one.all("dd")[0].text for one in page.all("div", class_="key-figure")}
    assert figures["令和4(2022)年度の実績"] == "55件"
    assert figures["達成率"] == "114.6％"


def test_the_overview_counts_the_measure_as_decided(figure):
    page = read(Client().get("/"))
    table = page.one("section", **{"aria-labelledby": "policies"}).one("table")
    assert table.row("4 活力と魅力あふれる力強い都市づくり")[1:5] == ["1", "0", "0", "0"]
    traces = {trace["name"]: trace for trace in Client().get("/overview.json").json()["data"]}
    (decided,) = [trace for name, trace in traces.items() if name.startswith("A")]
    assert sum(decided["x"]) == 1
