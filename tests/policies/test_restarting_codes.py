"""Printed codes that begin anew under each parent, stand on two layers, are missing or full width."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from policies.actions import add_node, move_node, remove_node
from policies.models import Plan, PlanPeriod, PolicyNode
from policies.scorecards.tree import PlanTree
from store.actions.rows import Actor
from store.models import Change
from tests.factories import make_indicator, make_period, make_person, make_plan

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
PERIOD = ["900001", 1]
Load = Callable[..., None]
Nodes = list[dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads nodes into the only period of a plan, with what hangs from them."""
    make_period(plan=make_plan(local_government_code="900001"), number=1)

    def load_nodes(nodes: Nodes, *further: dict[str, Any], **options: Any) -> None:
        file = tmp_path / "given.json"
        rows = [{"model": "policies.policynode", "fields": node} for node in nodes]
        file.write_text(json.dumps([*rows, *further]))
        call_command("loaddata", str(file), verbosity=0, **options)

    return load_nodes


def a_node(depth: int, code: str, order: int = 1, above: str | None = None, **fields: Any) -> dict[str, Any]:
    place = {"period": PERIOD, "layer": [*PERIOD, depth], "code": code, "order": order}
    parent = [*PERIOD, above] if above else None
    return {**place, "parent": parent, "name": f"{above or ''}の{code}", **fields}


def restarting() -> Nodes:
    """Return A > 1 > 1, 2 and B > 1 > 1: 政策 and 施策 that begin with 1 under each parent."""
    return [
        a_node(1, "A", 1),
        a_node(1, "B", 2),
        a_node(2, "1", 1, "A"),
        a_node(2, "1", 1, "B"),
        a_node(3, "1", 1, "A/1"),
        a_node(3, "2", 2, "A/1"),
        a_node(3, "1", 1, "B/1"),
    ]


def addresses() -> list[str]:
    return list(PolicyNode.objects.order_by("path").values_list("address", flat=True))


def test_codes_that_begin_anew_under_each_parent_have_their_parents_address_before_them(load):
    load(restarting())
    assert addresses() == ["A", "A/1", "A/1/1", "2", "B", "B/1", "B/1/1"]
    load(restarting())
    assert Change.objects.filter(field="address").exclude(old="").count() == 0
    for node in PolicyNode.objects.all():
        page = Client().get(f"{node.get_absolute_url()}?plan=900001")
        assert page.status_code == 200
        assert node.name in page.content.decode()


def test_a_code_on_two_layers_is_accepted(load):
    load([a_node(1, "A"), a_node(2, "1", 1, "A"), a_node(2, "2", 2, "A"), a_node(3, "1", 1, "2")])
    assert addresses() == ["A", "A/1", "2", "2/1"]


def test_what_hangs_from_a_restarting_code_finds_it(load):
    fields = {"order": 1, "number": "①", "name": "指標", "kind": "outcome", "direction": "up"}
    indicator: dict[str, Any] = {
        "model": "indicators.indicator",
        "fields": {"node": [*PERIOD, "B/1/1"], **fields},
    }
    load(restarting(), indicator)
    assert PolicyNode.objects.get(indicators__number="①").name == "B/1の1"
    indicator["fields"]["node"] = [*PERIOD, "1"]
    with pytest.raises(CommandError, match=r"一つに決まりません.*A/1.*上位のアドレスから書いてください"):
        load([], indicator)


def test_an_address_that_has_become_two_offers_both(load):
    load(restarting()[:3])
    assert addresses() == ["A", "1", "B"]
    load(restarting()[3:4])
    assert addresses() == ["A", "A/1", "B", "B/1"]
    moved = Change.objects.get(field="address", old="1")
    assert moved.new == "A/1"
    page = Client().get("/policies/1/?plan=900001")
    assert page.status_code == 300
    for node in PolicyNode.objects.filter(code="1"):
        assert f'href="{node.get_absolute_url()}?' in page.content.decode()
    answer = Client().get("/api/v1/measures/1?plan=900001")
    assert answer.status_code == 404
    assert "A/1、B/1" in answer.json()["detail"]


def test_a_root_may_take_the_code_that_a_node_below_has_had_alone(load):
    load([a_node(1, "A"), a_node(2, "1", 1, "A")])
    load([a_node(1, "1", 2)])
    assert addresses() == ["A", "A/1", "1"]


def test_two_that_would_meet_are_refused_by_name(load):
    nodes = [a_node(1, "A"), a_node(2, "1", 1, "A"), a_node(3, "1", 2, "A/1")]
    with pytest.raises(CommandError, match="アドレスが「A/1」の項目が、「2番目 Aの1」と二つになります"):
        load([*nodes[:2], a_node(2, "1", 2, "A", name="別の施策")])
    with pytest.raises(CommandError, match=r"アドレスが「A/1/1」の項目が.*二つになります"):
        load([*nodes, a_node(3, "", 1, "A/1")])
    assert not PolicyNode.objects.exists()


