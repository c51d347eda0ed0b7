"""The head of a table whose empty places were not printed: the ways to read it as columns, as wide as its rows are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.facts import BASES, FactRole
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Meaning, Other
from reports.reading.wording import compact

_SIDE: Final = {Other.NAME, Other.UNIT, Other.LABEL, Other.TEXT, Other.IGNORED, Other.MARK, Other.YEAR}
_DATES: Final = re.compile(r"[^\d]年度?$")
_LATEST: Final = re.compile("直近|最新|現在")
_MOST_LINES: Final = 6  # of one indicator: only the first has its name

Places = list[Slot]


@dataclass(slots=True)
class Columns:
    """The columns of a head: those of figures, and the places beside them."""

    head: list[Places]
    figures: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    unit: int | None = None
    label: int | None = None
    years: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(len(row) for row in self.head)


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide the rows are: figures in the widest usual row, and whether rows have units, labels and years."""

    figures: int
    has_unit: bool
    has_label: bool
    has_years: bool
    has_name: bool


def shape_of(body: Sequence[GridRow]) -> Shape:
    counts = Counter(_figures(row) for row in body if len(row.slots) > 1)
    usual = [count for count, times in counts.items() if times * 5 >= len(body)] or list(counts) or [0]
    rows = [row for row in body if _figures(row)]

    def some(says: list[bool]) -> bool:
        return sum(says) * _MOST_LINES >= len(rows) > 0

    return Shape(
        max(usual),
        some([any(one.is_unit and not one.is_figure for one in row.slots) for row in rows]),
        some([any(is_label(one) for one in row.slots) for row in rows]),
        some([sum(one.is_year for one in row.slots) > 1 for row in rows]),
        some([bool(row.slots[0].is_words) for row in rows]),
    )


def _figures(row: GridRow) -> int:
    return sum(one.is_figure or one.is_absent for one in row.slots)


def is_label(one: Slot) -> bool:
    return one.title is not None and isinstance(one.title.meaning, FactRole)


# --- heads -----------------------------------------------------------------------------------------------------


def heads(head: Sequence[Places], shape: Shape, *, is_run: bool) -> Iterator[Columns]:
    """Yield the ways to read the rows of a head as columns, those that have as many figures as the rows first."""
    ways = [_columns(one, shape) for one in _spread(head, is_run=is_run)]
    plain = [one for one in ways[:1] if one.figures and _is_distinct(one)]
    others = [one for one in ways[1:] if bool(one.names) is shape.has_name]
    fitting = [one for one in others if len(one.figures) == shape.figures]
    if fitting:
        plain = [
            one for one in plain if len(one.figures) == shape.figures and bool(one.names) is shape.has_name
        ]
    yield from (*plain, *fitting)
    yield from (one for one in others if len(one.figures) > shape.figures and (len(head) > 1 or not plain))


def _is_distinct(columns: Columns) -> bool:
    """Say whether no year stands over two columns without a role: then it is of two roles that stand elsewhere."""
    bare = [year_at(at, columns) for at in columns.figures if role_at(at, columns) is None]
    years = [year for year in bare if year is not None]
    return len(set(years)) == len(years)


def _spread(head: Sequence[Places], *, is_run: bool) -> Iterator[list[Places]]:
    """Yield the rows of a head with all their places; one row alone may be two printed one behind the other."""
    if len(head) == 1:
        yield [list(head[0])]
        for at in range(1, len(head[0])) if is_run else ():
            if _is_alike(head[0][at:]):
                yield from _under(head[0][:at], head[0][at:])
    elif len(head) == 2:
        yield from _under(head[0], head[1])


def _is_alike(lower: Places) -> bool:
    """Say whether titles can be a lower row: years alone, or roles alone."""
    return all(one.is_year for one in lower) or all(one.year is None and is_label(one) for one in lower)


def _under(upper: Places, lower: Places) -> Iterator[list[Places]]:
    """Yield two rows of a head with all their places: upper titles span as many lower ones, or stand alone."""
    own = next((at for at, one in enumerate(lower) if not _is_side(one)), len(lower))
    if own and all(
        one.is_year for one in upper
    ):  # the years stand over titles that begin with that of the names
        upper, lower = [*lower[:own], *upper], lower[own:]
    if not lower or not all(_heads_figures(one) for one in lower):
        return
    lead = next((at for at, one in enumerate(upper) if not _is_side(one)), len(upper))
    over = [one for one in upper[lead:] if not _is_side(one)]
    roles = any(_spans(one) for one in over)
    tail = [one for one in upper[lead:] if _is_side(one) or (roles and not _spans(one))]
    over = [one for one in over if one not in tail]
    falls = {at for at in range(1, len(lower)) if _falls(lower[at - 1], lower[at])}
    for counts in _shares(over, lower, sorted(falls)):
        if falls <= set(accumulate(counts)):  # within a share years go up
            yield _laid_out(upper[:lead], over, tail, counts, lower)


