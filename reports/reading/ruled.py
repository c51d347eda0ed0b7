"""Tables that are drawn with rules: from the rules on a page to cells, and from cells to rows."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, NamedTuple

from reports.reading.printed import (
    DIVIDER,
    Box,
    Piece,
    PrintedLine,
    around,
    lines_of,
    within_cell,
)

_NEAR: Final = 3.0  # points between rules that are meant to be one
_SAME: Final = 0.5  # points between the parts of one rule
_FEWEST_ROWS = _FEWEST_COLUMNS = 2
_MOST_FIELDS: Final = 20_000  # rows × columns: what has more is a drawing

Field = tuple[int, int]  # row and column between neighbouring rules


class Rule(NamedTuple):
    """A line that is drawn along one axis: at this place of the other axis, from here to there."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The horizontal and vertical lines that are drawn on a page, or those of one table."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @classmethod
    def of_boxes(cls, boxes: Iterable[Box]) -> "Rules":
        """Return what boxes draw: a thin one is a rule itself, any other is four."""
        across: list[Rule] = []
        down: list[Rule] = []
        for left, top, right, bottom in boxes:
            thin, low = right - left <= _NEAR, bottom - top <= _NEAR
            if thin and low:
                continue
            if not thin:
                across += [Rule(at, left, right) for at in ([(top + bottom) / 2] if low else [top, bottom])]
            if not low:
                down += [Rule(at, top, bottom) for at in ([(left + right) / 2] if thin else [left, right])]
        return cls(tuple(across), tuple(down))

    def standing_between(self) -> Callable[[Box, Box], bool]:
        """Return what says whether an upright rule stands between two letters of one line."""
        rules = sorted(self.down)
        places = [rule.at for rule in rules]

        def says(before: Box, letter: Box) -> bool:
            left, right = (before.left + before.right) / 2, (letter.left + letter.right) / 2
            first, last = bisect_left(places, left), bisect_left(places, right)
            if first >= last:
                return False
            _, y = letter.middle
            return any(rule.start <= y <= rule.end for rule in rules[first:last])

        return says if rules else _stands_nowhere


