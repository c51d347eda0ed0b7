"""入力対象一覧: what this person owes, what waits for the 課長, and nothing else."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from accounts.models import Person
from accounts.rules import Role, current_posts, departments_entered, has_a_board
from desk.page.taking import Fate
from entry.board.tables import figures_file, saved_as_round, sheets_file
from entry.figure.views import saved_before
from entry.list.scorecards.sheets_waiting import SheetLists, sheet_lists
from entry.list.scorecards.waiting import Ticks, WaitingList, waiting_lists
from entry.record.scorecards.keepers import has_counted_indicators
from entry.round.scorecards.items import (
    Item,
    State,
    in_order_of_urgency,
    items_of,
    late_items_of,
)
from entry.round.scorecards.owed import open_rounds
from entry.round.scorecards.sheets import SheetLine
from exports.page import Files, files_of, shown
from indicators.models import EntryRound

ENTERING = frozenset({Role.STAFF, Role.CHIEF})


@dataclass(frozen=True, slots=True)
class TodoPage:
    """What one person has to do in the rounds that are open today."""

    rounds: list[EntryRound]
    departments: list[str]
    back: list[Item]
    todo: list[Item]
    done: list[Item]
    waiting: list[WaitingList]
    sheets: SheetLists
    is_chief: bool

    @property
    def own_rounds(self) -> list[EntryRound]:
        """The rounds that ask these sections for something; where none does, those that are open."""
        asking = {item.owed.round.pk for item in (*self.back, *self.todo, *self.done)}
        asking |= {line.owed.round.pk for line in (*self.sheets.todo, *self.sheets.done)}
        return [one for one in self.rounds if one.pk in asking] or self.rounds

    @property
    def names_plans(self) -> bool:
        """Whether the rounds are of several plans, so that each must say of which."""
        return len({one.plan_id for one in self.own_rounds}) > 1

    @property
    def waiting_count(self) -> int:
        return sum(len(one.rows) for one in self.waiting)

    @property
    def returned_count(self) -> int:
        return sum(item.owed.state == State.RETURNED for item in self.todo) + self.sheets.returned_count

    @property
    def late_count(self) -> int:
        return sum(item.is_late for item in [*self.back, *self.todo]) + self.sheets.late_count

    @property
    def back_title(self) -> str:
        """Under which words stands what is asked for again."""
        pending = [bool(item.owed.result and item.owed.result.missing) for item in self.back]
        kinds = "集計中" if all(pending) else "集計中・暫定など" if any(pending) else "暫定など"
        return f"{kinds}の値が確定する頃です"

    @property
    def total(self) -> int:
        return len(self.back) + len(self.todo) + len(self.done)

    @property
    def owed_count(self) -> int:
        """How many things the sections owe, each counted once: figures, what came back, and sheets."""
        return self.total + self.sheets.total

    @property
    def done_count(self) -> int:
        return len(self.done) + len(self.sheets.done)

    @property
    def left(self) -> list[tuple[str, str, int]]:
        """What there is to do, in the order of the page: where it stands, what it is called, how many."""
        every = [
            ("waiting", "確認待ちの実績値", self.waiting_count),
            ("sheets-waiting", "確認待ちの評価シート", self.sheets.waiting_count),
            ("back", "確定値の入力", len(self.back)),
            ("todo", "実績値の入力", len(self.todo)),
            ("sheets", "評価シートの記入", len(self.sheets.todo)),
        ]
        return [one for one in every if one[2]]


@dataclass(frozen=True, slots=True)
class ListProblem:
    """Why something was not confirmed: said above the list, which comes back with its ticks."""

    status: int
    title: str
    sentences: tuple[str, ...]


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """List what this person owes in the open rounds, one click each; who owes nothing is led on."""
    person, today = person_asking(request), timezone.localdate()
    if not enters_anywhere(person, today):
        if has_a_board(person, today):
            return redirect("entry:board")
        return render(request, "entry/list/no_list.html", {"scope": None, "roles": roles_of(person, today)})
    figures, sheets = (Ticks(everything=request.GET.get("tick") == which) for which in ("all", "sheets"))
    return list_page(request, person, today, figures, sheets_ticked=sheets, fate=Fate())


def list_page(
    request: HttpRequest,
    person: Person,
    today: date,
    ticked: Ticks,
    *,
    sheets_ticked: Ticks,
    fate: Fate,
    problem: ListProblem | None = None,
) -> HttpResponse:
    """Show the list as it is now, with the rows ticked that were ticked; `fate` is that of the ticks."""
    page = read_list(person, today, ticked, sheets_ticked)
    context = {
        "scope": None,
        "is_fictional": any(round_.plan.is_fictional for round_ in page.rounds),
        "page": page,
        "saved": saved_before(request, person, today),
        "saved_sheet": sheet_saved_before(request, page.sheets),
        "fate": fate,
        "parked": fate.parked,
        "problem": problem,
        "files": files_of_list(page),
        "has_board": has_a_board(person, today),
        "has_projects": has_counted_indicators(person, today),
    }
    return shown(request, "entry/list/todo.html", context, status=problem.status if problem else 200)


def files_of_list(page: TodoPage) -> Files:
    """Return all that the sections owe, with its state: what is still to be done first."""
    about = saved_as_round(page.own_rounds[0]) if len(page.own_rounds) == 1 else ""
    items, lines = [*page.back, *page.todo, *page.done], [*page.sheets.todo, *page.sheets.done]
    return files_of(
        figures_file(items, about) if items else None, sheets_file(lines, about) if lines else None
    )


def sheet_saved_before(request: HttpRequest, sheets: SheetLists) -> SheetLine | None:
    """Return the sheet that was handed in just before, if the address names one on this list."""
    asked = request.GET.get("saved_sheet", "")[:30]
    named = (line for line in sheets.done if asked == f"{line.node.pk}-{line.owed.year.year}")
    return next(named, None)


def read_list(person: Person, today: date, ticked: Ticks, sheets_ticked: Ticks) -> TodoPage:
    """Gather the list: staff and 課長 see what their own departments owe."""
    posts = [post for post in person.current_posts if post.role in ENTERING]
    chief_of = {post.department_id for post in posts if post.role == Role.CHIEF}
    codes = {post.department.local_government_code for post in posts}
    rounds = open_rounds(codes, today)
    departments = {post.department_id for post in posts}
    items = [*items_of(rounds, today, departments), *late_items_of(codes, today, departments)]
    confirmable = [item for item in items if item.owed.indicator.department_id in chief_of]
    return TodoPage(
        rounds=rounds,
        departments=list(dict.fromkeys(str(post.department) for post in posts)),
        back=sorted((item for item in items if item.owed.is_back), key=lambda item: item.due),
        todo=in_order_of_urgency(item for item in items if not (item.owed.is_done or item.owed.is_back)),
        done=sorted((item for item in items if item.owed.is_done), key=lambda item: not item.owed.comes_back),
        waiting=waiting_lists(confirmable, person, today, ticked),
        sheets=sheet_lists(
            rounds, person, today, departments=departments, chief_of=chief_of, ticked=sheets_ticked
        ),
        is_chief=bool(chief_of),
    )


def enters_anywhere(person: Person, today: date) -> bool:
    """Tell whether the person belongs to a section that enters figures."""
    return bool(departments_entered(person, today))


def roles_of(person: Person, today: date) -> set[str]:
    """Return the roles the person holds today, for a page that explains why there is no list."""
    return {str(post.role) for post in current_posts(person, today)}
