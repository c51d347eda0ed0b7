"""A table as columns with a meaning and rows with cells; how a row's cells find their columns, and become facts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.cells import UNNAMED, Cell, CellFigure
from reports.reading.documents import Line, place
from reports.reading.facts import COUNTED, DERIVED, Confidence, Fact, FactRole, Reading
from reports.reading.titles import Title
from reports.reading.wording import circled, compact, named, without_number
from reports.reading.years import PrintedYear

_TOTALS: Final = re.compile(r"^(?:男女計|全体|総数|合計|計)$")
_CUMULATIVE: Final = re.compile(r"累計|累積|延べ|延数")
_UNIT_IN_NAME: Final = re.compile(r"[((](?:単位:)?([^()()\d]{1,8})[))](?:［累計］|\[累計\])?$")
_WHOLE_NAME: Final = re.compile(
    r"(?:率|数|量|割合|額|人口|面積|件|度|時間|距離|高|者|値|合|金|度合い?|状況)(?:\(.*\))?$"
)
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
DEFAULT_TARGET: Final = "目標値"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What stands in a column; a column of years alone has no role, its rows say which."""

    role: FactRole | None
    year: PrintedYear | None = None
    words: str = ""
    is_period: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A cell and the line it stands on."""

    cell: Cell
    line: Line


@dataclass(slots=True, kw_only=True)
class Row:
    """A line of a table: whose figures they are, what its label says they are, and the figures."""

    name: str
    line: Line
    values: list[Value] = field(default_factory=list)
    label: Title | None = None
    unit: str = ""
    kind: str = ""
    number: str = ""


Pairs = list[tuple[Column, Value]]


def fit(columns: Sequence[Column], row: Row) -> Pairs | None:
    """Return each value with its column, or None if nothing shows which belongs to which."""
    fitting = list(columns)
    if row.label and row.label.meaning is FactRole.TARGET and len(row.values) < len(columns):
        fitting = [column for column in columns if column.role is not FactRole.BASELINE]
    if len(row.values) == len(fitting) and _units_agree(fitting, row.values):
        return list(zip(fitting, row.values, strict=True))
    return _by_own_years(fitting, row) or _without_rates(fitting, row)


def _units_agree(columns: Sequence[Column], values: Sequence[Value]) -> bool:
    """Say whether the figures are shares all or none, apart from rates."""
    shares = {
        _is_share(value)
        for column, value in zip(columns, values, strict=True)
        if column.role is not FactRole.RATE and value.cell.has_figure and value.cell.entries[0].figure.value
    }
    return len(shares) < 2


def _by_own_years(columns: Sequence[Column], row: Row) -> Pairs | None:
    """Find the columns by the years inside the cells."""
    years = [column.year.year if column.year else None for column in columns]
    pairs: Pairs = []
    for value in row.values:
        own = value.cell.year.year if value.cell.year else None
        if own is None or years.count(own) != 1:
            return None
        pairs.append((columns[years.index(own)], value))
    return pairs or None


def _without_rates(columns: Sequence[Column], row: Row) -> Pairs | None:
    """Leave out rates between counts, and the differences that such rates explain, if the rest fits."""
    shares = [_is_share(value) for value in row.values]
    if not any(shares) or all(shares) or not all(value.cell.has_figure for value in row.values):
        return None
    counts = [value for value, share in zip(row.values, shares, strict=True) if not share]
    explained = any(
        share and _is_difference(row.values[max(at - len(columns) - 1, 0) : at])
        for at, share in enumerate(shares)
    )
    if len(counts) == len(columns) and not explained:
        return list(zip(columns, counts, strict=True))
    kept, begun = [], 0
    for position, value in enumerate(row.values):
        following = position + 1 < len(shares) and shares[position + 1]
        if shares[position]:
            begun = position + 1
        elif not (following and _is_difference(row.values[begun : position + 1])):
            kept.append(value)
    return list(zip(columns, kept, strict=True)) if len(kept) == len(columns) else None


def _is_share(value: Value) -> bool:
    return any(entry.figure.unit in {"％", "パーセント"} for entry in value.cell.entries)


def _is_difference(values: Sequence[Value]) -> bool:
    """Say whether the last of some figures is the first less the one before it."""
    figures = [value.cell.entries[0].figure.value for value in values if value.cell.entries]
    return len(figures) > 2 and abs(figures[0] - figures[-2]) == abs(figures[-1])


def facts_of(pairs: Pairs, label: Title | None) -> Iterator[tuple[str, Fact]]:
    """Yield each fact of a row with the label of its series ("" where the cell has one figure)."""
    for column, value in pairs:
        role = label.meaning if label and isinstance(label.meaning, FactRole) else column.role
        if column.role is FactRole.BASELINE and role is FactRole.ACTUAL:
            role = FactRole.BASELINE
        if not isinstance(role, FactRole):
            continue
        if value.cell.has_figure:
            for entry in value.cell.entries:
                yield entry.label, _fact(role, column, value, entry)
        elif value.cell.is_goal and role in COUNTED:
            yield "", _words(role, column, value)


def _fact(role: FactRole, column: Column, value: Value, entry: CellFigure) -> Fact:
    year = entry.year or column.year
    figure = entry.figure
    return Fact(
        role=role,
        place=place(value.line, value.cell.text),
        confidence=Confidence.UNSURE,
        year=year.year if year else None,
        value=figure.value,
        text="",
        label=(year is None and _every(value.cell.note)) or _label_of(column, year),
        unit=figure.unit,
        comparator="" if entry.upper is not None else figure.comparator,
        upper=entry.upper,
        approx=figure.approx,
        is_calendar=bool(year and year.is_calendar),
        is_period=column.is_period,
        revised_from=entry.revised_from,
    )


def _words(role: FactRole, column: Column, value: Value) -> Fact:
    year = value.cell.year or column.year
    return Fact(
        role=role,
        place=place(value.line, value.cell.text),
        confidence=Confidence.UNSURE,
        year=year.year if year else None,
        text=named(value.cell.text),
        label=_label_of(column, year),
        is_calendar=bool(year and year.is_calendar),
    )


def _every(note: str) -> str:
    """Return what a bracket says in place of a year: 毎年度."""
    return note if re.fullmatch(r"(?:毎|各)年度?|.*期間.*", note) else ""


def _label_of(column: Column, year: PrintedYear | None) -> str:
    if column.role is FactRole.INTERIM:
        return column.words  # they say on which day
    return named(_BRACKETS.sub("", column.words)) if year is None else year.label if "~" in year.label else ""


def readings_of(row: Row, told: Iterable[tuple[str, Fact]], group: str = "") -> list[Reading]:
    """Return the indicators of a row: one for each labelled series; what has no label belongs to all of them."""
    facts = list(told)
    labels = list(dict.fromkeys(label for label, _ in facts if label))
    name = full_name(row.name, group)
    if any(label.startswith(UNNAMED) for label in labels):
        return _unnamed(row, facts, labels)
    if len(labels) < 2 and not any(circled(label[:1]) for label in labels):
        return [_reading(row, name, tuple(fact for _, fact in facts))] if facts else []
    whole = [label for label in labels if _TOTALS.match(label)] or labels
    return [
        _reading(
            row,
            _series_name(name, label),
            tuple(fact for one, fact in facts if one == label or (not one and label in whole)),
        )
        for label in labels
    ]


def _unnamed(row: Row, facts: list[tuple[str, Fact]], labels: list[str]) -> list[Reading]:
    """Return the series of cells with several figures and no labels: named by as many last words of the name."""
    words = row.name.split()
    counts = Counter(fact.place.quote for label, fact in facts if label)
    if len(counts) < 2 or set(counts.values()) != {len(labels)} or len(words) < len(labels):
        return []
    base = named(" ".join(words[: -len(labels)]))
    return [
        _reading(row, f"{base} {word}".strip(), tuple(fact for one, fact in facts if one in {label, ""}))
        for label, word in zip(labels, words[-len(labels) :], strict=True)
    ]


def _series_name(name: str, label: str) -> str:
    """Return the name of one series; a label that says what is counted is a name of its own."""
    if circled(label[:1]) and label in name:
        start = name.index(label)
        rest = name[start + 1 :]
        end = next((at for at, letter in enumerate(rest) if circled(letter) and at > 3), len(rest))
        return f"{label}{rest[:end]}".strip()
    return f"{name} {label}"


def full_name(name: str, group: str) -> str:
    """Return a row's name, after the name of its group where it does not say by itself what is counted."""
    bare = named(name)
    if group and not _WHOLE_NAME.search(compact(bare)):
        return f"{named(group)} {bare}".strip()
    return bare


