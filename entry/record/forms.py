"""The forms of a leading project, of the reason why one is removed, and of the count reported for a year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from indicators.calculation.typed import TypedError, read_amount
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear, FiscalYearError
from policies.models import PolicyNode
from projects.actions import ProjectFacts
from projects.models import MOST_PROJECTS, LeadingProject
from store.limits import LONG_TEXT, TEXT, plain_lines, unshown_sign

YEARS: Final = ("first_year", "last_year", "counting_year")
YEAR_HELP: Final = "例：R5、令和5年度、2023"
NO_COUNT: Final = "報告件数を入力してください。0件のときは「0」と入力します。"
NO_REMOVAL: Final = (
    "報告件数は空欄に戻せません。0件のときは「0」と入力し、取消しが必要なときは事務局に依頼してください。"
)
NOT_WHOLE: Final = "件数は整数で入力してください。"
NOT_ABOUT: Final = "報告件数は概数では入力できません。数えた件数を入力してください。"
TOO_MANY: Final = f"件数は{MOST_PROJECTS:,}件以下で入力してください。"
NOT_THERE: Final = "選んだところにない指標が含まれていました。そこにある指標から選び直してください。"
NOT_MINE: Final = (
    "自分の課の指標を1つ以上選んでください。選ばないと、保存したあとに自分の課では編集できなくなります。"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What one person may choose for a record: places in the plan, and indicators to count in.

    `fixed` are the indicators of other sections in which it counts already; they stay as they are.
    """

    nodes: Sequence[PolicyNode]
    indicators: Sequence[Indicator]
    fixed: Sequence[Indicator]
    node: PolicyNode
    keeps: Callable[[PolicyNode, Sequence[Indicator]], bool]

    def under(self, node: PolicyNode) -> list[Indicator]:
        """Return the indicators to choose from for a record of that node."""
        return [one for one in self.indicators if one.node.path.startswith(node.path)]

    def node_of(self, key: Any) -> PolicyNode:
        """Return the node of that key, as far as it can be chosen, else the one the page is about."""
        return next((node for node in self.nodes if str(node.pk) == str(key)), self.node)


