"""What is found of plans by those who read only what was published of them: the names as each edition says them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from kpi_tracker.pages.search.entries import NONE, WAY, Data, Entry, Kind, Part, data_of
from kpi_tracker.published_only import measure_page
from policies.codes import titled
from policies.models import Plan
from policies.searching import plain

Node = Mapping[str, Any]


def latest_editions(plans: Sequence[Plan]) -> list[Publication]:
    """Return of each period of the plans the latest edition of its last published cycle, in one statement."""
    rows = Publication.objects.filter(cycle__period__plan__in=[one.pk for one in plans])
    found: dict[int, Publication] = {}
    for one in (
        rows.order_by("cycle__period__plan", "-cycle__last_year", "-cycle", "-edition")
        .select_related("cycle")
        .without_content()
    ):
        found.setdefault(one.cycle.period_id, one)
    return list(found.values())


def published_names(editions: Sequence[Publication]) -> Data:
    """Return what these editions name: nodes, indicators and projects."""
    parts: list[Part] = []
    entries: list[Entry] = []
    for place, one in enumerate(editions):
        content = read_content(one.pk, one.sha256)
        period = content["period"]
        parts.append(
            Part(
                one.plan_key,
                f"{one.municipality} {one.plan_name}",
                period["number"],
                period["name"],
                one.label,
            )
        )
        for node in (*content["others"], *content["measures"]):
            entries += entries_on(one, node, place)
    return data_of(parts, entries)


def entries_on(edition: Publication, node: Node, part: int) -> Iterator[Entry]:
    """Yield a published node with all that has a place on its page."""
    page = measure_page(edition, node)
    way = [titled(one["code"], one["name"]) for one in node["above"]]
    own = [*way, titled(node["code"], node["name"])]
    yield named(Kind.NODE, part, way, node, page, about=node["layer"])
    for one in node["indicators"]:
        yield numbered(part, own, node, one, page)
    for under in node.get("undertakings", ()):
        yield named(Kind.NODE, part, own, under, f"{page}#undertakings", about="")
        for one in under["indicators"]:
            yield numbered(part, [*own, titled(under["code"], under["name"])], under, one, page)
    for one in node.get("projects", ()):
        address = f"{page}#project-{one['id']}"
        yield named(Kind.PROJECT, part, own, one | {"code": ""}, address, about="")


def named(kind: Kind, part: int, way: Sequence[str], one: Node, address: str, *, about: str) -> Entry:
    code, name = one["code"], one["name"]
    return Entry(kind, part, NONE, WAY.join(way), code, name, about, plain(code), plain(name), address)


def numbered(part: int, way: Sequence[str], node: Node, one: Node, page: str) -> Entry:
    """Return an indicator; the code of its node finds it too."""
    address, name = f"{page}#indicator-{one['id']}", one["name"]
    code = plain(node["code"])
    return Entry(
        Kind.INDICATOR, part, NONE, WAY.join(way), one["number"], name, "", code, plain(name), address
    )
