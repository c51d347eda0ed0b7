"""What officers say to each other about the texts of one evaluation, and who of them may say what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from evaluations.rating.scorecards.scope import Answering, CycleScope
from evaluations.redline.actions.compiling import TextTarget, texts_of
from evaluations.redline.findings import WordFinding, WordRule, check
from evaluations.redline.models import (
    COMPILING,
    GONE,
    NO_TEXTS,
    Comment,
    Proposal,
    rules_of_city,
)
from evaluations.redline.redlining import is_same
from evaluations.redline.scorecards.open_points import CompilingRights, compiling_rights, found_in
from policies.models import PolicyNode
from store.models import owner_of


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with the replies to it."""

    comment: Comment
    replies: Sequence[Comment]
    may_resolve: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, or another part of the evaluation, with everything that is said about it."""

    place: int
    target: TextTarget
    findings: Sequence[WordFinding]
    proposals: Sequence[Proposal]
    threads: Sequence[Thread]

    @property
    def anchor(self) -> str:
        """What its fields and its place on the page are called."""
        return f"passage-{self.place}"

    @property
    def is_gone(self) -> bool:
        """Whether it stands for a text that was deleted."""
        return self.target.field == GONE

    @property
    def is_spoken_of(self) -> bool:
        """Whether anything was ever said about it."""
        return bool(self.proposals or self.threads)

    @property
    def open_proposal(self) -> Proposal | None:
        return next((one for one in self.proposals if one.is_open), None)

    @property
    def is_stale(self) -> bool:
        """Whether the text is another one by now than the open proposal was made for."""
        proposal = self.open_proposal
        return proposal is not None and (
            self.target.row is None or not is_same(self.target.text, proposal.base)
        )

    @property
    def closed_proposals(self) -> list[Proposal]:
        return [one for one in self.proposals if not one.is_open]

    @property
    def open_threads(self) -> list[Thread]:
        return [one for one in self.threads if one.comment.is_open]

    @property
    def closed_threads(self) -> list[Thread]:
        return [one for one in self.threads if not one.comment.is_open]


@dataclass(frozen=True, slots=True)
class CompilingPage:
    """All texts of an evaluation with what is said about them."""

    asked: CycleScope
    node: PolicyNode
    evaluation: Evaluation
    owned: Answering
    rights: CompilingRights
    passages: Sequence[Passage]

    @property
    def version(self) -> int:
        return self.evaluation.version

    @property
    def owners(self) -> list[str]:
        """Whose history the page tells: the evaluation's, and what officers said about it."""
        return [owner_of(name, self.evaluation.pk) for name in ("evaluations.evaluation", COMPILING)]

    @property
    def stage(self) -> EvaluationStage | None:
        return self.evaluation.stage

    @property
    def texts(self) -> list[Passage]:
        return [one for one in self.passages if one.target.row is not None]

    @property
    def others(self) -> list[Passage]:
        """What can be spoken of beside the texts, and what is said about texts that were deleted."""
        return [one for one in self.passages if one.target.row is None]

    @property
    def open_proposals(self) -> int:
        return sum(one.open_proposal is not None for one in self.passages)

    @property
    def open_comments(self) -> int:
        return sum(len(one.open_threads) for one in self.passages)

    @property
    def found(self) -> int:
        """How much the city's list finds in all texts together."""
        return sum(len(one.findings) for one in self.passages)

    def passage(self, key: str) -> Passage | None:
        """Return the passage that a form names."""
        return next((one for one in self.passages if one.target.key == key), None)

    def proposal(self, pk: int) -> tuple[Passage, Proposal] | None:
        """Return a proposal of this evaluation with the passage it is about."""
        return next(((one, two) for one in self.passages for two in one.proposals if two.pk == pk), None)

    def thread(self, pk: int) -> tuple[Passage, Thread] | None:
        """Return a comment of this evaluation with the passage it is about."""
        found = ((one, two) for one in self.passages for two in one.threads)
        return next((pair for pair in found if pair[1].comment.pk == pk), None)


@dataclass(frozen=True, slots=True)
class Remarks:
    """How much is open about an evaluation, for those who may see it; `found` is what the city's list finds."""

    sees: bool = False
    proposals: int = 0
    comments: int = 0
    found: int = 0
    rules: Sequence[WordRule] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.proposals or self.comments)


NO_REMARKS: Final = Remarks()


def read_remarks(asked: CycleScope, evaluation: Evaluation | None, owned: Answering) -> Remarks:
    """Count what is open, in a fixed number of queries."""
    if evaluation is None or not compiling_rights(asked, evaluation, owned).sees:
        return NO_REMARKS
    rules = rules_of_city(asked.code)
    return Remarks(
        sees=True,
        proposals=evaluation.proposals.filter(state=Proposal.State.OPEN).count(),
        comments=evaluation.comments.filter(reply_to=None, resolved_at=None).count(),
        found=found_in(evaluation, rules),
        rules=rules,
    )


def read_compiling(asked: CycleScope, node: PolicyNode) -> CompilingPage | None:
    """Read what is said about the measure's evaluation, or return None where the person may see nothing of it."""
    if asked.cycle is None or not asked.is_staff:
        return None
    rows = asked.evaluations().filter(node=node).select_related("stage", "node")
    evaluation = rows.prefetch_related("sections", "reasons").first()
    owned = asked.answering(node)
    rights = compiling_rights(asked, evaluation, owned)
    if evaluation is None or not rights.sees:
        return None
    evaluation.cycle = asked.cycle
    return CompilingPage(asked, node, evaluation, owned, rights, passages_of(asked, evaluation, rights))


def passages_of(asked: CycleScope, evaluation: Evaluation, rights: CompilingRights) -> list[Passage]:
    """Return every text and every other part, each with its proposals and comments."""
    rules = rules_of_city(asked.code)
    proposals = list(evaluation.proposals.order_by("pk"))
    comments = list(evaluation.comments.order_by("pk"))
    targets = texts_of(evaluation, evaluation.sections.all(), evaluation.reasons.all())
    targets += [TextTarget(one.value, str(one.label)) for one in NO_TEXTS]
    known = {one.key for one in targets}
    gone = {one.label: one.target for one in (*proposals, *comments) if one.target not in known}
    targets += [TextTarget(GONE, label) for label in gone]
    return [
        Passage(
            place,
            target,
            check(target.text, rules, target.field) if target.row is not None else (),
            [one for one in proposals if is_about(one, target, known)],
            threads_of([one for one in comments if is_about(one, target, known)], asked, rights),
        )
        for place, target in enumerate(targets, 1)
    ]


def is_about(said: Proposal | Comment, target: TextTarget, known: set[str]) -> bool:
    """Tell whether it is about that part; what is about a text that is gone is found by the label it had."""
    if said.target in known:
        return said.target == target.key
    return target.field == GONE and said.label == target.label


def threads_of(comments: Sequence[Comment], asked: CycleScope, rights: CompilingRights) -> list[Thread]:
    """Return the comments in their order, each with its replies."""
    replies: dict[int, list[Comment]] = {}
    for one in comments:
        if one.reply_to_id is not None:
            replies.setdefault(one.reply_to_id, []).append(one)
    return [
        Thread(
            one,
            replies.get(one.pk, []),
            one.is_open and rights.comments and (rights.closes or one.by_id == asked.person.pk),
        )
        for one in comments
        if one.reply_to_id is None
    ]
