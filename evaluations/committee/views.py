"""The committee of a cycle: read by all of its city, set up by the 事務局 for many measures at once."""

from functools import partial
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from desk.page.refusals import NotAllowedError, whole_number
from desk.page.taking import (
    MENDED,
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_since,
    form_page,
    in_words,
    opened,
    take,
)
from evaluations.committee.actions.reviews import arrange_reviews, put_default_points, put_review_points
from evaluations.committee.forms import ArrangeForm, PointsForm, setting_labels
from evaluations.committee.opinion_scale import OPINION_SCALE
from evaluations.committee.scorecards.deliberation import members_of_city
from evaluations.committee.scorecards.sitting import Sitting, read_sitting
from evaluations.committee.tables import reviewed_file
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.page.asking import asked_for
from evaluations.rating.scorecards.scope import Answering, CycleScope, OfPlanning
from exports.page import files_of, shown
from indicators.models import RatingScale
from store.actions.history import changes_since, latest_sequence
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change, owner_of

ONLY_PLANNING = "審議対象・担当委員・着眼点を設定できるのは、事務局だけです。"
NOTHING_PICKED = "設定する対象を一つ以上選んでください。"
DONE = {
    "arrange": "選んだ対象に設定しました。",
    "points": "着眼点と意見の区分を保存しました。",
    "default": "標準の着眼点と意見の区分を設定しました。",
}
VERSION: Final = "version_"  # followed by the key of the evaluation
UNSAID: Final = ("cycle", "key", "evaluation", "review", "person")  # of history: what says where a row hangs


@form_page
def committee(request: HttpRequest) -> HttpResponse:
    """Show what is before the committee; what is posted sets up measures or points."""
    asked = asked_for(request)
    if asked.scope.was_switched or asked.cycle is None:
        if request.method == "POST":
            raise Http404  # the cycle is no more; what was typed stands on the answer
        query = asked.scope.query if asked.scope.was_switched else asked.query
        page = "evaluations:board" if asked.cycle is None else "evaluations:committee"
        return HttpResponseRedirect(f"{reverse(page)}?{query}")
    if request.method != "POST":
        return show(request, opened(request, asked.person))
    if not asked.keeps:
        raise NotAllowedError(ONLY_PLANNING)
    if request.POST.get("do") not in DONE:
        raise BadRequest("操作の種類が読み取れません。")
    is_versioned = request.POST["do"] != "arrange"  # there each measure has its own
    return take(
        request,
        asked.person,
        partial(put, asked, request.POST),
        partial(show, request),
        is_versioned=is_versioned,
    )


def put(asked: CycleScope, sent: QueryDict, version: int) -> Done:
    """Do what the form asks for."""
    match sent["do"]:
        case "arrange":
            arrange(asked, sent)
        case "points":
            put_points(asked, sent, version)
        case _:
            put_default_points(cycle_of(asked), version=version, by=by_planning(asked))
    return Done(f"{reverse('evaluations:committee')}?{asked.query}", DONE[sent.get("do", "")])


def by_planning(asked: CycleScope) -> Actor:
    """Return the person in the post of the 事務局."""
    return Actor(Change.Via.PAGE, asked.person, asked.post_for(OfPlanning(), Answering(None, asked.code)))


def cycle_of(asked: CycleScope) -> EvaluationCycle:
    """Return the cycle that the page is about."""
    assert asked.cycle is not None  # noqa: S101 - without one the page leads to the board
    return asked.cycle


def arrange(asked: CycleScope, sent: QueryDict) -> None:
    """Set up the measures that were ticked."""
    keys = [whole_number(text) for text in sent.getlist("pick")]
    versions = {key: whole_number(sent.get(f"{VERSION}{key}")) for key in keys}
    form = ArrangeForm(sent, people=members_of_city(asked))
    if not form.is_valid():
        raise FaultyFormError(form, [MENDED])
    if not keys:
        raise RefusedError(NOTHING_PICKED)
    found = {
        one.pk: one
        for one in asked.evaluations().filter(pk__in=keys).select_related("node", "stage", "cycle")
    }
    if len(found) < len(versions):
        raise StaleRow(None)
    arrange_reviews([found[key] for key in versions], versions, form.wanted(), by=by_planning(asked))


