"""Figures called a start, 現況値, that are results: of several years, or of a year for which something was promised."""

from collections.abc import Sequence
from typing import Final

from reports.reading.facts import FactRole, Reading

_FEWEST: Final = 2


def with_results_for_starts(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings in which a start is of one year, the first, before those that something was promised for.

    Of years behind each other, three at least, none is the start.
    """
    return [_with_results(one) for one in readings]


def _with_results(reading: Reading) -> Reading:
    starts = {year for year in reading.of(FactRole.BASELINE) if year is not None}
    aims = {year for year in reading.of(FactRole.TARGET) if year is not None}
    counted = set(reading.of(FactRole.ACTUAL))
    if len(starts) >= _FEWEST:
        first, second, *_ = sorted(starts)
        is_yearly = len(starts) > _FEWEST and second - first == 1
        results = starts if is_yearly else starts - {first}
    else:
        results = {year for year in starts & aims if len(aims) >= _FEWEST and year < max(aims)}
    if not results or results & counted:
        return reading
    return reading.called(FactRole.BASELINE, FactRole.ACTUAL, results)
