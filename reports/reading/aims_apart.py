"""One indicator told in two halves: its aims in one row or table, its results in another, under names of one kind."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import COUNTED, FactRole, Reading
from reports.reading.wording import compact

_AIM: Final = re.compile(r"^(?:目標|計画)(?:値|上の)?(?=.{2})|[(（]?(?:目標|計画)値?[)）]?$")
_OWN: Final = re.compile(r"[(（](?:本|当)?[市町村区県][)）]$")  # beside those of others: 受診率(県平均)
_NEAR: Final = 4  # lines
_SHORTEST: Final = 3
_LONGEST: Final = 80  # letters of a name that are compared
_FAR: Final = Decimal(3)


def with_aims_by_name(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings in which rows of results that are called aims, 目標受診率, are the aims of what they name."""
    told: list[Reading] = []
    for one in readings:
        name = _AIM.sub("", compact(one.name))
        is_aimed = name != compact(one.name) and {fact.role for fact in one.facts} == {FactRole.ACTUAL}
        told.append(_turned(one, name) if is_aimed and len(name) >= _SHORTEST else one)
    turned = [at for at, one in enumerate(told) if one.name != readings[at].name]
    for at in turned:
        beside = [
            other
            for other in (at - 1, at + 1)
            if 0 <= other < len(told) and _is_beside(told[at], told[other])
        ]
        if len(beside) == 1:
            told[beside[0]] = _joined(told[beside[0]], told[at])
            told[at] = replace(told[at], facts=())
    return [one for one in told if one.facts]


def _turned(reading: Reading, name: str) -> Reading:
    facts = tuple(replace(fact, role=FactRole.TARGET) for fact in reading.facts)
    return replace(reading, name=name, facts=facts)


def _is_beside(one: Reading, other: Reading) -> bool:
    """Say whether what is called alike stands beside and has results alone."""
    is_near = abs(one.place.line - other.place.line) <= _NEAR
    return is_near and compact(one.name) == compact(other.name) and not other.of(FactRole.TARGET)


def with_halves_joined(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings in which aims and results of one name stand together, where no other could be meant.

    The name of one half is that of the other but for what stands before it, 特定健診の受診率, or for 「(市)」.
    """
    aims = [at for at, one in enumerate(readings) if _roles(one) == {FactRole.TARGET}]
    results = [at for at, one in enumerate(readings) if FactRole.ACTUAL in _roles(one)]
    told = list(readings)
    for aim, result in _pairs(readings, aims, results):
        told[result] = _joined(told[result], told[aim])
        told[aim] = replace(told[aim], facts=())
    return [one for one in told if one.facts]


def _roles(reading: Reading) -> set[FactRole]:
    roles = {fact.role for fact in reading.facts if fact.value is not None}
    return roles & COUNTED


def _pairs(
    readings: Sequence[Reading], aims: Sequence[int], results: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield aims with the results that are theirs: each fits the other and nothing else."""
    by_end = _by_ends(readings, results)
    fitting = {aim: _fitting(readings, aim, by_end) for aim in aims}
    times = Counter(at for found in fitting.values() for at in found)
    for aim, found in fitting.items():
        if len(found) == 1 and times[found[0]] == 1:
            yield aim, found[0]


def _by_ends(readings: Sequence[Reading], results: Sequence[int]) -> dict[str, list[int]]:
    """Return results by all ends of their names: many of either would else be compared with all of the others."""
    found: dict[str, list[int]] = {}
    for at in results:
        for end in _ends(_name(readings[at])):
            found.setdefault(end, []).append(at)
    return found


def _fitting(readings: Sequence[Reading], aim: int, by_end: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the results whose names end like that of an aim, or as it ends, and whose figures may be its own."""
    name = _name(readings[aim])
    longer = by_end.get(name, ()) if len(name) >= _SHORTEST else ()
    shorter = (at for end in _ends(name)[1:] for at in by_end.get(end, ()) if _name(readings[at]) == end)
    return [at for at in (*longer, *shorter) if _fit(readings[aim], readings[at])]


def _name(reading: Reading) -> str:
    return _OWN.sub("", compact(reading.name)).replace("の", "")[-_LONGEST:]


def _ends(name: str) -> list[str]:
    return [name[at:] for at in range(len(name) - _SHORTEST + 1)]


def _fit(aims: Reading, results: Reading) -> bool:
    """Say whether aims follow those there are, units do not differ, and figures are of one size."""
    aimed = [year or 0 for year in results.of(FactRole.TARGET)]
    if max(aimed, default=0) >= _first(aims):
        return False
    units = {fact.unit for reading in (aims, results) for fact in reading.facts if fact.unit}
    return len(units) <= 1 and _are_alike(_last(aims, FactRole.TARGET), _last(results, FactRole.ACTUAL))


def _first(aims: Reading) -> int:
    return min(fact.year or 0 for fact in aims.facts)


def _last(reading: Reading, role: FactRole) -> Decimal:
    figures = [
        (fact.year or 0, fact.value) for fact in reading.facts if fact.role is role and fact.value is not None
    ]
    return max(figures)[1]


def _are_alike(one: Decimal, other: Decimal) -> bool:
    small, large = sorted((abs(one), abs(other)))
    return small * _FAR >= large


def _joined(results: Reading, aims: Reading) -> Reading:
    name = max(results.name, _OWN.sub("", aims.name), key=len)
    return replace(results, name=name, facts=(*results.facts, *aims.facts))
