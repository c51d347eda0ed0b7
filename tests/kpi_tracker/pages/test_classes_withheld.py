"""Classes are reference judgements: visitors see them where the plan shows those, or its city adopted the rules."""

import json
from dataclasses import dataclass

import pytest
from django.test import Client

from indicators.models import RuleProfile
from policies.models import Plan
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


@dataclass
class Town:
    """A measure with one indicator that reaches its target."""

    plan: Plan
    profile: RuleProfile
    addresses: dict[str, str]
    planner: Client


@pytest.fixture
def town() -> Town:
    plan = make_plan(shows_suggestions=False, shows_forecasts=True)
    period = make_period(plan=plan, first_year=2022, last_year=2025)
    department = make_department(local_government_code=plan.local_government_code)
    above = make_node(period=period, depth=1, department=department)
    node = make_node(parent=make_node(parent=above), department=department)
    named = {"department": department, "baseline": 1}
    one = make_indicator(node=node, targets={2022: 4, 2023: 6}, results={2022: 2, 2023: 7}, **named)
    make_indicator(node=make_node(parent=node), targets={2023: 6}, results={2023: 7}, **named)
    cycle = make_cycle(period=period)
    make_evaluation(cycle=cycle, node=node, progress="A", direction="Ⅰ")
    asked = f"?plan={plan.key}&year=2023"
    planner = make_person_in_post(
        "planning", make_department(local_government_code=plan.local_government_code)
    )
    addresses = {
        "overview": f"/{asked}",
        "above": f"/policies/{above.address}/{asked}",
        "measure": f"/policies/{node.address}/{asked}",
        "indicator": f"/indicators/{one.pk}/{asked}",
        "chart": f"/indicators/{one.pk}/chart.json{asked}",
        "listed": f"/api/v1/indicators{asked}",
        "one": f"/api/v1/indicators/{one.pk}",
        "measures": f"/api/v1/measures{asked}",
    }
    return Town(plan, cycle.profile, addresses, client_of(planner))


def told(client: Client, town: Town) -> dict[str, str]:
    """Return what each page says that has to do with classes."""
    said = {}
    for name, address in town.addresses.items():
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, name
        if "json" in answer["Content-Type"]:
            said[name] = json.dumps(answer.json(), ensure_ascii=False)
        else:
            main = read(answer).one("main")
            marks = [one.text for one in main.all("span", class_="rating")]
            said[name] = " ".join([*marks, main.text])
    return said


def classes_in(said: str) -> bool:
    signs = ("達成状況は「", "意味a", "意味c", "区分は", '"symbol": "a"', '"symbol": "c"', "指標の達成状況は")
    return any(sign in said for sign in signs)


def test_visitors_are_told_no_class_where_reference_judgements_are_not_shown(town: Town) -> None:
    assert not [name for name, said in told(Client(), town).items() if classes_in(said)]


def test_staff_see_every_class_all_the_same(town: Town) -> None:
    said = told(town.planner, town)
    assert [name for name, one in said.items() if classes_in(one)][:4] == [
        "overview",
        "above",
        "measure",
        "indicator",
    ]


@pytest.mark.parametrize("way", ["shown", "adopted"])
def test_visitors_see_them_where_the_plan_shows_them_or_the_rules_are_adopted(town: Town, way: str) -> None:
    if way == "shown":
        Plan.objects.filter(pk=town.plan.pk).update(shows_suggestions=True)
    else:
        RuleProfile.objects.filter(pk=town.profile.pk).update(is_adopted=True)
    said = told(Client(), town)
    assert {name for name, one in said.items() if not classes_in(one)} <= {"chart"}


def test_the_table_of_measures_keeps_its_cells_under_their_headings(town: Town) -> None:
    table = read(Client().get(town.addresses["overview"])).one("section", **{"aria-labelledby": "measures"})
    heads = table.one("thead").all("th")
    cells = table.one("tbody").all("tr")[0]
    assert "成果指標の達成状況" not in [one.text for one in heads]
    assert len(heads) == len(cells.all("td")) + len(cells.all("th"))
