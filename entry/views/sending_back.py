"""差戻し: a figure, or a sheet, goes back to its section, with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.posts import acting, person_asking
from accounts.rules import Role, holds, may_see_unconfirmed
from desk.parking import keeps_what_was_typed, parked
from desk.refusals import NotAllowedError, says_why, whole_number
from entry.forms.visible import VisibleForm
from entry.lists.boards import runs_rounds
from entry.lists.items import Item, State, items_of
from entry.owed import Owing, Rounds
from entry.views.confirming import last_change
from entry.views.listing import enters_anywhere
from indicators.actions import return_result
from indicators.models import HandedIn, Indicator, Result
from policies.scope import Owned
from store.actions import Actor, RefusedError, StaleRow
from store.limits import LONG_TEXT

RETURNABLE = frozenset({State.WAITING, State.CONFIRMED, State.CHECKED})


class SendBackForm(VisibleForm):
    """The reason for a 差戻し, which the section reads."""

    reason = forms.CharField(
        label="差戻しの理由（必須）",
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="所管課の入力対象一覧に、そのまま表示されます。",
        error_messages={"required": "差戻しの理由を入力してください。"},
    )


Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class Returnable(Generic[Returned]):
    """What goes back: how it is read anew (404 unless one may see it), what its round asks, its page and its words."""

    read: Callable[[Person, int, int, date], Returned]
    owing: Callable[[Returned], Owing]
    row: Callable[[Returned], HandedIn | None]
    context: Callable[[Returned], dict[str, Any]]
    template: str
    name: str
    belongs_to: str


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def send_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for the reason, and send the figure back; the same again changes nothing."""
    return send_back_with_reason(request, pk, year, FIGURE)


def send_back_with_reason(
    request: HttpRequest, pk: int, year: int, kind: Returnable[Returned]
) -> HttpResponse:
    """Ask for the reason, and send it back; the same again changes nothing, what was typed is never lost."""
    person, today = person_asking(request), timezone.localdate()
    found = kind.read(person, pk, year, today)
    owing, row = kind.owing(found), kind.row(found)
    by = sender_back(person, owing, today, kind.belongs_to)
    if request.method != "POST" or row is None:
        typed = parked(request, request.path) or QueryDict()
        return page(request, kind, found, SendBackForm(initial={"reason": typed.get("reason", "")}))
    version, form = whole_number(request.POST.get("version")), SendBackForm(request.POST)
    if not form.is_valid():
        return page(request, kind, found, form, status=400)
    reason = form.cleaned_data["reason"]
    if owing.state == State.RETURNED and row.returned_reason == reason:
        return after(person, owing, today)
    try:
        return_result(row, version=version, reason=reason, round_=owing.round, by=by)
    except StaleRow:
        found = kind.read(person, pk, year, today)
        return page(request, kind, found, form, problem=changed_meanwhile(kind, found), status=409)
    except RefusedError as refused:
        found = kind.read(person, pk, year, today)
        return page(request, kind, found, form, problem=str(refused), status=403)
    messages.success(request, f"「{row.owed_name}」を差し戻しました。")
    return after(person, owing, today)


def sender_back(person: Person, item: Owing, today: date, what: str) -> Actor:
    """Return who sends it back in which post: the department's 課長, else the 事務局; nobody else may."""
    code = item.local_government_code
    department = item.department
    if department is not None and holds(person, Role.CHIEF, department, today):
        return acting(person, Role.CHIEF, department, today)
    if not runs_rounds(person, code, today):
        raise NotAllowedError(f"差戻しができるのは、その{what}の所管課の課長と事務局だけです。")
    return acting(person, Role.PLANNING, code, today)


def changed_meanwhile(kind: Returnable[Returned], found: Returned) -> str:
    """Say who was first; what was typed stays in the form."""
    row = kind.row(found)
    first = last_change(row) if row else "変更されました"
    return f"この{kind.name}は、{first}。下の内容を確認してから、もう一度「差し戻す」を押してください。"


def page(
    request: HttpRequest,
    kind: Returnable[Returned],
    found: Returned,
    form: SendBackForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show what it is with the form, or why it cannot be sent back."""
    owing, row = kind.owing(found), kind.row(found)
    context = {
        "scope": None,
        "is_fictional": owing.round.plan.is_fictional,
        "form": form,
        "problem": problem,
        "version": row.version if row else 0,
        "is_closed": owing.round.is_closed,
        "is_returnable": owing.state in RETURNABLE and not owing.round.is_closed,
    }
    return render(request, kind.template, context | kind.context(found), status=status)


def after(person: Person, owing: Owing, today: date) -> HttpResponse:
    """Lead back to where such things are listed for this person."""
    if enters_anywhere(person, today) or owing.department is None:
        return redirect("entry:todo")
    return redirect("entry:board_department", owing.department.pk)


def item_of(person: Person, pk: int, year: int, today: date) -> Item:
    """Return the figure as its round asks for it, read anew; 404 unless the person may see it unconfirmed."""
    indicators = Indicator.objects.select_related("node__period__plan", "department__parent__parent")
    indicator = indicators.filter(pk=pk).first()
    department = indicator.department if indicator else None
    if indicator is None or department is None:
        raise Http404
    plan = indicator.node.period.plan
    if not may_see_unconfirmed(person, Owned(department, plan.local_government_code), today):
        raise Http404
    row = Result.objects.filter(indicator=indicator, fiscal_year=year).select_related("earlier").first()
    round_ = Rounds.of(plan, today).round_of(year, row) if row else None
    items = items_of([round_] if round_ else [], today, {department.pk})
    found = [item for item in items if (item.owed.indicator.pk, item.owed.year.year) == (pk, year)]
    if not found:
        raise Http404
    return found[0]


FIGURE: Final = Returnable(
    read=item_of,
    owing=lambda item: item.owed,
    row=lambda item: item.owed.result,
    context=lambda item: {"item": item},
    template="entry/send_back.html",
    name="実績値",
    belongs_to="指標",
)
