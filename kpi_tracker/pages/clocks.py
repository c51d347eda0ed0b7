"""Which cycle each year of a plan belongs to, and by which rules it is judged: what pages over several years say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from evaluations.cycles.models import EvaluationCycle
from indicators.scorecards import Rules, rules_shown, span_shown
from policies.fiscal_year import FiscalYear
from policies.page import Scope


@dataclass(frozen=True, slots=True)
class Clock:
    """By what a year is judged: the cycle that its own pages speak of (None: none yet), and the rules."""

    cycle: EvaluationCycle | None
    rules: Rules


def visible_cycles(scope: Scope) -> list[EvaluationCycle]:
    """Return the period's cycles that the reader may know of, with their rules, in a fixed number of queries."""
    cycles = EvaluationCycle.objects.with_rules().filter(period=scope.period)
    return list(cycles if scope.internal else cycles.filter(is_published=True))


def clocks_of(scope: Scope, years: Sequence[FiscalYear]) -> Mapping[FiscalYear, Clock]:
    """Return for each year what its own pages judge by, so that lists of a year count the same."""
    cycles = {cycle.pk: cycle for cycle in visible_cycles(scope)}
    found = {}
    for year in years:
        begun = [(one.last_year, -one.first_year, pk) for pk, one in cycles.items() if one.first <= year]
        span = span_shown(begun, replace(scope, year=year))
        cycle = cycles[span[2]] if span else None
        found[year] = Clock(cycle, rules_shown(scope, cycle.profile if cycle else None))
    return found


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
    """Name consecutive years: 令和3～5年度 as 令和3年度～令和5年度, one year by itself."""
    return years[0].era if len(years) == 1 else f"{years[0].era}～{years[-1].era}"