def put_points(asked: CycleScope, sent: QueryDict, version: int) -> None:
    """Put down the points and the scale."""
    form = points_form(asked, sent)
    if not form.is_valid():
        raise FaultyFormError(form, [MENDED])
    points, scale = form.cleaned_data["points"], form.wanted_scale()
    put_review_points(cycle_of(asked), points, scale, version=version, by=by_planning(asked))


def points_form(asked: CycleScope, sent: QueryDict | None) -> PointsForm:
    """Return the form of the points; offered are scales that no layer of a plan is rated by."""
    cycle = cycle_of(asked)
    chosen = Q(pk=cycle.opinion_scale_id) | Q(key=OPINION_SCALE)
    unused = Q(layers=None, profiles=None, opinion_cycles=None)
    scales = RatingScale.objects.filter(chosen | unused).distinct().order_by("name", "key")
    initial = {
        "points": "\n".join(one.text for one in cycle.review_points.order_by("order")),
        "scale": cycle.opinion_scale.key if cycle.opinion_scale else "",
    }
    return PointsForm(sent, scales=list(scales), initial=initial)


def show(request: HttpRequest, fate: Fate) -> HttpResponse:
    """Render the page as it is now; what was typed stays in the form that it was typed into."""
    asked = asked_for(request)
    sitting: Sitting = read_sitting(asked)
    kind = fate.typed.get("do", "") if fate.typed is not None else ""
    arranging = fate if kind == "arrange" else Fate()  # the other forms say nothing of the single measures
    picked = arranging.typed.getlist("pick") if arranging.typed is not None else []
    board = ("評価", f"{reverse('evaluations:board')}?{asked.query}")
    overview = ("概況", f"{reverse('policies:overview')}?{asked.scope.query}")
    cycle = cycle_of(asked)
    context = {
        "scope": asked.scope,
        "asked": asked,
        "sitting": sitting,
        "rows": (rows := sitting.listed(request.GET.dict(), asked.person.pk)),
        "files": files_of(reviewed_file(asked, rows)),
        "opened": kind,
        "picks": [
            (row, arranging.begun(f"{VERSION}{row.key}", row.evaluation.version), row.key in picked)
            for row in sitting.rows
        ],
        "now": cycle.version,
        "seen_now": (seen := latest_sequence(owners_of(asked, sitting))),
        "seen": fate.begun("seen", seen),
        "crumbs": [overview, board, ("委員会審議", "")],
        "typed": in_words(fate.typed, setting_labels()) if fate.typed is not None and not asked.keeps else [],
    }
    context |= forms_of(asked, fate, kind)
    context |= fate.context(cycle.version, conflict_of(asked, fate, kind))
    return shown(request, "evaluations/committee/committee.html", context, status=fate.status)


def forms_of(asked: CycleScope, fate: Fate, kind: str) -> dict[str, Any]:
    """Return the two forms, one of them with what was typed; none to those who only read."""
    if not asked.keeps:
        return {"arrange": None, "points": None}
    arranged, points = (fate.typed if kind == one else None for one in ("arrange", "points"))
    return {
        "arrange": ArrangeForm(arranged, people=members_of_city(asked)),
        "points": points_form(asked, points),
    }


def owners_of(asked: CycleScope, sitting: Sitting) -> list[str]:
    """Name all whose history the page shows: the cycle and its evaluations."""
    return [cycle_of(asked).history_owner, *(row.evaluation.history_owner for row in sitting.rows)]


def conflict_of(asked: CycleScope, fate: Fate, kind: str) -> Conflict | None:
    """Return what changed since the form began: in the cycle, or in the measures that the form knew of."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    owners = [cycle_of(asked).history_owner]
    if kind == "arrange":
        keys = [name.removeprefix(VERSION) for name in fate.typed if name.startswith(VERSION)]
        owners = [owner_of("evaluations.evaluation", key) for key in keys]
    return conflict_since(changes_since(owners, fate.typed.get("seen"), unsaid=UNSAID), asked.person)
