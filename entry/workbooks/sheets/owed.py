"""The 事務事業評価シート that a round asks for, each as it stands and with what a new one begins with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Department, Person
from entry.owed import may_see
from evaluations.actions.sheets import Answers, carried_from
from evaluations.models import ProjectSheet, SheetRequest
from indicators.models import EntryRound, HandedIn
from policies.models import PolicyNode

State = HandedIn.EntryState
MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class OwedSheet:
    """The sheet of one 事務事業: what is stored, and what was confirmed of it the last time."""

    request: SheetRequest
    node: PolicyNode
    sheet: ProjectSheet | None
    earlier: ProjectSheet | None
    stored: Answers
    begun: Answers

    @property
    def round(self) -> EntryRound:
        return self.request.round

    @property
    def department(self) -> Department | None:
        return self.node.department

    @property
    def local_government_code(self) -> str:
        return self.request.round.plan.local_government_code

    @property
    def state(self) -> State:
        return State(self.sheet.entry_state) if self.sheet else State.EMPTY

    @property
    def version(self) -> int:
        """The version that a change must carry: 0 where nothing has been entered yet."""
        return self.sheet.version if self.sheet else 0

    @property
    def shown(self) -> Answers:
        """What the form shows: what is stored, else what it begins with."""
        return self.stored if self.sheet else self.begun

    @property
    def label(self) -> str:
        return f"{self.node.address} {self.node.name}"


Key = tuple[int, int]


def seen_sheets(
    person: Person, rounds: Iterable[int], today: date, *, nodes: Collection[int] | None = None
) -> dict[Key, OwedSheet]:
    """Return the sheets of these rounds that the person may see, by round and node, in the order of the plan.

    Of these nodes only, if any are named; a fixed number of queries for each round, however many sheets.
    """
    wanted = sorted(set(rounds))[:MOST_ROUNDS]
    requests = SheetRequest.objects.with_form().filter(round__in=wanted, round__opens_on__lte=today)
    found = (item for request in requests for item in _of_request(request, person, today, nodes))
    return {(item.round.pk, item.node.pk): item for item in found}


def _of_request(
    request: SheetRequest, person: Person, today: date, wanted: Collection[int] | None
) -> Sequence[OwedSheet]:
    nodes = seen_nodes(request, person, today, wanted)
    sheets = _with_all_answers([node.pk for node in nodes], request)
    earlier = earlier_sheets(request, nodes)
    return [_owed(request, node, sheets.get(node.pk), earlier.get(node.pk)) for node in nodes]


def seen_nodes(
    request: SheetRequest, person: Person, today: date, wanted: Collection[int] | None = None
) -> list[PolicyNode]:
    """Return the 事務事業 whose sheet is asked for and may be seen by the person, in the order of the plan."""
    rows = PolicyNode.objects.filter(period=request.cycle.period_id, layer__is_undertaking=True)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    rows = rows.select_related("department__parent__parent").order_by("path")
    return [node for node in rows if may_see(person, OwedSheet(request, node, None, None, {}, {}), today)]


def _owed(
    request: SheetRequest, node: PolicyNode, sheet: ProjectSheet | None, earlier: ProjectSheet | None
) -> OwedSheet:
    stored = sheet.given() if sheet else {}
    begun = {} if sheet else carried_from(earlier, request)
    return OwedSheet(request, node, sheet, earlier, stored, begun)


def _with_all_answers(nodes: Collection[int], request: SheetRequest) -> Mapping[int, ProjectSheet]:
    rows = ProjectSheet.objects.with_answers().prefetch_related("form__items")
    return {row.node_id: row for row in rows.filter(cycle=request.cycle_id, node__in=nodes)}


def earlier_sheets(request: SheetRequest, nodes: Collection[PolicyNode]) -> Mapping[int, ProjectSheet]:
    """Return by node the confirmed sheet before this request's, of the node itself or of the one it succeeds."""
    heirs: dict[int, list[int]] = {}
    for node in nodes:
        for forerunner in {node.pk, node.succeeds_id or node.pk}:
            heirs.setdefault(forerunner, []).append(node.pk)
    before = ProjectSheet.objects.shown_with(()).filter(
        node__in=heirs, cycle__last_year__lt=request.cycle.last_year
    )
    latest: dict[int, int] = {}
    for row in before.order_by("-cycle__last_year", "cycle__first_year", "-pk").only("pk", "node_id"):
        for heir in heirs[row.node_id]:
            latest.setdefault(heir, row.pk)
    rows = ProjectSheet.objects.with_answers().prefetch_related("form__items").in_bulk(set(latest.values()))
    return {heir: rows[key] for heir, key in latest.items() if key in rows}
