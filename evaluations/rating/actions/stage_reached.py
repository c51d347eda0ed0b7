"""Where an evaluation stands, and what may be changed there."""

from typing import Final

from evaluations.judgement.stages import Meaning
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from store.actions.rows import RefusedError

NOT_STARTED: Final = "この評価は未着手です。先に評価を始めてください。"


def stage_of(evaluation: Evaluation) -> EvaluationStage:
    """Return the stage; raise RefusedError where the evaluation has none yet."""
    if evaluation.stage is None:
        raise RefusedError(NOT_STARTED)
    return evaluation.stage


def refuse_unless(stage: EvaluationStage, meanings: frozenset[Meaning], what: str) -> None:
    """Raise RefusedError unless that may be done at a stage of this kind."""
    if stage.meaning not in meanings:
        raise RefusedError(
            f"「{stage}」の段階では、{what}できません。変更が必要なときは、差し戻してください。"
        )