def _stands_nowhere(_before: Box, _letter: Box) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class RuledTable:
    """Cells in rows: each by its first row and column, and which fields belong to it."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    first_field: dict[Field, Field]

    @property
    def box(self) -> Box:
        return Box(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])

    def cell_at(self, box: Box) -> Field | None:
        """Return the cell in which the middle of something stands."""
        x, y = box.middle
        row, column = _between(self.rows, y), _between(self.columns, x)
        return None if row is None or column is None else self.first_field[row, column]


def _between(rules: Sequence[float], at: float) -> int | None:
    return next((place for place, (start, end) in enumerate(pairwise(rules)) if start <= at < end), None)


def page_lines(pieces: Sequence[Piece], rules: Rules) -> list[PrintedLine]:
    """Return a page from top to bottom: each row of a ruled table with its cells divided, and other lines."""
    blocks: list[list[PrintedLine]] = []
    free = list(pieces)
    for table in tables_in(rules):
        inside = [one for one in free if table.cell_at(one.box) is not None]
        if rows := rows_of(table, inside):
            blocks.append(rows)
            taken = set(map(id, inside))
            free = [one for one in free if id(one) not in taken]
    blocks += [[line] for line in lines_of(free)]
    return [line for block in sorted(blocks, key=lambda one: one[0].box.top) for line in block]


def rows_of(table: RuledTable, pieces: Iterable[Piece]) -> list[PrintedLine]:
    """Return the rows of a table; nothing if what stands there is no table: one row or one column only."""
    cells: dict[Field, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if (field := table.cell_at(piece.box)) is not None:
            cells[field].append(piece)
    rows, columns = ({field[axis] for field in cells} for axis in (0, 1))
    if len(rows) < _FEWEST_ROWS or len(columns) < _FEWEST_COLUMNS:
        return []
    return [line for row in sorted(rows) for line in _row_of(table, row, cells)]


def _row_of(table: RuledTable, row: int, cells: Mapping[Field, list[Piece]]) -> list[PrintedLine]:
    """Return a row as one line; a text of several lines across the whole table stays what it is."""
    width = range(len(table.columns) - 1)
    filled = [field for at in width if (field := (row, at)) in cells]
    spans = {table.first_field[row, at] for at in width}
    if len(filled) == 1 and spans == set(filled) and len(lines := lines_of(cells[filled[0]])) > 1:
        return lines
    told = DIVIDER.join(within_cell(cells.get((row, at), ())) for at in width)
    return [PrintedLine(f"| {told} |", around(piece.box for field in filled for piece in cells[field]))]


def tables_in(rules: Rules) -> Iterator[RuledTable]:
    """Yield the tables that rules draw, the smallest first: a table may stand in a frame."""
    drawn = Rules(_drawn_through(rules.across), _drawn_through(rules.down))
    tables = [table for one in _connected(drawn) if (table := _table(one)) is not None]
    yield from sorted(
        tables, key=lambda one: (one.columns[-1] - one.columns[0]) * (one.rows[-1] - one.rows[0])
    )


def _drawn_through(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules of which one goes on where another ends as one: some programs draw each side of a cell by itself."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda one: (round(one.at), one.start)):
        before = found[-1] if found else None
        if before is not None and rule.at - before.at < _SAME and rule.start <= before.end + _SAME:
            found[-1] = before._replace(end=max(before.end, rule.end))
        else:
            found.append(rule)
    return tuple(found)


def _connected(rules: Rules) -> Iterator[Rules]:
    """Yield the rules that touch each other, table by table."""
    parents = list(range(len(rules.across) + len(rules.down)))

    def top(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    offset = len(rules.across)
    by_place = sorted(enumerate(rules.down, start=offset), key=lambda one: one[1].at)
    for number, across in enumerate(rules.across):
        for other, down in by_place:
            if down.at > across.end + _NEAR:
                break
            if down.at >= across.start - _NEAR and down.start - _NEAR <= across.at <= down.end + _NEAR:
                parents[top(number)] = top(other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate((*rules.across, *rules.down)):
        groups[top(number)][number >= offset].append(rule)
    yield from (Rules(tuple(across), tuple(down)) for across, down in groups.values() if across and down)


def _table(rules: Rules) -> RuledTable | None:
    rows = _places(rules.across, rules.down)
    columns = _places(rules.down, rules.across)
    fields = list(product(range(len(rows) - 1), range(len(columns) - 1)))
    if len(fields) < _FEWEST_ROWS * _FEWEST_COLUMNS or len(fields) > _MOST_FIELDS:
        return None
    across, down = _at_places(rules.across, rows), _at_places(rules.down, columns)
    first: dict[Field, Field] = {}
    for row, column in fields:
        y, x = (rows[row] + rows[row + 1]) / 2, (columns[column] + columns[column + 1]) / 2
        if column and not _covers(down[column], y):
            first[row, column] = first[row, column - 1]
        elif row and not _covers(across[row], x):
            first[row, column] = first[row - 1, column]
        else:
            first[row, column] = (row, column)
    return RuledTable(tuple(rows), tuple(columns), first)


def _places(rules: Iterable[Rule], crossing: Iterable[Rule]) -> list[float]:
    """Return where rules are drawn, near ones once, and the ends of those that cross them: sides may be open."""
    ends = [end for one in crossing for end in (one.start, one.end)]
    found: list[float] = []
    for at in sorted([*(one.at for one in rules), min(ends), max(ends)]):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _at_places(rules: Iterable[Rule], places: Sequence[float]) -> list[list[Rule]]:
    found: list[list[Rule]] = [[] for _ in places]
    for rule in rules:
        nearest = min(range(len(places)), key=lambda place: abs(places[place] - rule.at))
        found[nearest].append(rule)
    return found


def _covers(rules: Iterable[Rule], at: float) -> bool:
    return any(rule.start <= at <= rule.end for rule in rules)
