"""One round: its dates, closing it and opening it again; for the 事務局 alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import acting, person_asking
from accounts.models import Person
from accounts.rules import Role
from desk.forms import VisibleForm
from desk.page.parking import PARAMETER
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    Conflict,
    Difference,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_over,
    form_page,
    in_words,
    opened,
    take,
)
from entry.board.scorecards.boards import Total, runs_rounds, shares_of
from entry.list.views.confirming import knows_round
from entry.round.scorecards.counted import RoundRead, read_round
from entry.round.scorecards.items import due_in
from entry.round.scorecards.outlook import outlook_of
from indicators.actions import DUE_DATE_CLOSED, close_round, move_due_date, reopen_round
from indicators.models import EntryRound
from store.actions.history import last_change
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
)
from store.limits import LONG_TEXT

ONLY_PLANNING = "入力依頼の締切り、再開、期限の変更ができるのは、事務局だけです。"
LOOK_AGAIN: Final = "最新の内容を確認してから、もう一度操作してください。"
LABELS: Final = {"due_on": "提出期限", "why": "変更の理由", "reason": "再開の理由"}
UNSENT: Final = (
    "ログインの有効時間が過ぎたため、まだ締め切っていません。確かめてから、もう一度押してください。"
)


class DueForm(VisibleForm):
    """Until when figures are asked for."""

    due_on = forms.DateField(
        label="提出期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="この日の終わりまでです。過ぎても、締め切るまでは入力できます。",
        error_messages={"required": "提出期限を入力してください。", "invalid": "日付として読み取れません。"},
    )
    why = forms.CharField(label="変更の理由（任意）", max_length=200, required=False)

    def __init__(
        self, data: object = None, *, round_: EntryRound, typed: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=typed or {"due_on": round_.due_on})  # type: ignore[arg-type]
        self.opens_on = round_.opens_on

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


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round as one person of the 事務局 has it before them today."""

    request: HttpRequest
    person: Person
    round: EntryRound
    today: date

    @property
    def address(self) -> str:
        return reverse("entry:round", args=(self.round.pk,))

    def keeper(self, why: str = "") -> Actor:
        """Return the person in the post of the 事務局, for the history."""
        by = acting(self.person, Role.PLANNING, code_of(self.round), self.today)
        return Actor(by.via, by.person, by.post, why)

    def as_of(self, fate: Fate) -> "RoundPage":
        """Return the same page with the round as it is once the form was sent."""
        is_sent = fate.kind not in {FateKind.OPENED, FateKind.RESTORED}
        return page_of(self.request, self.round.pk) if is_sent else self


@form_page(labels=LABELS)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round with what can be done to it; what is posted is a new due date."""
    page = page_of(request, pk)
    if request.method != "POST":
        return show(page, opened(request, page.person), is_reopening=False)
    shown = partial(show, page, is_reopening=False)
    return take(request, page.person, partial(move, page), shown, is_versioned=True, refused=403)


@form_page
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is still missing, and close the round when that is confirmed; closing a closed one changes nothing."""
    page = page_of(request, pk)
    if request.method != "POST":
        return show_closing(page, opened(request, page.person, restored=UNSENT))
    act, shown = partial(close, page), partial(show_closing, page)
    return take(request, page.person, act, shown, is_versioned=True)


@form_page(labels=LABELS)
def round_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed round again with a reason; the same again changes nothing.

    The form stands on the round's page; here it is shown again with what was typed.
    """
    page = page_of(request, pk)
    if request.method == "POST":
        shown = partial(show, page, is_reopening=True)
        return take(request, page.person, partial(reopen, page), shown, is_versioned=True, refused=403)
    if PARAMETER not in request.GET:
        return redirect(page.address)
    return show(page, opened(request, page.person), is_reopening=True)


def page_of(request: HttpRequest, pk: int) -> RoundPage:
    """Return the page, read anew; 404 unless the round concerns the person's city, 403 unless 事務局."""
    person, today = person_asking(request), timezone.localdate()
    round_ = EntryRound.objects.select_related("plan").filter(pk=pk).first()
    if round_ is None or not knows_round(person, round_, today):
        raise Http404
    if not runs_rounds(person, code_of(round_), today):
        raise NotAllowedError(ONLY_PLANNING)
    return RoundPage(request, person, round_, today)


def code_of(round_: EntryRound) -> str:
    """Return the city whose round it is."""
    return round_.plan.local_government_code


def move(page: RoundPage, version: int) -> Done:
    """Ask for the figures until another day."""
    form = DueForm(page.request.POST, round_=page.round)
    if not form.is_valid():
        raise RefusedError(DUE_DATE_CLOSED) if page.round.is_closed else FaultyFormError(form)
    by = page.keeper(form.cleaned_data["why"])
    move_due_date(page.round, form.cleaned_data["due_on"], version=version, by=by)
    return Done(page.address, f"提出期限は{day_words(page.round.due_on)}です。")


