"""Rows that lack what merged cells cover, put into the columns of their head where one way is the best."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.ragged_heads import Heading
from reports.reading.ragged_kinds import Kind, kind_of, meaning
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Other

_NEVER: Final = 1_000.0
_STRANGE: Final = 3.0  # a cell in a column in which no whole row has its kind
_RUN: Final = 1.0  # merged cells beside each other are left out together
_END: Final = 0.3  # what is left out at the end: results come from the first year on
_YEARLY: Final = 0.4  # a column of one year is no merged one
_NEARLY: Final = 0.2
_NAME: Final = 0.3  # below which the lines of an indicator lack it together
_FURTHER: Final = 0.06  # a column, so that groups are left out before names
_FEWEST_ALIKE: Final = 2
_GOAL: Final = 0.4  # words in place of a figure
_CLEAR: Final = 0.05  # by which the best way has to be better than the next
_MOST_STRANGE: Final = 1.0  # of a cell of a row, on the average of rows alike
_OR_FIGURE: Final = {Kind.EMPTY: Kind.FIGURE}  # an empty place may be that of one
_COVERED: Final = {
    Kind.FIGURE: 2.0,
    Kind.EMPTY: 1.0,
}  # where the first line of an indicator has a merged cell

Row = Sequence[Slot]
Placing = tuple[int, ...]  # for each cell its column
Shape = tuple[int, Kind, Kind]  # how many cells, and what stands first


def placed(rows: Sequence[Row], heading: Heading) -> list[list[Slot]]:
    """Return each row with all its places, or nothing if one of them fits in no way or in several.

    What stands alone between rows stays as it is.
    """
    table = _Table.of(rows, heading)
    if table is None:
        return []
    found: list[list[Slot]] = []
    alike: dict[Shape, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if len(row) > 1 and len(row) != heading.width and not heading.is_again(row):
            alike[table.shape_of(row)].append(at)
    places: dict[int, Placing] = {}
    for shape in sorted(alike, key=_is_below):  # the first lines of indicators before what stands below them
        members = alike[shape]
        above_of = {at: _first_above(at, rows, places, table) for at in members} if _is_below(shape) else {}
        way = table.best([rows[at] for at in members], [above_of.get(at) for at in members])
        if way is None:
            return []
        places |= dict.fromkeys(members, way)
    for at, row in enumerate(rows):
        if len(row) == heading.width:
            found.append(list(row))
        elif heading.is_again(row):
            found.append(list(heading.head[-1]))
        elif len(row) < 2:
            found.append(list(row))
        else:
            found.append(_spread(row, places[at], heading.width))
    return found


def _is_below(shape: Shape) -> bool:
    """Say whether rows go on with the indicator above: they begin with a label, a year or a figure, not with words."""
    _, first, second = shape
    return first in {Kind.LABEL, Kind.YEAR} or (first is Kind.FIGURE and second is not Kind.WORDS)


def _first_above(at: int, rows: Sequence[Row], places: dict[int, Placing], table: "_Table") -> Row | None:
    """Return the first line of the indicator of a row, with all its places."""
    width = table.heading.width
    for before in range(at - 1, -1, -1):
        row = rows[before]
        if len(row) == width:
            return row
        if before in places and not _is_below(table.shape_of(row)):
            return _spread(row, places[before], width)
    return None


def _spread(row: Row, way: Placing, width: int) -> list[Slot]:
    told = [EMPTY] * width
    for one, at in zip(row, way, strict=True):
        told[at] = one
    return told


@dataclass(frozen=True, slots=True)
class _Table:
    """What the columns of a table hold in its whole rows, and what stands above them."""

    heading: Heading
    kinds: tuple[frozenset[Kind], ...]
    labels: frozenset[str]  # with which lines of many indicators begin, whatever they say: 全国順位

    @classmethod
    def of(cls, rows: Sequence[Row], heading: Heading) -> "_Table | None":
        """Return the columns of a table with whole rows; none where a row is wider than its head."""
        whole = [row for row in rows if len(row) == heading.width]
        if not whole or any(len(row) > heading.width for row in rows):
            return None
        kinds = tuple(frozenset(map(kind_of, column)) for column in zip(*whole, strict=True))
        parts = [row for row in rows if 1 < len(row) < heading.width and not heading.is_again(row)]
        begins = Counter(row[0].text for row in parts)
        often = max(_FEWEST_ALIKE, len(whole))
        return cls(
            heading, kinds, frozenset(text for text, count in begins.items() if text and count >= often)
        )

    def shape_of(self, row: Row) -> Shape:
        """Return what rows have in common that lack the same cells."""
        first, second = self._kind(row[0]), self._kind(row[1])
        return len(row), _OR_FIGURE.get(first, first), _OR_FIGURE.get(second, second)

    def _kind(self, one: Slot) -> Kind:
        return Kind.LABEL if one.text in self.labels else kind_of(one)

    def best(self, rows: Sequence[Row], above: Sequence[Row | None]) -> Placing | None:
        """Return the columns of rows that lack the same cells, if one way is better than all others."""
        is_bare = above[0] is not None and self._kind(rows[0][0]) is not Kind.LABEL
        if is_bare and not any(map(self.heading.is_yearly, range(self.heading.width))):
            return None  # nothing says of which columns the lower figures are
        count = len(rows)
        costs = [
            [
                sum(self._cost(row[at], column, first) for row, first in zip(rows, above, strict=True))
                / count
                for column in range(self.heading.width)
            ]
            for at in range(len(rows[0]))
        ]
        ways = _cheapest(costs, self._left_out)
        if not ways or ways[0][0] >= _NEVER:
            return None
        fits = all(costs[at][column] <= _MOST_STRANGE for at, column in enumerate(ways[0][1]))
        is_clear = len(ways) < 2 or ways[1][0] - ways[0][0] >= _CLEAR
        is_told = self._kind(rows[0][0]) is Kind.LABEL or self._has_all_years(ways[0][1])
        return ways[0][1] if fits and is_clear and is_told else None

    def _has_all_years(self, way: Placing) -> bool:
        """Say whether no column of a year is left out: of figures without a label nobody knows which are missing."""
        return all(at in way for at in range(self.heading.width) if self.heading.is_yearly(at))

    def _cost(self, one: Slot, column: int, first: Row | None) -> float:
        """Return how strange a cell is in a column, below the first line of its indicator if it is below it."""
        kind = self._kind(one)
        is_covered = first is not None and bool(first[column].text) and not first[column].is_absent
        if is_covered and kind in _COVERED and self._is_merged(column):
            return _COVERED[kind]
        if kind is Kind.EMPTY:
            return 0.0 if self.heading.is_of_figures(column) else _NEARLY
        is_known = kind in self.kinds[column] or (kind is Kind.FIGURE and self.heading.is_of_figures(column))
        if is_known or (kind is Kind.WORDS and Kind.UNIT in self.kinds[column]):
            return 0.0
        if one.cell.is_goal and self.heading.is_of_figures(column):
            return _GOAL
        return _NEARLY if kind is Kind.UNIT and Kind.WORDS in self.kinds[column] else _STRANGE

    def _is_merged(self, column: int) -> bool:
        """Say whether a figure of a column is of all lines of an indicator: a start or a last aim beside years."""
        return not self.heading.is_yearly(column) and any(
            map(self.heading.is_yearly, range(self.heading.width))
        )

    def _left_out(self, column: int) -> float:
        """Return what it costs that a row has nothing in a column: of words beside each other the first is merged."""
        if self.heading.is_yearly(column):
            return _YEARLY
        return (_NAME if column == self._name() else 0.0) + _FURTHER * min(column, self._first_figure())

    def _name(self) -> int | None:
        """Return the column of names: the last before the figures that is titled so."""
        before = range(self._first_figure())
        named = [at for at in before if any(meaning(one) is Other.NAME for one in self.heading.titles(at))]
        return named[-1] if named else None

    def _first_figure(self) -> int:
        width = self.heading.width
        return next((column for column in range(width) if self.heading.is_of_figures(column)), width)


def _cheapest(
    costs: Sequence[Sequence[float]], left_out: Callable[[int], float]
) -> list[tuple[float, Placing]]:
    """Return the two cheapest ways to put cells into columns in their order, the cheapest first."""
    width = len(costs[0])
    # what is known of the cells before: how many are placed, and whether the column before was left out
    states: dict[tuple[int, bool], list[tuple[float, Placing]]] = {(0, False): [(0.0, ())]}
    for column in range(width):
        after: dict[tuple[int, bool], list[tuple[float, Placing]]] = defaultdict(list)
        for (done, is_out), ways in states.items():
            for cost, way in ways:
                if done < len(costs):
                    after[done + 1, False].append((cost + costs[done][column], (*way, column)))
                if width - column > len(costs) - done:
                    is_behind = done == len(costs)
                    run = 0.0 if is_out else _END if is_behind else _RUN
                    after[done, True].append((cost + run + (0.0 if is_behind else left_out(column)), way))
        states = {state: sorted(ways)[:2] for state, ways in after.items()}
    ended = [way for (done, _), ways in states.items() if done == len(costs) for way in ways]
    return sorted(ended)[:2]
