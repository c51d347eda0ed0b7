"""Where a report goes: the plan and the period, and which of what is there its nodes and indicators are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from desk.page.taking import Done, Fate, FateKind, FaultyFormError, conflict_over, form_page, opened, take
from evaluations.cycles.models import EvaluationCycle
from policies.models import PlanPeriod, PolicyNode
from reports.review.actions.placing import cycle_stated, cycles_of, period_chosen
from reports.review.actions.surroundings import NEW, Choices, Proposal, Surroundings, choices_of
from reports.review.forms import PlaceForm, first_choices
from reports.review.models import Report
from reports.review.page import ReportPageAsked, report_asked
from reports.review.slots import TAKEN, Decision, Role, Slot, slots
from store.actions.history import last_change
from store.actions.rows import RefusedError, change_row

MATCH: Final = "match-"
OWN_HOME: Final = "home-"
NO_SUCH_NODE: Final = (
    "「{}」を置く項目「{}」が、この計画期間にありません。コード（例：4-2-4）を入力してください。"
)
NO_HOME: Final = (
    "報告書に政策体系がないため、新しい指標を置く項目を選んでください"
    "（指標ごとに違うときは、下の表の「置く項目」に入れます）。"
)


@form_page
def report_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the report may go; what is posted says so."""
    asked = report_asked(request, pk, decides=True)
    if request.method != "POST":
        return show(asked, opened(request, asked.person))
    return take(request, asked.person, partial(choose, asked), partial(show, asked), is_versioned=True)


