"""Proposing another wording, answering a proposal change by change, and commenting; each form is about one passage."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from evaluations.rating.forms.deciding import LongTextField
from evaluations.redline.models import Proposal
from evaluations.redline.redlining import NumberedChange
from evaluations.redline.scorecards.passages import Passage, Thread

SHOWN: Final = 60
NOTHING_CHOSEN: Final = "採用する変更を選ぶか、採用しない理由などを回答に入力してください。"


class PassageForm(forms.Form):
    """A form about one passage: its fields have names of their own on a page with many such forms."""

    verb: str

    def __init__(self, data: Any, *, passage: Passage, part: str = "", initial: Any = None) -> None:
        self.passage = passage
        auto_id = f"{passage.anchor}-{self.verb}{part}-%s"
        super().__init__(data, initial=initial, auto_id=auto_id)


class ProposeForm(PassageForm):
    """The wording that is proposed: the whole text as it should be, and why."""

    verb = "propose"
    proposed_text = LongTextField(
        label="直した文",
        rows=6,
        help_text="いまの文を直してください。どこを変えたかは、保存すると見え消しで表示されます。",
        error_messages={"required": "直した文を入力してください。"},
    )
    proposed_note = LongTextField(label="理由・説明（任意）", rows=2, required=False)


class AnswerProposalForm(PassageForm):
    """Which of the changes are taken, and what is said about the others."""

    verb = "answer_proposal"
    accepted = forms.MultipleChoiceField(
        label="採用する変更", required=False, widget=forms.CheckboxSelectMultiple()
    )
    answer = LongTextField(label="回答（採用しない変更があるときは必須）", rows=2, required=False)

    def __init__(self, data: Any, *, passage: Passage, proposal: Proposal, initial: Any = None) -> None:
        self.proposal, self.takes_all = proposal, data is not None and "all" in data
        every = [str(one.number) for one in proposal.changes]
        super().__init__(data, passage=passage, initial={"accepted": every} | (initial or {}))
        field = self.fields["accepted"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(one.number), change_label(one)) for one in proposal.changes]

    def clean(self) -> dict[str, Any]:
        """Ask for a word where nothing at all is chosen."""
        said = self.cleaned_data
        if not self.takes_all and not said.get("accepted") and not said.get("answer"):
            raise ValidationError(NOTHING_CHOSEN)
        return said

    def taken(self) -> list[int]:
        """Return the numbers of the changes that are taken."""
        if self.takes_all:
            return [one.number for one in self.proposal.changes]
        return [int(number) for number in self.cleaned_data["accepted"]]


def change_label(change: NumberedChange) -> str:
    """Say in one line what a change does."""
    taken, put = shortened(change.deleted), shortened(change.inserted)
    if taken and put:
        return f"変更{change.number}　「{taken}」を「{put}」に"
    return f"変更{change.number}　「{taken}」を削除" if taken else f"変更{change.number}　「{put}」を追加"


def shortened(text: str) -> str:
    """Return the text in one line, or its beginning and its end."""
    line = " ".join(text.split()) or "改行"[: 2 * bool(text)]
    return line if len(line) <= SHOWN else f"{line[: SHOWN // 2]}…{line[-SHOWN // 4 :]}"


class CommentForm(PassageForm):
    """A comment on a passage."""

    verb = "comment"
    comment_text = LongTextField(
        label="コメント", rows=3, error_messages={"required": "コメントを入力してください。"}
    )


class ReplyForm(PassageForm):
    """A reply to a comment."""

    verb = "reply"
    reply_text = LongTextField(label="返信", rows=2, error_messages={"required": "返信を入力してください。"})

    def __init__(self, data: Any, *, passage: Passage, thread: Thread, initial: Any = None) -> None:
        self.thread = thread
        super().__init__(data, passage=passage, part=str(thread.comment.pk), initial=initial)
