"""Missing is owed minus answered: on every page, list, board, mail and in the API, whatever the plan looks like."""

import re
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Department, Person
from entry.board.scorecards.boards import Total, shares_of
from entry.reminders.actions.outbox import everything
from entry.reminders.actions.recipients import asking, rungs_by_hand
from entry.round.scorecards.counted import everything_owed
from indicators.models import EntryRound, Indicator, Result
from policies.models import Layer, PlanPeriod, PolicyNode
from tests.entry.office import client_of
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_person_in_post,
    make_plan,
    make_result,
    make_round,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db

YEAR = 2022
NAMES = ("柱", "章", "節", "項", "取組")
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"asked": "never", "not_asked_reason": "国の統計のため"},
    {"asked": "listed", "asked_years": "令和4年度"},
    {"asked": "listed", "asked_years": "令和5年度"},
    {"asked": "interval", "survey_interval": 2, "asked_since": 2021},
    {"asked": "last"},
    {"put_off_years": "令和4年度"},
    {"known_from": "翌年度11月"},
)
ANSWERS: tuple[dict[str, Any] | None, ...] = (
    None,
    None,
    {"total": 5},
    {"total": 0},
    {"missing": "pending", "pending_until": "令和50年11月"},
    {"missing": "pending", "pending_until": "令和6年11月"},
    {"missing": "pending"},
    {"missing": "out_of_cycle"},
    {"missing": "not_applicable"},
    {"total": 5, "standing": "provisional", "pending_until": "令和6年11月"},
)
STATES = ("draft", "waiting", "returned", "confirmed", "checked")


@dataclass
class Made:
    """A plan of some layers with indicators on any of them, two sections that answer for them, and an open round."""

    period: PlanPeriod
    round: EntryRound
    departments: list[Department]
    staff: list[Person]
    planner: Person

    def page(self, client: Client, path: str = "/") -> Element:
        answer = client.get(f"{path}?plan={self.period.plan.key}&year={YEAR}")
        assert answer.status_code == 200
        return read(answer)

    @property
    def nodes(self) -> list[PolicyNode]:
        return list(self.period.nodes.select_related("layer").order_by("path"))


def make_city(chance: Random) -> Made:
    """Return a plan of three to five layers in which anything may hang anywhere."""
    plan, depth = make_plan(), chance.randint(3, 5)
    period = PlanPeriod.objects.create(plan=plan, number=1, name="前期計画", first_year=2022, last_year=2025)
    judged = chance.randint(2, depth)
    for place, name in enumerate(NAMES[:depth], 1):
        kinds = {"is_evaluated": place == judged, "is_undertaking": place == depth and judged < depth}
        Layer.objects.create(period=period, depth=place, name=name, has_indicators=True, **kinds)
    code = plan.local_government_code
    departments = [make_department(local_government_code=code) for _ in range(2)]
    for _ in range(2):
        grow(make_node(period=period, depth=1), depth, departments, chance)
    staff = [make_person_in_post("staff", one, email="tanto@city.example") for one in departments]
    planner = make_person_in_post("planning", make_department(local_government_code=code))
    return Made(period, make_round(plan=plan, fiscal_year=YEAR), departments, staff, planner)


def grow(node: PolicyNode, depth: int, departments: list[Department], chance: Random) -> None:
    """Hang indicators on the node and more nodes below it."""
    for _ in range(chance.randint(0, 3)):
        hang(node, chance.choice([*departments, None]), chance)
    if node.layer.depth < depth:
        for _ in range(chance.randint(1, 2)):
            grow(make_node(parent=node), depth, departments, chance)


def hang(node: PolicyNode, department: Department | None, chance: Random) -> None:
    """Hang an indicator on the node that is asked somehow, and answered somehow."""
    asked, is_judged = chance.choice(ASKED), chance.random() < 0.7
    indicator = make_indicator(node=node, department=department, is_judged=is_judged, **asked)
    if chance.random() < 0.4:
        make_target(indicator=indicator, fiscal_year=YEAR)
    if (said := chance.choice(ANSWERS)) is not None:
        make_result(indicator=indicator, fiscal_year=YEAR, entry_state=chance.choice(STATES), **said)


