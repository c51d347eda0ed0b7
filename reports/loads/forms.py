"""How a file is to be loaded."""

from typing import Any, Final

from django import forms

from desk.forms import VisibleForm
from reports.loads.actions.loading import Choice
from store.limits import LONG_TEXT

WAITING, CONFIRMED = "waiting", "confirmed"
KEEP, OVERWRITE = "keep", "overwrite"
STATES: Final = (
    (WAITING, "課長確認待ちとして読み込む（所管課の課長が確認します）"),
    (CONFIRMED, "公表済みの値（事務局確認済）として読み込む（確認の依頼をしません）"),
)
DIFFERING: Final = (
    (KEEP, "データベースの値のまま残す"),
    (
        OVERWRITE,
        "ファイルの値で上書きする（実績・年度途中の値・目標・報告件数・個票・シートは上書きしません）",
    ),
)


class LoadForm(VisibleForm):
    """The choices of whoever loads a file, and why."""

    state = forms.ChoiceField(
        label="新しい実績とシート", choices=STATES, widget=forms.RadioSelect, initial=WAITING
    )
    differing = forms.ChoiceField(
        label="データベースと異なるところ", choices=DIFFERING, widget=forms.RadioSelect, initial=KEEP
    )
    why = forms.CharField(
        label="理由・出典",
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="変更履歴に残ります。公表済みの値として読み込むときは、どの資料で公表されたかを書いてください。",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where figures come in as confirmed that nobody here has confirmed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") == CONFIRMED and not cleaned.get("why", "").strip():
            self.add_error("why", "公表済みの値として読み込むときは、理由・出典を入力してください。")
        return cleaned

    def choice(self) -> Choice:
        """Return what was chosen; the form must be valid."""
        said = self.cleaned_data
        return Choice(said["state"] == CONFIRMED, said["differing"] == OVERWRITE, said["why"].strip())
