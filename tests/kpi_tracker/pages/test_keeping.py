"""The page from which a plan is kept: for whom, what it says to be due, and that every way leads on."""

import re

import pytest
from django.test import Client

from accounts.models import Post
from indicators.models import Indicator
from policies.models import Plan, PlanPeriod, PolicyNode
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import make_cycle, make_indicator, make_node, make_period, make_plan, make_round
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
KEEPS = (Post.Role.PLANNING, Post.Role.SYSTEM)
NUMBER = re.compile(r"（([0-9]+)件）")


@pytest.fixture
def plan() -> Plan:
    plan = make_plan(local_government_code=CITY)
    period = make_period(plan=plan)
    make_indicator(node=make_node(period=period), targets={2023: 10}, results={2023: 7})
    make_round(plan=plan, fiscal_year=2023)
    make_cycle(period=period, is_published=False, name="今の評価")
    return plan


def client_of(role: str, code: str = CITY) -> Client:
    client = Client()
    client.force_login(make_official(role, code))
    return client


def shown(plan: Plan, client: Client) -> Element:
    answer = client.get(f"/plan/?plan={plan.key}")
    assert answer.status_code == 200
    return read(answer).one("main")


@pytest.mark.parametrize("role", Post.Role.values)
def test_only_who_keeps_the_plan_opens_the_page(plan, role):
    assert client_of(role).get("/plan/").status_code == (200 if role in KEEPS else 403)


def test_nobody_else_is_told_anything(plan):
    answer = Client().get("/plan/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/plan/")
    elsewhere = client_of(Post.Role.PLANNING, OTHER_CITY)
    assert elsewhere.get(f"/plan/?plan={plan.key}")["Location"] == "/plan/"
    assert str(plan) not in elsewhere.get("/plan/", follow=True).content.decode()


@pytest.mark.parametrize("role", KEEPS)
def test_every_way_leads_on_and_every_number_is_the_length_of_its_list(plan, role):
    client = client_of(role)
    numbers = 0
    for link in shown(plan, client).all("a"):
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200, link.text
        if counted := NUMBER.search(link.text):
            numbers += 1
            listed = read(answer).one("main")
            rows = [row for body in listed.all("tbody") for row in body.all("tr") if row.all("th")]
            assert len(rows) == int(counted[1]), link.text
    assert numbers == 4


def due(plan: Plan) -> list[str]:
    return [one.text for one in shown(plan, client_of(Post.Role.PLANNING)).all("strong")]


def test_the_page_says_what_is_due(plan, monkeypatch):
    period = PlanPeriod.objects.get()
    Indicator.objects.update(department=None)
    assert f"{period}は{period.last.era}で終わります。次の計画期間を登録する時期です。" in due(plan)
    assert "所管課の登録がない指標が1件あり、入力を依頼できません。" in due(plan)
    made = make_period(plan=plan, number=period.number + 1, first_year=period.last_year + 1, last_year=2090)
    assert f"{made}の項目が、まだありません。" in due(plan)
    make_node(period=made)
    assert not [one for one in due(plan) if "次の計画期間" in one]
    assert PolicyNode.objects.filter(period=made).count() == 1
