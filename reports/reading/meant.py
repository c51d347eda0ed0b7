"""Which of the indicators that were read already is meant by one that sentences speak of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import COUNTED, Fact, FactRole, Reading
from reports.reading.said_records import kind_of
from reports.reading.wording import compact, without_number

_FEWEST_DIGITS: Final = 3
_SHORTEST: Final = 3

Mark = tuple[int | None, Decimal | None]
Aim = tuple[int | None, Decimal | None, str]


def meant(known: Sequence[Reading], said: Iterable[Reading]) -> list[Reading]:
    """Return what sentences say under the names of the readings that they mean, without what contradicts these.

    A reading is meant that has the same figure in the same year, or the only one whose name holds the name said.
    Of sentences that promise nothing only what is known is told.
    """
    said = list(said)
    promises = any(fact.role is FactRole.TARGET for one in said for fact in one.facts)
    by_figure: dict[Mark, set[int]] = {}
    for at, one in enumerate(known):
        for fact in one.facts:
            if fact.role in COUNTED and _is_telling(fact.value):
                by_figure.setdefault((fact.year, fact.value), set()).add(at)
    keys = [_key(one.name) for one in known]
    by_aim = _by_aim(known)
    found = [told for one in said if (told := _under_name(one, known, keys, by_figure, by_aim)) is not None]
    names = {one.name for one in known}
    return [one for one in found if promises or one.name in names]


def _under_name(
    one: Reading,
    known: Sequence[Reading],
    keys: Sequence[str],
    by_figure: dict[Mark, set[int]],
    by_aim: dict[Aim, set[int]],
) -> Reading | None:
    same = set().union(*(by_figure.get((fact.year, fact.value), set()) for fact in one.facts))
    key = _key(one.name)
    named = {at for at, other in enumerate(keys) if other == key}
    if not named and len(key) >= _SHORTEST:
        named = {at for at, other in enumerate(keys) if key in other and _is_counted_so(one, known[at])}
    if not (same or named) and len(one.facts) == 1:  # an aim said again in other words than its row has
        same = by_aim.get((one.facts[0].year, one.facts[0].value, _kind(one)), set())
    at = next(iter(same)) if len(same) == 1 else next(iter(named)) if len(named) == 1 else None
    if at is None:
        return one
    facts = tuple(fact for fact in one.facts if not _is_told_otherwise(fact, known[at]))
    return replace(one, name=known[at].name, facts=facts) if facts else None


def _by_aim(known: Sequence[Reading]) -> dict[Aim, set[int]]:
    """Return which readings have an aim, by its year, its figure and its unit."""
    found: dict[Aim, set[int]] = {}
    for at, one in enumerate(known):
        for fact in one.facts:
            if fact.role is FactRole.TARGET and fact.value is not None:
                found.setdefault((fact.year, fact.value, _kind(one)), set()).add(at)
    return found


def _kind(one: Reading) -> str:
    return kind_of(one.unit).replace("%", "％")


def _is_counted_so(one: Reading, known: Reading) -> bool:
    """Say whether two indicators have the same unit, as far as they have one."""
    return not (one.unit and known.unit) or kind_of(one.unit) == kind_of(known.unit)


def _is_told_otherwise(fact: Fact, known: Reading) -> bool:
    """Say whether a reading has another figure of a year, or the same as its start."""
    same_year = [one for one in known.facts if one.year == fact.year and one.role in COUNTED]
    is_start = any(one.role is FactRole.BASELINE for one in same_year) and fact.role is FactRole.ACTUAL
    return is_start or any(one.role is fact.role and one.value != fact.value for one in same_year)


def _is_telling(value: Decimal | None) -> bool:
    return value is not None and len(re.sub(r"\D", "", str(value)).strip("0")) >= _FEWEST_DIGITS


def _key(name: str) -> str:
    return compact(without_number(name)).replace("の", "")
