"""What is before the committee of a cycle: every measure with its meeting, questions, opinion and the city's reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, OuterRef, Subquery

from evaluations.committee.models import (
    Review,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
)
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.scorecards.scope import CycleScope
from policies.models import PolicyNode


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One measure. `answered_at` is when the city answered last."""

    evaluation: Evaluation
    review: Review | None
    questions: int
    unanswered: int
    opinion: ReviewOpinion | None
    answered_at: datetime | None

    @property
    def node(self) -> PolicyNode:
        return self.evaluation.node

    @property
    def key(self) -> str:
        return str(self.evaluation.pk)

    @property
    def lacks_response(self) -> bool:
        """Whether the committee said something to which the city has not said anything yet."""
        return self.opinion is not None and self.opinion.status is None

    @property
    def stage_name(self) -> str:
        return self.evaluation.stage.name if self.evaluation.stage else "－"

    @property
    def members(self) -> str:
        """The names of those assigned, as they were when they were."""
        return "、".join(one.name for one in self.review.members.all()) if self.review else ""

    @property
    def assigned(self) -> set[int]:
        """The keys of those assigned who can log in."""
        members = self.review.members.all() if self.review else ()
        return {one.person_id for one in members if one.person_id is not None}


LACKS: Final[Mapping[str, Callable[[SittingRow], bool]]] = {
    "answer": lambda row: row.unanswered > 0,
    "opinion": lambda row: row.opinion is None,
    "response": lambda row: row.lacks_response,
}
HAS: Final[Mapping[str, Callable[[SittingRow], bool]]] = {
    "answer": lambda row: row.answered_at is not None,
    "response": lambda row: row.opinion is not None and row.opinion.status is not None,
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """All measures of the cycle that the person may see, in the order of the plan."""

    rows: Sequence[SittingRow]
    points: Sequence[ReviewPoint]

    @property
    def reviewed(self) -> list[SittingRow]:
        return [row for row in self.rows if row.evaluation.is_reviewed]

    @property
    def unanswered(self) -> int:
        return sum(row.unanswered for row in self.reviewed)

    @property
    def without_response(self) -> int:
        return sum(row.lacks_response for row in self.reviewed)

    def listed(self, asked: Mapping[str, str], person: int | None) -> list[SittingRow]:
        """Return the measures before the committee that fit: what they lack (`lacks`), what they have (`has`).

        With `mine` only those that are given to the person. What is not understood narrows nothing.
        """
        rows = self.given_to(person) if asked.get("mine") else self.reviewed
        tests = [LACKS.get(asked.get("lacks", "")), HAS.get(asked.get("has", ""))]
        return [row for row in rows if all(test is None or test(row) for test in tests)]

    def given_to(self, person: int | None) -> list[SittingRow]:
        """Return the measures on which the person may speak: the own ones, or all where nobody is assigned to any."""
        if not any(row.assigned for row in self.rows):
            return self.reviewed
        return [row for row in self.reviewed if person in row.assigned]

    @property
    def without_opinion(self) -> int:
        return sum(row.opinion is None for row in self.reviewed)


def opinions_without_response() -> Subquery:
    """Return as a column of evaluations whether the committee said something to which nobody said yet what follows.

    It counts for measures before the committee, and is nothing for all others.
    """
    said = ReviewOpinion.objects.filter(evaluation=OuterRef("pk"), evaluation__is_reviewed=True)
    return Subquery(
        said.filter(responses=None).values("evaluation").annotate(how_many=Count("pk")).values("how_many")
    )


def read_sitting(asked: CycleScope) -> Sitting:
    """Read it in as many queries for ten measures as for a thousand."""
    visible = asked.evaluations()
    keys = visible.values("pk")
    reviews = Review.objects.filter(evaluation__in=keys).prefetch_related("members")
    by_review = {one.evaluation_id: one for one in reviews}
    opinions = ReviewOpinion.objects.filter(evaluation__in=keys)
    opinions = opinions.select_related("level").prefetch_related("responses")
    by_opinion = {one.evaluation_id: one for one in opinions}
    asked_of: dict[int, list[datetime | None]] = {}
    for question in ReviewQuestion.objects.filter(evaluation__in=keys).prefetch_related("answers"):
        answered = max((one.at for one in question.answers.all()), default=None)
        asked_of.setdefault(question.evaluation_id, []).append(answered)
    rows = [
        SittingRow(
            evaluation=one,
            review=by_review.get(one.pk),
            questions=len(asked_of.get(one.pk, ())),
            unanswered=asked_of.get(one.pk, []).count(None),
            opinion=by_opinion.get(one.pk),
            answered_at=max(filter(None, asked_of.get(one.pk, ())), default=None),
        )
        for one in visible.select_related("node__layer", "stage").order_by("node__path")
    ]
    return Sitting(rows, list(asked.cycle.review_points.order_by("order")) if asked.cycle else [])
