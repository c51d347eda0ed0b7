"""The 課長's word: figures, or sheets, confirmed many at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Department, Person
from accounts.posts import acting, person_asking
from accounts.rules import Role, holds, is_unlimited, may_see_unconfirmed
from desk.parking import keeps_what_was_typed, parked
from desk.refusals import NotAllowedError, says_why, whole_number
from entry.lists.waiting import Ticks
from entry.views.listing import Problem, list_page
from indicators.actions import confirm_results
from indicators.models import EntryRound, HandedIn, Result
from policies.scope import Owned
from store.actions import RefusedError, StaleRow
from store.models import Change, Versioned

NOTHING_DONE = "1件も確認していません。内容を見直して、もう一度確認してください。"
FIRST = "ほかの人が先に変更しました"

Waiting = TypeVar("Waiting", bound=HandedIn)


@dataclass(frozen=True, slots=True)
class Confirmable(Generic[Waiting]):
    """What is ticked on the list and confirmed: the rows that a round asks for, and the words for them."""

    asked_for: Callable[[EntryRound], QuerySet[Waiting]]
    name: str
    only_chief: str
    are_sheets: bool = False


def figures_asked_for(round_: EntryRound) -> QuerySet[Result]:
    """Return the figures of the round's year, and those that are asked for again in a later round."""
    replaced = Q(fiscal_year__lt=round_.fiscal_year, earlier__isnull=False)
    return Result.objects.filter(
        Q(fiscal_year=round_.fiscal_year) | replaced,
        indicator__node__period__plan=round_.plan,
        indicator__department__isnull=False,
    ).select_related("indicator__department__parent__parent", "earlier")


FIGURES: Final = Confirmable(
    figures_asked_for, "項目", "実績値を確認できるのは、その指標の所管課の課長だけです。"
)


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked figures of one round, all of them or none; the same again changes nothing."""
    return confirm_ticked(request, FIGURES)


def confirm_ticked(request: HttpRequest, kind: Confirmable[Waiting]) -> HttpResponse:
    """Confirm what was ticked; opened without a form, lead to the list, after a login with the ticks that were set."""
    person, today = person_asking(request), timezone.localdate()

    def listed(ticks: Ticks, problem: Problem | None = None) -> HttpResponse:
        figures, sheets = (Ticks(), ticks) if kind.are_sheets else (ticks, None)
        return list_page(request, person, today, figures, sheets_ticked=sheets, problem=problem)

    if request.method != "POST":
        typed = parked(request, request.path)
        if typed is None:
            return redirect("entry:todo")
        return listed(Ticks(read_tick(text)[0] for text in typed.getlist("row")))
    round_ = round_of(request, person, today)
    versions = dict(read_tick(text) for text in request.POST.getlist("row"))
    rows = rows_of(kind, round_, versions, person, today)
    try:
        done = confirm_together(rows, versions, round_, person, today)
    except StaleRow as stale:
        problem = stale_problem(stale, kind.name)
    except RefusedError as refused:
        problem = Problem(403, "確認できませんでした", (str(refused), NOTHING_DONE))
    else:
        if rows:
            messages.success(request, what_was_done(len(done), len(rows) - len(done)))
            return redirect("entry:todo")
        choose = f"左の欄で{kind.name}を選んでから、もう一度押してください。"
        problem = Problem(400, f"確認する{kind.name}が選ばれていません", (choose,))
    return listed(Ticks(versions), problem)


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


@transaction.atomic
def confirm_together(
    rows: Sequence[Waiting], versions: Mapping[int, int], round_: EntryRound, person: Person, today: date
) -> list[Waiting]:
    """Confirm the figures or sheets of each department in the 課長's post there; all of them or none."""
    done: list[Waiting] = []
    for department in {owner(row).pk: owner(row) for row in rows}.values():
        own = [(row, versions[row.pk]) for row in rows if owner(row).pk == department.pk]
        by = acting(person, Role.CHIEF, department, today)
        done += confirm_results(own, round_=round_, by=by)
    return done


def stale_problem(stale: StaleRow, name: str) -> Problem:
    """Say which row was changed meanwhile, by whom and when."""
    row = stale.current
    if not isinstance(row, HandedIn):
        return Problem(409, FIRST, (f"選んだ{name}の一つが削除されています。", NOTHING_DONE))
    return Problem(409, FIRST, (f"「{row.owed_name}」は、{last_change(row)}。", NOTHING_DONE))


def last_change(row: Versioned) -> str:
    """Say who changed a row last, and when."""
    changes = Change.objects.filter(model=row._meta.label_lower, object_id=str(row.pk))
    change = changes.order_by("-sequence").first()
    if change is None:
        return "表示した後に変更されました"
    at = timezone.localtime(change.at)
    return f"{at.month}月{at.day}日{at:%H:%M}に{change.who_name or '職員'}さんが変更しました"
