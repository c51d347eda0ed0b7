"""The plan's rows: where a node stands follows from its parent, and what cannot be is refused in words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from tests.factories import make_node, make_period, make_plan

pytestmark = pytest.mark.django_db


def test_a_node_is_addressed_by_its_code():
    top = make_node(depth=1, code="4", order=4)
    node = make_node(parent=make_node(parent=top, code="4-2", order=2), code="4-2-4", order=4)
    assert (node.address, node.path) == ("4-2-4", "0004.0002.0004.")
    assert node.get_absolute_url() == "/policies/4-2-4/"
    assert str(node) == f"4-2-4 {node.name}"


def test_a_node_without_a_code_is_addressed_by_its_place_below_its_parent():
    measure = make_node(code="4-2-4", order=4)
    node = make_node(parent=measure, code="", order=2, name="事務事業")
    assert (node.address, node.path) == ("4-2-4/2", "0004.0002.")
    assert node.get_absolute_url() == "/policies/4-2-4/2/"
    assert str(node) == "事務事業"


def test_a_node_at_the_top_needs_a_code():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_node(code="")


def test_a_plan_may_have_five_layers():
    period = make_period()
    Layer.objects.create(period=period, depth=5, name="細事業")
    node = make_node(period=period, depth=1)
    for _ in range(4):
        node = make_node(parent=node)
        node.full_clean(exclude=["address", "path"])
    assert node.path.count(".") == 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param(
            lambda node: setattr(node, "layer", make_period().layers.first()), "layer", id="a layer"
        ),
        pytest.param(lambda node: setattr(node, "parent", make_node(depth=1)), "parent", id="a parent"),
        pytest.param(
            lambda node: setattr(node, "also_under", make_node()), "also_under", id="a second parent"
        ),
    ],
)
def test_what_belongs_to_another_period_is_refused(change, field):
    node = make_node()
    change(node)
    with pytest.raises(ValidationError, match="別の計画期間") as refused:
        node.clean()
    assert set(refused.value.message_dict) == {field}


def test_a_node_stands_below_the_layer_of_its_parent():
    parent = make_node()
    node = make_node(parent=parent)
    node.layer = parent.layer
    with pytest.raises(ValidationError, match="より下の層"):
        node.clean()


@pytest.mark.parametrize(("first", "last"), [(2015, 2017), (2025, 2026)])
def test_a_period_outside_its_plan_is_refused(first, last):
    period = PlanPeriod(plan=make_plan(), number=1, name="期", first_year=first, last_year=last)
    with pytest.raises(ValidationError, match="計画の年度の外"):
        period.clean()


def test_periods_of_one_plan_do_not_share_a_year():
    period = make_period(first_year=2018, last_year=2021)
    beside = PlanPeriod(plan=period.plan, number=2, name="期", first_year=2021, last_year=2025)
    with pytest.raises(ValidationError, match="重なっています"):
        beside.clean()
    beside.first_year = 2022
    beside.clean()
    period.clean()  # a period does not overlap itself


def test_a_period_of_a_plan_that_is_not_stored_yet_is_checked_too():
    plan = Plan(first_year=2016, last_year=2025)
    PlanPeriod(plan=plan, number=1, first_year=2016, last_year=2017).clean()
    with pytest.raises(ValidationError, match="計画の年度の外"):
        PlanPeriod(plan=plan, number=1, first_year=2016, last_year=2030).clean()


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", "12345\n"])
def test_a_municipality_has_a_code_of_six_digits(code):
    plan = Plan(local_government_code=code, municipality="市", name="計画", first_year=2016, last_year=2025)
    with pytest.raises(ValidationError) as refused:
        plan.full_clean()
    assert "local_government_code" in refused.value.message_dict


@pytest.mark.parametrize(
    ("model", "make"), [(Plan, make_plan), (PlanPeriod, make_period), (PolicyNode, make_node)]
)
def test_a_row_is_found_by_its_natural_key(model, make):
    row = make()
    assert model.objects.get_by_natural_key(*row.natural_key()) == row
