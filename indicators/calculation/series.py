"""What one indicator promised and what was found, with increments and totals reconciled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Derivation,
    Direction,
    Missing,
    RateFormula,
    Result,
    ResultStanding,
    Target,
    TargetScope,
    YearFigure,
    contradicts,
)
from indicators.calculation.reconciliation import reconciled
from indicators.calculation.units import same_unit
from policies.fiscal_year import FiscalYear, years

PERCENT = "％"

__all__ = [
    "Accumulation",
    "Comparator",
    "Derivation",
    "Direction",
    "Missing",
    "RateFormula",
    "Result",
    "ResultStanding",
    "Series",
    "Target",
    "TargetScope",
    "YearFigure",
    "contradicts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One indicator over the years; a year has one result at most, without one it is unknown, never zero."""

    name: str = ""
    unit: str = ""
    decimals: int = 0
    direction: Direction
    accumulation: Accumulation
    rate_formula: RateFormula = RateFormula.F1
    baseline: Decimal | None = None
    baseline_year: FiscalYear | None = None
    targets: tuple[Target, ...] = ()
    results: tuple[Result, ...] = ()
    is_survey: bool = False
    # asked for again and again while one series is judged: each is found once
    _results: Mapping[FiscalYear, Result] = field(init=False, repr=False, compare=False)
    _figures: Mapping[FiscalYear, YearFigure] = field(init=False, repr=False, compare=False)
    _known: tuple[YearFigure, ...] = field(init=False, repr=False, compare=False)
    _versions: Mapping[tuple[FiscalYear, TargetScope], tuple[Target, ...]] = field(
        init=False, repr=False, compare=False
    )
    _earlier: dict[FiscalYear, Self] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        seen = {result.fiscal_year: result for result in self.results}
        if len(seen) < len(self.results):
            raise ValueError("同じ年度の実績が二つ以上あります。")
        figures = reconciled(seen, cumulative=self.is_cumulative)
        known = [figure for _, figure in sorted(figures.items()) if figure.total is not None]
        versions: dict[tuple[FiscalYear, TargetScope], tuple[Target, ...]] = {}
        for target in sorted(self.targets, key=lambda target: target.revision):
            place = (target.fiscal_year, target.scope)
            versions[place] = (*versions.get(place, ()), target)
        for name, found in (
            ("_results", seen),
            ("_figures", figures),
            ("_known", tuple(known)),
            ("_versions", versions),
        ):
            object.__setattr__(self, name, found)

    @property
    def is_cumulative(self) -> bool:
        return self.accumulation is Accumulation.CUMULATIVE

    @property
    def is_surveyed_share(self) -> bool:
        """Whether people were asked, and the figure is a share of them in ％."""
        return self.is_survey and same_unit(self.unit, PERCENT)

    def figure(self, year: FiscalYear) -> YearFigure:
        """Return what is known of a year: published, derived from the adjacent year, or why it is missing."""
        return self._figures.get(year) or YearFigure(fiscal_year=year, missing=Missing.UNREPORTED)

    def figures(self, first: FiscalYear, last: FiscalYear) -> tuple[YearFigure, ...]:
        """Return one figure for every year from the first to the last, known or not."""
        return tuple(self.figure(year) for year in years(first, last))

    def known_figures(self) -> tuple[YearFigure, ...]:
        """Return the figures whose total is known, oldest first."""
        return self._known

    def previous_total(self, year: FiscalYear) -> Decimal | None:
        """Return the last known total of the years before: surveys are not made every year."""
        return next((figure.total for figure in reversed(self._known) if figure.fiscal_year < year), None)

    def until(self, year: FiscalYear) -> Self:
        """Return the series as it stood when that year's result was the last."""
        if all(other <= year for other in self._results):
            return self
        if year not in self._earlier:
            results = tuple(result for result in self.results if result.fiscal_year <= year)
            self._earlier[year] = replace(self, results=results)
        return self._earlier[year]

    def result(self, year: FiscalYear) -> Result | None:
        """Return the year's result exactly as published."""
        return self._results.get(year)

    def revisions(self, year: FiscalYear, scope: TargetScope) -> tuple[Target, ...]:
        """Return every version of one target, oldest first."""
        return self._versions.get((year, scope), ())

    def target(
        self, year: FiscalYear, scope: TargetScope, *, as_of: FiscalYear | None = None
    ) -> Target | None:
        """Return the latest version in force in `as_of` (the year itself if not given).

        A version that does not say since when it applies has always applied.
        """
        seen_from = as_of or year
        in_force = [
            target
            for target in self.revisions(year, scope)
            if target.applies_from is None or target.applies_from <= seen_from
        ]
        return in_force[-1] if in_force else None

    def target_for(self, year: FiscalYear, *, as_of: FiscalYear | None = None) -> Target | None:
        """Return what a year is judged by: its own target, else the period-end target of that same year."""
        return self.target(year, TargetScope.YEAR, as_of=as_of) or self.target(
            year, TargetScope.PERIOD, as_of=as_of
        )

    def last_result_year(self, first: FiscalYear, last: FiscalYear) -> FiscalYear | None:
        """Return the last year of the span for which something was reported, or None."""
        reported = (result.fiscal_year for result in self.results if result.is_reported)
        return max((year for year in reported if first <= year <= last), default=None)

    def next_period_target(self, year: FiscalYear, *, as_of: FiscalYear | None = None) -> Target | None:
        """Return the period-end target a year is heading for: the first at or after it."""
        ends = sorted(
            {t.fiscal_year for t in self.targets if t.scope is TargetScope.PERIOD and t.fiscal_year >= year}
        )
        return self.target(ends[0], TargetScope.PERIOD, as_of=as_of or year) if ends else None

    def opening_total(self, period_start: FiscalYear) -> Decimal | None:
        """Return the total a period started from: that of the year before, or a baseline of that year."""
        before = period_start - 1
        total = self.figure(before).total
        return self.baseline if total is None and self.baseline_year == before else total
