"""What an indicator and a project are told by: made once, and the same whatever a page, a file or a dump says next."""

import importlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from evaluations.publishing.page.identity import indicator_uid, project_uid
from indicators.models import Indicator
from policies.models import PolicyNode, uid_of
from projects.models import LeadingProject
from store.actions.loading.reading import Entry
from store.actions.loading.undoing import Source, load_from, undo
from store.actions.rows import Actor, add_rows, change_row
from store.models import Change
from tests.evaluations.published_hall import make_hall
from tests.factories import make_indicator, make_node, make_project

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)


def asked(path: str, **query: str) -> Any:
    return Client().get(f"/api/v1/{path}", query).json()


def renumbered(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    change_row(row, version=row.version, by=BY)
    return row


def test_a_uid_is_made_of_the_first_name_and_stays_while_that_changes() -> None:
    indicator = make_indicator(number="①", results={2022: 5})
    project = make_project(counts_in=indicator, name="元の名前")
    node, plan = indicator.node, indicator.node.period.plan.key
    assert indicator.uid == uid_of(node.uid, "indicator", "①")
    assert project.uid == uid_of(node.uid, "project", "元の名前")
    renumbered(indicator, number="②", name="別の名前")
    renumbered(project, name="別の名前")
    for path, row in (("indicators", indicator), ("projects", project)):
        (said,) = asked(path, plan=plan, uid=row.uid)[path]
        assert (said["uid"], said["name"]) == (row.uid, "別の名前")
        assert asked(path, plan=plan, uid="nobody")[path] == []
    assert asked(f"indicators/{indicator.uid}") == asked(f"indicators/{indicator.pk}")
    assert asked("indicators/nobody")["code"] == asked(f"indicators/{'9' * 30}")["code"] == "not_found"


def test_a_name_that_was_left_is_not_given_again() -> None:
    first = renumbered(make_indicator(number="①"), number="②")
    (second, third) = add_rows(
        [Indicator(node=first.node, order=2 + n, number="①③"[n], name="後", kind="outcome") for n in (0, 1)],
        by=BY,
    )
    assert second.uid == uid_of(first.node.uid, "indicator", "①", "2")
    assert third.uid == uid_of(first.node.uid, "indicator", "③")
    assert Change.objects.filter(model="indicators.indicator", field="uid").count() == 2


@pytest.mark.parametrize("given", ["12", "七", "a b"])
def test_a_uid_that_could_be_a_number_or_no_address_is_refused(given: str, tmp_path: Path) -> None:
    node = make_node()
    fields = {"node": list(node.natural_key()), "order": 1, "number": "1", "name": "指標", "kind": "outcome"}
    file = tmp_path / "given.json"
    file.write_text(json.dumps([{"model": "indicators.indicator", "fields": {**fields, "uid": given}}]))
    with pytest.raises(CommandError, match="uidは半角の英数字"):
        call_command("loaddata", str(file), verbosity=0)
    assert not Indicator.objects.exists()


def dumped(plan: str) -> str:
    out = StringIO()
    call_command("dump_plan", plan, stdout=out)
    return out.getvalue()


def test_a_dump_finds_what_was_renumbered_since_and_all_that_hangs_from_it(tmp_path: Path) -> None:
    indicator = make_indicator(number="①", targets={2022: 4}, results={2022: 5, 2023: 6}, baseline=3)
    project = make_project(counts_in=indicator)
    plan = indicator.node.period.plan.key
    file = tmp_path / "plan.json"
    file.write_text(dumped(plan))
    before = file.read_text()
    assert f'"uid": "{indicator.uid}"' in before
    assert f'"uid": "{project.uid}"' in before
    renumbered(indicator, number="⑨")
    renumbered(project, name="別の名前")
    with pytest.raises(CommandError) as refused:
        call_command("loaddata", str(file), verbosity=0)
    said = str(refused.value)
    assert "番号（number）: データベースは「⑨」、ファイルは「①」" in said
    assert "取組名（name）: データベースは「別の名前」" in said
    assert said.count("データベースは") == 2  # targets and results are found under the number of the file
    call_command("loaddata", str(file), overwrite=True, verbosity=0)
    assert dumped(plan) == before
    assert Indicator.objects.count() == LeadingProject.objects.count() == 1


def test_a_file_without_uids_finds_rows_by_their_keys_and_leaves_the_uids(tmp_path: Path) -> None:
    indicator = make_indicator(number="①", results={2022: 5})
    Indicator.objects.filter(pk=indicator.pk).update(uid="city-1")
    entries = json.loads(dumped(indicator.node.period.plan.key))
    for entry in entries:
        entry["fields"].pop("uid", None)
    file = tmp_path / "older.json"
    file.write_text(json.dumps(entries))
    call_command("loaddata", str(file), verbosity=0)
    assert Indicator.objects.get().uid == "city-1"
    named = [one for one in entries if one["model"] == "indicators.indicator"]
    file.write_text(json.dumps([{**named[0], "fields": {**named[0]["fields"], "uid": "city-2"}}]))
    with pytest.raises(CommandError, match=r"番号が「①」の指標が.*uidが違います"):
        call_command("loaddata", str(file), overwrite=True, verbosity=0)


def test_two_rows_of_a_file_may_change_places_with_all_that_hangs_from_them(tmp_path: Path) -> None:
    first = make_indicator(number="①", name="甲", results={2022: 5})
    second = make_indicator(node=first.node, number="②", name="乙", results={2022: 7}, order=2)
    third = make_indicator(node=first.node, number="③", name="丙", results={2022: 9}, order=3)
    plan, file = first.node.period.plan.key, tmp_path / "plan.json"
    before = dumped(plan)
    numbers = {"①": "②", "②": "③", "③": "①"}  # in a circle
    entries = json.loads(before)
    for entry in entries:
        fields = entry["fields"]
        if entry["model"] == "indicators.indicator":
            fields["number"] = numbers[fields["number"]]
        if entry["model"] == "indicators.result":
            fields["indicator"][-1] = numbers[fields["indicator"][-1]]
    file.write_text(json.dumps(entries))
    call_command("loaddata", str(file), overwrite=True, verbosity=0)
    found = Indicator.objects.order_by("pk").values_list("pk", "number", "name", "results__total")
    assert [(pk, number, name, int(total)) for pk, number, name, total in found] == [
        (first.pk, "②", "甲", 5),
        (second.pk, "③", "乙", 7),
        (third.pk, "①", "丙", 9),
    ]
    told = Change.objects.filter(model="indicators.indicator", field="number", via="command").exclude(old="")
    assert sorted(told.values_list("old", "new")) == [("①", "②"), ("②", "③"), ("③", "①")]
    assert set(Indicator.objects.values_list("version", flat=True)) == {2}
    file.write_text(before)
    call_command("loaddata", str(file), overwrite=True, verbosity=0)
    assert dumped(plan) == before


def test_items_of_the_plan_may_change_their_codes_with_each_other(tmp_path: Path) -> None:
    top = make_node(depth=1, code="1", name="甲")
    other = make_node(period=top.period, depth=1, code="2", name="乙")
    below = [make_node(parent=one) for one in (top, other)]
    plan, file = top.period.plan.key, tmp_path / "plan.json"
    before = dumped(plan)
    entries = json.loads(before)
    for entry in entries:
        fields = entry["fields"]
        if entry["model"] == "policies.policynode":
            if fields["uid"] in {top.uid, other.uid}:
                fields["code"] = {"1": "2", "2": "1"}[fields["code"]]
            else:
                fields["parent"][-1] = {"1": "2", "2": "1"}[fields["parent"][-1]]
                fields["code"] = {"1-1": "2-1", "2-1": "1-1"}[fields["code"]]
    file.write_text(json.dumps(entries))
    call_command("loaddata", str(file), overwrite=True, verbosity=0)
    found = PolicyNode.objects.filter(period=top.period).order_by("pk").values_list("pk", "address")
    assert list(found) == [(top.pk, "2"), (other.pk, "1"), (below[0].pk, "2-1"), (below[1].pk, "1-1")]


def test_a_swap_is_taken_back_like_any_other_load() -> None:
    first = make_indicator(number="①")
    second = make_indicator(node=first.node, number="②", order=2)
    entries = [
        Entry("f.json", number, "indicators.indicator", fields_of(row) | {"number": said})
        for number, (row, said) in enumerate(((first, "②"), (second, "①")), 1)
    ]
    load = load_from(Source("f.json", "0" * 64), entries, by=BY, overwrite=True)
    assert [row.number for row in Indicator.objects.order_by("pk")] == ["②", "①"]
    undo(load, by=BY)
    assert [row.number for row in Indicator.objects.order_by("pk")] == ["①", "②"]


@pytest.mark.parametrize("way", [1, -1])
def test_a_new_row_may_take_the_number_that_another_leaves(way: int) -> None:
    first = make_indicator(number="①")
    entries = [
        Entry("f.json", 1, "indicators.indicator", fields_of(first) | {"number": "②"}),
        Entry("f.json", 2, "indicators.indicator", fields_of(first) | {"uid": "new-one", "order": 2}),
    ]
    load_from(Source("f.json", "0" * 64), entries[::way], by=BY, overwrite=True)
    found = Indicator.objects.order_by("pk").values_list("uid", "number", "version")
    assert list(found) == [(first.uid, "②", 2), ("new-one", "①", 1)]


def fields_of(row: Indicator) -> dict[str, Any]:
    """Return what a file says of an indicator."""
    fields = {"node": list(row.node.natural_key()), "uid": row.uid, "order": row.order}
    return {**fields, "number": row.number, "name": row.name, "kind": row.kind}


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (make_indicator, "indicators.migrations.0005_indicators_get_their_uid"),
        (make_project, "projects.migrations.0004_projects_get_their_uid"),
    ],
)
def test_rows_from_before_get_the_uid_that_a_new_one_of_that_name_would(make: Any, step: str) -> None:
    row = make()
    assert importlib.import_module(step).uid_of(row) == row.propose_name(1) == row.uid


