"""The two axes of a grid: what its heads say of the columns of figures, and what the columns beside them hold."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.slots import Slot
from reports.reading.titles import Meaning, Other
from reports.reading.wording import compact, named
from reports.reading.years import PrintedYear

_NAMES: Final = re.compile(r"指標|KPI|項目|ＫＰＩ|目標")
_SILENT: Final = {Other.COST, Other.MARK, Other.TEXT, Other.IGNORED}


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid: what stands in each of its places, and its line."""

    slots: tuple[Slot, ...]
    line: Line


@dataclass(slots=True, kw_only=True)
class Axis:
    """What stands above a column or beside a row."""

    meaning: Meaning | None = None
    year: PrintedYear | None = None
    name: str = ""
    unit: str = ""
    words: str = ""
    is_period: bool = False

    @property
    def is_silent(self) -> bool:
        return self.meaning in _SILENT

    @property
    def role(self) -> FactRole | None:
        return self.meaning if isinstance(self.meaning, FactRole) else None


@dataclass(slots=True, kw_only=True)
class Section:
    """Some rows of a grid under one head."""

    head: list[GridRow]
    body: list[GridRow] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)


def sections(rows: Sequence[GridRow]) -> Iterator[Section]:
    """Yield the parts of a grid, each with its head; a head printed again begins another part."""
    figures = figure_columns(rows)
    section = Section(head=[], figures=figures)
    for row in rows:
        if _is_head(row, figures, is_first=not section.body):
            if section.body:
                yield section
                section = Section(head=[], figures=figures)
            section.head.append(row)
        else:
            section.body.append(row)
    yield section


def figure_columns(rows: Sequence[GridRow]) -> list[int]:
    """Return the columns in which figures stand: not those of words, of years or of the numbers of the rows."""
    width = max((len(row.slots) for row in rows), default=0)
    found = []
    for at in range(width):
        column = [row.slots[at] for row in rows if at < len(row.slots) and row.slots[at].text]
        figures = sum(one.is_figure for one in column)
        words = sum(one.is_words and not one.cell.is_goal for one in column)
        years = sum(one.is_year for one in column)
        if figures and figures * 2 > words and figures + 2 > years and not _numbers_rows(column, at):
            found.append(at)
    return found


def _numbers_rows(column: Sequence[Slot], at: int) -> bool:
    """Say whether a column counts the rows: it says so, or its first numbers go up by one or begin anew."""
    figures = [one for one in column if one.is_figure]
    if not all(one.is_numbering for one in figures):
        return False
    if any(one.title is not None and one.title.meaning is Other.IGNORED for one in column):
        return True
    values = [one.cell.entries[0].figure.value for one in figures if one.cell.entries]
    return not at and all(later - earlier == 1 or later == 1 for earlier, later in pairwise(values))


def _is_head(row: GridRow, figures: Sequence[int], *, is_first: bool) -> bool:
    above = [row.slots[at] for at in figures if at < len(row.slots) and row.slots[at].text]
    if any(one.is_figure or one.is_absent for one in above):
        return False
    titled = sum(one.title is not None or one.year is not None for one in above)
    return titled > 0 if not is_first else bool(above)


# --- above -----------------------------------------------------------------------------------------------------


def axes_above(section: Section) -> dict[int, Axis]:
    """Return what stands above each column of figures; a title spans the empty places to its right in upper rows."""
    return {at: _joined(_above(section, at)) for at in section.figures}


def _above(section: Section, at: int) -> list[Slot]:
    found: list[Slot] = []
    for position, row in enumerate(section.head):
        own = row.slots[at] if at < len(row.slots) else None
        if own is not None and own.text:
            found.append(own)
        elif not any(one in found for one in _own(section.head[:position], at)):
            below = _own(section.head[position + 1 :], at)
            spanning = _spanning(row, section.figures, at)
            if below and spanning is not None:
                found.append(spanning)
    return found


def _own(rows: Sequence[GridRow], at: int) -> list[Slot]:
    return [row.slots[at] for row in rows if at < len(row.slots) and row.slots[at].text]


def _spanning(row: GridRow, figures: Sequence[int], at: int) -> Slot | None:
    """Return the title that goes on over an empty place: the next to its left that heads figures; a baseline is one."""
    left = next((one for one in range(at - 1, -1, -1) if row.slots[one].text), None)
    if left is None:
        return None
    title = row.slots[left].title
    if left not in figures and not (
        title is not None and title.is_value
    ):  # all figures below it may be absent
        return None
    return row.slots[left] if title is None or title.meaning is not FactRole.BASELINE else None


def _joined(slots: Sequence[Slot]) -> Axis:
    axis = Axis()
    for one in slots:
        if one.title is not None:
            axis.meaning = one.title.meaning
            axis.words = one.title.words
            axis.is_period = one.title.is_period
        elif one.is_unit:
            axis.unit = compact(one.text).strip("()[]")
        elif one.is_words:
            axis.name = named(f"{axis.name} {one.text}")
        axis.year = one.year or axis.year
        axis.words = axis.words or one.text
    return axis


# --- beside ----------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Beside:
    """The columns beside the figures: where names, units, labels, years and groups stand."""

    name: int | None = None
    unit: int | None = None
    groups: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    years_lead: bool = False
    titles: dict[int, Axis] = field(default_factory=dict)


def beside_of(section: Section) -> Beside:
    """Return what the columns without figures hold, by their titles, else by what stands in most of their places."""
    beside = Beside()
    width = max((len(row.slots) for row in section.body), default=0)
    texts: list[int] = []
    for at in range(width):
        if at in section.figures:
            continue
        title = _joined(_own(section.head, at))
        beside.titles[at] = title
        kind = _kind(title, [row.slots[at] for row in section.body if row.slots[at].text])
        if kind is Other.UNIT:
            beside.unit = at
        elif kind is Other.LABEL:
            beside.labels.append(at)
        elif kind is Other.YEAR:
            beside.years.append(at)
        elif kind is Other.NAME:
            texts.append(at)
    first = min(section.figures, default=width)
    beside.years_lead = bool(beside.years) and beside.years[0] < first
    before = [at for at in texts if at < first] or texts
    best = [at for at in before if _NAMES.search(beside.titles[at].words)]
    titled = [at for at in before if beside.titles[at].meaning is Other.NAME]
    beside.name = next(iter(best or titled[-1:] or before[-1:]), None)
    beside.groups = [at for at in before if beside.name is not None and at < beside.name]
    return beside


def _kind(title: Axis, column: Sequence[Slot]) -> Other | None:
    """Return what a column without figures holds, or None if it is nothing for a figure."""
    if title.is_silent or not column:
        return None
    counts: Counter[Other] = Counter()
    for one in column:
        if one.is_year or (one.title and one.title.meaning is Other.YEAR):
            counts[Other.YEAR] += 1
        elif one.title is not None:
            counts[Other.LABEL] += 1
        elif one.is_unit:
            counts[Other.UNIT] += 1
        elif one.is_words:
            counts[Other.NAME] += 1
    if title.meaning is Other.UNIT:
        return Other.UNIT
    if title.meaning is Other.NAME and counts[Other.NAME]:
        return Other.NAME
    return counts.most_common(1)[0][0] if counts else None
