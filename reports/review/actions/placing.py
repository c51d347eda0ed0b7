"""Where a reviewed report goes: what is there already and may be meant, what was chosen, and what comes of both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import Indicator, RatingLevel
from policies.models import Layer, PlanPeriod, PolicyNode
from projects.models import LeadingProject
from reports.review.matching import Known, Match, matches
from reports.review.models import Report
from reports.review.outcome import row_name
from reports.review.places import (
    LAYERS,
    CyclePlace,
    NodePlace,
    PeriodPlace,
    Placing,
    PlanPlace,
    RowsLoaded,
    StoredIndicator,
    StoredInterim,
    StoredResult,
    StoredTarget,
)
from reports.review.slots import NODES, Json, Role, Slot, slots
from store.actions.rows import RefusedError
from store.models import Change

NEW: Final = "new"
HOME: Final = "home"
MOST_FORMER: Final = 2_000
NO_LAYER: Final = "「{}」を置く層が計画期間にありません。登録先で、登録済みの項目を選んでください。"
GONE: Final = "登録先に選んだ計画か計画期間がなくなっています。登録先を選び直してください。"


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

    def meant(self, path: str) -> str | None:
        """Return which row was chosen for a fact: its key, NEW, or None where nobody has chosen."""
        return (self.match or {}).get(path)


def choices_of(report: Report) -> Choices | None:
    """Return where the report goes, None as long as nobody has said so."""
    return Choices(**report.place) if report.place else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A node or an indicator of a draft, and what is there that may be meant, the likeliest first."""

    slot: Slot
    found: Sequence[Match]
    chosen: str  # the key of a row, or NEW

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

    def proposals(self, draft: Json, chosen: Choices) -> list[Proposal]:
        """Return every node and indicator of a draft with what may be meant; what was chosen counts before all."""
        used: set[tuple[bool, str]] = set()
        return [self._proposal(slot, chosen, used) for slot in slots(draft) if slot.role in _PLACED]

    def _proposal(self, slot: Slot, chosen: Choices, used: set[tuple[bool, str]]) -> Proposal:
        is_indicator = slot.role is Role.INDICATOR
        known = self.known_indicators if is_indicator else self.known_nodes
        code = str(slot.said.get("number" if is_indicator else "code") or "")
        found = matches(code, str(slot.said.get("name", "")), known)
        meant, keys = chosen.meant(slot.path), {one.key for one in known}
        if meant in {None, NEW}:
            meant = self.made.get(slot.path, meant)
        if meant is None or (meant != NEW and meant not in keys):
            best = next(
                (one for one in found if one.is_meant and (is_indicator, one.known.key) not in used), None
            )
            meant = best.known.key if best else NEW
        used.add((is_indicator, meant))
        return Proposal(slot, found[:5], meant)


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


def period_chosen(city: str, chosen: Choices) -> PlanPeriod | None:
    """Return the period that is there and was chosen, None for one to be made. Raise RefusedError if it is gone.

    One that was to be made is there as soon as it was loaded.
    """
    if not chosen.plan or not chosen.period:
        plan = {"plan__key": chosen.plan} if chosen.plan else {"plan__name": chosen.plan_name}
        made = PlanPeriod.objects.filter(
            plan__local_government_code=city, number=chosen.period_number, **plan
        )
        return made.select_related("plan").first()
    period = (
        PlanPeriod.objects.filter(
            plan__key=chosen.plan, plan__local_government_code=city, number=int(chosen.period)
        )
        .select_related("plan")
        .first()
    )
    if period is None:
        raise RefusedError(GONE)
    return period


def goes_to(report: Report, period: PlanPeriod) -> bool:
    """Tell whether that is the period into which the report goes."""
    chosen = choices_of(report)
    try:
        return chosen is not None and period_chosen(report.city, chosen) == period
    except RefusedError:
        return False


