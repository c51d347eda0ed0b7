"""Which measures of a cycle the committee looks at, by whom and when; and by which points and which scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Person
from evaluations.committee.models import (
    Review,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewRemark,
)
from evaluations.committee.opinion_scale import (
    DEFAULT_POINTS,
    OPINION_NAME,
    OPINION_SCALE,
    OPINIONS,
    OUR_DEFAULT,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.actions.ordered_rows import put_rows, write
from evaluations.rating.actions.staging import set_reviewed
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import RatingLevel, RatingScale
from store.actions.rows import (
    Actor,
    RefusedError,
    add_rows,
    delete_row,
    touch_row,
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is set for the chosen measures; None leaves a thing as it is."""

    is_reviewed: bool | None = None
    panel: str | None = None
    held_on: date | None = None
    members: Sequence[Person] | None = None
    clears_date: bool = False


@transaction.atomic
def arrange_reviews(
    evaluations: Sequence[Evaluation], versions: Mapping[int, int], wanted: Arrangement, *, by: Actor
) -> None:
    """Set the same for many evaluations: all of it, or nothing where one of them is refused or stale."""
    for evaluation in evaluations:
        try:
            arrange(evaluation, versions[evaluation.pk], wanted, by)
        except RefusedError as refused:
            raise RefusedError(f"「{evaluation.node}」：{refused}") from None


def arrange(evaluation: Evaluation, version: int, wanted: Arrangement, by: Actor) -> None:
    """Set it for one evaluation."""
    touch_row(evaluation, version=version)
    if wanted.is_reviewed is not None and evaluation.is_reviewed != wanted.is_reviewed:
        set_reviewed(evaluation, wanted.is_reviewed, version=evaluation.version, by=by)
    if wanted.panel is None and wanted.held_on is None and wanted.members is None and not wanted.clears_date:
        return
    if not evaluation.is_reviewed:
        raise RefusedError("審議対象ではないため、部会・審議日・担当委員は設定できません。")
    review = Review.objects.filter(evaluation=evaluation).first()
    if review is None:
        (review,) = add_rows([Review(evaluation=evaluation)], by=by)
    said = {"panel": wanted.panel} if wanted.panel is not None else {}
    dated = {"held_on": wanted.held_on} if wanted.held_on is not None or wanted.clears_date else {}
    write(review, said | dated, by)
    if wanted.members is not None:
        put_members(review, wanted.members, by)


def put_members(review: Review, people: Sequence[Person], by: Actor) -> None:
    """Make exactly these people those who look at it; each keeps the name it was given with."""
    stored = {row.person_id: row for row in review.members.select_related("review__evaluation")}
    keys = {person.pk for person in people}
    for key, row in stored.items():
        if key not in keys:
            delete_row(row, by=by)
    taken = {row.name for key, row in stored.items() if key in keys}
    for person in people:
        if person.pk in stored:
            continue
        name = str(person) if str(person) not in taken else f"{person}（{person.username}）"[:100]
        taken.add(name)
        add_rows([ReviewMember(review=review, person=person, name=name)], by=by)


@transaction.atomic
def put_review_points(
    cycle: EvaluationCycle, texts: Sequence[str], scale: RatingScale | None, *, version: int, by: Actor
) -> None:
    """Make these the cycle's points, in this order, and this the scale of its opinions."""
    touch_row(cycle, version=version)
    if scale != cycle.opinion_scale and ReviewOpinion.objects.filter(evaluation__cycle=cycle).exists():
        raise RefusedError("すでに意見が記録されているため、意見の区分は変更できません。")
    stored = list(cycle.review_points.order_by("order"))
    kept = matched(stored, texts)
    gone = [row for row in stored if row.pk not in kept]
    if ReviewRemark.objects.filter(point__in=gone).exists():
        raise RefusedError("着眼点別の意見が記録されている着眼点は、外せません。文言は直せます。")
    rows = [(key, {"text": text}) for key, text in zip(kept, texts, strict=True)]
    put_rows(ReviewPoint, {"cycle": cycle}, rows, place="order", by=by)
    write(cycle, {"opinion_scale": scale}, by)


def matched(stored: Sequence[ReviewPoint], texts: Sequence[str]) -> list[int | None]:
    """Return, for each text, the key of the row it was: the one with the same words, else the one in its place."""
    by_text = {row.text: row.pk for row in stored}
    found = [by_text.get(text) for text in texts]
    for place, row in enumerate(stored):
        if row.pk not in found and place < len(found) and found[place] is None:
            found[place] = row.pk
    return found


@transaction.atomic
def put_default_points(cycle: EvaluationCycle, *, version: int, by: Actor) -> None:
    """Give the cycle the points and the scale that this application proposes, marked as such."""
    put_review_points(cycle, DEFAULT_POINTS, cycle.opinion_scale or default_scale(by), version=version, by=by)
    for row in cycle.review_points.all():
        write(row, {"source": OUR_DEFAULT}, by)


def default_scale(by: Actor) -> RatingScale:
    """Return the proposed scale of opinions, made where it is not there yet."""
    scale = RatingScale.objects.filter(key=OPINION_SCALE).first()
    if scale is not None:
        return scale
    (scale,) = add_rows([RatingScale(key=OPINION_SCALE, name=OPINION_NAME, source=OUR_DEFAULT)], by=by)
    levels = [
        RatingLevel(scale=scale, order=order, symbol=symbol, label=label, tone=tone, shape=shape)
        for order, (symbol, label, tone, shape) in enumerate(OPINIONS, 1)
    ]
    add_rows(levels, by=by)
    return scale
