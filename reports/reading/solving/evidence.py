"""What the figures say for and against a way to read a head: rates, differences, units, the years in cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reports.reading.confidence import rates
from reports.reading.facts import COUNTED, DERIVED, FactRole
from reports.reading.figures import SHARES
from reports.reading.solving.records import Record
from reports.reading.solving.ways import EXPLAINED, MOST_WAYS, PROVEN, Columns, Way
from reports.reading.tables import Column

_DISPROVED: Final = 2.5
_UNLIKE: Final = 2.0
_MOSTLY: Final = 0.7
_UNEVEN: Final = 0.8
_MOST_UNEVEN: Final = 3.0
_FEWEST: Final = 2
_CLOSE: Final = Decimal("0.6")
_EXACT: Final = Decimal("0.005")

Figures = list[tuple[FactRole, int | None, Decimal]]


def weighed_ways(ways: Sequence[Way], records: Sequence[Record]) -> list[Way]:
    """Return the best ways, cheaper or dearer by what the figures of the records say, in their new order."""
    told = [replace(way, cost=way.cost + _said(way, records)) for way in ways[:MOST_WAYS]]
    return sorted(told, key=lambda way: way.cost)


def _said(way: Way, records: Sequence[Record]) -> float:
    price = 0.0
    agreeing = [one for record in records for one in _agreeing(way, record)]
    if len(agreeing) >= _FEWEST:
        share = sum(agreeing) / len(agreeing)
        price += -PROVEN if share > 0.7 else _DISPROVED if share < 0.4 else 0.0
    price -= EXPLAINED * sum(_is_derived(way, records, at) for at in range(len(way.columns)))
    unlike = [_is_unlike(way, record) for record in records]
    price += _UNLIKE if sum(unlike) * 4 > len(records) else 0.0
    price += _UNEVEN * _unevenness(way, records)
    dated = [one for record in records for one in _years_agree(way, record)]
    if len(dated) * 2 > sum(len(_figures(way, record)) for record in records) and sum(dated) * 2 < len(dated):
        price += _DISPROVED
    return price


def _is_derived(way: Way, records: Sequence[Record], at: int) -> bool:
    """Say whether a column that is no indicator's holds the rates, or differences, of targets and results."""
    if way.columns[at] is not None:
        return False
    said = [one for record in records if (one := _is_rate(way, record, at)) is not None]
    return len(said) > _FEWEST and sum(said) > _MOSTLY * len(said)


def _is_rate(way: Way, record: Record, at: int) -> bool | None:
    """Say whether the figure of a column is a rate or difference of the record; None if nothing is there."""
    one, figures = record.fields[at], _figures(way, record)
    results = _values(figures, FactRole.ACTUAL)
    targets = _values(figures, FactRole.TARGET)
    if one is None or not one.slot.cell.entries or not results or not targets:
        return None
    printed, base = (
        one.slot.cell.entries[0].figure.value,
        next(iter(_values(figures, FactRole.BASELINE)), None),
    )
    return any(_is_of(printed, base, target, result) for result in results for target in targets)


def _values(figures: Figures, role: FactRole) -> list[Decimal]:
    return [value for one, _, value in figures if one is role]


def _figures(way: Way, record: Record) -> Figures:
    """Return the figures of a record; years whose role its label says are alike, so that they count as results."""
    return [
        (
            column.role or FactRole.ACTUAL,
            column.year.year if column.year else None,
            one.slot.cell.entries[0].figure.value,
        )
        for column, one in zip(way.columns, record.fields, strict=True)
        if column is not None and one is not None and one.slot.cell.entries
    ]


def _agreeing(way: Way, record: Record) -> Iterator[bool]:
    """Yield for each printed rate and difference whether it is of a result of the record and a figure beside it.

    One that has a year is of the result of that year; a target is of that year or later, any other figure earlier.
    """
    figures = _figures(way, record)
    base = next(iter(_values(figures, FactRole.BASELINE)), None)
    for role, year, printed in figures:
        if role not in DERIVED:
            continue
        pairs = [
            (result, other)
            for one, of, result in figures
            if one is FactRole.ACTUAL and (year is None or of in {year, None})
            for other in _beside(figures, of)
        ]
        if pairs:
            yield any(_is_of(printed, base, other, result) for result, other in pairs)
        elif year is not None and len(figures) > _FEWEST:
            yield False


def _beside(figures: Figures, year: int | None) -> Iterator[Decimal]:
    """Yield the figures with which a result of a year may be compared."""
    for role, other, value in figures:
        is_later = other is None or year is None or other >= year
        if role is FactRole.BASELINE or (role is FactRole.TARGET and is_later):
            yield value
        if role is FactRole.ACTUAL and other is not None and year is not None and other < year:
            yield value


