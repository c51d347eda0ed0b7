"""How far a fact may be relied on: what recomputes is certain, what contradicts itself is marked and kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from operator import is_
from typing import Final

from indicators.calculation.units import scaled
from reports.reading.facts import COUNTED, Confidence, Fact, FactRole, Reading
from reports.reading.figures import SHARES

_Mark = tuple[int, FactRole, int | None]  # which reading, what its figure is, of which year
_TOTALS: Final = re.compile(r"^(?:合計|総計|総数|計|全体)$|(?:^| )(?:合計|総計)$")
_HALF: Final = Decimal("0.06")  # a rate with one decimal, and a last digit that somebody rounded otherwise
_WHOLE: Final = Decimal("0.6")
_FEWEST_SUMS: Final = 2
_FEWEST_RATES: Final = 2


def weighed(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings whose facts are certain where a printed rate, difference or sum proves them."""
    return summed(proven(readings))


def proven(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings whose facts are certain where a printed rate or difference proves them."""
    return [_marked(_by_difference(_by_rate(one))) for one in readings if not _is_disproved(one)]


def summed(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings whose facts are surer by a step where a total is their sum."""
    sums = set(_sums(readings))
    return [_certain(one, at, sums) for at, one in enumerate(readings)] if sums else list(readings)


def dated(reading: Reading, *, names_years: bool) -> Reading:
    """Return a reading in which what has no year is unsure: whatever recomputes, it does not say of when.

    Where a document names no year at all (`names_years`) there is none to be missed: it is likely at most. What is
    promised for a period is of its last year.
    """
    if all(fact.year is not None for fact in reading.facts):
        return reading
    facts = [
        fact if fact.year is not None or fact.is_period else _undated(fact, names_years=names_years)
        for fact in reading.facts
    ]
    return replace(reading, facts=tuple(facts))


def _undated(fact: Fact, *, names_years: bool) -> Fact:
    if names_years:
        return fact.sure(Confidence.UNSURE)
    return fact.sure(Confidence.LIKELY) if fact.confidence is Confidence.CERTAIN else fact


def _is_disproved(reading: Reading) -> bool:
    """Say whether nothing fits: several printed rates of which none is theirs, or an aim in the past."""
    base = next((fact for fact in reading.facts if fact.role is FactRole.BASELINE), None)
    targets = reading.of(FactRole.TARGET)
    if base and base.year and any(year < base.year for year in targets if year is not None):
        return True
    compared = agrees_with_rate(reading)
    return len(compared) >= _FEWEST_RATES and not any(compared)


def agrees_with_rate(reading: Reading) -> list[bool]:
    """Return for each printed rate whether it is one of those in use, of the target and the result of its year."""
    printed = reading.of(FactRole.RATE)
    if not printed:
        return []
    base = next((fact for fact in reading.facts if fact.role is FactRole.BASELINE), None)
    targets, actuals = reading.of(FactRole.TARGET), reading.of(FactRole.ACTUAL)
    return [
        _compares(rate.value, base.value if base else None, target.value, actual.value)
        for year, rate in printed.items()
        if (target := targets.get(year)) and (actual := actuals.get(year))
        if rate.value is not None and target.value is not None and actual.value is not None
        if not rate.comparator  # 0％未満 is a bound, and compares nothing
    ]


def _certain(reading: Reading, at: int, marks: set[_Mark]) -> Reading:
    """Return a reading whose summed figures are surer by a step: a sum says nothing of the role and the year."""
    facts = [
        _surer(fact) if fact.year is not None and (at, fact.role, fact.year) in marks else fact
        for fact in reading.facts
    ]
    return replace(reading, facts=tuple(facts))


def _surer(fact: Fact) -> Fact:
    return fact.sure(Confidence.LIKELY if fact.confidence is Confidence.UNSURE else Confidence.CERTAIN)


def _by_rate(reading: Reading) -> Reading:
    """Raise target and result of a year whose published rate is that of one of the formulas in use."""
    rates_printed = reading.of(FactRole.RATE)
    if not rates_printed:
        return reading
    proven: set[tuple[FactRole, int | None]] = set()
    base = next((fact.value for fact in reading.facts if fact.role is FactRole.BASELINE), None)
    targets, actuals = reading.of(FactRole.TARGET), reading.of(FactRole.ACTUAL)
    for year, rate in rates_printed.items():
        target, actual = targets.get(year), actuals.get(year)
        if target is None and len(targets) == 1:
            target = next(iter(targets.values()))
        if (
            rate.value is None
            or target is None
            or actual is None
            or target.value is None
            or actual.value is None
        ):
            continue
        if _compares(rate.value, base, target.value, actual.value):
            proven |= {(FactRole.TARGET, target.year), (FactRole.ACTUAL, actual.year)}
    return _raised(reading, proven)


def _compares(printed: Decimal, base: Decimal | None, target: Decimal, actual: Decimal) -> bool:
    """Say whether what is printed compares a result with its target: as one of the rates in use, or by how much."""
    is_difference = bool(printed) and printed == actual - target
    return is_difference or any(agrees(printed, one) for one in rates(base, target, actual))


def agrees(printed: Decimal, computed: Decimal) -> bool:
    """Say whether a printed rate is a computed one, rounded."""
    limit = _WHOLE if printed == printed.to_integral_value() else _HALF
    return abs(printed - computed) <= limit


def is_rate_of(printed: Decimal, target: Decimal, actual: Decimal) -> bool:
    """Say whether a printed rate is one of those in use of a target and a result."""
    return any(agrees(printed, one) for one in rates(None, target, actual))


def rates(base: Decimal | None, target: Decimal, actual: Decimal) -> Iterator[Decimal]:
    """Yield the rates in per cent that cities print for a target and a result."""
    if target:
        yield actual / target * 100
        yield (2 * target - actual) / target * 100
    if actual:
        yield target / actual * 100
    if base is not None and target != base:
        yield (actual - base) / (target - base) * 100


def _by_difference(reading: Reading) -> Reading:
    """Raise the figures of two years whose printed difference is theirs, and target and result of one year."""
    differences = reading.of(FactRole.DIFFERENCE)
    if not differences:
        return reading
    proven: set[tuple[FactRole, int | None]] = set()
    for role in (FactRole.TARGET, FactRole.ACTUAL):
        series = reading.of(role)
        for before, after in pairwise(sorted(year for year in series if year is not None)):
            one, other, printed = series[before].value, series[after].value, differences.get(after)
            if one is not None and other is not None and printed and other - one == printed.value:
                proven |= {(role, before), (role, after)}
    targets, actuals = reading.of(FactRole.TARGET), reading.of(FactRole.ACTUAL)
    for year, printed in differences.items():
        planned, reached = targets.get(year), actuals.get(year)
        if planned is None or reached is None or planned.value is None or reached.value is None:
            continue
        if printed.value and reached.value - planned.value == printed.value:
            proven |= {(FactRole.TARGET, year), (FactRole.ACTUAL, year)}
    return _raised(reading, proven)


def _raised(reading: Reading, proven: set[tuple[FactRole, int | None]]) -> Reading:
    facts = [
        fact.sure(Confidence.CERTAIN) if (fact.role, fact.year) in proven else fact for fact in reading.facts
    ]
    return replace(reading, facts=tuple(facts))


def _sums(readings: Sequence[Reading]) -> Iterator[_Mark]:
    """Yield the marks of all figures of years in which a total is the sum of the rows between it and the total before.

    A document of several tables has several totals, each of its own rows, and rows of one name in two tables are two.
    """
    begin = 0
    for at, total in enumerate(readings):
        if not _TOTALS.search(total.name):
            continue
        for role in (FactRole.ACTUAL, FactRole.TARGET):
            yield from _summed(readings, begin, at, role)
        begin = at + 1


def _summed(readings: Sequence[Reading], begin: int, end: int, role: FactRole) -> Iterator[_Mark]:
    total = readings[end]
    sums = total.of(role)
    own = [
        at
        for at, one in enumerate(readings[begin:end], start=begin)
        if "うち" not in one.name and one.unit == total.unit and set(one.of(role)) >= set(sums)
    ]
    agreeing = [
        year
        for year, fact in sums.items()
        if len(own) > 1
        and fact.value is not None
        and fact.value == sum(readings[at].of(role)[year].value or 0 for at in own)
    ]
    if len(agreeing) >= _FEWEST_SUMS:
        for at in (*own, end):
            yield from ((at, role, year) for year in agreeing)


def _marked(reading: Reading) -> Reading:
    """Mark a target that is counted in another kind of unit than the indicator: both stay, as printed."""
    facts = tuple(_suspect(fact, reading.unit) for fact in reading.facts)
    return reading if all(map(is_, facts, reading.facts)) else replace(reading, facts=facts)


def _suspect(fact: Fact, unit: str) -> Fact:
    if fact.role not in COUNTED or not fact.unit or not unit or fact.suspect or fact.unit == unit:
        return fact
    one, other = scaled(fact.unit).base, scaled(unit).base
    if one == other or not ({one, other} & SHARES):
        return fact
    return replace(fact, suspect=fact.place.quote, confidence=Confidence.UNSURE)
