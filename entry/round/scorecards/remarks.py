"""What whoever confirms a figure must have seen: all that the checks say about it, be it only worth a look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from entry.round.scorecards.owed import Owed
from indicators.calculation.checks import Finding, Severity, check, gravest_first
from indicators.calculation.published import published_that_differ
from indicators.calculation.quantities import quantity
from indicators.models import Indicator
from indicators.scorecards import Rules
from policies.fiscal_year import FiscalYear

Counts = Mapping[int, Mapping[FiscalYear, int]]


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How many projects have a record, and how many were reported, by the key of the indicator."""

    recorded: Counts = field(default_factory=dict)
    reported: Counts = field(default_factory=dict)

    @classmethod
    def of(cls, owed: Iterable[Owed]) -> "ProjectCounts":
        """Read those of all the figures in two queries."""
        keys = {one.indicator.pk for one in owed}
        if not keys:
            return cls()
        counted = Indicator.objects.filter(pk__in=keys)
        return cls(counted.recorded_by_year(), counted.reported_by_year(unconfirmed_of=None))


def remarks_on(owed: Owed, rules: Rules, counts: ProjectCounts) -> tuple[Finding, ...]:
    """Return everything that is found about the figure of that year, the gravest first."""
    series, key = owed.series, owed.indicator.pk
    found = check(
        series,
        period_end=None,
        recorded=counts.recorded.get(key, {}),
        reported=counts.reported.get(key, {}),
        until=None,
    )
    start = owed.indicator.node.period.first
    differing = published_that_differ(series, profile=rules.profile, period_start=start, until=None)
    of_year = [one for one in (*found, *differing) if one.fiscal_year == owed.year]
    return gravest_first([*of_year, *_same_as_last_year(owed, of_year)])


def _same_as_last_year(owed: Owed, found: Iterable[Finding]) -> Iterator[Finding]:
    """Name the very value of the year before, where no longer run of equal values is named already."""
    series, year = owed.series, owed.year
    now, before = series.figure(year).total, series.figure(year.previous).total
    if now is None or now != before or any(one.code == "same_value" for one in found):
        return
    words = quantity(now, series.unit, series.decimals)
    yield Finding(Severity.INFO, "same_as_last_year", year, f"昨年度と同じ値（{words}）です。")
