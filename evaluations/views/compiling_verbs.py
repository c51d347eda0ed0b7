"""What can be done on the page where officers go through the texts of one evaluation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from desk.refusals import whole_number
from evaluations.actions import compiling as actions
from evaluations.evaluation_page.compiling import CompilingPage, Passage, Thread
from evaluations.forms.compiling import AnswerProposalForm, CommentForm, PassageForm, ProposeForm, ReplyForm
from evaluations.lists.compiling import CompilingRights
from evaluations.models import Proposal
from evaluations.scope import OfBureau, OfPlanning, OfSection
from store.actions import Actor
from store.models import Change

ONLY_COMPILING: Final = "見え消しの提案は、点検の段階で、その段階を担当する人だけができます。"
ONLY_THE_SECTION: Final = (
    "見え消しの提案に回答できるのは、作成・点検の段階にある間の、主管課の担当者と課長だけです。"
)
ONLY_OFFICERS: Final = "コメントできるのは、評価結果の決定までの間の、主管課・局取りまとめ・事務局だけです。"
ONLY_ITS_AUTHOR: Final = "コメントを解決済みにできるのは、書いた本人と事務局だけです。"
GONE: Final = "対象の文・提案・コメントが見つかりません。"
LABELS: Final = {
    "proposed_text": "直した文",
    "proposed_note": "理由・説明",
    "answer": "回答",
    "comment_text": "コメント",
    "reply_text": "返信",
}


class VanishedError(Exception):
    """The form speaks of a text, a proposal or a comment that is not there any more."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: a passage, and of it a proposal or a comment."""

    passage: Passage
    proposal: Proposal | None = None
    thread: Thread | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done. `find` reads what the form is about, `may` says whether the person may do that."""

    find: Callable[[CompilingPage, QueryDict], About]
    may: Callable[[CompilingRights, About], bool]
    form: Callable[[About, QueryDict | None, Any], PassageForm | None]
    act: Callable[[CompilingPage, About, Any, QueryDict], object]
    done: str
    why_not: str
    moves_version: bool = True


def of_passage(page: CompilingPage, sent: QueryDict) -> About:
    """Return the passage that the form names."""
    passage = page.passage(sent.get("target", ""))
    if passage is None:
        raise VanishedError
    return About(passage)


def of_proposal(page: CompilingPage, sent: QueryDict) -> About:
    """Return the proposal that the form names, as long as it waits for an answer."""
    found = page.proposal(whole_number(sent.get("proposal")))
    if found is None or not found[1].is_open:
        raise VanishedError
    return About(found[0], proposal=found[1])


def of_thread(page: CompilingPage, sent: QueryDict) -> About:
    """Return the comment that the form names."""
    found = page.thread(whole_number(sent.get("comment")))
    if found is None:
        raise VanishedError
    return About(found[0], thread=found[1])


def propose_form(about: About, sent: QueryDict | None, initial: Any = None) -> ProposeForm:
    """Return the form, which begins with the open proposal, else with the text as it stands."""
    proposal = about.passage.open_proposal
    stored = {
        "proposed_text": proposal.text if proposal else about.passage.target.text,
        "proposed_note": proposal.note if proposal else "",
    }
    return ProposeForm(sent, passage=about.passage, initial=stored | (initial or {}))


def answer_form(about: About, sent: QueryDict | None, initial: Any = None) -> AnswerProposalForm:
    """Return the form, in which every change is taken to begin with."""
    assert about.proposal is not None  # noqa: S101 - see of_proposal
    return AnswerProposalForm(sent, passage=about.passage, proposal=about.proposal, initial=initial)


def comment_form(about: About, sent: QueryDict | None, initial: Any = None) -> CommentForm:
    """Return the form of a comment."""
    return CommentForm(sent, passage=about.passage, initial=initial)


def reply_form(about: About, sent: QueryDict | None, initial: Any = None) -> ReplyForm:
    """Return the form of a reply."""
    assert about.thread is not None  # noqa: S101 - see of_thread
    return ReplyForm(sent, passage=about.passage, thread=about.thread, initial=initial)


def no_form(about: About, sent: QueryDict | None, initial: Any = None) -> None:
    """Ask for nothing."""


def actor(page: CompilingPage) -> Actor:
    """Return the person in the post in which they speak here: of the section, of the bureau, or of the 事務局."""
    asked = page.asked
    posts = (asked.post_for(one, page.owned) for one in (OfSection(), OfBureau(), OfPlanning()))
    return Actor(Change.Via.PAGE, asked.person, next((one for one in posts if one is not None), None))


def compiler(page: CompilingPage) -> Actor:
    """Return the person in the post in which they act at the stage."""
    stage = page.stage
    post = page.asked.post_for(stage, page.owned) if stage is not None else None
    return Actor(Change.Via.PAGE, page.asked.person, post)


def version_of(sent: QueryDict) -> int:
    return whole_number(sent.get("version"))


def propose(page: CompilingPage, about: About, form: ProposeForm, sent: QueryDict) -> object:
    said = form.cleaned_data
    return actions.propose(
        page.evaluation,
        about.passage.target,
        said["proposed_text"],
        said["proposed_note"],
        version=version_of(sent),
        by=compiler(page),
    )


def answer(page: CompilingPage, about: About, form: AnswerProposalForm, sent: QueryDict) -> object:
    target = about.passage.target
    return actions.answer_proposal(
        page.evaluation,
        form.proposal,
        target if target.row is not None else None,
        form.taken(),
        form.cleaned_data["answer"],
        version=version_of(sent),
        by=actor(page),
    )


def withdraw(page: CompilingPage, about: About, form: None, sent: QueryDict) -> object:
    assert about.proposal is not None  # noqa: S101 - see of_proposal
    return actions.withdraw(page.evaluation, about.proposal, version=version_of(sent), by=actor(page))


def comment(page: CompilingPage, about: About, form: CommentForm, sent: QueryDict) -> object:
    text = form.cleaned_data["comment_text"]
    return actions.comment(page.evaluation, about.passage.target, text, by=actor(page))


def reply(page: CompilingPage, about: About, form: ReplyForm, sent: QueryDict) -> object:
    text, to = form.cleaned_data["reply_text"], form.thread.comment
    return actions.comment(page.evaluation, about.passage.target, text, by=actor(page), reply_to=to)


def resolve(page: CompilingPage, about: About, form: None, sent: QueryDict) -> object:
    assert about.thread is not None  # noqa: S101 - see of_thread
    version = whole_number(sent.get("comment_version"))
    return actions.resolve(about.thread.comment, version=version, by=actor(page))


VERBS: Final = {
    "propose": Verb(
        of_passage,
        lambda rights, about: rights.proposes and about.passage.target.row is not None,
        propose_form,
        propose,
        "見え消しの提案を保存しました。",
        ONLY_COMPILING,
    ),
    "answer_proposal": Verb(
        of_proposal,
        lambda rights, _: rights.answers,
        answer_form,
        answer,
        "提案に回答しました。",
        ONLY_THE_SECTION,
    ),
    "withdraw": Verb(
        of_proposal,
        lambda rights, _: rights.withdraws,
        no_form,
        withdraw,
        "提案を取り下げました。",
        ONLY_COMPILING,
    ),
    "comment": Verb(
        of_passage,
        lambda rights, about: rights.comments and not about.passage.is_gone,
        comment_form,
        comment,
        "コメントを記録しました。",
        ONLY_OFFICERS,
        moves_version=False,
    ),
    "reply": Verb(
        of_thread,
        lambda rights, _: rights.comments,
        reply_form,
        reply,
        "返信を記録しました。",
        ONLY_OFFICERS,
        moves_version=False,
    ),
    "resolve": Verb(
        of_thread,
        lambda _, about: about.thread is not None and about.thread.may_resolve,
        no_form,
        resolve,
        "コメントを解決済みにしました。",
        ONLY_ITS_AUTHOR,
        moves_version=False,
    ),
}


def typed(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed in words, to be copied where it cannot be saved any more."""
    return [(label, text) for name, label in LABELS.items() if (text := str(sent.get(name, "")))]