def close(page: RoundPage, version: int) -> Done:
    """Close the round, unless somebody has done so already."""
    if page.round.is_closed:
        return Done(page.address)
    close_round(page.round, version=version, by=page.keeper())
    return Done(page.address, f"{page.round}を締め切りました。再開するまで、何も変更できません。")


def reopen(page: RoundPage, version: int) -> Done:
    """Open the round again; raise StaleRow if somebody else has done so for another reason, which then stands."""
    typed = page.request.POST.get("reason", "").strip()
    if not page.round.is_closed:
        if version == page.round.version or typed in {"", page.round.reopened_reason}:
            return Done(page.address)
        raise StaleRow(page.round)
    form = ReopenForm(page.request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    reason = form.cleaned_data["reason"]
    reopen_round(page.round, version=version, reason=reason, by=page.keeper())
    return Done(page.address, f"{page.round}を再開しました。")


def show(page: RoundPage, fate: Fate, *, is_reopening: bool) -> HttpResponse:
    """Show the round as it is now, with its form; what was typed for a form that it no longer has is shown beside.

    `is_reopening` tells which form the fate is of: the reason for opening it again, or else the due date.
    """
    page = page.as_of(fate)
    has_form = page.round.is_closed == is_reopening
    if not has_form:
        fate = replace(fate, notice="" if fate.typed else fate.notice)
    form = form_of(page, fate, is_reopening=is_reopening)
    read = read_round(page.round, page.today, None)
    context = overview(page, read) | {
        "due": due_in(page.round, page.today),
        "not_yet": page.today < page.round.opens_on,
        "outlook": None if page.round.is_closed else outlook_of(read),
        "due_form": form if has_form and not is_reopening else DueForm(round_=page.round),
        "reopen_form": form if has_form and is_reopening else ReopenForm(),
        "typed": in_words(fate.typed, LABELS) if fate.typed is not None and not has_form else [],
        "is_locked": not has_form,
    }
    differences = [typed_reason(page, fate)] if is_reopening else [typed_day(page, fate)]
    context |= fate.context(page.round.version, conflict_of(page, fate, differences))
    if not has_form:
        context["version"] = page.round.version
    return render(page.request, "entry/round/round.html", context, status=fate.status)


def form_of(page: RoundPage, fate: Fate, *, is_reopening: bool) -> VisibleForm:
    """Return the form with what was typed, as it was checked where it was sent; else with what is known."""
    if fate.form is not None:
        form: VisibleForm = fate.form
        return form
    typed = fate.typed.dict() if fate.typed is not None else None
    return ReopenForm(initial=typed) if is_reopening else DueForm(round_=page.round, typed=typed)


def show_closing(page: RoundPage, fate: Fate) -> HttpResponse:
    """Show what is still missing now, and the button."""
    page = page.as_of(fate)
    if page.round.is_closed:
        fate = replace(fate, notice="")
    read = read_round(page.round, page.today, None)
    context = overview(page, read) | fate.context(page.round.version, conflict_of(page, fate), is_locked=True)
    return render(page.request, "entry/round/round_close.html", context, status=fate.status)


def overview(page: RoundPage, read: RoundRead) -> dict[str, Any]:
    """Return what both pages say of the round."""
    shares = shares_of(read.lines())
    return {
        "scope": None,
        "is_fictional": page.round.plan.is_fictional,
        "round": page.round,
        "total": Total(shares),
        "missing": [share for share in shares if share.open],
    }


def conflict_of(page: RoundPage, fate: Fate, differences: Sequence[Difference] = ()) -> Conflict | None:
    """Say who was first with the round, and how it stands now beside what was typed."""
    if fate.kind is not FateKind.STALE:
        return None
    differing = [one for one in differences if one.mine != one.theirs]
    conflict = conflict_over(page.round, page.person, last_change(page.round), differing)
    return replace(conflict, said=f"{conflict.said}{LOOK_AGAIN}")


def typed_reason(page: RoundPage, fate: Fate) -> Difference:
    """Return the reason that was typed beside the one that stands."""
    typed = fate.typed.get("reason", "") if fate.typed is not None else ""
    return Difference("再開の理由", typed, page.round.reopened_reason)


def typed_day(page: RoundPage, fate: Fate) -> Difference:
    """Return the day that was typed beside the one that stands."""
    form = DueForm(fate.typed, round_=page.round)
    day = form.cleaned_data.get("due_on") if form.is_valid() else None
    return Difference("提出期限", day_words(day) if day else "", day_words(page.round.due_on))


def day_words(day: date) -> str:
    """Return a day as pages write it."""
    return date_format(day, "Y年n月j日")
