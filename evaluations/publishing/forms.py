"""What is asked of the 事務局 before an edition is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from evaluations.publishing.page.lists import Properties
from indicators.calculation.amending import ALL_KINDS
from indicators.models import Result
from policies.filters import FoldedPanel, PanelSelect
from store.limits import LONG_TEXT, TEXT, unshown_sign

LATER = Result.ChangeKind.choices
UNKNOWN_KIND = f"行ごとの種別は、{ALL_KINDS}から選んでください。"
WHY = "正誤表の理由"
TOO_LONG = f"正誤表の理由は、1か所{TEXT}文字以内で入力してください。"


class EditionPanel(FoldedPanel):
    """Narrows a list of an edition by what the edition says; what it does not say is not understood in an address."""

    def __init__(self, data: Mapping[str, str], properties: Properties) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        for one in properties.values():
            choices = [("", "すべて"), *one.words.items()]
            self.fields[one.name] = forms.ChoiceField(
                label=one.label, choices=choices, required=False, widget=PanelSelect
            )

    def asked(self) -> dict[str, str]:
        """Return what was asked for and understood, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PublishForm(forms.Form):
    """The kind of a later edition, why there is one, and why something unsettled may be published."""

    kind = forms.ChoiceField(
        label="この版で変えるものの種別",
        choices=LATER,
        widget=forms.RadioSelect,
        error_messages={"required": f"この版で変えるものの種別を、{ALL_KINDS}から選んでください。"},
        help_text="訂正（誤り）だけが正誤表に載ります。確定に伴う更新は、集計中・暫定値などが確定したときだけです。"
        "遡及改定は、統計の改定などで過去の年度の値が改められたときです。上の表で行ごとに別の種別を選べます。",
    )
    reason = forms.CharField(
        label="この版を公表する理由（公表されます）",
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "この版を公表する理由を入力してください。"},
    )
    allowed_despite = forms.CharField(
        label="未解決のものを残して公表する理由（庁内に残ります）",
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="未決定の評価や数値の不整合を残したまま公表するときだけ入力します。",
    )

    def __init__(
        self, data: Any = None, *, is_first: bool, objections: Sequence[str], **options: Any
    ) -> None:
        super().__init__(data, **options)
        if is_first:
            del self.fields["kind"], self.fields["reason"]
        if not objections:
            del self.fields["allowed_despite"]

    @property
    def lines(self) -> list[str]:
        """The reasons of the 正誤表's lines, in their order."""
        sent: Any = self.data
        return [line.strip() for line in sent.getlist("why")] if hasattr(sent, "getlist") else []

    @property
    def kinds(self) -> list[str]:
        """The kinds chosen for single rows, in their order; empty for that of the edition."""
        sent: Any = self.data
        return sent.getlist("line_kind") if hasattr(sent, "getlist") else []

    def clean(self) -> dict[str, Any]:
        """Refuse signs that nobody sees, in a line of the 正誤表 too."""
        cleaned = super().clean() or {}
        for name in ("reason", "allowed_despite"):
            if sign := unshown_sign(cleaned.get(name) or ""):
                self.add_error(name, sign)
        for line in self.lines:
            if problem := TOO_LONG if len(line) > TEXT else unshown_sign(line):
                self.add_error(None, problem)
        if not {"", *dict(LATER)}.issuperset(self.kinds):
            self.add_error(None, UNKNOWN_KIND)
        return cleaned


def named_reasons(sent: QueryDict) -> dict[str, tuple[str, str]]:
    """Return the reasons that were typed but for those of the lines, by the name of their field: (label, text)."""
    labels = {name: str(field.label) for name, field in PublishForm.base_fields.items() if name != "kind"}
    return {name: (label, text) for name, label in labels.items() if (text := sent.get(name, "")).strip()}


def typed_reasons(sent: QueryDict) -> list[tuple[str, str]]:
    """Return every reason that was typed as (label, text)."""
    return [*named_reasons(sent).values(), *((WHY, one) for one in sent.getlist("why") if one.strip())]
