"""What others did since a load is neither destroyed nor overruled by taking the load back."""

from typing import Any

import pytest

from accounts.models import Department
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep
from indicators.models import Indicator, RatingLevel
from policies.models import Plan, PolicyNode
from store.actions.loading.undoing import built_on, undo
from store.actions.rows import RefusedError, change_row, delete_row, set_links
from store.models import Load
from tests.factories import (
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_result,
    make_target,
)
from tests.store.test_undoing import BY, entry, load

__all__ = ["load"]
pytestmark = pytest.mark.django_db


def refuse(done: Load, word: str) -> None:
    assert any(word in one for one in built_on(done)), built_on(done)
    with pytest.raises(RefusedError, match=word):
        undo(done, by=BY)


def of_indicator(row: Indicator, **fields: Any) -> dict[str, Any]:
    told = {"node": [*row.node.natural_key()], "order": row.order, "number": row.number, "name": row.name}
    return entry("indicators.indicator", **told, kind=row.kind, **fields)


def of_node(row: PolicyNode, **fields: Any) -> dict[str, Any]:
    told = {"period": [*row.period.natural_key()], "layer": [*row.layer.natural_key()]}
    return entry("policies.policynode", **told, code=row.code, order=row.order, name=row.name, **fields)


def of_department(code: str, **fields: Any) -> dict[str, Any]:
    return entry("accounts.department", local_government_code="999999", code=code, name="課", **fields)


def test_links_to_what_was_loaded_stand_in_the_way(load):
    added = load(of_department("q"))
    node = make_node()
    set_links(node, "related_departments", Department.objects.filter(code="q"), by=BY)
    refuse(added, "項目1")
    assert node.related_departments.count() == 1


def test_the_log_of_steps_stands_in_the_way(load):
    evaluation = make_evaluation()
    cycle = [*evaluation.cycle.natural_key()]
    added = load(
        entry(
            "evaluations.evaluationstage",
            cycle=cycle,
            order=1,
            key="draft",
            name="作成",
            meaning="draft",
            role="staff",
        )
    )
    stage = EvaluationStage.objects.get()
    StageStep.objects.create(evaluation=evaluation, number=1, kind="forward", to_stage=stage, to_name="作成")
    refuse(added, "使っています")
    assert StageStep.objects.get().to_stage == stage


def test_a_level_that_was_given_since_stands_in_the_way(load):
    evaluation = make_evaluation()
    scale = evaluation.cycle.progress_scale
    added = load(entry("indicators.ratinglevel", scale=[scale.key], order=9, symbol="Z", label="新"))
    evaluation.progress = RatingLevel.objects.get(symbol="Z")
    change_row(evaluation, version=evaluation.version, by=BY)
    refuse(added, "使っています")
    assert Evaluation.objects.filter(progress__symbol="Z").exists()


def test_what_the_load_itself_pointed_at_what_it_added_does_not(load):
    node = node_of_city(make_department(local_government_code="999999", code="old"))
    changed = load(of_department("q"), of_node(node, department=["999999", "q"]), overwrite=True)
    assert built_on(changed) == []
    undo(changed, by=BY)
    node.refresh_from_db()
    assert PolicyNode.objects.filter(department__code="old").exists()
    assert not Department.objects.filter(code="q").exists()


def test_a_definition_confirmed_since_keeps_its_meaning(load):
    indicator = make_indicator(unit="人")
    changed = load(of_indicator(indicator, unit="千人"), overwrite=True)
    make_result(indicator=indicator, entry_state="checked")
    refuse(changed, "確認済みの実績")
    indicator.refresh_from_db()
    assert indicator.unit == "千人"


def test_a_target_seen_since_says_the_same(load):
    plan = make_plan(is_published=False)
    target = make_target(indicator=make_indicator(node=make_node(period=make_period(plan=plan))), value=10)
    key = [*target.indicator.natural_key()]
    told = {"indicator": key, "fiscal_year": target.fiscal_year, "scope": target.scope}
    changed = load(entry("indicators.target", **told, value=40), overwrite=True)
    Plan.objects.update(is_published=True)
    refuse(changed, "書き換えられません")
    target.refresh_from_db()
    assert target.value == 40


def test_an_end_does_not_come_back_before_a_figure(load):
    indicator = make_indicator(ended_in=2022)
    changed = load(of_indicator(indicator, ended_in=None), overwrite=True)
    make_result(indicator=indicator, fiscal_year=2023, total=3)
    refuse(changed, "終了年度より後の実績")


def test_what_is_gone_does_not_come_back_by_a_reference(load):
    old = make_department(local_government_code="999999", code="old")
    node = node_of_city(old)
    make_department(local_government_code="999999", code="new")
    changed = load(of_node(node, department=["999999", "new"]), overwrite=True)
    delete_row(old, by=BY)
    refuse(changed, "削除されています")
    node.refresh_from_db()
    assert PolicyNode.objects.filter(department__code="new").exists()


def test_what_took_its_number_meanwhile_stays(load):
    node = make_node(code="7")
    changed = load(renumbered(node, "8"), overwrite=True)
    make_node(period=node.period, code="7", order=5)
    with pytest.raises(RefusedError, match="その後に登録されています"):
        undo(changed, by=BY)
    node.refresh_from_db()
    assert node.code == "8"


def test_what_was_put_below_it_meanwhile_keeps_its_code(load):
    node = make_node(code="7")
    changed = load(renumbered(node, "8"), overwrite=True)
    node.refresh_from_db()
    make_node(parent=node, code="8-1")
    with pytest.raises(RefusedError, match="8-1"):
        undo(changed, by=BY)


def node_of_city(department: Department) -> PolicyNode:
    """Return a node for which that department of its own city answers."""
    plan = make_plan(local_government_code=department.local_government_code)
    return make_node(period=make_period(plan=plan), department=department)


def renumbered(node: PolicyNode, code: str) -> dict[str, Any]:
    node.code = code
    return of_node(node, uid=node.uid)
