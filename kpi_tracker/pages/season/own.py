"""One's own work: what one's sections owe in the open rounds, and what of a cycle waits for the person."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Person
from accounts.rules import own_cities
from entry.list.scorecards.waiting import Ticks
from entry.list.views.listing import TodoPage, read_list
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.stages import ordered
from evaluations.rating.scorecards.board import row_of
from evaluations.rating.scorecards.outlines import Outline
from evaluations.rating.scorecards.scope import CycleScope
from indicators.models import EntryRound
from kpi_tracker.pages.season.numbers import LinkedNumber, NumberGroup
from policies.models import Plan
from policies.page import Scope
from policies.scorecards.tree import PlanTree
from store.actions.settled import settled
from store.numbers import number_of


def rounds_open(scope: Scope) -> list[EntryRound]:
    """Return the rounds of the plan in which figures can be entered today, the one due next first."""
    found = settled(
        ("rounds open", scope.plan.pk, scope.today),
        lambda: list(
            EntryRound.objects.filter(plan=scope.plan.pk).open_on(scope.today).select_related("plan")
        ),
    )
    return sorted(found, key=lambda one: (one.due_on, one.pk))


def own_entries(scope: Scope, person: Person) -> list[NumberGroup]:
    """Return what the person's sections owe in the open rounds of all plans, as their own list says it.

    Nothing for who enters nowhere. It hangs from numbers_of_entries().
    """
    if not scope.enters:
        return []
    page = read_list(person, scope.today, Ticks(), Ticks())
    address = f"{reverse('entry:todo')}?{scope.query}"
    numbers = [
        LinkedNumber(words, count, f"{address}#{place}", is_urgent=True) for place, words, count in page.left
    ]
    return [NumberGroup("あなたの課の入力", numbers, own_words(page))] if page.rounds else []


def numbers_of_entries(scope: Scope, person: Person) -> list[str]:
    """Return the numbers of all plans of the cities that the person belongs to: one's own list is that of all."""
    codes = own_cities(person, scope.today)
    if codes == {scope.plan.local_government_code}:
        return [number_of(plan.pk, publicly=False) for plan in scope.plans]
    plans = Plan.objects.filter(local_government_code__in=codes).values_list("pk", flat=True)
    keys = settled(("plans of cities", sorted(codes)), lambda: list(plans))
    return [number_of(pk, publicly=False) for pk in keys]


def own_words(page: TodoPage) -> str:
    """Say until when, and what of it came back or is late."""
    due = min(one.due_on for one in page.own_rounds)
    said = [f"期限は{due.month}月{due.day}日"]
    said += [f"差戻し{page.returned_count}件"] if page.returned_count else []
    said += [f"期限超過{page.late_count}件"] if page.late_count else []
    return "、".join(said) if page.left else "すべて提出済みです"


def own_evaluations(
    scope: Scope, person: Person, cycle: EvaluationCycle, tree: PlanTree, measures: Sequence[Outline]
) -> list[NumberGroup]:
    """Return what of a cycle waits for the person, as its board counts it; nothing where nothing does.

    `measures` are those of the board with all evaluations of the cycle, also those on their way.
    """
    stages = ordered(settled(("stages", cycle.pk), lambda: list(cycle.stages.all())))
    if not stages:
        return []
    inner = replace(scope, year=cycle.last)
    asked = CycleScope(person, inner, cycle, [cycle], stages, is_staff=True)
    owned = asked.answering_all(one.node for one in measures)
    rows = [row_of(asked, tree, one, {}, {}) for one in measures]
    rows = [replace(row, acts=asked.may_act(row.waits_at, owned[row.node.pk])) for row in rows]
    if not (mine := sum(row.is_mine for row in rows)):
        return []
    address = f"{reverse('evaluations:board')}?{scope.query}&{urlencode({'cycle': cycle.key})}&standing="
    numbers = [LinkedNumber("あなたの番", mine, f"{address}mine", is_urgent=True)]
    if asked.keeps:
        late = sum(row.is_late for row in rows)
        numbers.append(LinkedNumber("期限超過（全体）", late, f"{address}late", is_urgent=True))
    return [NumberGroup(str(cycle), numbers)]
