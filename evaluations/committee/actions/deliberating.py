"""What the committee asks and says about one evaluation, and what the city answers; rows are added, never replaced.

Every verb takes the version of the evaluation that was shown and raises it, and none of them touches a figure,
a text or a rating.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from evaluations.committee.models import (
    OpinionResponse,
    ReviewAnswer,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
    ReviewRemark,
)
from evaluations.committee.opinion_scale import left_open
from evaluations.judgement.stages import Meaning
from evaluations.rating.actions.ordered_rows import write
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import RatingLevel
from store.actions.rows import (
    Actor,
    RefusedError,
    add_rows,
    change_row,
    delete_row,
    touch_row,
)

MOST_QUESTIONS: Final = 200
OFFICE: Final = "事務局"
NOT_NOW: Final = "質問と意見を記録できるのは、審議対象の評価が「委員会審議」の段階にある間だけです。"


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words they are. If `by_proxy`, the actor entered them for this 委員 (without a login: the name only)."""

    name: str
    person: Person | None = None
    by_proxy: bool = False


def spoken(voice: Voice | None, by: Actor) -> dict[str, Any]:
    """Return the columns that keep whose words they are; without a voice, the actor's own."""
    own = str(by.person or "")
    if voice is None:
        return {"by": by.person, "by_name": own, "post": str(by.post or "")}
    said = {"by": voice.person, "by_name": voice.name, "post": "" if voice.by_proxy else str(by.post or "")}
    return said | ({"entered_by": by.person, "entered_by_name": own or OFFICE} if voice.by_proxy else {})


def refuse_outside_the_committee(evaluation: Evaluation) -> None:
    """Raise RefusedError unless the committee has the evaluation before it."""
    if not is_before_the_committee(evaluation):
        raise RefusedError(NOT_NOW)


def is_before_the_committee(evaluation: Evaluation) -> bool:
    """Tell whether the evaluation is chosen for the committee and stands at its stage."""
    stage = evaluation.stage
    return evaluation.is_reviewed and stage is not None and stage.meaning == Meaning.COMMITTEE


@transaction.atomic
def ask(evaluation: Evaluation, text: str, voice: Voice, *, version: int, by: Actor) -> ReviewQuestion:
    """Ask about the evaluation."""
    refuse_outside_the_committee(evaluation)
    touch_row(evaluation, version=version)
    number = evaluation.questions.count() + 1
    if number > MOST_QUESTIONS:
        raise RefusedError(f"質問は1件の評価に{MOST_QUESTIONS}件までです。")
    last = evaluation.questions.order_by("-number").values_list("number", flat=True).first() or 0
    row = ReviewQuestion(evaluation=evaluation, number=last + 1, text=text, **spoken(voice, by))
    add_rows([row], by=by)
    return row


@transaction.atomic
def answer(
    evaluation: Evaluation, question: ReviewQuestion, text: str, *, version: int, by: Actor
) -> ReviewAnswer:
    """Answer a question, or add to the answer."""
    touch_row(evaluation, version=version)
    last = question.answers.order_by("-number").values_list("number", flat=True).first() or 0
    row = ReviewAnswer(question=question, number=last + 1, text=text, **spoken(None, by))
    add_rows([row], by=by)
    return row


@transaction.atomic
def state_opinion(
    evaluation: Evaluation,
    level: RatingLevel,
    text: str,
    remarks: Mapping[ReviewPoint, str],
    voice: Voice,
    *,
    version: int,
    by: Actor,
) -> ReviewOpinion:
    """Put down the committee's opinion with its words on each point; what was said before stays in the history."""
    refuse_outside_the_committee(evaluation)
    touch_row(evaluation, version=version)
    stored = ReviewOpinion.objects.filter(evaluation=evaluation).first()
    said = {"entered_by": None, "entered_by_name": ""} | spoken(voice, by)
    opinion = stored or ReviewOpinion(evaluation=evaluation)
    for name, value in {"level": level, "text": text, "at": timezone.now(), **said}.items():
        setattr(opinion, name, value)
    opinion.clean()
    if stored is None:
        add_rows([opinion], by=by)
    else:
        change_row(opinion, version=opinion.version, by=by)
    put_remarks(opinion, remarks, by)
    return opinion


def put_remarks(opinion: ReviewOpinion, remarks: Mapping[ReviewPoint, str], by: Actor) -> None:
    """Write the words on each point; where nothing is said any more the row is deleted."""
    stored = {row.point_id: row for row in opinion.remarks.select_related("point", "opinion__evaluation")}
    for point, text in remarks.items():
        row = stored.get(point.pk)
        if row is None:
            add_rows([ReviewRemark(opinion=opinion, point=point, text=text)] if text else [], by=by)
        elif text:
            write(row, {"text": text}, by)
        else:
            delete_row(row, by=by)


@transaction.atomic
def respond(
    evaluation: Evaluation, opinion: ReviewOpinion, status: str, text: str, *, version: int, by: Actor
) -> OpinionResponse:
    """Say what the city does about an opinion, this evaluation's own or an earlier one; earlier words stay."""
    touch_row(evaluation, version=version)
    if opinion.evaluation_id != evaluation.pk:
        # its own page shows another version from now on, so that nobody there works on a stale one
        touch_row(opinion.evaluation, version=opinion.evaluation.version)
    last = opinion.responses.order_by("-number").values_list("number", flat=True).first() or 0
    row = OpinionResponse(opinion=opinion, number=last + 1, status=status, text=text, **spoken(None, by))
    add_rows([row], by=by)
    return row


def open_at_the_committee(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what the committee's stage would be left without, in sentences; nothing where it is not before it."""
    if not is_before_the_committee(evaluation):
        return ()
    unanswered = evaluation.questions.filter(answers=None).order_by("number").values_list("number", flat=True)
    has_opinion = ReviewOpinion.objects.filter(evaluation=evaluation).exists()
    return left_open(list(unanswered), has_opinion=has_opinion)
