"""What can be done on the page of one evaluation: who may, which form it takes, and the action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import QueryDict

from accounts.rules import ActingStage
from evaluations import actions
from evaluations.evaluation_page.page import EvaluationPage, Rights
from evaluations.forms.committee import remark_labels
from evaluations.forms.deciding import DecideForm, HandOnForm, SendBackForm
from evaluations.forms.texts import TextsForm
from evaluations.judgement.decision import moved
from evaluations.models import Evaluation, EvaluationStage
from evaluations.scope import OfPlanning
from evaluations.views import committee_verbs as committee
from store.actions import Actor, RefusedError
from store.models import Change

NOT_YOUR_TURN: Final = (
    "この段階で評価を変更し、進めることができるのは、その段階を担当する所属・役割の人だけです。"
)
ONLY_PLANNING: Final = "審議対象を選べるのは、事務局だけです。"
LABELS: Final = {
    "progress": "施策の進捗状況",
    "direction": "今後の方向性",
    "difference_reason": "理由",
    "decided_on": "日付",
    "document_number": "文書番号",
    "reason": "差戻しの理由",
    **committee.LABELS,
}


class MovedError(RefusedError):
    """The figures are not those any more that the form had shown: they have versions of their own."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done. `form` takes the page, what was sent (or None) and what the fields begin with.

    `at` is the id of the part of the page where it is done, if that is not at its top.
    """

    name: str
    may: Callable[[Rights], bool]
    form: Callable[[EvaluationPage, QueryDict | None, dict[str, Any] | None], Any]
    act: Callable[[EvaluationPage, Any, int], object]
    done: Callable[[EvaluationPage], str]
    why_not: str = NOT_YOUR_TURN
    at: str = ""

    def typed_again(self, page: EvaluationPage, sent: QueryDict) -> Any:
        """Return the form with what was typed, not yet checked, so that nothing is marked as wrong."""
        if self.name == "texts":
            return TextsForm.sent(sent).beside(TextsForm.of(evaluation_of(page)))
        return self.form(page, None, sent.dict())

    def typed(self, sent: QueryDict) -> list[tuple[str, str]]:
        """Return what was typed in words, to be copied where it cannot be saved any more."""
        if self.name == "texts":
            return TextsForm.sent(sent).typed()
        said = [(label, text) for name, label in LABELS.items() if (text := str(sent.get(name, "")))]
        return [*said, *remark_labels(sent)]


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


def no_form(page: EvaluationPage, sent: QueryDict | None, initial: dict[str, Any] | None) -> None:
    """Ask for nothing."""


def decide_form(page: EvaluationPage, sent: QueryDict | None, initial: dict[str, Any] | None) -> DecideForm:
    """Return the form of both ratings; it carries what was shown to decide on."""
    if sent is not None and "basis" not in sent:
        raise BadRequest("判定の基にした内容が読み取れません。")
    return DecideForm(sent, cycle=page.cycle, evaluation=page.evaluation, initial=initial)


def hand_on_form(page: EvaluationPage, sent: QueryDict | None, initial: dict[str, Any] | None) -> HandOnForm:
    """Return the form with which the stage is left."""
    is_open = bool(page.open_points)
    return HandOnForm(sent, stage=stage_of(page), today=page.asked.today, initial=initial, is_open=is_open)


def send_back_form(
    page: EvaluationPage, sent: QueryDict | None, initial: dict[str, Any] | None
) -> SendBackForm:
    """Return the form of a 差戻し."""
    return SendBackForm(sent, back_to=page.rights.back_to, initial=initial)


def texts_form(page: EvaluationPage, sent: QueryDict | None, initial: dict[str, Any] | None) -> TextsForm:
    """Return the form of all texts."""
    form = TextsForm.of(evaluation_of(page)) if sent is None else TextsForm.sent(sent)
    form.look_for(page.remarks.rules)
    return form


def begin(page: EvaluationPage, form: None, version: int) -> object:
    return actions.begin(page.cycle, page.node, version=version, by=actor(page))


def write(page: EvaluationPage, form: TextsForm, version: int) -> object:
    return actions.write_texts(
        evaluation_of(page),
        form.wanted_sections(),
        form.wanted_reasons(),
        version=version,
        by=actor(page),
    )


def decide(page: EvaluationPage, form: DecideForm, version: int) -> object:
    if said := moved(form.basis, page.basis_told):
        raise MovedError("\n".join(said))
    return actions.decide_ratings(
        evaluation_of(page),
        form.level("progress"),
        form.level("direction"),
        difference_reason=form.cleaned_data["difference_reason"],
        basis=page.basis,
        version=version,
        by=actor(page),
    )


def hand_on(page: EvaluationPage, form: HandOnForm, version: int) -> object:
    return actions.hand_on(
        evaluation_of(page),
        version=version,
        by=actor(page),
        basis=page.basis,
        ruling=form.ruling(),
        why_open=form.cleaned_data.get("why_open", ""),
    )


def send_back(page: EvaluationPage, form: SendBackForm, version: int) -> object:
    return actions.send_back(
        evaluation_of(page),
        form.target_stage(),
        version=version,
        reason=form.cleaned_data["reason"],
        by=actor(page),
    )


def review(page: EvaluationPage, form: None, version: int) -> object:
    row = evaluation_of(page)
    by = actor(page, OfPlanning())
    return actions.set_reviewed(row, not row.is_reviewed, version=version, by=by)


def said_of_step(page: EvaluationPage) -> str:
    """Say where the evaluation went."""
    return f"「{page.node}」を「{page.next_stage}」へ進めました。"


VERBS: Final = {
    verb.name: verb
    for verb in (
        Verb("begin", lambda rights: rights.begins, no_form, begin, lambda _: "評価を始めました。"),
        Verb(
            "texts",
            lambda rights: rights.writes,
            texts_form,
            write,
            lambda _: "本文と理由を保存しました。",
            at="write",
        ),
        Verb(
            "decide",
            lambda rights: rights.decides,
            decide_form,
            decide,
            lambda _: "評価の区分を保存しました。",
            at="ratings",
        ),
        Verb("hand_on", lambda rights: rights.hands_on, hand_on_form, hand_on, said_of_step),
        Verb(
            "send_back",
            lambda rights: bool(rights.back_to),
            send_back_form,
            send_back,
            lambda page: f"「{page.node}」を差し戻しました。",
        ),
        Verb(
            "review",
            lambda rights: rights.chooses_reviewed,
            no_form,
            review,
            lambda _: "審議対象を変更しました。",
            ONLY_PLANNING,
        ),
        Verb(
            "ask",
            lambda rights: rights.committee.asks,
            committee.ask_form,
            committee.ask,
            lambda _: "質問を記録しました。",
            committee.ONLY_THE_COMMITTEE,
            at="questions",
        ),
        Verb(
            "answer",
            lambda rights: rights.committee.answers,
            committee.answer_form,
            committee.answer,
            lambda _: "回答を記録しました。",
            committee.ONLY_THE_CITY,
            at="questions",
        ),
        Verb(
            "opinion",
            lambda rights: rights.committee.asks,
            committee.opinion_form,
            committee.state,
            lambda _: "委員会の意見を記録しました。",
            committee.ONLY_THE_COMMITTEE,
            at="opinion",
        ),
        Verb(
            "respond",
            lambda rights: rights.committee.responds,
            committee.respond_form,
            committee.respond,
            lambda _: "意見への対応を記録しました。",
            committee.ONLY_THE_CITY,
            at="opinion",
        ),
    )
}


def forms_of(page: EvaluationPage) -> dict[str, Any]:
    """Return a form for everything the person may do, with what is stored."""
    return {
        name: verb.form(page, None, None)
        for name, verb in VERBS.items()
        if verb.may(page.rights) and verb.form is not no_form
    }
