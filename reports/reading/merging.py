"""Readings of several layouts put together: what both say is said once, what nothing tells apart is left out."""

from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.wording import compact

_BESIDE: Final = 2  # lines
_RowMark = tuple[str, int, FactRole, str]  # whose figure, on which line, what it is, under which title


def merged(readings: list[Reading], more: list[Reading]) -> list[Reading]:
    """Return readings with those of a further layout: what both call alike is one, unless their facts contradict."""
    found = list(readings)
    places = {key_of(one): at for at, one in reversed(list(enumerate(readings)))}
    for one in more:
        at = places.get(key_of(one))
        if at is None or _contradict(found[at], one):
            found.append(one)
            continue
        known = {(fact.role, fact.year) for fact in found[at].facts}
        again = {(fact.role, fact.year) for fact in one.facts} & known
        facts = [
            fact.sure(Confidence.CERTAIN) if (fact.role, fact.year) in again else fact
            for fact in found[at].facts
        ]
        new = [fact for fact in one.facts if (fact.role, fact.year) not in known]
        found[at] = replace(found[at], facts=(*facts, *new))
    return found


def with_known_years(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out figures without a year of which a row has several under the same title: nothing says which is which."""
    counts: dict[_RowMark, set[Decimal | None]] = {}
    for one in readings:
        for fact in one.facts:
            if fact.year is None:
                counts.setdefault(_row_mark(one, fact), set()).add(fact.value)
    unclear = {mark for mark, values in counts.items() if len(values) > 1}
    told = [_without(one, unclear) for one in readings] if unclear else readings
    return [one for one in told if one.facts]


def _without(reading: Reading, unclear: Set[_RowMark]) -> Reading:
    facts = [
        fact for fact in reading.facts if fact.year is not None or _row_mark(reading, fact) not in unclear
    ]
    return replace(reading, facts=tuple(facts))


def _row_mark(reading: Reading, fact: Fact) -> _RowMark:
    return key_of(reading), fact.place.line, fact.role, fact.label


def once(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out what says of an indicator only what a line beside it says: the row of a table printed as text too."""
    told = [
        (key_of(one), {(fact.role, fact.year, fact.value, fact.text) for fact in one.facts})
        for one in readings
    ]
    on_line: dict[int, list[int]] = {}
    for at, one in enumerate(readings):
        on_line.setdefault(one.place.line, []).append(at)
    found: list[Reading] = []
    for at, one in enumerate(readings):
        beside = range(one.place.line - _BESIDE, one.place.line + _BESIDE + 1)
        near = [other for line in beside for other in on_line.get(line, ()) if other != at]
        name, facts = told[at]
        again = [
            other for other in near if facts <= told[other][1] and (facts < told[other][1] or other < at)
        ]
        if not any(name in told[other][0] or told[other][0] in name for other in again):
            found.append(one)
    return found


def key_of(reading: Reading) -> str:
    """Return a name as it is compared: without blanks, and whatever stands between two nouns."""
    return compact(reading.name).replace("の", "")


def _contradict(one: Reading, other: Reading) -> bool:
    mine = {(fact.role, fact.year): fact.value for fact in one.facts}
    shared = [fact for fact in other.facts if (fact.role, fact.year) in mine]
    return any(mine[fact.role, fact.year] != fact.value for fact in shared)
