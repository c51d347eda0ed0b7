"""What can be done on the page of one evaluation: who may, which form it takes, and the action it calls."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.core.exceptions import BadRequest
from django.http import QueryDict

from accounts.rules import ActingStage
from evaluations.committee.forms import remark_labels
from evaluations.judgement.decision import moved
from evaluations.rating.actions.deciding import decide_ratings
from evaluations.rating.actions.staging import begin as begin_action
from evaluations.rating.actions.staging import send_back as send_back_action
from evaluations.rating.actions.staging import set_reviewed
from evaluations.rating.forms.deciding import DecideForm, HandOnForm, SendBackForm
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from evaluations.rating.page.doing import (
    Initial,
    MovedError,
    Slip,
    Slips,
    Verb,
)
from evaluations.rating.scorecards.scope import OfPlanning
from kpi_tracker.pages.evaluation import committee_verbs as committee
from kpi_tracker.pages.evaluation.actions import hand_on as hand_on_action
from kpi_tracker.pages.evaluation.actions import write_texts
from kpi_tracker.pages.evaluation.page import EvaluationPage
from kpi_tracker.pages.evaluation.texts import TextsForm
from store.actions.rows import Actor
from store.models import Change

NOT_YOUR_TURN: Final = (
    "この段階で評価を変更し、進めることができるのは、その段階を担当する所属・役割の人だけです。"
)
TURN: Final = "turn"  # the part of the page where the evaluation is moved
ONLY_PLANNING: Final = "審議対象を選べるのは、事務局だけです。"
LABELS: Final = {
    "progress": "進捗状況",
    "direction": "今後の方向性",
    "difference_reason": "理由",
    "decided_on": "日付",
    "document_number": "文書番号",
    "reason": "差戻しの理由",
    **committee.LABELS,
}


def evaluation_of(page: EvaluationPage) -> Evaluation:
    """Return the row of an evaluation that was begun."""
    assert page.evaluation is not None  # noqa: S101 - only begin() does without one, see Rights
    return page.evaluation


def stage_of(page: EvaluationPage) -> EvaluationStage:
    """Return the stage at which something is done."""
    assert page.waits_at is not None  # noqa: S101 - without stages nobody may do anything, see Rights
    return page.waits_at


def actor(page: EvaluationPage, stage: ActingStage | None = None) -> Actor:
    """Return the person in the post that lets them act, for the history."""
    post = page.asked.post_for(stage or stage_of(page), page.owned)
    return Actor(Change.Via.PAGE, page.asked.person, post)


def decide_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> DecideForm:
    """Return the form of both ratings; it carries what was shown to decide on."""
    if sent is not None and "basis" not in sent:
        raise BadRequest("判定の基にした内容が読み取れません。")
    return DecideForm(sent, cycle=page.cycle, evaluation=page.evaluation, initial=initial)


def hand_on_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> HandOnForm:
    """Return the form with which the stage is left."""
    is_open = bool(page.open_points)
    return HandOnForm(sent, stage=stage_of(page), today=page.asked.today, initial=initial, is_open=is_open)


def send_back_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> SendBackForm:
    """Return the form of a 差戻し."""
    return SendBackForm(sent, back_to=page.rights.back_to, initial=initial)


def texts_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> TextsForm:
    """Return the form of all texts."""
    form = TextsForm.of(evaluation_of(page)) if sent is None else TextsForm.sent(sent)
    form.look_for(page.remarks.rules)
    return form


def begin(page: EvaluationPage, form: None, version: int) -> object:
    return begin_action(page.cycle, page.node, version=version, by=actor(page))


def write(page: EvaluationPage, form: TextsForm, version: int) -> object:
    return write_texts(
        evaluation_of(page),
        form.wanted_sections(),
        form.wanted_reasons(),
        version=version,
        by=actor(page),
    )


def decide(page: EvaluationPage, form: DecideForm, version: int) -> object:
    if said := moved(form.basis, page.basis_told):
        raise MovedError("\n".join(said))
    return decide_ratings(
        evaluation_of(page),
        form.level("progress"),
        form.level("direction"),
        difference_reason=form.cleaned_data["difference_reason"],
        basis=page.basis,
        version=version,
        by=actor(page),
    )


def hand_on(page: EvaluationPage, form: HandOnForm, version: int) -> object:
    return hand_on_action(
        evaluation_of(page),
        version=version,
        by=actor(page),
        basis=page.basis,
        ruling=form.ruling(),
        why_open=form.cleaned_data.get("why_open", ""),
    )


def send_back(page: EvaluationPage, form: SendBackForm, version: int) -> object:
    return send_back_action(
        evaluation_of(page),
        form.target_stage(),
        version=version,
        reason=form.cleaned_data["reason"],
        by=actor(page),
    )


def review(page: EvaluationPage, form: None, version: int) -> object:
    row = evaluation_of(page)
    by = actor(page, OfPlanning())
    return set_reviewed(row, not row.is_reviewed, version=version, by=by)


def said_of_step(page: EvaluationPage) -> str:
    """Say where the evaluation went."""
    return f"「{page.node}」を「{page.next_stage}」へ進めました。"


def typed_texts(page: EvaluationPage, typed: QueryDict) -> TextsForm:
    """Return the texts that were typed, with the rows that somebody else added since."""
    return TextsForm.sent(typed).beside(TextsForm.of(evaluation_of(page)))


def words_of_texts(typed: QueryDict) -> list[tuple[str, str]]:
    """Return the texts that were typed under their headings."""
    return TextsForm.sent(typed).typed()


def words(typed: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed into any other form, by what its fields are called."""
    said = [(label, text) for name, label in LABELS.items() if (text := str(typed.get(name, "")))]
    return [*said, *remark_labels(typed)]


