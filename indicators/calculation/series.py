"""What one indicator promised and what was found, with increments and totals reconciled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, Self

from indicators.calculation.comparing import demands_less
from indicators.calculation.facts import (
    RELATIVE,
    Accumulation,
    Comparator,
    Derivation,
    Direction,
    Missing,
    RateFormula,
    Result,
    ResultStanding,
    Target,
    TargetChoice,
    TargetScope,
    YearBasis,
    YearFigure,
    contradicts,
)
from indicators.calculation.reconciliation import reconciled
from indicators.calculation.rounding import Rounding
from indicators.calculation.schedule import EVERY_YEAR, Schedule
from indicators.calculation.units import difference_unit, is_percentage
from policies.fiscal_year import FiscalYear, years

WHOLE: Final = Decimal(100)
_SCOPES = (TargetScope.PERIOD, TargetScope.MID, TargetScope.YEAR)

__all__ = [
    "RELATIVE",
    "Accumulation",
    "Comparator",
    "Derivation",
    "Direction",
    "Missing",
    "RateFormula",
    "Result",
    "ResultStanding",
    "Rounding",
    "Series",
    "Target",
    "TargetChoice",
    "TargetScope",
    "YearBasis",
    "YearFigure",
    "contradicts",
]


def can_be_share(value: Decimal) -> bool:
    """Say whether a percentage can be a part of a whole."""
    return 0 <= value <= WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One indicator over the years; a year has one result at most, without one it is unknown, never zero."""

    name: str = ""
    unit: str = ""
    decimals: int = 0
    rounding: Rounding = Rounding.HALF_UP
    direction: Direction
    accumulation: Accumulation
    rate_formula: RateFormula = RateFormula.F1
    baseline: Decimal | None = None
    baseline_year: FiscalYear | None = None
    targets: tuple[Target, ...] = ()
    results: tuple[Result, ...] = ()
    is_survey: bool = False
    interval: int = 1  # of its figures, in years
    schedule: Schedule = EVERY_YEAR
    today: date | None = None  # on which day it is looked at, where that decides what is known of a year
    ended_in: FiscalYear | None = None  # the last year with a figure
    year_basis: YearBasis = YearBasis.FISCAL
    basis_day: tuple[int, int] | None = None  # month and day, where it is taken on a day of the year
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
        figures = reconciled(seen, cumulative=self.is_cumulative, start=self.chain_start)
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
    def chain_start(self) -> Mapping[FiscalYear, Decimal]:
        """From which total its increments are added up: the baseline of a 累計, if its year has no result itself."""
        if not self.is_cumulative or self.baseline is None or self.baseline_year is None:
            return {}
        has_result = any(result.fiscal_year == self.baseline_year for result in self.results)
        return {} if has_result else {self.baseline_year: self.baseline}

    @property
    def is_surveyed_share(self) -> bool:
        """Whether people were asked, and the figure is a share of them in ％."""
        return self.is_survey and is_percentage(self.unit)

    @property
    def is_share(self) -> bool:
        """Whether its figures are parts of a whole: percentages of which none, promised or found, left 0 to 100."""
        promised = (value for target in self.targets for value in (target.value, target.upper))
        numbers = (self.baseline, *promised, *(figure.total for figure in self._known))
        return is_percentage(self.unit) and all(can_be_share(one) for one in numbers if one is not None)

    @property
    def difference_unit(self) -> str:
        """The unit of what lies between two of its figures, or was added by a year: of percentages ポイント."""
        return difference_unit(self.unit)

    def figure(self, year: FiscalYear) -> YearFigure:
        """Return what is known of a year: published, derived from the adjacent year, or why it is missing."""
        return self._figures.get(year) or self._nothing_known(year)

    def has_ended(self, year: FiscalYear) -> bool:
        """Say whether the year lies after the last one with a figure: nothing is owed, asked or forecast any more."""
        return self.ended_in is not None and year > self.ended_in

    def _nothing_known(self, year: FiscalYear) -> YearFigure:
        """Return a year of which nothing is known: nobody reported it, was asked for it, or can know it yet."""
        if self.has_ended(year):
            return YearFigure(
                fiscal_year=year, missing=Missing.ENDED, is_reported=True, ended_in=self.ended_in
            )
        missing = self.schedule.why_not_asked(year, has_target=self.has_target(year))
        if missing is None and self.today is not None and not self.schedule.is_known(year, self.today):
            known = self.schedule.known_from
            until = known.month_of(year) if known else ""
            return YearFigure(fiscal_year=year, missing=Missing.NOT_YET, pending_until=until)
        return YearFigure(fiscal_year=year, missing=missing or Missing.UNREPORTED)

    def seen_on(self, today: date) -> Self:
        """Return the series as it is looked at on that day: what cannot be known yet is not unreported."""
        return replace(self, today=today) if self.schedule.known_from is not None else self

    def figures(self, first: FiscalYear, last: FiscalYear) -> tuple[YearFigure, ...]:
        """Return one figure for every year from the first to the last, known or not."""
        return tuple(self.figure(year) for year in years(first, last))

    def known_figures(self) -> tuple[YearFigure, ...]:
        """Return the figures whose total is known, oldest first."""
        return self._known

    def previous_total(self, year: FiscalYear) -> Decimal | None:
        """Return the last known total of the years before: surveys are not made every year."""
        before = (figure.judgeable for figure in reversed(self._known) if figure.fiscal_year < year)
        return next((total for total in before if total is not None), None)

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

        A version that does not say since when it applies has always applied; one that eased the target after its
        year ended judges nothing (design §4).
        """
        seen_from, in_force = as_of or year, None
        for version in self.revisions(year, scope):
            if version.applies_from is not None and version.applies_from > seen_from:
                continue
            if in_force is None or not self.is_eased_late(version, in_force, seen_from):
                in_force = version
        return in_force

    def is_eased_late(self, version: Target, before: Target, seen_from: FiscalYear) -> bool:
        """Say whether a version asks for less than the one before and was decided when its year was over.

        Where neither the decision's day nor the year from which it applies is known, that is so for every ended year.
        """
        if not demands_less(version, before, self.direction, self.baseline):
            return False
        if version.decided_on is not None:
            return FiscalYear.containing(version.decided_on) > version.fiscal_year
        if version.applies_from is not None:
            return version.applies_from > version.fiscal_year
        return seen_from >= version.fiscal_year

    def target_for(self, year: FiscalYear, *, as_of: FiscalYear | None = None) -> Target | None:
        """Return what the year itself promised: the period-end or 中間 target of that year, else its own."""
        found = (self.target(year, scope, as_of=as_of) for scope in _SCOPES)
        return next((target for target in found if target is not None), None)

    def has_target(self, year: FiscalYear) -> bool:
        """Say whether the year itself promises something: whatever applies in it, for the first version always does."""
        return any(
            one.fiscal_year == year and (one.applies_from is None or one.applies_from <= year)
            for one in self.targets
        )

    def targets_before(self, year: FiscalYear, *, as_of: FiscalYear | None = None) -> Iterator[Target]:
        """Return what each earlier year promised, the latest first, as far as it is in force, one at a time."""
        earlier = sorted({one.fiscal_year for one in self.targets if one.fiscal_year < year}, reverse=True)
        found = (self.target_for(one, as_of=as_of or year) for one in earlier)
        return (target for target in found if target is not None)

    def next_target(
        self,
        year: FiscalYear,
        *,
        as_of: FiscalYear | None = None,
        scopes: Sequence[TargetScope] = (TargetScope.PERIOD, TargetScope.MID),
    ) -> Target | None:
        """Return the 中間 or period-end target a year is heading for: the first at or after it that is in force."""
        aims = {one.fiscal_year for one in self.targets if one.scope in scopes and one.fiscal_year >= year}
        found = (self.target(one, scope, as_of=as_of or year) for one in sorted(aims) for scope in scopes)
        return next((target for target in found if target is not None), None)

    def aimed_at(self, year: FiscalYear) -> Target | None:
        """Return what a year's figure is given for: its own target, else the next one in force, of whatever kind."""
        own = self.target_for(year) or self.next_target(year)
        return own or self.next_target(year, scopes=(TargetScope.YEAR,))

    def asks_words(self, year: FiscalYear) -> bool:
        """Say whether a year is answered in words: those of its text target.

        Where it has no target, those of the next, else the last one, unless numbers are reported of the indicator.
        """
        own = self.target_for(year)
        aim = own or self.aimed_at(year) or next(self.targets_before(year), None)
        is_text = aim is not None and aim.comparator is Comparator.TEXT
        return is_text and (own is not None or not self._known)

    def last_result_year(self, first: FiscalYear, last: FiscalYear) -> FiscalYear | None:
        """Return the last year of the span for which something was reported, or None."""
        reported = (result.fiscal_year for result in self.results if result.is_reported)
        return max((year for year in reported if first <= year <= last), default=None)

    def next_period_target(self, year: FiscalYear, *, as_of: FiscalYear | None = None) -> Target | None:
        """Return the period-end target a year is heading for: the first at or after it that is in force."""
        return self.next_target(year, as_of=as_of, scopes=(TargetScope.PERIOD,))

    def opening_total(self, period_start: FiscalYear) -> Decimal | None:
        """Return the total a period started from: that of the year before, or a baseline of that year."""
        before = period_start - 1
        total = self.figure(before).total
        return self.baseline if total is None and self.baseline_year == before else total
