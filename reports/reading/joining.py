"""Titles that blanks divide from their years, put together where each year of a line belongs to one title only."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.heads import year_only
from reports.reading.titles import read_title
from reports.reading.years import NamedYears

_WITHOUT_YEAR: Final = {FactRole.BASELINE, FactRole.PLANNING, FactRole.RATE, FactRole.DIFFERENCE}
_FEWEST: Final = 2
_MOST: Final = 150
_MOST_WAYS: Final = 64
_ONE_PAIR: Final = 2  # 基準値 R4 目標値: the year may be of either

Parts = tuple[str, ...]


def whole_titles(parts: Sequence[str], calendar: NamedYears) -> list[str]:
    """Return the pieces of a head with 「目標値 R9」 and 「R5 実績」 as one; unchanged where that could go otherwise.

    Every year then has a role; of the titles that have none only baselines and rates stand without a year, which
    a year over several titles would leave behind.
    """
    if not _FEWEST <= len(parts) <= _MOST:
        return list(parts)
    roles = [_role(part, calendar) for part in parts]
    years = [year_only(part, calendar) is not None for part in parts]
    targets = [at for at, role in enumerate(roles) if role is FactRole.TARGET]
    if (
        len(targets) > 1
        and not parts[targets[0]].endswith(("値", ")"))
        and parts[targets[0]] != parts[targets[1]]
    ):
        roles[targets[0]] = None  # 数値目標 heads the names
    if not any(years) or any(years[at] and roles[at] for at in range(len(parts))):
        return list(parts)
    ways = list(islice(_ways(parts, roles, years, 0), _MOST_WAYS))
    names = {part for part, role in zip(parts, roles, strict=True) if role is None}
    ways = [way for way in ways if _is_sound([part for part in way if part not in names], calendar)]
    if len(ways) > 1:
        ways = [way for way in ways if _is_even(way, parts)]
    return list(ways[0]) if len(ways) == 1 else list(parts)


def _role(part: str, calendar: NamedYears) -> FactRole | None:
    """Return the role of a title without a year."""
    title = read_title(part, calendar)
    if title is None or title.year is not None or not isinstance(title.meaning, FactRole):
        return None
    return title.meaning


def _ways(
    parts: Sequence[str], roles: Sequence[FactRole | None], years: Sequence[bool], at: int
) -> Iterator[Parts]:
    """Yield the ways in which each year from here on is joined with the role before or behind it."""
    if at == len(parts):
        yield ()
        return
    following = at + 1 < len(parts)
    if years[at]:
        if following and roles[at + 1]:
            yield from (
                (f"{parts[at]} {parts[at + 1]}", *rest) for rest in _ways(parts, roles, years, at + 2)
            )
        return
    if roles[at] and following and years[at + 1]:
        yield from ((f"{parts[at]} {parts[at + 1]}", *rest) for rest in _ways(parts, roles, years, at + 2))
    yield from ((parts[at], *rest) for rest in _ways(parts, roles, years, at + 1))


def _is_sound(way: Sequence[str], calendar: NamedYears) -> bool:
    lonely = [role for part in way if (role := _role(part, calendar)) is not None]
    return set(lonely) <= _WITHOUT_YEAR or (lonely == [FactRole.TARGET] and len(way) == _ONE_PAIR)


def _is_even(way: Parts, parts: Sequence[str]) -> bool:
    """Say whether in all pairs the year stands on the same side."""
    known = set(parts)
    sides = {_begins_with_year(one, known) for one in way if one not in known}
    return len(sides) < 2


def _begins_with_year(joined: str, parts: set[str]) -> bool:
    first = joined.partition(" ")[0]
    return first in parts and any(letter.isdigit() for letter in first)
