"""What a node is told by: given or made once, and the same after it is renumbered or moved."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from evaluations.publishing.editions import differences, with_departments_of
from policies.actions import add_node, move_node
from policies.models import PolicyNode, uid_of
from store.actions.history import changes_below
from store.actions.rows import Actor
from store.models import Change, owner_of
from tests.factories import make_indicator, make_node, make_period, make_plan

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
PERIOD = ["900001", 1]
Load = Callable[..., None]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads nodes into the only period of a plan."""
    make_period(plan=make_plan(local_government_code="900001"), number=1)

    def load_nodes(*nodes: dict[str, Any], **options: Any) -> None:
        file = tmp_path / "given.json"
        file.write_text(json.dumps([{"model": "policies.policynode", "fields": node} for node in nodes]))
        call_command("loaddata", str(file), verbosity=0, **options)

    return load_nodes


def a_node(depth: int, code: str, above: str | None = None, order: int = 1, **fields: Any) -> dict[str, Any]:
    place = {"period": PERIOD, "layer": [*PERIOD, depth], "code": code, "order": order, "name": f"項目{code}"}
    return {**place, "parent": [*PERIOD, above] if above else None, **fields}


def a_tree() -> list[dict[str, Any]]:
    """Return 4 > 4-2 > 4-2-1, 4-2-2 > one without a code; and 5."""
    return [
        *(a_node(1, "4"), a_node(1, "5", order=2), a_node(2, "4-2", "4")),
        *(a_node(3, "4-2-1", "4-2"), a_node(3, "4-2-2", "4-2", 2), a_node(4, "", "4-2-2")),
    ]


def at(address: str) -> PolicyNode:
    return PolicyNode.objects.get(address=address)


def addresses() -> list[str]:
    return list(PolicyNode.objects.order_by("path").values_list("address", flat=True))


def test_a_uid_is_made_from_plan_period_and_first_address_or_given_by_the_file(load):
    load(a_node(1, "4"), a_node(1, "5", order=2, uid="city-5"))
    assert at("4").uid == uid_of("900001", "1", "4")
    assert at("5").uid == "city-5"


def test_a_uid_survives_renumbering_and_moving_and_what_goes_by_it_too(load):
    load(*a_tree())
    node, made = at("4-2"), at("4-2").uid
    make_indicator(node=at("4-2-1"), results={2022: 5})
    node.parent, node.code, node.name = at("5"), "5-2", "移した項目"
    move_node(node, version=node.version, by=BY)
    assert addresses() == ["4", "5", "5-2", "5-2-1", "5-2-2", "5-2-2/1"]
    assert at("5-2").uid == made
    told = changes_below(owner_of("policies.policynode", made))
    assert {one.field for one in told} >= {"uid", "name", "code", "parent", "address"}
    answer = Client().get("/api/v1/nodes?plan=900001").json()["nodes"]
    assert {one["uid"]: one["address"] for one in answer}[made] == "5-2"
    measure = at("5-2-1")
    (said,) = Client().get(f"/api/v1/measures/{measure.uid}?plan=900001").json()["measures"]
    assert (said["uid"], said["address"]) == (measure.uid, "5-2-1")
    assert said["indicators"][0]["node_uid"] == measure.uid


def test_a_uid_that_was_made_for_a_node_that_moved_away_is_not_made_again(load):
    load(a_node(1, "4"))
    node = at("4")
    node.code = "6"
    move_node(node, version=node.version, by=BY)
    load(a_node(1, "4", order=2))
    assert at("6").uid == uid_of("900001", "1", "4")
    assert at("4").uid == uid_of("900001", "1", "4", "2")
    other = PolicyNode(period=node.period, layer=node.layer, code="7", order=3, name="七")
    add_node(other, by=BY)
    assert at("7").uid == uid_of("900001", "1", "7")


