"""What the committee asked and said about one evaluation, the earlier opinions, and what the person may add."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from accounts.actions import holds_there
from accounts.models import Person
from accounts.rules import Role, may_deliberate, may_reply, may_speak_for_members
from evaluations.committee.actions.deliberating import is_before_the_committee
from evaluations.committee.models import (
    Review,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
)
from evaluations.committee.opinion_scale import COMMITTEE, left_open
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.scorecards.scope import Answering, CycleScope
from policies.models import PolicyNode
from policies.scorecards.lineage import lineages_of


@dataclass(frozen=True, slots=True)
class CommitteeRights:
    """What the person may add: `speaks` in their own name, `enters` for a 委員, the others for the city."""

    speaks: bool = False
    enters: bool = False
    answers: bool = False
    responds: bool = False

    @property
    def asks(self) -> bool:
        return self.speaks or self.enters

    @property
    def any(self) -> bool:
        return self.asks or self.answers or self.responds


NO_RIGHTS: Final = CommitteeRights()


@dataclass(frozen=True, slots=True)
class Committee:
    """What the page of one evaluation says about the committee. `earlier` are opinions of earlier cycles."""

    is_reviewed: bool = False
    review: Review | None = None
    members: Sequence[ReviewMember] = ()
    questions: Sequence[ReviewQuestion] = ()
    opinion: ReviewOpinion | None = None
    points: Sequence[ReviewPoint] = ()
    earlier: Sequence[ReviewOpinion] = ()
    rights: CommitteeRights = NO_RIGHTS
    is_asked_to_end: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.is_reviewed or self.questions or self.opinion or self.earlier)

    @property
    def unanswered(self) -> list[ReviewQuestion]:
        return [one for one in self.questions if not one.answers.all()]

    @property
    def open_points(self) -> tuple[str, ...]:
        """What the stage would be left without, as long as the evaluation stands there."""
        if not self.is_asked_to_end:
            return ()
        return left_open([one.number for one in self.unanswered], has_opinion=self.opinion is not None)

    @property
    def answerable(self) -> list[ReviewOpinion]:
        """The opinions to which the city may say something here: its own, and the earlier ones."""
        return [*([self.opinion] if self.opinion else ()), *self.earlier] if self.rights.responds else []

    @property
    def questions_to_answer(self) -> list[ReviewQuestion]:
        """The questions that may be answered here, those without an answer first."""
        if not self.rights.answers:
            return []
        return sorted(self.questions, key=lambda one: (bool(one.answers.all()), one.number))


def committee_rights(
    asked: CycleScope,
    evaluation: Evaluation,
    owned: Answering,
    members: Iterable[ReviewMember],
    *,
    is_asked: bool,
    is_judged: bool,
) -> CommitteeRights:
    """Return what the person may add: the committee at its stage, the city wherever there is something to answer."""
    replies = may_reply(asked.person, owned, asked.today)
    rights = CommitteeRights(answers=replies and is_asked, responds=replies and is_judged)
    if not is_before_the_committee(evaluation):
        return rights
    return replace(
        rights,
        speaks=may_deliberate(asked.person, assigned_to(evaluation, members), asked.code, asked.today),
        enters=may_speak_for_members(asked.person, asked.code, asked.today),
    )


def assigned_to(evaluation: Evaluation, members: Iterable[ReviewMember]) -> set[int]:
    """Return the keys of the 委員 of the evaluation; empty only in a cycle in which nobody is assigned to anything."""
    own = {one.person_id for one in members if one.person_id is not None}
    if own:
        return own
    others = ReviewMember.objects.filter(review__evaluation__cycle=evaluation.cycle_id, person__isnull=False)
    return {0} if others.exists() else set()


def read_committee(
    asked: CycleScope, node: PolicyNode, evaluation: Evaluation | None, owned: Answering
) -> Committee:
    """Read it, in a fixed number of queries; before anything was begun there are only the earlier opinions."""
    earlier = earlier_opinions(asked, node)
    if evaluation is None:
        return Committee(earlier=earlier)
    review = Review.objects.filter(evaluation=evaluation).prefetch_related("members").first()
    members = list(review.members.all()) if review else []
    opinion = (
        ReviewOpinion.objects.filter(evaluation=evaluation)
        .select_related("level")
        .prefetch_related("remarks__point", "responses")
        .first()
    )
    if opinion is not None:
        opinion.evaluation = evaluation
    questions = list(evaluation.questions.prefetch_related("answers"))
    rights = committee_rights(
        asked,
        evaluation,
        owned,
        members,
        is_asked=bool(questions),
        is_judged=opinion is not None or bool(earlier),
    )
    return Committee(
        is_reviewed=evaluation.is_reviewed,
        review=review,
        members=members,
        questions=questions,
        opinion=opinion,
        # they are asked for only by the form of the opinion
        points=list(asked.cycle.review_points.all()) if asked.cycle and rights.asks else [],
        earlier=earlier,
        rights=rights,
        is_asked_to_end=is_before_the_committee(evaluation),
    )


def earlier_opinions(asked: CycleScope, node: PolicyNode) -> list[ReviewOpinion]:
    """Return the opinions on earlier evaluations of the measure or those it succeeds, the latest first.

    A 委員 reads those of evaluations that are settled.
    """
    if asked.cycle is None:
        return []
    found = ReviewOpinion.objects.filter(
        evaluation__node__in=lineages_of([node])[node.pk],
        evaluation__cycle__last_year__lt=asked.cycle.last_year,
    )
    if not asked.is_staff:
        found = found.filter(evaluation__in=Evaluation.objects.settled())
    found = found.select_related("evaluation__cycle__period", "evaluation__node", "level")
    return list(
        found.prefetch_related("remarks__point", "responses").order_by("-evaluation__cycle__last_year", "-pk")
    )


def speakers_for(asked: CycleScope, members: Sequence[ReviewMember]) -> dict[str, tuple[str, Person | None]]:
    """Return for whom the 事務局 may enter something: those assigned, else every 委員, and the committee as a whole."""
    if members:
        found = {f"m{one.pk}": (one.name, one.person) for one in members}
    else:
        found = {f"p{one.pk}": (str(one), one) for one in members_of_city(asked)}
    return {**found, "committee": (COMMITTEE, None)}


def members_of_city(asked: CycleScope) -> list[Person]:
    """Return the 委員 of the city today."""
    people = Person.objects.filter(
        is_active=True,
        posts__role=Role.COMMITTEE.value,
        posts__department__local_government_code=asked.code,
    )
    return [
        one
        for one in people.distinct().order_by("name", "username").prefetch_related("posts__department")
        if any(holds_there(post, Role.COMMITTEE, asked.code, asked.today) for post in one.posts.all())
    ]
