"""What is there of a period that a report may mean: its nodes and indicators, and what somebody chose of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from indicators.models import Indicator
from policies.models import PlanPeriod, PolicyNode
from reports.reading.wording import compact
from reports.review.matching import MEANT, Known, Match, matches
from reports.review.models import Report
from reports.review.outcome import row_name
from reports.review.places import NodePlace, RowsLoaded
from reports.review.slots import Json, Role, Slot, slots
from store.models import Change

NEW: Final = "new"
MOST_FORMER: Final = 2_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen of where a report goes; everything as it was typed, nothing where nothing was chosen yet."""

    plan: str = ""
    municipality: str = ""
    plan_name: str = ""
    plan_first: int = 0
    plan_last: int = 0
    period: str = ""
    period_number: int = 0
    period_name: str = ""
    period_first: int = 0
    period_last: int = 0
    layers: str = ""
    home: str = ""
    home_name: str = ""
    cycle: str = ""
    match: Mapping[str, str] | None = None
    homes: Mapping[str, str] | None = None  # what was typed of where a new indicator stands, by its path

    def meant(self, path: str) -> str | None:
        """Return which row was chosen for a fact: its key, NEW, or None where nobody has chosen."""
        return (self.match or {}).get(path)

    def home_of(self, path: str) -> str:
        """Return on what a new indicator shall stand, "" where it stands with all others."""
        return (self.homes or {}).get(path, "").strip()


