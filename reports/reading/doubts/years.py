"""What years say against figures: results of years to come, years that the line itself gives otherwise."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from reports.reading.doubts.told import COUNTED, RESULTS, Doubt, Told
from reports.reading.facts import Fact, FactRole, Reading
from reports.reading.wording import tidy
from reports.reading.years import years_in

_LONGEST: Final = 120
_FEWEST_RESULTS: Final = 2
_FEWEST_YEARLY: Final = 2
_START: Final = re.compile(r"基準|策定時|当初|現状|現況")
_ABOVE: Final = 30  # lines


def results_to_come(told: Told) -> Iterator[Doubt]:
    """Yield results of years after the document's own that follow a gap: they are what somebody aims at.

    Where results go on year after year, the document may be younger than it says; what sentences say is of their year.
    """
    if told.present is None:
        return
    for row, reading in enumerate(told.readings):
        years = [fact.year for fact in reading.facts if fact.role in RESULTS and fact.year is not None]
        counted = max((year for year in years if year <= told.present), default=None)
        later = min((year for year in years if year > told.present), default=None)
        if later is None or (counted is not None and later - counted < _FEWEST_RESULTS):
            continue
        if counted is None and not _is_said(told, reading):
            continue  # the document may be younger than it says
        for at, fact in enumerate(reading.facts):
            if fact.role in RESULTS and (fact.year or 0) > told.present:
                yield Doubt(row, at)


def _is_said(told: Told, reading: Reading) -> bool:
    """Say whether sentences say all of a reading."""
    return all("。" in told.lines.get(fact.place.line, "") for fact in reading.facts)


def years_of_their_own(told: Told) -> Iterator[Doubt]:
    """Yield the figures of a line that names one year, if all of them are said to be of another."""
    for row, reading in enumerate(told.readings):
        for line in {fact.place.line for fact in reading.facts}:
            on_line = [at for at, fact in enumerate(reading.facts) if fact.place.line == line]
            years = {reading.facts[at].year for at in on_line if reading.facts[at].role in COUNTED}
            named = _named_on(told, line, reading)
            if len(named) == len(years) == 1 and None not in years and named != years:
                yield from (Doubt(row, at) for at in on_line)


def _named_on(told: Told, line: int, reading: Reading) -> set[int | None]:
    """Return the years that a short line names, but for those in the name of what is counted."""
    words = told.lines.get(line, "")
    if "。" in words or len(words) > _LONGEST:
        return set()
    name = tidy(reading.name)
    return {one.year for one in years_in(words, told.calendar) if one.label not in name}


def starts_after_results(told: Told) -> Iterator[Doubt]:
    """Yield rows whose start is no earlier than their last result, or their first target."""
    for row, reading in enumerate(told.readings):
        starts = _years(reading.facts, FactRole.BASELINE)
        results = _years(reading.facts, FactRole.ACTUAL)
        if starts and len(results) >= _FEWEST_RESULTS and min(starts) >= max(results):
            yield Doubt(row, is_refuted=False)


def second_starts(told: Told) -> Iterator[Doubt]:
    """Yield the starts of a row that has an earlier one: there is one start only."""
    for row, reading in enumerate(told.readings):
        starts = {
            at: fact
            for at, fact in enumerate(reading.facts)
            if fact.role is FactRole.BASELINE and fact.value is not None
        }
        first = min((fact.year for fact in starts.values() if fact.year is not None), default=None)
        if len({(fact.year, fact.value) for fact in starts.values()}) > 1:
            yield from (Doubt(row, at) for at, fact in starts.items() if fact.year != first)


def starts_among_yearly(told: Told) -> Iterator[Doubt]:
    """Yield rows without a start whose yearly figures begin some years earlier with one, where a head names a start.

    It took the place of the start, and with it all figures behind it moved.
    """
    for row, reading in enumerate(told.readings):
        if _years(reading.facts, FactRole.BASELINE):
            continue
        if any(_begin_apart(_years(reading.facts, role)) for role in (FactRole.TARGET, FactRole.ACTUAL)):
            first = reading.first_line
            if any(_START.search(told.lines.get(line, "")) for line in range(first - _ABOVE, first)):
                yield Doubt(row)


def _begin_apart(years: Iterable[int]) -> bool:
    """Say whether years follow each other but for the first, which is some years earlier."""
    steps = [after - before for before, after in pairwise(sorted(set(years)))]
    return len(steps) >= _FEWEST_YEARLY and steps[0] > 1 and set(steps[1:]) == {1}


def _years(facts: Sequence[Fact], role: FactRole) -> list[int]:
    return [fact.year for fact in facts if fact.role is role and fact.year is not None]
