"""The ways in which the titles and years of a head can be the columns of rows with so many figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise
from typing import Final

from reports.reading.facts import BASES, COUNTED, FactRole
from reports.reading.fields import names_rows
from reports.reading.figure_fields import columns_of_titles, heads_figures, role_of_title
from reports.reading.slots import Slot
from reports.reading.tables import Column
from reports.reading.titles import Other
from reports.reading.wording import compact

_MOST_WAYS: Final = 400
_MOST_TITLES: Final = 24
_MOST_YEARS: Final = 60
_ROWS: Final = 2
_SETTLED: Final = re.compile(r"決算$|決算[（(]|決算値")
_SUM: Final = re.compile(r"(?:合|総|累)?計(?:額|値)?")
_FEWEST: Final = 2  # a column alone may be anything
_OF_YEAR: Final = re.compile(r"(?:年度?|年次|時期)$")

_AROUND: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.RATE, FactRole.DIFFERENCE, FactRole.PLANNING}

Columns = tuple[Column | None, ...]  # no column: figures that are no indicator's


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of a head: those before the figures, those of figures with what stands between, those behind."""

    lead: tuple[Slot, ...]
    figures: tuple[Slot, ...]
    tail: tuple[Slot, ...]


def titles_of(head: Sequence[Sequence[Slot]]) -> Titles:
    """Return the titles of a head's rows: put together where they stand above each other, else behind each other."""
    items = _of_accounts(
        [one for one in (_stacked(head) or [one for row in head for one in row]) if one.text]
    )
    figures = [at for at, one in enumerate(items) if heads_figures(one)]
    if len(figures) > 1 and names_rows([items[at] for at in figures]):
        figures = figures[1:]
    if not figures:
        return Titles(tuple(items), (), ())
    first, last = figures[0], figures[-1]
    return Titles(tuple(items[:first]), tuple(items[first : last + 1]), tuple(items[last + 1 :]))


def _of_accounts(items: list[Slot]) -> list[Slot]:
    """Return titles in which accounts are results, and budgets expected ones, where others are targets: 決算, 計画."""
    items = _with_last_stage(items)
    if not any(role_of_title(one) is FactRole.TARGET for one in items):
        return items
    return [_account(one) for one in items]


def _with_last_stage(items: list[Slot]) -> list[Slot]:
    """Return titles in which the last evaluation is a result, beside an intermediate one that is."""
    stages = any(role_of_title(one) is FactRole.ACTUAL and "中間" in one.text for one in items)
    return [
        replace(one, title=replace(one.title, meaning=FactRole.ACTUAL))
        if stages and one.title and one.title.meaning is Other.MARK and "最終評価" in compact(one.text)
        else one
        for one in items
    ]


def _account(one: Slot) -> Slot:
    if one.title is None or one.title.meaning is not Other.COST:
        return one
    words = compact(one.title.words)
    role = FactRole.ACTUAL if _SETTLED.search(words) else FactRole.FORECAST if "予算" in words else None
    return replace(one, title=replace(one.title, meaning=role)) if role else one


def _stacked(head: Sequence[Sequence[Slot]]) -> list[Slot]:
    """Return the titles of two rows with all their places, where years stand below roles that span them."""
    if len(head) != _ROWS or len(head[0]) != len(head[1]) or all(one.text for row in head for one in row):
        return []
    upper, lower = head
    found: list[Slot] = []
    above: Slot | None = None
    for over, under in zip(upper, lower, strict=True):
        above = over if over.text else above
        if not under.text:
            found.append(over)
        elif above is not None and _SUM.fullmatch(compact(above.text)):
            found.append(replace(under, title=None, year=None))  # of all years
        elif under.is_year and above is not None and role_of_title(above) is not None and above.title:
            found.append(replace(under, title=replace(above.title, year=under.year)))
        elif under.title is not None and above is not None and above.is_year:
            found.append(replace(under, year=above.year, title=replace(under.title, year=above.year)))
        else:
            found.append(under)
    return found