def choose(asked: ReportPageAsked, version: int) -> Done:
    """Keep where the report goes. Another plan or period brings other things to match: they are looked at once more."""
    form = place_form(asked.report, goal_of(asked.report), asked.request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    match, homes = (typed_by_path(asked.request.POST, prefix) for prefix in (MATCH, OWN_HOME))
    before, chosen = choices_of(asked.report), form.choices(match, homes)
    refuse_homeless(asked.report, form, chosen)
    asked.report.place = asdict(chosen)
    change_row(asked.report, version=version, by=asked.by)
    is_other = before is None or (before.plan, before.period) != (chosen.plan, chosen.period)
    if is_other and chosen.period and not match:
        return Done(
            reverse("reports:place", args=(asked.report.pk,)), "登録先を決めました。対応を確かめてください。"
        )
    return Done(reverse("reports:report_load", args=(asked.report.pk,)), "登録先を決めました。")


def typed_by_path(typed: QueryDict, prefix: str) -> dict[str, str]:
    """Return what was typed of nodes and indicators, by the path of each."""
    return {name.removeprefix(prefix): str(typed[name]) for name in typed if name.startswith(prefix)}


def refuse_homeless(report: Report, form: PlaceForm, chosen: Choices) -> None:
    """Raise FaultyFormError for new indicators of which nobody has said on what they stand, or that it is not there."""
    period = period_chosen(report.city, chosen)
    if period is not None and not chosen.match:
        return  # what is there of the period was not on the page yet
    around = Surroundings(period, report.rows_loaded)
    told = around.proposals(report.reviewed(), chosen)
    new = [
        one for one in told if one.slot.role is Role.INDICATOR and one.chosen == NEW and _is_wanted(one.slot)
    ]
    strange = [
        NO_SUCH_NODE.format(one.slot.said["name"], one.home)
        for one in new
        if one.home and around.node_at(one.home) is None
    ]
    if strange:
        raise FaultyFormError(form, strange)
    has_tree = any(one.slot.role is Role.NODE for one in told)
    if not (has_tree or chosen.home or all(one.home for one in new)):
        form.add_error("home", NO_HOME)
        raise FaultyFormError(form)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a report goes as things stand: what was chosen, the period if it is there, and the cycles to choose from.

    The period may be one that was to be made and is there by now. There are cycles only where the report rates and it
    has to be said in which of several. Where the report has no tree, somebody says on what its indicators stand.
    """

    chosen: Choices
    period: PlanPeriod | None
    cycles: Sequence[EvaluationCycle]
    has_tree: bool


def goal_of(report: Report) -> Goal:
    """Return where the report goes, or what is proposed first."""
    chosen = choices_of(report) or first_choices(report.city, report.draft)
    try:
        period = period_chosen(report.city, chosen)
    except RefusedError:
        period = None
    roles = {slot.role for slot in slots(report.draft)}
    cycles = cycles_of(period) if Role.RATING in roles else []
    return Goal(chosen, period, cycles if len(cycles) > 1 else [], Role.NODE in roles)


def place_form(report: Report, goal: Goal, data: Any, **more: Any) -> PlaceForm:
    """Return the form with what the city has."""
    nodes = PolicyNode.objects.filter(period__plan__local_government_code=report.city)
    if goal.period is not None:
        nodes = nodes.filter(period=goal.period)
    addresses = [(address, f"{address} {name}") for address, name in nodes.values_list("address", "name")]
    cycles = [(key_of(one.period, one.key), str(one)) for one in goal.cycles]
    return PlaceForm(report.city, addresses, cycles, data, has_tree=goal.has_tree, **more)


def key_of(period: PlanPeriod, *within: str) -> str:
    """Return how the form calls a period, or a cycle in it: another one may have a cycle of that key."""
    return "/".join((period.plan.key, str(period.number), *within))


def show(asked: ReportPageAsked, fate: Fate) -> HttpResponse:
    """Show the form, with what is there that each node and indicator may be."""
    report = asked.report
    report.refresh_from_db()
    goal = goal_of(report)
    form = fate.form or place_form(report, goal, fate.typed, initial=initial_of(report, goal))
    conflict = None
    if fate.kind is FateKind.STALE:
        conflict = conflict_over(report, asked.person, last_change(report))
    context = {
        "scope": None,
        "report": report,
        "form": form,
        "proposals": proposals_of(report, goal, fate.typed),
        "nodes": nodes_of(goal),
        "is_placed": choices_of(report) is not None,
        "prefix": MATCH,
        "own_home": OWN_HOME,
        **fate.context(report.version, conflict),
    }
    return render(asked.request, "reports/review/place.html", context, status=fate.status)


def initial_of(report: Report, goal: Goal) -> dict[str, Any]:
    """Return what the form shows at first; the cycle that ends with the report's results is proposed."""
    chosen, period = goal.chosen, goal.period
    told: dict[str, Any] = {name: value or "" for name, value in asdict(chosen).items()}
    told["period_number"] = chosen.period_number or None
    told |= {"plan": period.plan.key, "period": key_of(period)} if period else {"period": ""}
    known = next((one for one in goal.cycles if one.key == chosen.cycle), None)
    meant = known or cycle_stated(goal.cycles, report.draft)
    told["cycle"] = key_of(meant.period, meant.key) if meant else ""
    return told


def nodes_of(goal: Goal) -> list[tuple[str, str]]:
    """Return the nodes on which new indicators may stand, by address and name."""
    found = PolicyNode.objects.filter(period=goal.period, layer__has_indicators=True).order_by("path")
    return list(found.values_list("address", "name")) if goal.period else []


def proposals_of(report: Report, goal: Goal, typed: QueryDict | None) -> list[Proposal]:
    """Return what may be meant by the nodes and indicators that were not refused; nothing as long as all are new.

    What was typed counts before what was chosen earlier.
    """
    if goal.period is None:
        return []
    chosen = goal.chosen
    if typed is not None:
        chosen = replace(chosen, match=typed_by_path(typed, MATCH), homes=typed_by_path(typed, OWN_HOME))
    found = Surroundings(goal.period, report.rows_loaded).proposals(report.reviewed(), chosen)
    return [one for one in found if _is_wanted(one.slot)]


def _is_wanted(slot: Slot) -> bool:
    return slot.decision in TAKEN or slot.decision is Decision.OPEN