def itself(page: EvaluationPage, sent: QueryDict) -> EvaluationPage:
    """Return what all forms of the page are about."""
    return page


def at(part: str) -> Callable[[EvaluationPage], str]:
    """Return the same part of the page for every evaluation."""
    return lambda _: part


_verb = partial(Verb[EvaluationPage, EvaluationPage], find=itself, typed=words)

VERBS: Final[dict[str, Verb[EvaluationPage, EvaluationPage]]] = {
    verb.name: verb
    for verb in (
        _verb(
            name="begin",
            label="評価の開始",
            may=lambda page: page.rights.begins,
            act=begin,
            done=lambda _: "評価を始めました。",
            why_not=NOT_YOUR_TURN,
        ),
        _verb(
            name="texts",
            label="本文と理由",
            may=lambda page: page.rights.writes,
            form=texts_form,
            again=typed_texts,
            typed=words_of_texts,
            act=write,
            done=lambda _: "本文と理由を保存しました。",
            why_not=NOT_YOUR_TURN,
            at=at("write"),
            replaces=True,
        ),
        _verb(
            name="decide",
            label="評価の区分",
            may=lambda page: page.rights.decides,
            form=decide_form,
            act=decide,
            done=lambda _: "評価の区分を保存しました。",
            why_not=NOT_YOUR_TURN,
            at=at("ratings"),
            replaces=True,
        ),
        _verb(
            name="hand_on",
            label="次の段階へ進める",
            may=lambda page: page.rights.hands_on,
            form=hand_on_form,
            act=hand_on,
            done=said_of_step,
            why_not=NOT_YOUR_TURN,
        ),
        _verb(
            name="send_back",
            label="差戻し",
            may=lambda page: bool(page.rights.back_to),
            form=send_back_form,
            act=send_back,
            done=lambda page: f"「{page.node}」を差し戻しました。",
            why_not=NOT_YOUR_TURN,
        ),
        _verb(
            name="review",
            label="審議対象",
            may=lambda page: page.rights.chooses_reviewed,
            act=review,
            done=lambda _: "審議対象を変更しました。",
            why_not=ONLY_PLANNING,
        ),
        _verb(
            name="ask",
            label="質問",
            may=lambda page: page.rights.committee.asks,
            form=committee.ask_form,
            act=committee.ask,
            done=lambda _: "質問を記録しました。",
            why_not=committee.ONLY_THE_COMMITTEE,
            at=at("questions"),
        ),
        _verb(
            name="answer",
            label="質問への回答",
            may=lambda page: page.rights.committee.answers,
            form=committee.answer_form,
            act=committee.answer,
            done=lambda _: "回答を記録しました。",
            why_not=committee.ONLY_THE_CITY,
            at=at("questions"),
        ),
        _verb(
            name="opinion",
            label="委員会の意見",
            may=lambda page: page.rights.committee.asks,
            form=committee.opinion_form,
            act=committee.state,
            done=lambda _: "委員会の意見を記録しました。",
            why_not=committee.ONLY_THE_COMMITTEE,
            at=at("opinion"),
            replaces=True,
        ),
        _verb(
            name="respond",
            label="意見への対応",
            may=lambda page: page.rights.committee.responds,
            form=committee.respond_form,
            act=committee.respond,
            done=lambda _: "意見への対応を記録しました。",
            why_not=committee.ONLY_THE_CITY,
            at=at("opinion"),
        ),
    )
}


def slips_into(slips: Slips[EvaluationPage, EvaluationPage]) -> dict[str, Slip]:
    """Return a form for everything the person may do, by verb."""
    page = slips.place.page
    made = {name: slips.of(name, page, anchor=verb.at(page) or TURN) for name, verb in VERBS.items()}
    return {name: slip for name, slip in made.items() if slip is not None}
