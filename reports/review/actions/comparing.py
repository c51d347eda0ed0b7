"""突合: what a report says beside what is stored, by kind, and the classes and rates it prints beside ours."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.calculation.attainment import attain
from indicators.calculation.quantities import percent
from indicators.models import Indicator
from indicators.scorecards import Rules, rules_of
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from reports.review.actions.placing import cycle_meant, cycles_of, period_chosen
from reports.review.actions.preparing import what_becomes_of
from reports.review.actions.surroundings import choices_of
from reports.review.models import Report
from reports.review.outcome import Loadable, Restated, Unheld
from reports.review.slots import LABELS, TAKEN, Role, Slot, slots

KINDS: Final = (
    (LABELS[Role.INDICATOR], (Role.INDICATOR,)),
    (LABELS[Role.BASELINE], (Role.BASELINE, Role.BASELINE_TEXT)),
    ("目標", (Role.PERIOD_TARGET, Role.TARGET, Role.TARGET_RANGE, Role.TARGET_TEXT, Role.ANNUAL_TARGET)),
    ("実績", (Role.ACTUAL, Role.ACTUAL_TEXT, Role.PERIOD_ACTUAL, Role.ESTIMATE, Role.FORECAST)),
    (LABELS[Role.INCREMENT], (Role.INCREMENT, Role.ANNUAL_ACTUAL)),
    (LABELS[Role.INTERIM], (Role.INTERIM,)),
    ("公表された達成率・区分", (Role.RATE, Role.GRADE)),
    (LABELS[Role.PROJECT], (Role.PROJECT,)),
    (LABELS[Role.RATING], (Role.RATING,)),
)
NO_CLASS: Final = "－"


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of fact: how many the report says, how many were taken, and what became of those."""

    name: str
    told: int
    taken: int
    stored: int
    differing: int
    unheld: int

    @property
    def waiting(self) -> int:
        """How many were taken and are not loaded."""
        return self.taken - self.stored - self.differing - self.unheld


@dataclass(frozen=True, slots=True)
class PublishedBeside:
    """A class or a rate that was published, beside the one that is computed here."""

    indicator: str
    year: str
    published: str
    ours: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page of the comparison shows."""

    kinds: Sequence[KindRow]
    restated: Sequence[Restated]
    unheld: Sequence[Unheld]
    classes: Sequence[tuple[str, int, int]]
    differing: Sequence[PublishedBeside]

    @property
    def is_even(self) -> bool:
        """Whether everything that was taken and can be held is there as the report says it; something must be."""
        has_any = any(one.stored for one in self.kinds)
        return has_any and not (self.restated or self.differing or any(one.waiting for one in self.kinds))

    @property
    def taken(self) -> int:
        """How many facts were taken."""
        return sum(one.taken for one in self.kinds)

    @property
    def unheld_count(self) -> int:
        """How many of those that were taken have no place."""
        return sum(one.unheld for one in self.kinds)


def comparison_of(report: Report, today: date) -> Comparison:
    """Return the comparison as things stand. Raise RefusedError as long as nobody said where the report goes."""
    found = what_becomes_of(report)
    every = list(slots(report.reviewed()))
    chosen = choices_of(report)
    period = period_chosen(report.city, chosen) if chosen else None
    cycles = cycles_of(period)
    cycle = (cycle_meant(cycles, chosen) if chosen else None) or next(iter(cycles), None)
    rules = rules_of(cycle.profile if cycle else None)
    classes, differing = _published(period, rules, today) if period else ([], [])
    return Comparison(
        kinds=[row for name, roles in KINDS if (row := _kind(name, roles, every, found)).told],
        restated=found.restated,
        unheld=found.unheld,
        classes=classes,
        differing=differing,
    )


def _kind(name: str, roles: Sequence[Role], every: Sequence[Slot], found: Loadable) -> KindRow:
    mine = [slot for slot in every if slot.role in roles]
    return KindRow(
        name=name,
        told=len(mine),
        taken=sum(slot.decision in TAKEN for slot in mine),
        stored=sum(slot.role in roles for slot in found.equal),
        differing=sum(one.slot.role in roles for one in found.restated),
        unheld=sum(one.slot.role in roles for one in found.unheld),
    )


def _published(
    period: PlanPeriod, rules: Rules, today: date
) -> tuple[list[tuple[str, int, int]], list[PublishedBeside]]:
    """Count the published classes of a period beside ours, and list classes and rates that differ."""
    theirs, ours = Counter[str](), Counter[str]()
    differing: list[PublishedBeside] = []
    indicators = Indicator.objects.filter(node__period=period).with_series(unconfirmed_of=None)
    for indicator in indicators:
        for row in indicator.results.all():
            if row.published_class or row.published_rate is not None:
                symbol, rate = _computed(indicator, FiscalYear(row.fiscal_year), rules, period, today)
                if row.published_class:
                    theirs[row.published_class] += 1
                    ours[symbol] += 1
                differing += _beside(indicator, row.fiscal_year, "区分", row.published_class, symbol)
                published = "" if row.published_rate is None else percent(row.published_rate)
                differing += _beside(indicator, row.fiscal_year, "達成率", published, rate)
    symbols = sorted({*theirs, *ours})
    return [(symbol, theirs[symbol], ours[symbol]) for symbol in symbols], differing


def _beside(indicator: Indicator, year: int, what: str, published: str, ours: str) -> list[PublishedBeside]:
    if not published or published == ours:
        return []
    words = f"{FiscalYear(year).era} {what}"
    return [PublishedBeside(str(indicator), words, published, ours or NO_CLASS)]


def _computed(
    indicator: Indicator, year: FiscalYear, rules: Rules, period: PlanPeriod, today: date
) -> tuple[str, str]:
    series = indicator.series().seen_on(today)
    found = attain(series, year, profile=rules.profile, period_start=period.first)
    return found.symbol, "" if found.rate is None else percent(found.rate)