def ways(titles: Titles, count: int, rest: FactRole | None) -> list[Columns]:
    """Return the ways in which a head has so many columns; `rest` is the role of years that no title covers."""
    own = [one for one in titles.figures if heads_figures(one)]
    found: list[Columns] = []
    apart = _without_years_of(own)
    for printed in (
        *_direct(titles, own),
        *(_direct(replace(titles, figures=tuple(apart)), apart) if len(apart) < len(own) else ()),
        *_known(titles.figures),
        *_grouped([*titles.figures, *titles.tail]),
        *_parted(own),
        *_alone(own, rest),
    ):
        way = _with_one_baseline(printed)
        if len(way) == count and _is_possible(way) and not any(_same(way, one) for one in found):
            found.append(way)
    return found


def _direct(titles: Titles, own: Sequence[Slot]) -> Iterator[Columns]:
    """Yield each title as the column that it is, alone or with those between that say no role."""
    if any(one.is_year for one in own):
        return
    yield tuple(_column(one) for one in own)
    every = [*titles.figures, *titles.tail]
    for end in range(len(titles.figures), len(every) + 1):
        yield tuple(_column(one) if heads_figures(one) else None for one in every[:end])
        yield tuple(_column(one) if heads_figures(one) else None for one in every[:end] if not _is_mark(one))


def _without_years_of(own: Sequence[Slot]) -> list[Slot]:
    """Return titles without those of years, 基準年度 beside 基準値, whose figures carry them."""
    return [
        one
        for at, one in enumerate(own)
        if one.is_year
        or one.year is not None
        or not _OF_YEAR.search(compact(one.text))
        or not any(
            role_of_title(other) is role_of_title(one) for there, other in enumerate(own) if there != at
        )
    ]


def _is_mark(one: Slot) -> bool:
    return one.title is not None and one.title.meaning in {Other.MARK, Other.TEXT}


def _known(figures: Sequence[Slot]) -> Iterator[Columns]:
    shown = [one for one in figures if heads_figures(one)]
    if fields := columns_of_titles(shown):
        yield tuple(one.column for one in fields if one.column is not None)


def _grouped(items: Sequence[Slot]) -> Iterator[Columns]:
    """Yield years, and a sum behind them, over titles that are the same under each of them."""
    groups = [one for one in items if one.is_year or _SUM.fullmatch(compact(one.text))]
    roles = [one for one in items if one not in groups and heads_figures(one)]
    times = len(roles) // len(groups) if groups else 0
    words = [compact(one.text) for one in roles]
    if times < _FEWEST or len(groups) < _FEWEST or words != words[:times] * len(groups):
        return
    yield tuple(
        _column(role, group) if group.is_year else None
        for group, at in zip(groups, range(0, len(roles), times), strict=True)
        for role in roles[at : at + times]
    )


def _parted(own: Sequence[Slot]) -> Iterator[Columns]:
    """Yield the ways to give each title the years behind each other that are its own: they go up under it."""
    roles = [one for one in own if not one.is_year]
    years = [one for one in own if one.is_year]
    if not roles or not years or any(role_of_title(one) is None for one in roles):
        return
    each = [(1,) * len(roles)] if len(roles) == len(years) and not any(one.year for one in roles) else []
    found = [*each, *(way for way in islice(_shares(roles, years), _MOST_WAYS) if way not in each)]
    full = [way for way in found if all(count for one, count in zip(roles, way, strict=True) if not one.year)]
    for way in _likeliest(full or found, roles, years):
        columns: list[Column | None] = []
        at = 0
        for one, count in zip(roles, way, strict=True):
            columns += [_column(one, year) for year in years[at : at + count]] or [_column(one)]
            at += count
        yield tuple(columns)


