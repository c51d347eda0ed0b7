"""Plans of three and of five layers with names of their own: every page opens and speaks as the city does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import publish
from evaluations.publishing.scorecards.drafts import draft_of
from indicators.models import Indicator
from policies.models import Layer, PlanPeriod, PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_person_in_post,
    make_plan,
    make_project,
    make_round,
    make_sheet,
    make_sheet_request,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

YEAR = 2022
COMMAND = Actor(Change.Via.COMMAND)
SEEDS_OWN = ("施策", "事務事業", "リーディングプロジェクト", "第1期", "基本政策")
HEADINGS = ("h1", "h2", "h3", "th", "legend", "caption", "summary", "label")


@dataclass
class Town:
    """A plan with names of its own, evaluated on its second layer."""

    period: PlanPeriod
    measure: PolicyNode
    indicator: Indicator
    addresses: list[str]
    planner: Client
    clerk: Client
    cycle: EvaluationCycle


@pytest.fixture(params=[("柱", "節", "取組"), ("目標像", "分野", "章", "項", "業務")], ids=["three", "five"])
def town(request: pytest.FixtureRequest) -> Town:
    names: tuple[str, ...] = request.param
    plan = make_plan()
    period = PlanPeriod.objects.create(
        plan=plan, number=1, name="前期基本計画", first_year=2022, last_year=2025
    )
    for depth, name in enumerate(names, 1):
        kinds = {"is_evaluated": depth == 2, "is_undertaking": depth == len(names)}
        Layer.objects.create(period=period, depth=depth, name=name, has_indicators=True, **kinds)
    department = make_department(local_government_code=plan.local_government_code)
    node, nodes = make_node(period=period, depth=1, department=department), []
    for depth in range(1, len(names) + 1):
        node = node if depth == 1 else make_node(parent=node, department=department)
        nodes.append(node)
    named: dict[str, Any] = {"department": department, "targets": {YEAR: 5}, "baseline": 1}
    shown = [make_indicator(node=one, results={YEAR: 6}, **named) for one in nodes]
    Indicator.objects.filter(pk=shown[1].pk).update(figure_source="projects")
    record = make_project(counts_in=shown[1])
    cycle = make_cycle(period=period)
    make_evaluation(cycle=cycle, node=nodes[1], progress="A", direction="Ⅰ")
    make_sheet(node=nodes[-1], cycle=cycle, achievement="3")
    round_ = make_round(plan=plan, fiscal_year=YEAR)
    make_sheet_request(round=round_)
    sheet, count = f"/entry/sheets/{nodes[-1].pk}/{YEAR}/", f"/entry/projects/{shown[1].pk}/{YEAR}/"
    addresses = [
        "/",
        *(f"/policies/{one.address}/" for one in nodes),
        *(f"/indicators/{one.pk}/" for one in shown),
        "/projects/",
        "/evaluations/",
        f"/evaluations/{nodes[1].address}/",
        f"/entry/rounds/{round_.pk}/",
        "/entry/board/",
        f"/entry/board/{department.pk}/",
        "/entry/",
        "/entry/upload/",
        f"/entry/{shown[1].pk}/{YEAR}/",
        sheet,
        f"{sheet}read/",
        "/entry/projects/",
        count,
        f"{count}new/",
        f"/entry/projects/record/{record.pk}/",
        f"/entry/projects/record/{record.pk}/remove/",
        "/evaluations/committee/",
        "/evaluations/compile/",
        f"/evaluations/cycles/{cycle.key}/publish/",
        f"/evaluations/cycles/{cycle.key}/stages/",
        "/evaluations/profiles/",
        "/evaluations/profiles/compare/",
        f"/evaluations/profiles/{cycle.profile.pk}/",
    ]
    planner = make_person_in_post(
        "planning", make_department(local_government_code=plan.local_government_code)
    )
    clerk = make_person_in_post("staff", department)
    return Town(period, nodes[1], shown[-1], addresses, client_of(planner), client_of(clerk), cycle)


def headings(client: Client, town: Town, address: str) -> list[str]:
    asked = "" if address.startswith("/published") else f"?plan={town.period.plan.key}&year={YEAR}"
    answer = client.get(f"{address}{asked}", follow=True)
    assert answer.status_code == 200, address
    page = read(answer).one("main")
    return [one.text for tag in HEADINGS for one in page.all(tag)]


def not_its_own(client: Client, town: Town, addresses: list[str]) -> set[tuple[str, str]]:
    """Return the headings of the pages that use a word of the seed."""
    return {
        (address, one)
        for address in addresses
        for one in headings(client, town, address)
        if any(word in one for word in SEEDS_OWN)
    }


def test_every_page_opens_with_the_citys_own_names(town: Town) -> None:
    shown = [one for one in town.addresses if not one.startswith(("/entry", "/evaluations"))]
    assert not not_its_own(Client(), town, shown)
    assert not not_its_own(town.planner, town, town.addresses)
    assert not not_its_own(town.clerk, town, [*shown, "/entry/", "/entry/upload/"])


def test_a_published_edition_keeps_the_citys_own_names(town: Town) -> None:
    draft = draft_of(EvaluationCycle.objects.with_rules().get(pk=town.cycle.pk), date(2024, 8, 1))
    edition = publish(draft, edition=1, allowed_despite="試験", by=COMMAND).get_absolute_url()
    below = [one for one in town.addresses if one.startswith("/policies")][:-1]
    assert not not_its_own(
        Client(), town, [edition, f"{edition}print/", *(f"{edition}{one[1:]}" for one in below)]
    )


def test_the_overview_is_headed_by_the_layer_that_is_judged(town: Town) -> None:
    word, top = town.period.measure_word, town.period.layers.get(depth=1).name
    said = headings(Client(), town, "/")
    assert {f"{word}の進捗状況", f"{word}の一覧"} <= set(said)
    assert any(one.startswith(f"{top}別の{word}") for one in said)
    assert f"{word}評価" in headings(town.planner, town, "/evaluations/")[0]


def test_publishing_and_the_committee_speak_of_the_citys_own_layer(town: Town) -> None:
    cycle = town.cycle
    cycle.evaluations.update(progress=None)
    word = town.period.measure_word
    told = {}
    for address in (f"/evaluations/cycles/{cycle.key}/publish/", "/evaluations/committee/"):
        answer = town.planner.get(f"{address}?plan={town.period.plan.key}&year={YEAR}")
        told[address] = read(answer).one("main").text
        assert "施策" not in told[address]
    assert f"「{word}の進捗状況」が決定していません。" in told[f"/evaluations/cycles/{cycle.key}/publish/"]


def test_a_period_is_called_as_it_is_named(town: Town) -> None:
    assert town.period.ordinal == "前期基本計画"
    town.period.name = "第2期実施計画"
    assert town.period.ordinal == "第2期"


def test_what_hangs_below_the_measure_is_listed_on_its_page(town: Town) -> None:
    layer = town.measure.layer.name
    said = headings(Client(), town, f"/policies/{town.measure.address}/")
    assert f"この{layer}の下にある指標" in said
    judged = f"/evaluations/{town.measure.address}/?plan={town.period.plan.key}"
    for client, address in ((Client(), f"/policies/{town.measure.address}/"), (town.planner, judged)):
        page = read(client.get(address if "?" in address else f"{address}?plan={town.period.plan.key}"))
        assert str(town.indicator) in page.one("section", **{"aria-labelledby": "below"}).text


def test_the_records_are_called_as_the_indicators_call_them(town: Town) -> None:
    Indicator.objects.filter(pk=town.indicator.pk).update(records_label="認定企業")
    assert headings(Client(), town, "/projects/")[0].endswith("認定企業")
