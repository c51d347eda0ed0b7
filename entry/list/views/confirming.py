"""The 課長's word: figures, or sheets, confirmed many at once; each that cannot be is named and stays ticked."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypeVar, cast
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.actions import acting, person_asking
from accounts.models import Department, Person
from accounts.rules import Role, holds, is_unlimited, may_see_unconfirmed
from desk.page.parking import PARAMETER
from desk.page.refusals import NotAllowedError, whole_number
from desk.page.taking import (
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    again,
    form_page,
    opened,
    take,
)
from entry.list.scorecards.waiting import LastChanges, Ticks
from entry.list.views.listing import ListProblem, list_page
from indicators.actions import confirm_each
from indicators.models import EntryRound, HandedIn, Result
from policies.page import Owned
from store.actions.history import last_changes, who_and_when
from store.actions.rows import RefusedError, StaleRow
from store.models import Change

NOTHING_DONE: Final = "1件も確認していません。内容を見直して、もう一度確認してください。"
FIRST: Final = "ほかの人が先に変更しました"
OWN_FIRST: Final = "あなたが別の画面で先に変更しました"
NOT_DONE: Final = "確認できませんでした"
LEFT: Final = "{}件は、確認していません。"
MOVED: Final = "{}件は、表示した後に変更されたため、確認していません。"
HERE: Final = "今の内容は、下の一覧のとおりです。確かめてから、もう一度確認してください。"
RESTORED: Final = "選んだ項目を復元しました。まだ確認していません。確かめてから、もう一度確認してください。"
MOST_NAMED: Final = 20  # a SavedForm keeps an address of 500 characters

Waiting = TypeVar("Waiting", bound=HandedIn)
Left = tuple[Waiting, StaleRow | RefusedError]


@dataclass(frozen=True, slots=True)
class Confirmable(Generic[Waiting]):
    """What is ticked on the list and confirmed: the rows that a round asks for, their history, and the words."""

    asked_for: Callable[[EntryRound], QuerySet[Waiting]]
    last: LastChanges
    route: str
    name: str
    only_chief: str
    are_sheets: bool


def figures_asked_for(round_: EntryRound) -> QuerySet[Result]:
    """Return the figures of the round's year, and those that are asked for again in a later round."""
    replaced = Q(fiscal_year__lt=round_.fiscal_year, earlier__isnull=False)
    figures = Result.objects.filter(
        Q(fiscal_year=round_.fiscal_year) | replaced,
        indicator__node__period__plan=round_.plan,
        indicator__department__isnull=False,
    ).order_by("indicator", "fiscal_year")
    return figures.select_related("indicator__department__parent__parent", "earlier")


FIGURES: Final = Confirmable(
    figures_asked_for,
    last_changes,
    "entry:confirm",
    "項目",
    "実績値を確認できるのは、その指標の所管課の課長だけです。",
    are_sheets=False,
)


