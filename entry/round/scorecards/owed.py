"""What is owed in a round, and how it stands; it follows from what is asked for, never from an account."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self, TypeVar

from django.db.models import Q, QuerySet

from accounts.models import Department, Person
from accounts.rules import OwnedThing, Role, current_posts, is_unlimited, lineage
from entry.round.scorecards.claims import ANSWERED, Answered, Claim, earlier_of
from indicators.calculation.asking import Askable, AskingDay, not_known_yet, why_not_asked
from indicators.calculation.facts import Missing, ResultStanding
from indicators.calculation.returning import asked_again_from
from indicators.calculation.schedule import Schedule
from indicators.calculation.series import Series
from indicators.models import (
    EarlierFigure,
    EntryRound,
    Indicator,
    IndicatorQuerySet,
    Result,
)
from indicators.models.rounds import asking_day
from policies.fiscal_year import FiscalYear, known_year
from policies.models import Plan
from store.actions.settled import settled


@dataclass(frozen=True, slots=True)
class Owed(Claim):
    """One figure that a department owes: the indicator, its series, and what has been entered for the year.

    `seen_on` is the day of whoever looks at it.
    """

    round: EntryRound
    indicator: Indicator
    series: Series
    result: Result | None
    own_year: FiscalYear | None = None
    asked_from: date | None = None
    seen_on: date | None = None

    @property
    def answer(self) -> Result | None:
        return self.result

    @property
    def schedule(self) -> Schedule:
        return self.series.schedule

    @property
    def department(self) -> Department | None:
        return self.indicator.department

    @property
    def version(self) -> int:
        """The version a form must carry: 0 where nothing has been entered yet."""
        return self.result.version if self.result else 0

    @property
    def earlier(self) -> EarlierFigure | None:
        """What was said before, while the awaited figure waits for the 課長."""
        return getattr(self.result, "earlier", None)


@dataclass(frozen=True, slots=True)
class Rounds:
    """All rounds of one plan as they stand on a day: they say which of them asks for a figure again, and since when."""

    rounds: Sequence[EntryRound]
    today: date
    day: AskingDay = field(init=False, repr=False, compare=False)  # as the calculation core asks for it

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", asking_day(self.rounds, self.today))

    @classmethod
    def of(cls, plan: Plan, today: date) -> Self:
        """Return those of the plan, in one query."""
        rounds = EntryRound.objects.filter(plan=plan).select_related("plan")
        found = rounds.order_by("is_closed", "opens_on", "kind")
        return cls(settled(("rounds of plan", plan.pk), lambda: list(found)), today)

    @classmethod
    def of_cities(cls, codes: Collection[str], today: date) -> dict[int, Self]:
        """Return those of every plan of these municipalities, by the plan, in one query."""

        def read() -> list[EntryRound]:
            found = EntryRound.objects.filter(plan__local_government_code__in=codes).select_related("plan")
            return list(found.order_by("plan_id", "is_closed", "opens_on", "kind"))

        by_plan: dict[int, list[EntryRound]] = {}
        for one in settled(("rounds of cities", sorted(codes)), read):
            by_plan.setdefault(one.plan_id, []).append(one)
        return {plan: cls(found, today) for plan, found in by_plan.items()}

    def is_open(self, round_: EntryRound) -> bool:
        return not round_.is_closed and round_.opens_on <= self.today

    def asking(self, year: int) -> EntryRound | None:
        """Return the open round in which a figure of a closed year is asked for: the next after that year."""
        later = [one for one in self.rounds if one.fiscal_year > year and self.is_open(one)]
        return min(later, key=lambda one: (one.fiscal_year, one.opens_on, one.pk), default=None)

    def round_of(self, year: int, result: Answered | None) -> EntryRound | None:
        """Return the round in which the year's figure is entered: its own, else that in which it is asked for again.

        Where none is open, what comes back in its month is asked for under its own, or the nearest there was.
        """
        own = [one for one in self.rounds if one.fiscal_year == year]
        if result is None or any(self.is_open(one) for one in own):
            return own[0] if own else None
        is_again = bool(self.back_since(result) or earlier_of(result))
        later = self.asking(year)
        if later is not None and is_again:
            return later
        nearest = min(self.rounds, key=lambda one: (abs(one.fiscal_year - year), one.pk), default=None)
        return own[0] if own else nearest if is_again else None

    def back_since(self, result: Answered) -> date | None:
        """Return since when an answer is asked for again, None if it is not (yet)."""
        if result.entry_state not in ANSWERED:
            return None
        opening = self.day.next_opening(known_year(result.fiscal_year))
        since = asked_again_from(result.fact(), next_opening=opening)
        return since if since is not None and since <= self.today else None

    def asked_since(
        self, round_: EntryRound, series: Askable, year: FiscalYear, result: Answered | None
    ) -> date | None:
        """Return since when the round asks for a figure though it has been answered, or though the round is closed.

        A month that has come asks by itself: that in which an answer was to become final, and the 確定時期 of a figure
        that could not be known while its round was open.
        """
        if result is not None and result.entry_state in ANSWERED:
            is_late = bool(result.pending_until) and self.round_of(year.year, result) == round_
            return self.back_since(result) if self.is_open(round_) or is_late else None
        known = series.schedule.known_from
        if known is None or not round_.is_closed or why_not_asked(series, year) is not None:
            return None
        day = known.day(year)
        return day if round_.due_on < day <= self.today else None

    def owed(self, round_: EntryRound, indicator: Indicator, series: Series, result: Result | None) -> Owed:
        """Return the figure as this round asks for it today."""
        year = known_year(result.fiscal_year) if result else round_.year
        since = self.asked_since(round_, series, year, result)
        return Owed(round_, indicator, series, result, year if result else None, since, self.today)


Row = TypeVar("Row", bound=Answered)


def rows_asked(
    round_: EntryRound,
    series: Askable,
    results: Mapping[int, Row],
    rounds: Rounds | None,
    *,
    is_entered: Callable[[Row], bool],
    is_within: bool,
) -> list[Row | None]:
    """Return the rows of one indicator of which the round asks something, None for the one that is not there yet.

    `is_within` is whether the indicator belongs to a period in which the round's year lies. With `rounds` also what is
    asked for again that day: figures of this year, and of years whose round is closed.
    """
    found: list[Row | None] = []
    asked_for = round_.year
    if rounds is not None:
        found += [
            row
            for year, row in results.items()
            if year < round_.fiscal_year
            and not series.has_ended(known_year(year))
            and rounds.round_of(year, row) == round_
        ]
    if series.has_ended(asked_for) or not is_within:
        return found
    own = results.get(round_.fiscal_year)
    today = rounds.today if rounds is not None else None
    if (own is not None and is_entered(own)) or asks_for(round_, series, today):
        found.append(own)
    return found


def owed_in(
    round_: EntryRound, indicators: Iterable[Indicator] | None = None, rounds: Rounds | None = None
) -> list[Owed]:
    """Return every figure owed in the round, in the order of the plan, in a fixed number of queries.

    An indicator owes a figure for each year in which it is asked, with or without a target, once it can be known.
    With `rounds` also what is asked for again that day: figures of this year, and of years whose round is closed.
    """
    if indicators is None:
        indicators = of_round(round_, None, again=rounds is not None)
    found = []
    for indicator in indicators:
        series = indicator.series().seen_on(rounds.today) if rounds else indicator.series()
        rows = rows_asked(
            round_,
            series,
            {row.fiscal_year: row for row in indicator.results.all()},
            rounds,
            is_entered=lambda row: row.is_entered,
            is_within=is_within(indicator, round_),
        )
        found += [
            rounds.owed(round_, indicator, series, row) if rounds else Owed(round_, indicator, series, row)
            for row in rows
        ]
    return found


def is_within(indicator: Indicator, round_: EntryRound) -> bool:
    """Tell whether the indicator belongs to a period of the plan in which the round's year lies."""
    period = indicator.node.period
    return period.first_year <= round_.fiscal_year <= period.last_year


