"""What every keepers' form carries: the version that was read, and why something is changed."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.limits import LARGEST_NUMBER, LONG_TEXT

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[models.Model]
else:
    ModelForm = forms.ModelForm

VERSION, REASON = "row_version", "change_reason"
NO_VERSION = "版の番号が送られていないため、保存していません。ページを開き直して、もう一度入力してください。"


class VersionField(forms.IntegerField):
    """The version of the row as the person read it; it comes back hidden."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(label="版", min_value=1, max_value=LARGEST_NUMBER, **options)


class ReasonField(forms.CharField):
    """Why: it is kept in the history beside the change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="理由",
            max_length=LONG_TEXT,
            widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
            help_text="変更履歴に残ります。",
            **options,
        )


class VersionedForm(ModelForm):
    """A form for one row; changing needs the version that was read and a reason, adding needs neither."""

    row_version = VersionField(error_messages={"required": NO_VERSION})
    change_reason = ReasonField()

    refusal: ClassVar[str] = ""  # set by the page when the database refused what was valid here

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields[VERSION]
            self.fields[REASON].required = False
        else:
            self.initial[VERSION] = self.instance.version  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what the database refused before, and a POST that does not say which version it is about."""
        cleaned = super().clean() or self.cleaned_data
        if VERSION in self.fields and VERSION not in cleaned:
            raise ValidationError(NO_VERSION)
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned


class VersionedInlineForm(ModelForm):
    """A form for a row below another; the reason is asked once, by the form above."""

    row_version = VersionField(error_messages={"required": NO_VERSION})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields[VERSION].required = False
        else:
            self.initial[VERSION] = self.instance.version  # type: ignore[attr-defined]


class DeletionForm(forms.Form):
    """What is asked before a row goes."""

    row_version = VersionField(error_messages={"required": NO_VERSION})
    change_reason = ReasonField()
