"""An owed figure as pages print it: its place in the plan, last year's value, this year's target, the days left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, cast

from accounts.actions import ENTERING
from accounts.models import Department, Person
from accounts.rules import Role, current_posts, holds, is_unlimited, lineage
from entry.round.scorecards.claims import Claim, Owing
from entry.round.scorecards.defined import asked_of, measure_on, way_to
from entry.round.scorecards.owed import (
    Owed,
    Rounds,
    late_in,
    of_round,
    owed_in,
    plans_with_late,
)
from indicators.calculation.facts import ResultStanding
from indicators.calculation.heading import aimed_words
from indicators.calculation.quantities import STANDING_WORDS
from indicators.calculation.series import Series
from indicators.models import EntryRound, HandedIn, Indicator
from indicators.scorecards import written_figure
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode

NEAR = 14
State = HandedIn.EntryState
BACK = "確定値の入力待ち"
WORDS = {
    State.EMPTY: "未入力",
    State.DRAFT: "入力中",
    State.RETURNED: "差戻し",
    State.WAITING: "課長確認待ち",
    State.CONFIRMED: "確認済",
    State.CHECKED: "確認済",
}


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """How many days are left until the end of the due date; below zero when it is past."""

    days: int

    @property
    def is_over(self) -> bool:
        return self.days < 0

    @property
    def is_near(self) -> bool:
        return 0 <= self.days <= NEAR

    @property
    def words(self) -> str:
        """Say it as people do: 残り3日, 今日まで, 3日超過."""
        if self.is_over:
            return f"{-self.days}日超過"
        return f"残り{self.days}日" if self.days else "今日まで"


class ListLine:
    """One line of a list of what is owed, whatever it is."""

    __slots__ = ()

    owed: Owing
    due: Due

    @property
    def state_words(self) -> str:
        return BACK if self.owed.is_back else WORDS[self.owed.state]

    @property
    def returned_reason(self) -> str:
        """Why it came back; nothing once it has been handed in again."""
        answer = self.owed.answer
        return answer.returned_reason if answer and self.owed.state == State.RETURNED else ""

    @property
    def is_late(self) -> bool:
        return self.due.is_over and not self.owed.is_done


@dataclass(frozen=True, slots=True)
class Item(ListLine):
    """One line of a list of owed figures; `measure` is the 施策 it belongs to, else the node it hangs from."""

    owed: Owed
    measure: PolicyNode
    due: Due
    is_sheet: ClassVar[bool] = False

    @property
    def is_below(self) -> bool:
        """Whether it hangs from something below the measure (a 事務事業), which the list must name as well."""
        return bool(self.owed.indicator.node_id != self.measure.pk)

    @property
    def last_text(self) -> str:
        """Last year's value, or why there is none."""
        series = self.owed.series
        return written_figure(series, series.figure(self.owed.year.previous))

    @property
    def target_text(self) -> str:
        """The year's target; where it has none, the next one with its year."""
        return aimed_words(self.owed.series, self.owed.year)

    @property
    def value_text(self) -> str:
        """What has been entered for the year."""
        series = self.owed.series
        return written_figure(series, series.figure(self.owed.year))

    @property
    def back_words(self) -> str:
        """What was answered before it is asked for again, and until when it was expected."""
        words, result = standing_words(self.owed.series, self.owed.year), self.owed.result
        if result is None or result.missing or not result.pending_until:
            return words
        return f"{words}　{result.pending_until}確定見込"

    @property
    def place_words(self) -> str:
        """Where it stands in the plan, as a list to take along names it."""
        return str(self.owed.indicator.node)

    @property
    def name_words(self) -> str:
        """What it is called there, with the year where that is not the round's."""
        return named_with_year(str(self.owed.indicator), self.owed)


def named_with_year(name: str, claim: Claim) -> str:
    """Return the name of a figure, with the year where that is not the round's."""
    return name if claim.is_of_round else f"{name}（{claim.year.era}分）"


def standing_words(series: Series, year: FiscalYear) -> str:
    """Return a figure with what kind it is, 64件（暫定値）, or the reason why there is none."""
    figure = series.figure(year)
    words = written_figure(series, figure)
    if figure.total is None or figure.standing in {None, ResultStanding.FINAL}:
        return words
    return f"{words}（{STANDING_WORDS[ResultStanding(figure.standing)]}）"