def of_round(
    round_: EntryRound,
    departments: Collection[int] | None,
    *,
    again: bool,
    wanted: Collection[int] | None = None,
) -> Sequence[Indicator]:
    """Return the indicators of the plan periods that contain the round's year, with all that owed_in() reads.

    Of these departments only, by their keys; None is the whole city. `again` brings those of earlier periods too that
    may be asked for again; of those `wanted` only, by their keys, where any are named.
    """
    year = round_.fiscal_year
    asked = Q(node__period__first_year__lte=year, node__period__last_year__gte=year)
    if again:
        asked |= Q(pk__in=answers_that_may_return(year).values("indicator"))
    rows = Indicator.objects.filter(asked, node__period__plan=round_.plan).with_series(unconfirmed_of=None)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    return list(
        rows.select_related("node__period", "department__parent__parent").order_by(
            "node__path", "order", "pk"
        )
    )


def answers_that_may_return(year: int) -> QuerySet[Result]:
    """Return the answers of years before that one which are not the last word, or wait in place of such."""
    unsettled = Q(missing=Missing.PENDING.value) | Q(earlier__isnull=False)
    unsettled |= ~Q(standing=ResultStanding.FINAL.value)
    return Result.objects.filter(unsettled, fiscal_year__lt=year)


def asks_for(round_: EntryRound, series: Askable, today: date | None) -> bool:
    """Tell whether the round asks for the year's figure on that day (None: on any), at its opening if later."""
    if why_not_asked(series, round_.year) is not None:
        return False
    return today is None or not not_known_yet(series, round_.year, max(today, round_.opens_on))


