"""The verbs of one evaluation in which several subjects have a say: the committee, 見え消し, and the rating itself."""

from collections.abc import Mapping, Sequence

from evaluations.committee.actions.deliberating import open_at_the_committee
from evaluations.judgement.decision import Basis
from evaluations.rating.actions import staging, writing
from evaluations.rating.actions.staging import NO_RULING, Ruling, StillOpen
from evaluations.rating.actions.writing import Reason, Section
from evaluations.rating.models.evaluation import Evaluation
from evaluations.redline.actions.compiling import open_at_compiling, refuse_proposed
from store.actions.rows import Actor


def hand_on(
    evaluation: Evaluation,
    *,
    version: int,
    by: Actor,
    basis: Basis,
    ruling: Ruling = NO_RULING,
    why_open: str = "",
) -> Evaluation:
    """Bring the evaluation to its next stage, as staging.hand_on() does.

    What is unanswered or unresolved at the committee's stage or in the compiling of texts needs a reason (`why_open`).
    """
    return staging.hand_on(
        evaluation,
        version=version,
        by=by,
        basis=basis,
        still_open=still_open,
        ruling=ruling,
        why_open=why_open,
    )


def still_open(evaluation: Evaluation) -> StillOpen:
    """Return what the committee and the officers have left open."""
    return StillOpen(tuple(open_at_the_committee(evaluation)), tuple(open_at_compiling(evaluation)))


def write_texts(
    evaluation: Evaluation,
    sections: Sequence[Section],
    reasons: Mapping[str, Sequence[Reason]],
    *,
    version: int,
    by: Actor,
) -> Evaluation:
    """Write the text and the numbered reasons, as writing.write_texts() does; not where a change is proposed."""
    return writing.write_texts(
        evaluation, sections, reasons, refuse_proposed=refuse_proposed, version=version, by=by
    )
