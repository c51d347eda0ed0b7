"""What lists say of measures is judged once, and again only where something was written."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import copy_context
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Person
from evaluations.rating.scorecards import outlines
from evaluations.rating.scorecards.briefs import Brief
from evaluations.rating.scorecards.outlines import Outlines, read_outlines
from evaluations.rating.scorecards.standings import cycle_shown
from indicators.models import Indicator, Result
from policies.models import PolicyNode
from policies.page import Scope, read_scope
from policies.scorecards.tree import PlanTree
from projects.models import LeadingProject
from store import page
from store.actions.numbers import is_looking, looking, move, noted
from store.actions.rows import Actor, change_row, set_links
from store.models import Change
from store.numbers import EVERYTHING
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_project,
    make_project_count,
)
from tests.kept import nothing_kept

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BY = Actor(Change.Via.COMMAND)
YEARS = range(2022, 2024)


@pytest.fixture(autouse=True)
def _keeping(settings) -> None:
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)


@pytest.fixture
def tree() -> dict[str, PolicyNode]:
    """Two measures, one of them with 事務事業 below it, under a policy that has an indicator of its own."""
    period = make_period()
    make_cycle(period=period)
    top = make_node(period=period, depth=1)
    policy = make_node(parent=top)
    one, other = make_node(parent=policy), make_node(parent=policy)
    return {"policy": policy, "one": one, "work": make_node(parent=one), "other": other}


@pytest.fixture
def indicators(tree) -> dict[str, Indicator]:
    return {
        name: make_indicator(
            name=name, node=node, targets=dict.fromkeys(YEARS, 5), results=dict.fromkeys(YEARS, 6)
        )
        for name, node in tree.items()
    }


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """The indicators that the engine judges, in the order in which it does."""
    found: list[str] = []
    known: Any = vars(outlines)["brief_of"]

    def noted(card: Any, scope: Scope) -> Brief:
        found.append(card.indicator.name)
        brief: Brief = known(card, scope)
        return brief

    monkeypatch.setattr(outlines, "brief_of", noted)
    return found


def read(year: int = 2023, user: Person | None = None) -> Outlines:
    """Return the outlines as a page reads them: whoever is not looking keeps nothing."""
    with nullcontext() if is_looking() else looking(only=True):
        return outlines_read(year, user)


def outlines_read(year: int, user: Person | None) -> Outlines:
    request = RequestFactory().get("/", {"year": str(year)})
    request.user = user or AnonymousUser()
    scope = read_scope(request)
    assert scope is not None
    return read_outlines(scope, PlanTree.of(scope.period), cycle_shown(scope))


def said(found: Outlines) -> Any:
    """Return everything that the outlines say."""
    measures = [
        (
            one.node.pk,
            one.progress,
            one.direction,
            one.progress_level,
            one.missing_count,
            one.decided_progress,
        )
        for one in found.measures
    ]
    return measures, [brief._asdict() for brief in found.briefs]


def fresh() -> Any:
    with nothing_kept():
        return said(read())


def change(indicator: Indicator, total: int) -> None:
    row = Result.objects.get(indicator=indicator, fiscal_year=2023)
    row.total = Decimal(total)
    change_row(row, version=row.version, by=BY)


def test_what_nobody_wrote_is_not_judged_again(indicators, judged):
    first = said(read())
    assert len(judged) == len(indicators)
    assert said(read()) == first == fresh()
    assert len(judged) == 2 * len(indicators)  # those that were to be fresh


@pytest.mark.parametrize(
    ("where", "again"),
    [("one", {"one", "work"}), ("work", {"one", "work"}), ("other", {"other"}), ("policy", {"policy"})],
)
def test_one_figure_lets_its_measure_be_judged_again_and_no_other(indicators, judged, where, again):
    before = said(read())
    judged.clear()
    change(indicators[where], 1)
    after = said(read())
    assert sorted(judged) == sorted(again)
    assert after == fresh() != before


def elsewhere(write: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Write as another process would, over the same connection: who looks here hears nothing of it."""

    def unheard() -> None:
        with looking(only=False):
            write(*args, **kwargs)

    copy_context().run(unheard)


def test_what_was_settled_before_somebody_wrote_is_not_judged_for_who_comes_later(indicators):
    with looking(only=True):
        before = said(read())
    indicator = indicators["one"]
    indicator.direction = "down"
    with looking(only=True):
        noted(())
        elsewhere(change_row, indicator, version=indicator.version, by=BY)
        assert said(read()) == before
    with looking(only=True):
        assert said(read()) == fresh() != before


