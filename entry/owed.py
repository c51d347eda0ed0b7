"""What is owed in a round, and how it stands; it follows from targets and surveys, never from an account."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Department, Person
from accounts.rules import OwnedThing, Role, current_posts, is_unlimited, lineage
from indicators.calculation.facts import Missing, Scope, Standing
from indicators.calculation.series import Series
from indicators.models import EntryRound, HandedIn, Indicator, Result
from policies.fiscal_year import FiscalYear

State = HandedIn.EntryState
UNFINISHED = frozenset({State.EMPTY, State.DRAFT, State.RETURNED})
CONFIRMED = frozenset({State.CONFIRMED, State.CHECKED})
COMES_BACK = frozenset({Standing.PROVISIONAL, Standing.PRELIMINARY})


@dataclass(frozen=True, slots=True)
class Owed:
    """One figure that a department owes: the indicator, its series, and what has been entered for the year."""

    round: EntryRound
    indicator: Indicator
    series: Series
    result: Result | None

    @property
    def year(self) -> FiscalYear:
        return self.round.year

    @property
    def department(self) -> Department | None:
        return self.indicator.department

    @property
    def local_government_code(self) -> str:
        return self.round.plan.local_government_code

    @property
    def state(self) -> State:
        return State(self.result.entry_state) if self.result else State.EMPTY

    @property
    def version(self) -> int:
        """The version a form must carry: 0 where nothing has been entered yet."""
        return self.result.version if self.result else 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for the section."""
        return self.state not in UNFINISHED

    @property
    def comes_back(self) -> bool:
        """Whether the answer is not the last word: 集計中, 暫定値 or 速報値."""
        row = self.result
        return row is not None and (row.missing == Missing.PENDING or row.standing in COMES_BACK)

    def is_overdue(self, today: date) -> bool:
        return not self.is_done and today > self.round.due_on


def owed_in(round_: EntryRound, indicators: Iterable[Indicator] | None = None) -> list[Owed]:
    """Return every figure owed in the round, in the order of the plan, in a fixed number of queries.

    An indicator owes a figure for a year with a target of its own or of the period's end, or one with its survey.
    """
    if indicators is None:
        indicators = of_round(round_)
    found = []
    for indicator in indicators:
        series = indicator.series()
        result = next((row for row in indicator.results.all() if row.fiscal_year == round_.fiscal_year), None)
        if result is not None or is_owed(indicator, series, round_.year):
            found.append(Owed(round_, indicator, series, result))
    return found


def of_round(round_: EntryRound, departments: Collection[int] | None = None) -> Sequence[Indicator]:
    """Return the indicators of the plan periods that contain the round's year, with all that owed_in() reads.

    Of these departments only, if any are named (by their keys); None is the whole city.
    """
    year = round_.fiscal_year
    period = {"node__period__first_year__lte": year, "node__period__last_year__gte": year}
    rows = Indicator.objects.filter(node__period__plan=round_.plan, **period).with_series(unconfirmed_of=None)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    return list(rows.select_related("node", "department__parent__parent").order_by("node__path", "order"))


def is_owed(indicator: Indicator, series: Series, year: FiscalYear) -> bool:
    """Tell whether the indicator promises a figure for the year: by a target, or by the interval of its survey."""
    if indicator.survey_interval and indicator.baseline_year:
        return (year.year - indicator.baseline_year) % indicator.survey_interval == 0
    return any(series.target(year, scope) is not None for scope in (Scope.YEAR, Scope.PERIOD))


def open_rounds(codes: Iterable[str], today: date) -> list[EntryRound]:
    """Return the rounds of these municipalities in which figures can be entered on that day."""
    return list(
        EntryRound.objects.open_on(today).filter(plan__local_government_code__in=codes).select_related("plan")
    )


def belongs_to(person: Person, item: OwnedThing, today: date) -> bool:
    """Tell whether the item stands on this person's own list: staff and 課長 of the department that owes it."""
    department = item.department
    return department is not None and any(
        post.role in {Role.STAFF, Role.CHIEF} and post.department.pk == department.pk
        for post in current_posts(person, today)
    )


def may_see(person: Person, item: OwnedThing, today: date) -> bool:
    """Tell whether the person may open the item: its department, the 取りまとめ above it, and the 事務局."""
    if is_unlimited(person):
        return True
    above = {unit.pk for unit in lineage(item.department)} if item.department else set()
    for post in current_posts(person, today):
        if post.department.local_government_code != item.local_government_code:
            continue
        if post.role == Role.PLANNING or (post.role == Role.BUREAU and post.department.pk in above):
            return True
    return belongs_to(person, item, today)