def placing_of(document: str, city: str, draft: Json, chosen: Choices, loaded: RowsLoaded) -> Placing:
    """Return where everything of a draft goes. Raise RefusedError with a sentence where that is not possible.

    `loaded` is what was loaded of it, by Report.rows_loaded.
    """
    period = period_chosen(city, chosen)
    around = Surroundings(period, loaded)
    proposals = around.proposals(draft, chosen)
    place = _period_place(period, chosen)
    nodes = _node_places(proposals, around, place, chosen)
    home = _home(nodes, chosen)
    by_key = {str(one.pk): one for one in around.indicators}
    meant = {
        one.slot.path: by_key[one.chosen] for one in proposals if one.chosen in by_key and _is_indicator(one)
    }
    cycles = cycles_of(period)
    cycle = cycle_meant(cycles, chosen)
    return Placing(
        document=document,
        plan=_plan_place(city, period, chosen),
        period=place,
        nodes=nodes,
        home=home,
        indicators={path: _stored(one) for path, one in meant.items()},
        taken_numbers=frozenset(one.number for one in around.indicators if one.node.address == home),
        projects=frozenset(_at_home(LeadingProject, "node", period, home).values_list("name", flat=True)),
        evaluated=frozenset(
            Evaluation.objects.filter(cycle=cycle).values_list("node__address", flat=True) if cycle else ()
        ),
        cycle=_cycle_place(cycle) if cycle else None,
        cycle_count=len(cycles),
    )


def _is_indicator(one: Proposal) -> bool:
    return one.slot.role is Role.INDICATOR


def _at_home(model: Any, link: str, period: PlanPeriod | None, home: str) -> Any:
    mine = {f"{link}__period": period, f"{link}__address": home} if period else {"pk__in": ()}
    return model.objects.filter(**mine)


def _plan_place(city: str, period: PlanPeriod | None, chosen: Choices) -> PlanPlace:
    key = period.plan.key if period else chosen.plan
    return PlanPlace(
        key=key,
        municipality=chosen.municipality,
        code=city,
        name=chosen.plan_name,
        first_year=chosen.plan_first,
        last_year=chosen.plan_last,
    )


def _period_place(period: PlanPeriod | None, chosen: Choices) -> PeriodPlace:
    if period is None:
        names = tuple(name.strip() for name in chosen.layers.replace("，", "、").split("、") if name.strip())
        return PeriodPlace(
            number=chosen.period_number,
            name=chosen.period_name,
            first_year=chosen.period_first,
            last_year=chosen.period_last,
            layers=names,
            is_new=True,
        )
    layers = Layer.objects.filter(period=period).order_by("depth").values_list("name", flat=True)
    years = {"first_year": period.first_year, "last_year": period.last_year}
    return PeriodPlace(number=period.number, name=period.name, layers=tuple(layers), is_new=False, **years)


def _node_places(
    proposals: Iterable[Proposal], around: Surroundings, period: PeriodPlace, chosen: Choices
) -> dict[str, NodePlace]:
    """Return the place of each node of a draft: the one that is meant, or a new one below the one before it."""
    there = {one.address: one for one in around.nodes}
    found: dict[str, NodePlace] = {}
    above, depth = "", 0
    for one in proposals:
        if one.slot.role is Role.NODE:
            found[one.slot.path] = place = _node_place(one, there, above, depth, period)
            above, depth = place.address, place.depth
    undertakings = [one for one in proposals if one.slot.role is Role.UNDERTAKING]
    placed = sum(1 for one in there.values() if one.parent and one.parent.address == above)
    for order, one in enumerate(undertakings, start=placed + 1):
        found[one.slot.path] = _node_place(one, there, above, depth, period, order=order)
    if chosen.home == NEW and chosen.home_name:
        last = len(period.layers)
        found[HOME] = NodePlace(address="1", is_new=True, code="1", name=chosen.home_name, depth=last)
    return found


