"""One indicator told in two halves: its aims in one row or table, its results in another, under names of one kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import FactRole, Reading
from reports.reading.wording import compact

_AIM: Final = re.compile(r"^(?:目標|計画)(?:値|上の)?(?=.{2})|[(（]?(?:目標|計画)値?[)）]?$")
_OWN: Final = re.compile(r"[(（](?:本|当)?[市町村区県][)）]$")  # beside those of others: 受診率(県平均)
_NEAR: Final = 4  # lines
_SHORTEST: Final = 3
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
    results = [at for at, one in enumerate(readings) if FactRole.ACTUAL in _roles(one) and at not in aims]
    told = list(readings)
    for aim, result in _pairs(readings, aims, results):
        told[result] = _joined(told[result], told[aim])
        told[aim] = replace(told[aim], facts=())
    return [one for one in told if one.facts]


def _roles(reading: Reading) -> set[FactRole]:
    roles = {fact.role for fact in reading.facts if fact.value is not None}
    return roles & {FactRole.TARGET, FactRole.ACTUAL, FactRole.BASELINE}


def _pairs(
    readings: Sequence[Reading], aims: Sequence[int], results: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield aims with the results that are theirs: each fits the other and nothing else."""
    fitting = {aim: [at for at in results if _fit(readings[aim], readings[at])] for aim in aims}
    for aim, found in fitting.items():
        if len(found) == 1 and sum(found[0] in others for others in fitting.values()) == 1:
            yield aim, found[0]


def _fit(aims: Reading, results: Reading) -> bool:
    """Say whether names say the same, units do not differ, figures are of one size, and aims follow those there are."""
    one, other = (_OWN.sub("", compact(reading.name)).replace("の", "") for reading in (aims, results))
    short, long = sorted((one, other), key=len)
    aimed = [year or 0 for year in results.of(FactRole.TARGET)]
    if len(short) < _SHORTEST or not long.endswith(short) or max(aimed, default=0) >= _first(aims):
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
