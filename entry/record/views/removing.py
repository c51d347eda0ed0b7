"""A record that was made by mistake is removed, with a reason that stays in the history."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.actions import person_asking
from desk.page.taking import (
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_over,
    form_page,
    opened,
    take,
)
from entry.record.forms import RemovalForm
from entry.record.page import stored_page
from entry.record.scorecards.keepers import answering_for
from entry.record.views.ledgers import RESTORED
from projects.actions import remove_project
from store.actions.history import last_change
from store.actions.rows import Actor, RefusedError
from store.models import Change


@form_page
def project_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and remove the record; sent again, lead to where the first time led."""
    person = person_asking(request)
    if request.method != "POST":
        return show(request, pk, opened(request, person, restored=RESTORED))
    act, shown = partial(remove, request, pk), partial(show, request, pk)
    return take(request, person, act, shown, is_versioned=True, refused=403)


def remove(request: HttpRequest, pk: int, version: int) -> Done:
    """Remove the record."""
    page, form = stored_page(request, pk), RemovalForm(request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    if page.locked:
        raise RefusedError(page.locked)
    project = page.project
    assert project is not None  # noqa: S101 - stored_page has found it
    by = Actor(Change.Via.PAGE, page.person, page.keeper.post(answering_for(project)))
    reason = form.cleaned_data["reason"]
    remove_project(project, version=version, reason=reason, by=by, on=page.keeper.today)
    return Done(page.back, f"「{project}」の個票を削除しました。")


def show(request: HttpRequest, pk: int, fate: Fate) -> HttpResponse:
    """Render the page as it is now."""
    page = stored_page(request, pk)
    is_stale = fate.kind is FateKind.STALE
    conflict = conflict_over(page.project, page.person, last_change(page.project)) if is_stale else None
    context = {
        "scope": None,
        "is_fictional": page.choices.node.period.plan.is_fictional,
        "page": page,
        "form": fate.form or RemovalForm(initial=fate.typed.dict() if fate.typed else None),
        "refusal": "".join(fate.sentences) if fate.kind is FateKind.REFUSED else "",
    }
    context |= fate.context(page.version, conflict)
    return render(request, "entry/record/remove.html", context, status=fate.status)