def test_what_is_judged_for_the_day_that_just_ended_is_not_kept_for_the_next(indicators, monkeypatch):
    owed_soon = Result.objects.filter(indicator=indicators["one"], fiscal_year=2023)
    owed_soon.delete()
    days = iter([date(2024, 3, 31)])
    monkeypatch.setattr(timezone, "localdate", lambda *_: next(days, date(2024, 4, 1)))
    assert said(read()) != said(read()) == fresh()


def test_a_decision_is_never_kept(tree, indicators):
    assert read().measures[0].decided_progress is None
    make_evaluation(
        node=tree["one"], cycle=read().cycle, progress="B"
    )  # written around everything that counts
    decided = read().measures[0].decided_progress
    assert decided is not None
    assert decided.symbol == "B"


def test_each_year_and_each_audience_has_its_own(indicators):
    assert said(read(2022)) != said(read(2023))
    assert said(read(2022)) == said(read(2022))


def test_a_project_that_counts_elsewhere_is_noticed_where_it_counts(tree, indicators):
    plan = tree["one"].period.plan
    plan.shows_breakdown = plan.shows_suggestions = True
    change_row(plan, version=plan.version, by=BY)
    make_project_count(indicator=indicators["one"], fiscal_year=2023, count=1)
    move(EVERYTHING)
    before = said(read())
    project = make_project(node=tree["other"], counting_year=2023)
    beside = make_project(node=tree["other"], counting_year=2023)
    for one in (project, beside):
        set_links(one, "indicators", [indicators["one"]], by=BY)
    assert said(read()) == fresh()
    beside = LeadingProject.objects.get(pk=beside.pk)
    set_links(beside, "indicators", [], by=BY)
    assert said(read()) == fresh()
    assert before is not None


def test_what_is_kept_comes_back_as_it_was_made(indicators):
    for brief in read().briefs:
        assert Brief._make(json.loads(json.dumps(brief))) == brief


def test_what_was_damaged_while_it_was_kept_is_judged_again(indicators, judged):
    before = said(read())
    for key in list(cache._cache):  # type: ignore[attr-defined]
        name = key.split(":", 2)[2]
        kept = cache.get(name)
        cache.set(name, type(kept)(kept.numbers, kept.headers, kept.content.replace(b"6", b"7"), kept.sign))
    judged.clear()
    assert said(read()) == before
    assert len(judged) == len(indicators)


def test_what_is_kept_can_be_held_against_what_the_engine_says(indicators, capsys):
    read()
    call_command("check_kept")
    assert "違うもの0件" in capsys.readouterr().out
    for key in list(cache._cache):  # type: ignore[attr-defined]
        name = key.split(":", 2)[2]
        kept = cache.get(name)
        page.keep(name, kept.numbers, {}, kept.content.replace("指標".encode(), "別".encode()))
    assert said(read()) != fresh()
    with pytest.raises(CommandError):
        call_command("check_kept")
    assert said(read()) == fresh()
    with pytest.raises(CommandError, match="ありません"):
        call_command("check_kept", plan="none")


def test_a_measure_above_another_is_judged_again_with_it(tree, indicators):
    tree["one"].period.layers.filter(depth=2).update(is_evaluated=True)
    before = said(read())
    change(indicators["other"], 0)
    assert said(read()) == fresh() != before


def seen_by(person: Person) -> Any:
    return said(read(user=person))


def test_each_section_reads_its_own_waiting_figures_and_shares_all_else(tree, indicators, judged):
    code = tree["one"].period.plan.local_government_code
    one, other = (make_department(local_government_code=code) for _ in range(2))
    for name, department in (("one", one), ("other", other)):
        row = indicators[name]
        row.department = department
        change_row(row, version=row.version, by=BY)
    people = [make_person(role="staff", department=department) for department in (one, other)]
    for person in people:
        seen_by(person)
    # the second judges anew only what one of them answers for
    assert sorted(judged) == sorted([*indicators, "one", "work", "other"])
    waiting = Result.objects.get(indicator=indicators["one"], fiscal_year=2023)
    waiting.total, waiting.entry_state = Decimal(1), Result.EntryState.WAITING
    change_row(waiting, version=waiting.version, by=BY)
    mine, theirs = map(seen_by, people)
    assert mine != theirs
    with nothing_kept():
        assert [mine, theirs] == [seen_by(person) for person in people]