def _node_place(
    one: Proposal,
    there: Mapping[str, PolicyNode],
    above: str,
    depth: int,
    period: PeriodPlace,
    *,
    order: int = 0,
) -> NodePlace:
    if one.chosen in there:
        node = there[one.chosen]
        return NodePlace(address=node.address, is_new=False, depth=node.layer.depth)
    code, name = str(one.slot.said.get("code") or ""), str(one.slot.said["name"])
    last = code.rpartition("-")[2]
    place = order or (int(last) if last.isdecimal() and 0 < int(last) < 1000 else 1)
    own = _layer(one, depth, period)
    address = code or (f"{above}/{place}" if above else str(place))
    return NodePlace(
        address=address,
        is_new=True,
        code=code,
        name=name,
        depth=own,
        parent=above if own > 1 else "",
        order=place,
    )


def _layer(one: Proposal, above: int, period: PeriodPlace) -> int:
    """Return the depth of a new node: that of the layer of its name, else the one below the node above it."""
    wanted = LAYERS.get(one.slot.key or Role.UNDERTAKING.value, "")
    if wanted in period.layers:
        return period.layers.index(wanted) + 1
    if above < len(period.layers):
        return above + 1
    raise RefusedError(NO_LAYER.format(one.slot.said.get("name", "")))


def _home(nodes: Mapping[str, NodePlace], chosen: Choices) -> str:
    """Return the node on which new indicators stand: chosen, else the lowest of the draft's own tree."""
    if HOME in nodes:
        return nodes[HOME].address
    if chosen.home and chosen.home != NEW:
        return chosen.home
    paths = [f"hierarchy/{name}" for name in reversed(NODES)]
    return next((nodes[path].address for path in paths if path in nodes), "")


def cycles_of(period: PlanPeriod | None) -> list[EvaluationCycle]:
    """Return the evaluation cycles of a period, none of one that is to be made."""
    return (
        list(EvaluationCycle.objects.filter(period=period).select_related("period__plan")) if period else []
    )


def cycle_stated(cycles: Sequence[EvaluationCycle], draft: Json) -> EvaluationCycle | None:
    """Return the only cycle that ends with the last year of which the draft has results, for somebody to confirm."""
    told = [slot.year for slot in slots(draft) if slot.role in _OF_A_YEAR and slot.year is not None]
    ending = [one for one in cycles if told and one.last_year == max(told)]
    return ending[0] if len(ending) == 1 else None


def cycle_meant(cycles: Sequence[EvaluationCycle], chosen: Choices) -> EvaluationCycle | None:
    """Return the cycle that was chosen, else the only one; None where nobody could tell which of several is meant."""
    return next((one for one in cycles if len(cycles) == 1 or one.key == chosen.cycle), None)


_OF_A_YEAR: Final = frozenset({Role.ACTUAL, Role.ANNUAL_ACTUAL, Role.INCREMENT, Role.ACTUAL_TEXT})


def _cycle_place(cycle: EvaluationCycle) -> CyclePlace:
    scales = {"progress": cycle.progress_scale, "direction": cycle.direction_scale}
    symbols: dict[int, set[str]] = defaultdict(set)
    for scale, symbol in RatingLevel.objects.filter(scale__in=scales.values()).values_list("scale", "symbol"):
        symbols[scale].add(symbol)
    return CyclePlace(
        key=cycle.key, scales={kind: (one.key, frozenset(symbols[one.pk])) for kind, one in scales.items()}
    )


def _stored(one: Indicator) -> StoredIndicator:
    """Return an indicator that is there, each target in its latest version."""
    latest = {
        (row.fiscal_year, row.scope): row for row in sorted(one.targets.all(), key=lambda row: row.revision)
    }
    return StoredIndicator(
        pk=one.pk,
        node=one.node.address,
        number=one.number,
        name=one.name,
        unit=one.unit,
        accumulation=one.accumulation,
        baseline_year=one.baseline_year,
        baseline_value=one.baseline_value,
        targets={
            key: StoredTarget(value=row.value, text=row.text, source=row.source)
            for key, row in latest.items()
        },
        results={
            row.fiscal_year: StoredResult(
                total=row.total,
                increment=row.increment,
                text=row.text_value,
                rate=row.published_rate,
                grade=row.published_class,
                source=row.source,
            )
            for row in one.results.all()
        },
        interim={
            row.as_of: StoredInterim(value=row.value, source=row.source) for row in one.interim_values.all()
        },
    )
