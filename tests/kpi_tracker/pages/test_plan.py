"""The overview and the node pages: what they offer, and what they answer to a code that there is not."""

import pytest
from django.test import Client

from policies.models import PolicyNode
from tests.factories import make_cycle, make_evaluation, make_indicator, make_node, make_period, make_sheet
from tests.reading import Element, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes() -> dict[str, PolicyNode]:
    """4 > 4-2 > 4-2-1, 4-2-2, 4-2-3 and 5 > 5-1 > 5-1-1."""
    period = make_period()
    for top, below in (("4", 3), ("5", 1)):
        parent = make_node(period=period, depth=1, code=top, order=int(top), name=f"基本政策{top}")
        policy = make_node(parent=parent, code=f"{top}-{2 if top == '4' else 1}", name=f"政策{top}")
        for order in range(1, below + 1):
            make_node(parent=policy, name=f"施策{top}の{order}")
    return {node.code: node for node in PolicyNode.objects.all()}


def answer_404(address: str) -> Element:
    answer = Client().get(address)
    assert answer.status_code == 404
    page = read(answer)
    assert page.one("h1").text == "ページが見つかりません"
    return page


def nearest(page: Element) -> list[str]:
    return [one.text for one in page.one("div", class_="empty-state").all("li")]


def test_a_code_that_there_is_not_is_answered_in_japanese_with_the_nearest(nodes):
    page = answer_404("/policies/4-2-9/")
    assert "「4-2-9」というコードの項目は" in page.text
    assert nearest(page) == [
        "政策 4-2 政策4",
        "施策 4-2-1 施策4の1",
        "施策 4-2-2 施策4の2",
        "施策 4-2-3 施策4の3",
    ]
    for link in page.one("div", class_="empty-state").one("ul").links:
        assert Client().get(link).status_code == 200


@pytest.mark.parametrize(
    "code",
    [
        "9",
        "%00",
        "4-2-1%00",
        "..",
        "%2e%2e%2fetc",
        "%ED%A0%80",
        "9" * 5_000,
        "４-２-９",
        "4-2-1/1/1",
        "<b>",
        "'",
    ],
)
def test_any_other_code_is_answered_the_same_way(nodes, code):
    page = answer_404(f"/policies/{code}/")
    assert nearest(page)
    assert len(page.one("main").text) < 600


def test_a_code_without_its_slash_leads_to_the_page(nodes):
    answer = Client().get("/policies/4-2-1")
    assert (answer.status_code, answer["Location"]) == (301, "/policies/4-2-1/")


@pytest.mark.parametrize("number", ["0", "1" + "0" * 30, "9" * 5_000, "-1", "1.5", "%00", "abc", "%ED%A0%80"])
@pytest.mark.parametrize("kind", ["indicators", "projects"])
def test_a_number_that_there_is_not_is_answered_in_japanese(nodes, kind, number):
    answer_404(f"/{kind}/{number}/")


@pytest.mark.parametrize("number", ["0", "1" + "0" * 30])
def test_the_figure_of_an_indicator_that_there_is_not_is_missing(nodes, number):
    assert Client().get(f"/indicators/{number}/chart.json").status_code == 404


def test_any_other_address_is_answered_in_japanese(nodes):
    answer_404("/nothing/here/")


def measures(query: str) -> list[str]:
    table = read(Client().get(f"/?{query}")).one("table", class_="table--standings")
    return [cells[0].split()[0] for cells in table.rows[1:]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["4-2-1", "4-2-2", "4-2-3", "5-1-1"], id="everything"),
        pytest.param("q=4の2", ["4-2-2"], id="a word of the name"),
        pytest.param("q=4-2", ["4-2-1", "4-2-2", "4-2-3"], id="the beginning of a code"),
        pytest.param("q=施策 5の", ["5-1-1"], id="two words"),
        pytest.param("q=%25", ["条件に合う施策はありません。"], id="a percent sign is a percent sign"),
        pytest.param("q=_", ["条件に合う施策はありません。"], id="an underscore is an underscore"),
        pytest.param("q=%5C", ["条件に合う施策はありません。"], id="a backslash is a backslash"),
        pytest.param("under=5", ["5-1-1"], id="one policy"),
        pytest.param("under=nothing", ["4-2-1", "4-2-2", "4-2-3", "5-1-1"], id="a policy that there is not"),
        pytest.param("name__contains=x", ["4-2-1", "4-2-2", "4-2-3", "5-1-1"], id="a lookup of Django's"),
        pytest.param("sort=-measure", ["5-1-1", "4-2-3", "4-2-2", "4-2-1"], id="the other way round"),
    ],
)
def test_the_table_of_measures_is_searched_and_sorted(nodes, query, found):
    assert measures(query) == found