def late_in(plan: Plan, today: date, departments: Collection[int] | None) -> list[Owed]:
    """Return what is asked for in a plan on that day under rounds that are closed: its month has come."""
    rounds = Rounds.of(plan, today)
    closed = [one for one in rounds.rounds if one.is_closed]
    rows = may_be_late(departments).filter(node__period__plan=plan)
    rows = rows.with_series(unconfirmed_of=None).select_related("node__period", "department__parent__parent")
    indicators = list(rows.order_by("node__path", "order", "pk")) if closed else []
    return [one for round_ in closed for one in owed_in(round_, indicators, rounds) if one.is_late]


def may_be_late(departments: Collection[int] | None) -> IndicatorQuerySet:
    """Return the indicators of which a month may ask by itself, of these departments (None: all)."""
    awaited = Result.objects.filter(Q(earlier__pending_until__gt="") | Q(pending_until__gt=""))
    rows = Indicator.objects.filter(Q(pk__in=awaited.values("indicator")) | Q(known_from__gt=""))
    return rows if departments is None else rows.filter(department__in=departments)


def plans_with_late(codes: Iterable[str], departments: Collection[int] | None, today: date) -> list[Plan]:
    """Return the plans of these municipalities in which a month may ask by itself, in one query."""
    by_plan = Rounds.of_cities(sorted(codes), today)
    closed = {
        pk: one.rounds[0].plan for pk, one in by_plan.items() if any(each.is_closed for each in one.rounds)
    }
    if not closed:
        return []
    late = may_be_late(departments).filter(node__period__plan__in=closed).order_by()
    return [closed[pk] for pk in late.values_list("node__period__plan", flat=True).distinct()]


def open_rounds(codes: Iterable[str], today: date) -> list[EntryRound]:
    """Return the rounds of these municipalities in which figures can be entered on that day."""
    wanted = sorted(codes)
    found = EntryRound.objects.open_on(today).filter(plan__local_government_code__in=wanted)
    return settled(("open rounds", wanted, today), lambda: list(found.select_related("plan")))


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
