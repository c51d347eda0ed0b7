"""What the keepers' forms of figures and sheets add: no word of the 課長."""

from typing import TYPE_CHECKING, Any

from django import forms

from indicators.models import HandedIn

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[HandedIn]
else:
    ModelForm = object

State = HandedIn.EntryState
ONLY_CHIEF = "「課長確認済」にできるのは、所管課の課長だけです（入力対象一覧で確認します）。"
NOT_CONFIRMED = "課長が確認していないため、「事務局確認済」にできません。"


class AskedForByRounds(ModelForm):
    """Holds a row that a round asks for to the ways of the round; one that none asks for is the keepers' own."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or not self.has_changed():
            return
        row: Any = self.instance
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        refusal = beyond_the_keeper(stored.entry_state if stored else "", row.entry_state)
        if refusal and row.rounds().exists():
            self.add_error("entry_state", refusal)


def beyond_the_keeper(before: str, after: str) -> str:
    """Say why the 事務局 may not bring something from one state to the other; "" if it may.

    Nobody stands in for the 課長; the 事務局 checks what a 課長 has confirmed.
    """
    if after == before:
        return ""
    if after == State.CONFIRMED and before != State.CHECKED:
        return ONLY_CHIEF
    return NOT_CONFIRMED if after == State.CHECKED and before != State.CONFIRMED else ""
