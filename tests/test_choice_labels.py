"""What a select calls the rows of a plan: with plan and period, so that those of two plans can be told apart."""

import pytest
from django.test import Client

from policies.models import Plan
from tests.factories import make_cycle, make_node, make_period, make_person, make_plan, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    plans = [make_plan(municipality="試験市", local_government_code="900001", name=name) for name in "甲乙"]
    for plan in plans:
        node = make_node(period=make_period(plan=plan, name="第1期"), code="1", name="同じ施策")
        make_cycle(period=node.period, name="同じ評価")
    client = Client()
    client.force_login(make_person(is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("policies/policynode/add/", [">試験市 甲 第1期<", ">試験市 乙 第1期<"]),
        ("policies/policynode/add/", [">試験市 甲 第1期 施策<", ">試験市 乙 第1期 施策<"]),
        ("policies/policynode/", ["試験市 甲 第1期", "試験市 乙 第1期"]),
        ("evaluations/evaluation/add/", [">試験市 甲 第1期 同じ評価<", ">試験市 乙 第1期 同じ評価<"]),
    ],
    ids=["periods", "layers", "a filter", "cycles"],
)
def test_a_select_names_plan_and_period(keeper, address, labels):
    page = keeper.get(f"/admin/{address}").content.decode()
    for label in labels:
        assert label in page


def test_a_select_in_which_one_types_names_plan_and_period(keeper):
    asked = {"app_label": "indicators", "model_name": "indicator", "field_name": "node", "term": "同じ"}
    found = keeper.get("/admin/autocomplete/", asked).json()["results"]
    assert {one["text"] for one in found} == {f"1 同じ施策（試験市 {plan} 第1期）" for plan in "甲乙"}


def test_the_board_names_the_plan_of_a_round(keeper):
    for plan in Plan.objects.all():
        make_round(plan=plan)
    page = keeper.get("/entry/board/").content.decode()
    for plan in Plan.objects.all():
        assert f">{plan} 令和" in page
