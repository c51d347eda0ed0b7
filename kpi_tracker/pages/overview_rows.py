"""The rows of the overview's tables in plain values: each is drawn once for all to whom it says the same."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from django.urls import reverse

from evaluations.rating.scorecards.briefs import Brief
from evaluations.rating.scorecards.overview import Overview, PolicyRow
from kpi_tracker.pages.season.numbers import LinkedNumber
from kpi_tracker.pages.season.season import OfficeRow
from policies.page import Scope


class DrawnPolicy(NamedTuple):
    """What is drawn of a node and of the measures below it; `listed` and `owed` are where its numbers lead."""

    address: str
    words: str
    ended: str
    is_relisted: bool
    span: int
    is_rated: bool
    listed: str
    total: int
    counts: tuple[tuple[str, int], ...]
    undecided: int
    directions: tuple[tuple[str, int], ...]
    undirected: int
    owed: str
    missing: int


def policies_drawn(scope: Scope, page: Overview) -> list[DrawnPolicy]:
    """Return what is drawn of the nodes at the top."""
    overview, indicators = reverse("policies:overview"), reverse("indicators:indicator_list")

    def drawn(row: PolicyRow) -> DrawnPolicy:
        under = f"{scope.query}&under={quote(row.node.address)}"
        return DrawnPolicy(
            address=f"{row.node.get_absolute_url()}?{scope.query}",
            words=str(row.node),
            ended=row.ended,
            is_relisted=row.relisted,
            span=len(page.levels) + len(page.directions) + 4,
            is_rated=bool(page.levels),
            listed=f"{overview}?{under}",
            total=row.tally.total,
            counts=tuple(row.counts.items()),
            undecided=row.tally.undecided,
            directions=tuple(row.directions.items()),
            undirected=row.undirected,
            owed=f"{indicators}?{under}",
            missing=row.missing,
        )

    return [drawn(row) for row in page.rows]


class DrawnOffice(NamedTuple):
    """What is drawn of a bureau, or of a section below it; `numbers` are (number, where it leads)."""

    name: str
    is_bureau: bool
    numbers: tuple[tuple[int, str], ...]


def offices_drawn(offices: Sequence[OfficeRow]) -> list[DrawnOffice]:
    """Return what is drawn of the bureaus, each with its sections beneath."""
    rows = [(one, one is bureau) for bureau in offices for one in (bureau, *bureau.sections)]
    return [DrawnOffice(one.name, is_bureau, linked(one.numbers)) for one, is_bureau in rows]


def linked(numbers: Sequence[LinkedNumber]) -> tuple[tuple[int, str], ...]:
    return tuple((one.number, one.address) for one in numbers)


class DrawnMissing(NamedTuple):
    """What is drawn of an indicator whose figure is missing."""

    address: str
    words: str
    node_address: str
    node_words: str
    department: str
    why: str


def missing_drawn(scope: Scope, page: Overview, missing: Sequence[Brief]) -> list[DrawnMissing]:
    """Return what is drawn of these indicators."""
    nodes = [page.tree.node(brief.node) for brief in missing]
    return [
        DrawnMissing(
            address=f"{brief.address}?{scope.query}",
            words=brief.words,
            node_address=f"{node.get_absolute_url()}?{scope.query}",
            node_words=str(node),
            department=brief.department_words,
            why=brief.missing_words,
        )
        for brief, node in zip(missing, nodes, strict=True)
    ]
