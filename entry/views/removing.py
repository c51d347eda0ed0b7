"""A record that was made by mistake is removed, with a reason that stays in the history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import once, parking
from accounts.actions import Actor, StaleRow
from accounts.models import Change
from accounts.refusals import person_asking, says_why, whole_number
from entry.figures.keeping import answering_for
from entry.figures.records import last_change
from entry.forms.project import RemovalForm
from entry.views.ledgers import RESTORED
from entry.views.project_page import Page, stored_page
from indicators.actions import RefusedError
from projects.actions import remove_project


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def project_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and remove the record."""
    if request.method == "POST":
        key = once.read_key(request.POST.get("once"))
        return save(request, pk, key)
    page = stored_page(request, pk)
    kept = parking.parked(page.parked_key, request.path)
    form = RemovalForm(initial={"reason": kept.get("reason", "") if kept else ""})
    return answer(page, form, restored=RESTORED if kept else "")


def save(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Remove the record once; sent again, lead to where the first time led."""
    if outcome := once.outcome_of(key, person_asking(request)):
        return HttpResponseRedirect(outcome)
    page = stored_page(request, pk)
    version, form = whole_number(request.POST.get("version")), RemovalForm(request.POST)
    if not form.is_valid():
        return answer(page, form, status=422, version=version, once=key)
    if page.locked:
        return answer(page, form, status=403)
    project = page.project
    assert project is not None  # noqa: S101 - stored_page has found it
    by = Actor(Change.Via.PAGE, page.person, page.keeper.post(answering_for(project)))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        remove_project(project, version=version, reason=reason, by=by, on=page.keeper.today)
        return page.back

    try:
        outcome = once.once(key, page.person, act)
    except StaleRow:
        page = stored_page(request, pk)
        first = last_change(project)
        return answer(page, form, status=409, first=first, is_conflict=True)
    except RefusedError as error:
        return answer(page, form, status=403, refusal=str(error))
    messages.success(request, f"「{project}」の個票を削除しました。")
    return HttpResponseRedirect(outcome)


def answer(page: Page, form: RemovalForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the page; the form carries the version that was shown and the key that makes it count once."""
    context = {
        "scope": None,
        "is_fictional": page.choices.node.period.plan.is_fictional,
        "page": page,
        "form": form,
        "version": page.version,
        "once": once.new_key(),
    }
    return render(page.request, "entry/projects/remove.html", context | more, status=status)
