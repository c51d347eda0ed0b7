"""差戻し: a figure, or a sheet, goes back to its section, with a reason."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import acting, person_asking
from accounts.models import Person
from accounts.rules import Role, holds, may_see_unconfirmed
from desk.forms import VisibleForm
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
from entry.board.scorecards.boards import runs_rounds
from entry.list.views.listing import enters_anywhere
from entry.round.scorecards.claims import Owing
from entry.round.scorecards.items import Item, State, items_of
from entry.round.scorecards.owed import Rounds
from indicators.actions import return_result
from indicators.models import HandedIn, Indicator, Result
from policies.page import Owned
from store.actions.history import last_change
from store.actions.rows import Actor, RefusedError, StaleRow
from store.limits import LONG_TEXT

RETURNABLE = frozenset({State.WAITING, State.CONFIRMED, State.CHECKED})
LABELS: Final = {"reason": "差戻しの理由"}
NOT_HANDED_IN: Final = "提出されていないため、差戻しはできません。"
LOOK_AGAIN: Final = "下の内容を確認してから、もう一度「差し戻す」を押してください。"


class ReturnForm(VisibleForm):
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


@dataclass(frozen=True, slots=True)
class ReturnPage(Generic[Returned]):
    """What goes back as one person has it before them today, and in which post they may send it."""

    request: HttpRequest
    kind: Returnable[Returned]
    key: tuple[int, int]
    person: Person
    today: date
    found: Returned
    by: Actor

    @property
    def owing(self) -> Owing:
        return self.kind.owing(self.found)

    @property
    def row(self) -> HandedIn | None:
        return self.kind.row(self.found)

    @property
    def is_returnable(self) -> bool:
        return self.owing.state in RETURNABLE and not self.owing.round.is_closed

    def as_of(self, fate: Fate) -> "ReturnPage[Returned]":
        """Return the same page as it is once the form was sent."""
        is_sent = fate.kind not in {FateKind.OPENED, FateKind.RESTORED}
        return page_of(self.request, *self.key, self.kind) if is_sent else self


@form_page(labels=LABELS)
def send_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for the reason, and send the figure back; the same again changes nothing."""
    return send_back_with_reason(request, pk, year, FIGURE)


def send_back_with_reason(
    request: HttpRequest, pk: int, year: int, kind: Returnable[Returned]
) -> HttpResponse:
    """Ask for the reason, and send it back; the same again changes nothing, what was typed is never lost."""
    page = page_of(request, pk, year, kind)
    if request.method != "POST":
        return show(page, opened(request, page.person))
    act, shown = partial(hand_back, page), partial(show, page)
    return take(request, page.person, act, shown, is_versioned=True, refused=403)


def page_of(request: HttpRequest, pk: int, year: int, kind: Returnable[Returned]) -> ReturnPage[Returned]:
    """Return the page, read anew; 404 unless one may see it, 403 unless one may send it back."""
    person, today = person_asking(request), timezone.localdate()
    found = kind.read(person, pk, year, today)
    by = sender_back(person, kind.owing(found), today, kind.belongs_to)
    return ReturnPage(request, kind, (pk, year), person, today, found, by)


def hand_back(page: ReturnPage[Returned], version: int) -> Done:
    """Send it back; raise StaleRow if it is no longer what the person read."""
    form, row, owing = ReturnForm(page.request.POST), page.row, page.owing
    if not form.is_valid():
        raise FaultyFormError(form)
    reason = form.cleaned_data["reason"]
    if row is None:
        raise StaleRow(None) if version else RefusedError(NOT_HANDED_IN)
    if owing.state == State.RETURNED and row.returned_reason == reason:
        return Done(address_after(page))
    if row.version != version:
        raise StaleRow(row)
    return_result(row, version=version, reason=reason, round_=owing.round, by=page.by)
    return Done(address_after(page), f"「{row.owed_name}」を差し戻しました。")


def sender_back(person: Person, item: Owing, today: date, what: str) -> Actor:
    """Return who sends it back in which post: the department's 課長, else the 事務局; nobody else may."""
    code = item.local_government_code
    department = item.department
    if department is not None and holds(person, Role.CHIEF, department, today):
        return acting(person, Role.CHIEF, department, today)
    if not runs_rounds(person, code, today):
        raise NotAllowedError(f"差戻しができるのは、その{what}の所管課の課長と事務局だけです。")
    return acting(person, Role.PLANNING, code, today)


def show(page: ReturnPage[Returned], fate: Fate) -> HttpResponse:
    """Show what it is now with the form, or why it cannot be sent back, with what was typed."""
    page = page.as_of(fate)
    row, typed = page.row, fate.typed
    if typed is not None and not page.is_returnable:
        fate = replace(fate, notice="")
    context = {
        "scope": None,
        "is_fictional": page.owing.round.plan.is_fictional,
        "form": fate.form or ReturnForm(initial=typed.dict() if typed is not None else None),
        "typed": in_words(typed, LABELS) if typed is not None and not page.is_returnable else [],
        "is_closed": page.owing.round.is_closed,
        "is_returnable": page.is_returnable,
        "is_locked": True,  # what was typed takes the place of nothing: the page says itself what to do
    }
    context |= page.kind.context(page.found)
    context |= fate.context(row.version if row else 0, conflict_of(page, fate))
    return render(page.request, page.kind.template, context, status=fate.status)


def conflict_of(page: ReturnPage[Returned], fate: Fate) -> Conflict | None:
    """Say who was first; what was typed stays, and where it went back already, the other reason is beside it."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    row, mine = page.row, fate.typed.get("reason", "")
    is_back = row is not None and page.owing.state == State.RETURNED
    theirs = [Difference("差戻しの理由", mine, row.returned_reason)] if row is not None and is_back else []
    conflict = conflict_over(row, page.person, last_change(row), theirs)
    return replace(conflict, said=f"{conflict.said}{LOOK_AGAIN}") if page.is_returnable else conflict


def address_after(page: ReturnPage[Returned]) -> str:
    """Return where such things are listed for this person."""
    department = page.owing.department
    if enters_anywhere(page.person, page.today) or department is None:
        return reverse("entry:todo")
    return reverse("entry:board_department", args=(department.pk,))


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
    template="entry/list/send_back.html",
    name="実績値",
    belongs_to="指標",
)
