"""A screenful: a section's figures of a round beside the earlier years, entered and saved as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import person_asking
from accounts.models import Department, Person
from accounts.rules import Role, current_posts, may_see_unconfirmed
from desk.actions import drafts
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    form_page,
    opened,
    take,
)
from desk.views import STILL_TO_HAND_IN, takes_drafts
from entry.grid.actions import SavedRows, save_rows
from entry.grid.scorecards.drafted import (
    FROM_DRAFT,
    IN_DRAFT,
    foreign_in,
    keep_rest,
    numbered,
    offered,
    rows_in,
)
from entry.grid.scorecards.rows import (
    EARLIER_YEARS,
    GridRow,
    Sent,
    read_sent,
    stored_row,
    typed_row,
)
from entry.round.scorecards.amending import PublishedFigures
from entry.round.scorecards.items import (
    Due,
    Item,
    due_in,
    items_of,
)
from entry.round.scorecards.owed import open_rounds
from indicators.models import EntryRound
from policies.fiscal_year import FiscalYear
from policies.page import Owned
from store.actions.rows import RefusedError

ENTERING = frozenset({Role.STAFF, Role.CHIEF})
PAGE = 100  # rows, so that a form stays below the number of fields that a request may have
NOTES = 5
NOT_ENTERING = "一覧での入力は、その指標の所管課の担当者と課長だけができます。"


@dataclass(frozen=True, slots=True)
class GridPlace:
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
class GridScreen(GridPlace):
    """A place with what is owed there."""

    items: Sequence[Item]
    due: Due
    back: int
    published: PublishedFigures


@dataclass(frozen=True, slots=True)
class GridOutcome:
    """What is said above the grid after a save that left something over."""

    title: str
    kept: Sequence[GridRow] = ()
    sentences: Sequence[str] = ()


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


@form_page
@takes_drafts(draft_path, still=STILL_TO_HAND_IN)
def grid(request: HttpRequest) -> HttpResponse:
    """Show a section's figures of a round in a grid; sent, save the rows that were changed and are right."""
    person, today = person_asking(request), timezone.localdate()
    sheet = chosen_sheet(request.GET, person, today)
    if sheet is None:
        if request.method == "POST":
            raise Http404
        return render(request, "entry/grid/grid_empty.html", {"scope": None})
    path = path_of(sheet.choice, request.GET.get("page"))
    if request.method != "POST":
        return show(request, sheet, opened(request, person, draft=path, restored=""))
    act, shown = partial(save, request, sheet, path), partial(show, request, sheet)
    return take(request, person, act, shown, is_versioned=False, draft=path, refused=403)


def save(request: HttpRequest, sheet: GridScreen, path: str, _: int) -> Done:
    """Save what the form holds; what could not be saved is left, as it was typed, and kept as a draft."""
    person, today = person_asking(request), timezone.localdate()
    own = {item.owed.indicator.pk: item for item in sheet.items}
    sent = read_sent(request.POST)
    if foreign := [one for one in sent if one.pk not in own]:
        raise RefusedError("\n".join(named(foreign, sheet, person, today)))
    told = sheet.published.of_item
    rows = [typed_row(own[one.pk], told(own[one.pk].owed), one, request.POST) for one in sent]
    result = save_rows(rows, person=person, today=today)
    notes = result.notes[:NOTES]
    if not result.kept and not result.done:
        return Done(path, notes=[*notes, "変更はありませんでした。"])
    if not result.kept:
        return Done(path, f"{result.done}件を保存しました。", notes=notes)
    if not result.done:
        raise FaultyFormError(result)
    result.unkept = keep_rest(person, path, request.POST, result.kept)
    return Done(drafts.address_with(path, drafts.RESTORE), notes=notes, left=result)


def outcome_of(fate: Fate) -> GridOutcome | None:
    """Return what is to be said of a form that was sent, None where none was."""
    if fate.kind is FateKind.REFUSED:
        return GridOutcome("何も保存していません", sentences=fate.sentences)
    if not isinstance(fate.form, SavedRows):
        return None
    unkept = [fate.form.unkept] if fate.form.unkept else []
    return GridOutcome(title_of(fate.form), fate.form.kept, [*fate.sentences, *unkept])


