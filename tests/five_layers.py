"""A plan of five layers with names of their own, registered by the keepers' forms as an officer would."""

from typing import Any, Final

from django.test import Client
from django.urls import reverse

from accounts.models import Department
from indicators.models import Indicator
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from tests.city import CITY
from tests.factories import make_cycle, make_department, make_round
from tests.forms_found import forms_on
from tests.reading import read

LAYERS: Final = ("章", "節", "柱", "重点項目", "取組")
EVALUATED, WORK = 4, 5


def send(client: Client, model: str, **typed: Any) -> None:
    """Fill in the form of a new row, as a keeper does, and save it."""
    address = reverse(f"admin:{model}_add")
    (form,) = [one for one in forms_on(address, client.get(address)) if one.kind == "admin add"]
    fields = form.fields | {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    answer = client.post(form.action, {name: value for name, value in fields.items() if value != [None]})
    assert answer.status_code == 302, read(answer).one("main").text


def register_plan(planner: Client) -> Plan:
    """Return the plan, with one item a layer, whose codes are all alike, and indicators on two of them."""
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


def pages_of(plan: Plan) -> list[str]:
    """Return every page of the plan, for staff, with an evaluation and a round of it."""
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
