"""What rounds ask of a whole city or section, read as values in one statement: who only counts needs no series."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from accounts.models import Department
from entry.round.scorecards.claims import CONFIRMED, Claim
from entry.round.scorecards.owed import Rounds, answers_that_may_return, rows_asked
from indicators.calculation import facts
from indicators.calculation.asking import AskedSeries
from indicators.calculation.facts import Missing, ResultStanding
from indicators.calculation.schedule import Schedule
from indicators.models import EntryRound, Indicator, Result, Target
from indicators.models.asked import ASKED_FIELDS, schedule_of
from policies.codes import titled
from policies.fiscal_year import FiscalYear, known_year
from store.actions.questions import Question

PLACE: Final = (
    "pk",
    "node__period__plan",
    "department",
    "number",
    "name",
    "ended_in",
    "node__code",
    "node__name",
    "node__ended_in",
    "node__period__first_year",
    "node__period__last_year",
    "node__period__plan__last_year",
)
SAID: Final = (
    "fiscal_year",
    "entry_state",
    "returned_reason",
    "pending_until",
    "standing",
    "missing",
    "total",
    "increment",
    "text_value",
    "text_fulfilled",
    "text_partly",
)
FIELDS: Final = (
    *PLACE,
    *ASKED_FIELDS,
    *(f"row__{name}" for name in SAID),
    "row__earlier",
    "row__earlier__pending_until",
)
PLACES: Final = len(PLACE)  # where the next part of the values begins
ASKED: Final = PLACES + len(ASKED_FIELDS)
SAYS: Final = ASKED + len(SAID)
ANSWERED: Final = SAYS + 2
NEVER: Final = 9999  # a year after every other


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What a year said before its awaited figure was entered: until when that one was expected."""

    pending_until: str


@dataclass(frozen=True, slots=True)
class AnswerValues:
    """What stands in a year's row."""

    fiscal_year: int
    entry_state: str
    returned_reason: str
    pending_until: str
    standing: str
    missing: str
    total: Decimal | None
    increment: Decimal | None
    text_value: str
    text_fulfilled: bool | None
    text_partly: bool
    earlier: EarlierAnswer | None

    @property
    def is_entered(self) -> bool:
        """Whether the row says anything: a figure, a text, or why there is none."""
        figures = (self.total, self.increment, self.text_fulfilled)
        return bool(self.missing or self.text_value) or any(figure is not None for figure in figures)

    def fact(self) -> facts.Result:
        """Hand it to the calculation core, as far as it decides what is asked."""
        return facts.Result(
            fiscal_year=known_year(self.fiscal_year),
            total=self.total,
            increment=self.increment,
            standing=ResultStanding(self.standing),
            missing=Missing(self.missing) if self.missing else None,
            pending_until=self.pending_until,
            text_value=self.text_value,
            text_fulfilled=self.text_fulfilled,
            text_partly=self.text_partly,
            is_handed_in=self.entry_state in Result.ANSWERED_STATES,
        )


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """An indicator as far as it decides what is asked of whom, and what it is called."""

    pk: int
    plan: int
    department: Department | None
    title: str
    place: str
    period_first: int
    period_last: int
    series: AskedSeries
    answers: Mapping[int, AnswerValues]

    def __str__(self) -> str:
        return self.title

    @property
    def node(self) -> str:
        """What it hangs on, in words."""
        return self.place

    def is_within(self, year: int) -> bool:
        """Tell whether it belongs to a period in which the year lies."""
        return self.period_first <= year <= self.period_last


@dataclass(frozen=True, slots=True)
class AskedFigure(Claim):
    """One figure that a department owes, for who counts or names it."""

    round: EntryRound
    indicator: AskedIndicator
    row: AnswerValues | None
    own_year: FiscalYear | None
    asked_from: date | None

    @property
    def answer(self) -> AnswerValues | None:
        return self.row

    @property
    def schedule(self) -> Schedule:
        return self.indicator.series.schedule

    @property
    def department(self) -> Department | None:
        return self.indicator.department


def figures_asked(
    rounds: Rounds, round_: EntryRound, indicators: Iterable[AskedIndicator]
) -> list[AskedFigure]:
    """Return every figure that the round asks for on the day, in the order in which the indicators come."""
    return [
        figure_asked(rounds, round_, indicator, row)
        for indicator in indicators
        for row in rows_asked(
            round_,
            indicator.series,
            indicator.answers,
            rounds,
            is_entered=lambda row: row.is_entered,
            is_within=indicator.is_within(round_.fiscal_year),
        )
    ]


def figure_asked(
    rounds: Rounds, round_: EntryRound, indicator: AskedIndicator, row: AnswerValues | None
) -> AskedFigure:
    """Return the figure as this round asks for it."""
    year = known_year(row.fiscal_year) if row else round_.year
    since = rounds.asked_since(round_, indicator.series, year, row)
    return AskedFigure(round_, indicator, row, year if row else None, since)


