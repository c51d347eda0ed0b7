"""What sentences say changed, from one figure to another: it is promised only where somebody says so."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.counted import asks_name, may_count
from reports.reading.doubts.told import Doubt, Told
from reports.reading.facts import Confidence, Fact, FactRole
from reports.reading.years import years_in

_AIMS: Final = re.compile(
    r"目標|目指|めざ|こととし|KPI|指標|予定|計画(?:し|する|とし)|[うくすつぶむる]計画"
)  # 増やす計画: a plan that is only mentioned promises nothing
_FROM: Final = re.compile(r"から|より")
_BEHIND: Final = 2  # lines in which a sentence goes on


def changes_nobody_aims_at(told: Told) -> Iterator[Doubt]:
    """Yield starts and aims of a sentence that neither gives their years nor says that anything is aimed at."""
    for row, reading in enumerate(told.readings):
        for start, aim in _starts_and_aims(reading.facts):
            one, other = reading.facts[start], reading.facts[aim]
            words = _sentence(told, one, other)
            is_dated = one.year is not None or other.year in _years_in(words, told)
            if _FROM.search(words) and not is_dated and not _AIMS.search(words):
                yield from (Doubt(row, start), Doubt(row, aim))


def units_that_count_others(told: Told) -> Iterator[Doubt]:
    """Yield what sentences say in a unit that cannot count what they name: ages and days of who may take part."""
    for row, reading in enumerate(told.readings):
        for at, fact in enumerate(reading.facts):
            is_said = fact.confidence is Confidence.UNSURE and "。" in told.lines.get(fact.place.line, "")
            unit = fact.unit or reading.unit
            if is_said and asks_name(unit) and not may_count(reading.name, unit):
                yield Doubt(row, at)


def _starts_and_aims(facts: Sequence[Fact]) -> Iterator[tuple[int, int]]:
    """Yield the places of a start and an aim that stand in one sentence, both of them unsure."""
    unsure = [(at, fact) for at, fact in enumerate(facts) if fact.confidence is Confidence.UNSURE]
    starts = [(at, fact) for at, fact in unsure if fact.role is FactRole.BASELINE]
    for at, start in starts[:1]:
        for other, aim in unsure:
            is_near = abs(start.place.line - aim.place.line) <= _BEHIND
            if aim.role is FactRole.TARGET and is_near:
                yield at, other


def _years_in(words: str, told: Told) -> set[int]:
    return {year.year for year in years_in(words, told.calendar)}


def _sentence(told: Told, start: Fact, aim: Fact) -> str:
    """Return the sentences around a start and an aim, over the lines in which they go on."""
    first, last = sorted((start.place.line, aim.place.line))
    text = "".join(told.lines.get(line, "") for line in range(first, last + _BEHIND))
    sentences = [one for one in text.split("。") if str(start.value) in one.replace(",", "")]
    return "。".join(sentences) or text
