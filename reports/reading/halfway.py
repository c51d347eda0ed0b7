"""Values halfway to an aim: 中間値 of a year that is still to come when a plan is written is promised, not counted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import Fact, FactRole, Reading

_NEAR: Final = 2  # years that a document may be younger than what it says of itself
_FAR: Final = 5  # years between a start, what lies halfway and the aim of a plan without a date


def with_aims_halfway(readings: Sequence[Reading], present: int | None, *, are_titled: bool) -> list[Reading]:
    """Return readings in which the only figure between a start and a later aim, of a year to come, is an aim too.

    `present` is the year in which the document was written. Where it says none but has titles of what lies halfway
    (`are_titled`), what is years behind its last start, and years before the aim, is to come.
    """
    starts = [fact.year for one in readings for fact in one.of(FactRole.BASELINE).values() if fact.year]
    if present is not None:
        return [replace(one, facts=tuple(_facts(one, present + _NEAR, 1))) for one in readings]
    last = max(starts, default=None)
    if last is None or not are_titled:
        return list(readings)
    return [replace(one, facts=tuple(_facts(one, last + _FAR, _FAR))) for one in readings]


def _facts(reading: Reading, last: int, before: int) -> Iterator[Fact]:
    results = [fact for fact in reading.facts if fact.role is FactRole.ACTUAL]
    aims = [year for year in reading.of(FactRole.TARGET) if year is not None]
    is_halfway = len(results) == 1 and bool(reading.of(FactRole.BASELINE)) and bool(aims)
    for fact in reading.facts:
        year = fact.year or 0
        is_aim = is_halfway and last < year <= max(aims) - before and year not in aims
        yield replace(fact, role=FactRole.TARGET) if is_aim and fact.role is FactRole.ACTUAL else fact