def asked_indicators(
    rounds: Sequence[EntryRound],
    departments: Collection[int] | None,
    known: Mapping[int, Department],
    *,
    again: bool,
) -> list[AskedIndicator]:
    """Return the indicators of which one of these rounds may ask, those of each plan in its order.

    Of these departments only, by their keys; None is the whole city. `known` are the departments of the city. `again`
    brings those of earlier periods too that may be asked for again. One statement, whatever there is.
    """
    years = tuple(sorted({one.fiscal_year for one in rounds}))
    plans = tuple(sorted({one.plan_id for one in rounds}))
    asked = question_of(years, plans, again=again, is_whole=departments is None)
    return read_values(asked.ask(*sorted(departments or ())), years, known)


@lru_cache(maxsize=200)
def question_of(
    years: tuple[int, ...], plans: tuple[int, ...], *, again: bool, is_whole: bool
) -> Question[Any]:
    """Return the question for the values of all that is asked in the years: every save asks it for its section."""

    def write(*departments: int) -> Any:
        rows = asked_in(years, plans, again=again)
        return values_of(rows if is_whole else rows.filter(department__in=departments), years)

    return Question(write)


def asked_indicator(pk: int, year: int, known: Mapping[int, Department]) -> AskedIndicator | None:
    """Return one indicator as far as it decides whether a year of its period is asked for, in one statement."""
    found = read_values(question_of_one(year).ask(pk), [year], known)
    return found[0] if found else None


@lru_cache(maxsize=200)
def question_of_one(year: int) -> Question[Any]:
    """Return the question for the values of one indicator: every draft that is kept asks it."""
    within = {"node__period__first_year__lte": year, "node__period__last_year__gte": year}
    return Question(lambda pk: values_of(Indicator.objects.filter(pk=pk, **within), [year]))


def values_of(rows: "QuerySet[Indicator]", years: Sequence[int]) -> "QuerySet[Indicator, tuple[Any, ...]]":
    """Return what decides what these indicators are asked for in the years, those of each plan in its order."""
    aimed = {f"aimed_{year}": has_target_in(year) for year in years}
    found = rows.alias(row=FilteredRelation("results", condition=is_read(years))).annotate(**aimed)
    return found.order_by("node__path", "order", "pk", "row__fiscal_year").values_list(*FIELDS, *aimed)


def read_values(
    values: Iterable[tuple[Any, ...]], years: Sequence[int], known: Mapping[int, Department]
) -> list[AskedIndicator]:
    """Return what indicators are asked for in the years, from their values_of() these."""
    named = [FiscalYear(year) for year in years]
    return [read(list(same), named, known) for _, same in groupby(values, key=itemgetter(0))]


def asked_in(years: Collection[int], plans: Collection[int], *, again: bool) -> "QuerySet[Indicator]":
    """Return the indicators of the periods of the plans in which the years lie, and those asked for again."""
    asked = Q()
    for year in years:
        asked |= Q(node__period__first_year__lte=year, node__period__last_year__gte=year)
    if again:
        asked |= Q(pk__in=answers_that_may_return(max(years)).values("indicator"))
    return Indicator.objects.filter(asked, node__period__plan__in=plans)


def is_read(years: Iterable[int]) -> Q:
    """Return the condition of the rows that decide: those of the years, and earlier ones that may be asked for again.

    What another figure waits in place of is not confirmed: so the row that waits is among them.
    """
    unsettled = ~Q(results__standing=ResultStanding.FINAL.value) | ~Q(results__entry_state__in=CONFIRMED)
    return Q(results__fiscal_year__in=years) | unsettled | Q(results__missing=Missing.PENDING.value)


def has_target_in(year: int) -> Exists:
    """Return whether the year itself promises something, as Series.has_target() says it."""
    applies = Q(applies_from__isnull=True) | Q(applies_from__lte=year)
    return Exists(Target.objects.filter(applies, indicator=OuterRef("pk"), fiscal_year=year))


def read(rows: Sequence[Any], years: Sequence[FiscalYear], known: Mapping[int, Department]) -> AskedIndicator:
    """Return one indicator from its values, one row for each year of it that was read."""
    first = rows[0]
    pk, plan, department, number, name, ended_in, code, node_name, node_ended_in, begins, ends, plan_ends = (
        first[:PLACES]
    )
    asked, aimed = first[PLACES:ASKED], first[ANSWERED:]
    last = min(year for year in (ended_in, node_ended_in, NEVER) if year is not None)
    schedule = schedule_of(
        **dict(zip(ASKED_FIELDS, asked, strict=True)),
        plan_last_year=plan_ends if asked[0] == Indicator.Asked.LAST else None,
    )
    return AskedIndicator(
        pk=pk,
        plan=plan,
        department=known.get(department),
        title=titled(number, name),
        place=titled(code, node_name),
        period_first=begins,
        period_last=ends,
        series=AskedSeries(
            schedule=schedule,
            ended_in=None if last == NEVER else known_year(last),
            target_years=frozenset(year for year, is_aimed in zip(years, aimed, strict=True) if is_aimed),
        ),
        answers={row[ASKED]: answer_in(row) for row in rows if row[ASKED] is not None},
    )


def answer_in(row: Sequence[Any]) -> AnswerValues:
    """Return what stands in a row of results."""
    earlier, until = row[SAYS:ANSWERED]
    said = (*row[ASKED:SAYS], None if earlier is None else EarlierAnswer(until))
    return AnswerValues(*said)
