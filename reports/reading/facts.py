"""What a reader hands on: indicators with their facts, each with its place and how sure the reading is."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Self

from reports.reading.documents import Place


class FactRole(StrEnum):
    """What a figure says of its indicator; the value is the word of a draft."""

    BASELINE = "baseline"
    TARGET = "targets"
    ACTUAL = "actuals"
    ANNUAL_ACTUAL = "annual_actuals"
    ANNUAL_TARGET = "annual_targets"
    INCREMENT = "increments"
    PLANNING = "planning_value"
    INTERIM = "interim"
    FORECAST = "forecasts"
    ESTIMATE = "estimates"
    RATE = "attainment"
    DIFFERENCE = "difference"


COUNTED: Final = frozenset(
    {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}
)  # what an indicator counts itself
TOLD: Final = COUNTED | {FactRole.INCREMENT}  # by which a reading is an indicator
BASES: Final = frozenset({FactRole.BASELINE, FactRole.PLANNING})  # where it began
DERIVED: Final = frozenset({FactRole.RATE, FactRole.DIFFERENCE})  # what is computed from others
ASIDE: Final = DERIVED | {FactRole.FORECAST, FactRole.ESTIMATE}  # what stands beside and is not told


class Confidence(StrEnum):
    """How far a fact may be relied on before somebody has looked at it."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure, or the words in its place, with its role and year; no year means that none is printed."""

    role: FactRole
    place: Place
    confidence: Confidence
    year: int | None = None
    value: Decimal | None = None
    text: str = ""
    label: str = ""
    unit: str = ""
    comparator: str = ""
    upper: Decimal | None = None
    approx: bool = False
    is_calendar: bool = False
    is_period: bool = False
    revised_from: Decimal | None = None
    suspect: str = ""

    def sure(self, confidence: Confidence) -> Self:
        return self if confidence is self.confidence else replace(self, confidence=confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One indicator as it was read."""

    name: str
    facts: tuple[Fact, ...]
    place: Place
    number: str = ""
    kind: str = ""
    unit: str = ""
    accumulation: str = ""
    direction: str = ""
    is_supplementary: bool = False

    @property
    def first_line(self) -> int:
        """The first line on which a figure stands, that of the name where there is none."""
        return min((fact.place.line for fact in self.facts), default=self.place.line)

    def of(self, role: FactRole) -> dict[int | None, Fact]:
        return {fact.year: fact for fact in self.facts if fact.role is role}

    def called(self, role: FactRole, other: FactRole, years: Container[int | None]) -> Self:
        """Return the reading with what it calls a role in these years as another role."""
        facts = [
            replace(fact, role=other) if fact.role is role and fact.year in years else fact
            for fact in self.facts
        ]
        return replace(self, facts=tuple(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure that no reader could place: its words, for somebody to look at."""

    value: Decimal
    unit: str
    words: str
    place: Place


@dataclass(slots=True)
class Harvest:
    """What one layout took from a document: its readings, the lines that are dealt with, and what else it says."""

    readings: list[Reading] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def is_something(self) -> bool:
        return bool(self.readings or self.lines or self.about)
