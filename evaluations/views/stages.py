"""The stages of a cycle: read by its city's staff, put down by the 事務局."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.once import (
    new_key,
    once,
    outcome_of,
    read_key,
)
from desk.parking import keeps_what_was_typed
from desk.refusals import NotAllowedError, says_why, whole_number
from evaluations.actions import put_stages
from evaluations.forms.stages import BaseStageFormSet, initial_of, role_label, stage_formset
from evaluations.judgement.stages import DEFAULT_STAGES
from evaluations.models import EvaluationStage
from evaluations.scope import Answering, CycleScope, OfPlanning
from evaluations.views.asking import asked_for, kept, switched
from store.actions import Actor, RefusedError, StaleRow
from store.models import Change

ONLY_PLANNING = "評価の段階を設定できるのは、事務局だけです。"
STALE = "表示した後にほかの人が変更したため、保存していません。下の内容を確かめて、もう一度保存してください。"
SAVED = "評価の段階を保存しました。"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def stages(request: HttpRequest, key: str) -> HttpResponse:
    """Show the cycle's stages; what is posted is the whole list, or the wish for the default one."""
    asked = asked_for(request, key)
    if not asked.is_staff:
        raise Http404
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    if not asked.keeps:
        raise NotAllowedError(ONLY_PLANNING)
    if request.method == "POST":
        return save(request, asked)
    typed = kept(request)
    return show(request, asked, stage_formset(typed) if typed else None)


def save(request: HttpRequest, asked: CycleScope) -> HttpResponse:
    """Put down the list, once, or show it again with what is wrong."""
    assert asked.cycle is not None  # noqa: S101 - the address names it
    sent, cycle = request.POST, asked.cycle
    version, key = whole_number(sent.get("version")), read_key(sent.get("once"))
    if outcome := outcome_of(key, asked.person):
        return HttpResponseRedirect(outcome)
    form: BaseStageFormSet | None = None
    wanted: list[tuple[int | None, Any]] = [(None, row) for row in DEFAULT_STAGES]
    if "default" not in sent:
        form = stage_formset(sent)
        if not form.is_valid():
            return show(request, asked, form, status=422)
        wanted = form.wanted()
    stored: dict[int, EvaluationStage] = {one.pk: one for one in asked.stages}
    rows = [(stored.get(pk or 0), row) for pk, row in wanted]
    post = asked.post_for(OfPlanning(), Answering(None, asked.code))
    by = Actor(Change.Via.PAGE, asked.person, post)
    address = address_of(asked)

    def do() -> str:
        put_stages(cycle, rows, version=version, by=by)
        return address

    try:
        outcome = once(key, asked.person, do)
    except StaleRow:
        return show(request, asked_for(request, cycle.key), form, status=409, problems=[STALE])
    except RefusedError as refused:
        return show(request, asked, form, status=422, problems=str(refused).splitlines())
    messages.success(request, SAVED)
    return HttpResponseRedirect(outcome)


def address_of(asked: CycleScope) -> str:
    """Return the address of the list."""
    assert asked.cycle is not None  # noqa: S101 - the address names it
    return f"{reverse('evaluations:stages', args=(asked.cycle.key,))}?{asked.query}"


def show(
    request: HttpRequest,
    asked: CycleScope,
    form: BaseStageFormSet | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the list with its form; without any stage, what the default one would be."""
    stored = list(asked.stages)
    context = {
        "scope": asked.scope,
        "asked": asked,
        "formset": form or stage_formset(initial=initial_of(stored)),
        "defaults": [] if stored else [(row, role_label(row.role)) for row in DEFAULT_STAGES],
        "shows_form": bool(stored) or form is not None,
        "version": asked.cycle.version if asked.cycle else 0,
        "once": new_key(),
        "crumbs": [
            ("概況", f"{reverse('policies:overview')}?{asked.scope.query}"),
            ("施策評価", f"{reverse('evaluations:board')}?{asked.query}"),
            (f"{asked.cycle}の段階", ""),
        ],
    }
    return render(request, "evaluations/stages.html", context | more, status=status)
