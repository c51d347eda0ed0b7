"""The 課長's word about sheets: confirmed many at once, or sent back with a reason."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actions import StaleRow
from accounts.models import Department, Person
from accounts.parking import keeps_what_was_typed, parked
from accounts.refusals import NotAllowedError, person_asking, says_why, whole_number
from accounts.rules import Role, holds, may_see_unconfirmed
from entry.lists.items import State
from entry.lists.waiting import Ticks
from entry.sheets.reading import SheetFacts, asked_for, sheet_facts_for
from entry.views.confirming import (
    CHOOSE,
    FIRST,
    NOTHING_DONE,
    confirm_together,
    last_change,
    owner,
    read_tick,
    round_of,
    what_was_done,
)
from entry.views.listing import Problem, enters_anywhere, list_page
from entry.views.sending_back import RETURNABLE, SendBackForm, sender_back
from evaluations.models import ProjectSheet
from indicators.actions import RefusedError, return_result
from indicators.models import EntryRound
from policies.scope import Owned

NOT_CHIEF = "評価シートを確認できるのは、その事務事業の所管課の課長だけです。"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def sheets_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked sheets of one round, all of them or none; the same again changes nothing."""
    person, today = person_asking(request), timezone.localdate()
    if request.method != "POST":
        typed = parked(request.GET.get("parked"), request.path)
        if typed is None:
            return redirect("entry:todo")
        ticks = Ticks(read_tick(text)[0] for text in typed.getlist("row"))
        return list_page(request, person, today, Ticks(), sheets_ticked=ticks)
    round_ = round_of(request, person, today)
    versions = dict(read_tick(text) for text in request.POST.getlist("row"))
    rows = sheets_of(round_, versions, person, today)
    try:
        done = confirm_together(rows, versions, round_, person, today)
    except StaleRow as stale:
        problem = stale_problem(stale)
    except RefusedError as refused:
        problem = Problem(403, "確認できませんでした", (str(refused), NOTHING_DONE))
    else:
        if rows:
            messages.success(request, what_was_done(len(done), len(rows) - len(done)))
            return redirect("entry:todo")
        problem = Problem(400, "確認する評価シートが選ばれていません", (CHOOSE,))
    return list_page(request, person, today, Ticks(), sheets_ticked=Ticks(versions), problem=problem)


def sheets_of(
    round_: EntryRound, versions: Mapping[int, int], person: Person, today: date
) -> list[ProjectSheet]:
    """Return the stored sheets that the form is about; one that is not there or not to be seen fails all.

    Raise NotAllowedError if the person is not the 課長 of every department concerned.
    """
    code = round_.plan.local_government_code
    rows = ProjectSheet.objects.filter(
        pk__in=versions, cycle__sheet_request__round=round_, node__department__isnull=False
    ).select_related("node__department__parent__parent")
    found = [
        row for row in rows.order_by("pk") if may_see_unconfirmed(person, Owned(owner(row), code), today)
    ]
    if len(found) != len(versions):
        raise Http404
    places: list[Department | str] = [owner(row) for row in found] or [code]
    if not all(holds(person, Role.CHIEF, place, today) for place in places):
        raise NotAllowedError(NOT_CHIEF)
    return found


def stale_problem(stale: StaleRow) -> Problem:
    """Say which sheet was changed meanwhile, by whom and when."""
    row = stale.current
    if not isinstance(row, ProjectSheet):
        return Problem(409, FIRST, ("選んだ評価シートの一つが削除されています。", NOTHING_DONE))
    return Problem(409, FIRST, (f"「{row.owed_name}」は、{last_change(row)}。", NOTHING_DONE))


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def sheet_send_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for the reason, and send the sheet back; the same again changes nothing."""
    person, today = person_asking(request), timezone.localdate()
    facts = facts_of(person, pk, year, today)
    item, row = facts.item, facts.item.sheet
    by = sender_back(person, item, today, what="事務事業")
    if request.method != "POST" or row is None:
        typed = parked(request.GET.get("parked"), request.path) or QueryDict()
        return page(request, facts, SendBackForm(initial={"reason": typed.get("reason", "")}))
    version, form = whole_number(request.POST.get("version")), SendBackForm(request.POST)
    if not form.is_valid():
        return page(request, facts, form, status=400)
    reason = form.cleaned_data["reason"]
    if item.state == State.RETURNED and row.returned_reason == reason:
        return after(person, facts, today)
    try:
        return_result(row, version=version, reason=reason, round_=item.round, by=by)
    except StaleRow:
        facts = facts_of(person, pk, year, today)
        return page(request, facts, form, problem=changed_meanwhile(facts), status=409)
    except RefusedError as refused:
        facts = facts_of(person, pk, year, today)
        return page(request, facts, form, problem=str(refused), status=403)
    messages.success(request, f"「{row.owed_name}」を差し戻しました。")
    return after(person, facts, today)


def facts_of(person: Person, pk: int, year: int, today: date) -> SheetFacts:
    """Return the stored sheet, read anew; 404 unless there is one and the person may see it unconfirmed."""
    request, node = asked_for(pk, year)
    if request is None or node is None or node.department is None:
        raise Http404
    if not may_see_unconfirmed(
        person, Owned(node.department, request.round.plan.local_government_code), today
    ):
        raise Http404
    facts = sheet_facts_for(request, node, today)
    if facts.item.sheet is None:
        raise Http404
    return facts


def changed_meanwhile(facts: SheetFacts) -> str:
    """Say who was first; what was typed stays in the form."""
    row = facts.item.sheet
    first = last_change(row) if row else "変更されました"
    return f"この評価シートは、{first}。下の内容を確認してから、もう一度「差し戻す」を押してください。"


def page(
    request: HttpRequest, facts: SheetFacts, form: SendBackForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Show what the sheet is with the form, or why it cannot be sent back."""
    item = facts.item
    context = {
        "scope": None,
        "is_fictional": item.round.plan.is_fictional,
        "item": item,
        "facts": facts,
        "form": form,
        "problem": problem,
        "is_returnable": item.state in RETURNABLE and not item.round.is_closed,
    }
    return render(request, "entry/sheet_send_back.html", context, status=status)


def after(person: Person, facts: SheetFacts, today: date) -> HttpResponse:
    """Lead back to where such sheets are listed for this person."""
    if enters_anywhere(person, today):
        return redirect("entry:todo")
    return redirect("entry:board_department", facts.item.node.department_id)