@form_page
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked figures of one round, each that is as it was seen; the same again changes nothing."""
    return confirm_ticked(request, FIGURES)


def confirm_ticked(request: HttpRequest, kind: Confirmable[Waiting]) -> HttpResponse:
    """Confirm what was ticked; one that was changed meanwhile, or is one's own, is named and leaves the others alone.

    Opened without a form, lead to the list; after a login show it with the ticks that were set.
    """
    person, today = person_asking(request), timezone.localdate()
    if request.method != "POST":
        return ticked_before(request, kind, person)
    round_ = round_of(request, person, today)
    seen = dict(read_tick(text) for text in request.POST.getlist("row"))
    rows = rows_of(kind, round_, seen, person, today)
    attempt = Attempt(request, kind, person, today, round_, seen, rows)
    answer = take(request, person, attempt.confirm, attempt.show, is_versioned=False, refused=403)
    return attempt.show_rest() if attempt.is_partly_done else answer


def ticked_before(request: HttpRequest, kind: Confirmable[Waiting], person: Person) -> HttpResponse:
    """Show the list with the ticks that were parked at a login, or that the address names as not confirmed."""
    if PARAMETER not in request.GET and "row" not in request.GET:
        return redirect("entry:todo")
    fate = opened(request, person, restored=RESTORED)
    rows = fate.typed.getlist("row") if fate.typed is not None else request.GET.getlist("row")
    seen = dict(read_tick(text) for text in rows)
    ticks = Ticks(seen, is_told=fate.typed is None)
    return listed(request, kind, ticks, fate)


def listed(
    request: HttpRequest,
    kind: Confirmable[Waiting],
    ticks: Ticks,
    fate: Fate,
    problem: ListProblem | None = None,
) -> HttpResponse:
    """Show the list as it is now, with these ticks of that kind."""
    person, today = person_asking(request), timezone.localdate()
    figures, sheets = (Ticks(), ticks) if kind.are_sheets else (ticks, Ticks())
    return list_page(request, person, today, figures, sheets_ticked=sheets, problem=problem, fate=fate)


@dataclass(slots=True)
class Attempt(Generic[Waiting]):
    """One press of the button: what was ticked as it was seen, and afterwards what was confirmed and what was left."""

    request: HttpRequest
    kind: Confirmable[Waiting]
    person: Person
    today: date
    round: EntryRound
    seen: Mapping[int, int]
    rows: Sequence[Waiting]
    done: list[Waiting] = field(default_factory=list)
    left: list[Left[Waiting]] = field(default_factory=list)

    @property
    def is_partly_done(self) -> bool:
        return bool(self.done and self.left)

    def confirm(self, version: int) -> Done:
        """Confirm what can be; raise the error of the first that cannot where nothing was confirmed at all."""
        if not self.rows:
            raise FaultyFormError
        self.done, self.left = confirm_together(self.rows, self.seen, self.round, self.person, self.today)
        if self.left and not self.done:
            raise next((error for _, error in self.left if isinstance(error, StaleRow)), self.left[0][1])
        already = len(self.rows) - len(self.done) - len(self.left)
        return Done(self.address, what_was_done(len(self.done), already))

    @property
    def address(self) -> str:
        """Where it leads: to the list, with the ticks of what was left as they were seen."""
        if not self.left:
            return reverse("entry:todo")
        ticks = [("row", f"{row.pk}-{self.seen[row.pk]}") for row, _ in self.left[:MOST_NAMED]]
        return f"{reverse(self.kind.route)}?{urlencode(ticks)}"

    def show_rest(self) -> HttpResponse:
        """Show what was not confirmed while the rest was."""
        is_moved = any(isinstance(error, StaleRow) for _, error in self.left)
        kind, status = (FateKind.STALE, 409) if is_moved else (FateKind.REFUSED, 403)
        return self.show(again(self.request, self.person, kind, status=status))

    def show(self, fate: Fate) -> HttpResponse:
        """Show the list again: what was confirmed is gone from it, the rest is ticked as before."""
        done = {row.pk for row in self.done}
        ticks = {key: version for key, version in self.seen.items() if key not in done}
        told = Ticks(ticks, is_told=fate.kind is FateKind.STALE)
        return listed(self.request, self.kind, told, fate, self.problem(fate))

    def problem(self, fate: Fate) -> ListProblem:
        """Say why something, or everything, was not confirmed."""
        name = self.kind.name
        if not self.rows:
            choose = f"左の欄で{name}を選んでから、もう一度押してください。"
            return ListProblem(fate.status, f"確認する{name}が選ばれていません", (choose,))
        title, sentences = self.what_was_left() if self.left else (NOT_DONE, fate.sentences)
        return ListProblem(fate.status, title, (*sentences, *([] if self.done else [NOTHING_DONE])))

    def what_was_left(self) -> tuple[str, list[str]]:
        """Return the heading and the sentences about what was not confirmed: changed by whom and when, or refused."""
        moved = [error.current for _, error in self.left if isinstance(error, StaleRow)]
        refused = [str(error) for _, error in self.left if isinstance(error, RefusedError)]
        if not moved:
            return NOT_DONE, [LEFT.format(len(refused)), *refused]
        found = [row for row in moved if isinstance(row, HandedIn)]
        changes = self.kind.last(type(self.rows[0]), [row.pk for row in found])
        is_own = {change.who_id for change in changes.values()} == {self.person.pk}
        gone = [f"選んだ{self.kind.name}の一つが削除されています。"] * (len(moved) - len(found))
        said = [self.what_moved(row, changes.get(row.pk)) for row in found]
        return OWN_FIRST if is_own else FIRST, [MOVED.format(len(moved)), *said, *gone, *refused]

    def what_moved(self, row: HandedIn, change: Change | None) -> str:
        """Say which row was changed, by whom and when, and where it stands now."""
        state = HandedIn.EntryState(row.entry_state)
        now = HERE if state == HandedIn.EntryState.WAITING else f"今の状態は「{state.label}」です。"
        return f"「{row.owed_name}」：{who_and_when(change, self.person)}{now}"


def what_was_done(confirmed: int, already: int) -> str:
    """Say how many figures were confirmed now, and how many had been before."""
    said = [f"{confirmed}件を確認しました。"] if confirmed else []
    return "".join([*said, f"{already}件は、すでに確認済みです。"] if already else said)


def round_of(request: HttpRequest, person: Person, today: date) -> EntryRound:
    """Return the round the form is about, if the person may know of it."""
    key = whole_number(request.POST.get("round"))
    round_ = EntryRound.objects.select_related("plan").filter(pk=key).first()
    if round_ is None or not knows_round(person, round_, today):
        raise Http404
    return round_


def knows_round(person: Person, round_: EntryRound, today: date) -> bool:
    """Tell whether the round concerns the person at all: whoever enters, gathers or keeps figures in its city."""
    code = round_.plan.local_government_code
    concerned = (Role.STAFF, Role.CHIEF, Role.BUREAU, Role.PLANNING, Role.SYSTEM)
    return is_unlimited(person) or any(holds(person, role, code, today) for role in concerned)


def read_tick(text: str) -> tuple[int, int]:
    """Read what the form sends for a row: its key and the version that was shown."""
    key, dash, version = text.partition("-")
    if not dash:
        raise BadRequest("版がありません。")
    return whole_number(key), whole_number(version)


def rows_of(
    kind: Confirmable[Waiting], round_: EntryRound, keys: Collection[int], person: Person, today: date
) -> list[Waiting]:
    """Return the rows that were ticked; one that is not there or not to be seen by this person fails all.

    Raise NotAllowedError if the person is not the 課長 of every department concerned.
    """
    code = round_.plan.local_government_code
    rows = kind.asked_for(round_).filter(pk__in=keys).order_by("pk")
    found = [row for row in rows if may_see_unconfirmed(person, Owned(owner(row), code), today)]
    if len(found) != len(keys):
        raise Http404
    places: list[Department | str] = [owner(row) for row in found] or [code]
    if not all(holds(person, Role.CHIEF, place, today) for place in places):
        raise NotAllowedError(kind.only_chief)
    return found


def owner(row: HandedIn) -> Department:
    """Return the department that answers for it; rows_of() leaves out what nobody answers for."""
    return cast(Department, row.owed_by)


def confirm_together(
    rows: Sequence[Waiting], versions: Mapping[int, int], round_: EntryRound, person: Person, today: date
) -> tuple[list[Waiting], list[Left[Waiting]]]:
    """Confirm the figures or sheets of each department in the 課長's post there; return what was, and what was left."""
    done, left = list[Waiting](), list[Left[Waiting]]()
    for department in {owner(row).pk: owner(row) for row in rows}.values():
        own = [(row, versions[row.pk]) for row in rows if owner(row).pk == department.pk]
        by = acting(person, Role.CHIEF, department, today)
        confirmed, others = confirm_each(own, round_=round_, by=by)
        done, left = [*done, *confirmed], [*left, *others]
    return done, left
