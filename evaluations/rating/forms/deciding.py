"""Rating a measure, handing its evaluation on, and sending it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import DATED, Meaning
from evaluations.rating.actions.staging import Ruling
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from indicators.models import RatingLevel, RatingScale
from store.limits import LONG_TEXT, plain_lines, unshown_sign

UNDECIDED = ("", "未決定")
FUTURE = "今日より後の日付です。決裁・決定した日を入力してください。"


def shown_text(text: str) -> str:
    """Return the text with a browser's line ends as plain ones; refuse signs that nobody sees."""
    if unshown := unshown_sign(text):
        raise ValidationError(unshown)
    return plain_lines(text).strip()


class LongTextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=LONG_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the text as it is kept."""
        return shown_text(super().clean(value))


class DecideForm(forms.Form):
    """Both ratings, and the reason where they need one."""

    progress = forms.ChoiceField(required=False)
    direction = forms.ChoiceField(label="今後の方向性", required=False)
    difference_reason = LongTextField(
        label="参考判定と異なる、又は通常と異なる組合せとする理由",
        required=False,
        help_text="参考判定と異なるとき、進捗状況と方向性が通常と異なる組合せのとき、数値チェックに不整合があるときは必須です。",
    )

    def __init__(
        self,
        data: Any,
        *,
        cycle: EvaluationCycle,
        evaluation: Evaluation | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial_of(evaluation) | (initial or {}))
        self.fields["progress"].label = f"{cycle.period.measure_word}の進捗状況"
        self.basis = str(data.get("basis", "")) if data is not None else ""
        self.levels = {
            "progress": levels_of(cycle.progress_scale),
            "direction": levels_of(cycle.direction_scale),
        }
        for name, levels in self.levels.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [UNDECIDED, *((symbol, str(level)) for symbol, level in levels.items())]

    def level(self, name: str) -> RatingLevel | None:
        """Return the level that was chosen for `progress` or `direction`."""
        return self.levels[name].get(self.cleaned_data[name])


def levels_of(scale: RatingScale) -> dict[str, RatingLevel]:
    """Return the levels of a scale by their symbols, in its order."""
    return {one.symbol: one for one in scale.levels.all()}


def initial_of(evaluation: Evaluation | None) -> dict[str, str]:
    """Return what is decided so far."""
    if evaluation is None:
        return {}
    return {
        "progress": evaluation.progress.symbol if evaluation.progress else "",
        "direction": evaluation.direction.symbol if evaluation.direction else "",
        "difference_reason": evaluation.difference_reason,
    }


class HandOnForm(forms.Form):
    """What is asked when a stage is left: of a 決裁 its day and number, of the 評価結果の決定 its day, else nothing."""

    decided_on = forms.DateField(
        label="決裁日",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "日付を入力してください。", "invalid": "日付として読み取れません。"},
    )
    document_number = forms.CharField(label="文書番号（任意）", max_length=100, required=False)
    why_open = LongTextField(
        label="未回答・未解決のまま進める理由（必須）",
        rows=2,
        required=False,
        help_text="理由は「これまでの進行」に残ります。",
    )

    def __init__(
        self,
        data: Any,
        *,
        stage: EvaluationStage,
        today: date,
        initial: dict[str, Any] | None = None,
        is_open: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        if not is_open:
            del self.fields["why_open"]
        if stage.meaning not in DATED:
            del self.fields["decided_on"], self.fields["document_number"]
        elif stage.meaning == Meaning.SETTLE:
            self.fields["decided_on"].label = "決定日"
            del self.fields["document_number"]

    def clean_decided_on(self) -> date:
        """Refuse a day that has not come yet."""
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise ValidationError(FUTURE)
        return day

    def clean_document_number(self) -> str:
        """Refuse signs that nobody sees."""
        return shown_text(self.cleaned_data["document_number"])

    def ruling(self) -> Ruling:
        """Return what was said."""
        said = self.cleaned_data
        return Ruling(said.get("decided_on"), said.get("document_number", ""))


class SendBackForm(forms.Form):
    """To which earlier stage, and why."""

    target = forms.ChoiceField(label="差し戻す先")
    reason = LongTextField(
        label="差戻しの理由（必須）", error_messages={"required": "差戻しの理由を入力してください。"}
    )

    def __init__(
        self, data: Any, *, back_to: Sequence[EvaluationStage], initial: dict[str, Any] | None = None
    ) -> None:
        nearest_first = list(reversed(back_to))
        super().__init__(data, initial=initial)
        self.stages = {one.key: one for one in nearest_first}
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.key, one.name) for one in nearest_first]

    def target_stage(self) -> EvaluationStage:
        """Return the stage that was chosen."""
        return self.stages[self.cleaned_data["target"]]