def is_whole_name(name: str) -> bool:
    """Say whether a name says by itself what is counted: it ends with 率, 数, 割合 …"""
    return bool(_WHOLE_NAME.search(compact(name)))


def own_name(name: str, following: Sequence[str]) -> str:
    """Return the row's own name where the names of the following rows are glued to it."""
    whole = compact(name)
    tail = ""
    for count, other in enumerate(following, start=1):
        tail += compact(other)
        if not whole.endswith(tail) and tail not in whole:
            return name
        if whole.endswith(tail) and len(whole) > len(tail):
            return named(named(name)[: -len(tail)]) if count else name
    return name


def _reading(row: Row, name: str, facts: tuple[Fact, ...]) -> Reading:
    units = [fact.unit for fact in facts if fact.unit and fact.role not in DERIVED]
    unit = row.unit or (max(units, key=units.count) if units else _unit_in(name))
    return Reading(
        name=without_number(name) if not circled(name[:1]) else name,
        facts=tuple(replace(fact, unit="" if fact.unit == unit else fact.unit) for fact in facts),
        place=place(row.line),
        number=row.number,
        kind=row.kind,
        unit=unit,
        accumulation="cumulative" if _CUMULATIVE.search(name) else "",
    )


def _unit_in(name: str) -> str:
    match = _UNIT_IN_NAME.search(compact(name))
    return match[1] if match and not _CUMULATIVE.search(match[1]) and len(match[1]) <= 4 else ""
