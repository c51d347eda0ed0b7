"""What the keepers' forms of figures and sheets add: amounts as everybody types them, and no word of the 課長."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from indicators.calculation.spelling import shown
from indicators.calculation.typed import DECIMAL_PLACES, TypedError, read_amount
from indicators.models import HandedIn

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[HandedIn]
else:
    ModelForm = object

State = HandedIn.EntryState
ONLY_CHIEF = "「課長確認済」にできるのは、所管課の課長だけです（入力対象一覧で確認します）。"
ONLY_A_NUMBER = "「{}」は、単位や「万」などを付けずに数値だけを入力してください。値がないときは空欄にします。"
NOT_CONFIRMED = "課長が確認していないため、「事務局確認済」にできません。"


class AmountField(forms.DecimalField):
    """An amount in the indicator's own unit, read as everywhere: １，２３４, ▲12.5.

    The form cannot say how it understood more than a number, so units and 万 are refused, never converted unseen.
    """

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # as DecimalField itself
        """Return the exact value, None for a blank; raise ValidationError for what is more or less than a number."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            typed = read_amount(str(value), decimals=DECIMAL_PLACES, allow_negative=True)
        except TypedError as error:
            raise ValidationError(str(error)) from None
        if typed.notes or (typed.value is None and not typed.is_blank):
            raise ValidationError(ONLY_A_NUMBER.format(shown(str(value))))
        return typed.value


class ReadsAmounts:
    """A keepers' page whose exact columns are read as amounts are read everywhere."""

    formfield_overrides: ClassVar[Any] = {models.DecimalField: {"form_class": AmountField}}


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