def _shares(roles: Sequence[Slot], years: Sequence[Slot]) -> Iterator[tuple[int, ...]]:
    """Yield how many years each title may have; never a way that cannot be gone to its end."""
    if len(roles) > _MOST_TITLES or len(years) > _MOST_YEARS:
        return

    @cache
    def counts(at: int, start: int) -> tuple[int, ...]:
        """Return how many of the years from one on a title may take so that the others can take the rest."""
        if at == len(roles):
            return (0,) if start == len(years) else ()
        most = 0 if roles[at].year else 1 if role_of_title(roles[at]) in BASES else len(years) - start
        return tuple(
            count
            for count in range(min(most, len(years) - start) + 1)
            if _rises(years[start : start + count]) and counts(at + 1, start + count)
        )

    def from_here(at: int, start: int) -> Iterator[tuple[int, ...]]:
        if at == len(roles):
            yield ()
            return
        for count in counts(at, start):
            for rest in from_here(at + 1, start + count):
                yield (count, *rest)

    if counts(0, 0):
        yield from from_here(0, 0)


def _likeliest(
    found: Sequence[tuple[int, ...]], roles: Sequence[Slot], years: Sequence[Slot]
) -> Sequence[tuple[int, ...]]:
    """Return the only way; of several the one whose last title, the target, has the last year alone behind a gap."""
    if len(found) < 2 or role_of_title(roles[-1]) is not FactRole.TARGET:
        return found
    gap = _number(years[-1]) - _number(years[-2]) > 1 if len(years) > 1 else False
    single = [way for way in found if way[-1] == 1]
    return single if gap and len(single) == 1 else found


def _alone(own: Sequence[Slot], rest: FactRole | None) -> Iterator[Columns]:
    """Yield years that no title covers, behind baselines and before a target that have their own."""
    roles = {role_of_title(one) for one in own if not one.is_year}
    years = [one for one in own if one.is_year]
    if years and _rises(years) and roles <= _AROUND:
        role = FactRole.ACTUAL if FactRole.TARGET in roles else rest
        if role is not None:
            yield tuple(
                Column(role=role, year=one.year, words=one.text) if one.is_year else _column(one)
                for one in own
            )


def _column(title: Slot, year: Slot | None = None) -> Column:
    dated = (year.year if year else None) or title.year
    words = title.title.words if title.title else title.text
    is_period = bool(title.title and title.title.is_period)
    return Column(role=role_of_title(title), year=dated, words=words, is_period=is_period)


def _with_one_baseline(way: Columns) -> Columns:
    """Return columns of which the first present value alone is the baseline."""
    bases = [at for at, one in enumerate(way) if one is not None and one.role is FactRole.BASELINE]
    return tuple(
        replace(one, role=FactRole.PLANNING) if one is not None and at in bases[1:] else one
        for at, one in enumerate(way)
    )


def _is_possible(way: Columns) -> bool:
    """Say whether no role has two figures of one year, and the baseline is not behind the targets."""
    told = [one for one in way if one is not None and one.role in COUNTED]
    marks = [(one.role, one.year.year if one.year else one.words) for one in told]
    if (
        len(told) < _FEWEST
        or len(set(marks)) < len(marks)
        or not any(one.role in {FactRole.TARGET, FactRole.ACTUAL} for one in told)
    ):
        return False
    bases = [one.year.year for one in told if one.role is FactRole.BASELINE and one.year]
    aims = [one.year.year for one in told if one.role is FactRole.TARGET and one.year]
    return len([one for one in told if one.role is FactRole.BASELINE]) < 2 and (
        not bases or not aims or max(bases) <= max(aims)
    )


def _same(one: Columns, other: Columns) -> bool:
    return [_mark(each) for each in one] == [_mark(each) for each in other]


def _mark(one: Column | None) -> tuple[FactRole | None, int | None]:
    return (one.role, one.year.year if one.year else None) if one else (None, None)


def _rises(years: Sequence[Slot]) -> bool:
    return all(_number(before) < _number(after) for before, after in pairwise(years))


def _number(one: Slot) -> int:
    return one.year.year if one.year else 0
