"""One round: its dates, closing it and opening it again; for the 事務局 alone."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.posts import acting, person_asking
from accounts.rules import Role
from desk.parking import keeps_what_was_typed, parked
from desk.refusals import NotAllowedError, says_why, whole_number
from entry.forms.visible import VisibleForm
from entry.lists.boards import Total, runs_rounds, shares_of
from entry.lists.items import due_in
from entry.views.board import everything_owed
from entry.views.confirming import knows_round, last_change
from indicators.actions import close_round, reopen_round
from indicators.models import EntryRound
from store.actions import Actor, RefusedError, StaleRow, change_row
from store.limits import LONG_TEXT

ONLY_PLANNING = "入力依頼の締切り、再開、期限の変更ができるのは、事務局だけです。"


class DueForm(VisibleForm):
    """Until when figures are asked for."""

    due_on = forms.DateField(
        label="提出期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="この日の終わりまでです。過ぎても、締め切るまでは入力できます。",
        error_messages={"required": "提出期限を入力してください。", "invalid": "日付として読み取れません。"},
    )
    why = forms.CharField(label="変更の理由（任意）", max_length=200, required=False)

    def __init__(self, data: object, *, opens_on: date, due_on: date) -> None:
        super().__init__(data, initial={"due_on": due_on})  # type: ignore[arg-type]
        self.opens_on = opens_on

    def clean_due_on(self) -> date:
        """Refuse a date before the round opens."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.opens_on:
            raise forms.ValidationError("提出期限は、受付開始日以後の日付にしてください。")
        return due_on


class ReopenForm(VisibleForm):
    """Why a closed round opens again."""

    reason = forms.CharField(
        label="再開の理由（必須）",
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "再開の理由を入力してください。"},
    )


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round with what can be done to it; what is posted is a new due date."""
    person, round_, today = asked_for(request, pk)
    if request.method != "POST":
        return page(request, round_, today)
    version = whole_number(request.POST.get("version"))
    form = DueForm(request.POST, opens_on=round_.opens_on, due_on=round_.due_on)
    if not form.is_valid():
        return page(request, round_, today, due_form=form, status=400)
    by = keeper(person, round_, today, form.cleaned_data["why"])
    try:
        move_due_date(round_, form.cleaned_data["due_on"], version=version, by=by)
    except StaleRow as stale:
        return first_was_somebody_else(request, stale, today, due_form=form)
    except RefusedError as refused:
        return page(request, round_, today, due_form=form, problem=str(refused), status=403)
    messages.success(request, f"提出期限は{date_format(round_.due_on, 'Y年n月j日')}です。")
    return redirect("entry:round", pk)


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is still missing, and close the round when that is confirmed; closing a closed one changes nothing."""
    person, round_, today = asked_for(request, pk)
    if request.method == "POST":
        version = whole_number(request.POST.get("version"))
        if not round_.is_closed:
            try:
                close_round(round_, version=version, by=keeper(person, round_, today))
            except StaleRow as stale:
                return first_was_somebody_else(request, stale, today)
            messages.success(request, f"{round_}を締め切りました。再開するまで、何も変更できません。")
        return redirect("entry:round", pk)
    shares = shares_of(everything_owed(round_, today, None))
    missing = [share for share in shares if share.open]
    context = {
        "scope": None,
        "is_fictional": round_.plan.is_fictional,
        "round": round_,
        "total": Total(shares),
        "missing": missing,
    }
    return render(request, "entry/round_close.html", context)


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def round_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed round again with a reason; opening an open one changes nothing.

    The form stands on the round's page.
    """
    person, round_, today = asked_for(request, pk)
    if request.method != "POST":
        return reopen_as_typed(request, round_, today)
    version, form = whole_number(request.POST.get("version")), ReopenForm(request.POST)
    if round_.is_closed and not form.is_valid():
        return page(request, round_, today, reopen_form=form, status=400)
    if not round_.is_closed:
        return redirect("entry:round", pk)
    try:
        reason = form.cleaned_data["reason"]
        reopen_round(round_, version=version, reason=reason, by=keeper(person, round_, today))
    except StaleRow as stale:
        return first_was_somebody_else(request, stale, today, reopen_form=form)
    except RefusedError as refused:
        return page(request, round_, today, reopen_form=form, problem=str(refused), status=403)
    messages.success(request, f"{round_}を再開しました。")
    return redirect("entry:round", pk)


def reopen_as_typed(request: HttpRequest, round_: EntryRound, today: date) -> HttpResponse:
    """Show the round with the reason somebody had typed when the session was over; without one just the round."""
    typed = parked(request, request.path)
    if typed is None:
        return redirect("entry:round", round_.pk)
    return page(request, round_, today, reopen_form=ReopenForm(initial={"reason": typed.get("reason", "")}))


def move_due_date(round_: EntryRound, due_on: date, *, version: int, by: Actor) -> None:
    """Ask for the figures until another day; the same day again changes nothing, in a closed round nothing does."""
    if due_on == round_.due_on:
        return
    if round_.is_closed:
        raise RefusedError("締め切られた入力依頼の期限は変更できません。先に再開してください。")
    round_.due_on = due_on
    change_row(round_, version=version, by=by)


def asked_for(request: HttpRequest, pk: int) -> tuple[Person, EntryRound, date]:
    """Return who asks for which round; 404 unless it concerns the person's city, 403 unless 事務局."""
    person, today = person_asking(request), timezone.localdate()
    round_ = EntryRound.objects.select_related("plan").filter(pk=pk).first()
    if round_ is None or not knows_round(person, round_, today):
        raise Http404
    if not runs_rounds(person, code_of(round_), today):
        raise NotAllowedError(ONLY_PLANNING)
    return person, round_, today


def code_of(round_: EntryRound) -> str:
    """Return the city whose round it is."""
    return round_.plan.local_government_code


def keeper(person: Person, round_: EntryRound, today: date, why: str = "") -> Actor:
    """Return the person in the post of the 事務局, for the history."""
    by = acting(person, Role.PLANNING, code_of(round_), today)
    return Actor(by.via, by.person, by.post, why)


def first_was_somebody_else(
    request: HttpRequest,
    stale: StaleRow,
    today: date,
    *,
    due_form: DueForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> HttpResponse:
    """Show the round as it is now, who changed it, and what was typed."""
    if not isinstance(stale.current, EntryRound):
        raise Http404
    round_ = stale.current
    problem = f"この入力依頼は、{last_change(round_)}。最新の内容を確認してから、もう一度操作してください。"
    return page(
        request, round_, today, due_form=due_form, reopen_form=reopen_form, problem=problem, status=409
    )


def page(
    request: HttpRequest,
    round_: EntryRound,
    today: date,
    *,
    due_form: DueForm | None = None,
    reopen_form: ReopenForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the round with its forms."""
    context = {
        "scope": None,
        "is_fictional": round_.plan.is_fictional,
        "round": round_,
        "due": due_in(round_, today),
        "not_yet": today < round_.opens_on,
        "total": Total(shares_of(everything_owed(round_, today, None))),
        "due_form": due_form or DueForm(None, opens_on=round_.opens_on, due_on=round_.due_on),
        "reopen_form": reopen_form or ReopenForm(),
        "problem": problem,
    }
    return render(request, "entry/round.html", context, status=status)
