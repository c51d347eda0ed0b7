"""How the departments of a city stand in a round: what they owe, what is entered, confirmed and late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from accounts.models import Department, Person
from accounts.rules import Role, current_posts, holds, is_unlimited
from entry.round.scorecards.claims import Owing
from entry.round.scorecards.items import (
    Due,
    State,
    below,
    bureau_of,
)
from entry.round.scorecards.listed import Listed
from indicators.models import EntryRound

NO_DEPARTMENT = "（所管課の登録なし）"


@dataclass(frozen=True, slots=True)
class Count:
    """How far a number of things is: sheets, among everything a department owes."""

    owed: int
    entered: int
    confirmed: int

    @property
    def open(self) -> int:
        return self.owed - self.entered


@dataclass(frozen=True, slots=True)
class Share:
    """What one department owes in a round and how far it is; without a department, what nobody answers for.

    Figures and sheets are counted together; `sheets` says how many of them are sheets, None where there are none.
    What is asked for again counts as owed and not entered; `late_days` is 0 as long as nothing is overdue.
    """

    department: Department | None
    bureau: Department | None
    due: Due
    owed: int
    entered: int
    confirmed: int
    returned: int
    overdue: int = 0
    late_days: int = 0
    sheets: "Count | None" = None

    @property
    def key(self) -> int | None:
        return self.department.pk if self.department else None

    @property
    def name(self) -> str:
        return str(self.department or NO_DEPARTMENT)

    @property
    def place(self) -> str:
        """Where the department stands in the order of the city's offices."""
        return self.department.code if self.department else ""

    @property
    def bureau_name(self) -> str:
        return str(self.bureau or "")

    @property
    def extension(self) -> str:
        return self.department.extension if self.department else ""

    @property
    def open(self) -> int:
        """How much the section has still to enter."""
        return self.owed - self.entered

    @property
    def waiting(self) -> int:
        return self.entered - self.confirmed

    @property
    def entered_share(self) -> int:
        """Entered figures in percent of those owed, rounded down: 100 is said only when nothing is left."""
        return 100 * self.entered // self.owed

    @property
    def confirmed_share(self) -> int:
        return 100 * self.confirmed // self.owed


@dataclass(frozen=True, slots=True)
class Total:
    """All departments of a board together."""

    shares: Sequence[Share]

    @property
    def owed(self) -> int:
        return sum(share.owed for share in self.shares)

    @property
    def entered(self) -> int:
        return sum(share.entered for share in self.shares)

    @property
    def confirmed(self) -> int:
        return sum(share.confirmed for share in self.shares)

    @property
    def overdue(self) -> int:
        return sum(share.overdue for share in self.shares)

    @property
    def open(self) -> int:
        return self.owed - self.entered

    @property
    def waiting(self) -> int:
        return self.entered - self.confirmed

    @property
    def sheets(self) -> Count | None:
        """The sheets among them, None where there are none."""
        counts = [share.sheets for share in self.shares if share.sheets]
        if not counts:
            return None
        return Count(
            sum(one.owed for one in counts),
            sum(one.entered for one in counts),
            sum(one.confirmed for one in counts),
        )

    @property
    def waiting_sentence(self) -> str:
        return (
            f"課長確認待ちが{self.waiting}件あります。確認されていないものは、所管課の外には表示されません。"
        )


def shares_of(items: Iterable[Listed]) -> list[Share]:
    """Count the items of one round by department, in the order of the departments' codes."""
    grouped: dict[int | None, list[Listed]] = {}
    for item in items:
        department = item.owed.department
        grouped.setdefault(department.pk if department else None, []).append(item)
    shares = [share_of(rows) for rows in grouped.values()]
    return sorted(shares, key=lambda share: share.place)


def share_of(items: Sequence[Listed]) -> Share:
    """Count the items of one department."""
    department = items[0].owed.department
    late = [item for item in items if item.is_late]
    sheets = [item.owed for item in items if item.is_sheet]
    return Share(
        department=department,
        bureau=bureau_of(department),
        due=next((item.due for item in items if not item.owed.is_back), items[0].due),
        owed=len(items),
        entered=sum(item.owed.is_done for item in items),
        confirmed=sum(item.owed.is_confirmed for item in items),
        returned=sum(item.owed.state == State.RETURNED for item in items),
        overdue=len(late),
        late_days=max((-item.due.days for item in late), default=0),
        sheets=count_of(sheets) if sheets else None,
    )


def count_of(owed: Sequence[Owing]) -> Count:
    """Count how far these things are."""
    return Count(len(owed), sum(one.is_done for one in owed), sum(one.is_confirmed for one in owed))


def bureaus_in(shares: Iterable[Share]) -> Mapping[int, str]:
    """Return the bureaus that occur, by key."""
    return {share.bureau.pk: str(share.bureau) for share in shares if share.bureau}


def runs_rounds(person: Person, code: str, today: date) -> bool:
    """Tell whether the person runs the rounds of that municipality: the 事務局."""
    return is_unlimited(person) or holds(person, Role.PLANNING, code, today)


def rounds_on_board(person: Person, today: date) -> list[EntryRound]:
    """Return the rounds the person looks after, the one that matters first (see what_matters)."""
    rounds = EntryRound.objects.select_related("plan").order_by("-fiscal_year", "kind", "pk")
    if is_unlimited(person):
        return sorted(rounds, key=partial(what_matters, today=today))
    codes = {
        post.department.local_government_code
        for post in current_posts(person, today)
        if post.role in {Role.BUREAU, Role.PLANNING}
    }
    own = rounds.filter(plan__local_government_code__in=codes)
    return sorted(own, key=partial(what_matters, today=today))


def what_matters(round_: EntryRound, today: date) -> tuple[int, int]:
    """Place a round among others: the open one due next, open ones overdue, the last closed, then those to come."""
    due = round_.due_on.toordinal()
    if round_.is_closed:
        return 2, -due
    if round_.opens_on > today:
        return 3, round_.opens_on.toordinal()
    return (0, due) if round_.due_on >= today else (1, -due)


def looked_after(person: Person, round_: EntryRound, today: date) -> frozenset[int] | None:
    """Return the keys of the departments of the round's city the person looks after; None is all of them."""
    code = round_.plan.local_government_code
    if runs_rounds(person, code, today):
        return None
    bureaus = {
        post.department.pk
        for post in current_posts(person, today)
        if post.role == Role.BUREAU and post.department.local_government_code == code
    }
    return below(bureaus, code) if bureaus else frozenset()
