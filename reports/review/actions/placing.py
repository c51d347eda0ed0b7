"""Where a reviewed report goes: what is there already and may be meant, what was chosen, and what comes of both."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import Indicator, RatingLevel
from policies.models import Layer, PlanPeriod, PolicyNode
from projects.models import LeadingProject
from reports.review.actions.surroundings import (
    NEW,
    Choices,
    Proposal,
    Surroundings,
    choices_of,
    homes_of_measures,
)
from reports.review.models import Report
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

HOME: Final = "home"
NO_LAYER: Final = "「{}」を置く層が計画期間にありません。登録先で、登録済みの項目を選んでください。"
_NOWHERE: Final = NodePlace(address="", is_new=False)  # above the uppermost nodes
GONE: Final = "登録先に選んだ計画か計画期間がなくなっています。登録先を選び直してください。"


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
    home, homes = _home(nodes, chosen), homes_of_measures(draft, nodes) | around.homes(proposals)
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
        homes=homes,
        taken_numbers={one: around.numbers_on(one) for one in {home, *homes.values()}},
        projects=_projects_on(period, {home, *homes.values()}),
        evaluated=frozenset(
            Evaluation.objects.filter(cycle=cycle).values_list("node__address", flat=True) if cycle else ()
        ),
        cycle=_cycle_place(cycle) if cycle else None,
        cycle_count=len(cycles),
    )


def _is_indicator(one: Proposal) -> bool:
    return one.slot.role is Role.INDICATOR


def _projects_on(period: PlanPeriod | None, homes: Set[str]) -> frozenset[tuple[str, str]]:
    if period is None:
        return frozenset()
    found = LeadingProject.objects.filter(node__period=period, node__address__in=homes)
    return frozenset(found.values_list("node__address", "name"))


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
    own: dict[str, NodePlace] = {}  # of the measures of a book, by their codes
    placed: list[tuple[Slot, NodePlace]] = []
    for one in proposals:
        if one.slot.role is Role.NODE:
            above = _above(one.slot, placed)
            found[one.slot.path] = place = _node_place(one, there, above, period)
            placed.append((one.slot, place))
            own |= {one.slot.measure: place} if one.slot.measure else {}
    last = placed[-1][1] if placed else _NOWHERE
    below = Counter(one.parent.address for one in there.values() if one.parent)
    for one in proposals:
        if one.slot.role is Role.UNDERTAKING:
            above = own.get(one.slot.measure, last)
            below[above.address] += 1
            found[one.slot.path] = _node_place(one, there, above, period, order=below[above.address])
    if chosen.home == NEW and chosen.home_name:
        lowest = len(period.layers)
        found[HOME] = NodePlace(address="1", is_new=True, code="1", name=chosen.home_name, depth=lowest)
    return found


def _above(slot: Slot, placed: Sequence[tuple[Slot, NodePlace]]) -> NodePlace:
    """Return the node below which one stands: of the nodes above its layer the one of its code, else the last."""
    layer = NODES.index(slot.key) if slot.key in NODES else len(NODES)
    upper = [(one, place) for one, place in placed if one.key in NODES[:layer]]
    code = str(slot.said.get("code") or "").rpartition("-")[0]
    named = (place for one, place in upper if code and one.said.get("code") == code)
    return next(named, upper[-1][1] if upper else _NOWHERE)


def _node_place(
    one: Proposal,
    there: Mapping[str, PolicyNode],
    above: NodePlace,
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
    own = _layer(one, above.depth, period)
    address = code or (f"{above.address}/{place}" if above.address else str(place))
    return NodePlace(
        address=address,
        is_new=True,
        code=code,
        name=name,
        depth=own,
        parent=above.address if own > 1 else "",
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
    """Return the cycles in which measures of a period are judged, none of one that is to be made."""
    if period is None:
        return []
    return list(EvaluationCycle.objects.of_measures().filter(period=period).select_related("period__plan"))


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
