"""Everything that is open about the texts of a cycle: sent back, proposed, commented, found by the city's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from accounts.rules import may_answer_remarks, may_see_remarks
from evaluations.judgement.stages import WRITING, Meaning, is_before
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.rating.scorecards.board import NO_DEPARTMENT, NOT_STARTED, last_steps
from evaluations.rating.scorecards.scope import Answering, CycleScope
from evaluations.redline.actions.compiling import texts_of
from evaluations.redline.findings import WordRule, check
from evaluations.redline.models import Comment, Proposal, rules_of_city
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree


@dataclass(frozen=True, slots=True)
class CompilingRights:
    """What the person may do. `closes` is of the 事務局: it ends every comment, whoever else only their own."""

    sees: bool = False
    proposes: bool = False
    answers: bool = False
    withdraws: bool = False
    comments: bool = False
    closes: bool = False


NO_RIGHTS: Final = CompilingRights()


def compiling_rights(asked: CycleScope, evaluation: Evaluation | None, owned: Answering) -> CompilingRights:
    """Return what the person may do about the texts of an evaluation at its stage.

    A change is proposed by whose turn a stage of 点検・調整 is. It is answered by the section, and only while texts may
    be written, so that no text changes after it was confirmed. Comments go on until the ratings are decided.
    """
    stage = evaluation.stage if evaluation is not None else None
    if stage is None or not may_see_remarks(asked.person, owned, asked.today):
        return NO_RIGHTS
    compiles = stage.meaning == Meaning.COMPILE and asked.may_act(stage, owned)
    goes_on = is_before(asked.stages, stage, Meaning.SETTLE)
    return CompilingRights(
        sees=True,
        proposes=compiles,
        answers=stage.meaning in WRITING and may_answer_remarks(asked.person, owned, asked.today),
        withdraws=(compiles or asked.keeps) and goes_on,
        comments=goes_on,
        closes=asked.keeps and goes_on,
    )


@dataclass(frozen=True, slots=True)
class OpenMeasure:
    """A measure with what is open about it. `sees` is False where only a 差戻し may be known to the person."""

    node: PolicyNode
    stage: EvaluationStage | None
    owned: Answering
    rights: CompilingRights
    last_step: StageStep | None
    proposals: Sequence[Proposal]
    comments: Sequence[Comment]
    found: int
    acts: bool

    @property
    def stage_name(self) -> str:
        return self.stage.name if self.stage else NOT_STARTED

    @property
    def department_name(self) -> str:
        return self.owned.department.name if self.owned.department else NO_DEPARTMENT

    @property
    def is_returned(self) -> bool:
        """Whether it was sent back and has not been handed on since."""
        return self.last_step is not None and self.last_step.kind == StageStep.Kind.BACK

    @property
    def is_open(self) -> bool:
        return bool(self.is_returned or self.proposals or self.comments)

    @property
    def is_yours(self) -> bool:
        """Whether the person is the one to do something: to answer what is proposed, or to take up what came back."""
        return bool((self.is_returned and self.acts) or (self.proposals and self.rights.answers))


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What is open in a cycle, in the order of the plan."""

    measures: Sequence[OpenMeasure]

    @property
    def returned(self) -> list[OpenMeasure]:
        return [one for one in self.measures if one.is_returned]

    @property
    def open(self) -> list[OpenMeasure]:
        return [one for one in self.measures if one.is_open]

    @property
    def seen(self) -> list[OpenMeasure]:
        """The measures whose texts the person goes through."""
        return [one for one in self.measures if one.rights.sees]

    @property
    def proposals(self) -> list[tuple[OpenMeasure, Proposal]]:
        return [(one, two) for one in self.measures for two in one.proposals]

    @property
    def comments(self) -> list[tuple[OpenMeasure, Comment]]:
        return [(one, two) for one in self.measures for two in one.comments]

    @property
    def found(self) -> int:
        return sum(one.found for one in self.measures)

    @property
    def yours(self) -> int:
        return sum(one.is_yours for one in self.measures)


def read_open(asked: CycleScope) -> OpenPoints:
    """Read it in as many queries for ten measures as for a thousand."""
    tree = PlanTree.of(asked.scope.period)
    nodes = tree.living(tree.evaluated(), asked.scope.year.year)  # that of the cycle's last year
    owned = asked.answering_all(nodes)
    rows = asked.evaluations().select_related("stage", "node").prefetch_related("sections", "reasons")
    evaluations = {one.node_id: one for one in rows}
    rights = {node.pk: compiling_rights(asked, evaluations.get(node.pk), owned[node.pk]) for node in nodes}
    seen = [evaluations[pk].pk for pk, one in rights.items() if one.sees]
    reader = Reader(asked, owned, rights, last_steps(asked), rules_of_city(asked.code), *said_about(seen))
    return OpenPoints([reader.measure(node, evaluations.get(node.pk)) for node in nodes])


def said_about(keys: Sequence[int]) -> tuple[dict[int, list[Proposal]], dict[int, list[Comment]]]:
    """Return what is open about these evaluations, by their keys."""
    proposals: dict[int, list[Proposal]] = {}
    for one in Proposal.objects.filter(evaluation__in=keys, state=Proposal.State.OPEN).order_by("pk"):
        proposals.setdefault(one.evaluation_id, []).append(one)
    comments: dict[int, list[Comment]] = {}
    found = Comment.objects.filter(evaluation__in=keys, reply_to=None, resolved_at=None)
    for two in found.annotate(answered=Count("replies")).order_by("pk"):
        comments.setdefault(two.evaluation_id, []).append(two)
    return proposals, comments


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that was read for the list, by the keys of measures or evaluations."""

    asked: CycleScope
    owned: Mapping[int, Answering]
    rights: Mapping[int, CompilingRights]
    steps: Mapping[int, StageStep]
    rules: Sequence[WordRule]
    proposals: Mapping[int, Sequence[Proposal]]
    comments: Mapping[int, Sequence[Comment]]

    def measure(self, node: PolicyNode, evaluation: Evaluation | None) -> OpenMeasure:
        """Return a measure as a line of the list."""
        key = evaluation.pk if evaluation is not None else 0
        stage = evaluation.stage if evaluation is not None else None
        owned, rights = self.owned[node.pk], self.rights[node.pk]
        return OpenMeasure(
            node=node,
            stage=stage,
            owned=owned,
            rights=rights,
            last_step=self.steps.get(key),
            proposals=self.proposals.get(key, ()),
            comments=self.comments.get(key, ()),
            found=found_in(evaluation, self.rules) if evaluation is not None and rights.sees else 0,
            acts=self.asked.may_act(stage, owned),
        )


def found_in(evaluation: Evaluation, rules: Sequence[WordRule]) -> int:
    """Count what the city's list finds in all texts of an evaluation together."""
    texts = texts_of(evaluation, evaluation.sections.all(), evaluation.reasons.all())
    return sum(len(check(one.text, rules, one.field)) for one in texts)