def test_full_width_codes_are_read_in_files_and_addresses(load):
    load([a_node(1, "４"), a_node(2, "４－２", 1, "4"), a_node(3, "４－２－４", 1, "4-2")])
    assert addresses() == ["4", "4-2", "4-2-4"]
    assert PolicyNode.objects.get(address="4-2-4").code == "４－２－４"
    for address in ("4-2-4", "４－２－４", "4-2/4-2-4"):
        assert Client().get(f"/policies/{address}/?plan=900001").status_code == 200, address


def test_a_full_width_code_is_the_same_as_the_narrow_one(load):
    load([a_node(1, "A", 1), a_node(1, "B", 2), a_node(2, "1", 1, "A"), a_node(2, "１", 1, "B")])
    assert addresses() == ["A", "A/1", "B", "B/1"]


def test_a_key_by_the_long_address_leads_to_a_code_that_stands_once(load):
    load(restarting())
    tree = PlanTree.of(PlanPeriod.objects.get())
    found = tree.at("A/1/2")
    assert found is not None
    assert found.address == "2"
    assert tree.at("A/2") is None


def test_adding_and_removing_a_node_moves_the_other_one_of_its_code(load):
    load(restarting()[:3])
    period = PlanPeriod.objects.get()
    layer, above = period.layers.get(depth=2), PolicyNode.objects.get(code="B")
    node = PolicyNode(period=period, layer=layer, parent=above, code="1", order=1, name="新しい施策")
    add_node(node, by=BY)
    assert addresses() == ["A", "A/1", "B", "B/1"]
    remove_node(PolicyNode.objects.get(pk=node.pk), by=BY)
    assert addresses() == ["A", "1", "B"]


def test_renaming_a_code_moves_the_others_of_the_old_and_the_new_one(load):
    load(restarting()[:4])
    node = PolicyNode.objects.get(address="B/1")
    node.code = "2"
    move_node(node, version=node.version, by=BY)
    assert addresses() == ["A", "1", "B", "2"]
    node = PolicyNode.objects.get(address="2")
    node.code = "1"
    move_node(node, version=node.version, by=BY)
    assert addresses() == ["A", "A/1", "B", "B/1"]


def test_a_taken_place_is_refused_by_name(load):
    load(restarting()[:4])
    node = PolicyNode.objects.get(address="B/1")
    node.parent, node.order = PolicyNode.objects.get(code="A"), 7
    with pytest.raises(ValidationError, match="アドレスが「A/1」の項目が、「1 Aの1」と二つになります"):
        move_node(node, version=node.version, by=BY)
    node.code, node.order = "3", 1
    with pytest.raises(ValidationError, match="並び順が「1 Aの1」と同じです"):
        move_node(node, version=node.version, by=BY)


def test_the_keepers_page_takes_a_code_that_another_parent_has(load):
    load(restarting()[:3])
    client = Client()
    client.force_login(make_person(is_superuser=True))
    period = Plan.objects.get().periods.get()
    layer = period.layers.get(depth=2).pk
    sent = {"period": period.pk, "layer": layer, "code": "1", "order": 1, "name": "新"}
    above = PolicyNode.objects.get(code="B")
    answer = client.post("/admin/policies/policynode/add/", {**sent, "parent": above.pk, **hidden(client)})
    assert answer.status_code == 302
    assert addresses() == ["A", "A/1", "B", "B/1"]
    answer = client.post(
        "/admin/policies/policynode/add/", {**sent, "parent": above.pk, "order": 2, **hidden(client)}
    )
    assert "アドレスが「B/1」の項目が、「1 新」と二つになります" in answer.content.decode()


def test_the_indicators_of_a_restarting_code_are_its_own(load):
    load(restarting())
    for node in PolicyNode.objects.filter(layer__depth=3):
        make_indicator(node=node, name=f"指標 {node.name}", results={2022: 5})
    for node in PolicyNode.objects.filter(layer__depth=3):
        answer = Client().get(f"/api/v1/measures/{node.address}?plan=900001").json()
        (measure,) = answer["measures"]
        assert [one["name"] for one in measure["indicators"]] == [f"指標 {node.name}"]


def hidden(client: Client) -> dict[str, str]:
    """Return what the form of a new node carries unseen."""
    page = client.get("/admin/policies/policynode/add/").content.decode()
    return dict(re.findall(r'name="(whose|once)" value="([^"]*)"', page))
