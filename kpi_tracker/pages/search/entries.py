"""What may be found of plans as they stand: names and codes as plain data, in a fixed number of statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Department
from indicators.models import Indicator
from policies.codes import titled
from policies.models import Plan, PlanPeriod, PolicyNode
from policies.searching import plain
from projects.models import LeadingProject

Data = dict[str, list[Any]]
Rows = Iterable[Sequence[Any]]
NONE: Final = -1


class Kind(StrEnum):
    """What is found, in the order in which it is listed."""

    PLAN = "plan"
    NODE = "node"
    INDICATOR = "indicator"
    PROJECT = "project"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Part:
    """The period of a plan of which an entry is; `edition` names what was published of it, for who reads only that."""

    plan: str
    plan_name: str
    period: int
    period_name: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that may be found.

    `above` is the place of the node above it among the entries, or `where` says the way to it. `code` and `text` are
    written as a search compares them; `sign` and `name` as they are printed.
    """

    kind: str
    part: int
    above: int
    where: str
    sign: str
    name: str
    about: str
    code: str
    text: str
    address: str


def data_of(parts: Iterable[Part], entries: Iterable[Entry]) -> Data:
    """Return both as plain data, as they are kept."""
    return {
        "parts": [list(astuple(one)) for one in parts],
        "entries": [list(astuple(one)) for one in entries],
    }


def names_of(plans: Collection[int]) -> Data:
    """Return the nodes, indicators and departments of these plans: what all who may read the plans find."""
    parts = parts_of(plans)
    nodes = list(node_rows(plans))
    places = {row[0]: place for place, row in enumerate(nodes)}
    owned = Indicator.objects.filter(node__period__plan__in=plans).order_by(
        "node__period__plan", "node__period__number", "node__path", "order", "pk"
    )
    indicators = list(owned.values_list("pk", "node", "number", "name", "department"))
    entries = [
        *node_entries(nodes, places, parts),
        *indicator_entries(indicators, nodes, places, parts),
        *department_entries(indicators, nodes, places, parts),
    ]
    return data_of((part for _, part in parts.values()), entries)


def projects_of(plans: Collection[int], unconfirmed_of: Collection[int] | None) -> Data:
    """Return the projects of these plans, as whoever sees the figures of these departments (None: all) finds them."""
    parts, nodes = parts_of(plans), {row[0]: row for row in node_rows(plans)}
    shown = LeadingProject.objects.filter(node__period__plan__in=plans).shown_with(unconfirmed_of)
    rows = shown.order_by("node__period__plan", "node__period__number", "node__path", "order", "pk")
    entries = [
        Entry(
            kind=Kind.PROJECT,
            part=parts[nodes[node][1]][0],
            above=NONE,
            where=way_to(node, nodes),
            sign="",
            name=name,
            about="",
            code=plain(nodes[node][3]),
            text=plain(name),
            address=reverse("projects:project_detail", args=(pk,)),
        )
        for pk, node, name in rows.values_list("pk", "node", "name")
    ]
    return data_of((part for _, part in parts.values()), entries)


def parts_of(plans: Collection[int]) -> dict[int, tuple[int, Part]]:
    """Return the periods of the plans with their places among the parts, by their keys."""
    periods = PlanPeriod.objects.filter(plan__in=plans).select_related("plan").order_by("plan", "number")
    return {
        one.pk: (place, Part(one.plan.key, str(one.plan), one.number, one.name))
        for place, one in enumerate(periods)
    }


def node_rows(plans: Collection[int]) -> Rows:
    """Return key, period, parent, code, name, address and layer of each node, in the order of the plans."""
    nodes = PolicyNode.objects.filter(period__plan__in=plans)
    rows: Rows = nodes.order_by("period__plan", "period__number", "path").values_list(
        "pk", "period", "parent", "code", "name", "address", "layer__name"
    )
    return rows


def way_to(node: int | None, nodes: Mapping[int, Sequence[Any]]) -> str:
    """Name a node and those above it, the top one first."""
    found: list[str] = []
    while node is not None:
        _, _, parent, code, name, *_ = nodes[node]
        found.insert(0, titled(code, name))
        node = parent
    return WAY.join(found)


WAY: Final = " › "
Places = Mapping[int, int]
Parts = Mapping[int, tuple[int, Part]]


def node_entries(nodes: Sequence[Sequence[Any]], places: Places, parts: Parts) -> Iterator[Entry]:
    for _, period, parent, code, name, address, layer in nodes:
        yield Entry(
            kind=Kind.NODE,
            part=parts[period][0],
            above=places[parent] if parent is not None else NONE,
            where="",
            sign=code,
            name=name,
            about=layer,
            code=plain(code),
            text=plain(name),
            address=reverse("policies:policy_node", args=(address,)),
        )


def indicator_entries(
    rows: Rows, nodes: Sequence[Sequence[Any]], places: Places, parts: Parts
) -> Iterator[Entry]:
    """Yield the indicators; the code of its node finds an indicator too."""
    for pk, node, number, name, _ in rows:
        above = nodes[places[node]]
        yield Entry(
            kind=Kind.INDICATOR,
            part=parts[above[1]][0],
            above=places[node],
            where="",
            sign=number,
            name=name,
            about="",
            code=plain(above[3]),
            text=plain(name),
            address=reverse("indicators:indicator_detail", args=(pk,)),
        )


def department_entries(
    rows: Rows, nodes: Sequence[Sequence[Any]], places: Places, parts: Parts
) -> Iterator[Entry]:
    """Yield the departments that answer for indicators of a period, and those above them: each leads to its list."""
    own = {(nodes[places[node]][1], department) for _, node, _, _, department in rows if department}
    known = {
        one.pk: one
        for one in Department.objects.filter(local_government_code__in=cities_of(parts)).order_by("code")
    }
    found = {(period, unit.pk) for period, department in own for unit in units(known, department)}
    for period, (part, _) in parts.items():
        for pk, one in known.items():
            if (period, pk) in found:
                address = reverse("indicators:indicator_list")
                yield Entry(
                    kind=Kind.DEPARTMENT,
                    part=part,
                    above=NONE,
                    where=WAY.join(unit.name for unit in reversed(units(known, pk)[1:])),
                    sign="",
                    name=one.name,
                    about="",
                    code=plain(one.code),
                    text=plain(one.name),
                    address=f"{address}?{urlencode({'department': one.code})}",
                )


def cities_of(parts: Parts) -> set[str]:
    """Return the codes of the municipalities whose plans these are: a key begins with its city's."""
    return {part.plan[:CODE_DIGITS] for _, part in parts.values()}


CODE_DIGITS: Final = 6


def units(known: Mapping[int, Department], department: int | None) -> list[Department]:
    """Return the department and those above it, nearest first; a circle ends where it closes."""
    found: list[Department] = []
    while department is not None and known[department] not in found:
        found.append(known[department])
        department = known[department].parent_id
    return found


def plan_entries(plans: Sequence[Plan]) -> Iterator[tuple[Part, Entry]]:
    """Yield the plans themselves, as they are called before this reader."""
    for place, plan in enumerate(plans):
        name, address = str(plan), reverse("policies:overview")
        entry = Entry(Kind.PLAN, place, NONE, "", "", name, plan.key, plan.key, plain(name), address)
        yield Part(plan.key, name, 0, ""), entry
