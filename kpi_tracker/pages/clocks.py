"""Which cycle each year of a plan belongs to, and by which rules it is judged: what pages over several years say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from evaluations.cycles.models import EvaluationCycle
from indicators.scorecards import Rules, rules_shown, span_shown
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from policies.page import Scope
from store.actions.settled import settled


@dataclass(frozen=True, slots=True)
class Clock:
    """By what a year is judged: the cycle that its own pages speak of (None: none yet), and the rules."""

    cycle: EvaluationCycle | None
    rules: Rules


def visible_cycles(scope: Scope, periods: Collection[PlanPeriod]) -> list[EvaluationCycle]:
    """Return the periods' cycles that the reader may know of, with their rules, in a fixed number of queries."""
    keys = [one.pk for one in periods]

    def read() -> list[EvaluationCycle]:
        found = EvaluationCycle.objects.with_rules().filter(period__in=keys)
        cycles = found.order_by("period__number", "last_year", "first_year", "pk")
        return list(cycles if scope.internal else cycles.filter(is_published=True))

    return settled(("cycles", keys, scope.internal), read)


def cycle_before(cycle: EvaluationCycle, cycles: Sequence[EvaluationCycle]) -> EvaluationCycle | None:
    """Return the last of some cycles that ended before another, of its sort: a yearly one after a yearly one."""
    is_yearly = cycle.kind == EvaluationCycle.Kind.YEARLY
    before = [
        one
        for one in cycles
        if one.last < cycle.last and (one.kind == EvaluationCycle.Kind.YEARLY) is is_yearly
    ]
    return before[-1] if before else None


def clock_of(scope: Scope, cycles: Collection[EvaluationCycle]) -> Clock:
    """Return what the pages of the scope's year judge by, so that lists of that year count the same."""
    own = {one.pk: one for one in cycles if one.period_id == scope.period.pk and one.first <= scope.year}
    span = span_shown([(one.last_year, -one.first_year, pk) for pk, one in own.items()], scope)
    cycle = own[span[2]] if span else None
    return Clock(cycle, rules_shown(scope, cycle.profile if cycle else None))


def clocks_of(scope: Scope, years: Sequence[FiscalYear]) -> Mapping[FiscalYear, Clock]:
    """Return that for each of some years of the scope's period."""
    cycles = visible_cycles(scope, [scope.period])
    return {year: clock_of(replace(scope, year=year), cycles) for year in years}


def said_of_rules(clocks: Mapping[FiscalYear, Clock]) -> list[str]:
    """Say by which rules the years are judged: once for all, else for each run of years, so that none is mistaken."""
    runs = [
        (name, [year for year, _ in run])
        for name, run in groupby(clocks.items(), key=lambda item: item[1].rules.name)
    ]
    if len(runs) == 1:
        return [runs[0][0]]
    return [f"{span_words(years)}は{name}" for name, years in runs]


def span_words(years: Sequence[FiscalYear]) -> str:
    """Name consecutive years by the first and the last of them, one year by itself."""
    return years[0].era if len(years) == 1 else f"{years[0].era}～{years[-1].era}"
