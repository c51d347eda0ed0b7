"""Rows with more or fewer figures than there are years, set under them where printed rates prove how."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from reports.reading.confidence import is_rate_of
from reports.reading.facts import FactRole
from reports.reading.forms.lines import FormLine
from reports.reading.forms.records import Record
from reports.reading.induction.naming import cell_of
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Value

_ROLES: Final = (FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE)
_MOST_BEFORE: Final = 2  # figures of an aim or a start that has no title here
_FEWEST: Final = 2

Shift = tuple[int, int, int]  # how many figures of the targets, results and rates stand before the first year


def by_rates(record: Record, columns: Sequence[Column]) -> Pairs:
    """Return targets and results under the years if in one way all have their printed rates; else nothing.

    Targets end with the last year; results and their rates stand alike.
    """
    years = [one for one in columns if one.year is not None]
    rows: dict[FactRole | None, FormLine] = {
        row.role: row for row in record.rows if row.role in _ROLES and len(row.values) >= _FEWEST
    }
    if len(rows) < len(_ROLES) or len(years) < _FEWEST:
        return []
    proving = [shift for shift in _shifts(rows, len(years)) if _is_proven(rows, shift, len(years))]
    if len(proving) != 1:
        return []
    shifts = dict(zip(_ROLES, proving[0], strict=True))
    return [pair for role in _ROLES for pair in _pairs(rows[role], role, shifts[role], years)]


def _shifts(rows: Mapping[FactRole | None, FormLine], count: int) -> Iterator[Shift]:
    targets = max(len(rows[FactRole.TARGET].values) - count, 0)
    for results, rates in product(range(_MOST_BEFORE + 1), repeat=2):
        if results == rates and len(rows[FactRole.ACTUAL].values) - results <= count:
            yield targets, results, rates


def _is_proven(rows: Mapping[FactRole | None, FormLine], shift: Shift, count: int) -> bool:
    compared = list(_compared(rows, shift, count))
    return len(compared) >= _FEWEST and all(compared)


def _compared(rows: Mapping[FactRole | None, FormLine], shift: Shift, count: int) -> Iterator[bool]:
    for year in range(count):
        target, result, rate = (
            _value(rows[role].values, year + before) for role, before in zip(_ROLES, shift, strict=True)
        )
        if target is not None and result is not None:
            yield rate is not None and is_rate_of(rate, target, result)
        elif rate is not None:
            yield False


def _value(values: Sequence[Slot], at: int) -> Decimal | None:
    entries = values[at].cell.entries if at < len(values) else ()
    return entries[0].figure.value if len(entries) == 1 else None


def _pairs(
    row: FormLine, role: FactRole, before: int, years: Sequence[Column]
) -> Iterator[tuple[Column, Value]]:
    for year, one in zip(years, row.values[before:], strict=False):
        column = Column(role=role, year=year.year, words=year.words)
        yield column, Value(cell_of(one), one.line or row.line)
