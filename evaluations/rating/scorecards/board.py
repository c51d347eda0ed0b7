"""The board of a cycle: every measure with its stage, its ratings, what is late, missing and sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Subquery

from accounts.models import Department
from evaluations.judgement.stages import PUBLIC, SETTLED
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.rating.scorecards.outlines import Outline, read_outlines
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.rating.scorecards.standings import LAST
from policies.models import PolicyNode
from policies.page import departments_of, plans_to_name
from policies.scorecards.lineage import EndedNode, ended_nodes
from policies.scorecards.tree import PlanTree

NOT_STARTED = "未着手"
NO_DEPARTMENT = "（主管課の登録なし）"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One measure on the board. `above` is the node it stands under; `waits_at` the stage that is due next.

    `query` is what its links carry on; `acts` whether the person may do
    what that stage asks for; `has_stages` whether the cycle is led through stages at all.
    """

    standing: Outline
    stage: EvaluationStage | None
    waits_at: EvaluationStage | None
    last_step: StageStep | None
    department: Department | None
    bureau: Department | None
    above: PolicyNode | None
    today: date
    query: str
    has_stages: bool
    acts: bool = False

    @property
    def node(self) -> PolicyNode:
        return self.standing.node

    @property
    def evaluation(self) -> Evaluation | None:
        return self.standing.evaluation

    @property
    def stage_name(self) -> str:
        return self.stage.name if self.stage else NOT_STARTED

    @property
    def stage_order(self) -> int:
        return self.stage.order if self.stage else 0

    @property
    def due_on(self) -> date | None:
        return self.waits_at.due_on if self.waits_at else None

    @property
    def due_order(self) -> str:
        return self.due_on.isoformat() if self.due_on else "9999"

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < self.today and not self.is_public

    @property
    def is_public(self) -> bool:
        return self.stage is not None and self.stage.meaning in PUBLIC

    @property
    def is_settled(self) -> bool:
        """Whether the ratings are the city's word and no longer a proposal; without stages they always are."""
        return self.stage.meaning in SETTLED if self.stage else self.standing.is_decided

    @property
    def is_returned(self) -> bool:
        """Whether it was sent back and has not been handed on since."""
        return self.last_step is not None and self.last_step.kind == StageStep.Kind.BACK

    @property
    def is_mine(self) -> bool:
        """Whether it waits for the person: to begin it, to write it, to confirm it or to hand it on."""
        return self.acts and not self.is_public

    @property
    def is_reviewed(self) -> bool:
        return self.evaluation is not None and self.evaluation.is_reviewed

    @property
    def department_order(self) -> str:
        return self.department.code if self.department else "～"

    @property
    def department_name(self) -> str:
        return self.department.name if self.department else NO_DEPARTMENT

    @property
    def suggestion_order(self) -> int:
        return self.standing.suggestion_order or LAST


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many measures stand at a stage (None: not started), and how many of them are late."""

    stage: EvaluationStage | None
    count: int
    late: int

    @property
    def key(self) -> str:
        return self.stage.key if self.stage else NOT_STARTED

    @property
    def name(self) -> str:
        return self.stage.name if self.stage else NOT_STARTED


@dataclass(frozen=True, slots=True)
class Board:
    """All measures of a cycle that the person may see, in the order of the plan."""

    rows: Sequence[BoardRow]
    counts: Sequence[StageCount]
    ended: Sequence[EndedNode] = ()  # before the cycle's last year: named, not asked for

    @property
    def returned(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_returned]

    @property
    def mine(self) -> int:
        return sum(row.is_mine for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.standing.missing_count for row in self.rows)

    @property
    def undecided(self) -> int:
        return sum(not row.standing.is_decided for row in self.rows)

    @property
    def bureaus(self) -> dict[int, str]:
        """The bureaus that occur, in the order of their codes."""
        found = {row.bureau.pk: row.bureau for row in self.rows if row.bureau}
        return {one.pk: one.name for one in sorted(found.values(), key=lambda one: one.code)}

    @property
    def above(self) -> list[PolicyNode]:
        """The nodes that the measures stand under, in the order of the plan."""
        found = {row.above.pk: row.above for row in self.rows if row.above}
        return sorted(found.values(), key=lambda node: node.path)


def read_board(asked: CycleScope) -> Board:
    """Read the cycle's measures and how they stand, in as many queries for ten as for a thousand."""
    tree = PlanTree.of(asked.scope.period)
    visible = asked.evaluations().select_related("stage")
    last = asked.scope.year.year  # that of the cycle
    measures = read_outlines(asked.scope, tree, asked.cycle, evaluations=visible).measures
    if not asked.is_staff:
        measures = [one for one in measures if one.evaluation is not None]
    departments = {one.pk: one for one in departments_of(asked.code)}
    owned = asked.answering_all(measure.node for measure in measures)
    steps = last_steps(asked)
    rows = [row_of(asked, tree, measure, departments, steps) for measure in measures]
    rows = [replace(row, acts=asked.may_act(row.waits_at, owned[row.node.pk])) for row in rows]
    counts = counts_of(asked.stages, rows)
    # a 委員 is not told of what has not come before them, not even how much it is
    return Board(
        rows=rows,
        counts=[one for one in counts if asked.is_staff or one.count],
        ended=ended_nodes(
            tree.ended(tree.evaluated(), last) if asked.is_staff else [], plans=plans_to_name(asked.scope)
        ),
    )


def row_of(
    asked: CycleScope,
    tree: PlanTree,
    measure: Outline,
    departments: Mapping[int, Department],
    steps: Mapping[int, StageStep],
) -> BoardRow:
    """Return a measure as a line of the board."""
    evaluation, node = measure.evaluation, measure.node
    stage = evaluation.stage if evaluation else None
    return BoardRow(
        standing=measure,
        stage=stage,
        waits_at=stage or asked.first_stage,
        last_step=steps.get(evaluation.pk) if evaluation else None,
        department=departments.get(node.department_id or 0),
        bureau=bureau_of(departments, node.department_id),
        above=tree.node(node.parent_id) if node.parent_id else None,
        today=asked.today,
        query=asked.query,
        has_stages=bool(asked.stages),
    )


def last_steps(asked: CycleScope) -> dict[int, StageStep]:
    """Return the last step of each evaluation of the cycle, in one query."""
    of_same = StageStep.objects.filter(evaluation=OuterRef("evaluation")).order_by("-number")
    last = StageStep.objects.filter(
        evaluation__in=asked.evaluations().values("pk"), number=Subquery(of_same.values("number")[:1])
    )
    return {step.evaluation_id: step for step in last}


def bureau_of(departments: Mapping[int, Department], key: int | None) -> Department | None:
    """Return the department at the top of the one with that key; a circle ends where it closes."""
    found, seen = departments.get(key or 0), set()
    while found is not None and found.pk not in seen:
        seen.add(found.pk)
        above = departments.get(found.parent_id or 0)
        if above is None:
            break
        found = above
    return found


def counts_of(stages: Sequence[EvaluationStage], rows: Sequence[BoardRow]) -> list[StageCount]:
    """Count the rows at each stage, those not started first; nothing where the cycle has no stages."""
    if not stages:
        return []
    counted = []
    for stage in (None, *stages):
        at = [row for row in rows if row.stage == stage]
        counted.append(StageCount(stage, len(at), sum(row.is_late for row in at)))
    return counted
