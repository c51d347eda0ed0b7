"""The text of one evaluation, and the numbered reasons for its ratings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from evaluations.judgement.stages import WRITING
from evaluations.rating.actions.ordered_rows import put_rows
from evaluations.rating.actions.stage_reached import refuse_unless, stage_of
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from store.actions.rows import Actor, touch_row


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of text as somebody wrote it, in the order of the list; `pk` is that of the row it was, None if new."""

    kind: str
    heading: str
    body: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for one of the ratings; the place in the list is its number."""

    text: str
    pk: int | None = None


@transaction.atomic
def write_texts(
    evaluation: Evaluation,
    sections: Sequence[Section],
    reasons: Mapping[str, Sequence[Reason]],
    *,
    refuse_proposed: Callable[[Evaluation, dict[str, str]], None],
    version: int,
    by: Actor,
) -> Evaluation:
    """Make the evaluation's text and its numbered reasons exactly these; a row that is not among them is deleted.

    `refuse_proposed` raises RefusedError where a text would change for which a change is proposed: it stays as it is
    until the proposal is answered or withdrawn.
    """
    refuse_unless(stage_of(evaluation), WRITING, "本文と理由を変更")
    touch_row(evaluation, version=version)
    refuse_proposed(evaluation, to_be(sections, reasons))
    kinds = NarrativeSection.Kind.values
    placed = sorted(sections, key=lambda one: kinds.index(one.kind))
    texts = [(one.pk, {"kind": one.kind, "heading": one.heading, "body": one.body}) for one in placed]
    put_rows(NarrativeSection, {"evaluation": evaluation}, texts, place="order", by=by)
    for subject in EvaluationReason.Subject.values:
        fixed = {"evaluation": evaluation, "subject": subject}
        given = [(one.pk, {"text": one.text}) for one in reasons.get(subject, ())]
        put_rows(EvaluationReason, fixed, given, place="number", by=by)
    return evaluation


def to_be(sections: Sequence[Section], reasons: Mapping[str, Sequence[Reason]]) -> dict[str, str]:
    """Return the texts of the rows that stay, by the names that proposals know them by."""
    written = {f"section:{one.pk}": one.body for one in sections}
    return written | {f"reason:{one.pk}": one.text for said in reasons.values() for one in said}
