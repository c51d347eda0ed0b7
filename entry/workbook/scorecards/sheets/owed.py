"""The 事務事業評価シート that a round asks for, each as it stands and with what a new one begins with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Person
from entry.round.scorecards.items import departments_open_to
from entry.round.scorecards.owed import may_see
from entry.round.scorecards.sheets import OwedSheet, sheets_before, undertakings_asked
from evaluations.sheets.actions import Answers, carried_from
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from policies.models import PolicyNode

MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class AnsweredSheet(OwedSheet):
    """An owed sheet with all that stands in it, and with what a new one begins with."""

    stored: Answers = field(default_factory=dict)
    begun: Answers = field(default_factory=dict)

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
) -> dict[Key, AnsweredSheet]:
    """Return the sheets of these rounds that the person may see, by round and node, in the order of the plan.

    Of these nodes only, if any are named; a fixed number of queries for each round, however many sheets.
    """
    wanted = sorted(set(rounds))[:MOST_ROUNDS]
    requests = SheetRequest.objects.with_form().filter(round__in=wanted, round__opens_on__lte=today)
    found = (item for request in requests for item in _of_request(request, person, today, nodes))
    return {(item.round.pk, item.node.pk): item for item in found}


def _of_request(
    request: SheetRequest, person: Person, today: date, wanted: Collection[int] | None
) -> Sequence[AnsweredSheet]:
    nodes = seen_nodes(request, person, today, wanted)
    sheets = _with_all_answers([node.pk for node in nodes], request)
    earlier = _earlier_with_answers(request, nodes)
    return [_owed(request, node, sheets.get(node.pk), earlier.get(node.pk)) for node in nodes]


def seen_nodes(
    request: SheetRequest, person: Person, today: date, wanted: Collection[int] | None = None
) -> list[PolicyNode]:
    """Return the 事務事業 whose sheet is asked for and may be seen by the person, in the order of the plan."""
    rows = undertakings_asked(request)
    departments = departments_open_to(person, request.round.plan.local_government_code, today)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    rows = rows.select_related("department__parent__parent").order_by("path")
    return [node for node in rows if may_see(person, OwedSheet(request, node, None), today)]


def _owed(
    request: SheetRequest, node: PolicyNode, sheet: ProjectSheet | None, earlier: ProjectSheet | None
) -> AnsweredSheet:
    stored = sheet.given() if sheet else {}
    begun = {} if sheet else carried_from(earlier, request)
    return AnsweredSheet(request, node, sheet, earlier, stored, begun)


def _with_all_answers(nodes: Collection[int], request: SheetRequest) -> Mapping[int, ProjectSheet]:
    rows = ProjectSheet.objects.with_answers()
    return {row.node_id: row for row in rows.filter(cycle=request.cycle_id, node__in=nodes)}


def _earlier_with_answers(request: SheetRequest, nodes: Sequence[PolicyNode]) -> Mapping[int, ProjectSheet]:
    before = sheets_before(request, nodes)
    rows = ProjectSheet.objects.with_answers().in_bulk({sheet.pk for sheet in before.values()})
    return {heir: rows[sheet.pk] for heir, sheet in before.items() if sheet.pk in rows}
