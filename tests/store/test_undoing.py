"""A load taken back as one step: what it added is gone and what it changed is as before, or nothing is done."""

import json
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from indicators.models import Indicator, RatingScale, Result
from policies.models import Plan, PolicyNode
from store.actions.loading.undoing import GIVEN_WAY, built_on, undo
from store.actions.rows import Actor, RefusedError, change_row
from store.models import Change, Load, Versioned
from tests.factories import make_indicator, make_node, make_period, make_plan, make_result

pytestmark = pytest.mark.django_db
BY = Actor(Change.Via.COMMAND, why="test")


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Load]:
    def rows(*entries: dict[str, Any], **options: Any) -> Load:
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(entries), encoding="utf-8")
        call_command("loaddata", str(path), verbosity=0, **options)
        newest = Load.objects.first()
        assert newest is not None
        return newest

    return rows


def everything() -> dict[str, int]:
    """Count the rows of every model that people edit."""
    models = (one for one in apps.get_models() if issubclass(one, Versioned))
    return {one._meta.label: one._default_manager.count() for one in models}


def entry(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def test_a_whole_plan_is_gone_and_can_be_loaded_again():
    before = everything()
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    loaded = everything()
    first = Load.objects.get()
    assert (first.name, len(first.sha256), first.city) == ("kawasaki_4_2_4.json", 64, "141305")
    undo(first, by=BY)
    assert everything() == before
    first.refresh_from_db()
    assert first.undone_at is not None
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    assert everything() == loaded
    assert Load.objects.standing().count() == 1


@pytest.mark.every_database
def test_who_waits_for_the_one_lock_of_sqlite_is_given_way_after_a_load_that_wrote(
    load, monkeypatch, django_capture_on_commit_callbacks
):
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    plan = make_plan(name="元の名")
    for name in ("新しい名", "新しい名"):  # the second changes nothing
        with django_capture_on_commit_callbacks(execute=True):
            load(entry("policies.plan", **{**told(plan), "name": name}), overwrite=True)
    assert waited == ([GIVEN_WAY] if connection.vendor == "sqlite" else [])


def test_what_was_changed_is_as_it_was(load):
    plan = make_plan(name="元の名")
    node = make_node(period=make_period(plan=plan), code="1", depth=1)
    key = [*node.natural_key()]
    changed = load(
        entry("policies.plan", **{**told(plan), "name": "新しい名"}),
        entry(
            "policies.policynode", period=key[:2], layer=[*key[:2], 1], code="1", order=1, name="改めた項目"
        ),
        overwrite=True,
    )
    assert (changed.added, changed.changed) == (0, 2)
    undo(changed, by=BY)
    plan.refresh_from_db()
    node.refresh_from_db()
    assert (plan.name, node.name) == ("元の名", "項目1")
    put_back = Change.objects.filter(field="name", why="test")
    assert set(put_back.values_list("old", "new")) == {("新しい名", "元の名"), ("改めた項目", "項目1")}


def told(plan: Plan) -> dict[str, Any]:
    names = ("municipality", "local_government_code", "key", "name", "first_year", "last_year")
    return {name: getattr(plan, name) for name in names}


def test_addresses_are_those_of_before(load):
    period = make_period()
    top, other = (make_node(period=period, code=code, depth=1) for code in "AB")
    child = make_node(parent=top, code="1")
    assert child.address == "1"
    key = [*period.natural_key()]
    added = load(
        entry(
            "policies.policynode",
            period=key,
            layer=[*key, 2],
            parent=[*key, "B"],
            code="1",
            order=1,
            name="重なる",
        )
    )
    child.refresh_from_db()
    assert child.address == "A/1"
    undo(added, by=BY)
    child.refresh_from_db()
    assert child.address == "1"
    assert other.children.count() == 0


def test_a_row_changed_since_stands_in_the_way(load):
    result = make_result(total=5)
    key = [*result.indicator.natural_key()]
    added = load(entry("indicators.result", indicator=key, fiscal_year=2023, total=7, entry_state="checked"))
    row = Result.objects.get(fiscal_year=2023)
    row.total = 8
    change_row(row, version=row.version, by=BY)
    (said,) = built_on(added)
    assert "実績値" in said
    with pytest.raises(RefusedError, match="読み込んだ後に次の変更があるため"):
        undo(added, by=BY)
    assert Result.objects.get(fiscal_year=2023).total == 8


def test_a_row_that_hangs_from_what_was_loaded_stands_in_the_way(load):
    node = make_node()
    key = [*node.natural_key()]
    added = load(entry("indicators.indicator", node=key, order=1, number="①", name="指標", kind="outcome"))
    make_result(indicator=Indicator.objects.get())
    assert "使っています" in built_on(added)[0]
    with pytest.raises(RefusedError):
        undo(added, by=BY)
    assert Indicator.objects.exists()


def test_what_others_loaded_stays(load):
    first = load(entry("indicators.ratingscale", key="a", name="区分"))
    second = load(
        entry("indicators.ratingscale", key="a", name="区分"),
        entry("indicators.ratingscale", key="b", name="別"),
    )
    undo(second, by=BY)
    assert list(RatingScale.objects.values_list("key", flat=True)) == ["a"]
    assert built_on(first) == []


def test_it_is_taken_back_once(load):
    added = load(entry("indicators.ratingscale", key="a", name="区分"))
    undo(added, by=BY)
    with pytest.raises(RefusedError, match="すでに取り消しています"):
        undo(added, by=BY)


def test_a_load_that_changes_nothing_leaves_no_trace(load):
    scale = entry("indicators.ratingscale", key="a", name="区分")
    load(scale)
    out = StringIO()
    load(scale, stdout=out)
    assert Load.objects.count() == 1


def test_links_are_put_back(load):
    project_node = make_node()
    indicator = make_indicator(node=project_node)
    key = [*project_node.natural_key()]
    load(
        entry(
            "projects.leadingproject", node=key, order=1, name="取組", indicators=[[*indicator.natural_key()]]
        )
    )
    changed = load(
        entry("projects.leadingproject", node=key, order=1, name="取組", indicators=[]), overwrite=True
    )
    assert indicator.projects.count() == 0
    undo(changed, by=BY)
    assert indicator.projects.count() == 1
    assert PolicyNode.objects.count() == 1
