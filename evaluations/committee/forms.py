"""Asking, answering, stating the committee's opinion, and the city's word on it; choosing who looks at what."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Person
from evaluations.committee.actions.deliberating import Voice
from evaluations.committee.actions.reviews import Arrangement
from evaluations.committee.models import (
    OpinionResponse,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.forms.deciding import LongTextField, shown_text
from indicators.models import RatingLevel, RatingScale
from store.limits import TEXT

Speakers = Mapping[str, tuple[str, Person | None]]
MOST_POINTS: Final = 20
REMARK: Final = "remark_"
NO_CHANGE: Final = "変更しない"


def choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these in a field that was declared as a choice."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so
    field.choices = list(choices)


class SpokenForm(forms.Form):
    """Words of a 委員: of the person, or by proxy of somebody the 事務局 chooses."""

    speaker_field: str

    def offer_speakers(self, speakers: Speakers, *, own: Person | None) -> None:
        """Ask for whom it is entered, unless the person speaks in their own name and has nobody to enter for."""
        self.speakers, self.own = speakers, own
        if not speakers:
            del self.fields[self.speaker_field]
            return
        choices = [(key, f"{name}（代理入力）") for key, (name, _) in speakers.items()]
        choose(self, self.speaker_field, [*([("own", "自分の発言として")] if own else ()), *choices])

    def voice(self) -> Voice:
        """Return whose words they are."""
        key = self.cleaned_data.get(self.speaker_field, "own")
        if key == "own":
            assert self.own is not None  # noqa: S101 - offered only then
            return Voice(str(self.own), self.own)
        name, person = self.speakers[key]
        return Voice(name, person, by_proxy=True)


class AskForm(SpokenForm):
    """A question about the evaluation."""

    speaker_field = "ask_speaker"
    ask_speaker = forms.ChoiceField(label="質問した委員")
    ask_text = LongTextField(label="質問", error_messages={"required": "質問を入力してください。"})

    def __init__(
        self, data: Any, *, speakers: Speakers, own: Person | None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.offer_speakers(speakers, own=own)


class AnswerForm(forms.Form):
    """The answer to one of the questions."""

    answer_to = forms.ChoiceField(label="どの質問への回答か")
    answer_text = LongTextField(label="回答", error_messages={"required": "回答を入力してください。"})

    def __init__(
        self, data: Any, *, questions: Sequence[ReviewQuestion], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.questions = {str(one.pk): one for one in questions}
        choose(self, "answer_to", [(key, asked_label(one)) for key, one in self.questions.items()])

    def question(self) -> ReviewQuestion:
        """Return the question that is answered."""
        return self.questions[self.cleaned_data["answer_to"]]


def asked_label(question: ReviewQuestion) -> str:
    """Name a question in a list: its number, whether it waits, and how it begins."""
    waits = "" if question.answers.all() else "【未回答】"
    text = " ".join(question.text.split())
    return f"{waits}質問{question.number}　{text[:40]}{'…' if len(text) > 40 else ''}"


class OpinionForm(SpokenForm):
    """The committee's opinion, with words on each point if there are any."""

    speaker_field = "opinion_speaker"
    opinion_speaker = forms.ChoiceField(label="意見を述べた委員")
    opinion_level = forms.ChoiceField(label="意見の区分")
    opinion_text = LongTextField(label="意見", required=False)

    def __init__(
        self,
        data: Any,
        *,
        speakers: Speakers,
        own: Person | None,
        cycle: EvaluationCycle,
        points: Sequence[ReviewPoint],
        opinion: ReviewOpinion | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=stated(opinion) | (initial or {}))
        self.offer_speakers(speakers, own=own)
        scale = cycle.opinion_scale
        self.levels = {one.symbol: one for one in scale.levels.all()} if scale else {}
        labels = [(symbol, one.label or symbol) for symbol, one in self.levels.items()]
        choose(self, "opinion_level", [("", "選んでください"), *labels])
        self.points = {f"{REMARK}{one.pk}": one for one in points}
        for name, point in self.points.items():
            self.fields[name] = LongTextField(label=f"着眼点：{point.text}（任意）", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words wherever the opinion is not simply the first of its scale."""
        said = self.cleaned_data
        level = self.levels.get(said.get("opinion_level", ""))
        if level and level.order > 1 and not said.get("opinion_text") and "opinion_text" not in self.errors:
            self.add_error("opinion_text", f"「{level.label}」とした理由・意見を入力してください。")
        return said

    def level(self) -> RatingLevel:
        """Return the level that was chosen."""
        return self.levels[self.cleaned_data["opinion_level"]]

    def remarks(self) -> dict[ReviewPoint, str]:
        """Return what was said on each point."""
        return {point: self.cleaned_data[name] for name, point in self.points.items()}


def stated(opinion: ReviewOpinion | None) -> dict[str, str]:
    """Return what the opinion says so far."""
    if opinion is None:
        return {}
    remarks = {f"{REMARK}{one.point_id}": one.text for one in opinion.remarks.all()}
    return {"opinion_level": opinion.level.symbol, "opinion_text": opinion.text, **remarks}


class RespondForm(forms.Form):
    """What the city does about an opinion, and how far it has come."""

    response_to = forms.ChoiceField(label="どの意見への対応か")
    response_status = forms.ChoiceField(
        label="対応状況", choices=[("", "選んでください"), *OpinionResponse.Status.choices]
    )
    response_text = LongTextField(
        label="対応・考え方", error_messages={"required": "対応・考え方を入力してください。"}
    )

    def __init__(
        self, data: Any, *, opinions: Sequence[ReviewOpinion], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.opinions = {str(one.pk): one for one in opinions}
        labels = [
            (key, f"{one.evaluation.cycle}の意見（{one.level.label}）") for key, one in self.opinions.items()
        ]
        choose(self, "response_to", labels)

    def opinion(self) -> ReviewOpinion:
        """Return the opinion that is answered."""
        return self.opinions[self.cleaned_data["response_to"]]


class ArrangeForm(forms.Form):
    """What is set for all measures that are ticked; what is left empty stays as it is."""

    reviewed = forms.ChoiceField(
        label="審議対象",
        required=False,
        choices=[("", NO_CHANGE), ("yes", "審議対象にする"), ("no", "審議対象から外す")],
    )
    panel = forms.CharField(
        label="部会", max_length=100, required=False, help_text="空欄のときは変更しません。"
    )
    held_on = forms.DateField(
        label="審議日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日付として読み取れません。"},
        help_text="空欄のときは変更しません。",
    )
    clears = forms.BooleanField(label="空欄の部会・審議日は消す", required=False)
    sets_members = forms.BooleanField(label="担当委員を下の選択どおりに置き換える", required=False)
    members = forms.MultipleChoiceField(label="担当委員", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, people: Sequence[Person]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        field = self.fields["members"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, str(one)) for key, one in self.people.items()]

    def clean_panel(self) -> str:
        """Refuse signs that nobody sees."""
        return shown_text(self.cleaned_data["panel"])

    def clean(self) -> dict[str, Any]:
        """Refuse members who were ticked without saying that they replace the others."""
        said = self.cleaned_data
        if said.get("members") and not said.get("sets_members"):
            self.add_error("sets_members", "担当委員を設定するときは、ここにも印を付けてください。")
        return said

    def wanted(self) -> Arrangement:
        """Return what is set."""
        said = self.cleaned_data
        held_on: date | None = said["held_on"]
        return Arrangement(
            is_reviewed={"yes": True, "no": False}.get(said["reviewed"]),
            panel=said["panel"] if said["panel"] or said["clears"] else None,
            held_on=held_on,
            members=[self.people[key] for key in said["members"]] if said["sets_members"] else None,
            clears_date=said["clears"] and held_on is None,
        )


class PointsForm(forms.Form):
    """The points of a cycle, one a line, and the scale of its opinions."""

    points = LongTextField(
        label="着眼点（1行に一つ）",
        rows=5,
        required=False,
        help_text="行の順に並びます。文言を直しても、書かれた意見はその着眼点に残ります。",
    )
    scale = forms.ChoiceField(label="意見の区分", required=False)

    def __init__(self, data: Any, *, scales: Sequence[RatingScale], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.scales = {one.key: one for one in scales}
        choose(self, "scale", [("", "（未設定）"), *((key, str(one)) for key, one in self.scales.items())])

    def clean_points(self) -> list[str]:
        """Return the points; refuse one twice, one that is too long, and too many."""
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(set(lines)) < len(lines):
            raise ValidationError("同じ着眼点が二つあります。")
        if too_long := [line for line in lines if len(line) > TEXT]:
            raise ValidationError(f"着眼点は{TEXT}文字以内で入力してください（「{too_long[0][:20]}…」）。")
        if len(lines) > MOST_POINTS:
            raise ValidationError(f"着眼点は{MOST_POINTS}件までです。")
        return lines

    def wanted_scale(self) -> RatingScale | None:
        """Return the scale that was chosen."""
        return self.scales.get(self.cleaned_data["scale"])


def remark_labels(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed on each point, to be copied where it cannot be saved any more."""
    return [("着眼点別の意見", str(sent[name])) for name in sent if name.startswith(REMARK) and sent[name]]


def setting_labels() -> dict[str, str]:
    """Return what the fields of the two forms of the 事務局 are called, where there is no form any more."""
    fields = ArrangeForm.base_fields | PointsForm.base_fields
    return {name: str(field.label) for name, field in fields.items()}