def _is_of(printed: Decimal, base: Decimal | None, other: Decimal, result: Decimal) -> bool:
    """Say whether a printed figure is the difference, the change or the rate of two others."""
    if abs(abs(printed) - abs(result - other)) < _EXACT:
        return bool(result != other) or not printed
    change = abs(abs((result - other) / other * 100) - abs(printed)) <= _CLOSE if other else False
    return change or any(abs(printed - rate) <= _CLOSE for rate in rates(base, other, result))


def _unevenness(way: Way, records: Sequence[Record]) -> float:
    """Return how much more figures go up and down, in the order of their years, than from lowest to highest."""
    ways = [one for record in records if (one := _up_and_down(_in_time(way, record))) is not None]
    return min(sum(ways) / len(ways), _MOST_UNEVEN) if ways else 0.0


def _in_time(way: Way, record: Record) -> list[Decimal]:
    """Return start and results in the order of their years, and the targets behind the last."""
    told = [
        (column.year.year, column.role is FactRole.TARGET, one.slot.cell.entries[0].figure.value)
        for column, one in zip(way.columns, record.fields, strict=True)
        if column is not None and column.role in COUNTED and column.year and one is not None
        if one.slot.cell.entries
    ]
    last = max((year for year, is_target, _ in told if not is_target), default=0)
    return [value for year, is_target, value in sorted(told) if not is_target or year >= last]


def _up_and_down(values: Sequence[Decimal]) -> float | None:
    span = max(values, default=Decimal(0)) - min(values, default=Decimal(0))
    if len(values) <= _FEWEST or not span:
        return None
    return float(sum(abs(after - before) for before, after in pairwise(values)) / span) - 1.0


def _is_unlike(way: Way, record: Record) -> bool:
    """Say whether some of the figures that count the same are shares and some are not."""
    units = {
        one.slot.cell.entries[0].figure.unit in SHARES
        for column, one in zip(way.columns, record.fields, strict=True)
        if column is not None and column.role in COUNTED and one is not None and one.slot.cell.entries
        if one.slot.cell.entries[0].figure.unit
    }
    return len(units) > 1


def _years_agree(way: Way, record: Record) -> Iterator[bool]:
    for column, one in zip(way.columns, record.fields, strict=True):
        if (
            column is not None
            and column.year is not None
            and one is not None
            and one.slot.cell.year is not None
        ):
            yield abs(one.slot.cell.year.year - column.year.year) <= _FEWEST


def with_differences(way: Way, records: Sequence[Record]) -> Way:
    """Return a way in which a column of rates that are differences of results and targets is said to hold these."""
    columns = list(way.columns)
    for at, column in enumerate(columns):
        if column is None or column.role is not FactRole.RATE:
            continue
        said = [
            any(abs(printed - (result - target)) < _EXACT for result, target in _pairs(way, record))
            for record in records
            if (printed := _value(record, at)) is not None
        ]
        if sum(said) * 2 > len(said):
            columns[at] = replace(column, role=FactRole.DIFFERENCE)
    return replace(way, columns=tuple(columns))


def _pairs(way: Way, record: Record) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the results of a record with the targets of their years."""
    figures = _figures(way, record)
    for role, year, result in figures:
        for other, of, target in figures:
            if role is FactRole.ACTUAL and other is FactRole.TARGET and year == of:
                yield result, target


def with_sums(way: Way, records: Sequence[Record]) -> Way:
    """Return a way in which a column that is the sum of the years before it holds the result, and they its parts."""
    for at, column in enumerate(way.columns):
        before = [
            place
            for place, one in enumerate(way.columns[:at])
            if one is not None and one.role is FactRole.ACTUAL and one.year is not None
        ]
        if column is None and len(before) > _FEWEST and _are_sums(records, before, at):
            return replace(way, columns=_of_period(way.columns, before, at))
    return way


def _are_sums(records: Sequence[Record], before: Sequence[int], at: int) -> bool:
    said = []
    for record in records:
        values = [_value(record, place) for place in (*before, at)]
        if all(value is not None for value in values):
            said.append(sum(value or 0 for value in values[:-1]) == values[-1])
    return len(said) >= _FEWEST and sum(said) > _MOSTLY * len(said)


def _value(record: Record, at: int) -> Decimal | None:
    one = record.fields[at]
    return one.slot.cell.entries[0].figure.value if one is not None and one.slot.cell.entries else None


def _of_period(columns: Columns, parts: Sequence[int], at: int) -> Columns:
    """Return columns with the parts of a sum as such, the sum and the target beside it of the last year."""
    last = max(
        (one.year for place in parts if (one := columns[place]) and one.year), key=lambda year: year.year
    )
    found: list[Column | None] = []
    for place, one in enumerate(columns):
        if place == at:
            found.append(Column(role=FactRole.ACTUAL, year=last))
        elif one is not None and place in parts:
            found.append(replace(one, role=FactRole.ANNUAL_ACTUAL))
        elif one is not None and one.role is FactRole.TARGET and one.year is None:
            found.append(replace(one, year=last))
        else:
            found.append(one)
    return tuple(found)
