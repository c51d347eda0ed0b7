"""What the invented city's people did and said, as rows: steps, proposals, comments, which no fixture can name.

They follow a load: what they are about has its rows by then.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import StageStep
from evaluations.redline.actions.compiling import TextTarget, texts_of
from evaluations.redline.models import Comment, Proposal, RemarkField
from store.actions.loading.reading import Entry
from store.actions.rows import Actor, add_rows

Told = StageStep | Proposal | Comment


def is_told(entry: Entry) -> bool:
    """Tell whether the entry is added here and not by the loader of fixtures."""
    return entry.model in MAKING


@transaction.atomic
def add_told(entries: Sequence[Entry], *, by: Actor) -> int:
    """Add the rows of these entries, all of one cycle, and return how many; their evaluations must be there."""
    if not entries:
        return 0
    evaluations = _evaluations(entries[0].fields["evaluation"][:-1])
    made: list[Told] = []
    for entry in entries:
        said = {name: value for name, value in entry.fields.items() if name != "evaluation"}
        made.append(MAKING[entry.model](evaluations[entry.fields["evaluation"][-1]], said, made))
    StageStep.objects.bulk_create(row for row in made if isinstance(row, StageStep))
    add_rows([row for row in made if isinstance(row, Proposal)], by=by)
    comments = [row for row in made if isinstance(row, Comment)]
    add_rows([row for row in comments if row.reply_to is None], by=by)
    add_rows([row for row in comments if row.reply_to is not None], by=by)
    return len(made)


def _evaluations(cycle: Sequence[Any]) -> dict[str, Evaluation]:
    """Return the cycle's evaluations by the address of their measure, with stages and texts."""
    rows = Evaluation.objects.filter(cycle=EvaluationCycle.objects.get_by_natural_key(*cycle))
    rows = rows.select_related("node").prefetch_related("cycle__stages", "sections", "reasons")
    return {one.node.address: one for one in rows}


def _step(evaluation: Evaluation, said: dict[str, Any], _: Sequence[Told]) -> StageStep:
    """Return the step, from and to a stage named by its key (nothing: not begun)."""
    stages = {one.key: one for one in evaluation.cycle.stages.all()}
    before, after = stages.get(said.pop("from_stage")), stages[said.pop("to_stage")]
    return StageStep(
        evaluation=evaluation,
        from_stage=before,
        to_stage=after,
        from_name=before.name if before else "",
        to_name=after.name,
        **_at(said),
    )


def _proposal(evaluation: Evaluation, said: dict[str, Any], _: Sequence[Told]) -> Proposal:
    return Proposal(evaluation=evaluation, **_target(evaluation, said.pop("about")).links(), **_at(said))


def _comment(evaluation: Evaluation, said: dict[str, Any], earlier: Sequence[Told]) -> Comment:
    """Return the comment; one that is an answer answers the last that is none."""
    target = _target(evaluation, said.pop("about"))
    is_answer = said.pop("is_answer")
    asked = (row for row in reversed(earlier) if isinstance(row, Comment) and row.reply_to is None)
    reply_to = next(asked) if is_answer else None
    return Comment(evaluation=evaluation, reply_to=reply_to, **target.links(), **_at(said))


def _target(evaluation: Evaluation, about: Sequence[Any]) -> TextTarget:
    """Return what is spoken of: a kind of text and its place in the evaluation or among its kind, or no text at all."""
    field, place = about
    for one in texts_of(evaluation, evaluation.sections.all(), evaluation.reasons.all()):
        if one.field == field and place in {getattr(one.row, "order", 0), getattr(one.row, "number", 0)}:
            return one
    return TextTarget(field, str(RemarkField(field).label))


def _at(said: dict[str, Any]) -> dict[str, Any]:
    """Return the columns with their moments as such."""
    moments = {name: datetime.fromisoformat(said[name]) for name in ("at", "decided_at") if name in said}
    return said | moments


MAKING: Final[dict[str, Callable[[Evaluation, dict[str, Any], Sequence[Told]], Told]]] = {
    "evaluations.stagestep": _step,
    "evaluations.proposal": _proposal,
    "evaluations.comment": _comment,
}