def missing_in(page: Element) -> int:
    """Return how many figures the page says are missing."""
    found = re.search(r"実績が未提出の指標が(\d+)件あります", page.text)
    return int(found[1]) if found else 0


def owed_in_words(page: Element) -> tuple[int, int]:
    """Return how many the page says are owed and answered."""
    found = re.search(r"照会した(\d+)件のうち(\d+)件が", page.text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def column(page: Element, name: str) -> int:
    """Add up the last column of the first table of that section."""
    rows = page.one("section", **{"aria-labelledby": name}).all("table")[0].one("tbody").rows
    return sum(int(row[-1]) for row in rows)


@pytest.fixture(params=range(8))
def made(request: pytest.FixtureRequest) -> Made:
    return make_city(Random(request.param))


def test_the_board_the_lists_and_the_mails_count_what_the_overview_counts(made: Made) -> None:
    today, planner = timezone.localdate(), client_of(made.planner)
    page = made.page(planner)
    missing = missing_in(page)
    total = Total(shares_of(everything_owed(made.round, today, None)))
    assert missing == total.open
    assert missing == sum(not one.is_done for one in everything(made.round, today))
    if missing:
        owed, answered = owed_in_words(page)
        assert owed - answered == missing
    owned = 0
    mails = asking(made.round, everything(made.round, today), today, rungs_by_hand)
    for person in made.staff:
        text = read(client_of(person).get("/entry/")).text
        found = re.search(r"全(\d+)件のうち(\d+)件が提出済み", text)
        left = int(found[1]) - int(found[2]) if found else 0
        asked = mails.requests.get(person.pk)
        assert left == (len(asked.items) if asked else 0)
        owned += left
    nobodys = sum(share.open for share in total.shares if share.department is None)
    assert owned + nobodys == missing


@pytest.mark.parametrize("who", ["visitors", "staff"])
def test_every_node_counts_what_hangs_on_and_below_it_and_says_when_all_is_reported(
    made: Made, who: str
) -> None:
    client = Client() if who == "visitors" else client_of(made.planner)
    page = made.page(client)
    assert column(page, "policies") == missing_in(page)
    if missing_in(page):
        listed = page.one("section", **{"aria-labelledby": "missing"})
        assert f"{missing_in(page)}件のうち" in listed.text
    pages = {node.pk: made.page(client, node.get_absolute_url()) for node in made.nodes}
    for one in (page, *pages.values()):  # nobody is told that all is reported while anything is missing
        assert not (missing_in(one) and "すべて提出済みです" in one.text)
    counts = {pk: missing_in(one) for pk, one in pages.items()}
    assert missing_in(page) == sum(counts[node.pk] for node in made.nodes if node.parent_id is None)
    for node in made.nodes:
        below = [one for one in made.nodes if one.parent_id == node.pk]
        assert counts[node.pk] >= sum(counts[one.pk] for one in below)
        if below and not (node.layer.is_evaluated or below[0].layer.is_undertaking):
            assert column(pages[node.pk], "children") == sum(counts[one.pk] for one in below)


def test_the_api_counts_what_visitors_read(made: Made) -> None:
    answer = Client().get(f"/api/v1/measures?plan={made.period.plan.key}&year={YEAR}").json()
    for measure in answer["measures"]:
        assert measure["missing"] == measure["owed"] - measure["answered"]
        page = made.page(Client(), f"/policies/{measure['address']}/")
        assert measure["missing"] == missing_in(page)


def test_a_plan_that_measures_on_its_lowest_layer_is_told_what_is_missing() -> None:
    made = make_city(Random(1))
    Result.objects.all().delete()
    Indicator.objects.update(asked="never", not_asked_reason="比べるため")
    for node in (one for one in made.nodes if one.layer.depth == made.period.layers.count()):
        make_indicator(node=node, results={YEAR: 5})
        make_indicator(node=node)
    number = sum(one.layer.depth == made.period.layers.count() for one in made.nodes)
    page = made.page(Client())
    assert (owed_in_words(page), missing_in(page)) == ((2 * number, number), number)
    assert "照会対象外" in page.text
