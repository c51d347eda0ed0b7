"""The board: how the departments stand in a round, for 局取りまとめ (their bureau) and 事務局 (the city)."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from accounts.models import Department, Person, Post
from accounts.rules import has_a_board, lineage, sees_internal
from desk.actions import quotas
from desk.page.limiting import limits
from desk.page.refusals import NotAllowedError, says_why
from entry.board.filters import RoundBoardFilter
from entry.board.scorecards.boards import (
    Total,
    bureaus_in,
    looked_after,
    rounds_on_board,
    runs_rounds,
    share_of,
    shares_of,
)
from entry.board.scorecards.outstanding import grouped, request_text
from entry.board.tables import (
    BoardTable,
    departments_file,
    figures_file,
    outstanding_by_bureau,
    outstanding_file,
    saved_as_round,
    sheets_file,
)
from entry.reminders.actions.by_hand import last_asked
from entry.reminders.actions.mail import can_send
from entry.reminders.models import Reminder
from entry.round.scorecards.counted import everything_owed
from entry.round.scorecards.in_charge import position_of, posts_in_charge
from entry.round.scorecards.items import items_of
from entry.round.scorecards.sheets import sheet_lines
from exports.page import file_answer, files_of, shown, workbook_answer
from indicators.models import EntryRound
from policies.tables import BoundedPaginator, RequestConfig

PAGES = {"per_page": 100, "paginator_class": BoundedPaginator}
NOT_YOURS = "所属ごとの入力状況を見られるのは、局取りまとめ担当と事務局だけです。"


@login_required
@require_safe
@says_why
def board(request: HttpRequest) -> HttpResponse:
    """Show how each department stands in a round: the one asked for, else the one that matters now."""
    person, today = person_asking(request), timezone.localdate()
    if not has_a_board(person, today):
        raise NotAllowedError(NOT_YOURS)
    rounds = rounds_on_board(person, today)
    if not rounds:
        return render(request, "entry/board/board_empty.html", {"scope": None, "is_staff": person.is_staff})
    round_ = chosen(rounds, request.GET.get("round"))
    shares = shares_of(everything_owed(round_, today, looked_after(person, round_, today)))
    panel = RoundBoardFilter(request.GET or {"round": round_.pk}, rounds=rounds, bureaus=bureaus_in(shares))
    kept = panel.kept(shares)
    table = BoardTable(kept)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "scope": None,
        "is_fictional": round_.plan.is_fictional,
        "round": round_,
        "total": Total(kept),
        "is_narrowed": len(kept) < len(shares),
        "filter": panel,
        "table": table,
        "files": files_of(departments_file(round_, (row.record for row in table.rows))),
        "due_in": shares[0].due if shares else None,
        "request_text": request_text(round_, kept, request.build_absolute_uri(reverse("entry:todo")), today),
        "runs_rounds": runs_rounds(person, round_.plan.local_government_code, today),
    }
    return shown(request, "entry/board/board.html", context)


@login_required
@require_safe
@says_why
def board_department(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one department owes in a round, each figure with its state."""
    person, today = person_asking(request), timezone.localdate()
    department, rounds = department_looked_after(person, pk, today)
    code = department.local_government_code
    round_ = chosen(rounds, request.GET.get("round"))
    items = items_of([round_], today, {department.pk})
    sheets = sheet_lines([round_], today, {department.pk})
    context = {
        "scope": None,
        "is_fictional": round_.plan.is_fictional,
        "round": round_,
        "department": department,
        "above": [str(unit) for unit in lineage(department)][:0:-1],
        "share": share_of([*items, *sheets]) if items or sheets else None,
        "items": items,
        "sheets": sheets,
        "files": files_of(
            figures_file(items, saved_as_round(round_)), sheets_file(sheets, saved_as_round(round_))
        ),
        "people": people_of(department, round_, today),
        "may_ask": can_send() and not round_.is_closed and round_.opens_on <= today,
        "runs_rounds": runs_rounds(person, code, today),
    }
    return shown(request, "entry/board/board_department.html", context)


def department_looked_after(person: Person, pk: int, today: date) -> tuple[Department, list[EntryRound]]:
    """Return a department that the person looks after, with its city's rounds; else 404, or 403 for its own people."""
    department = get_object_or_404(Department.objects.select_related("parent__parent"), pk=pk)
    code = department.local_government_code
    if not sees_internal(person, code, today):
        raise Http404
    rounds = [one for one in rounds_on_board(person, today) if one.plan.local_government_code == code]
    if not may_look_after(person, rounds, department, today):
        if enters_in(person, department):
            raise NotAllowedError(NOT_YOURS)
        raise Http404
    return department, rounds


@login_required
@require_safe
@says_why
@limits(quotas.DOWNLOADS)
def missing(request: HttpRequest, suffix: str) -> HttpResponse:
    """Hand out the 未提出一覧 of a round for who looks after it: a workbook with a sheet for each 局, or a CSV."""
    person, today = person_asking(request), timezone.localdate()
    if not has_a_board(person, today):
        raise NotAllowedError(NOT_YOURS)
    round_ = chosen(rounds_on_board(person, today), request.GET.get("round"))
    everything = everything_owed(round_, today, looked_after(person, round_, today))
    items = [item for item in everything if not item.owed.is_done]
    if suffix == "xlsx":
        name = f"missing-{saved_as_round(round_)}-{today:%Y%m%d}.xlsx"
        return workbook_answer(outstanding_by_bureau(round_, items), name)
    in_order = [item for rows in grouped(items).values() for item in rows]
    return file_answer(outstanding_file(round_, in_order), suffix)


def chosen(rounds: Sequence[EntryRound], key: str | None) -> EntryRound:
    """Return the round asked for, else the first; one that is not among them is not there."""
    asked = [round_ for round_ in rounds if not key or str(round_.pk) == key]
    if not asked:
        raise Http404
    return asked[0]


def may_look_after(person: Person, rounds: Sequence[EntryRound], department: Department, today: date) -> bool:
    """Tell whether the department is among those the person looks after; without a round there is nothing."""
    if not rounds:
        return False
    within = looked_after(person, rounds[0], today)
    return within is None or department.pk in within


def enters_in(person: Person, department: Department) -> bool:
    """Tell whether the person belongs to the department, and so knows that it is there."""
    return any(post.department_id == department.pk for post in person.current_posts)


def people_of(
    department: Department, round_: EntryRound, today: date
) -> list[tuple[str, Post, Reminder | None]]:
    """Return who enters and who confirms in the department today, each as what, and when they were asked last."""
    posts = posts_in_charge(department, today)
    last = last_asked(round_, [post.person_id for post in posts])
    return [(position_of(post), post, last.get(post.person_id)) for post in posts]
