"""What is asked about a plan that is new."""

from typing import Any, Final

from django import forms

from accounts.codes import fault_of
from desk.forms import VisibleForm
from policies.fiscal_year import FiscalYear, FiscalYearError
from reports.plans.outline import MOST_LINES, TOO_MANY, nodes_of
from store.limits import LONG_TEXT

SHORT: Final = 100
MOST_SAID: Final = 20  # lines of a pasted plan whose faults are named one by one
NO_YEAR: Final = "年度として読めません（例：令和5年度、R5、2023）。"
TURNED: Final = "最後の年度が、最初の年度より前です。"
OUTSIDE: Final = "計画期間の年度が、計画の年度の外にあります。"
MOST_LAYERS: Final = 10
LAYERS_FAULT: Final = f"層の名前を、1から{MOST_LAYERS}まで書いてください（例：政策、施策）。"
YEARS: Final = ("first", "last", "period_first", "period_last")


def _words(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=SHORT, **more)


def _lines(label: str, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 8})
    return forms.CharField(label=label, required=False, max_length=LONG_TEXT, widget=area, **more)


class PlanForm(VisibleForm):
    """A plan, its first period, its layers, its 施策 and the sections of the city."""

    municipality = _words("自治体名", help_text="例：川崎市")
    city = _words("全国地方公共団体コード", help_text="6桁の数字（例：川崎市は141305）")
    name = _words("計画名")
    first = _words("計画の最初の年度", help_text="例：R3、令和3年度、2021")
    last = _words("計画の最後の年度")
    number = forms.IntegerField(label="期の番号", initial=1, min_value=1, max_value=99)
    period_name = _words("計画期間名", help_text="例：前期基本計画。期に分かれていなければ計画名")
    period_first = _words("計画期間の最初の年度")
    period_last = _words("計画期間の最後の年度")
    layers = _words(
        "層の名前（上から、「、」で区切る）",
        initial="施策",
        help_text="例：政策、施策、事務事業。施策だけなら「施策」。指標は、いちばん上より下の層（層が一つならその層）に置けます。",
    )
    nodes = _lines(
        "政策体系",
        help_text="1行に一つ、コードと名称を空白で区切ります（例：1-1 子育て支援）。Excelの2列の貼付けもできます。",
    )
    sections = _lines(
        "組織",
        help_text=(
            "1行に一つの所属名。局・部の行の下の課は、その局・部の下に入ります。組織コードがあれば、前に書きます"
            "（例：1010 政策課）。登録済みの所属はそのままです。"
        ),
    )

    def clean_city(self) -> str:
        """Refuse what is no code of a municipality."""
        code: str = self.cleaned_data["city"].strip()
        if fault := fault_of(code):
            raise forms.ValidationError(fault)
        return code

    def clean_sections(self) -> str:
        """Refuse more lines than anybody writes at once."""
        lines: str = self.cleaned_data["sections"]
        if len(lines.splitlines()) > MOST_LINES:
            raise forms.ValidationError(TOO_MANY)
        return lines

    def clean_layers(self) -> list[str]:
        """Return the names of the layers from the uppermost down."""
        said = self.cleaned_data["layers"].replace("，", "、").replace(",", "、").split("、")
        names = [one.strip() for one in said if one.strip()]
        if not 0 < len(names) <= MOST_LAYERS:
            raise forms.ValidationError(LAYERS_FAULT)
        return names

    def clean(self) -> dict[str, Any]:
        """Read the years and the lines of the plan."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in YEARS:
            self._read_year(cleaned, name)
        if not self.errors:
            self._compare(cleaned)
        if "layers" in cleaned and "nodes" in cleaned:
            cleaned["read_nodes"], problems = nodes_of(cleaned["nodes"], len(cleaned["layers"]))
            for said in problems[:MOST_SAID]:
                self.add_error("nodes", said)
            if (rest := len(problems) - MOST_SAID) > 0:
                self.add_error("nodes", f"ほか{rest:,}行にも、同じような誤りがあります。")
        return cleaned

    def _read_year(self, cleaned: dict[str, Any], name: str) -> None:
        if name not in cleaned:
            return
        try:
            cleaned[name] = FiscalYear.parse(cleaned[name]).year
        except FiscalYearError:
            self.add_error(name, NO_YEAR)

    def _compare(self, cleaned: dict[str, Any]) -> None:
        first, last, period_first, period_last = (cleaned[name] for name in YEARS)
        if last < first:
            self.add_error("last", TURNED)
        if period_last < period_first:
            self.add_error("period_last", TURNED)
        elif period_first < first or period_last > last:
            self.add_error("period_first", OUTSIDE)