def test_an_edition_says_the_uid_and_an_older_one_is_read_as_it_was_told() -> None:
    hall = make_hall()
    edition = hall.publish()
    plan = hall.cycle.period.plan.key
    (said, *_) = asked("indicators", plan=plan)["indicators"]
    row = Indicator.objects.get(pk=said["id"])
    assert said["uid"] == row.uid
    renumbered(row, number="⑨")
    assert asked("indicators", plan=plan, uid=row.uid)["indicators"] == [said]
    assert asked(f"indicators/{row.uid}")["source"]["edition"] == edition.edition
    older = {"uid": "n"}, {"number": "①", "name": "取組"}
    assert indicator_uid(*older) == uid_of("n", "indicator", "①")
    assert project_uid(*older) == uid_of("n", "project", "取組")
    assert indicator_uid({}, {"number": "①"}) is None


def test_an_item_that_stands_in_a_file_after_what_is_below_it_may_have_another_code(tmp_path: Path) -> None:
    """The way upwards leads by the row that the file wants, under whatever key it was found before."""
    top = make_node(depth=1, code="1")
    below = make_node(parent=top)
    entries = {one["fields"].get("uid"): one for one in json.loads(dumped(top.period.plan.key))}
    entries[top.uid]["fields"]["code"] = "7"
    file = tmp_path / "nodes.json"
    file.write_text(json.dumps([entries[below.uid], entries[top.uid]]))
    with pytest.raises(CommandError, match="下の項目のコード（1-1）が合わなくなります"):
        call_command("loaddata", str(file), overwrite=True, verbosity=0)
