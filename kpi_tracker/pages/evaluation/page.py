"""One evaluation with everything it is judged by: its measure, the earlier evaluation, the steps so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evaluations.committee.scorecards.deliberation import (
    NO_RIGHTS,
    Committee,
    CommitteeRights,
    read_committee,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.decision import Basis
from evaluations.judgement.stages import (
    DECIDING,
    WRITING,
    Meaning,
    applies,
    following,
    is_before,
    returnable,
)
from evaluations.rating.models.evaluation import Evaluation, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.rating.scorecards.basis import basis_of
from evaluations.rating.scorecards.earlier import Earlier, read_earlier
from evaluations.rating.scorecards.node import SECTIONS, NodePage, read_node_page
from evaluations.rating.scorecards.scope import Answering, CycleScope
from evaluations.redline.left_open import left_open
from evaluations.redline.models import COMPILING
from evaluations.redline.scorecards.passages import Remarks, read_remarks
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree
from projects.models import LeadingProject
from store.actions.history import History, changes_below, history_of
from store.models import owner_of


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person may do with the evaluation at its stage."""

    begins: bool = False
    writes: bool = False
    decides: bool = False
    hands_on: bool = False
    chooses_reviewed: bool = False
    back_to: Sequence[EvaluationStage] = ()
    committee: CommitteeRights = NO_RIGHTS

    @property
    def any(self) -> bool:
        return self.begins or self.writes or self.decides or self.hands_on or bool(self.back_to)


@dataclass(frozen=True)
class EvaluationPage:
    """Everything the page of one evaluation says, and what the person may do there.

    Read is first what tells whether they may, the rest when it is asked for: who is refused costs little.
    """

    asked: CycleScope
    cycle: EvaluationCycle
    tree: PlanTree
    node: PolicyNode
    evaluation: Evaluation | None

    @cached_property
    def page(self) -> NodePage:
        """The measure with its figures and texts, judged in the cycle."""
        found = read_node_page(
            self.asked.scope, self.tree, self.node, cycle=self.cycle, evaluations=self.asked.evaluations()
        )
        return replace(found, standing=replace(found.standing, evaluation=self.evaluation))

    @cached_property
    def owned(self) -> Answering:
        return self.asked.answering(self.node)

    @cached_property
    def committee(self) -> Committee:
        return read_committee(self.asked, self.node, self.evaluation, self.owned)

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.asked, self.evaluation, self.owned, self.committee.rights)

    @cached_property
    def basis(self) -> Basis:
        unconfirmed_of = self.asked.scope.unconfirmed_of
        return basis_of(self.cycle, self.tree, self.page.standing, unconfirmed_of=unconfirmed_of)

    @cached_property
    def earlier(self) -> Earlier | None:
        return read_earlier(self.cycle, self.page)

    @cached_property
    def steps(self) -> Sequence[StageStep]:
        return list(self.evaluation.steps.all()) if self.evaluation else []

    @cached_property
    def remarks(self) -> Remarks:
        return read_remarks(self.asked, self.evaluation, self.owned)

    @property
    def is_reviewed(self) -> bool:
        return self.evaluation is not None and self.evaluation.is_reviewed

    @property
    def next_stage(self) -> EvaluationStage | None:
        return following(self.asked.stages, self.stage, is_reviewed=self.is_reviewed)

    @property
    def stage(self) -> EvaluationStage | None:
        return self.evaluation.stage if self.evaluation else None

    @property
    def version(self) -> int:
        return self.evaluation.version if self.evaluation else 0

    @property
    def basis_told(self) -> str:
        """What a decision made on this page stands on, as its form carries it."""
        profile = self.cycle.profile
        return self.basis.told(f"{profile.name} 第{profile.edition}版")

    @property
    def open_points(self) -> tuple[str, ...]:
        """What the stage would be left without, in sentences."""
        meaning = self.stage.meaning if self.stage else ""
        remarks = left_open(meaning, proposals=self.remarks.proposals, comments=self.remarks.comments)
        return (*self.committee.open_points, *remarks)

    @property
    def owners(self) -> list[str]:
        """Whose history tells what changed on the page, as far as the person may know of it."""
        if self.evaluation is None:
            return []
        names = ["evaluations.evaluation", *([COMPILING] if self.remarks.sees else ())]
        return [owner_of(name, self.evaluation.pk) for name in names]

    @property
    def strip(self) -> list[tuple[EvaluationStage, str]]:
        """Every stage of the cycle with where the evaluation is: done, here, skipped or still to come."""
        here = self.stage.order if self.stage else 0
        return [(one, _state(one, here, is_reviewed=self.is_reviewed)) for one in self.asked.stages]

    @property
    def is_settled(self) -> bool:
        """Whether the ratings are the city's word; while on their way they are a proposal (案)."""
        if self.stage is None:
            return self.page.standing.is_decided
        return not is_before(self.asked.stages, self.stage, Meaning.SETTLE)

    @property
    def decided_label(self) -> str:
        """What people's ratings are called at this stage."""
        return "評価結果（決定）" if self.is_settled else "評価（案）"

    @property
    def projects(self) -> list[LeadingProject]:
        """The leading projects that count in the cycle's years."""
        return [one for one in self.page.projects if is_in(self.cycle, one)]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The headings of the page, as far as there is anything under them."""
        filled = (
            ("ratings", "評価の区分", True),
            ("indicators", "成果指標", True),
            ("undertakings", self.asked.scope.period.undertaking_word, self.page.undertakings),
            ("projects", self.asked.scope.period.records_word, self.projects),
            ("earlier", "前回からの変化", self.earlier),
            ("texts", "本文と理由", True),
            ("committee", "委員会審議", self.committee.is_there),
            ("steps", "これまでの進行", self.steps),
        )
        return [(key, label) for key, label, there in filled if there]

    @property
    def text_sections(self) -> list[tuple[str, Sequence[NarrativeSection]]]:
        """What is written under each heading, in the order of the document."""
        narrative = self.page.narrative
        return [(label, narrative[key]) for key, label in SECTIONS if narrative.get(key)]

    @property
    def has_contributions(self) -> bool:
        return any(one.contribution for one in self.page.undertakings)

    @property
    def waits_at(self) -> EvaluationStage | None:
        """The stage that is due: the first one as long as nothing was begun."""
        return self.stage or self.asked.first_stage

    @property
    def is_late(self) -> bool:
        due = self.waits_at.due_on if self.waits_at else None
        return due is not None and due < self.asked.today and self.next_stage is not None

    @property
    def last_return(self) -> StageStep | None:
        """The 差戻し that is open, None if there is none."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.kind == StageStep.Kind.BACK else None


