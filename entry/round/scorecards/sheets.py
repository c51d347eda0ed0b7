"""The sheets of the 事務事業 that a round asks for, as lists print them: whose, how they stand, how they were last."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Department
from entry.round.scorecards.claims import CONFIRMED, UNFINISHED
from entry.round.scorecards.defined import measure_on, way_to
from entry.round.scorecards.items import (
    Due,
    ListLine,
    State,
    departments_of,
    due_in,
)
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound, RatingLevel
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode, living_in
from store.actions.settled import settled


class SheetClaim:
    """How one sheet stands that a round asks of a department, whatever its rows were read as."""

    __slots__ = ()

    round: EntryRound

    @property
    def entry_state(self) -> str:
        """How far it is; empty where nothing has been written yet."""
        raise NotImplementedError

    @property
    def year(self) -> FiscalYear:
        return self.round.year

    @property
    def local_government_code(self) -> str:
        return self.round.plan.local_government_code

    @property
    def state(self) -> State:
        return State(self.entry_state or State.EMPTY)

    @property
    def is_done(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def is_confirmed(self) -> bool:
        return self.state in CONFIRMED

    @property
    def comes_back(self) -> bool:
        """A sheet that was handed in asks for nothing more."""
        return False

    @property
    def asked_from(self) -> date | None:
        return None

    @property
    def is_back(self) -> bool:
        return False

    @property
    def is_of_round(self) -> bool:
        return True

    @property
    def due_on(self) -> date:
        return self.round.due_on


@dataclass(frozen=True, slots=True)
class OwedSheet(SheetClaim):
    """One sheet that a department owes: its 事務事業, what is written, and the confirmed one before it."""

    request: SheetRequest
    node: PolicyNode
    sheet: ProjectSheet | None
    earlier: ProjectSheet | None = None

    @property
    def round(self) -> EntryRound:  # type: ignore[override] # the request's own
        return self.request.round

    @property
    def answer(self) -> ProjectSheet | None:
        return self.sheet

    @property
    def entry_state(self) -> str:
        return self.sheet.entry_state if self.sheet else ""

    @property
    def department(self) -> Department | None:
        return self.node.department

    @property
    def version(self) -> int:
        """The version a form must carry: 0 where nothing has been written yet."""
        return self.sheet.version if self.sheet else 0

    @property
    def path(self) -> str:
        """The page on which it is written."""
        return reverse("entry:sheet", args=(self.node.pk, self.year.year))


@dataclass(frozen=True, slots=True)
class SheetLine(ListLine):
    """One line of a list of sheets; `measure` is the 施策 the 事務事業 belongs to, None where nothing is above it."""

    owed: OwedSheet
    measure: PolicyNode | None
    due: Due
    is_sheet: ClassVar[bool] = True

    @property
    def node(self) -> PolicyNode:
        return self.owed.node

    @property
    def achievement(self) -> RatingLevel | None:
        return self.owed.sheet.achievement if self.owed.sheet else None

    @property
    def achievement_before(self) -> RatingLevel | None:
        """The 達成度 of the sheet before, as long as it is read by the same scale."""
        earlier, scale = self.owed.earlier, self.owed.request.cycle.achievement_scale_id
        level = earlier.achievement if earlier else None
        return level if level is not None and level.scale_id == scale else None

    @property
    def place_words(self) -> str:
        return str(self.measure or "")

    @property
    def name_words(self) -> str:
        return sheet_named(str(self.node))


def sheet_named(undertaking: str) -> str:
    """Return what the sheet of a 事務事業 is called."""
    return f"{undertaking}の評価シート"


def sheet_request_of(round_: EntryRound) -> SheetRequest | None:
    """Return by which form the round asks for the sheets, None if it does not."""
    requests = SheetRequest.objects.filter(round=round_).select_related(
        "cycle__period", "cycle__achievement_scale", "form"
    )
    request = settled(("sheets asked", round_.pk), requests.first)
    if request is not None:
        request.round = round_
    return request


def sheet_lines(
    rounds: Iterable[EntryRound], today: date, departments: Collection[int] | None
) -> list[SheetLine]:
    """Return the sheets that these departments (None: all) owe in the rounds: by round and in the order of the plan."""
    found: list[SheetLine] = []
    for round_ in rounds:
        request = sheet_request_of(round_)
        owed = owed_sheets(request, departments) if request else []
        if request and owed:
            ways, due = way_to(one.node for one in owed), due_in(round_, today)
            found += [SheetLine(one, measure_above(ways[one.node.pk]), due) for one in owed]
    return found


def sheets_owed_in(round_: EntryRound) -> list[OwedSheet]:
    """Return every sheet owed in the round; none if it asks for none."""
    request = sheet_request_of(round_)
    return owed_sheets(request, None) if request else []


def owed_sheets(request: SheetRequest, departments: Collection[int] | None) -> list[OwedSheet]:
    """Return every sheet owed, in a fixed number of queries: one for each 事務事業, however often it is listed."""
    which = None if departments is None else sorted(departments)
    key = ("undertakings", request.cycle.period_id, request.round.fiscal_year, which)
    rows = settled(key, lambda: undertakings_of(request, departments))
    if not rows:
        return []
    sheets = ProjectSheet.objects.filter(cycle=request.cycle, node__in=rows).select_related("achievement")
    written = {sheet.node_id: sheet for sheet in sheets}
    before = sheets_before(request, rows)
    return [OwedSheet(request, node, written.get(node.pk), before.get(node.pk)) for node in rows]


def undertakings_of(request: SheetRequest, departments: Collection[int] | None) -> list[PolicyNode]:
    """Return the 事務事業 of these departments (None: all) whose sheet is asked for, each with its departments."""
    nodes = undertakings_asked(request)
    if departments is not None:
        nodes = nodes.filter(department__in=departments)
    rows = list(nodes.order_by("path"))
    known = departments_of(request.round.plan.local_government_code)
    for node in rows:
        node.department = known.get(node.department_id or 0)
    return rows


def undertakings_asked(request: SheetRequest) -> "QuerySet[PolicyNode]":
    """Return the 事務事業 whose sheet is asked for: those that have not ended before the round's year."""
    nodes = PolicyNode.objects.filter(period=request.cycle.period_id, layer__is_undertaking=True)
    return nodes.filter(living_in(request.round.fiscal_year))


def sheets_before(request: SheetRequest, nodes: Sequence[PolicyNode]) -> Mapping[int, ProjectSheet]:
    """Return, by 事務事業, the confirmed sheet before, of itself or of one that it succeeds, in two queries."""
    heirs: dict[int, set[int]] = {node.pk: {node.pk} for node in nodes}
    links = PolicyNode.succeeds.through._default_manager.filter(from_policynode__in=list(heirs))
    for heir, key in links.values_list("from_policynode", "to_policynode"):
        heirs.setdefault(key, set()).add(heir)
    sheets = ProjectSheet.objects.shown_with(()).filter(
        node__in=heirs, cycle__last_year__lt=request.cycle.last_year
    )
    in_turn = sheets.select_related("achievement", "cycle").order_by(
        "cycle__last_year", "cycle__first_year", "pk"
    )
    return {heir: sheet for sheet in in_turn for heir in heirs[sheet.node_id]}  # the last one says most


def measure_above(way: Sequence[PolicyNode]) -> PolicyNode | None:
    """Return the 施策 the 事務事業 belongs to, else what stands right above it."""
    above = way[:-1]
    return measure_on(way) or (above[-1] if above else None)
