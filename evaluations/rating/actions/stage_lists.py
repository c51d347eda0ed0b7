"""The stages of a cycle, put down as a whole."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import StageRow, faults, reached
from evaluations.rating.actions.ordered_rows import move_rows, write
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, ordered
from store.actions.rows import (
    Actor,
    RefusedError,
    add_rows,
    delete_row,
    touch_row,
)

LEAPS: Final = (
    "「{}」にある評価が、段階の順序・種類の変更だけで、決定・公表の前後を移ることになります。"
    "先に、それぞれの評価を進めるか、差し戻してください。"
)


@transaction.atomic
def put_stages(
    cycle: EvaluationCycle,
    rows: Sequence[tuple[EvaluationStage | None, StageRow]],
    *,
    version: int,
    by: Actor,
) -> list[EvaluationStage]:
    """Make the cycle's stages exactly these, in this order; each with the stage it was, or None for a new one.

    Raise RefusedError with a line for each fault of the list, for a stage left out while evaluations stand there, and
    for one that would decide or publish them by where it is put.
    """
    if found := faults([row for _, row in rows]):
        raise RefusedError("\n".join(found))
    touch_row(cycle, version=version)
    refuse_leaps(cycle, rows)
    kept = {stage.pk: place for place, (stage, _) in enumerate(rows, 1) if stage is not None}
    for stage in cycle.stages.select_for_update().exclude(pk__in=kept):
        leave_out(stage, by)
    move_rows([stage for stage, _ in rows if stage is not None], "order", kept, by)
    return [put_stage(cycle, place, stage, row, by) for place, (stage, row) in enumerate(rows, 1)]


def refuse_leaps(cycle: EvaluationCycle, rows: Sequence[tuple[EvaluationStage | None, StageRow]]) -> None:
    """Raise RefusedError for a stage at which evaluations stand if they would pass 決定 or 公表, or go back, unwritten.

    Only a step is written down, and only a step asks for the ratings.
    """
    now = [row for _, row in rows]
    stored = ordered(cycle.stages.select_for_update())
    before = [one.row() for one in stored]
    occupied = set(Evaluation.objects.filter(stage__in=stored).values_list("stage_id", flat=True))
    was = {one.pk: reached(before, place) for place, one in enumerate(stored) if one.pk in occupied}
    leaping = [
        LEAPS.format(stage)
        for place, (stage, _) in enumerate(rows)
        if stage is not None and stage.pk in was and was[stage.pk] != reached(now, place)
    ]
    if leaping:
        raise RefusedError("\n".join(leaping))


def leave_out(stage: EvaluationStage, by: Actor) -> None:
    """Delete a stage at which no evaluation stands; what once passed it keeps its name."""
    if standing := stage.evaluations.count():
        raise RefusedError(
            f"「{stage}」には{standing}件の評価があるため、外せません。先に次の段階へ進めるか、差し戻してください。"
        )
    delete_row(stage, by=by)


def put_stage(
    cycle: EvaluationCycle, place: int, stage: EvaluationStage | None, row: StageRow, by: Actor
) -> EvaluationStage:
    """Write one stage that stands in its place, or add it there."""
    said = {
        "name": row.name,
        "meaning": row.meaning,
        "role": row.role,
        "due_on": row.due_on,
        "only_for_reviewed": row.only_for_reviewed,
        "may_send_back": row.may_send_back,
    }
    if stage is not None:
        write(stage, said, by)
        return stage
    (added,) = add_rows(
        [EvaluationStage(cycle=cycle, order=place, key=row.key or free_key(cycle), **said)], by=by
    )
    return added


def free_key(cycle: EvaluationCycle) -> str:
    """Return a key that none of the cycle's stages has."""
    taken = set(cycle.stages.values_list("key", flat=True))
    return next(key for number in range(1, len(taken) + 2) if (key := f"stage-{number}") not in taken)
