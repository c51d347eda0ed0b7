"""Figures beside those that were told: one more of the same kind in row after row belongs to the row as well.

If it is nobody's, the figures of the row may stand under other titles than theirs, or its own is one that nobody knows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.doubts.told import Doubt, Told, is_proven
from reports.reading.figures import Figure, figures_in
from reports.reading.wording import tidy
from reports.reading.years import without_years, years_in

_FEWEST_ROWS: Final = 3
_MOST: Final = 5  # three of five rows
_LONGEST: Final = 400
_TWICE: Final = 2
_HEAD: Final = 6  # lines above a table
_NO_FACTS: Final = re.compile(
    r"見込|予測|推計|前回|前年|参考|全国|県|暫定|増減|差|見直し|改定|変更|旧|計画額|比|当初|合計|累計"
)
_ENDS: Final = frozenset(' |,\t"')


@dataclass(frozen=True, slots=True)
class _Printed:
    """The figures of a line, and which of them were told."""

    words: str
    figures: tuple[Figure, ...]
    is_told: tuple[bool, ...]

    def is_alone(self, at: int) -> bool:
        """Say whether a figure fills its cell: no words stand before or behind it."""
        start, end = self.figures[at].span
        around = self.words[start - 1 : start] if start else " ", self.words[end : end + 1] or " "
        return all(one in _ENDS for one in around)


def untold_neighbours(told: Told) -> Iterator[Doubt]:
    """Yield the rows of tables in most of which the figure beside the told ones is like them, and is nobody's."""
    by_line = _told_on(told)
    for rows in told.tables():
        seen = [(row, printed) for row in rows if (printed := _printed(told, row, by_line))]
        odd = [row for row, printed in seen if _has_like_neighbour(printed, told.readings[row].name)]
        enough = len(odd) >= _FEWEST_ROWS and len(odd) * _MOST >= len(seen) * 3
        if enough and not _NO_FACTS.search(_head(told, rows)):
            yield from (Doubt(row, is_refuted=False) for row in odd if not is_proven(told.readings[row]))


def _told_on(told: Told) -> dict[int, Counter[object]]:
    found: dict[int, Counter[object]] = {}
    for reading in told.readings:
        for fact in reading.facts:
            found.setdefault(fact.place.line, Counter()).update(
                one for one in (fact.value, fact.upper, fact.revised_from) if one is not None
            )
    return found


def _printed(told: Told, row: int, by_line: dict[int, Counter[object]]) -> _Printed | None:
    """Return the figures of a row that stands on one line; of equal ones the last were told: numbers come first."""
    lines = {fact.place.line for fact in told.readings[row].facts}
    words = told.lines.get(next(iter(lines)), "") if len(lines) == 1 else ""
    if not words or len(words) > _LONGEST or "。" in words:
        return None
    figures = tuple(figures_in(without_years(words, years_in(words, told.calendar))))
    left = Counter(by_line[next(iter(lines))])
    is_told: list[bool] = []
    for figure in reversed(figures):
        is_told.append(left[figure.value] > 0)
        left[figure.value] -= 1
    return _Printed(words, figures, tuple(reversed(is_told))) if any(is_told) else None


def _has_like_neighbour(printed: _Printed, name: str) -> bool:
    own = [figure for figure, is_told in zip(printed.figures, printed.is_told, strict=True) if is_told]
    at = max(place for place, is_told in enumerate(printed.is_told) if is_told) + 1
    return at < len(printed.figures) and printed.is_alone(at) and _is_like(printed.figures[at], own, name)


def _is_like(figure: Figure, own: Sequence[Figure], name: str) -> bool:
    """Say whether a figure is of the size and the unit of others."""
    sizes = sorted(abs(one.value) for one in own if one.value)
    if not sizes or not figure.value or figure.text.strip() in tidy(name):
        return False
    usual = Counter(one.unit for one in own).most_common(1)[0][0]
    size = sizes[len(sizes) // 2]
    return figure.unit == usual and size < abs(figure.value) * _TWICE and abs(figure.value) < size * _TWICE


def _head(told: Told, rows: Sequence[int]) -> str:
    first = min(told.readings[row].first_line for row in rows)
    return "\n".join(told.lines.get(line, "") for line in range(first - _HEAD, first))
