"""What an edition says of the committee: its opinion and the city's reply, never who asked what or spoke for whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from evaluations.committee.models import ReviewOpinion
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import RatingLevel
from policies.models import PolicyNode
from policies.scorecards.lineage import lineages_of


def read_opinions(cycle: EvaluationCycle) -> dict[int, ReviewOpinion]:
    """Return the opinions of the cycle by evaluation."""
    rows = ReviewOpinion.objects.filter(evaluation__cycle=cycle).select_related("level", "evaluation__review")
    return {one.evaluation_id: one for one in rows.prefetch_related("remarks__point", "responses")}


def read_earlier_opinions(
    cycle: EvaluationCycle, measures: Sequence[PolicyNode]
) -> dict[int, list[ReviewOpinion]]:
    """Return, by 施策, the opinions on its evaluations of earlier cycles that are public, the latest first.

    Those of the 施策 that it succeeds, in another plan, are among them.
    """
    lineages = lineages_of(measures)
    public = EvaluationCycle.objects.filter(
        Q(is_published=True, period__plan__is_published=True) | Q(publications__isnull=False)
    )
    rows = ReviewOpinion.objects.filter(
        evaluation__in=Evaluation.objects.for_everybody(),
        evaluation__node__in=set().union(*lineages.values()),
        evaluation__cycle__in=public,
        evaluation__cycle__last_year__lt=cycle.last_year,
    ).order_by("-evaluation__cycle__last_year", "-pk")
    rows = rows.select_related(
        "level", "evaluation__review", "evaluation__cycle__period__plan", "evaluation__node"
    )
    said = list(rows.prefetch_related("remarks__point", "responses"))
    return {pk: [one for one in said if one.evaluation.node_id in nodes] for pk, nodes in lineages.items()}


def committee_content(
    opinion: ReviewOpinion | None, earlier: Iterable[ReviewOpinion]
) -> Mapping[str, Any] | None:
    """Return what the committee said of a 施策, and of its earlier evaluations; None where it said nothing."""
    carried = [
        {
            "key": " ".join(map(str, known_by(one.evaluation))),
            "name": one.evaluation.cycle.name,
            "measure": str(one.evaluation.node),
            **opinion_content(one),
        }
        for one in earlier
    ]
    if opinion is None and not carried:
        return None
    return {"opinion": opinion_content(opinion) if opinion else None, "earlier": carried}


def known_by(evaluation: Evaluation) -> tuple[Any, ...]:
    """Return by what editions tell one earlier evaluation from another: as they have done from the first on."""
    return (*evaluation.cycle.period.plan.former_key(), *evaluation.natural_key()[1:])


def opinion_content(opinion: ReviewOpinion) -> dict[str, Any]:
    """Return an opinion with its words on each 着眼点, and the newest word of the city on it."""
    review, reply = getattr(opinion.evaluation, "review", None), opinion.status
    return {
        "panel": review.panel if review else "",
        "held_on": review.held_on.isoformat() if review and review.held_on else "",
        "level": rated(opinion.level),
        "text": opinion.text,
        "points": [
            {"place": one.point.order, "name": one.point.text, "text": one.text}
            for one in opinion.remarks.all()
        ],
        "response": {"status": reply.get_status_display(), "text": reply.text} if reply else None,
    }


def rated(level: RatingLevel | None) -> dict[str, str] | None:
    """Return a level as it was called, for scales that the edition does not explain."""
    if level is None:
        return None
    return {"symbol": level.symbol, "label": level.label, "tone": level.tone, "shape": level.shape}