def replaced_words(owed: Owed) -> str:
    """Return what the year said before its awaited figure was entered; nothing where none waits in its place."""
    if owed.earlier is None:
        return ""
    return standing_words(replace(owed.series, results=(owed.earlier.fact(),)), owed.year)


def due_in(round_: EntryRound, today: date) -> Due:
    """Return how long the round can still be answered in time; the due date itself counts."""
    return Due((round_.due_on - today).days)


def due_of(owed: Claim, today: date) -> Due:
    """Return how long this figure can still be answered in time."""
    return Due((owed.due_on - today).days)


def items_of(rounds: Iterable[EntryRound], today: date, departments: Collection[int] | None) -> list[Item]:
    """Return what these departments (None: all) owe in the rounds: by round and in the order of the plan.

    What is asked for again that day is among it, of earlier years too.
    """
    found: list[Item] = []
    for round_ in rounds:
        owed = owed_in(round_, indicators_asked(round_, departments), Rounds.of(round_.plan, today))
        found += as_items(owed, today)
    return found


def indicators_asked(round_: EntryRound, departments: Collection[int] | None) -> Sequence[Indicator]:
    """Return of what the round may ask these departments (None: all), with the whole line above who owes it."""
    if departments is not None:
        return asked_of(round_, departments)
    found = of_round(round_, None, again=True)
    share_departments(found, departments_of(round_.plan.local_government_code))
    return found


def late_items_of(codes: Iterable[str], today: date, departments: Collection[int]) -> list[Item]:
    """Return what these departments are asked for under closed rounds, since its month has come."""
    found: list[Item] = []
    for plan in plans_with_late(codes, departments, today):
        owed = late_in(plan, today, departments)
        share_departments((one.indicator for one in owed), departments_of(plan.local_government_code))
        found += as_items(owed, today)
    return found


def departments_of(code: str) -> Mapping[int, Department]:
    """Return all departments of a city, each with its parent, in one query however deep the city is organised."""
    departments = {one.pk: one for one in Department.objects.filter(local_government_code=code)}
    for department in departments.values():
        department.parent = departments.get(department.parent_id or 0)
    return departments


def below(units: Collection[int], code: str) -> frozenset[int]:
    """Return these departments and all below them, in one query."""
    return frozenset(
        key
        for key, department in departments_of(code).items()
        if any(unit.pk in units for unit in lineage(department))
    )


def departments_open_to(person: Person, code: str, today: date) -> frozenset[int] | None:
    """Return the departments of a city whose items the person may open, as may_see() tells it of each; None is all."""
    if is_unlimited(person) or holds(person, Role.PLANNING, code, today):
        return None
    posts = [post for post in current_posts(person, today) if post.department.local_government_code == code]
    own = {post.department.pk for post in posts if post.role in ENTERING}
    bureaus = {post.department.pk for post in posts if post.role == Role.BUREAU}
    return frozenset(own) | (below(bureaus, code) if bureaus else frozenset())


def share_departments(indicators: Iterable[Indicator], departments: Mapping[int, Department]) -> None:
    """Let the indicators know their departments with the whole line above them."""
    for indicator in indicators:
        if known := departments.get(indicator.department_id or 0):
            indicator.department = known


def as_items(owed: Sequence[Owed], today: date) -> list[Item]:
    """Return the figures as lines; an indicator that hangs above every 施策 keeps its own node."""
    ways = way_to(one.indicator.node for one in owed)
    places = {pk: measure_on(way) or way[-1] for pk, way in ways.items()}
    return [Item(one, places[one.indicator.node_id], due_of(one, today)) for one in owed]


def in_order_of_urgency(items: Iterable[Item]) -> list[Item]:
    """Sort what is to be done: what was sent back first, then by due date; the order of the plan stays."""
    return sorted(items, key=lambda item: (item.owed.state != State.RETURNED, item.due))


def bureau_of(department: Department | None) -> Department | None:
    """Return the bureau above a department: the unit at the top of its line."""
    top = department
    for unit in lineage(department):
        top = cast(Department, unit)
    return top
