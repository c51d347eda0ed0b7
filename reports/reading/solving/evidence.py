"""What the figures say for and against a way to read a head: rates, differences, units, the years in cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.confidence import rates
from reports.reading.facts import FactRole
from reports.reading.solving.heads import Way
from reports.reading.solving.records import Record

_MOST_WAYS: Final = 12
_PROVEN: Final = 2.0
_DISPROVED: Final = 2.5
_UNLIKE: Final = 2.0
_EXPLAINED: Final = 0.8
_MOSTLY: Final = 0.7
_FEWEST: Final = 2
_CLOSE: Final = Decimal("0.6")
_EXACT: Final = Decimal("0.005")
_SHARES: Final = {"％", "%", "パーセント"}
_COUNTED: Final = (FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL)

Figures = dict[tuple[FactRole, int | None], Decimal]


def weighed_ways(ways: Sequence[Way], records: Sequence[Record]) -> list[Way]:
    """Return the best ways, cheaper or dearer by what the figures of the records say, in their new order."""
    told = [replace(way, cost=way.cost + _said(way, records)) for way in ways[:_MOST_WAYS]]
    return sorted(told, key=lambda way: way.cost)


def _said(way: Way, records: Sequence[Record]) -> float:
    price = 0.0
    agreeing = [one for record in records for one in _agreeing(way, record)]
    if len(agreeing) >= _FEWEST:
        share = sum(agreeing) / len(agreeing)
        price += -_PROVEN if share > 0.7 else _DISPROVED if share < 0.4 else 0.0
    price -= _EXPLAINED * sum(_is_derived(way, records, at) for at in range(len(way.columns)))
    unlike = [_is_unlike(way, record) for record in records]
    price += _UNLIKE if sum(unlike) * 4 > len(records) else 0.0
    dated = [one for record in records for one in _years_agree(way, record)]
    if dated and sum(dated) * 2 < len(dated):
        price += _DISPROVED
    return price


def _is_derived(way: Way, records: Sequence[Record], at: int) -> bool:
    """Say whether a column that is no indicator's holds the rates, or differences, of targets and results."""
    if way.columns[at] is not None:
        return False
    said = [one for record in records if (one := _is_rate(way, record, at)) is not None]
    return len(said) > _FEWEST and sum(said) > _MOSTLY * len(said)


def _is_rate(way: Way, record: Record, at: int) -> bool | None:
    one, figures = record.fields[at], _figures(way, record)
    results = [value for (role, _), value in figures.items() if role is FactRole.ACTUAL]
    targets = [value for (role, _), value in figures.items() if role is FactRole.TARGET]
    base = next((value for (role, _), value in figures.items() if role is FactRole.BASELINE), None)
    if one is None or not one.slot.cell.entries or not results or not targets:
        return None
    printed = one.slot.cell.entries[0].figure.value
    return any(_is_of(printed, base, target, result) for result in results for target in targets)


def _figures(way: Way, record: Record) -> Figures:
    found: Figures = {}
    for column, one in zip(way.columns, record.fields, strict=True):
        if column is not None and column.role is not None and one is not None and one.slot.cell.entries:
            year = column.year.year if column.year else None
            found[column.role, year] = one.slot.cell.entries[0].figure.value
    return found


def _agreeing(way: Way, record: Record) -> Iterator[bool]:
    """Yield for each printed rate and difference whether it is of a result of the record and a figure beside it.

    One that has a year is of the result of that year.
    """
    figures = _figures(way, record)
    for (role, year), printed in figures.items():
        if role not in {FactRole.RATE, FactRole.DIFFERENCE}:
            continue
        results = {
            other: value
            for (one, other), value in figures.items()
            if one is FactRole.ACTUAL and (year is None or other in {year, None})
        }
        others = [
            value
            for (one, other), value in figures.items()
            if one in _COUNTED and (year is None or other != year or one is FactRole.TARGET)
        ]
        if results and len(others) > (year is None):
            base = next((value for (one, _), value in figures.items() if one is FactRole.BASELINE), None)
            yield any(_is_of(printed, base, one, result) for result in results.values() for one in others)
        elif year is not None and len(figures) > _FEWEST:
            yield False


def _is_of(printed: Decimal, base: Decimal | None, other: Decimal, result: Decimal) -> bool:
    """Say whether a printed figure is the difference, the change or the rate of two others."""
    if abs(abs(printed) - abs(result - other)) < _EXACT:
        return bool(result != other) or not printed
    change = abs((result - other) / other * 100 - printed) <= _CLOSE if other else False
    return change or any(abs(printed - rate) <= _CLOSE for rate in rates(base, other, result))


def _is_unlike(way: Way, record: Record) -> bool:
    """Say whether some of the figures that count the same are shares and some are not."""
    units = {
        one.slot.cell.entries[0].figure.unit in _SHARES
        for column, one in zip(way.columns, record.fields, strict=True)
        if column is not None and column.role in _COUNTED and one is not None and one.slot.cell.entries
        if one.slot.cell.entries[0].figure.unit
    }
    return len(units) > 1


def _years_agree(way: Way, record: Record) -> Iterator[bool]:
    for column, one in zip(way.columns, record.fields, strict=True):
        if column is not None and column.year is not None and one is not None and one.slot.cell.year is not None:
            yield abs(one.slot.cell.year.year - column.year.year) <= _FEWEST
