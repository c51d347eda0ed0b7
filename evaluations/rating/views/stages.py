"""The stages of a cycle: read by its city's staff, put down by the 事務局."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Person
from desk.actions import drafts
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_since,
    form_page,
    opened,
    take,
)
from desk.views import takes_drafts
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import DEFAULT_STAGES
from evaluations.rating.actions.stage_lists import put_stages
from evaluations.rating.forms.stages import (
    BaseStageFormSet,
    initial_of,
    names_in,
    role_label,
    stage_formset,
)
from evaluations.rating.models.stages import EvaluationStage
from evaluations.rating.page.asking import asked_for, switched
from evaluations.rating.scorecards.scope import (
    Answering,
    CycleScope,
    OfPlanning,
    kept_cycle,
    plan_query,
)
from store.actions.history import changes_since, latest_sequence
from store.actions.rows import Actor
from store.models import Change

ONLY_PLANNING = "評価の段階を設定できるのは、事務局だけです。"
SAVED = "評価の段階を保存しました。"
UNSAID: Final = ("cycle", "key")  # of history: what says where a row hangs


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], key: str) -> str:
    """Return where drafts of the list are kept, if the person may write it."""
    cycle = kept_cycle(person, today, key, chosen)
    if cycle is None:
        raise Http404
    return draft_address(cycle)


def draft_address(cycle: EvaluationCycle) -> str:
    """Return the one address under which drafts of the cycle's list are kept, whatever else the page's says."""
    return f"{reverse('evaluations:stages', args=(cycle.key,))}?{plan_query(cycle)}"


@form_page
@takes_drafts(draft_path)
def stages(request: HttpRequest, key: str) -> HttpResponse:
    """Show the cycle's stages; what is posted is the whole list, or the wish for the default one."""
    asked = asked_for(request, key)
    if not asked.is_staff:
        raise Http404
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    if not asked.keeps:
        raise NotAllowedError(ONLY_PLANNING)
    draft = draft_address(cycle_of(asked))
    if request.method != "POST":
        return show(request, key, opened(request, asked.person, draft=draft))
    act, shown = partial(put, request, asked), partial(show, request, key)
    kept = "" if "default" in request.POST else draft  # a button has nothing to keep
    return take(request, asked.person, act, shown, is_versioned=True, draft=kept)


def cycle_of(asked: CycleScope) -> EvaluationCycle:
    """Return the cycle that the page is about."""
    assert asked.cycle is not None  # noqa: S101 - the address names it
    return asked.cycle


def put(request: HttpRequest, asked: CycleScope, version: int) -> Done:
    """Put down the list that was sent, or the default one."""
    wanted: list[tuple[int | None, Any]] = [(None, row) for row in DEFAULT_STAGES]
    if "default" not in request.POST:
        form = stage_formset(request.POST)
        if not form.is_valid():
            raise FaultyFormError(form)
        wanted = form.wanted()
    stored: dict[int, EvaluationStage] = {one.pk: one for one in asked.stages}
    rows = [(stored.get(pk or 0), row) for pk, row in wanted]
    post = asked.post_for(OfPlanning(), Answering(None, asked.code))
    put_stages(cycle_of(asked), rows, version=version, by=Actor(Change.Via.PAGE, asked.person, post))
    return Done(f"{reverse('evaluations:stages', args=(cycle_of(asked).key,))}?{asked.query}", SAVED)


def show(request: HttpRequest, key: str, fate: Fate) -> HttpResponse:
    """Render the list as it is now, with what was typed; without any stage, what the default one would be."""
    asked = asked_for(request, key)
    cycle, stored, form = cycle_of(asked), list(asked.stages), form_of(fate)
    seen = latest_sequence([cycle.history_owner])
    context = {
        "scope": asked.scope,
        "asked": asked,
        "formset": form or stage_formset(initial=initial_of(stored)),
        "defaults": [] if stored else [(row, role_label(row.role)) for row in DEFAULT_STAGES],
        "shows_form": bool(stored) or form is not None,
        "seen": fate.begun("seen", seen),
        "draft": offered(asked, fate),
        "crumbs": [
            ("概況", f"{reverse('policies:overview')}?{asked.scope.query}"),
            ("評価", f"{reverse('evaluations:board')}?{asked.query}"),
            (f"{asked.cycle}の段階", ""),
        ],
    }
    context |= fate.context(cycle.version, conflict_of(asked, fate))
    return render(request, "evaluations/rating/stages.html", context, status=fate.status)


def form_of(fate: Fate) -> BaseStageFormSet | None:
    """Return the list as it was typed; None where none was."""
    if fate.typed is None or "default" in fate.typed:
        return None
    form: BaseStageFormSet | None = fate.form
    return form or stage_formset(fate.typed)


def conflict_of(asked: CycleScope, fate: Fate) -> Conflict | None:
    """Return what changed in the cycle since the form began."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    owners = [cycle_of(asked).history_owner]
    return conflict_since(changes_since(owners, fate.typed.get("seen"), unsaid=UNSAID), asked.person)


def offered(asked: CycleScope, fate: Fate) -> drafts.FormDraft:
    """Return the draft that can be taken up again, with the names of its stages."""
    cycle = cycle_of(asked)
    draft = drafts.of_form(
        asked.person, draft_address(cycle), version=cycle.version, is_untouched=fate.typed is None
    )
    if draft.offer is not None:
        draft.offer.said = [("段階の名前", "、".join(names_in(draft.offer.fields)))]
    return draft