def _is_side(one: Slot) -> bool:
    return meaning_of_slot(one) in _SIDE and not _heads_both(one)


def _spans(one: Slot) -> bool:
    return _heads_figures(one) or _heads_both(one)


def _heads_both(one: Slot) -> bool:
    """Say whether a title heads targets and results: 目標（上段）・実績（下段）."""
    return meaning_of_slot(one) is Other.LABEL and "目標" in one.text and "実績" in one.text


def _stands_alone(one: Slot) -> bool:
    """Say whether a title heads one column, as present values do, which may have their year below them."""
    latest = meaning_of_slot(one) is FactRole.ACTUAL and bool(_LATEST.search(one.text))
    return meaning_of_slot(one) is FactRole.BASELINE or latest


def _shares(over: Places, lower: Places, falls: list[int]) -> Iterator[list[int]]:
    """Yield how many lower titles each upper one may have: equal shares first; a baseline has one or none."""
    bases = [_stands_alone(one) for one in over]
    spanning = len(over) - sum(bases)
    for own in (0, 1):
        left = len(lower) - own * sum(bases)
        if spanning and left >= spanning and left % spanning == 0:
            yield [own if is_base else left // spanning for is_base in bases]
    if not any(bases) and len(falls) == len(over) - 1:
        ends = [*falls, len(lower)]
        yield [end - begin for begin, end in zip([0, *falls], ends, strict=True)]
    if spanning == 2 and meaning_of_slot(over[-1]) is FactRole.TARGET:
        left = len(lower) - sum(bases) - 1
        yield [*(1 if is_base else left for is_base in bases[:-1]), 1]


def _falls(before: Slot, after: Slot) -> bool:
    return before.year is not None and after.year is not None and after.year.year <= before.year.year


def _laid_out(beside: Places, over: Places, tail: Places, counts: list[int], lower: Places) -> list[Places]:
    first: Places = list(beside)
    second: Places = [EMPTY] * len(beside)
    rest = list(lower)
    for one, count in zip(over, counts, strict=True):
        first += [one, *[EMPTY] * (count - 1)]
        second += rest[:count] or [EMPTY]
        rest = rest[count:]
    return [first + tail, second + [EMPTY] * len(tail)]


def _heads_figures(one: Slot) -> bool:
    return one.year is not None or isinstance(meaning_of_slot(one), FactRole)


def meaning_of_slot(one: Slot) -> Meaning | None:
    return one.title.meaning if one.title is not None else None


def _columns(head: list[Places], shape: Shape) -> Columns:
    columns = Columns(head=head)
    for at in range(columns.width):
        above = [row[at] for row in head if at < len(row) and row[at].text]
        meanings = [meaning_of_slot(one) for one in above]
        if not at and shape.has_name:
            columns.names.append(at)  # 数値目標 heads names too
        elif Other.YEAR in meanings or (
            shape.has_years and _DATES.search(compact(above[-1].text)) if above else False
        ):
            columns.years.append(at)
        elif any(_heads_figures(one) for one in above) or (len(head) > 1 and not above):
            columns.figures.append(at)
        elif Other.UNIT in meanings:
            columns.unit = at
        elif Other.LABEL in meanings:
            columns.label = at
        elif columns.figures:
            columns.notes.append(at)
        else:
            columns.names.append(at)
    return _with_untitled(columns, shape)


def _with_untitled(columns: Columns, shape: Shape) -> Columns:
    """Add a place for labels and units that the rows have and the head does not title."""
    if shape.has_label and columns.label is None:
        if len(columns.names) > 1 and columns.names[-1] == min(columns.figures, default=0) - 1:
            columns.label = columns.names.pop()
        else:
            columns.label = _added(columns)
    if shape.has_unit and columns.unit is None and len(columns.names) < 2:
        columns.unit = _added(columns)
    return columns


def _added(columns: Columns) -> int:
    at = columns.width
    columns.head = [[*row, *[EMPTY] * (at - len(row)), EMPTY] for row in columns.head]
    return at


def _above(at: int, columns: Columns) -> list[Slot]:
    found: list[Slot] = []
    for row in columns.head:
        own = next((row[one] for one in range(min(at, len(row) - 1), -1, -1) if row[one].text), None)
        if own is not None and (row[at].text or row is not columns.head[-1]):
            found.append(own)
    return found


def role_at(at: int, columns: Columns) -> Meaning | None:
    return next(
        (meaning_of_slot(one) for one in reversed(_above(at, columns)) if meaning_of_slot(one) is not None),
        None,
    )


def year_at(at: int, columns: Columns) -> int | None:
    return next((one.year.year for one in reversed(_above(at, columns)) if one.year is not None), None)


def is_base(at: int, columns: Columns) -> bool:
    return role_at(at, columns) in BASES
