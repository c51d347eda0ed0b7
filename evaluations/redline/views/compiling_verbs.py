"""What can be done on the page where officers go through the texts of one evaluation."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.http import QueryDict

from desk.page.refusals import whole_number
from evaluations.rating.page.doing import Initial, VanishedError, Verb
from evaluations.rating.scorecards.scope import OfBureau, OfPlanning, OfSection
from evaluations.redline.actions import compiling as actions
from evaluations.redline.forms.compiling import (
    AnswerProposalForm,
    CommentForm,
    ProposeForm,
    ReplyForm,
)
from evaluations.redline.models import Proposal
from evaluations.redline.scorecards.open_points import CompilingRights
from evaluations.redline.scorecards.passages import CompilingPage, Passage, Thread
from store.actions.rows import Actor
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


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: a passage of the page, and of it a proposal or a comment.

    `comment_version` is that of the comment on which the form began, where the form closes it.
    """

    page: CompilingPage
    passage: Passage
    proposal: Proposal | None = None
    thread: Thread | None = None
    comment_version: int = 0

    @property
    def rights(self) -> CompilingRights:
        return self.page.rights


def of_passage(page: CompilingPage, sent: QueryDict) -> About:
    """Return the passage that the form names."""
    passage = page.passage(sent.get("target", ""))
    if passage is None:
        raise VanishedError
    return About(page, passage)


def of_proposal(page: CompilingPage, sent: QueryDict) -> About:
    """Return the proposal that the form names, as long as it waits for an answer."""
    found = page.proposal(whole_number(sent.get("proposal")))
    if found is None or not found[1].is_open:
        raise VanishedError
    return About(page, found[0], proposal=found[1])


def of_thread(page: CompilingPage, sent: QueryDict) -> About:
    """Return the comment that the form names."""
    found = page.thread(whole_number(sent.get("comment")))
    if found is None:
        raise VanishedError
    return About(page, found[0], thread=found[1])


def of_thread_to_close(page: CompilingPage, sent: QueryDict) -> About:
    """Return the comment that the form names, with the version on which it is closed."""
    return replace(of_thread(page, sent), comment_version=whole_number(sent.get("comment_version")))


def of_the_others(page: CompilingPage) -> About:
    """Return what stands for all that can be commented on by one form."""
    return About(page, page.others[0])


def propose_form(about: About, sent: QueryDict | None, initial: Initial = None) -> ProposeForm:
    """Return the form, which begins with the open proposal, else with the text as it stands."""
    proposal = about.passage.open_proposal
    stored = {
        "proposed_text": proposal.text if proposal else about.passage.target.text,
        "proposed_note": proposal.note if proposal else "",
    }
    return ProposeForm(sent, passage=about.passage, initial=stored | (initial or {}))


def answer_form(about: About, sent: QueryDict | None, initial: Initial = None) -> AnswerProposalForm:
    """Return the form, in which every change is taken to begin with."""
    assert about.proposal is not None  # noqa: S101 - see of_proposal
    return AnswerProposalForm(sent, passage=about.passage, proposal=about.proposal, initial=initial)


def comment_form(about: About, sent: QueryDict | None, initial: Initial = None) -> CommentForm:
    """Return the form of a comment."""
    return CommentForm(sent, passage=about.passage, initial=initial)


def reply_form(about: About, sent: QueryDict | None, initial: Initial = None) -> ReplyForm:
    """Return the form of a reply."""
    assert about.thread is not None  # noqa: S101 - see of_thread
    return ReplyForm(sent, passage=about.passage, thread=about.thread, initial=initial)


def ticked_again(about: About, typed: QueryDict) -> AnswerProposalForm:
    """Return the form of an answer with the changes that were ticked."""
    return answer_form(about, None, typed.dict() | {"accepted": typed.getlist("accepted")})


def words(typed: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed in words, to be copied where it cannot be saved any more."""
    return [(label, text) for name, label in LABELS.items() if (text := str(typed.get(name, "")))]


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


def propose(about: About, form: ProposeForm, version: int) -> object:
    said, page = form.cleaned_data, about.page
    return actions.propose(
        page.evaluation,
        about.passage.target,
        said["proposed_text"],
        said["proposed_note"],
        version=version,
        by=compiler(page),
    )


def answer(about: About, form: AnswerProposalForm, version: int) -> object:
    target, page = about.passage.target, about.page
    return actions.answer_proposal(
        page.evaluation,
        form.proposal,
        target if target.row is not None else None,
        form.taken(),
        form.cleaned_data["answer"],
        version=version,
        by=actor(page),
    )


def withdraw(about: About, form: None, version: int) -> object:
    assert about.proposal is not None  # noqa: S101 - see of_proposal
    return actions.withdraw(about.page.evaluation, about.proposal, version=version, by=actor(about.page))


def comment(about: About, form: CommentForm, version: int) -> object:
    page, text = about.page, form.cleaned_data["comment_text"]
    return actions.comment(page.evaluation, about.passage.target, text, by=actor(page))


def reply(about: About, form: ReplyForm, version: int) -> object:
    page, text, to = about.page, form.cleaned_data["reply_text"], form.thread.comment
    return actions.comment(page.evaluation, about.passage.target, text, by=actor(page), reply_to=to)


def resolve(about: About, form: None, version: int) -> object:
    assert about.thread is not None  # noqa: S101 - see of_thread
    return actions.resolve(about.thread.comment, version=about.comment_version, by=actor(about.page))


_verb = partial(Verb[CompilingPage, About], typed=words, at=lambda about: about.passage.anchor)

VERBS: Final[dict[str, Verb[CompilingPage, About]]] = {
    verb.name: verb
    for verb in (
        _verb(
            name="propose",
            label="見え消しの提案",
            key="target",
            find=of_passage,
            may=lambda about: about.rights.proposes and about.passage.target.row is not None,
            form=propose_form,
            act=propose,
            done=lambda _: "見え消しの提案を保存しました。",
            why_not=ONLY_COMPILING,
            replaces=True,
        ),
        _verb(
            name="answer_proposal",
            label="提案への回答",
            key="proposal",
            find=of_proposal,
            may=lambda about: about.rights.answers,
            form=answer_form,
            again=ticked_again,
            act=answer,
            done=lambda _: "提案に回答しました。",
            why_not=ONLY_THE_SECTION,
        ),
        _verb(
            name="withdraw",
            label="提案の取下げ",
            key="proposal",
            find=of_proposal,
            may=lambda about: about.rights.withdraws,
            act=withdraw,
            done=lambda _: "提案を取り下げました。",
            why_not=ONLY_COMPILING,
        ),
        _verb(
            name="comment",
            label="コメント",
            key="target",
            find=of_passage,
            anywhere=of_the_others,
            may=lambda about: about.rights.comments and not about.passage.is_gone,
            form=comment_form,
            act=comment,
            done=lambda _: "コメントを記録しました。",
            why_not=ONLY_OFFICERS,
            is_versioned=False,
        ),
        _verb(
            name="reply",
            label="返信",
            key="comment",
            find=of_thread,
            may=lambda about: about.rights.comments,
            form=reply_form,
            act=reply,
            done=lambda _: "返信を記録しました。",
            why_not=ONLY_OFFICERS,
            is_versioned=False,
        ),
        _verb(
            name="resolve",
            label="コメントの解決",
            key="comment",
            find=of_thread_to_close,
            may=lambda about: about.thread is not None and about.thread.may_resolve,
            act=resolve,
            done=lambda _: "コメントを解決済みにしました。",
            why_not=ONLY_ITS_AUTHOR,
            is_versioned=False,
        ),
    )
}
