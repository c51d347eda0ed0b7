"""What belongs together is of one plan, and of one city: refused in words by forms, actions and files alike."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.forms import modelform_factory

from accounts.forms.keepers import VersionedForm
from projects.actions import ProjectFacts, add_project, change_project
from projects.models import LeadingProject
from store.actions.rows import Actor, RefusedError
from store.models import Change
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_project,
)

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
TODAY = date(2024, 5, 1)
CITY = "900001"


def a_node(**plan: Any) -> Any:
    return make_node(period=make_period(plan=make_plan(**{"local_government_code": CITY} | plan)))


@pytest.fixture
def two() -> tuple[Any, Any]:
    """Return a node of each of two plans of one city."""
    return a_node(), a_node(name="水道ビジョン", key=f"{CITY}-suido")


def test_a_file_cannot_let_a_project_count_in_an_indicator_of_another_plan(
    two: tuple[Any, Any], tmp_path: Path
) -> None:
    here, there = two
    own, strange = make_indicator(node=here), make_indicator(node=there)
    file = tmp_path / "projects.json"

    def load(*indicators: Any) -> None:
        fields = {"node": list(here.natural_key()), "name": "取組"}
        fields["indicators"] = [list(one.natural_key()) for one in indicators]
        file.write_text(json.dumps([{"model": "projects.leadingproject", "fields": fields}]))
        call_command("loaddata", str(file), verbosity=0)

    with pytest.raises(CommandError, match=r"別の計画（.*水道ビジョン.*）の指標です。.*同じ計画の指標を選ぶ"):
        load(own, strange)
    assert not LeadingProject.objects.exists()
    load(own)
    with pytest.raises(CommandError, match="別の計画"):
        load(own, strange)


def test_no_action_and_no_form_lets_it_either(two: tuple[Any, Any]) -> None:
    here, there = two
    strange, row = make_indicator(node=there), make_project(node=here)
    facts = ProjectFacts(node=here, name="取組", indicators=[strange])
    with pytest.raises(RefusedError, match="別の計画"):
        add_project(facts, by=BY, on=TODAY)
    with pytest.raises(RefusedError, match="別の計画"):
        change_project(row, facts, version=row.version, by=BY, on=TODAY)
    assert LeadingProject.objects.count() == 1
    keepers: Any = modelform_factory(LeadingProject, form=VersionedForm, fields=["node", "indicators"])
    said = {"node": here.pk, "indicators": [strange.pk], "row_version": row.version, "change_reason": "整理"}
    form = keepers(said, instance=row)
    assert not form.is_valid()
    assert "別の計画" in form.errors["indicators"][0]


@pytest.mark.parametrize(
    ("counted", "moved"), [(True, "project"), (True, "indicator"), (False, "project"), (False, "indicator")]
)
def test_neither_leaves_the_plan_in_which_it_counts(two: tuple[Any, Any], counted: bool, moved: str) -> None:
    here, there = two
    indicator = make_indicator(node=here)
    rows = {
        "indicator": indicator,
        "project": make_project(node=here, counts_in=indicator if counted else None),
    }
    row: Any = rows[moved]
    row.node = there
    if counted:
        with pytest.raises(ValidationError, match=r"別の計画.*移せません"):
            row.clean()
    else:
        row.clean()


def moving_a_period(here: Any, there: Any) -> Any:
    here.period.plan = there.period.plan
    return here.period


def moving_a_layer(here: Any, there: Any) -> Any:
    here.layer.period = there.period
    return here.layer


def moving_a_cycle(here: Any, there: Any) -> Any:
    cycle = make_cycle(period=here.period)
    make_evaluation(cycle=cycle, node=here)
    cycle.period = there.period
    return cycle


def moving_a_node(here: Any, there: Any) -> Any:
    make_project(node=here, counts_in=make_indicator(node=make_node(period=here.period)))
    here.period, here.layer = there.period, there.layer
    return here


@pytest.mark.parametrize("moved", [moving_a_period, moving_a_layer, moving_a_cycle, moving_a_node])
def test_what_others_hang_from_stays_where_they_know_it(two: tuple[Any, Any], moved: Any) -> None:
    with pytest.raises(ValidationError, match="移せません。移す先"):
        moved(*two).clean()


def test_only_departments_of_its_own_city_answer_for_a_row() -> None:
    here = a_node()
    own = make_department(local_government_code=CITY)
    strange = make_department(local_government_code="900002")
    for department, refused in ((own, False), (strange, True)):
        indicator = make_indicator(node=here)
        indicator.department = here.department = department
        own.parent = department if refused else None
        for check in (
            indicator.clean,
            here.clean,
            own.clean,
            lambda one=department: here.clean_links("related_departments", [one]),
        ):
            if refused:
                with pytest.raises(ValidationError, match="ほかの自治体（900002）の組織です"):
                    check()
            else:
                check()
