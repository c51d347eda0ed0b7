"""A plan of five layers, registered by the keepers' forms: every page opens, and calls its layers by their names."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import Department, Post
from policies.models import Plan, PlanPeriod, PolicyNode
from tests.city import CITY, make_official
from tests.factories import make_cycle, make_person
from tests.five_layers import EVALUATED, pages_of, register_plan
from tests.reading import read

pytestmark = pytest.mark.django_db
FOREIGN = re.compile("施策|事務事業|第[0-9]期|基本政策|リーディングプロジェクト")


@pytest.fixture
def planner() -> Client:
    client = Client()
    client.force_login(make_official(Post.Role.PLANNING, CITY))
    return client


@pytest.fixture
def plan(planner: Client) -> Plan:
    return register_plan(planner)


@pytest.fixture
def pages(plan: Plan) -> list[str]:
    return pages_of(plan)


def words_of(page: Any) -> Iterator[str]:
    """Yield what the page says, without the navigation that all plans share."""
    for part in page.one("main").all(
        "h1", "h2", "h3", "th", "p", "dt", "dd", "li", "label", "option", "caption", "a"
    ):
        yield part.text


def test_every_page_of_the_plan_opens_and_calls_its_layers_by_their_names(planner, pages):
    said = {}
    for address in pages:
        answer = planner.get(address)
        assert answer.status_code == 200, address
        if found := sorted({text[:60] for text in words_of(read(answer)) if FOREIGN.search(text)}):
            said[address] = found
    section = make_person(role="staff", department=Department.objects.get(name="企画課"))
    client = Client()
    client.force_login(section)
    for address in ("/entry/", "/entry/grid/"):
        if found := sorted(
            {text[:60] for text in words_of(read(client.get(address))) if FOREIGN.search(text)}
        ):
            said[address] = found
    assert said == {}


def test_what_stands_below_is_counted_and_judged_above(planner, plan):
    make_cycle(period=PlanPeriod.objects.get(), first_year=2022, last_year=2022, is_published=True)
    node = PolicyNode.objects.get(layer__depth=EVALUATED)
    page = read(planner.get(f"{node.get_absolute_url()}?plan={plan.key}&year=2022")).one("main").text
    assert "取組の一つ目の件数" in page
    measures = planner.get(f"/api/v1/measures?plan={plan.key}&year=2023").json()["measures"]
    assert [(one["address"], one["owed"], one["missing"]) for one in measures] == [(node.address, 1, 1)]
