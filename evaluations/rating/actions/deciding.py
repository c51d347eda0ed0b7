"""The two ratings of one evaluation, and whether they can stand."""

from django.db import transaction

from evaluations.judgement.decision import Basis, Chosen, hindrances, to_explain
from evaluations.judgement.stages import DECIDING, Meaning
from evaluations.rating.actions.stage_reached import refuse_unless, stage_of
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import RatingLevel, RatingScale
from store.actions.rows import Actor, RefusedError, change_row


@transaction.atomic
def decide_ratings(
    evaluation: Evaluation,
    progress: RatingLevel | None,
    direction: RatingLevel | None,
    *,
    difference_reason: str,
    basis: Basis,
    version: int,
    by: Actor,
) -> Evaluation:
    """Rate the measure, and keep the rules and figures that it was rated by.

    Raise RefusedError, with a line for each, where a reason is needed (see judgement/decision.py) and none is given.
    """
    refuse_unless(stage_of(evaluation), DECIDING, "評価の区分を変更")
    evaluation.progress, evaluation.direction = progress, direction
    asked = to_explain(basis, *chosen_by(evaluation))
    if asked and not difference_reason.strip():
        raise RefusedError("\n".join(f"{one}理由を入力してください。" for one in asked))
    rated = progress is not None or direction is not None
    evaluation.difference_reason = difference_reason.strip()
    evaluation.profile = evaluation.cycle.profile if rated else None
    evaluation.inputs = dict(basis.inputs) if rated else None
    evaluation.clean()
    change_row(evaluation, version=version, by=by)
    return evaluation


def hinders(evaluation: Evaluation, basis: Basis) -> tuple[str, ...]:
    """Return why the evaluation cannot be settled as it stands: undecided, or a reason is missing."""
    return hindrances(basis, *chosen_by(evaluation), evaluation.difference_reason)


def may_publish(evaluation: Evaluation, basis: Basis) -> bool:
    """Tell whether the evaluation may be published: it has come so far, and nothing stands in the way."""
    stage = evaluation.stage
    return stage is not None and stage.meaning == Meaning.PUBLISH and not hinders(evaluation, basis)


def chosen_by(evaluation: Evaluation) -> tuple[Chosen | None, Chosen | None]:
    """Return both ratings by their place on the cycle's scales."""
    cycle = evaluation.cycle
    return (
        chosen(evaluation.progress, cycle.progress_scale),
        chosen(evaluation.direction, cycle.direction_scale),
    )


def chosen(level: RatingLevel | None, scale: RatingScale) -> Chosen | None:
    """Return a level by its place on its scale, the best being the first."""
    if level is None:
        return None
    best_first = sorted(scale.levels.all(), key=lambda one: one.order, reverse=not scale.is_best_first)
    symbols = [one.symbol for one in best_first]
    return (
        Chosen(level.symbol, symbols.index(level.symbol) + 1, len(symbols))
        if level.symbol in symbols
        else None
    )