def test_codes_below_that_do_not_begin_with_the_changed_one_are_listed_and_refused(load):
    load(*a_tree()[:4])
    PolicyNode.objects.filter(address="4-2-1").update(code="04-2-1")
    node = at("4-2")
    node.parent, node.code = at("5"), "5-2"
    with pytest.raises(ValidationError, match="下の項目のコードが合わなくなります（04-2-1）"):
        move_node(node, version=node.version, by=BY)
    assert addresses() == ["4", "4-2", "4-2-1", "5"]


def test_a_code_of_one_segment_below_stays_as_it_is(load):
    load(a_node(1, "A"), a_node(2, "1", "A"))
    node = at("A")
    node.code = "B"
    move_node(node, version=node.version, by=BY)
    assert addresses() == ["B", "1"]


def test_a_file_renumbers_by_uid(load):
    load(*a_tree()[:4])
    given = {"uid": at("4-2").uid}
    renumbered = a_node(2, "4-3", "4") | {"name": "項目4-2", **given}
    with pytest.raises(CommandError, match="コード（code）: データベースは「4-2」、ファイルは「4-3」"):
        load(renumbered, a_node(3, "4-3-1", "4-3", uid=at("4-2-1").uid, name="項目4-2-1"))
    with pytest.raises(CommandError, match="下の項目のコード（4-2-1）が合わなくなります"):
        load(renumbered, overwrite=True)
    below = a_node(3, "4-3-1", "4-3", uid=at("4-2-1").uid, name="項目4-2-1")
    load(renumbered, below, overwrite=True)
    assert addresses() == ["4", "4-3", "4-3-1", "5"]
    assert at("4-3").uid == given["uid"]


def test_a_uid_is_never_given_to_another_node(load):
    load(*a_tree()[:2])
    with pytest.raises(CommandError, match="uidが違います"):
        load(a_node(1, "4", uid="other"), overwrite=True)
    with pytest.raises(CommandError, match=r"uid.*重複|二度"):
        load(a_node(1, "7", order=3, uid="same"), a_node(1, "8", order=4, uid="same"))
    with pytest.raises(CommandError, match="半角の英数字"):
        load(a_node(1, "7", order=3, uid="七/1"))


def test_a_succession_may_name_its_predecessor_by_uid(load):
    load(a_node(1, "4", uid="old"), a_node(1, "5", order=2, succeeds=["old"]))
    assert list(at("5").succeeds.all()) == [at("4")]


def test_an_edition_tells_a_renumbered_node_by_its_uid():
    before = {"format": 3, "others": [{"uid": "u", "address": "4-2", "code": "4-2", "name": "政策"}]}
    after = {"format": 3, "others": [{"uid": "u", "address": "4-3", "code": "4-3", "name": "政策"}]}
    found = differences(before, after)
    assert [(one.before, one.after) for one in found if one.place.endswith("コード")] == [("4-2", "4-3")]
    assert not any("新たに" in one.after for one in found)
    older = {"format": 2, "others": [{"address": "4-2", "code": "4-2", "name": "政策"}]}
    assert differences(older, before) == []


def test_the_successor_stays_whatever_is_renumbered():
    first = make_node(code="1", depth=1)
    second = make_node(code="1", depth=1, succeeds=[first])
    first.code = "9"
    move_node(first, version=first.version, by=BY)
    second.refresh_from_db()
    assert list(second.succeeds.all()) == [first]


def test_a_renumbered_node_keeps_the_department_under_which_it_was_published():
    published = {"others": [{"uid": "u", "address": "4-2", "department": "旧課"}]}
    now = {"others": [{"uid": "u", "address": "4-3", "department": "新課"}]}
    other = {"others": [{"uid": "v", "address": "4-2", "department": "別の課"}]}
    assert with_departments_of(now, published)["others"][0]["department"] == "旧課"
    assert with_departments_of(other, published)["others"][0]["department"] == "別の課"
    older = {"others": [{"address": "4-3", "department": "旧課"}]}
    assert with_departments_of(now, older)["others"][0]["department"] == "旧課"
