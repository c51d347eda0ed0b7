"""What was told of a document, as the checks look at it: rows that stand together, the columns that they share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.figures import Figure, figures_in
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

COUNTED: Final = frozenset(
    {
        FactRole.BASELINE,
        FactRole.TARGET,
        FactRole.ACTUAL,
        FactRole.ANNUAL_ACTUAL,
        FactRole.ANNUAL_TARGET,
        FactRole.INCREMENT,
    }
)
RESULTS: Final = frozenset({FactRole.ACTUAL, FactRole.ANNUAL_ACTUAL})
_APART: Final = 8  # lines: what stands further apart is another table

Key = tuple[FactRole, int | None, bool]  # role, year, whether it is of a period


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a check says against a row, or against one of its facts: that it is not so, or that it may not be."""

    row: int
    fact: int | None = None
    is_refuted: bool = True


@dataclass(frozen=True)
class Cell:
    """A figure that was told, and where it stands among the facts of its row."""

    at: int
    fact: Fact
    value: Decimal

    @cached_property
    def figure(self) -> Figure | None:
        """The figure as it stands in the words that are quoted for it."""
        found = figures_in(tidy(self.fact.place.quote))
        return next((one for one in found if one.value == self.value), None)


@dataclass(frozen=True, slots=True)
class Told:
    """Readings beside the lines of their document (tidy, by number), its years, and the year it was written in."""

    readings: Sequence[Reading]
    lines: Mapping[int, str]
    calendar: NamedYears
    present: int | None

    def tables(self) -> Iterator[list[int]]:
        """Yield the rows of each table: those whose lines are near each other."""
        found: list[int] = []
        last = 0
        for first, end, row in sorted((*_ends(one), at) for at, one in enumerate(self.readings)):
            if found and first - last > _APART:
                yield found
                found = []
            last = max(last, end) if found else end
            found.append(row)
        if found:
            yield found

    def columns(self, rows: Sequence[int]) -> dict[Key, dict[int, Cell]]:
        """Return the figures of some rows by what they are said to be."""
        found: dict[Key, dict[int, Cell]] = {}
        for row in rows:
            for at, fact in enumerate(self.readings[row].facts):
                if fact.role in COUNTED and fact.value is not None:
                    column = found.setdefault((fact.role, fact.year, fact.is_period), {})
                    column.setdefault(row, Cell(at, fact, fact.value))
        return found


def _ends(reading: Reading) -> tuple[int, int]:
    lines = [fact.place.line for fact in reading.facts] or [reading.place.line]
    return min(lines), max(lines)


def is_proven(reading: Reading) -> bool:
    """Say whether something of a row recomputes: then its columns are what they seem."""
    return any(agrees_with_rate(reading)) or any(
        fact.confidence is Confidence.CERTAIN for fact in reading.facts
    )
