"""A plan of five layers, registered by the keepers' forms: every page opens, and calls its layers by their names."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Department, Post
from indicators.models import Indicator
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from tests.city import CITY, make_official
from tests.factories import make_cycle, make_department, make_person, make_round
from tests.forms_found import forms_on
from tests.reading import read

pytestmark = pytest.mark.django_db
LAYERS = ("章", "節", "柱", "重点項目", "取組")
EVALUATED, WORK = 4, 5
FOREIGN = re.compile("施策|事務事業|第[0-9]期|基本政策|リーディングプロジェクト")


def send(client: Client, model: str, **typed: Any) -> None:
    """Fill in the form of a new row, as a keeper does, and save it."""
    address = reverse(f"admin:{model}_add")
    (form,) = [one for one in forms_on(address, client.get(address)) if one.kind == "admin add"]
    fields = form.fields | {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    answer = client.post(form.action, {name: value for name, value in fields.items() if value != [None]})
    assert answer.status_code == 302, read(answer).one("main").text


@pytest.fixture
def planner() -> Client:
    client = Client()
    client.force_login(make_official(Post.Role.PLANNING, CITY))
    return client


@pytest.fixture
def plan(planner: Client) -> Plan:
    """The plan, with one item a layer, whose codes are all alike, and indicators on two of them."""
    years = {"first_year": "2022", "last_year": "2031"}
    send(
        planner,
        "policies_plan",
        municipality="試験市",
        local_government_code=CITY,
        name="まちづくり指針",
        is_published="on",
        shows_suggestions="on",
        **years,
    )
    plan = Plan.objects.get()
    send(
        planner,
        "policies_planperiod",
        plan=str(plan.pk),
        number="1",
        name="前期",
        first_year="2022",
        last_year="2026",
    )
    period = PlanPeriod.objects.get()
    for depth, name in enumerate(LAYERS, 1):
        what = {"has_indicators": "on"} if depth in {3, WORK} else {}
        what |= {"is_evaluated": "on"} if depth == EVALUATED else {}
        what |= {"is_undertaking": "on"} if depth == WORK else {}
        send(planner, "policies_layer", period=str(period.pk), depth=str(depth), name=name, **what)
    section = make_department(local_government_code=CITY, name="企画課")
    parent: PolicyNode | None = None
    for layer in Layer.objects.order_by("depth"):
        place = {"period": str(period.pk), "layer": str(layer.pk), "parent": str(parent.pk) if parent else ""}
        names = {"code": "1", "order": "1", "name": f"{layer.name}の一つ目", "department": str(section.pk)}
        send(planner, "policies_policynode", **place, **names)
        parent = PolicyNode.objects.get(layer=layer)
    for depth, number in ((3, "①"), (WORK, "②")):
        add_indicator(planner, PolicyNode.objects.get(layer__depth=depth), number, section)
    return plan


def add_indicator(client: Client, node: PolicyNode, number: str, section: Department) -> None:
    place = {"node": str(node.pk), "department": str(section.pk), "order": "1", "number": number}
    said = {
        "name": f"{node.name}の件数",
        "kind": "outcome",
        "is_judged": "on",
        "unit": "件",
        "direction": "up",
    }
    send(
        client,
        "indicators_indicator",
        **place,
        **said,
        accumulation="annual",
        baseline_value="4",
        baseline_year="2021",
    )
    indicator = Indicator.objects.get(node=node)
    target = {"indicator": str(indicator.pk), "comparator": ">=", "revision": "0"}
    send(client, "indicators_target", **target, fiscal_year="2026", scope="period", value="20")
    send(client, "indicators_target", **target, fiscal_year="2023", scope="year", value="8")
    result = {"indicator": str(indicator.pk), "fiscal_year": "2022", "total": "6", "entry_state": "checked"}
    send(client, "indicators_result", **result, standing="final")


@pytest.fixture
def pages(plan: Plan) -> list[str]:
    """Every page of the plan, for staff."""
    period = PlanPeriod.objects.get()
    cycle = make_cycle(period=period, first_year=2022, last_year=2023, name="中間の評価", is_published=True)
    round_ = make_round(plan=plan, fiscal_year=2023)
    node = PolicyNode.objects.get(layer__depth=EVALUATED)
    query = f"?plan={plan.key}&year=2023"
    return [
        f"/{query}",
        *(f"{one.get_absolute_url()}{query}" for one in PolicyNode.objects.all()),
        *(f"{one.get_absolute_url()}{query}" for one in Indicator.objects.all()),
        f"/evaluations/{query}",
        f"/evaluations/{node.address}/?plan={plan.key}&period=1&cycle={cycle.key}",
        f"/entry/board/?round={round_.pk}",
        f"/entry/rounds/{round_.pk}/",
        *(f"/entry/{one.pk}/2023/" for one in Indicator.objects.all()),
    ]


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
