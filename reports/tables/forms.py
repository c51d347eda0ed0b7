"""What is asked about a table beside its columns and rows."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from desk.forms import VisibleForm
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from store.limits import LONGEST_FORM

JUDGED: Final = (("yes", "判定対象（目標の達成を判定する）"), ("no", "補足指標（判定しない）"))


class PasteForm(VisibleForm):
    """A table from the clipboard."""

    title = forms.CharField(label="表の名前", max_length=80, help_text="出典に残ります。例：R5実績一覧")
    text = forms.CharField(
        label="表",
        max_length=LONGEST_FORM,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off"}),
        help_text="Excelなどで範囲を選んでコピーし、ここに貼り付けてください（見出しの行も含めます）。",
    )


class MappingForm(VisibleForm):
    """Into which plan the table goes, and under what name its reading is remembered."""

    period = forms.ModelChoiceField(
        label="読み込む計画期間", queryset=PlanPeriod.objects.none(), empty_label="（選んでください）"
    )
    name = forms.CharField(
        label="この読み方の名前",
        max_length=100,
        help_text="同じ見出しの表を次に読み込むとき、この名前で思い出します。例：KPI一覧（毎年度）",
    )

    def __init__(self, *args: Any, periods: Sequence[PlanPeriod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["period"]
        field.queryset = PlanPeriod.objects.filter(pk__in=[one.pk for one in periods]).select_related("plan")
        field.label_from_instance = lambda one: one.choice_label


class RowsForm(VisibleForm):
    """What the table does not say of its indicators, and that what cannot be read is left out."""

    node = forms.CharField(
        label="まとまりの分からない指標を置く項目",
        required=False,
        max_length=200,
        help_text="下の表で「置く項目」が空の指標は、ここに置きます。施策などのコード（例：4-2-4）を入力してください。",
        widget=forms.TextInput(attrs={"list": "nodes"}),
    )
    kind = forms.ChoiceField(label="新しい指標の分類", choices=Indicator.Kind.choices)
    judged = forms.ChoiceField(label="新しい指標の扱い", choices=JUDGED)
    baseline_year = forms.TypedChoiceField(
        label="現状値（計画策定時）の年度（表にないとき）", required=False, coerce=int, empty_value=None
    )
    accept = forms.BooleanField(label="読めないセルを除いて読み込む", required=False)

    def __init__(self, *args: Any, years: Sequence[FiscalYear], has_problems: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["baseline_year"]
        field.choices = [("", "（選んでください）"), *((str(one.year), one.label) for one in years)]
        if not has_problems:
            del self.fields["accept"]
