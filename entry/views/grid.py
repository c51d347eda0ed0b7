"""A screenful: a section's figures of a round beside the earlier years, entered and saved as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Department, Person
from accounts.posts import person_asking
from accounts.rules import Role, current_posts, may_see_unconfirmed
from desk import drafts
from desk.parking import (
    PARAMETER,
    forget,
    keeps_what_was_typed,
    parked,
)
from desk.refusals import NotAllowedError, says_why
from desk.views import takes_drafts
from entry.grid.drafted import FROM_DRAFT, keep_rest, offered, rows_in
from entry.grid.rows import EARLIER_YEARS, Row, Sent, read_sent, stored_row, typed_row
from entry.grid.saving import Saved, save_rows
from entry.lists.items import Due, Item, due_in, items_of
from entry.owed import open_rounds
from indicators.models import EntryRound
from policies.fiscal_year import FiscalYear
from policies.scope import Owned

ENTERING = frozenset({Role.STAFF, Role.CHIEF})
PAGE = 100  # rows, so that a form stays below the number of fields that a request may have
NOTES = 5
NOT_ENTERING = "一覧での入力は、その指標の所管課の担当者と課長だけができます。"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures of which round are asked for, and what else could be chosen."""

    round: EntryRound
    department: Department
    rounds: Sequence[EntryRound]
    departments: Sequence[Department]

    @property
    def choice(self) -> dict[str, str]:
        """What the address and the form say to come back to this place."""
        return {"round": str(self.round.pk), "department": str(self.department.pk)}

    @property
    def years(self) -> list[FiscalYear]:
        return [self.round.year - back for back in range(EARLIER_YEARS, 0, -1)]


@dataclass(frozen=True, slots=True)
class Sheet(Place):
    """A place with what is owed there."""

    items: Sequence[Item]
    due: Due
    back: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said above the grid after a save that left something over."""

    title: str = ""
    kept: Sequence[Row] = ()
    sentences: Sequence[str] = field(default_factory=list)


def draft_path(person: Person, today: date, chosen: Mapping[str, Any]) -> str:
    """Return where drafts of the grid that the fields name are kept, if the person enters its figures."""
    place = chosen_place(chosen, person, today)
    if place is None:
        raise Http404
    return path_of(place.choice, chosen.get("page"))


def path_of(choice: Mapping[str, str], page: str | None) -> str:
    """Return the address of one page of a grid, always spelt the same."""
    number = {"page": page} if page and page.isascii() and page.isdigit() and len(page) <= 4 else {}
    return f"{reverse('entry:grid')}?{urlencode({**choice, **number})}"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
@takes_drafts(draft_path)
def grid(request: HttpRequest) -> HttpResponse:
    """Show a section's figures of a round in a grid; sent, save the rows that were changed and are right."""
    person, today = person_asking(request), timezone.localdate()
    kept = parked(request, request.path)
    sheet = chosen_sheet(choice_in(request, kept), person, today)
    if sheet is None:
        return render(request, "entry/grid_empty.html", {"scope": None})
    if request.method != "POST":
        return shown(request, sheet, typed_before(request, sheet, kept, person))
    return saved(request, sheet, person, today)


def choice_in(request: HttpRequest, kept: QueryDict | None) -> QueryDict:
    """Return where it is said which grid is meant: a form that was sent says so itself.

    Its address may say nothing, and what is due first may be another year's round by now.
    """
    return request.POST if "round" in request.POST else kept or request.GET


def saved(request: HttpRequest, sheet: Sheet, person: Person, today: date) -> HttpResponse:
    """Save what the form holds, and show again what could not be saved, as it was typed."""
    own = {item.owed.indicator.pk: item for item in sheet.items}
    sent = read_sent(request.POST)
    rows = [typed_row(own[one.pk], one, request.POST) for one in sent if one.pk in own]
    if foreign := [one for one in sent if one.pk not in own]:
        outcome = Outcome("何も保存していません", sentences=named(foreign, sheet, person, today))
        return shown(request, sheet, {row.pk: row for row in rows}, outcome, status=403)
    result = save_rows(rows, person=person, today=today)
    path = path_of(sheet.choice, request.GET.get("page"))
    for note in result.notes[:NOTES]:
        messages.info(request, note)
    if not result.kept:
        said = f"{result.done}件を保存しました。" if result.done else "変更はありませんでした。"
        (messages.success if result.done else messages.info)(request, said)
        forget(request.GET.get(PARAMETER), request.path)
        drafts.forget(person, path)
        return redirect(path)
    keep_rest(person, path, request.POST, result.kept)
    fresh = chosen_sheet(sheet.choice, person, today) or sheet
    return shown(
        request,
        fresh,
        {row.pk: row for row in result.kept},
        Outcome(title_of(result), result.kept),
        status=409 if result.has_stale else 200,
    )


def typed_before(
    request: HttpRequest, sheet: Sheet, kept: QueryDict | None, person: Person
) -> dict[int, Row]:
    """Return the rows that were typed before the session ended or stand in a draft, to be looked at and saved now."""
    draft = drafts.restored(request, person, path_of(sheet.choice, request.GET.get("page")))
    rows = rows_in(kept or draft or QueryDict(), sheet.items)
    for row in rows:
        row.is_from_before = True
        row.whence = row.whence if kept else FROM_DRAFT
    return {row.pk: row for row in rows}


