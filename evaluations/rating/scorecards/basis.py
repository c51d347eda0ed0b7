"""What a decision about a measure stands on, gathered from its figures."""

from collections.abc import Collection
from decimal import Decimal

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.decision import Basis
from evaluations.rating.scorecards.standings import (
    Judge,
    Standing,
    failed_checks,
    work_under,
)
from indicators.calculation.attainment import NO_CLASS
from indicators.scorecards import Scorecard, rules_of
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree


def basis_of(
    cycle: EvaluationCycle, tree: PlanTree, standing: Standing, *, unconfirmed_of: Collection[int] | None
) -> Basis:
    """Return what a decision about the measure stands on today, in the shape in which it is kept with it.

    `unconfirmed_of` is that by which the standing was read: what is kept is what its suggestions were computed from.
    """
    work = work_under(cycle, tree, [standing.node], unconfirmed_of=unconfirmed_of)
    judge = Judge(cycle, rules_of(cycle.profile), work, shows_counts=True)
    failed = failed_checks(standing.cards, cycle.last, shows_counts=True)
    progress = standing.progress.symbol if standing.progress else None
    direction = standing.direction.symbol if standing.direction else None
    inputs = {
        "indicators": [input_of(judge, standing.node, card) for card in standing.cards],
        "early_targets": [text for card in standing.cards for text in judge.to_confirm(card)],
        "achievements": list(work[standing.node.pk].achievements),
        "suggested_progress": progress,
        "suggested_direction": direction,
    }
    kept = inputs | {"failed_checks": failed} if failed else inputs
    return Basis(progress, direction, tuple(failed), kept)


def input_of(judge: Judge, measure: PolicyNode, card: Scorecard) -> dict[str, object]:
    """Return what an indicator was judged by; one that hangs further below is named with its place."""
    is_own = card.indicator.node_id == measure.pk
    found = judge.last_attainment(card)
    return {
        "indicator": card.indicator.number if is_own else card.indicator.place,
        "fiscal_year": found.fiscal_year.year,
        "baseline": written(found.baseline),
        "target": written(found.target.value if found.target else None),
        "result": written(found.figure.total),
        "class": found.symbol if found.symbol != NO_CLASS else None,
    }


def written(value: Decimal | None) -> str | None:
    """Return an amount as JSON can keep it exactly."""
    return None if value is None else f"{value.normalize():f}"