class ProjectForm(forms.Form):
    """What can be said about one project; the indicators are those of the 施策 that is chosen in it."""

    name = forms.CharField(
        label="取組名（必須）",
        max_length=TEXT,
        error_messages={"required": "取組名を入力してください。"},
    )
    node = forms.ChoiceField(error_messages={"required": "どこに属する取組かを選んでください。"})
    indicators = forms.MultipleChoiceField(
        label="件数を数える指標",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_THERE},
    )
    counting_year = forms.CharField(
        label="件数に数える年度",
        required=False,
        help_text=f"取組は、最初の年度に一度だけ数えます（{YEAR_HELP}）。",
    )
    summary = forms.CharField(
        label="概要", required=False, max_length=LONG_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    partners = forms.CharField(
        label="連携先",
        required=False,
        max_length=LONG_TEXT,
        help_text="1行に1者",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    first_year = forms.CharField(label="開始年度", required=False, help_text=YEAR_HELP)
    last_year = forms.CharField(label="終了年度", required=False, help_text="決まっていなければ空欄")
    standing = forms.ChoiceField(label="状況", choices=LeadingProject.Standing.choices)
    separate = forms.BooleanField(label="別の取組として登録する", required=False)

    def __init__(self, choices: Choices, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.choices = choices
        self.warnings: list[str] = []
        self.fields["node"].choices = [(str(node.pk), str(node)) for node in choices.nodes]  # type: ignore[attr-defined]
        self.at = choices.node_of(self["node"].value())
        self.fields["node"].label = f"{self.at.layer.name}（必須）"
        offered = choices.under(self.at)
        self.fields["indicators"].choices = [(str(one.pk), str(one)) for one in offered]  # type: ignore[attr-defined]
        for name in YEARS:
            self.fields[name].widget.attrs |= {"autocomplete": "off", "class": "project-year"}

    def focus(self, otherwise: str = "name") -> None:
        """Let the first field with a problem have the focus, else the one named."""
        wrong = next((name for name in self.fields if name in self.errors), otherwise)
        self.fields[wrong].widget.attrs["autofocus"] = True

    def clean_name(self) -> str:
        return self._text("name")

    def clean_summary(self) -> str:
        return self._text("summary")

    def clean_partners(self) -> str:
        """Return one partner a line, each once, without empty lines."""
        lines = (line.strip() for line in self._text("partners").split("\n"))
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def _text(self, name: str) -> str:
        text: str = plain_lines(self.cleaned_data[name])
        if refusal := unshown_sign(text):
            raise forms.ValidationError(refusal)
        return text

    def clean_first_year(self) -> FiscalYear | None:
        return self._year("first_year")

    def clean_last_year(self) -> FiscalYear | None:
        return self._year("last_year")

    def clean_counting_year(self) -> FiscalYear | None:
        return self._year("counting_year")

    def _year(self, name: str) -> FiscalYear | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        try:
            read = FiscalYear.read(text)
        except FiscalYearError as error:
            raise forms.ValidationError(str(error)) from None
        self.warnings += [read.warning] if read.warning else []
        return read.year

    def clean(self) -> dict[str, Any]:
        """Look whether the years follow each other, and whether the record stays within reach."""
        first, last, counting = (self.cleaned_data.get(name) for name in YEARS)
        if first and last and last < first:
            self.add_error("last_year", "終了年度は開始年度以後にしてください。")
        elif counting and ((first and counting < first) or (last and counting > last)):
            self.add_error(
                "counting_year", "件数に数える年度は、開始年度から終了年度までの年度にしてください。"
            )
        if "node" in self.cleaned_data and "indicators" in self.cleaned_data:
            self._look_at_the_place()
        return self.cleaned_data

    def _look_at_the_place(self) -> None:
        strange = [one for one in self.choices.fixed if not one.node.path.startswith(self.at.path)]
        if strange and self.at.pk != self.choices.node.pk:
            self.add_error(
                "node",
                f"ほかの課の指標「{strange[0]}」にも数えているため、ほかへ移せません。事務局に相談してください。",
            )
        elif not self.choices.keeps(self.at, self.counted):
            self.add_error("indicators", NOT_MINE)

    @property
    def counted(self) -> list[Indicator]:
        """The indicators in which a valid form lets the project count, those of other sections included."""
        chosen = set(self.cleaned_data["indicators"])
        mine = [one for one in self.choices.under(self.at) if str(one.pk) in chosen]
        return [*mine, *self.choices.fixed]

    def facts(self) -> ProjectFacts:
        """Return what a valid form says."""
        said = self.cleaned_data
        return ProjectFacts(
            node=self.at,
            indicators=self.counted,
            **{name: said[name] for name in ("name", "summary", "partners", "standing", *YEARS)},
        )


class RemovalForm(forms.Form):
    """Why a record was made by mistake."""

    reason = forms.CharField(
        label="削除の理由（必須）",
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="変更履歴に残ります。例：No.12と同じ取組を二重に登録したため",
        error_messages={"required": "削除の理由を入力してください。"},
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if refusal := unshown_sign(reason):
            raise forms.ValidationError(refusal)
        return reason


class CountForm(forms.Form):
    """How many new projects are reported for a year; `stored` says whether there is a count already."""

    count = forms.CharField(label="報告件数", required=False)

    def __init__(self, *arguments: Any, stored: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.stored = stored
        self.fields["count"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean_count(self) -> int:
        """Return the number, however it was typed: １１, 11件."""
        try:
            typed = read_amount(self.cleaned_data["count"], unit="件", allow_approx=True)
        except TypedError as error:
            raise forms.ValidationError(str(error)) from None
        if typed.value is None:
            raise forms.ValidationError(NO_REMOVAL if self.stored and typed.is_blank else NO_COUNT)
        if typed.approx:
            raise forms.ValidationError(NOT_ABOUT)
        if typed.value != int(typed.value):
            raise forms.ValidationError(NOT_WHOLE)
        if typed.value > MOST_PROJECTS:
            raise forms.ValidationError(TOO_MANY)
        return int(typed.value)


def fields_of(facts: ProjectFacts) -> dict[str, Any]:
    """Return what the form shows where these facts are known."""
    return {
        "node": str(facts.node.pk),
        "indicators": [str(one.pk) for one in facts.indicators],
        "standing": str(facts.standing),
        **{name: getattr(facts, name) for name in ("name", "summary", "partners")},
        **{name: (getattr(facts, name).era if getattr(facts, name) else "") for name in YEARS},
    }
