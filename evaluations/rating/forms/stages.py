"""The list of a cycle's stages as one form."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Post
from accounts.rules import Role
from evaluations.judgement.stages import StageRow
from evaluations.rating.forms.deciding import shown_text
from evaluations.rating.models.stages import EvaluationStage

SPARE = 2
ABSOLUTE_MAX = 60
ROLES = [
    (Role.STAFF.value, "所管課（担当者・課長）"),
    (Role.CHIEF.value, "所管課の課長"),
    (Role.BUREAU.value, "局取りまとめ担当"),
    (Role.PLANNING.value, "事務局"),
]


class StageForm(forms.Form):
    """One stage; a row without a name is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput())
    name = forms.CharField(label="段階の名前", max_length=50, required=False)
    meaning = forms.ChoiceField(
        label="することの種類", choices=[("", "選択"), *EvaluationStage.Meaning.choices], required=False
    )
    role = forms.ChoiceField(label="進める役割", choices=[("", "選択"), *ROLES], required=False)
    due_on = forms.DateField(
        label="期限",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日付として読み取れません。"},
    )
    only_for_reviewed = forms.BooleanField(label="審議対象だけ", required=False)
    may_send_back = forms.BooleanField(label="差戻し可", required=False)

    def clean_name(self) -> str:
        """Refuse signs that nobody sees."""
        return shown_text(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Ask for the kind and the role of a stage that has a name."""
        said = self.cleaned_data
        if said.get("name"):
            for name, words in (("meaning", "することの種類"), ("role", "進める役割")):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(f"{words}を選んでください。"))
        return said

    def row(self) -> StageRow:
        """Return the stage as the rules read it."""
        said = self.cleaned_data
        return StageRow(
            said["name"],
            said["meaning"],
            said["role"],
            due_on=said["due_on"],
            only_for_reviewed=said["only_for_reviewed"],
            may_send_back=said["may_send_back"],
        )


if TYPE_CHECKING:
    FormSetOfStages = forms.BaseFormSet[StageForm]
else:
    FormSetOfStages = forms.BaseFormSet


class BaseStageFormSet(FormSetOfStages):
    """The stages of a cycle in their order; those without a name or ticked 使わない are left out."""

    def wanted(self) -> list[tuple[int | None, StageRow]]:
        """Return the stages to be, each with the key of the one it was."""
        return [(form.cleaned_data.get("pk"), form.row()) for form in self.in_order()]

    def in_order(self) -> list[StageForm]:
        """Return the forms that are stages, by the number typed for them."""
        kept = [
            form
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or len(self.forms) + 1)


def stage_formset(data: Any = None, *, initial: list[dict[str, Any]] | None = None) -> BaseStageFormSet:
    """Return the form of the whole list, with some empty rows at its end."""
    made = forms.formset_factory(
        StageForm,
        formset=BaseStageFormSet,
        extra=SPARE,
        can_order=True,
        can_delete=True,
        max_num=40,
        absolute_max=ABSOLUTE_MAX,
    )
    return cast(BaseStageFormSet, made(data, initial=initial))


def initial_of(stages: list[EvaluationStage]) -> list[dict[str, Any]]:
    """Return the stages as the form shows them."""
    return [
        {
            "pk": one.pk,
            "name": one.name,
            "meaning": one.meaning,
            "role": one.role,
            "due_on": one.due_on,
            "only_for_reviewed": one.only_for_reviewed,
            "may_send_back": one.may_send_back,
        }
        for one in stages
    ]


def role_label(role: str) -> str:
    """Return who acts, in the words of the list."""
    return dict(ROLES).get(role) or str(Post.Role(role).label)


def names_in(sent: QueryDict) -> list[str]:
    """Return the names of the stages that were typed, in the order of their rows."""
    names = (f"form-{number}-name" for number in range(ABSOLUTE_MAX))
    return [text for name in names if (text := sent.get(name))]