def _state(stage: EvaluationStage, here: int, *, is_reviewed: bool) -> str:
    if stage.order == here:
        return "here"
    if not applies(stage, is_reviewed=is_reviewed):
        return "skipped"
    return "done" if stage.order < here else "open"


def read_evaluation(asked: CycleScope, tree: PlanTree, node: PolicyNode) -> EvaluationPage | None:
    """Read the node's evaluation in the cycle, or return None where the person may see none."""
    cycle, visible = asked.cycle, asked.evaluations().filter(node=node)
    if cycle is None:
        return None
    evaluation = visible.select_related("stage", "progress", "direction", "profile").first()
    if evaluation is None and not asked.is_staff:
        return None
    if evaluation is not None:
        evaluation.cycle = cycle  # with the scales and rules that are loaded already
    return EvaluationPage(asked, cycle, tree, node, evaluation)


def rights_of(
    asked: CycleScope,
    evaluation: Evaluation | None,
    owned: Answering,
    committee: CommitteeRights,
) -> Rights:
    """Return what the person may do: whose turn it is changes things, and the 事務局 chooses what is reviewed."""
    stage = evaluation.stage if evaluation else None
    if stage is None:
        is_over = evaluation is not None and evaluation.is_recorded_as_published
        begins = not is_over and asked.may_act(asked.first_stage, owned)
        return Rights(begins=begins, committee=committee)
    acts = asked.may_act(stage, owned)
    reviewed = evaluation is not None and evaluation.is_reviewed
    before_committee = (
        is_before(asked.stages, stage, Meaning.COMMITTEE) and stage.meaning != Meaning.COMMITTEE
    )
    return Rights(
        writes=acts and stage.meaning in WRITING,
        decides=acts and stage.meaning in DECIDING,
        hands_on=acts and following(asked.stages, stage, is_reviewed=reviewed) is not None,
        chooses_reviewed=asked.keeps and before_committee,
        back_to=returnable(asked.stages, stage, is_reviewed=reviewed) if acts else (),
        committee=committee,
    )


def is_in(cycle: EvaluationCycle, project: LeadingProject) -> bool:
    """Tell whether the project counts in a year the cycle looks at."""
    year = project.counting_year
    return year is not None and cycle.first_year <= year <= cycle.last_year


def changes_of(evaluation: Evaluation, *, whole: bool) -> History:
    """Return the latest changes of the evaluation and all below it, or the whole of them, the newest first."""
    return history_of(changes_below(owner_of("evaluations.evaluation", evaluation.pk)), whole=whole)
