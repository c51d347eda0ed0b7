"""What was found: the entries with all words, the nearest first, each with where it stands and where it leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from kpi_tracker.pages.search.entries import NONE, WAY, Data, Entry, Kind, Part
from policies.codes import titled
from policies.searching import Asked

_TEXT: Final = list(Entry.__dataclass_fields__).index("text")
_CODE: Final = list(Entry.__dataclass_fields__).index("code")
_PART: Final = list(Entry.__dataclass_fields__).index("part")


@dataclass(frozen=True, slots=True)
class Here:
    """The plan and period of the page from which somebody searches, and the query that its links carry on."""

    plan: str
    period: int
    query: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, as it is listed; `beside` names its plan and period where they are not the page's."""

    kind: str
    title: str
    about: str
    where: str
    beside: str
    address: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits, and what tells how near it is."""

    order: tuple[int, ...]
    data: Data
    row: Sequence[Any]


def matches(asked: Asked, sources: Sequence[Data], here: Here) -> dict[str, list[Match]]:
    """Return by kind all that has every word, the nearest first: by code, by how the name begins, by plan."""
    found: dict[str, list[Match]] = {kind: [] for kind in Kind}
    for turn, data in enumerate(sources):
        far = [distance(Part(*part), here) for part in data["parts"]]
        for place, row in enumerate(data["entries"]):
            if asked.is_in(row[_TEXT], row[_CODE]):
                order = (asked.place(row[_TEXT], row[_CODE]), far[row[_PART]], turn, place)
                found[row[0]].append(Match(order, data, row))
    return {kind: sorted(some, key=lambda one: one.order) for kind, some in found.items()}


def distance(part: Part, here: Here) -> int:
    """Tell the period of the page from others of its plan, and those from other plans'."""
    if part.plan != here.plan:
        return 2
    return 0 if part.period in {here.period, 0} else 1


def hits(found: Iterable[Match], here: Here) -> list[Hit]:
    """Return what was found as it is listed."""
    return [hit(one, here) for one in found]


def hit(match: Match, here: Here) -> Hit:
    entry = Entry(*match.row)
    part = Part(*match.data["parts"][entry.part])
    return Hit(
        kind=entry.kind,
        title=titled(entry.sign, entry.name),
        about=entry.about,
        where=entry.where or way(match.data, entry),
        beside="" if entry.kind == Kind.PLAN else beside(part, here),
        address=address(entry, part, here),
    )


def way(data: Data, entry: Entry) -> str:
    """Name the nodes above an entry, the top one first."""
    found: list[str] = []
    above = entry.above
    while above != NONE:
        one = Entry(*data["entries"][above])
        found.insert(0, titled(one.sign, one.name))
        above = one.above
    return WAY.join(found)


def beside(part: Part, here: Here) -> str:
    """Name plan and period where they are others than those of the page, and the edition where it is one."""
    names = {0: (), 1: (part.period_name,), 2: (part.plan_name, part.period_name)}[distance(part, here)]
    return "　".join(one for one in (*names, part.edition) if one)


def address(entry: Entry, part: Part, here: Here) -> str:
    """Return where an entry leads: a published page as it is, any other with its plan, period and year."""
    if part.edition:
        return entry.address
    asked: Mapping[str, Any] = {"plan": part.plan} | ({"period": part.period} if part.period else {})
    query = here.query if distance(part, here) == 0 and part.period else urlencode(asked)
    return f"{entry.address}{'&' if '?' in entry.address else '?'}{query}"