def typed_rows(sheet: GridScreen, fate: Fate) -> list[GridRow]:
    """Return the rows in which somebody typed something that is not saved."""
    if isinstance(fate.form, SavedRows):
        return fate.form.kept
    rows = rows_in(fate.typed or QueryDict(), sheet.items, sheet.published)
    for row in rows if fate.kind is FateKind.RESTORED else ():
        row.is_from_before = True
        if not fate.parked:
            row.whence = IN_DRAFT if fate.is_kept else FROM_DRAFT
    return rows


def status_of(fate: Fate) -> int:
    """Return 409 where somebody else was first with a row, 200 where rows are only wrong: the others were saved."""
    if isinstance(fate.form, SavedRows):
        return 409 if fate.form.has_stale else 200
    return fate.status


def title_of(result: SavedRows) -> str:
    """Say how many rows were saved and how many were not."""
    done = f"{result.done}件を保存しました。" if result.done else ""
    return f"{done}{len(result.kept)}件は保存していません（入力した内容は残っています）"


def show(request: HttpRequest, sheet: GridScreen, fate: Fate) -> HttpResponse:
    """Render the grid as it is now, with what was typed in place of what is stored."""
    person = person_asking(request)
    if fate.kind is FateKind.WRONG:
        sheet = chosen_sheet(request.GET, person, timezone.localdate()) or sheet
    typed = typed_rows(sheet, fate)
    page: Page[Item] = Paginator(sheet.items, PAGE).get_page(request.GET.get("page"))
    rows = rows_shown(page, sheet, typed)
    path = path_of(sheet.choice, request.GET.get("page"))
    context = {
        "scope": None,
        "is_fictional": sheet.round.plan.is_fictional,
        "sheet": sheet,
        "page": page,
        "path": path,
        "rows": rows,
        "outcome": outcome_of(fate),
        "typed": foreign_in(fate.typed or QueryDict(), sheet.items),
        "has_open_rows": any(row.is_open for row in rows),
        "has_increments": any(row.increment for row in rows),
        "draft": offered(person, path, sheet.items, sheet.published, is_untouched=fate.typed is None),
        **fate.context(0, version=None),  # each row has its own
    }
    return render(request, "entry/grid/grid.html", context, status=status_of(fate))


def rows_shown(page: Iterable[Item], sheet: GridScreen, typed: Iterable[GridRow]) -> list[GridRow]:
    """Return the rows of the page, the typed ones on what is stored now, and those that moved to another page since."""
    items = {item.owed.indicator.pk: item for item in sheet.items}
    left = {row.pk: row for row in typed}
    for pk, row in left.items():
        row.item = items.get(pk, row.item)
    keys = [(item, item.owed.indicator.pk) for item in page]
    told = sheet.published.of_item
    here = [left.pop(pk) if pk in left else stored_row(item, told(item.owed)) for item, pk in keys]
    return [*here, *left.values()]


def named(foreign: Iterable[Sent], sheet: GridScreen, person: Person, today: date) -> list[str]:
    """Name the rows that are not this section's; one that the person may not see, by its number only."""
    items = {
        item.owed.indicator.pk: item for item in items_of([sheet.round], today, None) if item.owed.is_of_round
    }
    sentences = []
    for one in foreign:
        item = items.get(one.pk)
        name = numbered(one)
        if item and may_see_unconfirmed(person, item.owed, today):
            name = f"「{item.owed.indicator}」"
        sentences.append(f"{name}は、{sheet.department}がこの入力依頼で入力する指標ではありません。")
    return sentences


def chosen_sheet(chosen: Mapping[str, Any], person: Person, today: date) -> GridScreen | None:
    """Return what the address asks for with its figures, as chosen_place() finds it."""
    place = chosen_place(chosen, person, today)
    if place is None:
        return None
    owed = items_of([place.round], today, {place.department.pk})
    items = [item for item in owed if item.owed.is_of_round]  # earlier years have a page of their own
    due = due_in(place.round, today)
    back = sum(item.owed.is_back for item in owed)
    published = PublishedFigures.of(item.owed for item in items)
    return GridScreen(
        place.round, place.department, place.rounds, place.departments, items, due, back, published
    )


def chosen_place(chosen: Mapping[str, Any], person: Person, today: date) -> GridPlace | None:
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
    return GridPlace(round_, department or departments[0], rounds, departments)


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
