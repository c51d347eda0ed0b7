"""A plan written as a fixture: whole, for itself alone, and the same bytes again once it has been loaded."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from indicators.models import RatingScale
from policies.models import Plan
from store.actions.loading.describing import described
from tests.factories import make_indicator, make_node, make_person, make_plan, make_result, make_target

pytestmark = pytest.mark.django_db
FIRST, SECOND = "999999", "999999-suido"


def written(command: str, *arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def models_in(text: str) -> set[str]:
    return {one["model"] for one in json.loads(text)}


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], None]:
    def from_text(text: str) -> None:
        path = tmp_path / "dump.json"
        path.write_text(text, encoding="utf-8")
        call_command("loaddata", str(path), verbosity=0)

    return from_text


def in_a_city_that_is_gone(write: Callable[[], list[str]]) -> list[str]:
    """Return what is written of the invented city, of which nothing is left in the database."""
    with transaction.atomic():
        call_command("sample_city", measures=6, years=6, seed=1, verbosity=0)
        texts = write()
        transaction.set_rollback(True)
    return texts


def test_a_dump_loaded_into_an_empty_database_dumps_the_same_bytes(load):
    (first,) = in_a_city_that_is_gone(lambda: [written("dump_plan", FIRST)])
    assert not Plan.objects.exists()
    load(first)
    assert written("dump_plan", FIRST) == first
    assert {
        *("policies.policynode", "indicators.target", "indicators.result", "indicators.entryround"),
        *("projects.leadingproject", "evaluations.evaluation", "evaluations.sheetamount"),
        *("evaluations.reviewopinion", "accounts.department", "indicators.ratinglevel"),
    } <= models_in(first)


def test_two_plans_of_a_city_follow_each_other_into_a_database_in_either_order(load):
    plans = in_a_city_that_is_gone(lambda: [written("dump_plan", key) for key in (SECOND, FIRST)])
    for text in plans:
        load(text)
    assert [written("dump_plan", key) for key in (SECOND, FIRST)] == plans
    used = RatingScale.objects.get(key="sample-progress").layers.values_list("period__plan__key", flat=True)
    assert set(used) == {FIRST}


def test_a_dump_has_nothing_of_another_plan():
    (second,) = in_a_city_that_is_gone(lambda: [written("dump_plan", SECOND)])
    keys = {one["fields"]["key"] for one in json.loads(second) if one["model"] == "policies.plan"}
    assert keys == {SECOND}
    assert "4-1-1" not in second


def test_a_node_is_written_with_all_below_it_and_what_these_need(load):
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    text = written("make_fixture", "4-2-4")
    addresses = [one["fields"]["code"] for one in json.loads(text) if one["model"] == "policies.policynode"]
    assert addresses[:3] == ["4", "4-2", "4-2-4"]
    assert {"indicators.result", "projects.leadingproject", "evaluations.evaluation"} <= models_in(text)
    load(text)  # nothing in it differs from what is stored


def test_a_node_takes_no_sibling_along():
    node = make_node()
    sibling = make_node(period=node.period, code="9-9-9")
    for one in (node, sibling):
        make_result(indicator=make_indicator(node=one, name=f"指標 {one.code}"))
    text = written("make_fixture", node.address, plan=node.period.plan.key)
    assert f"指標 {node.code}" in text
    assert "9-9-9" not in text


def test_no_person_leaves_with_a_plan():
    person = make_person(username="yamada", name="山田 太郎")
    result = make_result(entered_by=person)
    text = written("dump_plan", result.indicator.node.period.plan.key)
    assert "indicators.result" in models_in(text)
    for told in ("accounts.person", "yamada", "山田", "entered_by", "password"):
        assert told not in text


def test_amounts_are_written_as_exactly_as_they_are_stored():
    indicator = make_target(value=Decimal("12345678901.2345")).indicator
    make_target(indicator=indicator, fiscal_year=2023, value=Decimal("0.0001"))
    text = written("dump_plan", indicator.node.period.plan.key)
    assert '"value": 12345678901.2345,' in text
    assert '"value": 0.0001,' in text


def test_a_plan_that_is_not_there_is_refused_with_those_that_are():
    make_plan(local_government_code="999999")
    with pytest.raises(CommandError, match="登録されている計画のキー：999999") as refused:
        written("dump_plan", "141305")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("options", "words"), [({}, "9-9"), ({"period": 7}, "第7期"), ({"plan": "1"}, "キーが 1")]
)
def test_a_node_that_is_not_there_is_refused(options, words):
    make_node()
    with pytest.raises(CommandError, match=words) as refused:
        written("make_fixture", "9-9", **options)
    assert refused.value.returncode == 2


def test_the_documents_tables_are_those_of_the_models():
    document = Path(__file__).parents[2] / "docs" / "fixtures.md"
    assert document.read_text(encoding="utf-8").endswith(described()), (
        "python manage.py describe_fixtures writes the tables that end docs/fixtures.md"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "x"}, "「x」は書けません（書ける値：`bureau` 局、`division` 部、`section` 課）"),
        ({"colour": "赤"}, "知らない項目です（書ける項目：local_government_code、code、name、kind"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(load, fields, said):
    unit = {"local_government_code": "999999", "code": "1", "name": "課"} | fields
    with pytest.raises(CommandError) as refused:
        load(json.dumps([{"model": "accounts.department", "fields": unit}]))
    assert said in str(refused.value)
