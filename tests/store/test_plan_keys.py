"""A plan's key in files: given, made up, or formerly not there; and in a database that had none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from policies.models import Layer, Plan, PlanPeriod
from tests.factories import make_plan

Load = Callable[..., None]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that loads rows, given as (model, fields)."""

    def load_rows(*rows: tuple[str, dict[str, Any]], **options: Any) -> None:
        file = tmp_path / "given.json"
        file.write_text(json.dumps([{"model": model, "fields": fields} for model, fields in rows]))
        call_command("loaddata", str(file), verbosity=0, **options)

    return load_rows


def a_plan(name: str = "計画", **fields: Any) -> tuple[str, dict[str, Any]]:
    named = {"municipality": "試験市", "local_government_code": "990001", "name": name}
    return "policies.plan", {**named, "first_year": 2020, "last_year": 2029, **fields}


def a_period(plan: list[Any], number: int = 1) -> tuple[str, dict[str, Any]]:
    years = {"first_year": 2020, "last_year": 2024}
    return "policies.planperiod", {"plan": plan, "number": number, "name": "第1期", **years}


def a_layer(period: list[Any]) -> tuple[str, dict[str, Any]]:
    return "policies.layer", {"period": period, "depth": 1, "name": "施策"}


@pytest.mark.django_db
@pytest.mark.parametrize("written", [["990001", "計画"], ["990001"]], ids=["code and name", "the code alone"])
def test_a_file_names_the_first_plan_as_it_always_did(load, written):
    load(a_plan(), a_period(written), a_layer([*written, 1]))
    load(a_plan(), a_period(["990001"]), a_layer(["990001", 1]))
    assert Layer.objects.get().natural_key() == ("990001", 1, 1)


@pytest.mark.django_db
def test_further_plans_are_numbered_until_they_are_given_a_word(load):
    rows = [a_plan("一"), a_plan("二"), a_plan("三", key="990001-2"), a_plan("四", key="990001-suido")]
    rows += [a_period(["990001", name]) for name in "一二三四"]
    load(*rows)
    load(*rows)
    keys = {plan.name: plan.key for plan in Plan.objects.all()}
    assert keys == {"一": "990001", "二": "990001-3", "三": "990001-2", "四": "990001-suido"}
    assert {period.plan.key for period in PlanPeriod.objects.all()} == set(keys.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["990001-", "990001-水道", "990001_suido", "990001-Suido", "141305-suido", "suido", "9900012"]
)
def test_a_key_that_is_none_is_refused_with_what_to_write(load, key):
    with pytest.raises(CommandError, match="団体コードに「-」と英小文字・数字の語を続けたもの"):
        load(a_plan(key=key))
    assert not Plan.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("written", [["990001", "計画"], ["990001"]])
def test_what_hangs_from_a_faulty_plan_is_not_blamed(load, written):
    with pytest.raises(CommandError) as refused:
        load(a_plan(first_year=1), a_period(written), a_layer([*written, 1]))
    assert "ほか2件は、上の誤りのため確認できません" in str(refused.value) or "参照先" not in str(
        refused.value
    )
    with pytest.raises(CommandError) as refused:
        load(a_plan(unknown=1), a_period(written), a_layer([*written, 1]))
    assert len(str(refused.value).split("\n")) == 3
    assert "ほか2件は" in str(refused.value)


@pytest.mark.django_db
def test_the_key_of_the_first_plan_and_of_what_is_published_is_fixed():
    first, second = (make_plan(local_government_code="990001", name=name) for name in "一二")
    for plan, key, is_fixed in ((first, "990001-x", True), (second, "990001-suido", False)):
        plan.key = key
        if is_fixed:
            with pytest.raises(ValidationError, match="変えられません"):
                plan.full_clean()
        else:
            plan.full_clean()
