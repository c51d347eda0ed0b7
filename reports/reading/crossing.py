"""The figures of a grid, each with the name, role and year that stand above it and beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.axes import Axis, Beside, GridRow, Section, axes_above, beside_of
from reports.reading.cells import Cell
from reports.reading.documents import Line
from reports.reading.facts import BASES, DERIVED, FactRole
from reports.reading.slots import Slot
from reports.reading.tables import Column, Value
from reports.reading.titles import Other
from reports.reading.wording import compact
from reports.reading.years import PrintedYear

_SECTION: Final = re.compile(r"第?\d+|[(（]|[ⅠⅡⅢⅣⅤ【■●○◆]")
_FINAL: Final = re.compile(r"(?:最終|計画|中間)?目標値?(?!年)")
_LATEST: Final = re.compile("直近|最新|現在|前年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A figure with what the axes say of it."""

    name: str
    group: str
    unit: str
    column: Column
    value: Value


@dataclass(slots=True, kw_only=True)
class Crossed:
    """A section while it is read: its axes, the name that holds on, the figures found and those left unexplained."""

    section: Section
    context: FactRole | None
    caption: str
    above: dict[int, Axis]
    beside: Beside
    has_names: bool
    has_targets: bool
    side: Axis = field(default_factory=Axis)
    group: str = ""
    found: list[Crossing] = field(default_factory=list)
    total: int = 0
    unexplained: int = 0


def crossed(section: Section, context: FactRole | None, caption: str) -> Crossed:
    """Return every figure of a section with name, role and year as the two axes say."""
    beside = beside_of(section)
    told = Crossed(
        section=section,
        context=context,
        caption=caption,
        above=axes_above(section),
        beside=beside,
        has_names=any(_name_in(row, beside) for row in section.body),
        has_targets=any(_label_role(row, beside) is FactRole.TARGET for row in section.body),
    )
    _with_one_baseline(told.above)
    _with_results(told)
    for row in section.body:
        if not _heads_rows(row, told):
            _row(row, told)
    return told


def _with_one_baseline(above: dict[int, Axis]) -> None:
    """Take a second present value with other words or another year as the one at planning: one is the baseline."""
    bases = [one for _, one in sorted(above.items()) if one.role is FactRole.BASELINE]
    for one in bases[1:]:
        if one.name == bases[0].name and (one.words, one.year) != (bases[0].words, bases[0].year):
            one.meaning = FactRole.PLANNING


def _with_results(told: Crossed) -> None:
    """Take years without a role as results, if a target has a column behind them and the rows have no labels."""
    labelled = any(_label_in(row, told.beside) for row in told.section.body)
    targets = [at for at, one in told.above.items() if one.role is FactRole.TARGET]
    undated = [at for at, one in told.above.items() if one.meaning is None and one.year is not None]
    if not labelled and targets and undated and min(targets) > max(undated):
        for at in undated:
            told.above[at].meaning = FactRole.ACTUAL


def _heads_rows(row: GridRow, told: Crossed) -> bool:
    """Take a row with nothing but words in it as the name of the group, or of the indicator, of those below."""
    filled = [at for at, one in enumerate(row.slots) if one.text]
    if len(filled) != 1 or not row.slots[filled[0]].is_words or (filled[0] and filled[0] == told.beside.name):
        return False
    words = row.slots[filled[0]].text
    told.group = "" if _SECTION.match(words) else words
    told.side = Axis() if told.has_names else Axis(name=words)
    return True


def _row(row: GridRow, told: Crossed) -> None:
    told.side = _side(row, told.beside, told.side)
    if told.has_names and not _speaks(row, told.beside):
        told.unexplained += any(row.slots[at].is_figure for at in told.section.figures)
        return  # a further line of the same indicator, and nothing says of which role
    groups = [row.slots[at].text for at in told.beside.groups if row.slots[at].is_words]
    if groups:
        told.group = "" if _SECTION.match(groups[-1]) else groups[-1]
    for at in told.section.figures:
        one = row.slots[at]
        if one.year or (one.title and isinstance(one.title.meaning, FactRole)):
            told.unexplained += 1  # years or roles of a few figures only
        elif one.text and not one.title and not _is_silent(told.above[at], told):
            told.total += one.is_figure
            told.found += _crossings(one, row, at, told)


def _is_silent(above: Axis, told: Crossed) -> bool:
    """Say whether a column or row is no indicator's: costs, marks, or headed by words that give no role."""
    foreign = above.meaning is None and above.year is None and bool(above.name) and told.has_names
    return above.is_silent or told.side.is_silent or foreign


