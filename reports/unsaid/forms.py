"""What a section says beside its answer."""

from django import forms

from desk.forms import VisibleForm
from store.limits import LONG_TEXT


class RemarkForm(VisibleForm):
    """A section's explanation."""

    remark = forms.CharField(
        label="説明（任意）",
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="案と違う設定にするときは、理由や根拠を書いてください。",
    )
