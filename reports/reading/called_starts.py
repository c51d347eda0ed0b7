"""Results of the year that a head calls the start, 策定時（R3）: where a row has no start, they are it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import FactRole, Reading
from reports.reading.plans import plan_years
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, years_in

_START: Final = r"(?:計画)?策定(?:当初|時)|基準(?:年度?|時)?|当初|従前"
_BEFORE: Final = re.compile(rf"(?:^|[\s|(])(?:{_START})の?(?:数?値)?[\s|(]*$")
_BEHIND: Final = re.compile(rf"[\d./年月日末度]*[\s(]*(?:{_START})(?:値)?\)?(?:[\s|]|$)")
_COUNTED: Final = re.compile(r"(?:実績|現況|最新|直近|中間|評価)(?:数?値)?[\s|(]*$")
_LONGEST: Final = 120
_FEWEST: Final = 3


def with_called_starts(
    document: Document, readings: Sequence[Reading], calendar: NamedYears
) -> list[Reading]:
    """Return readings in which the first results, in three rows or more, are starts if a head calls their year so."""
    years = _start_years(document, calendar) | _before_the_plan(document, readings, calendar)
    firsts = [_first_result(one) for one in readings] if years else []
    turned = {at for at, year in enumerate(firsts) if year in years}
    if len(turned) < _FEWEST:
        return list(readings)
    return [
        one.called(FactRole.ACTUAL, FactRole.BASELINE, {firsts[at]}) if at in turned else one
        for at, one in enumerate(readings)
    ]


def _before_the_plan(document: Document, readings: Sequence[Reading], calendar: NamedYears) -> set[int]:
    """Return the one year of all results of a plan if it is before the plan's first: from there it begins."""
    results, aims, starts = (
        {year for one in readings for year in one.of(role)}
        for role in (FactRole.ACTUAL, FactRole.TARGET, FactRole.BASELINE)
    )
    dated = {year for year in aims if year is not None}
    span = (
        None if starts or len(results) != 1 or not dated or dated != aims else plan_years(document, calendar)
    )
    first = next(iter(results), None)
    return {first} if span and first is not None and first < span[0] <= min(dated) else set()


def _start_years(document: Document, calendar: NamedYears) -> set[int]:
    """Return the years that heads call starts and nowhere results: a head may go on in the next line."""
    starts: set[int] = set()
    results: set[int] = set()
    lines = [
        words for line in document.lines if (words := tidy(line.text).strip()) and len(words) <= _LONGEST
    ]
    for above, words in pairwise(["", *lines]):
        if "。" in words or "。" in above:
            continue
        for before, year, behind in _years(above, words, calendar):
            if _COUNTED.search(before):
                results.add(year)
            elif _BEFORE.search(before) or _BEHIND.match(behind):
                starts.add(year)
    return starts - results


def _years(above: str, words: str, calendar: NamedYears) -> Iterator[tuple[str, int, str]]:
    """Yield the years of a line with the words before and behind them; what begins a line follows the line above."""
    for year in years_in(words, calendar):
        before = words[: year.start]
        yield (before if before.strip(" (") else f"{above} {before}"), year.year, words[year.end :]


def _first_result(reading: Reading) -> int | None:
    """Return the year of the first result of a row that has no start, if everything else is of later years."""
    counted = [fact for fact in reading.facts if fact.year is not None and fact.value is not None]
    years = [fact.year for fact in counted if fact.year is not None]
    first = min((fact.year for fact in counted if fact.role is FactRole.ACTUAL and fact.year), default=None)
    if first is None or reading.of(FactRole.BASELINE) or years.count(first) > 1 or min(years) < first:
        return None
    return first if max(years) > first else None
