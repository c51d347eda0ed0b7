"""差戻し: a figure goes back to its section, with a reason."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actions import Actor, StaleRow
from accounts.limits import LONG_TEXT
from accounts.models import Person
from accounts.parking import keeps_what_was_typed, parked
from accounts.refusals import NotAllowedError, acting, person_asking, says_why, whole_number
from accounts.rules import Role, holds, may_see_unconfirmed
from entry.forms.visible import VisibleForm
from entry.lists.boards import runs_rounds
from entry.lists.items import Item, State, items_of
from entry.owed import Owing, Rounds
from entry.views.confirming import last_change
from entry.views.listing import enters_anywhere
from indicators.actions import RefusedError, return_result
from indicators.models import Indicator, Result
from policies.scope import Owned

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


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def send_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for the reason, and send the figure back; the same again changes nothing."""
    person, today = person_asking(request), timezone.localdate()
    item = item_of(person, pk, year, today)
    row, by = item.owed.result, sender_back(person, item.owed, today)
    if request.method != "POST" or row is None:
        typed = parked(request.GET.get("parked"), request.path) or QueryDict()
        return page(request, item, SendBackForm(initial={"reason": typed.get("reason", "")}))
    version, form = whole_number(request.POST.get("version")), SendBackForm(request.POST)
    if not form.is_valid():
        return page(request, item, form, status=400)
    reason = form.cleaned_data["reason"]
    if item.owed.state == State.RETURNED and row.returned_reason == reason:
        return after(person, item, today)
    try:
        return_result(row, version=version, reason=reason, round_=item.owed.round, by=by)
    except StaleRow:
        item = item_of(person, pk, year, today)
        return page(request, item, form, problem=changed_meanwhile(item), status=409)
    except RefusedError as refused:
        item = item_of(person, pk, year, today)
        return page(request, item, form, problem=str(refused), status=403)
    messages.success(request, f"「{item.owed.indicator}」を差し戻しました。")
    return after(person, item, today)


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


def sender_back(person: Person, item: Owing, today: date, *, what: str = "指標") -> Actor:
    """Return who sends it back in which post: the department's 課長, else the 事務局; nobody else may."""
    code = item.local_government_code
    department = item.department
    if department is not None and holds(person, Role.CHIEF, department, today):
        return acting(person, Role.CHIEF, department, today)
    if not runs_rounds(person, code, today):
        raise NotAllowedError(f"差戻しができるのは、その{what}の所管課の課長と事務局だけです。")
    return acting(person, Role.PLANNING, code, today)


def changed_meanwhile(item: Item) -> str:
    """Say who was first; what was typed stays in the form."""
    row = item.owed.result
    first = last_change(row) if isinstance(row, Result) else "変更されました"
    return f"この実績値は、{first}。下の内容を確認してから、もう一度「差し戻す」を押してください。"


def page(
    request: HttpRequest, item: Item, form: SendBackForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Show the figure with the form, or why it cannot be sent back."""
    context = {
        "scope": None,
        "is_fictional": item.owed.round.plan.is_fictional,
        "item": item,
        "form": form,
        "problem": problem,
        "is_returnable": item.owed.state in RETURNABLE and not item.owed.round.is_closed,
    }
    return render(request, "entry/send_back.html", context, status=status)


def after(person: Person, item: Item, today: date) -> HttpResponse:
    """Lead back to where such figures are listed for this person."""
    if enters_anywhere(person, today):
        return redirect("entry:todo")
    return redirect("entry:board_department", item.owed.indicator.department_id)
