"""A way to read a head, and what a document says beside it."""

from dataclasses import dataclass
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.tables import Column

DERIVED: Final = {FactRole.RATE, FactRole.DIFFERENCE, FactRole.FORECAST, FactRole.ESTIMATE}
MOST_WAYS: Final = 24  # to read a head, that are held against the figures
COUNTED: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}

Columns = tuple[Column | None, ...]
Places = dict[int, float]  # where on their lines fields stand


@dataclass(frozen=True, slots=True)
class Way:
    """Columns for the fields of a pattern, and what speaks against them."""

    columns: Columns
    cost: float

    def said(self) -> tuple[tuple[FactRole | None, int | None] | None, ...]:
        """Return what the way tells of each field."""
        return tuple(
            (one.role, one.year.year if one.year else None) if one and one.role not in DERIVED else None
            for one in self.columns
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a document says beside the head: the role of years without one, whether rows have labels, the present."""

    rest: FactRole | None
    is_labelled: bool
    present: int | None
    evaluated: int | None = None
    aims_elsewhere: bool = False  # the text gives the year of its targets
    has_years: bool = True
    dated: frozenset[int] = frozenset()  # fields whose figures have years of their own
