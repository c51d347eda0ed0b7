"""The way of one evaluation through the stages of its cycle."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction

from accounts.actions import person_of
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.decision import Basis
from evaluations.judgement.stages import DATED, Meaning, following, is_before, returnable
from evaluations.rating.actions.deciding import hinders
from evaluations.rating.actions.stage_reached import stage_of
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep, ordered
from policies.fiscal_year import FiscalYear, ended_words
from policies.models import PolicyNode
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_first,
    change_row,
)
from store.limits import LONG_TEXT


@dataclass(frozen=True, slots=True)
class Ruling:
    """When it was decided, and under which number: all that is kept of a 決裁."""

    decided_on: date | None = None
    document_number: str = ""


NO_RULING: Final = Ruling()


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is unanswered or unresolved when a stage is to be left, in sentences.

    `told` stands in the log of steps, which the committee reads; what is between officers does not.
    """

    told: tuple[str, ...] = ()
    between_officers: tuple[str, ...] = ()


@transaction.atomic
def begin(cycle: EvaluationCycle, node: PolicyNode, *, version: int, by: Actor) -> Evaluation:
    """Bring the node's evaluation to the cycle's first stage; `version` is 0 where there is no row yet."""
    stages = ordered(cycle.stages.all())
    first = following(stages, None, is_reviewed=False)
    if first is None:
        raise RefusedError(f"{cycle}には、評価の段階が設定されていません。")
    evaluation = Evaluation.objects.filter(cycle=cycle, node=node).first()
    if node.has_ended(cycle.last_year) and node.ended_in is not None:
        raise RefusedError(
            f"「{node}」は{ended_words(FiscalYear(node.ended_in))}したため、{cycle}では評価しません。"
        )
    if evaluation is None:
        evaluation = add_evaluation(Evaluation(cycle=cycle, node=node), version, by)
    elif evaluation.version != version:
        raise StaleRow(evaluation)
    elif evaluation.stage_id is not None:
        raise RefusedError(f"この評価は、すでに「{evaluation.stage}」の段階にあります。")
    elif evaluation.is_recorded_as_published:
        raise RefusedError("公表済みの評価結果が登録されているため、この回の評価は始められません。")
    version = evaluation.version
    return move_on(evaluation, first, StageStep.Kind.FORWARD, by, version=version, ruling=NO_RULING)


@transaction.atomic
def hand_on(
    evaluation: Evaluation,
    *,
    version: int,
    by: Actor,
    basis: Basis,
    still_open: Callable[[Evaluation], StillOpen],
    ruling: Ruling = NO_RULING,
    why_open: str = "",
) -> Evaluation:
    """Bring the evaluation to its next stage, past those that do not apply to it.

    A 決裁 and the 評価結果の決定 need their day; nothing undecided or unexplained passes the latter, nor publication.
    What `still_open` finds, asked within the transaction, needs a reason (`why_open`).
    """
    stage, stages = stage_of(evaluation), ordered(evaluation.cycle.stages.all())
    target = following(stages, stage, is_reviewed=evaluation.is_reviewed)
    if target is None:
        raise RefusedError(f"「{stage}」が最後の段階です。")
    if stage.meaning in DATED and ruling.decided_on is None:
        raise RefusedError(f"「{stage}」の日付を入力してください。")
    if stage.meaning in {Meaning.SETTLE, Meaning.PUBLISH} and (missing := hinders(evaluation, basis)):
        raise RefusedError("\n".join(missing))
    undone = still_open(evaluation)
    if open_points := (*undone.told, *undone.between_officers):
        if not why_open.strip():
            raise RefusedError(
                "\n".join((*open_points, "このまま進めるときは、その理由を入力してください。"))
            )
        why = "\n".join((why_open.strip(), *undone.told))
        if len(why) > LONG_TEXT:
            raise RefusedError(
                f"理由が長すぎます。{LONG_TEXT - len(why) + len(why_open.strip()):,}文字までです。"
            )
        by = replace(by, why=why)
    if stage.meaning == Meaning.SETTLE:
        evaluation.decided_on = ruling.decided_on
    kept = ruling if stage.meaning in DATED else NO_RULING
    return move_on(evaluation, target, StageStep.Kind.FORWARD, by, version=version, ruling=kept)


@transaction.atomic
def send_back(
    evaluation: Evaluation, target: EvaluationStage, *, version: int, reason: str, by: Actor
) -> Evaluation:
    """Bring the evaluation back to an earlier stage, with a reason; what was decided on is open again."""
    stage, stages = stage_of(evaluation), ordered(evaluation.cycle.stages.all())
    if not reason.strip():
        raise RefusedError("差戻しの理由を入力してください。")
    if target not in returnable(stages, stage, is_reviewed=evaluation.is_reviewed):
        raise RefusedError(f"「{stage}」から「{target}」へは差し戻せません。")
    if is_before(stages, target, Meaning.SETTLE):
        evaluation.decided_on = None
    why = replace(by, why=reason.strip())
    return move_on(evaluation, target, StageStep.Kind.BACK, why, version=version, ruling=NO_RULING)


@transaction.atomic
def set_reviewed(evaluation: Evaluation, is_reviewed: bool, *, version: int, by: Actor) -> Evaluation:
    """Choose the measure for the committee (審議対象), or no longer; not once the committee's stage lies behind it."""
    stages = ordered(evaluation.cycle.stages.all())
    if not is_before(stages, evaluation.stage, Meaning.COMMITTEE):
        raise RefusedError("委員会審議の段階がないか、すでに過ぎているため、審議対象は変更できません。")
    if evaluation.stage is not None and evaluation.stage.meaning == Meaning.COMMITTEE:
        raise RefusedError("委員会審議の段階にあるため、審議対象は変更できません。")
    evaluation.is_reviewed = is_reviewed
    change_row(evaluation, version=version, by=by)
    return evaluation


def add_evaluation(evaluation: Evaluation, version: int, by: Actor) -> Evaluation:
    """Insert the row, unless somebody else just did."""
    evaluation.clean()
    twins = Evaluation.objects.filter(cycle=evaluation.cycle, node=evaluation.node)
    return add_first(evaluation, twins=twins, version=version, by=by)


def move_on(
    evaluation: Evaluation,
    target: EvaluationStage,
    kind: StageStep.Kind,
    by: Actor,
    *,
    version: int,
    ruling: Ruling,
) -> Evaluation:
    """Write the new stage and the step that led there."""
    # held until the end, for the list of stages may be changed at the same time
    if EvaluationStage.objects.select_for_update().filter(pk=target.pk).first() is None:
        raise RefusedError("段階の設定が変更されました。画面を開き直して、もう一度操作してください。")
    before = evaluation.stage
    evaluation.stage = target
    change_row(evaluation, version=version, by=by)
    step_from(before, evaluation, kind, by, number=evaluation.steps.count() + 1, ruling=ruling).save()
    return evaluation


def step_from(
    before: EvaluationStage | None,
    evaluation: Evaluation,
    kind: StageStep.Kind,
    by: Actor,
    *,
    number: int,
    ruling: Ruling,
) -> StageStep:
    """Return, unsaved, the step that led from that stage to where the evaluation stands now."""
    return StageStep(
        evaluation=evaluation,
        number=number,
        kind=kind,
        from_stage=before,
        to_stage=evaluation.stage,
        from_name=before.name if before else "",
        to_name=evaluation.stage.name if evaluation.stage else "",
        reason=by.why,
        decided_on=ruling.decided_on,
        document_number=ruling.document_number,
        by=person_of(by),
        by_name=by.person.name if by.person else "",
        post=str(by.post or ""),
    )
