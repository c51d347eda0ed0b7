"""What visitors see of a plan: four settings, off for a new one, changed only while no round is open."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from desk.actions.once import new_key
from policies.models import Plan
from tests.factories import make_person, make_plan, make_round
from tests.reading import read

pytestmark = pytest.mark.django_db

SETTINGS = ("shows_breakdown", "shows_suggestions", "shows_forecasts", "shows_later_results")


def shown(plan: Plan) -> list[bool]:
    plan.refresh_from_db()
    return [getattr(plan, name) for name in SETTINGS]


def test_a_new_plan_shows_none_of_them() -> None:
    assert [getattr(Plan(), name) for name in SETTINGS] == [False] * 4


@pytest.mark.parametrize("name", ["kawasaki_4_2_4"])
def test_the_demo_plan_shows_all_but_what_came_after_an_edition(name: str) -> None:
    call_command("loaddata", name, verbosity=0)
    assert shown(Plan.objects.get()) == [True, True, True, False]


def save(plan: Plan, **fields: str) -> Any:
    client = Client()
    client.force_login(make_person(is_superuser=True))
    address = reverse("admin:policies_plan_change", args=(plan.pk,))
    typed = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in read(client.get(address)).one("form", id="plan_form").all("input")
        if one.attributes.get("name") and one.attributes.get("type") not in {"submit", "checkbox"}
    }
    return client.post(
        address, typed | {"is_published": "on", "change_reason": "公開の見直し", "once": new_key()} | fields
    )


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_changes_only_while_no_round_is_open(setting: str) -> None:
    plan = make_plan(**dict.fromkeys(SETTINGS, False))
    round_ = make_round(plan=plan)
    refused = save(plan, **{setting: "on"})
    assert refused.status_code == 422
    assert "締め切っていない入力依頼があるため、公開の設定は変えられません。" in read(refused).text
    assert shown(plan) == [False] * 4

    assert save(plan, name="新しい名前").status_code == 302  # anything else of the plan may change

    type(round_).objects.update(is_closed=True)
    assert save(plan, **{setting: "on"}).status_code == 302
    assert shown(plan) == [name == setting for name in SETTINGS]


def load(folder: Path, capsys: Any, *, overwrite: bool = False, **fields: Any) -> str:
    said = {
        "municipality": "水の市", "local_government_code": "999001", "key": "999001", "name": "総合計画",
        "first_year": 2020, "last_year": 2024,
    }  # fmt: skip
    file = folder / "plan.json"
    file.write_text(json.dumps([{"model": "policies.plan", "fields": said | fields}]), encoding="utf-8")
    call_command("loaddata", str(file), overwrite=overwrite)
    return str(capsys.readouterr().out)


def test_a_file_says_it_of_a_plan_that_it_makes_and_of_no_other(tmp_path: Path, capsys: Any) -> None:
    load(tmp_path, capsys, shows_breakdown=True)
    plan = Plan.objects.get()
    assert shown(plan) == [True, False, False, False]

    told = load(
        tmp_path, capsys, shows_breakdown=False, shows_forecasts=True, name="第2次総合計画", overwrite=True
    )
    assert shown(plan) == [True, False, False, False]
    assert plan.name == "第2次総合計画"
    assert "（shows_breakdown）はファイルの値にしていません。" in told
    assert "（shows_forecasts）はファイルの値にしていません。" in told
    assert "1件を変更" in told

    told = load(tmp_path, capsys, shows_breakdown=True, shows_forecasts=False, name="第2次総合計画")
    assert "ファイルの値にしていません" not in told
