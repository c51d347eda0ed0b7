"""What can be done about the committee on the page of one evaluation: ask, answer, state an opinion, respond."""

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from accounts.actions import acting
from accounts.models import Person
from accounts.rules import Role
from evaluations.committee.actions.deliberating import Voice, state_opinion
from evaluations.committee.actions.deliberating import answer as answer_action
from evaluations.committee.actions.deliberating import ask as ask_action
from evaluations.committee.actions.deliberating import respond as respond_action
from evaluations.committee.forms import (
    AnswerForm,
    AskForm,
    OpinionForm,
    RespondForm,
)
from evaluations.committee.scorecards.deliberation import speakers_for
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.page.doing import Initial
from evaluations.rating.scorecards.scope import OfPlanning, OfSection
from kpi_tracker.pages.evaluation.page import EvaluationPage
from store.actions.rows import Actor
from store.models import Change

ONLY_THE_COMMITTEE: Final = (
    "質問と意見は、委員会審議の段階で、担当の委員（代理入力は事務局）だけが記録できます。"
)
ONLY_THE_CITY: Final = "回答と対応を入力できるのは、主管課と事務局だけです。"
LABELS: Final = {
    "why_open": "未回答・未解決のまま進める理由",
    "ask_text": "質問",
    "answer_text": "回答",
    "opinion_text": "意見",
    "response_text": "対応・考え方",
}


@dataclass(frozen=True, slots=True)
class Speaking:
    """For whom the person may enter, and whether in their own name."""

    speakers: dict[str, tuple[str, Person | None]]
    own: Person | None


def speaking(page: EvaluationPage) -> Speaking:
    """Return in whose name the person may speak here."""
    rights = page.committee.rights
    speakers = speakers_for(page.asked, page.committee.members) if rights.enters else {}
    return Speaking(speakers, page.asked.person if rights.speaks else None)


def evaluation_of(page: EvaluationPage) -> Evaluation:
    """Return the row; nothing is asked or answered without one."""
    assert page.evaluation is not None  # noqa: S101 - see CommitteeRights
    return page.evaluation


def speaker(page: EvaluationPage, voice: Voice) -> Actor:
    """Return the person as 委員, or as 事務局 where they enter it for one."""
    role = Role.PLANNING if voice.by_proxy else Role.COMMITTEE
    return acting(page.asked.person, role, page.asked.code, page.asked.today)


def replier(page: EvaluationPage) -> Actor:
    """Return the person in the post in which they answer: of the 所管課, else of the 事務局."""
    asked = page.asked
    post = asked.post_for(OfSection(), page.owned) or asked.post_for(OfPlanning(), page.owned)
    return Actor(Change.Via.PAGE, asked.person, post)


def ask_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> AskForm:
    """Return the form of a question."""
    by = speaking(page)
    return AskForm(sent, speakers=by.speakers, own=by.own, initial=initial)


def answer_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> AnswerForm:
    """Return the form of an answer."""
    return AnswerForm(sent, questions=page.committee.questions_to_answer, initial=initial)


def opinion_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> OpinionForm:
    """Return the form of the opinion."""
    by, committee = speaking(page), page.committee
    return OpinionForm(
        sent,
        speakers=by.speakers,
        own=by.own,
        cycle=page.cycle,
        points=committee.points,
        opinion=committee.opinion,
        initial=initial,
    )


def respond_form(page: EvaluationPage, sent: QueryDict | None, initial: Initial) -> RespondForm:
    """Return the form of the city's word on an opinion."""
    return RespondForm(sent, opinions=page.committee.answerable, initial=initial)


def ask(page: EvaluationPage, form: AskForm, version: int) -> object:
    voice = form.voice()
    text = form.cleaned_data["ask_text"]
    return ask_action(evaluation_of(page), text, voice, version=version, by=speaker(page, voice))


def answer(page: EvaluationPage, form: AnswerForm, version: int) -> object:
    text = form.cleaned_data["answer_text"]
    return answer_action(evaluation_of(page), form.question(), text, version=version, by=replier(page))


def state(page: EvaluationPage, form: OpinionForm, version: int) -> object:
    voice = form.voice()
    return state_opinion(
        evaluation_of(page),
        form.level(),
        form.cleaned_data["opinion_text"],
        form.remarks(),
        voice,
        version=version,
        by=speaker(page, voice),
    )


def respond(page: EvaluationPage, form: RespondForm, version: int) -> object:
    said = form.cleaned_data
    return respond_action(
        evaluation_of(page),
        form.opinion(),
        said["response_status"],
        said["response_text"],
        version=version,
        by=replier(page),
    )
