"""What is told as aims and was counted: it goes up and down, or nothing near it speaks of aims."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

from reports.reading.doubts.told import RESULTS, Doubt, Told
from reports.reading.facts import Fact, FactRole, Reading
from reports.reading.wording import compact

_FEWEST_YEARS: Final = 4
_FEWEST_ROWS: Final = 2
_AIMS: Final = re.compile(
    r"目標|計画|KPI|目安|めざ|目指|予定|見込|指標|ねらい|プラン|ビジョン|水準|数値|策定|当初"
)
_ABOVE: Final = 15  # lines that are not empty


def aims_up_and_down(told: Told) -> Iterator[Doubt]:
    """Yield rows of past aims without results in a table where most go up and down: what is aimed at goes one way."""
    for rows in told.tables():
        facts = {row: _past_aims(told.readings[row], told.present) for row in rows}
        yearly = [row for row in rows if len(facts[row]) >= _FEWEST_YEARS]
        turning = [row for row in yearly if _turns(facts[row])]
        if len(turning) >= _FEWEST_ROWS and len(turning) * 2 > len(yearly):
            yield from (Doubt(row) for row in yearly if "目標" not in told.readings[row].name)


def _past_aims(reading: Reading, present: int | None) -> list[Fact]:
    """Return the aims of a row that has no results and no aim to come, by year."""
    years = [fact.year for fact in reading.facts if fact.year is not None]
    if (
        present is None
        or max(years, default=0) > present
        or any(fact.role in RESULTS for fact in reading.facts)
    ):
        return []
    aims = [fact for fact in reading.facts if fact.role is FactRole.TARGET and fact.value is not None]
    return sorted((fact for fact in aims if fact.year is not None), key=lambda fact: fact.year or 0)


def _turns(facts: Sequence[Fact]) -> bool:
    steps = [(after.value or 0) - (before.value or 0) for before, after in pairwise(facts)]
    return any(step > 0 for step in steps) and any(step < 0 for step in steps)


def aims_of_nobody(told: Told) -> Iterator[Doubt]:
    """Yield rows whose figures are all aims of years that have passed, if no word of their table speaks of aims."""
    for rows in told.tables():
        past = [row for row in rows if _are_past_aims(told.readings[row], told.present)]
        if past and not _speak_of_aims(told, rows):
            yield from (Doubt(row) for row in past)


def _are_past_aims(reading: Reading, present: int | None) -> bool:
    years = [fact.year for fact in reading.facts if fact.value is not None]
    are_aims = all(fact.role is FactRole.TARGET for fact in reading.facts)
    return present is not None and are_aims and all(year is not None and year <= present for year in years)


def _speak_of_aims(told: Told, rows: Sequence[int]) -> bool:
    lines = [fact.place.line for row in rows for fact in told.readings[row].facts]
    within = [told.lines.get(line, "") for line in range(min(lines), max(lines) + 1)]
    names = [told.readings[row].name for row in rows]
    words = (*names, *within, *_above(told, min(lines)))
    return any(_AIMS.search(compact(one)) for one in words if "。" not in one)


def _above(told: Told, first: int) -> Iterator[str]:
    """Yield the lines above a table that say something, as many as its heads may take."""
    lines = (told.lines.get(line, "") for line in range(first - 1, 0, -1))
    yield from islice((words for words in lines if words.strip()), _ABOVE)
