"""Two plans of one city with the same codes and cycle keys: every address shows its own, and nothing of the other."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.test import Client
from django.urls import get_resolver, reverse

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import Indicator, Result
from policies.models import Plan, PolicyNode
from projects.models import LeadingProject
from tests import routes
from tests.city import CITY
from tests.evaluations.published_hall import Hall, make_hall

pytestmark = pytest.mark.django_db

KEYS = (CITY, f"{CITY}-suido")
MARKS = ("第一計画の", "第二計画の")  # in every text of the first plan, and of the second
TEXTS = (
    (PolicyNode, "name", "period__plan"),
    (PolicyNode, "direct_goal", "period__plan"),
    (Indicator, "name", "node__period__plan"),
    (Indicator, "method", "node__period__plan"),
    (LeadingProject, "name", "node__period__plan"),
    (LeadingProject, "summary", "node__period__plan"),
    (LeadingProject, "partners", "node__period__plan"),
    (EvaluationCycle, "name", "period__plan"),
    (EvaluationReason, "text", "evaluation__cycle__period__plan"),
    (NarrativeSection, "body", "evaluation__cycle__period__plan"),
    (ProjectSheet, "comment", "cycle__period__plan"),
)
OF_ONE_CYCLE = {
    "board": {},
    "committee": {},
    "compile_list": {},
    "compiling": {"address": "1-1-1"},
    "evaluation": {"address": "1-1-1"},
    "publish": {"key": "r5-mid"},
    "stages": {"key": "r5-mid"},
}
OF_EVERY_PLAN = {"profile_list", "profile_compare", "profile_edit", "wording_list", "wording_edit"}
API = ("nodes", "measures", "measures/1-1-1", "indicators", "projects")


@pytest.fixture
def halls() -> tuple[Hall, Hall]:
    """Return the city's two plans; what stands in them differs in every text."""
    read_content.cache_clear()
    first, second = make_hall(), make_hall(key=KEYS[1], name="水道ビジョン")
    for hall, mark in zip((first, second), MARKS, strict=True):
        for model, field, plan in TEXTS:
            changed = Replace(F(field), Value("元の"), Value(mark))
            model.objects.filter(**{plan: hall.cycle.period.plan}).update(**{field: changed})
    Result.objects.filter(indicator=second.indicator, fiscal_year=2023).update(total=98_765)
    return first, second


def planner(halls: tuple[Hall, Hall]) -> Client:
    client = Client()
    client.force_login(halls[0].planner)
    return client


def shows_its_own(text: str, turn: int) -> bool:
    """Tell whether a text says something of that plan, and nothing of the other."""
    return MARKS[turn] in text and MARKS[1 - turn] not in text


def live_addresses(hall: Hall) -> dict[str, str]:
    """Return the pages and charts of one plan by their routes, without their query."""
    rows = {"PolicyNode": hall.node, "Indicator": hall.indicator}
    rows["LeadingProject"] = hall.node.projects.get()
    pages = routes.addresses(rows)
    return pages | {
        name: reverse(f"evaluations:{name}", kwargs=kwargs) for name, kwargs in OF_ONE_CYCLE.items()
    }


def test_every_route_of_the_evaluations_is_known_to_this_test():
    every: Any = get_resolver().url_patterns
    (resolver,) = (one for one in every if getattr(one, "namespace", "") == "evaluations")
    assert {one.name for one in resolver.url_patterns} == OF_EVERY_PLAN | set(OF_ONE_CYCLE)


HAVE_NO_SWITCHER = {"publish", "stages", "indicators:indicator_csv", "indicators:indicator_xlsx"}


@pytest.mark.parametrize("turn", [0, 1])
def test_every_page_and_chart_shows_its_own_plan(halls, turn):
    client = planner(halls)
    for hall in halls:
        draft = {"order": 1, "key": "draft", "name": "作成", "meaning": "draft", "role": "staff"}
        Evaluation.objects.filter(pk=hall.evaluation.pk).update(stage=hall.cycle.stages.create(**draft))
    for name, address in live_addresses(halls[turn]).items():
        answer = client.get(f"{address}?plan={KEYS[turn]}&period=1&cycle=r5-mid")
        assert answer.status_code == 200, name
        said = routes.told(answer)
        if answer.headers["Content-Type"].startswith("application/json"):
            said = json.dumps(json.loads(said), ensure_ascii=False)
        assert MARKS[1 - turn] not in said, name
        if not name.endswith("chart"):
            assert MARKS[turn] in said, name
            assert f"plan={KEYS[1 - turn]}&" not in said, name
            assert f'value="{KEYS[turn]}" selected' in said or name in HAVE_NO_SWITCHER, name


