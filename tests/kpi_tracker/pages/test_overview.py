"""The overview: sums that add up, by decision, and by suggestion where nothing is decided yet."""

import pytest
from django.test import Client

from policies.models import PolicyNode
from tests.factories import make_cycle, make_evaluation, make_indicator, make_node, make_period
from tests.reading import Element, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def measures() -> list[PolicyNode]:
    """Two measures under the first 基本政策 and one under the second, each with an indicator of class a in R4."""
    period = make_period()
    tops = [make_node(period=period, depth=1, name=name) for name in ("甲", "乙")]
    policies = [make_node(parent=top) for top in tops]
    found = [make_node(parent=policy) for policy in (policies[0], policies[0], policies[1])]
    for node in found:
        make_indicator(node=node, targets={2022: 5}, results={2022: 6})
    return found


def overview() -> Element:
    return read(Client().get("/"))


def counts(page: Element) -> dict[str, list[str]]:
    rows = page.one("section", **{"aria-labelledby": "policies"}).all("table")[0].one("tbody").rows
    return {cells[0]: cells[1:] for cells in rows}


def figure() -> dict[str, list[int]]:
    return {one["name"]: [x or 0 for x in one["x"]] for one in Client().get("/overview.json").json()["data"]}


def test_decisions_are_counted_under_every_policy_and_in_the_figure(measures):
    cycle = make_cycle(period=measures[0].period)
    make_evaluation(cycle=cycle, node=measures[0], progress="A", direction="Ⅱ")
    make_evaluation(cycle=cycle, node=measures[2], progress="D")
    page = overview()
    assert counts(page) == {
        "1 甲": ["2", "1", "0", "0", "0", "1", "0", "1", "0", "0", "1", "0"],
        "2 乙": ["1", "0", "0", "0", "1", "0", "0", "0", "0", "0", "1", "0"],
    }
    (total,) = page.one("section", **{"aria-labelledby": "policies"}).one("tfoot").rows
    assert total == ["計", "3", "1", "0", "0", "1", "1", "0", "1", "0", "0", "2", "0"]
    drawn = figure()
    assert (sum(drawn["A"]), sum(drawn["D"]), sum(drawn["未判定"])) == (1, 1, 1)
    sentence = page.one("span", class_="chart-sentence").text
    ratings = "A（意味A）1施策、B（意味B）0施策、C（意味C）0施策、D（意味D）1施策、未決定1施策"
    assert sentence == f"評価の対象3施策のうち、{ratings}です。"
    assert page.all("p", class_="disclaimer") == []


def test_before_anything_is_decided_suggestions_are_counted_and_called_so(measures):
    make_cycle(period=measures[0].period)
    page = overview()
    assert counts(page)["1 甲"][1] == "2"
    assert "参考判定" in page.one("figcaption").text
    assert page.all("p", class_="disclaimer")
    assert sum(figure()["A"]) == 3


def test_a_measure_without_a_suggestion_is_not_called_undecided(measures):
    make_cycle(period=measures[0].period)
    make_indicator(node=measures[0], targets={2022: 5})
    sentence = overview().one("span", class_="chart-sentence").text
    assert sentence.endswith("、未判定1施策です。")


def test_without_a_cycle_the_overview_says_so_and_counts_classes(measures):
    page = overview()
    assert "令和4(2022)年度を対象とする評価は、まだありません" in page.text
    (tile,) = page.all("li", class_="tile")
    assert tile.text.endswith("3指標")


def test_classes_that_do_not_occur_are_counted_too(measures):
    make_cycle(period=measures[0].period)
    tiles = [one.all("a", class_="tile-number")[0].text for one in overview().all("li", class_="tile")]
    assert tiles == ["3指標", "0指標", "0指標", "0指標"]


def test_what_is_missing_is_listed_with_its_reason(measures):
    make_indicator(node=measures[1], name="待つ指標", targets={2022: 5})
    page = overview()
    rows = page.one("section", **{"aria-labelledby": "missing"}).one("table").rows
    assert [(cells[0], cells[3]) for cells in rows[1:]] == [("2 待つ指標", "未提出")]
    assert counts(page)["1 甲"][-1] == "1"
    assert "1件あります" in page.one("main").text


def test_what_changed_since_the_year_before_is_listed(measures):
    both = {"targets": {2022: 5, 2023: 5}, "results": {2022: 6, 2023: 1}}
    make_indicator(node=measures[1], name="下がる指標", baseline=4, **both)
    page = overview()
    (row,) = page.one("section", **{"aria-labelledby": "changes"}).one("table").rows[1:]
    assert row[0] == "2 下がる指標"
    assert row[2].startswith("a")
    assert row[3].endswith("1件")
