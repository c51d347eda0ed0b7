"""A plan that is new: written down on one page, looked at, loaded, taken back."""

from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import Department, Post
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from reports.plans.forms import PlanForm
from reports.plans.outline import nodes_of, sections_of
from store.models import Load
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import make_department, make_plan
from tests.forms_found import forms_on
from tests.reports.test_loading_pages import client_of, load, said

ADDRESS: Final = "/reports/plan/"
TYPED: Final = {
    "municipality": "みなと市",
    "city": CITY,
    "name": "みなと市総合計画",
    "first": "R3",
    "last": "令和12年度",
    "number": "1",
    "period_name": "前期基本計画",
    "period_first": "2021",
    "period_last": "R8",
    "layers": "政策、施策",
    "nodes": "1 ひと\n施策１－１　子育ての支援\n1-2\t健康",
    "sections": "福祉部\n1010 こども課\n健康課",
}


def send(client: Client, **typed: str) -> Any:
    page = client.get(ADDRESS)
    form = forms_on(ADDRESS, page)[-1]
    return client.post(ADDRESS, form.fields | TYPED | typed, follow=True)


@pytest.mark.parametrize(
    ("text", "layers", "expected"),
    [
        pytest.param("1-1 甲\n1-2 乙", 1, [("1-1", "", 1), ("1-2", "", 1)], id="the lowest layer alone"),
        pytest.param("1 甲\n1-1 乙\n2 丙", 2, [("1", "", 1), ("1-1", "1", 2), ("2", "", 1)], id="two layers"),
        pytest.param(
            "基本目標１　甲\n\n施策 1-1：乙", 2, [("1", "", 1), ("1-1", "1", 2)], id="as it is printed"
        ),
        pytest.param("101 甲", 1, [("101", "", 1)], id="a code without steps"),
    ],
)
def test_lines_become_nodes(text, layers, expected):
    found, problems = nodes_of(text, layers)
    assert ([(one.code, one.parent, one.depth) for one in found], problems) == (expected, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("子育て", "1行目「子育て」：先頭にコードがありません", id="no code"),
        pytest.param("1 甲\n1-1 乙\n1-1-1 丙", "3行目「丙」：コードの段が、層の数（2）より", id="too deep"),
        pytest.param("1 甲\n2-1 乙", "2行目「乙」：一つ上の「2」の行がありません", id="nothing above it"),
        pytest.param("1 甲\n１ 乙", "2行目「乙」：同じコードの行", id="twice"),
    ],
)
def test_a_line_that_is_no_node_is_named(text, words):
    assert words in nodes_of(text, 2)[1][0]


def test_of_many_lines_that_are_none_the_first_are_named_and_the_rest_counted():
    form = PlanForm({"layers": "施策", "nodes": "\n".join(["子育て"] * 1_000)})
    said = form.errors["nodes"]
    assert (len(said), said[-1]) == (21, "ほか980行にも、同じような誤りがあります。")


def test_sections_stand_below_the_bureau_or_division_above_them_and_known_ones_stay():
    found = sections_of("企画部\n政策課\n福祉局\nこども部\n保育課\n77 健康課", {"政策課": "5"}, ["001"])
    assert [(one.code, one.name, one.kind, one.parent) for one in found] == [
        ("002", "企画部", "division", ""),
        ("003", "福祉局", "bureau", ""),
        ("004", "こども部", "division", "003"),
        ("005", "保育課", "section", "004"),
        ("77", "健康課", "section", "004"),
    ]


def test_there_are_codes_for_as_many_sections_as_anybody_writes():
    found = sections_of("課\n" * 12_000, {}, ["001"])
    assert (found[0].code, found[-1].code) == ("002", "12001")


@pytest.mark.django_db
def test_a_plan_comes_into_an_empty_database_and_goes_again():
    client = client_of(Post.Role.PLANNING)
    page = send(client)
    assert page.status_code == 200, said(page)
    assert not Plan.objects.exists()
    load(client, page, state="waiting")
    period = PlanPeriod.objects.get()
    assert (period.plan.key, period.plan.first_year, period.plan.last_year) == (CITY, 2021, 2030)
    assert (period.name, period.first_year, period.last_year) == ("前期基本計画", 2021, 2026)
    layers = Layer.objects.order_by("depth").values_list("name", "has_indicators", "is_evaluated")
    assert list(layers) == [("政策", False, False), ("施策", True, True)]
    nodes = PolicyNode.objects.order_by("path").values_list("code", "name", "parent__code")
    assert list(nodes) == [("1", "ひと", None), ("1-1", "子育ての支援", "1"), ("1-2", "健康", "1")]
    made = Department.objects.filter(name__in=("福祉部", "こども課", "健康課")).order_by("code")
    assert [(one.code, one.name, str(one.parent or "")) for one in made] == [
        ("001", "福祉部", ""),
        ("002", "健康課", "福祉部"),
        ("1010", "こども課", "福祉部"),
    ]
    client.post(f"/reports/loads/{Load.objects.get().pk}/", {"once": "x" * 30})
    assert not Plan.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"city": "123456"}, "検査数字が合いません", id="a slip in the code"),
        pytest.param({"first": "3"}, "年度として読めません", id="no year"),
        pytest.param({"last": "R2"}, "最後の年度が、最初の年度より前です", id="turned round"),
        pytest.param({"period_last": "R20"}, "計画の年度の外にあります", id="a period outside its plan"),
        pytest.param({"nodes": "子育て"}, "先頭にコードがありません", id="a line without a code"),
        pytest.param({"layers": "、", "nodes": ""}, "層の名前を", id="no layer"),
        pytest.param(
            {"layers": "、".join("あいうえおかきくけこさ")}, "層の名前を", id="more layers than there can be"
        ),
        pytest.param({"sections": "健康課\n" * 2_001}, "一度に登録できるのは", id="too many sections"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(typed, words):
    page = send(client_of(Post.Role.PLANNING), **typed)
    assert page.status_code == 422
    assert words in said(page)
    assert "健康課" in page.content.decode()


@pytest.mark.django_db
def test_a_plan_of_that_name_is_not_begun_twice():
    client = client_of(Post.Role.PLANNING)
    load(client, send(client), state="waiting")
    again = send(client)
    assert again.status_code == 422
    assert "登録されています" in said(again)


@pytest.mark.django_db
def test_only_keepers_begin_a_plan_and_only_that_of_their_city():
    make_department(local_government_code=OTHER_CITY)
    other = send(client_of(Post.Role.PLANNING, OTHER_CITY))
    assert other.status_code == 422
    assert "団体" in said(other)
    assert not Plan.objects.exists()
    make_plan(local_government_code=CITY, name=TYPED["name"])
    assert said(send(client_of(Post.Role.PLANNING, OTHER_CITY))) == said(other)  # nothing of what others have
    clerk = Client()
    clerk.force_login(make_official(Post.Role.STAFF, CITY))
    assert clerk.get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 302
