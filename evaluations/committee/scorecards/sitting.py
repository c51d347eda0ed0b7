"""What is before the committee of a cycle: every measure with its meeting, questions, opinion and the city's reply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    """One measure."""

    evaluation: Evaluation
    review: Review | None
    questions: int
    unanswered: int
    opinion: ReviewOpinion | None

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

    def lacking(self, what: str) -> list[SittingRow]:
        """Return the measures before the committee that lack an `answer`, an `opinion` or a `response`; else all."""
        lacks: dict[str, Callable[[SittingRow], bool]] = {
            "answer": lambda row: row.unanswered > 0,
            "opinion": lambda row: row.opinion is None,
            "response": lambda row: row.lacks_response,
        }
        test = lacks.get(what)
        return [row for row in self.reviewed if test is None or test(row)]

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
    asked_of: dict[int, list[bool]] = {}
    for question in ReviewQuestion.objects.filter(evaluation__in=keys).prefetch_related("answers"):
        asked_of.setdefault(question.evaluation_id, []).append(bool(question.answers.all()))
    rows = [
        SittingRow(
            evaluation=one,
            review=by_review.get(one.pk),
            questions=len(asked_of.get(one.pk, ())),
            unanswered=asked_of.get(one.pk, []).count(False),
            opinion=by_opinion.get(one.pk),
        )
        for one in visible.select_related("node__layer", "stage").order_by("node__path")
    ]
    return Sitting(rows, list(asked.cycle.review_points.order_by("order")) if asked.cycle else [])