def _speaks(row: GridRow, beside: Beside) -> bool:
    """Say whether a row has a name, a label or a year of its own."""
    dated = any(row.slots[at].year for at in beside.years)
    return bool(_name_in(row, beside)) or dated or _label_in(row, beside) is not None


def _name_in(row: GridRow, beside: Beside) -> str:
    if beside.name is None or beside.name >= len(row.slots):
        return ""
    one = row.slots[beside.name]
    is_named = beside.titles[beside.name].meaning is Other.NAME
    no_role = one.title is not None and one.title.meaning in {Other.NAME, Other.TEXT}
    return one.text if one.is_words or (is_named and no_role) else ""


def _label_in(row: GridRow, beside: Beside) -> Slot | None:
    places = [*beside.labels, *([beside.name] if beside.name is not None else []), *beside.years]
    titled = [row.slots[at] for at in places if at < len(row.slots) and row.slots[at].title]
    return next((one for one in titled if one.title and one.title.meaning is not Other.NAME), None)


def _label_role(row: GridRow, beside: Beside) -> FactRole | None:
    label = _label_in(row, beside)
    return (
        label.title.meaning if label and label.title and isinstance(label.title.meaning, FactRole) else None
    )


def _side(row: GridRow, beside: Beside, last: Axis) -> Axis:
    """Return what stands beside a row; name and unit hold on until the next name."""
    name = _name_in(row, beside)
    unit = row.slots[beside.unit].text if beside.unit is not None and row.slots[beside.unit].is_words else ""
    label = _label_in(row, beside)
    years = [row.slots[at].year for at in beside.years if row.slots[at].year]
    year = label.year if label else None
    return Axis(
        meaning=label.title.meaning if label and label.title else None,
        year=year or (years[0] if len(beside.years) == 1 and beside.years_lead and years else None),
        name=name or last.name,
        unit=unit if name or unit else last.unit,
        words=label.text if label else "",
    )


def _crossings(one: Slot, row: GridRow, at: int, told: Crossed) -> Iterator[Crossing]:
    """Yield the figures of one place with what is above and beside it, and count those that nothing explains."""
    above, side = told.above[at], told.side
    name = side.name if told.has_names else above.name or side.name or told.caption
    for role, cell in one.parts or ((_role(told, above), one.cell),):
        if role is None or not name:
            told.unexplained += one.is_figure
        elif cell.has_figure or cell.is_goal:
            year = _year(at, row, told)
            words = above.words or side.words
            column = Column(role=role, year=year, words=words, is_period=above.is_period)
            group = told.group if told.has_names else ""
            unit = side.unit or above.unit
            yield Crossing(
                name=name, group=group, unit=unit, column=column, value=_value(cell, one.line or row.line)
            )


def _value(cell: Cell, line: Line) -> Value:
    return Value(cell if cell.has_figure else replace(cell, is_goal=True), line)


def _role(told: Crossed, above: Axis) -> FactRole | None:
    """Return the role on which both axes agree: one says it, or one only says more than the other."""
    beside, over = told.side.role, above.role
    if beside is None or over is None or beside is over:
        return beside or over or (told.context if above.year or told.side.year else None)
    if beside in DERIVED or over in DERIVED:
        return beside if beside in DERIVED else over
    if over in BASES and beside in {FactRole.TARGET, FactRole.ACTUAL}:
        return over
    if over is FactRole.ACTUAL and beside is FactRole.TARGET:
        return over if _LATEST.search(above.words) else None  # it stands beside both lines
    return _of_target_column(told, above) if over is FactRole.TARGET and beside is FactRole.ACTUAL else None


def _of_target_column(told: Crossed, above: Axis) -> FactRole | None:
    """Return what a row of results holds in a column of a target's year: behind the results the final target."""
    if not above.year:
        return None
    is_final = _FINAL.match(compact(above.words)) and not told.has_targets
    return FactRole.TARGET if is_final else FactRole.ACTUAL


def _year(at: int, row: GridRow, told: Crossed) -> PrintedYear | None:
    """Return the year of a figure: of its column, its row, or the column of years that belongs to its own."""
    above, beside = told.above[at], told.beside
    if above.year or told.side.year:
        return above.year or told.side.year
    alike = [one for one in beside.years if above.role and _role_of_years(beside.titles[one]) is above.role]
    near = alike or [at - 1 if beside.years_lead else at + 1]
    return row.slots[near[0]].year if near[0] in beside.years else None


def _role_of_years(title: Axis) -> FactRole | None:
    return FactRole.TARGET if "目標" in title.words else title.role
