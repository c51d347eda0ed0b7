"""Figures that are called rates and are none: a rate is near a hundred, whatever is counted in its row."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from reports.reading.confidence import agrees, rates
from reports.reading.doubts.told import COUNTED, RESULTS, Doubt, Told
from reports.reading.facts import FactRole, Reading

_RATES: Final = (Decimal(30), Decimal(300))  # what is counted in such sizes looks like a rate itself
_TWICE: Final = 2
_FEWEST_ROWS: Final = 2
_ENOUGH_ROWS: Final = 3
_MOST: Final = Decimal("0.75")


def figures_called_rates(told: Told) -> Iterator[Doubt]:
    """Yield the rows with rates of tables in which most rates do not recompute and are as large as what is counted."""
    for rows in told.tables():
        rated = [row for row in rows if _values(told.readings[row], {FactRole.RATE})]
        telling = [row for row in rated if not _RATES[0] <= _size(told.readings[row]) <= _RATES[1]]
        wrong = sum(_are_counted(told.readings[row]) for row in telling)
        if wrong >= _FEWEST_ROWS and wrong >= _MOST * len(telling):
            yield from (Doubt(row, is_refuted=wrong >= _ENOUGH_ROWS) for row in rated)


def _values(reading: Reading, roles: set[FactRole] | frozenset[FactRole]) -> Sequence[Decimal]:
    return sorted(fact.value for fact in reading.facts if fact.role in roles and fact.value)


def _size(reading: Reading) -> Decimal:
    """Return the size of what is counted in a row: its middle figure; where there is none, that of a rate."""
    sizes = sorted(abs(value) for value in _values(reading, COUNTED))
    return sizes[len(sizes) // 2] if sizes else _RATES[0]


def _are_counted(reading: Reading) -> bool:
    size = _size(reading)
    return all(
        size < abs(rate) * _TWICE and abs(rate) < size * _TWICE and not _recomputes(reading, rate)
        for rate in _values(reading, {FactRole.RATE})
    )


def _recomputes(reading: Reading, rate: Decimal) -> bool:
    base = next(iter(_values(reading, {FactRole.BASELINE})), None)
    return any(
        agrees(rate, computed)
        for target in _values(reading, {FactRole.TARGET})
        for result in _values(reading, RESULTS)
        for computed in rates(base, target, result)
    )
