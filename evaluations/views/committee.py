"""The committee of a cycle: read by all of its city, set up by the 事務局 for many measures at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.once import (
    new_key,
    once,
    outcome_of,
    read_key,
)
from desk.parking import PARAMETER, forget, keeps_what_was_typed
from desk.refusals import NotAllowedError, says_why, whole_number
from evaluations.actions import arrange_reviews, put_default_points, put_review_points
from evaluations.evaluation_page.committee import members_of_city
from evaluations.forms.committee import ArrangeForm, PointsForm
from evaluations.judgement.committee import OPINION_SCALE
from evaluations.lists.committee import Sitting, read_sitting
from evaluations.models import EvaluationCycle
from evaluations.scope import Answering, CycleScope, OfPlanning
from evaluations.views.asking import asked_for, kept, way_back
from indicators.models import RatingScale
from store.actions import Actor, RefusedError, StaleRow
from store.models import Change

ONLY_PLANNING = "審議対象・担当委員・着眼点を設定できるのは、事務局だけです。"
STALE = "表示した後にほかの人が変更したため、保存していません。下の内容を確かめて、もう一度保存してください。"
MENDED = "下の欄の赤い字を確かめて、直してください。"
NOTHING_PICKED = "設定する施策を一つ以上選んでください。"
RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度保存してください。"
DONE = {
    "arrange": "選んだ施策に設定しました。",
    "points": "着眼点と意見の区分を保存しました。",
    "default": "標準の着眼点と意見の区分を設定しました。",
}


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def committee(request: HttpRequest) -> HttpResponse:
    """Show what is before the committee; what is posted sets up measures or points."""
    asked = asked_for(request)
    if asked.scope.was_switched or asked.cycle is None:
        query = asked.scope.query if asked.scope.was_switched else asked.query
        page = "evaluations:board" if asked.cycle is None else "evaluations:committee"
        return HttpResponseRedirect(f"{reverse(page)}?{query}")
    if request.method == "POST":
        if not asked.keeps:
            raise NotAllowedError(ONLY_PLANNING)
        return save(request, asked)
    typed = kept(request)
    if (back := way_back(request, typed)) is not None:
        return back
    return show(request, asked, typed, notice=RESTORED if typed is not None else "")


def save(request: HttpRequest, asked: CycleScope) -> HttpResponse:
    """Do what the form asks for, once, or show it again with what is wrong."""
    sent = request.POST
    kind, key = sent.get("do", ""), read_key(sent.get("once"))
    if kind not in DONE:
        raise BadRequest("操作の種類が読み取れません。")
    if outcome := outcome_of(key, asked.person):
        return HttpResponseRedirect(outcome)
    act = {"arrange": arrange, "points": put_points, "default": put_default}[kind]
    address = f"{reverse('evaluations:committee')}?{asked.query}"

    def do() -> str:
        act(asked, sent)
        forget(sent.get(PARAMETER), request.path)
        return address

    try:
        outcome = once(key, asked.person, do)
    except FaultyFormError:
        return show(request, asked, sent, status=422, problems=[MENDED])
    except StaleRow:
        return show(request, asked_for(request), sent, status=409, problems=[STALE])
    except RefusedError as refused:
        return show(request, asked, sent, status=422, problems=str(refused).splitlines())
    messages.success(request, DONE[kind])
    return HttpResponseRedirect(outcome)


class FaultyFormError(Exception):
    """A field of the form is wrong; its form says which."""


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
    versions = {key: whole_number(sent.get(f"version_{key}")) for key in keys}
    form = ArrangeForm(sent, people=members_of_city(asked))
    if not form.is_valid():
        raise FaultyFormError
    if not keys:
        raise RefusedError(NOTHING_PICKED)
    found = {
        one.pk: one
        for one in asked.evaluations().filter(pk__in=keys).select_related("node", "stage", "cycle")
    }
    if len(found) < len(versions):
        raise StaleRow(None)
    arrange_reviews([found[key] for key in versions], versions, form.wanted(), by=by_planning(asked))


def put_points(asked: CycleScope, sent: QueryDict) -> None:
    """Put down the points and the scale."""
    version = whole_number(sent.get("version"))
    form = points_form(asked, sent)
    if not form.is_valid():
        raise FaultyFormError
    put_review_points(
        cycle_of(asked),
        form.cleaned_data["points"],
        form.wanted_scale(),
        version=version,
        by=by_planning(asked),
    )


def put_default(asked: CycleScope, sent: QueryDict) -> None:
    """Put down what this application proposes."""
    put_default_points(cycle_of(asked), version=whole_number(sent.get("version")), by=by_planning(asked))


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


def show(
    request: HttpRequest,
    asked: CycleScope,
    sent: QueryDict | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the page; what was sent stays in the form that sent it."""
    sitting: Sitting = read_sitting(asked)
    kind = sent.get("do", "") if sent is not None else ""
    forms: dict[str, Any] = {"arrange": None, "points": None}
    if asked.keeps:
        arranged = sent if kind == "arrange" else None
        forms = {
            "arrange": ArrangeForm(arranged, people=members_of_city(asked)),
            "points": points_form(asked, sent if kind == "points" else None),
        }
    board = ("施策評価", f"{reverse('evaluations:board')}?{asked.query}")
    overview = ("概況", f"{reverse('policies:overview')}?{asked.scope.query}")
    context = {
        "scope": asked.scope,
        "asked": asked,
        "sitting": sitting,
        **forms,
        "picked": sent.getlist("pick") if sent is not None else [],
        "version": cycle_of(asked).version,
        "once": new_key(),
        "crumbs": [overview, board, ("委員会審議", "")],
    }
    return render(request, "evaluations/committee.html", context | more, status=status)
