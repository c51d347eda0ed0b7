"""What is compared with what: two years or two cycles of a plan, as the address says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evaluations.cycles.models import EvaluationCycle
from indicators.scorecards import Rules, rules_shown
from kpi_tracker.pages.clocks import clock_of, cycle_before, span_words, visible_cycles
from policies.fiscal_year import FiscalYear, FiscalYearError
from policies.models import PlanPeriod
from policies.page import Scope

YEARS: Final = ("from", "to")
CYCLES: Final = ("from_cycle", "to_cycle")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a year, or the years of a cycle, with the rules that judge it; `name` is its label in short.

    `years` are those of the cycle, of which each indicator is judged by its last judgeable one; of a year that alone.
    `cycle` is the one whose ratings belong to it, None where no visible one looks at the year.
    """

    name: str
    label: str
    scope: Scope
    years: Sequence[FiscalYear]
    cycle: EvaluationCycle | None
    rules: Rules

    @property
    def period(self) -> PlanPeriod:
        return self.scope.period


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen for one end of a comparison: (value in the address, words), and which of them is."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Comparing:
    """What the address asks for: both sides (none where they cannot be compared), and what can be asked instead.

    `query` names both ends as links carry them on; `messages` say what was not understood.
    """

    sides: tuple[Side, Side] | None
    years: Sequence[Choice]
    cycles: Sequence[Choice]
    query: Mapping[str, str]
    messages: Sequence[str]
    by_cycle: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a comparison in the address: their names, what they are, what they can be, and are by default."""

    names: tuple[str, str]
    word: str
    known: Sequence[str]
    default: Sequence[str]

    def chosen(self, asked: Mapping[str, str], messages: list[str]) -> dict[str, str]:
        """Return both ends as asked for, where that is known, else by default; there may be none ("")."""
        found = dict.fromkeys(self.names, "") | dict(zip(self.names[::-1], self.default[::-1], strict=False))
        for name in self.names:
            if (value := asked.get(name, "")) in self.known:
                found[name] = value
            elif value:
                messages.append(f"「{value}」という{self.word}は、この計画にはありません。")
        return {name: found[name] for name in self.names}

    def choices(self, words: Sequence[str], chosen: Mapping[str, str]) -> list[Choice]:
        """Return what both ends can be; nothing where there are no two to choose from."""
        if len(self.known) < 2:
            return []
        shown = self.chosen({}, []) | {name: value for name, value in chosen.items() if name in self.names}
        options = list(zip(self.known, words, strict=True))
        labels = zip(self.names, ("比べる元", "比べる先"), strict=True)
        return [Choice(name, label, options, shown[name]) for name, label in labels]


def read_sides(scope: Scope, asked: Mapping[str, str]) -> Comparing:
    """Read which two are compared: without any the year shown and the one before it."""
    cycles = visible_cycles(scope, scope.periods)
    years = {str(year.year): year for period in scope.periods for year in period.years}
    named = {cycle_key(scope, one): one for one in cycles}
    messages: list[str] = []
    of_years = Ends(YEARS, "年度", list(years), years_by_default(scope, years))
    of_cycles = Ends(CYCLES, "評価の回", list(named), cycles_by_default(scope, cycles))
    by_cycle = any(asked.get(name) for name in CYCLES)
    ends = of_cycles if by_cycle else of_years
    query = ends.chosen(asked if by_cycle else as_years(asked), messages)
    first, second, sides = *query.values(), None
    if not first or not second or first == second:
        messages.append(f"二つの異なる{ends.word}を選ぶと、その間に何が変わったかを示します。")
    elif by_cycle:
        sides = (side_of_cycle(scope, named[first]), side_of_cycle(scope, named[second]))
    else:
        sides = (side_of_year(scope, years[first], cycles), side_of_year(scope, years[second], cycles))
    return Comparing(
        sides=sides,
        years=of_years.choices([year.label for year in years.values()], query),
        cycles=of_cycles.choices([cycle_words(one) for one in cycles], query),
        query=query,
        messages=messages,
        by_cycle=by_cycle,
    )


def cycle_key(scope: Scope, cycle: EvaluationCycle) -> str:
    """Return how the address names a cycle: by its key, of another period behind the period's number."""
    return cycle.key if cycle.period_id == scope.period.pk else f"{cycle.period.number}.{cycle.key}"


def cycle_words(cycle: EvaluationCycle) -> str:
    """Name a cycle with its years."""
    return f"{cycle}（{span_words(cycle.years)}）"


def as_years(asked: Mapping[str, str]) -> dict[str, str]:
    """Return both ends as western years, however they are spelled; what is no year stays as it is."""
    found = {}
    for name in YEARS:
        try:
            found[name] = str(FiscalYear.read(asked[name]).year.year) if asked.get(name) else ""
        except FiscalYearError:
            found[name] = asked[name]
    return found


def years_by_default(scope: Scope, years: Mapping[str, FiscalYear]) -> list[str]:
    """Return the year before the one shown, and that one."""
    return [str(year) for year in (scope.year.year - 1, scope.year.year) if str(year) in years]


def cycles_by_default(scope: Scope, cycles: Sequence[EvaluationCycle]) -> list[str]:
    """Return the newest cycle that has one of its sort before it, and that one; the last two where none has."""
    for cycle in sorted(cycles, key=lambda one: (one.kind == EvaluationCycle.Kind.YEARLY, -one.last_year)):
        if before := cycle_before(cycle, cycles):
            return [cycle_key(scope, before), cycle_key(scope, cycle)]
    return [cycle_key(scope, one) for one in cycles[-2:]]


def side_of_cycle(scope: Scope, cycle: EvaluationCycle) -> Side:
    """Return a cycle as a side: each indicator by its last judgeable year in it."""
    inner = replace(scope, period=period_of(scope, cycle.period_id), year=cycle.last)
    return Side(str(cycle), cycle_words(cycle), inner, cycle.years, cycle, rules_shown(inner, cycle.profile))


def side_of_year(scope: Scope, year: FiscalYear, cycles: Collection[EvaluationCycle]) -> Side:
    """Return a year as a side, judged as its own pages judge it."""
    period = next(one for one in scope.periods if one.first <= year <= one.last)
    inner = replace(scope, period=period, year=year)
    clock = clock_of(inner, cycles)
    cycle = clock.cycle if clock.cycle and year <= clock.cycle.last else None
    return Side(year.era, year.label, inner, [year], cycle, clock.rules)


def period_of(scope: Scope, pk: int) -> PlanPeriod:
    """Return one of the plan's periods, with the words it is called by."""
    return next(one for one in scope.periods if one.pk == pk)
