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
_FEWEST: Final = 2
_CLOSE: Final = Decimal("0.6")
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
    unlike = [_is_unlike(way, record) for record in records]
    price += _UNLIKE if sum(unlike) * 4 > len(records) else 0.0
    dated = [one for record in records for one in _years_agree(way, record)]
    if dated and sum(dated) * 2 < len(dated):
        price += _DISPROVED
    return price


def _figures(way: Way, record: Record) -> Figures:
    found: Figures = {}
    for column, one in zip(way.columns, record.fields, strict=True):
        if column is not None and column.role is not None and one is not None and one.slot.cell.entries:
            year = column.year.year if column.year else None
            found[column.role, year] = one.slot.cell.entries[0].figure.value
    return found


def _agreeing(way: Way, record: Record) -> Iterator[bool]:
    """Yield for each printed rate and difference whether it is of a target, a start and a result of the record."""
    figures = _figures(way, record)
    results = [value for (role, _), value in figures.items() if role is FactRole.ACTUAL]
    others = [value for (role, _), value in figures.items() if role in {FactRole.TARGET, FactRole.BASELINE}]
    base = next((value for (role, _), value in figures.items() if role is FactRole.BASELINE), None)
    if not results or not (others or len(results) > 1):
        return
    for (role, _), printed in figures.items():
        if role is FactRole.RATE:
            yield any(
                abs(printed - rate) <= _CLOSE
                for target in others
                for result in results
                for rate in rates(base, target, result)
            )
        if role is FactRole.DIFFERENCE:
            pairs = [(one, other) for one in (*results, *others) for other in (*results, *others)]
            yield any(
                abs(one - other) == abs(printed)
                or (other and abs((one - other) / other * 100 - printed) <= _CLOSE)
                or (other and abs(one / other * 100 - printed) <= _CLOSE)
                for one, other in pairs
            )


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
