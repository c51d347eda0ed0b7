"""A way to read a head, and what a document says beside it."""

from dataclasses import dataclass
from typing import Final

from reports.reading.facts import ASIDE, FactRole
from reports.reading.tables import Column

MOST_WAYS: Final = 24  # to read a head, that are held against the figures
PROVEN: Final = 2.0  # what figures that recompute take from the cost of a way
EXPLAINED: Final = 0.8  # what each field that others explain takes from it
MARGIN: Final = 0.7  # how much less the best way costs than one that says something else
MOST_COST: Final = 0.75  # for each field: what a way that is told may cost

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
            (one.role, one.year.year if one.year else None) if one and one.role not in ASIDE else None
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
