"""Nodes that end and are merged: what they followed and what followed them, by files, pages and actions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.actions import move_node
from policies.models import Plan, PolicyNode
from policies.scorecards.lineage import lineages_of
from store.actions.rows import Actor
from store.models import Change
from tests.city import CITY, make_official
from tests.factories import make_indicator, make_node, make_period, make_plan, make_result
from tests.reading import read
from tests.test_admin import edit, once

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
OLD, NEW = [CITY, 1], [CITY, 2]
Load = Callable[..., None]


@pytest.fixture
def plan() -> Plan:
    """A published plan with two periods, FY2018 to 2021 and FY2022 to 2025."""
    one = make_plan(local_government_code=CITY)
    make_period(plan=one, number=1, first_year=2018, last_year=2021)
    make_period(plan=one, number=2)
    return one


@pytest.fixture
def load(plan: Plan, tmp_path: Path) -> Load:
    def load_nodes(*nodes: dict[str, Any], **options: Any) -> None:
        file = tmp_path / "given.json"
        file.write_text(json.dumps([{"model": "policies.policynode", "fields": node} for node in nodes]))
        call_command("loaddata", str(file), verbosity=0, **options)

    return load_nodes


def a_node(period: list[Any], code: str, order: int = 1, **fields: Any) -> dict[str, Any]:
    place = {"period": period, "layer": [*period, 3], "code": code, "order": order, "name": f"項目{code}"}
    return place | fields


def followed_by(code: str) -> list[str]:
    rows = PolicyNode.objects.get(period__number=2, code=code).succeeds.order_by("period__number", "code")
    return [f"{one.period.number}/{one.code}" for one in rows]


# --- files ---


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param([*OLD, "1"], ["1/1"], id="one, as it once was written"),
        pytest.param(["uid-2"], ["1/2"], id="one by its uid, as it once was written"),
        pytest.param(None, [], id="none, as it once was written"),
        pytest.param([], [], id="none"),
        pytest.param([[*OLD, "1"], [*OLD, "2"]], ["1/1", "1/2"], id="a merger"),
        pytest.param([["uid-2"], [*NEW, "9"]], ["1/2", "2/9"], id="by uid, and one of the same period"),
    ],
)
def test_a_file_names_one_or_several_predecessors(load, written, found):
    load(
        a_node(NEW, "1", succeeds=written),
        a_node(NEW, "9", 2),
        a_node(OLD, "1"),
        a_node(OLD, "2", 2, uid="uid-2"),
    )
    assert followed_by("1") == found
    count = Change.objects.count()
    load(a_node(NEW, "1", succeeds=written))
    assert Change.objects.count() == count


def test_another_predecessor_is_a_difference(load):
    load(a_node(OLD, "1"), a_node(OLD, "2", 2), a_node(NEW, "1", succeeds=[[*OLD, "1"]]))
    with pytest.raises(CommandError, match="データベースは「1 項目1」、ファイルは「1 項目1、2 項目2」"):
        load(a_node(NEW, "1", succeeds=[[*OLD, "1"], [*OLD, "2"]]))
    load(a_node(NEW, "1", succeeds=[[*OLD, "1"], [*OLD, "2"]]), overwrite=True)
    assert followed_by("1") == ["1/1", "1/2"]


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        pytest.param([a_node(NEW, "1", succeeds=[[*NEW, "1"]])], "循環", id="itself"),
        pytest.param(
            [a_node(NEW, "1", succeeds=[[*NEW, "2"]]), a_node(NEW, "2", 2, succeeds=[[*NEW, "1"]])],
            "循環",
            id="each the other",
        ),
        pytest.param(
            [a_node(NEW, "1"), a_node(OLD, "1", succeeds=[[*NEW, "1"]])],
            "後の計画期間",
            id="one of a later period",
        ),
        pytest.param(
            [a_node(NEW, "1", succeeds=[[*OLD, "7"]])], "参照先がありません", id="one that is not there"
        ),
        pytest.param([a_node(NEW, "1", succeeds="1")], "自然キーの並び", id="no list"),
        pytest.param([a_node(NEW, "1", ended_in=2021)], "2022から2025まで", id="ended before it began"),
        pytest.param([a_node(NEW, "1", ended_in=2026)], "2022から2025まで", id="ended after its period"),
        pytest.param(
            [
                a_node(NEW, "1", ended_in=2023),
                a_node(NEW, "1-1", layer=[*NEW, 4], parent=[*NEW, "1"]),
            ],
            "上位の「1 項目1」は令和5年度で終了します",
            id="what hangs below goes on",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_file_row_and_field(load, nodes, sentence):
    with pytest.raises(CommandError) as refused:
        load(*nodes)
    assert sentence in str(refused.value)
    assert "given.json: " in str(refused.value)
    assert not PolicyNode.objects.exists()


def test_a_stored_node_does_not_come_to_follow_itself(load):
    load(a_node(NEW, "1"), a_node(NEW, "2", 2, succeeds=[[*NEW, "1"]]))
    with pytest.raises(CommandError, match="自分自身"):
        load(a_node(NEW, "1", succeeds=[[*NEW, "1"]]), overwrite=True)
    with pytest.raises(CommandError, match="循環"):
        load(a_node(NEW, "1", succeeds=[[*NEW, "2"]]), overwrite=True)


# --- pages and actions ---


@pytest.fixture
def as_keeper(client: Client) -> Client:
    client.force_login(make_official("planning"))
    return client


@pytest.fixture
def measure(plan: Plan) -> PolicyNode:
    """A 施策 of the second period, with a 事務事業 and a part of that."""
    node = make_node(period=plan.periods.get(number=2), code="7")
    make_node(parent=node, code="7-1")
    return node


def test_what_ends_takes_along_what_hangs_below_it(measure, as_keeper):
    child = measure.children.get()
    assert edit(as_keeper, measure, ended_in="2023").status_code == 302
    child.refresh_from_db()
    assert child.ended_in == 2023
    assert edit(as_keeper, measure, ended_in="2024").status_code == 302
    child.refresh_from_db()
    assert child.ended_in == 2024
    assert edit(as_keeper, measure, ended_in="").status_code == 302
    child.refresh_from_db()
    assert child.ended_in is None
    told = Change.objects.filter(model="policies.policynode", object_id=str(child.pk), field="ended_in")
    assert [(one.old, one.new) for one in told.order_by("sequence")] == [
        ("", "2023"),
        ("2023", "2024"),
        ("2024", ""),
    ]


def test_what_ended_before_stays_as_it_was(measure):
    child = measure.children.get()
    PolicyNode.objects.filter(pk=child.pk).update(ended_in=2022)
    measure.ended_in = 2023
    move_node(measure, version=measure.version, by=BY)
    child.refresh_from_db()
    assert child.ended_in == 2022


@pytest.mark.parametrize("where", ["itself", "below"])
def test_an_end_before_a_figure_is_refused_with_the_list(measure, as_keeper, where):
    node = measure if where == "itself" else measure.children.get()
    make_indicator(node=node, number="①", name="件数", results={2022: 1, 2024: 3, 2025: 4})
    answer = edit(as_keeper, measure, ended_in="2023")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "① 件数 令和6年度" in said
    assert "① 件数 令和7年度" in said
    assert "令和4年度" not in said
    assert 'value="2023"' in said
    assert not PolicyNode.objects.exclude(ended_in=None).exists()


def test_a_reason_why_there_is_no_figure_does_not_hinder_an_end(measure):
    make_result(indicator=make_indicator(node=measure), fiscal_year=2024, missing="discontinued")
    measure.ended_in = 2023
    move_node(measure, version=measure.version, by=BY)


def test_a_page_refuses_what_a_node_cannot_follow(plan, as_keeper):
    first, second = (make_node(period=plan.periods.get(number=number), code="1") for number in (1, 2))
    assert edit(as_keeper, second, succeeds=[first.pk]).status_code == 302
    assert list(second.succeeds.all()) == [first]
    for node, chosen, said in ((first, second, "後の計画期間"), (second, second, "自分自身")):
        answer = edit(as_keeper, node, succeeds=[chosen.pk])
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not first.succeeds.exists()
    assert list(second.succeeds.all()) == [first]


def test_what_others_follow_is_not_deleted(plan, as_keeper):
    old, new = plan.periods.order_by("number")
    node = make_node(period=old, code="1")
    heir = make_node(period=new, code="2", name="後の施策", succeeds=[node])
    path = f"/admin/policies/policynode/{node.pk}/delete/"
    refused = as_keeper.post(path, once(row_version=1, change_reason="不要"))
    assert refused.status_code == 422
    assert "「2 後の施策」の前身になっているため、削除できません" in refused.content.decode()
    assert list(heir.succeeds.all()) == [node]
    heir.succeeds.clear()
    assert as_keeper.post(path, once(row_version=1, change_reason="不要")).status_code == 302


def test_all_that_a_node_followed_is_found(plan):
    old, new = plan.periods.order_by("number")
    a, b, c = (make_node(period=old, code=code) for code in "123")
    merged = make_node(period=new, code="1", succeeds=[a, b])
    latest = make_node(period=new, code="2", succeeds=[merged])
    assert lineages_of([latest, c]) == {latest.pk: {latest.pk, merged.pk, a.pk, b.pk}, c.pk: {c.pk}}
    a.succeeds.add(latest)  # a circle ends where it closes
    assert lineages_of([latest])[latest.pk] == {latest.pk, merged.pk, a.pk, b.pk}


def page_of(node: PolicyNode, client: Client | None = None) -> str:
    query: dict[str, Any] = {"plan": node.period.plan.key, "period": node.period.number}
    return read((client or Client()).get(node.get_absolute_url(), query)).text


def test_the_page_of_a_node_says_where_it_came_from_and_what_it_became(plan):
    old, new = plan.periods.order_by("number")
    a, b = (make_node(period=old, code=code, name=f"前の施策{code}") for code in "12")
    merged = make_node(period=new, code="1", name="統合した施策", succeeds=[a, b], ended_in=2023)
    make_node(period=new, code="2", name="次の施策", succeeds=[merged])
    text = page_of(merged)
    assert "令和5年度で終了（後継：2 次の施策）" in text
    assert "前身" in text
    for name in ("前の施策1", "前の施策2"):
        assert name in text
    answer = Client().get(merged.get_absolute_url(), {"plan": plan.key, "period": 2})
    assert f"{a.get_absolute_url()}?plan={plan.key}&amp;period=1" in answer.content.decode()
    assert "後継" in page_of(a)


def test_what_follows_in_a_plan_that_is_not_public_is_named_to_its_officers_alone(plan):
    node = make_node(period=plan.periods.get(number=2), code="1", ended_in=2023)
    draft = make_plan(local_government_code=CITY, name="次の計画", is_published=False)
    make_node(period=make_period(plan=draft), code="8", name="ひみつの施策", succeeds=[node])
    officer = Client()
    officer.force_login(make_official("staff"))
    assert "ひみつの施策" in page_of(node, officer)
    assert "ひみつの施策" not in page_of(node)
    tree = Client().get("/api/v1/nodes", {"plan": plan.key, "period": 2}).json()
    (told,) = tree["nodes"]
    assert (told["ended_in"], told["succeeds"], told["succeeded_by"]) == (2023, [], [])


def test_the_tree_of_the_api_says_who_follows_whom(plan):
    old, new = plan.periods.order_by("number")
    a, b = (make_node(period=old, code=code) for code in "12")
    merged = make_node(period=new, code="1", succeeds=[a, b])
    (told,) = Client().get("/api/v1/nodes", {"plan": plan.key, "period": 2}).json()["nodes"]
    assert told["succeeds"] == sorted([a.uid, b.uid])
    before = Client().get("/api/v1/nodes", {"plan": plan.key, "period": 1}).json()["nodes"]
    assert [one["succeeded_by"] for one in before] == [[merged.uid], [merged.uid]]


def test_the_overview_counts_measures_while_they_live_and_names_the_others(plan):
    period = plan.periods.get(number=2)
    top = make_node(period=period, code="A", depth=1)
    above = make_node(parent=top, code="B", depth=2)
    gone = make_node(parent=above, code="C", name="終わる施策", ended_in=2023)
    make_node(parent=above, code="D", name="続く施策", succeeds=[gone])
    make_indicator(node=gone, targets={2022: 1, 2023: 1, 2024: 1}, results={2022: 1, 2023: 1})

    def overview(year: int) -> tuple[int, list[str], int]:
        answer = Client().get("/", {"plan": plan.key, "period": 2, "year": year})
        page = answer.context["page"]
        return page.total.total, [one.node.name for one in page.ended], len(page.missing)

    assert overview(2023) == (2, [], 0)
    assert overview(2024) == (1, ["終わる施策"], 0)
    text = read(Client().get("/", {"plan": plan.key, "period": 2, "year": 2024})).text
    assert "令和5年度で終了（後継：D 続く施策）" in text
    for node in (top, above):
        page = Client().get(node.get_absolute_url(), {"plan": plan.key, "period": 2, "year": 2024})
        assert "終わる施策" in read(page).text
        assert [one.node.name for one in page.context["page"].measures] == ["続く施策"]


def test_the_overview_costs_the_same_however_many_have_ended(plan):
    period = plan.periods.get(number=2)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert Client().get("/", {"plan": plan.key, "period": 2, "year": 2024}).status_code == 200
        return len(found)

    for code in "12":
        make_node(
            period=period, code=code, succeeds=[make_node(period=period, code=f"9{code}", ended_in=2023)]
        )
    few = cost()
    for code in "345":
        make_node(
            period=period, code=code, succeeds=[make_node(period=period, code=f"9{code}", ended_in=2023)]
        )
    assert cost() == few
