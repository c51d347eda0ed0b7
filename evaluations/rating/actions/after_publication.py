"""What an edition moves: the evaluations that stood at 公表 and waited for nothing else."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count

from evaluations.judgement.stages import following
from evaluations.rating.actions.stage_reached import stage_of
from evaluations.rating.actions.staging import NO_RULING, step_from
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep, ordered
from store.actions.rows import Actor, change_row


@transaction.atomic
def bring_onward(evaluations: Sequence[Evaluation], *, by: Actor) -> list[Evaluation]:
    """Bring evaluations of one cycle to the stage after theirs; where there is none they have arrived and stay.

    Raise StaleRow if one of them changed since it was read; then none has moved.
    """
    if not evaluations:
        return []
    # held until the end, for the list of stages may be changed at the same time
    stages = ordered(EvaluationStage.objects.select_for_update().filter(cycle=evaluations[0].cycle_id))
    counted = Evaluation.objects.filter(pk__in=[one.pk for one in evaluations]).annotate(taken=Count("steps"))
    taken = dict(counted.values_list("pk", "taken"))
    moved, steps = [], []
    for one in evaluations:
        before = stage_of(one)
        target = following(stages, before, is_reviewed=one.is_reviewed)
        if target is None:
            continue
        one.stage = target
        change_row(one, version=one.version, by=by)
        number = taken[one.pk] + 1
        steps.append(step_from(before, one, StageStep.Kind.FORWARD, by, number=number, ruling=NO_RULING))
        moved.append(one)
    StageStep.objects.bulk_create(steps)
    return moved
