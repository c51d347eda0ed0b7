"""The head of a table whose merged cells were printed once, one row of it or two, with all its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.facts import BASES, FactRole
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Meaning, Other

_FEWEST_TITLES: Final = 3
_FEWEST_SPANNED: Final = 2
_SIDE: Final = frozenset(
    {Other.NAME, Other.UNIT, Other.LABEL, Other.TEXT, Other.MARK, Other.IGNORED, Other.YEAR}
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows of a head, each as wide as the table."""

    head: tuple[tuple[Slot, ...], ...]

    @property
    def rows(self) -> int:
        return len(self.head)

    @property
    def width(self) -> int:
        return len(self.head[0])

    def titles(self, at: int) -> list[Slot]:
        """Return what stands above a column, the upper title first."""
        return [row[at] for row in self.head if row[at].text]

    def is_yearly(self, at: int) -> bool:
        """Say whether a column is of a year and nothing else: no cell of it is merged over the lines of a row."""
        titles = self.titles(at)
        return bool(titles) and all(one.is_year for one in titles)


def heading_of(rows: Sequence[Sequence[Slot]]) -> Heading | None:
    """Return the head of a table with all its places, if its first rows are one."""
    if not is_head(rows[0]):
        return None
    upper = tuple(rows[0])
    if len(rows) > 1 and _is_lower(rows[1]):
        spans = _spans(upper, len(rows[1]), max(map(len, rows)))
        return _of_two(upper, tuple(rows[1]), spans) if spans else None
    return Heading((upper,))


def is_head(row: Sequence[Slot]) -> bool:
    """Say whether a row holds titles and words alone, two of them roles or years."""
    told = [one for one in row if one.year is not None or isinstance(meaning(one), FactRole)]
    has_figures = any(one.is_figure or one.is_absent for one in row)
    return len(row) >= _FEWEST_TITLES and len(told) >= _FEWEST_SPANNED and not has_figures


def meaning(one: Slot) -> Meaning | None:
    return one.title.meaning if one.title is not None else None


def is_start(one: Slot) -> bool:
    return meaning(one) in BASES


def _is_lower(row: Sequence[Slot]) -> bool:
    """Say whether a row can stand below titles: years alone, or roles without years alone."""
    told = [one for one in row if one.text]
    if len(told) != len(row) or len(told) < _FEWEST_SPANNED:
        return False
    roles = all(one.year is None and isinstance(meaning(one), FactRole) for one in told)
    return roles or all(one.is_year for one in told)


def _spans(upper: Sequence[Slot], lower: int, width: int) -> tuple[int, int, int] | None:
    """Return which upper titles stand above the lower ones, from and to, and how many below each: one way only."""
    spanned = len(upper) + lower - width
    if spanned < 1 or lower % spanned:
        return None
    ways = [
        at
        for at in range(len(upper) - spanned + 1)
        if all(one.year is not None or isinstance(meaning(one), FactRole) for one in upper[at : at + spanned])
        and len({(one.is_year, is_start(one)) for one in upper[at : at + spanned]}) == 1
    ]
    plain = [at for at in ways if not is_start(upper[at])] if len(ways) > 1 else ways
    return (plain[0], plain[0] + spanned, lower // spanned) if len(plain) == 1 else None


def _of_two(upper: Sequence[Slot], lower: Sequence[Slot], spans: tuple[int, int, int]) -> Heading:
    first, last, each = spans
    above = [*upper[:first]]
    for one in upper[first:last]:
        above += [one, *[EMPTY] * (each - 1)]
    above += upper[last:]
    below = [*[EMPTY] * first, *lower, *[EMPTY] * (len(upper) - last)]
    return Heading((tuple(above), tuple(below)))
