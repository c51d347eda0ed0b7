"""What a file may not reach from a page, by whatever reference: other cities, what all share, what sections wrote."""

from typing import Any

import pytest

from accounts.models import Post
from indicators.models import Indicator, RatingScale
from policies.models import PolicyNode
from tests.city import CITY, OTHER_CITY
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_plan,
)
from tests.reports.test_loading_pages import choose, client_of, entry, load, said

pytestmark = pytest.mark.django_db
REFUSED = f"団体コード {OTHER_CITY} のデータ"


@pytest.fixture
def planner() -> Any:
    return client_of(Post.Role.PLANNING)


@pytest.fixture
def own() -> Indicator:
    return in_city(CITY)


@pytest.fixture
def theirs() -> Indicator:
    return in_city(OTHER_CITY)


def in_city(code: str) -> Indicator:
    plan = make_plan(local_government_code=code)
    department = make_department(local_government_code=code, code="77", name="課")
    return make_indicator(node=make_node(period=make_period(plan=plan), department=department))


def written(node: PolicyNode, **fields: Any) -> dict[str, Any]:
    period = [*node.period.natural_key()]
    told = {"period": period, "layer": [*node.layer.natural_key()], "code": "9", "order": 9, "name": "新"}
    return entry("policies.policynode", **told | fields)


def test_the_uid_of_another_citys_node_does_not_take_it_over(planner, own, theirs):
    page = choose(planner, written(own.node, uid=theirs.node.uid))
    assert page.status_code == 422
    assert REFUSED in said(page)
    load(planner, load(planner, page, differing="overwrite"), differing="overwrite")
    theirs.node.refresh_from_db()
    assert theirs.node.period.plan.local_government_code == OTHER_CITY


@pytest.mark.parametrize("name", ["department", "related_departments", "indicators", "layers", "parent"])
def test_no_reference_leads_into_another_city(planner, own, theirs, name):
    unit = [*theirs.node.department.natural_key()]
    RatingScale.objects.create(key="z", name="区分")
    entries = {
        "department": written(own.node, department=unit),
        "related_departments": written(own.node, related_departments=[unit]),
        "indicators": entry(
            "projects.leadingproject",
            node=[*own.node.natural_key()],
            order=1,
            name="取組",
            indicators=[[*theirs.natural_key()]],
        ),
        "layers": entry(
            "indicators.ratingscale", key="z", name="区分", layers=[[*theirs.node.layer.natural_key()]]
        ),
        "parent": entry("accounts.department", local_government_code=CITY, code="1", name="係", parent=unit),
    }
    page = choose(planner, entries[name])
    assert page.status_code == 422
    assert REFUSED in said(page)
    assert load(planner, page, differing="overwrite").status_code == 422


def test_what_all_use_still_takes_in_the_own_layers(planner, own):
    scale = RatingScale.objects.create(key="z", name="区分")
    layer = [*own.node.layer.natural_key()]
    page = choose(planner, entry("indicators.ratingscale", key="z", name="区分", layers=[layer]))
    assert page.status_code == 200
    load(planner, page)
    assert list(scale.layers.all()) == [own.node.layer]
