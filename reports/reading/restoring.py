"""Rows whose empty places were not printed, put back into the columns of their head where only one way fits."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.facts import FactRole
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Meaning, Other
from reports.reading.wording import compact

_DATES: Final = re.compile(r"[^\d]年度?$")
_ASIDE: Final = {FactRole.RATE, FactRole.DIFFERENCE, Other.COST, Other.MARK}
_MOST_LINES: Final = 6  # of one indicator: only the first has its name
_SIDE: Final = {Other.NAME, Other.UNIT, Other.LABEL, Other.TEXT, Other.IGNORED, Other.MARK, Other.YEAR}

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


def restored(rows: Sequence[GridRow], *, most_lost: float, is_run: bool) -> list[GridRow]:
    """Return the rows of a table with all their places, or nothing if its head or a larger share of rows does not fit.

    In a run of cells, one after the other, two rows of a head are printed as one.
    """
    head, body = _divided(rows)
    if not head or not body:
        return []
    shape = _shape(body)
    for columns in _heads(head, shape, is_run=is_run):
        placed = [(_placed(row, columns, body), row) for row in body]
        lost = sum(one is None and not _is_aside(row) for one, row in placed)
        if lost <= most_lost * len(body):
            kept = [GridRow(tuple(one), row.line) for one, row in placed if one is not None]
            return [*(GridRow(tuple(one), rows[0].line) for one in columns.head), *kept]
    return []


def _is_aside(row: GridRow) -> bool:
    """Say whether a row holds what is no indicator's: rates, costs or marks."""
    meanings = {_meaning(one) for one in row.slots if one.title is not None}
    return bool(meanings & _ASIDE)