def choices_of(report: Report) -> Choices | None:
    """Return where the report goes, None as long as nobody has said so."""
    return Choices(**report.place) if report.place else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A node or an indicator of a draft, and what is there that may be meant, the likeliest first."""

    slot: Slot
    found: Sequence[Match]
    chosen: str  # the key of a row, or NEW
    home: str  # on what it shall stand by itself where it is new, as it was typed

    @property
    def best(self) -> Match | None:
        return self.found[0] if self.found and self.found[0].is_meant else None


class Surroundings:
    """What is there of a period: nodes and indicators with the names they had; nothing of a period to be made.

    `made` says by facts of the report which rows were made from them: these facts are those rows, and not new ones once
    more.
    """

    def __init__(self, period: PlanPeriod | None, loaded: RowsLoaded) -> None:
        self.period = period
        mine: dict[str, Any] = {"period": period} if period else {"pk__in": ()}
        self.nodes = list(PolicyNode.objects.filter(**mine).select_related("layer", "parent", "period__plan"))
        below = {"node__in": self.nodes}
        found = Indicator.objects.filter(**below).select_related("node__period__plan")
        self.indicators = list(found.prefetch_related("targets", "results", "interim_values", "succeeds"))
        self.made = made_from(loaded, self.nodes, self.indicators)
        former = former_names("indicators.indicator", [one.pk for one in self.indicators])
        renamed = former_names("policies.policynode", [one.pk for one in self.nodes])
        self.known_nodes = [
            Known(one.address, one.code, one.name, tuple(renamed[one.pk])) for one in self.nodes
        ]
        self.known_indicators = [
            Known(
                str(one.pk),
                one.number,
                one.name,
                (*former[one.pk], *(old.name for old in one.succeeds.all())),
            )
            for one in self.indicators
        ]

    def node_at(self, words: str) -> PolicyNode | None:
        """Return the only node that is called so, by its address, its code or its name."""
        for name in ("address", "code", "name"):
            found = [one for one in self.nodes if compact(getattr(one, name)) == compact(words)]
            if words and len(found) == 1:
                return found[0]
        return None

    def homes(self, proposals: Iterable[Proposal]) -> dict[str, str]:
        """Return on which node each indicator stands for which one was typed that is there."""
        typed = {one.slot.path: self.node_at(one.home) for one in proposals if one.home}
        return {path: node.address for path, node in typed.items() if node is not None}

    def numbers_on(self, address: str) -> frozenset[str]:
        """Return the numbers of the indicators that stand on a node."""
        return frozenset(one.number for one in self.indicators if one.node.address == address)

    def proposals(self, draft: Json, chosen: Choices) -> list[Proposal]:
        """Return every node and indicator of a draft with what may be meant; what was chosen counts before all."""
        used: set[tuple[bool, str]] = set()
        measures: dict[str, str] = {}  # the address of each 施策 of a book of several, by its code
        told: list[Proposal] = []
        for slot in slots(draft):
            if slot.role in _PLACED:
                told.append(self._proposal(slot, chosen, used, measures))
            if slot.role is Role.NODE and slot.measure:
                measures[slot.measure] = told[-1].chosen
        return told

    def _found(self, slot: Slot, known: Sequence[Known], measures: Mapping[str, str]) -> list[Match]:
        """Return what may be meant; what a book says of a 施策 is meant of what stands on it, others come last."""
        is_indicator = slot.role is Role.INDICATOR
        code = str(slot.said.get("number" if is_indicator else "code") or "")
        found = matches(code, str(slot.said.get("name", "")), known)
        if not is_indicator or not slot.measure:
            return found
        home = measures.get(slot.measure)
        own = {str(one.pk) for one in self.indicators if one.node.address == home}
        beside = [replace(one, score=min(one.score, MEANT - 1)) for one in found if one.known.key not in own]
        return [*(one for one in found if one.known.key in own), *beside]

    def _proposal(
        self, slot: Slot, chosen: Choices, used: set[tuple[bool, str]], measures: Mapping[str, str]
    ) -> Proposal:
        is_indicator = slot.role is Role.INDICATOR
        known = self.known_indicators if is_indicator else self.known_nodes
        found = self._found(slot, known, measures)
        meant, keys = chosen.meant(slot.path), {one.key for one in known}
        if meant in {None, NEW}:
            meant = self.made.get(slot.path, meant)
        if meant is None or (meant != NEW and meant not in keys):
            best = next(
                (one for one in found if one.is_meant and (is_indicator, one.known.key) not in used), None
            )
            meant = best.known.key if best else NEW
        used.add((is_indicator, meant))
        return Proposal(slot, found[:5], meant, chosen.home_of(slot.path))


def made_from(
    loaded: RowsLoaded, nodes: Iterable[PolicyNode], indicators: Iterable[Indicator]
) -> Mapping[str, str]:
    """Return by its fact the key of each row that was made from one: by the code or number that the row had then."""
    if not loaded.added:
        return {}
    addresses = first_said("policies.policynode", "address", {one.pk: one.address for one in nodes})
    own = [one for one in indicators if ("indicators.indicator", one.pk) in loaded.added]
    numbers = first_said("indicators.indicator", "number", {one.pk: one.number for one in own})
    rows: list[tuple[tuple[Any, ...], str]] = [
        (("policies.policynode", one.period.number, addresses[one.pk]), one.address)
        for one in nodes
        if ("policies.policynode", one.pk) in loaded.added
    ]
    for one in own:
        for address in (one.node.address, addresses[one.node_id]):
            name = ("indicators.indicator", one.node.period.number, address, numbers[one.pk])
            rows.append((name, str(one.pk)))
    named = ((row_name(model, within), key) for (model, *within), key in rows)
    return {loaded.facts[name]: key for name, key in named if name in loaded.facts}


def first_said(model: str, field: str, now: Mapping[int, str]) -> dict[int, str]:
    """Return what a field of rows said when they were added, by the history, of what it says now."""
    told = Change.objects.filter(model=model, field=field, object_id__in=map(str, now)).exclude(old="")
    return {**now, **{int(key): old for key, old in told.order_by("-pk").values_list("object_id", "old")}}


_PLACED: Final = frozenset({Role.NODE, Role.UNDERTAKING, Role.INDICATOR})


def former_names(model: str, keys: Sequence[int]) -> Mapping[int, list[str]]:
    """Return the names that rows had before, by the history."""
    found: dict[int, list[str]] = defaultdict(list)
    told = Change.objects.filter(model=model, field="name").exclude(old="")
    for key, old in told.filter(object_id__in=map(str, keys)).values_list("object_id", "old")[:MOST_FORMER]:
        found[int(key)].append(old)
    return found


def homes_of_measures(draft: Json, nodes: Mapping[str, NodePlace]) -> dict[str, str]:
    """Return the address of its 施策 for everything that a book of several says of one of them, by path."""
    told = list(slots(draft))
    own = {
        slot.measure: nodes[slot.path].address
        for slot in told
        if slot.role is Role.NODE and slot.measure and slot.path in nodes
    }
    return {
        slot.path: own[slot.measure] for slot in told if slot.role is not Role.NODE and slot.measure in own
    }