def title_of(result: Saved) -> str:
    """Say how many rows were saved and how many were not."""
    done = f"{result.done}件を保存しました。" if result.done else ""
    return f"{done}{len(result.kept)}件は保存していません（入力した内容は残っています）"


def shown(
    request: HttpRequest,
    sheet: Sheet,
    typed: dict[int, Row],
    outcome: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the grid as stored, with the rows given in place of the stored ones."""
    page: Page[Item] = Paginator(sheet.items, PAGE).get_page(request.GET.get("page") or page_of(sheet, typed))
    rows = [row_shown(item, typed) for item in page]
    path = path_of(sheet.choice, request.GET.get("page"))
    is_untouched = request.method != "POST" and not typed
    context = {
        "scope": None,
        "is_fictional": sheet.round.plan.is_fictional,
        "sheet": sheet,
        "page": page,
        "rows": rows,
        "outcome": outcome,
        "has_open_rows": any(row.is_open for row in rows),
        "has_increments": any(row.increment for row in rows),
        "draft": offered(person_asking(request), path, sheet.items, is_untouched=is_untouched),
    }
    return render(request, "entry/grid.html", context, status=status)


def page_of(sheet: Sheet, typed: Mapping[int, Row]) -> int:
    """Return the page that holds what was typed, for an address that names none: the way back after a login."""
    places = (place for place, item in enumerate(sheet.items) if item.owed.indicator.pk in typed)
    return next(places, 0) // PAGE + 1


def row_shown(item: Item, typed: dict[int, Row]) -> Row:
    """Return the row that was typed, on what is stored now, else the stored one."""
    row = typed.get(item.owed.indicator.pk)
    if row is None:
        return stored_row(item)
    row.item = item
    return row


def named(foreign: Iterable[Sent], sheet: Sheet, person: Person, today: date) -> list[str]:
    """Name the rows that are not this section's; one that the person may not see, by its number only."""
    items = {
        item.owed.indicator.pk: item for item in items_of([sheet.round], today, None) if item.owed.is_of_round
    }
    sentences = []
    for one in foreign:
        item = items.get(one.pk)
        name = f"番号{one.pk}の行"
        if item and may_see_unconfirmed(person, item.owed, today):
            name = f"「{item.owed.indicator}」"
        sentences.append(f"{name}は、{sheet.department}がこの入力依頼で入力する指標ではありません。")
    return sentences


def chosen_sheet(chosen: Mapping[str, Any], person: Person, today: date) -> Sheet | None:
    """Return what the address asks for with its figures, as chosen_place() finds it."""
    place = chosen_place(chosen, person, today)
    if place is None:
        return None
    owed = items_of([place.round], today, {place.department.pk})
    items = [item for item in owed if item.owed.is_of_round]  # earlier years have a page of their own
    due = due_in(place.round, today)
    back = sum(item.owed.is_back for item in owed)
    return Sheet(place.round, place.department, place.rounds, place.departments, items, due, back)


def chosen_place(chosen: Mapping[str, Any], person: Person, today: date) -> Place | None:
    """Return what the address asks for, None if nothing is open to be entered.

    Raise NotAllowedError for who enters no figures there, Http404 for what the person may not know of.
    """
    own = own_departments(person, today)
    asked = chosen.get("department")
    if not own or (asked is not None and asked not in {str(one.pk) for one in own}):
        refuse_department(asked, person, today)
    rounds = rounds_for(own, today)
    round_ = chosen_round(chosen.get("round"), own, rounds, today)
    if round_ is None:
        return None
    departments = [one for one in own if one.local_government_code == round_.plan.local_government_code]
    department = next((one for one in departments if str(one.pk) == asked), None)
    if department is None and asked is not None:
        raise Http404
    return Place(round_, department or departments[0], rounds, departments)


def own_departments(person: Person, today: date) -> list[Department]:
    """Return the departments whose figures the person enters, each once."""
    posts = [post for post in person.current_posts if post.role in ENTERING]
    return list({post.department_id: post.department for post in posts}.values())


def rounds_for(own: Iterable[Department], today: date) -> list[EntryRound]:
    """Return the rounds in which these departments can enter figures, the one that is due next first."""
    rounds = open_rounds({one.local_government_code for one in own}, today)
    return sorted(rounds, key=lambda one: (one.due_on, one.pk))


def chosen_round(
    asked: str | None, own: Iterable[Department], rounds: Sequence[EntryRound], today: date
) -> EntryRound | None:
    """Return the round that the address names, a closed one too; without a name, the one that is due next."""
    if asked is None:
        return rounds[0] if rounds else None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise Http404
    codes = {one.local_government_code for one in own}
    begun = EntryRound.objects.filter(pk=int(asked), opens_on__lte=today).select_related("plan")
    round_ = begun.filter(plan__local_government_code__in=codes).first()
    if round_ is None:
        raise Http404
    return round_


def refuse_department(asked: str | None, person: Person, today: date) -> None:
    """Raise NotAllowedError where the person may see the figures or enters none at all, else Http404."""
    if asked is None:
        raise NotAllowedError(NOT_ENTERING)
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise Http404
    department = Department.objects.select_related("parent__parent").filter(pk=int(asked)).first()
    if department is None:
        raise Http404
    owned = Owned(department, department.local_government_code)
    if may_see_unconfirmed(person, owned, today) and current_posts(person, today):
        raise NotAllowedError(NOT_ENTERING)
    raise Http404
