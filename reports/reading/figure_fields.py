"""The figures that a head names: in which of the usual ways its roles and its years go together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from itertools import pairwise
from typing import Final

from reports.reading.facts import BASES, DERIVED, FactRole
from reports.reading.slots import Slot
from reports.reading.tables import Column
from reports.reading.wording import compact

_FEWEST: Final = 2
_BOTH: Final = re.compile(r"目標.*実績|実績.*目標")


class Kind(StrEnum):
    """What a field holds."""

    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    UNIT = auto()
    LABEL = auto()
    MARK = auto()
    FIGURE = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row; a figure has its column, `is_hidden` fields have no title."""

    kind: Kind
    column: Column | None = None
    is_hidden: bool = False
    is_below: bool = False

    @property
    def role(self) -> FactRole | None:
        return self.column.role if self.column else None


def heads_figures(one: Slot) -> bool:
    """Say whether a title or a year heads figures."""
    if one.title is not None and isinstance(one.title.meaning, FactRole):
        return True
    return one.is_year


def columns_of_titles(titles: Sequence[Slot]) -> list[Field]:
    """Return the fields of figures that titles give in one of the ways in which roles and years go together."""
    marks = [one for one in titles if not heads_figures(one)]
    own = [one for one in titles if heads_figures(one)]
    years = [one for one in own if one.is_year]
    roles = [one for one in own if not one.is_year]
    if not years:
        return _plain(titles)
    if any(one.year for one in roles if role_of_title(one) not in BASES):
        return []
    if found := _form(own):
        return [*found, *(Field(Kind.MARK) for _ in marks)]
    bases = [one for one in roles if role_of_title(one) in BASES]
    if marks or own[: len(bases)] != bases:
        return []
    shown = [one for one in own if one not in bases]
    ways = (way(shown) for way in (_years_above, _roles_above, _one_role, _years_alone))
    found = next((one for one in ways if one), [])
    return [*(_field(one) for one in bases), *found] if found else []


_OF_FORM: Final = [FactRole.BASELINE, FactRole.ACTUAL, FactRole.TARGET]


def role_of_title(one: Slot) -> FactRole | None:
    """Return the role that a title says."""
    return one.title.meaning if one.title and isinstance(one.title.meaning, FactRole) else None


def _field(title: Slot, year: Slot | None = None) -> Field:
    dated = (year.year if year else None) or title.year
    words = title.title.words if title.title else title.text
    is_period = bool(title.title and title.title.is_period)
    return Field(Kind.FIGURE, Column(role=role_of_title(title), year=dated, words=words, is_period=is_period))


def _plain(titles: Sequence[Slot]) -> list[Field]:
    """Return fields whose titles have their own years: no role twice without one, and none twice in a year."""
    fields = [_field(one) if heads_figures(one) else Field(Kind.MARK) for one in titles]
    marks = [
        (one.role, one.column.year.year if one.column.year else None)
        for one in fields
        if one.column and one.role not in DERIVED
    ]
    roles = {role for role, _ in marks}
    if len(set(marks)) < len(marks) or not roles & {FactRole.TARGET, FactRole.ACTUAL}:
        return []
    return fields


def _form(own: Sequence[Slot]) -> list[Field]:
    """Base results target R3 R4 R5 R6: the first year is the baseline's, the last the target's."""
    roles = [one for one in own if not one.is_year]
    years = [one for one in own if one.is_year]
    together = [one.is_year for one in own] == [False] * len(roles) + [True] * len(years)
    if (
        [role_of_title(one) for one in roles] != _OF_FORM
        or roles[0].year
        or not together
        or len(years) <= len(roles) - 1
    ):
        return []
    if not _rises(years) or _number(years[0]) > _number(years[-1]):
        return []
    base, result, aim = roles
    return [_field(base, years[0]), *(_field(result, one) for one in years[1:-1]), _field(aim, years[-1])]


def _years_above(shown: Sequence[Slot]) -> list[Field]:
    """R4 R5 target result target result, or R4 target result R5 target result."""
    years = [one for one in shown if one.is_year]
    roles = [one for one in shown if not one.is_year]
    times = len(roles) // len(years) if years else 0
    if times < _FEWEST or len(roles) != times * len(years) or not _rises(years):
        return []
    cycle = [role_of_title(one) for one in roles[:times]]
    if (
        any(role_of_title(one) is not cycle[at % times] for at, one in enumerate(roles))
        or len(set(cycle)) < times
    ):
        return []
    together = [one.is_year for one in shown] == [True] * len(years) + [False] * len(roles)
    in_turn = [one.is_year for one in shown] == ([True] + [False] * times) * len(years)
    if not together and not in_turn:
        return []
    return [_field(one, years[at // times]) for at, one in enumerate(roles)]


def _roles_above(shown: Sequence[Slot]) -> list[Field]:
    """Target result R4 R5 R4 R5."""
    roles = [one for one in shown if not one.is_year]
    years = [one for one in shown if one.is_year]
    count = len(years) // len(roles) if roles else 0
    if len(roles) < _FEWEST or count < 1 or len(years) != count * len(roles):
        return []
    runs = [years[at : at + count] for at in range(0, len(years), count)]
    together = [one.is_year for one in shown] == [False] * len(roles) + [True] * len(years)
    in_turn = count > 1 and [one.is_year for one in shown] == ([False] + [True] * count) * len(roles)
    alike = len({tuple(_number(one) for one in run) for run in runs}) == 1
    if not (together or in_turn) or not all(_rises(run) for run in runs) or (together and not alike):
        return []
    if len({role_of_title(one) for one in roles}) < len(roles) or (count == 1 and together):
        return []
    return [_field(role, year) for role, run in zip(roles, runs, strict=True) for year in run]


def _one_role(shown: Sequence[Slot]) -> list[Field]:
    """Target R4 R5 R6."""
    title, *years = shown
    if title.is_year or len(years) < _FEWEST or not all(one.is_year for one in years) or not _rises(years):
        return []
    if _BOTH.search(compact(title.text)):
        return [
            replace(_field(one), column=Column(role=None, year=one.year, words=one.text)) for one in years
        ]
    return (
        [_field(title, year) for year in years]
        if role_of_title(title) in {FactRole.TARGET, FactRole.ACTUAL}
        else []
    )


def _years_alone(shown: Sequence[Slot]) -> list[Field]:
    """R4 R5 R6, whose rows have labels."""
    if len(shown) < _FEWEST or not all(one.is_year for one in shown) or not _rises(shown):
        return []
    return [Field(Kind.FIGURE, Column(role=None, year=one.year, words=one.text)) for one in shown]


def _number(one: Slot) -> int:
    return one.year.year if one.year else 0


def _rises(years: Sequence[Slot]) -> bool:
    """Say whether years go up, or down, all the way."""
    steps = [_number(after) - _number(before) for before, after in pairwise(years)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)
