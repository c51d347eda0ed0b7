"""What of one side is held against what of the other: the same thing, or what followed it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from kpi_tracker.pages.compare.sides import Side
from policies.fiscal_year import FiscalYear
from store.actions.settled import settled


class Ending(Protocol):
    """An indicator or a node, which may end after a year."""

    @property
    def pk(self) -> Any: ...
    @property
    def ended_in(self) -> int | None: ...


One = TypeVar("One", bound=Ending)
Followed = Mapping[int, Sequence[int]]


def pairs_of(
    sides: tuple[Side, Side], before: Sequence[One], after: Sequence[One], links: Any
) -> list[tuple[One | None, One | None]]:
    """Return what stands on both sides, in the order of the later; who has no counterpart stands alone.

    `links` are the rows of `succeeds` of whatever is compared.
    """
    keys = [[one.pk for one in rows] for rows in (before, after)]
    if sides[0].period == sides[1].period:
        years = (sides[0].scope.year, sides[1].scope.year)
        return pairs_within(after, one_to_one(followed_by(links, keys[1], keys[1])), years)
    if sides[0].period.first < sides[1].period.first:
        return pairs_between(before, after, one_to_one(followed_by(links, keys[1], keys[0])))
    older = one_to_one(followed_by(links, keys[0], keys[1]))
    return pairs_between(before, after, {old: new for new, old in older.items()})


def followed_by(links: Any, newer: Collection[int], older: Collection[int]) -> Followed:
    """Return, by the key of each of the newer, the keys of the older ones that it follows; they are settled."""
    new, old = sorted(
        field.name for field in links.model._meta.get_fields() if field.is_relation
    )  # from_, to_

    def read() -> list[tuple[int, int]]:
        rows = links.filter(**{f"{new}__in": newer, f"{old}__in": older})
        return list(rows.order_by("pk").values_list(new, old))

    found: dict[int, list[int]] = {}
    for key, before in settled(("followed", new, sorted(newer), sorted(older)), read):
        found.setdefault(key, []).append(before)
    return found


def one_to_one(followed: Followed) -> dict[int, int]:
    """Keep who follows one alone that nobody else follows: of split and merged ones no figure goes on."""
    heirs = Counter(old for before in followed.values() for old in before)
    return {new: before[0] for new, before in followed.items() if len(before) == 1 == heirs[before[0]]}


def pairs_within(
    rows: Sequence[One], followed: Mapping[int, int], years: tuple[FiscalYear, FiscalYear]
) -> list[tuple[One | None, One | None]]:
    """Return each of a period's rows beside itself; who ended between the years stands beside its successor."""
    known = {row.pk: row for row in rows}
    replaced: dict[int, tuple[One, One]] = {}
    for new, old in followed.items():
        before, after = (known[new if has_ended(known[old], year) else old] for year in years)
        if before is not after:
            replaced |= dict.fromkeys((new, old), (before, after))
    found: dict[tuple[int, int], tuple[One | None, One | None]] = {}
    for row in rows:
        pair = replaced.get(row.pk, (row, row))
        found.setdefault((pair[0].pk, pair[1].pk), pair)
    return list(found.values())


def pairs_between(
    before: Sequence[One], after: Sequence[One], counterparts: Mapping[int, int]
) -> list[tuple[One | None, One | None]]:
    """Return the rows of two periods side by side: `counterparts` are the keys of `before` by those of `after`."""
    known = {row.pk: row for row in before}
    matched = [(known.get(counterparts.get(row.pk, 0)), row) for row in after]
    taken = {row.pk for row, _ in matched if row is not None}
    return [*matched, *((row, None) for row in before if row.pk not in taken)]


def has_ended(row: Ending, year: FiscalYear) -> bool:
    """Tell whether the year lies after its last one."""
    return row.ended_in is not None and year.year > row.ended_in
