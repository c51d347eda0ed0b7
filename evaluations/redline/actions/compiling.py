"""見え消し: a change of a text is proposed, answered change by change or withdrawn; and comments on an evaluation.

Verbs of proposals take the version of the evaluation that was shown and raise it. A comment changes nothing that
anybody could overwrite: it is added, and closed under a version of its own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.actions import person_of
from evaluations.judgement.stages import WRITING, Meaning
from evaluations.rating.actions.ordered_rows import write
from evaluations.rating.actions.stage_reached import refuse_unless, stage_of
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.redline.left_open import left_open
from evaluations.redline.models import Comment, Proposal, RemarkField
from evaluations.redline.redlining import (
    apply,
    changes_of,
    is_same,
    numbered,
    redline,
)
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_rows,
    change_row,
    touch_row,
)
from store.limits import LONG_TEXT

MOST_COMMENTS: Final = 500
MOST_PROPOSALS: Final = 500
MOST_CHANGES: Final = 300
NO_CHANGE: Final = "いまの文と同じです。直した文を入力してください。"
NOTHING_LEFT: Final = "文をすべて消す提案はできません。不要なときは、コメントで伝えてください。"
TOO_LONG: Final = (
    "選んだ変更だけを採用すると、{:,}文字までの文が{:,}文字になります。採用する変更を選び直してください。"
)
MOVED_ON: Final = (
    "提案の後に元の文が変わったため、採用できません。採用せずに回答するか、提案者に取り下げを頼んでください。"
)
ANSWER_MISSING: Final = "採用しない変更があるときは、その理由などを回答に入力してください。"
Row = NarrativeSection | EvaluationReason | Evaluation


@dataclass(frozen=True, slots=True)
class TextTarget:
    """A text of an evaluation: the row that keeps it, what kind of text it is, and what people call it.

    Without a row it is something else that can be spoken of: the ratings, the figures, the evaluation as a whole.
    """

    field: str
    label: str
    row: Row | None = None

    @property
    def column(self) -> str:
        """Which column of the row is the text."""
        if isinstance(self.row, NarrativeSection):
            return "body"
        return "text" if isinstance(self.row, EvaluationReason) else "difference_reason"

    @property
    def text(self) -> str:
        return getattr(self.row, self.column) if self.row is not None else ""

    @property
    def key(self) -> str:
        """How forms name it."""
        if isinstance(self.row, NarrativeSection):
            return f"section:{self.row.pk}"
        return f"reason:{self.row.pk}" if isinstance(self.row, EvaluationReason) else self.field

    def links(self) -> dict[str, Any]:
        """Return the columns by which a proposal or a comment finds it."""
        return {
            "field": self.field,
            "label": self.label[:250],
            "section": self.row if isinstance(self.row, NarrativeSection) else None,
            "reason": self.row if isinstance(self.row, EvaluationReason) else None,
        }


def texts_of(
    evaluation: Evaluation, sections: Iterable[NarrativeSection], reasons: Iterable[EvaluationReason]
) -> list[TextTarget]:
    """Return everything that is written in an evaluation, in the order of the document."""
    said = [
        TextTarget(one.subject, f"{one.get_subject_display()}の理由{one.number}", one)
        for one in sorted(reasons, key=lambda one: (one.subject != RemarkField.PROGRESS, one.number))
    ]
    if evaluation.difference_reason:
        said.append(TextTarget(RemarkField.DIFFERENCE.value, str(RemarkField.DIFFERENCE.label), evaluation))
    return [*said, *(TextTarget(one.kind, str(one), one) for one in sections)]


@transaction.atomic
def propose(
    evaluation: Evaluation, target: TextTarget, text: str, note: str, *, version: int, by: Actor
) -> Proposal:
    """Propose another wording; an open proposal on the same text becomes this one."""
    refuse_unless(stage_of(evaluation), frozenset({Meaning.COMPILE}), "見え消しの提案は")
    touch_row(evaluation, version=version)
    base = stored_text(target)
    if not text.strip():
        raise RefusedError(NOTHING_LEFT)
    if is_same(text, base):
        raise RefusedError(NO_CHANGE)
    if (count := len(changes_of(numbered(redline(base, text))))) > MOST_CHANGES:
        raise RefusedError(f"変更が{count}か所あります。一度に提案できるのは{MOST_CHANGES}か所までです。")
    said = {**target.links(), "base": base, "text": text, "note": note, **signed(by), "at": timezone.now()}
    found = open_of(evaluation, target)
    if found is None:
        if evaluation.proposals.count() >= MOST_PROPOSALS:
            raise RefusedError(
                f"見え消しの提案は、取り下げたものを含めて1件の評価に{MOST_PROPOSALS}件までです。"
            )
        found = Proposal(evaluation=evaluation, **said)
        add_rows([found], by=by)
    else:
        write(found, said, by)
    return found


@transaction.atomic
def answer_proposal(
    evaluation: Evaluation,
    proposal: Proposal,
    target: TextTarget | None,
    accepted: Collection[int],
    answer: str,
    *,
    version: int,
    by: Actor,
) -> Proposal:
    """Take the numbered changes that are accepted into the text; what is not accepted needs an answer.

    `target` is the text as it stands, None where it was deleted; nothing can be taken into one that has changed since.
    """
    refuse_unless(stage_of(evaluation), WRITING, "見え消しの提案への回答は")
    touch_row(evaluation, version=version)
    refuse_closed(proposal)
    every = {one.number for one in proposal.changes}
    taken = every & set(accepted)
    if taken != every and not answer.strip():
        raise RefusedError(ANSWER_MISSING)
    if taken:
        take(proposal, target, taken, by)
    state = Proposal.State.PARTLY if taken else Proposal.State.DECLINED
    decide(
        proposal,
        Proposal.State.ACCEPTED if taken == every else state,
        by,
        answer=answer,
        refused=" ".join(str(number) for number in sorted(every - taken)),
        result=apply(proposal.base, proposal.text, taken) if taken else "",
    )
    return proposal


def take(proposal: Proposal, target: TextTarget | None, taken: Collection[int], by: Actor) -> None:
    """Write the accepted changes into the text they were proposed for."""
    if target is None or target.row is None or not is_same(stored_text(target), proposal.base):
        raise RefusedError(MOVED_ON)
    text = apply(proposal.base, proposal.text, taken)
    if len(text) > LONG_TEXT:
        raise RefusedError(TOO_LONG.format(LONG_TEXT, len(text)))
    write(target.row, {target.column: text}, replace(by, why=f"見え消しの提案（{proposal.by_name}）を採用"))


@transaction.atomic
def withdraw(evaluation: Evaluation, proposal: Proposal, *, version: int, by: Actor) -> Proposal:
    """Take a proposal back that nobody has answered."""
    touch_row(evaluation, version=version)
    refuse_closed(proposal)
    decide(proposal, Proposal.State.WITHDRAWN, by)
    return proposal


def decide(proposal: Proposal, state: Proposal.State, by: Actor, **said: str) -> None:
    """Close a proposal with what became of it, and by whom."""
    person = by.person
    closed = {"decided_by": person, "decided_by_name": str(person or ""), "decided_at": timezone.now()}
    write(proposal, {"state": state.value, **said, **closed}, by)


def refuse_closed(proposal: Proposal) -> None:
    """Raise StaleRow unless the proposal still waits for an answer."""
    stored = Proposal.objects.filter(pk=proposal.pk).first()
    if stored is None or not stored.is_open or stored.version != proposal.version:
        raise StaleRow(stored)


def stored_text(target: TextTarget) -> str:
    """Return the text as it is in the database now; raise StaleRow if it is gone."""
    row = type(target.row)._default_manager.filter(pk=target.row.pk).first() if target.row else None
    if row is None:
        raise StaleRow(None)
    return str(getattr(row, target.column))


def open_of(evaluation: Evaluation, target: TextTarget) -> Proposal | None:
    """Return the proposal on that text that waits for an answer, whatever kind the text was called by then."""
    by_row = isinstance(target.row, NarrativeSection | EvaluationReason)
    called = {"label", "field"} if by_row else {"label"}
    links = {name: value for name, value in target.links().items() if name not in called}
    return Proposal.objects.filter(evaluation=evaluation, state=Proposal.State.OPEN, **links).first()


def refuse_proposed(evaluation: Evaluation, kept: dict[str, str]) -> None:
    """Raise RefusedError if a text with an open proposal would be rewritten or dropped.

    `kept` are the texts to be, by the keys of their targets.
    """
    for proposal in Proposal.objects.filter(evaluation=evaluation, state=Proposal.State.OPEN):
        if proposal.field != RemarkField.DIFFERENCE and not is_same(
            kept.get(proposal.target, ""), proposal.base
        ):
            raise RefusedError(
                f"「{proposal.label}」には、まだ回答のない見え消しの提案があります。"
                "先に点検の画面で回答するか、提案者に取り下げてもらってください。"
            )


@transaction.atomic
def comment(
    evaluation: Evaluation, target: TextTarget, text: str, *, by: Actor, reply_to: Comment | None = None
) -> Comment:
    """Say something about a part of the evaluation, or answer such a comment."""
    stage_of(evaluation)
    if evaluation.comments.count() >= MOST_COMMENTS:
        raise RefusedError(f"コメントは1件の評価に{MOST_COMMENTS}件までです。")
    if reply_to is not None and reply_to.reply_to_id is not None:
        raise RefusedError("返信に返信することはできません。元のコメントに返信してください。")
    row = Comment(evaluation=evaluation, text=text, reply_to=reply_to, **target.links(), **signed(by))
    add_rows([row], by=by)
    return row


@transaction.atomic
def resolve(row: Comment, *, version: int, by: Actor) -> Comment:
    """Say that a comment is dealt with."""
    if not row.is_open:
        raise StaleRow(row)
    row.resolved_by, row.resolved_by_name = person_of(by), str(by.person or "")
    row.resolved_at = timezone.now()
    change_row(row, version=version, by=by)
    return row


def signed(by: Actor) -> dict[str, Any]:
    """Return the columns that keep whose words they are."""
    return {"by": by.person, "by_name": str(by.person or ""), "post": str(by.post or "")}


def open_at_compiling(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what the stage would be left with, in sentences."""
    stage = stage_of(evaluation)
    return left_open(
        stage.meaning,
        proposals=evaluation.proposals.filter(state=Proposal.State.OPEN).count(),
        comments=evaluation.comments.filter(reply_to=None, resolved_at=None).count(),
    )