def test_the_measures_are_narrowed_by_their_decided_progress(nodes):
    cycle = make_cycle(period=nodes["4"].period)
    make_evaluation(cycle=cycle, node=nodes["4-2-1"], progress="B", direction="Ⅰ")
    make_evaluation(cycle=cycle, node=nodes["4-2-2"], progress="A", direction="Ⅱ")
    assert measures("progress=A") == ["4-2-2"]
    assert measures("sort=progress")[:2] == ["4-2-2", "4-2-1"]
    assert measures("sort=-direction")[-1] == "4-2-1"


def test_the_way_from_the_overview_stands_above_every_node(nodes):
    page = read(Client().get("/policies/4-2-1/"))
    way = page.one("nav", class_="breadcrumbs")
    assert [one.text for one in way.all("li")] == ["概況", "4 基本政策4", "4-2 政策4", "4-2-1 施策4の1"]
    assert len(way.links) == 3


def test_a_node_above_the_measures_lists_and_counts_what_is_below(nodes):
    cycle = make_cycle(period=nodes["4"].period)
    for code, symbol in (("4-2-1", "A"), ("4-2-2", "A"), ("4-2-3", "C")):
        make_evaluation(cycle=cycle, node=nodes[code], progress=symbol, direction="Ⅰ")
    page = read(Client().get("/policies/4/"))
    row = page.one("section", **{"aria-labelledby": "children"}).one("table").row("4-2 政策4")
    assert row == ["3", "2", "0", "1", "0", "0", "0"]
    assert [cells[0].split()[0] for cells in page.one("table", class_="table--standings").rows[1:]] == [
        *("4-2-1", "4-2-2", "4-2-3")
    ]


def test_a_relisted_measure_is_shown_but_counted_once(nodes):
    PolicyNode.objects.filter(code="4-2-3").update(also_under=nodes["5-1"])
    page = read(Client().get("/"))
    rows = page.one("section", **{"aria-labelledby": "policies"}).one("table")
    assert rows.row("4 基本政策4")[0] == "3"
    assert rows.row("5 基本政策5")[0] == "1"
    assert "再掲" in read(Client().get("/policies/4-2-3/")).text


def test_a_page_of_an_undertaking_says_how_people_rated_it():
    measure = make_node()
    cycle = make_cycle(period=measure.period)
    sheet = make_sheet(cycle=cycle, node=make_node(parent=measure), achievement="2")
    make_indicator(node=sheet.node, results={2022: 5})
    page = read(Client().get(sheet.node.get_absolute_url()))
    assert page.one("section", **{"aria-labelledby": "achievement"}).one("b").text == "2"
    assert page.one("section", **{"aria-labelledby": "indicators"}).all("article")
    assert sheet.node.name in read(Client().get(measure.get_absolute_url())).text


def test_what_people_wrote_is_shown_as_written():
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e𠮷'
    evaluation = make_evaluation(node=make_node(name=evil[:100], direct_goal=evil), progress="A")
    evaluation.reasons.create(subject="progress", number=1, text=evil)
    evaluation.sections.create(kind="background", order=1, heading=evil, body=evil)
    make_indicator(node=evaluation.node, name=evil, unit="<b>件</b>", results={2022: 5}, targets={2022: 4})
    for address in (evaluation.node.get_absolute_url(), "/", "/?q=" + "<script>"):
        page = read(Client().get(address))
        assert page.all("img") == []
        for script in page.all("script"):
            assert "src" in script.attributes or script.attributes["type"] == "application/json"
    assert read(Client().get(evaluation.node.get_absolute_url())).text.count("alert(1)</script>") >= 4
