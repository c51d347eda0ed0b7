"""What sentences say of one thing, put together: its names, the years that are not said, and what is worth telling."""

import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import Figure
from reports.reading.passages import Passage
from reports.reading.said_names import same_name
from reports.reading.said_roles import About
from reports.reading.tables import is_whole_name
from reports.reading.years import PrintedYear

_SIZES: Final = {"千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "億": 100_000_000}
_SIZED: Final = re.compile(r"(?P<size>百万|千万|億|万|千)(?P<unit>.+)")
_COMPARED: Final = re.compile(r"対し|届|達成|上回|下回|及ば|超え")
_CAME_TO: Final = re.compile(r"(?:(?:と|に)なり|で|であり|だったが|でしたが)、[^、。]*(?:目標|計画)の約?$")
_AIMED_AT: Final = re.compile(r"(?:以上|以下)?を目標と[^。、]*て(?:い|おり?)(?:まし)?たが、")
_FEWEST: Final = 2
_MOST_NAMES: Final = 60  # among which one that is said shorter is looked for


@dataclass(frozen=True, slots=True)
class Said:
    """A figure with its name, role and year, and the sentence it stands in; `flow` is the year of those before."""

    name: str
    figure: Figure
    role: FactRole
    year: PrintedYear | None
    passage: Passage
    is_carried: bool
    flow: PrintedYear | None
    begins_change: bool

    @property
    def line(self) -> Line:
        return self.passage.line(self.figure.span[0])

    @property
    def mark(self) -> tuple[FactRole, int]:
        return self.role, self.year.year if self.year else 0


def kind_of(unit: str) -> str:
    """Return a unit without what only says how large it is: 円 of 億円."""
    return _sized(unit)[1]


def _sized(unit: str) -> tuple[int, str]:
    match = _SIZED.fullmatch(unit)
    return (_SIZES[match["size"]], match["unit"]) if match else (1, unit)


def records_of(said: Sequence[Said], about: About) -> list[list[Said]]:
    """Return what is said of each thing in which something was promised, or counted more than once; each year once."""
    records = [_with_starts(record) for record in _by_name(said)]
    aims = {one.year.year for record in records for one in record if one.role is FactRole.TARGET and one.year}
    about = replace(about, latest=_latest(records))
    dated = [_dated(record, aims, about) for record in records]
    sound = [_without_contradictions(record) for record in dated]
    return [_once(record) for record in sound if _is_worth(record)]


def _latest(records: Sequence[Sequence[Said]]) -> int | None:
    """Return the year until which things are counted, if it is the last one of most of those that have one."""
    last = Counter(
        max(years)
        for record in records
        if (years := [one.year.year for one in record if one.year and one.role is not FactRole.TARGET])
    )
    if not last:
        return None
    year, count = last.most_common(1)[0]
    return year if count >= _FEWEST and year == max(last) and count * 2 > last.total() else None


def _by_name(said: Sequence[Said]) -> list[list[Said]]:
    """Return what is said of one thing; a shorter name is a longer one in the same unit, the last before it."""
    every: dict[str, dict[str, None]] = {}
    for one in said:
        every.setdefault(kind_of(one.figure.unit), {})[one.name] = None
    named = {unit: list(names)[:_MOST_NAMES] for unit, names in every.items()}
    records: dict[tuple[str, str], list[Said]] = {}
    before: dict[str, deque[str]] = {}
    for one in said:
        unit = kind_of(one.figure.unit)
        whole = same_name(one.name, before.setdefault(unit, deque(maxlen=_MOST_NAMES)), named[unit])
        if whole in before[unit]:
            before[unit].remove(whole)
        before[unit].append(whole)
        records.setdefault((whole, unit), []).append(replace(one, name=whole))
    return [
        [
            replace(one, figure=figure)
            for one, figure in zip(record, in_one_unit([one.figure for one in record]), strict=True)
        ]
        for record in records.values()
    ]


def _with_starts(record: list[Said]) -> list[Said]:
    """Take what something has changed from as its start, unless a target was told: then it is a former result."""
    if any(one.role is FactRole.TARGET for one in record):
        return record
    return [replace(one, role=FactRole.BASELINE) if one.begins_change else one for one in record]


def in_one_unit(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures in the smallest unit that is used for them: 2億円 beside 24,870万円 is 20,000万円."""
    sizes = [_sized(one.unit)[0] for one in figures]
    if len(set(sizes)) < _FEWEST:
        return list(figures)
    unit = next(one.unit for one, size in zip(figures, sizes, strict=True) if size == min(sizes))
    return [
        replace(one, unit=unit, value=one.value * size / min(sizes))
        for one, size in zip(figures, sizes, strict=True)
    ]


def _dated(record: Sequence[Said], aims: set[int], about: About) -> list[Said]:
    """Return figures with a year each; a target said again without it is left out."""
    promised = {one.figure.value for one in record if one.role is FactRole.TARGET and one.year}
    own = {one.year.year for one in record if one.role is FactRole.TARGET and one.year}
    results = [dated for one in record if (dated := _result(one, about)) is not None]
    found: list[Said] = []
    for one in record:
        is_again = one.role is FactRole.TARGET and one.year is None and one.figure.value in promised
        told = _target(one, results, own, aims, about) if one.role is FactRole.TARGET else _result(one, about)
        if told is not None and not is_again:
            found.append(told)
    return found


def _result(one: Said, about: About) -> Said | None:
    """Return what was counted with its year: where none is said, that of the document, or of the sentences before."""
    if one.role is FactRole.TARGET:
        return None
    if one.year is not None:
        return None if about.present is not None and one.year.year > about.present else one
    if one.role is FactRole.BASELINE:
        return one  # at the start, whenever that was
    year = about.evaluated or (one.flow.year if one.flow else None) or about.latest
    return _in_year(one, year)


def _target(one: Said, results: Sequence[Said], own: set[int], aims: set[int], about: About) -> Said | None:
    """Return a target with its year; without one, the plan's last, the result's beside it, or that of all others.

    `own` are the years of other targets of the same thing.
    """
    if one.year is not None:
        return one
    near = [
        other.year.year for other in results if other.passage.section == one.passage.section and other.year
    ]
    if beside := _held_against(one, results):
        return _in_year(one, beside)
    if about.last in own and near and _COMPARED.search(one.passage.text):
        return _in_year(one, max(near))  # of the plan's last year another one is told
    return _in_year(one, about.last or max(near, default=None) or (min(aims) if len(aims) == 1 else None))


def _held_against(one: Said, results: Sequence[Said]) -> int | None:
    """Return the year of the result that met an aim or not: Yに1,956件となり、目標の1,895件を上回った.

    A 目標値 is the plan's.
    """
    text, at = one.passage.text, one.figure.span[0]
    if own := _missed(one, results):
        return own
    before = [other for other in results if other.passage is one.passage and other.figure.span[1] <= at]
    if not before or before[-1].year is None or before[-1].year.end == 0:
        return None
    between = text[before[-1].figure.span[1] : at]
    return before[-1].year.year if _CAME_TO.match(between) and _COMPARED.search(text, at) else None


def _missed(one: Said, results: Sequence[Said]) -> int | None:
    """Return the year of the result that an aim was held against: 25％を目標としていたが、Yに24％だった."""
    end = one.figure.span[1]
    behind = [other for other in results if other.passage is one.passage and other.figure.span[0] >= end]
    if not behind or behind[0].year is None or behind[0].year.end == 0:
        return None
    return behind[0].year.year if _AIMED_AT.match(one.passage.text[end : behind[0].figure.span[0]]) else None


def _in_year(one: Said, year: int | None) -> Said | None:
    return None if year is None else replace(one, year=PrintedYear(year, is_calendar=False, start=0, end=0))


def _without_contradictions(record: Sequence[Said]) -> list[Said]:
    """Leave out figures of one role and year that differ, but where the name of one alone is said."""
    named: dict[tuple[FactRole, int], set[Decimal]] = {}
    every: dict[tuple[FactRole, int], set[Decimal]] = {}
    for one in record:
        every.setdefault(one.mark, set()).add(one.figure.value)
        if not one.is_carried:
            named.setdefault(one.mark, set()).add(one.figure.value)
    return [
        one
        for one in record
        if len(every[one.mark]) == 1 or (not one.is_carried and len(named[one.mark]) == 1)
    ]


def _is_worth(record: Sequence[Said]) -> bool:
    """Say whether a target is told with something else, or a whole name with a target or with figures of two years."""
    roles = {one.role for one in record}
    has_aim = FactRole.TARGET in roles
    name = record[0].name if record else ""
    is_whole = is_whole_name(name) or is_whole_name(name.rpartition(" ")[0])  # of a group
    years = {one.mark[1] for one in record}
    return (has_aim and (is_whole or len(record) >= _FEWEST)) or (
        (is_whole and len(years) >= _FEWEST) or len(years) > _FEWEST
    )


def _once(record: Sequence[Said]) -> list[Said]:
    return list({one.mark: one for one in reversed(record)}.values())[::-1]