@pytest.mark.parametrize("turn", [0, 1])
def test_the_chart_of_a_plan_draws_its_own_figures(halls, turn):
    address = reverse("indicators:indicator_chart", args=[halls[turn].indicator.pk])
    drawn = Client().get(f"{address}?plan={KEYS[turn]}").content.decode()
    assert ("98765" in drawn.replace(",", "")) is bool(turn)


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("operation", API)
def test_every_answer_of_the_api_is_about_its_own_plan(halls, turn, operation):
    answer = Client().get(f"/api/v1/{operation}?plan={KEYS[turn]}")
    assert answer.json()["plan"] == KEYS[turn]
    assert shows_its_own(json.dumps(answer.json(), ensure_ascii=False), turn)


def test_the_api_lists_both_plans_by_their_keys_and_each_indicator_by_its_number(halls):
    assert [one["key"] for one in Client().get("/api/v1/plans").json()] == list(KEYS)
    for turn, hall in enumerate(halls):
        answer = Client().get(f"/api/v1/indicators/{hall.indicator.pk}").json()
        assert shows_its_own(json.dumps(answer, ensure_ascii=False), turn)


def test_both_are_published_under_their_keys_and_written_out_by_them(halls, tmp_path: Path):
    before = halls[0].publish()
    kept = (before.get_absolute_url(), before.content, before.sha256)
    halls[1].publish()
    for turn, hall in enumerate(halls):
        edition = Publication.objects.get(cycle=hall.cycle)
        start = f"/published/{KEYS[turn]}/r5-mid/1/"
        assert edition.get_absolute_url() == start
        assert edition.read()["plan_key"] == KEYS[turn]
        for address in ("", "print/", "data.json", "policies/1-1-1/"):
            assert shows_its_own(Client().get(start + address).content.decode(), turn), address
        folder = tmp_path / str(turn)
        call_command("export_public", "r5-mid", plan=KEYS[turn], out=folder, stdout=StringIO())
        written = "".join(one.read_text() for one in folder.rglob("*.html"))
        assert shows_its_own(written, turn)
    edition = Publication.objects.get(cycle=halls[0].cycle)
    assert (edition.get_absolute_url(), edition.content, edition.sha256) == kept
    with pytest.raises(Exception, match=f"{KEYS[1]}（公表市 水道ビジョン）、{KEYS[0]}（公表市 公表計画）"):
        call_command("export_public", "r5-mid", out=tmp_path / "both")


@pytest.mark.parametrize("turn", [0, 1])
def test_a_visitor_is_led_on_to_what_was_published_of_the_plan_asked_for(halls, turn):
    for hall in halls:
        hall.publish()
    for address in ("/", "/policies/1-1-1/"):
        led = Client().get(f"{address}?plan={KEYS[turn]}")
        assert led.headers["Location"].startswith(f"/published/{KEYS[turn]}/r5-mid/1/"), address
        assert f"plan={KEYS[turn]}" in Client().get(led.headers["Location"]).content.decode()


@pytest.mark.parametrize("turn", [0, 1])
def test_the_checks_of_a_plan_are_its_own(halls, turn):
    for hall in halls:
        Result.objects.filter(indicator=hall.indicator).update(increment=1, total=5)
        Indicator.objects.filter(pk=hall.indicator.pk).update(accumulation="cumulative")
    said = StringIO()
    with pytest.raises(Exception, match="不整合が"):
        call_command("check_figures", plan=KEYS[turn], stdout=said)
    assert shows_its_own(said.getvalue(), turn)


def test_a_plan_that_is_published_under_its_key_keeps_it(halls):
    halls[1].publish()
    plan: Any = Plan.objects.get(key=KEYS[1])
    plan.key = f"{CITY}-mizu"
    with pytest.raises(Exception, match="公表版のある計画のキーは"):
        plan.full_clean()
