"""The form of a value in the middle of a year (「9月30日現在」)."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from desk.forms import VisibleForm
from indicators.calculation.series import Series
from indicators.calculation.typed import TypedError, read_amount
from indicators.models import refuse_far_day
from store.limits import LONG_TEXT

NO_VALUE: Final = "途中の値を入力してください。0のときは「0」と入力します。"
TO_COME: Final = "まだ来ていない日の値は登録できません。数えた日を入力してください。"


class InterimForm(VisibleForm):
    """On which day, how much, and what must be said about it."""

    as_of = forms.DateField(
        label="いつ現在の値か（必須）",
        validators=[refuse_far_day],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "日付を入力してください。", "invalid": "日付として読み取れません。"},
    )
    value = forms.CharField(label="途中の値（必須）", max_length=200, error_messages={"required": NO_VALUE})
    note = forms.CharField(
        label="注記", required=False, max_length=LONG_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, series: Series, today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.series, self.today = series, today
        self.fields["value"].widget.attrs |= {"autocomplete": "off"}

    def clean_as_of(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(TO_COME)
        return day

    def clean_value(self) -> Decimal:
        """Read the amount as it is read everywhere; why there is none has no place here."""
        try:
            typed = read_amount(
                self.cleaned_data["value"],
                unit=self.series.unit,
                decimals=self.series.decimals,
                allow_negative=True,
            )
        except TypedError as error:
            raise forms.ValidationError(str(error)) from None
        if typed.value is None:
            raise forms.ValidationError(NO_VALUE)
        return typed.value