def _divided(rows: Sequence[GridRow]) -> tuple[list[Places], list[GridRow]]:
    """Divide rows into those of the head, without words that stand alone above it, and those of the body."""
    filled = [GridRow(tuple(one for one in row.slots if one.text), row.line) for row in rows]
    filled = [row for row in filled if row.slots]
    first = next((at for at, row in enumerate(filled) if any(one.is_figure or one.is_absent for one in row.slots)), 0)
    head = [list(row.slots) for row in filled[:first]]
    while head and len(head[0]) == 1:
        head = head[1:]
    groups = [row for row in filled[:first] if len(row.slots) == 1 and head and row.slots[0] in head[-1]]
    return (head[:-1] if groups else head), [*groups, *filled[first:]]


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide the rows are: figures in the widest usual row, and whether rows have units, labels and years."""

    figures: int
    has_unit: bool
    has_label: bool
    has_years: bool
    has_name: bool


def _shape(body: Sequence[GridRow]) -> Shape:
    counts = Counter(_figures(row) for row in body if len(row.slots) > 1)
    usual = [count for count, times in counts.items() if times * 5 >= len(body)] or list(counts) or [0]
    rows = [row for row in body if _figures(row)]

    def some(says: list[bool]) -> bool:
        return sum(says) * _MOST_LINES >= len(rows) > 0

    return Shape(
        max(usual),
        some([any(one.is_unit and not one.is_figure for one in row.slots) for row in rows]),
        some([any(_is_label(one) for one in row.slots) for row in rows]),
        some([sum(one.is_year for one in row.slots) > 1 for row in rows]),
        some([bool(row.slots[0].is_words) for row in rows]),
    )


def _figures(row: GridRow) -> int:
    return sum(one.is_figure or one.is_absent for one in row.slots)


def _is_label(one: Slot) -> bool:
    return one.title is not None and isinstance(one.title.meaning, FactRole)


# --- heads -----------------------------------------------------------------------------------------------------


def _heads(head: Sequence[Places], shape: Shape, *, is_run: bool) -> Iterator[Columns]:
    """Yield the ways to read the rows of a head as columns, those that have as many figures as the rows first."""
    first, *others = [_columns(one, shape) for one in _spread(head, is_run=is_run)] or [Columns(head=[[]])]
    others = [one for one in others if bool(one.names) is shape.has_name]
    fitting = [one for one in others if len(one.figures) == shape.figures]
    named = bool(first.names) is shape.has_name or not fitting
    if first.figures and named and (len(first.figures) == shape.figures or not fitting):
        yield first
    yield from fitting
    yield from (one for one in others if len(one.figures) > shape.figures and len(head) > 1)


def _spread(head: Sequence[Places], *, is_run: bool) -> Iterator[list[Places]]:
    """Yield the rows of a head with all their places; one row alone may be two that were printed one after the other."""
    if len(head) == 1:
        yield [list(head[0])]
        for at in range(1, len(head[0])) if is_run else ():
            if _is_alike(head[0][at:]):
                yield from _under(head[0][:at], head[0][at:])
    elif len(head) == 2:
        yield from _under(head[0], head[1])


def _is_alike(lower: Places) -> bool:
    """Say whether titles can be a lower row: years alone, or roles alone."""
    return all(one.is_year for one in lower) or all(one.year is None and _is_label(one) for one in lower)


def _under(upper: Places, lower: Places) -> Iterator[list[Places]]:
    """Yield two rows of a head with all their places: upper titles span as many lower ones, or stand alone."""
    if not all(_heads_figures(one) for one in lower):
        return
    lead = next((at for at, one in enumerate(upper) if _meaning(one) not in _SIDE), len(upper))
    over = [one for one in upper[lead:] if _meaning(one) not in _SIDE]
    roles = any(_heads_figures(one) for one in over)
    tail = [one for one in upper[lead:] if _meaning(one) in _SIDE or (roles and not _heads_figures(one))]
    over = [one for one in over if one not in tail]
    falls = {at for at in range(1, len(lower)) if _falls(lower[at - 1], lower[at])}
    for counts in _shares(over, lower, sorted(falls)):
        if falls <= set(accumulate(counts)):  # within a share years go up
            yield _laid_out(upper[:lead], over, tail, counts, lower)


def _shares(over: Places, lower: Places, falls: list[int]) -> Iterator[list[int]]:
    """Yield how many lower titles each upper one may have: equal shares first; a baseline has one or none."""
    bases = [_meaning(one) is FactRole.BASELINE for one in over]
    spanning = len(over) - sum(bases)
    for own in (0, 1):
        left = len(lower) - own * sum(bases)
        if spanning and left >= spanning and left % spanning == 0:
            yield [own if is_base else left // spanning for is_base in bases]
    if not any(bases) and len(falls) == len(over) - 1:
        ends = [*falls, len(lower)]
        yield [end - begin for begin, end in zip([0, *falls], ends, strict=True)]
    if spanning == 2 and _meaning(over[-1]) is FactRole.TARGET:
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
    return one.year is not None or isinstance(_meaning(one), FactRole)


def _meaning(one: Slot) -> Meaning | None:
    return one.title.meaning if one.title is not None else None


def _columns(head: list[Places], shape: Shape) -> Columns:
    columns = Columns(head=head)
    for at in range(columns.width):
        above = [row[at] for row in head if at < len(row) and row[at].text]
        meanings = [_meaning(one) for one in above]
        if not at and shape.has_name:
            columns.names.append(at)  # 数値目標 heads names too
        elif Other.YEAR in meanings or (shape.has_years and _DATES.search(compact(above[-1].text)) if above else False):
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


# --- rows ------------------------------------------------------------------------------------------------------


def _placed(row: GridRow, columns: Columns, body: Sequence[GridRow]) -> Places | None:
    """Return a row with all its places, or None if its figures fit the columns in no way or in several."""
    found: Places = [EMPTY] * columns.width
    if len(row.slots) == 1 and row.slots[0].is_words:
        found[columns.names[-1] if columns.names else 0] = row.slots[0]
        return found
    answers: Places = []
    words: Places = []
    notes: Places = []
    for one in row.slots:
        if columns.label is not None and one.title is not None and found[columns.label] is EMPTY:
            found[columns.label] = one
        elif one.is_year and (free := [at for at in columns.years if found[at] is EMPTY]):
            found[free[0]] = one
        elif columns.unit is not None and one.is_unit and not answers and words:
            found[columns.unit] = one
        elif one.is_figure or one.is_absent or (one.cell.is_goal and _may_answer(answers, words, columns)):
            answers.append(one)
        elif one.year is not None or _is_label(one):
            return None  # years or roles of its own
        elif answers:
            notes.append(one)
        else:
            words.append(one)
    if len(words) > len(columns.names):
        if len(answers) < len(columns.figures):
            return None  # one of the words may stand in place of a figure
        words = words[-len(columns.names) :] if columns.names else []
    for at, one in zip(reversed(columns.names), reversed(words), strict=False):
        found[at] = one
    for at, one in zip(columns.notes, notes, strict=False):
        found[at] = one
    places = _places(answers, columns, bool(words), found)
    if places is None:
        return None if answers else found
    for at, one in zip(places, answers, strict=True):
        found[at] = one
    return found


def _may_answer(answers: Places, words: Places, columns: Columns) -> bool:
    """Say whether words can stand in place of a figure: behind one, or behind a whole name where a target is first."""
    begun = _role(columns.figures[0], columns) is FactRole.TARGET and len(words) >= len(columns.names)
    return (bool(answers) or begun) and len(answers) < len(columns.figures)


def _places(answers: Places, columns: Columns, has_name: bool, found: Places) -> list[int] | None:
    """Return the columns of the figures of a row, if all are there, or if it can only be its end that is missing."""
    every = columns.figures
    if len(answers) == len(every):
        return every
    if own := _by_own_years(answers, columns):
        return own
    label = _meaning(found[columns.label]) if columns.label is not None else None
    yearly = [at for at in every if not _is_base(at, columns)]
    if _begins_with_base(answers, columns):
        return _ends_early(answers, columns) if has_name and label in {None, FactRole.ACTUAL} else None
    for wanted in (yearly, [at for at in yearly if _role(at, columns) is not FactRole.RATE]):
        if len(answers) == len(wanted) < len(every) and (not has_name or label is not None):
            return wanted
    missing = {_role(at, columns) for at in every[len(answers) :]}
    if answers and missing == {FactRole.ACTUAL} and _role(every[0], columns) is FactRole.TARGET:
        return every[: len(answers)]  # the results at the end are not there yet
    dated = all(_year(at, columns) for at in yearly)
    roles = {_role(at, columns) for at in yearly}
    if label is FactRole.ACTUAL and dated and len(roles) == 1 and len(answers) < len(yearly):
        return yearly[: len(answers)]
    return _ends_early(answers, columns) if has_name and label is None else None


def _begins_with_base(answers: Places, columns: Columns) -> bool:
    """Say whether the first figure is older than the years of the columns, so that it is the baseline."""
    years = [year for at in columns.figures if not _is_base(at, columns) and (year := _year(at, columns))]
    own = answers[0].cell.year if answers else None
    has_base = any(_is_base(at, columns) for at in columns.figures)
    return has_base and own is not None and bool(years) and own.year < min(years)


def _by_own_years(answers: Places, columns: Columns) -> list[int] | None:
    own = [one.cell.year.year if one.cell.year else None for one in answers]
    years = {at: _year(at, columns) for at in columns.figures}
    found = [[at for at, year in years.items() if year == wanted] for wanted in own]
    return [ones[0] for ones in found] if None not in own and all(len(ones) == 1 for ones in found) else None


def _ends_early(answers: Places, columns: Columns) -> list[int] | None:
    """Return the columns of baselines, the first results and the final target, where the last results are missing."""
    every = columns.figures
    bases = [at for at in every if _is_base(at, columns)]
    middle = [at for at in every if at not in bases][:-1]
    last = every[-1]
    results = all(_role(at, columns) in {FactRole.ACTUAL, None} and _year(at, columns) for at in middle)
    if not results or _role(last, columns) is not FactRole.TARGET or len(answers) <= len(bases) + 1 or not middle:
        return None
    if every[: len(bases)] != bases or len(answers) > len(every):
        return None
    return [*bases, *middle[: len(answers) - len(bases) - 1], last]


def _above(at: int, columns: Columns) -> list[Slot]:
    found: list[Slot] = []
    for row in columns.head:
        own = next((row[one] for one in range(min(at, len(row) - 1), -1, -1) if row[one].text), None)
        if own is not None and (row[at].text or row is not columns.head[-1]):
            found.append(own)
    return found


def _role(at: int, columns: Columns) -> Meaning | None:
    return next((_meaning(one) for one in reversed(_above(at, columns)) if _meaning(one) is not None), None)


def _year(at: int, columns: Columns) -> int | None:
    return next((one.year.year for one in reversed(_above(at, columns)) if one.year is not None), None)


def _is_base(at: int, columns: Columns) -> bool:
    return _role(at, columns) in {FactRole.BASELINE, FactRole.PLANNING}
