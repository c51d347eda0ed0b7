"""What somebody types about a fact of a report, and where the report goes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django import forms

from desk.forms import VisibleForm
from indicators.models import Indicator, refuse_far_day
from policies.fiscal_year import FiscalYear, FiscalYearError
from policies.models import Plan, PlanPeriod
from reports.review.actions.surroundings import NEW, Choices
from reports.review.models import ReportFact
from reports.review.places import LAYERS
from reports.review.slots import Role, Slot
from store.limits import TEXT

DIRECTIONS: Final = [("", "読み取れていない（不明）"), *Indicator.Direction.choices]
ACCUMULATIONS: Final = [("", "読み取れていない（不明）"), *Indicator.Accumulation.choices]
KINDS: Final = [(word, word) for word in ("成果指標", "活動指標", "市民の実感指標", "その他")]
NO_YEAR: Final = "年度として読めません（例：令和5年度、R5、2023）。"
NO_DAY: Final = "日付として読み取れません（例：2024-09-30）。"


def word_field(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=TEXT, **more)


class FactForm(VisibleForm):
    """A fact as it was read, to be taken as it stands or with other words; fields are those that its kind has."""

    def __init__(self, fact: ReportFact, data: Any = None) -> None:
        self.fact = fact
        super().__init__(data, initial={name: _written(fact, fact.told, name) for name in fields_of(fact)})
        for name in fields_of(fact):
            self.fields[name] = _field(name)

    def clean_year(self) -> str:
        """Read the year in any of the ways in which years are written."""
        typed = self.cleaned_data["year"].strip()
        if not typed:
            return ""
        try:
            return str(FiscalYear.parse(typed).year)
        except FiscalYearError:
            raise forms.ValidationError(NO_YEAR) from None

    def instead(self) -> dict[str, Any]:
        """Return what is to be taken in place of what was read; nothing where it is taken as it stands."""
        typed: dict[str, Any] = {
            name: "" if value is None else str(value) for name, value in self.cleaned_data.items()
        }
        changed = {
            name: value for name, value in typed.items() if value != _written(self.fact, self.fact.said, name)
        }
        if "year" in changed:
            changed["year"] = int(changed["year"]) if changed["year"] else None
        return changed

    def beside(self, typed: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return by its label each field in which what was typed differs from what the fact says now, both in words."""
        told: dict[str, tuple[str, str]] = {}
        for name in fields_of(self.fact):
            mine, theirs = typed.get(name, "").strip(), _written(self.fact, self.fact.told, name)
            if mine != theirs:
                told[str(self.fields[name].label)] = self._word(name, mine), self._word(name, theirs)
        return told

    def _word(self, name: str, value: str) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


def fields_of(fact: ReportFact) -> tuple[str, ...]:
    """Return the names of what can be corrected in a fact."""
    return _CORRECTABLE.get(Role(fact.role), ("value", "year"))


_CORRECTABLE: Final[dict[str, tuple[str, ...]]] = {
    Role.INDICATOR: ("name", "number", "unit", "kind", "direction", "accumulation"),
    Role.NODE: ("code", "name"),
    Role.RATING: ("symbol",),
    Role.PROJECT: ("name",),
    Role.UNDERTAKING: ("name",),
    Role.MUNICIPALITY: ("name",),
    Role.TARGET_RANGE: (),
    Role.INTERIM: ("value", "as_of"),
}


def _field(name: str) -> forms.Field:
    match name:
        case "direction":
            return forms.ChoiceField(label="目標の向き", choices=DIRECTIONS, required=False)
        case "accumulation":
            return forms.ChoiceField(label="集計の性質", choices=ACCUMULATIONS, required=False)
        case "kind":
            return forms.ChoiceField(
                label="指標分類", choices=[("", "読み取れていない"), *KINDS], required=False
            )
        case "as_of":
            return forms.DateField(
                label=LABELS[name],
                required=False,
                validators=[refuse_far_day],
                widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
                error_messages={"invalid": NO_DAY},
            )
    return word_field(LABELS[name])


LABELS: Final = {
    "value": "値",
    "year": "年度",
    "name": "名称",
    "number": "番号",
    "unit": "単位",
    "code": "コード",
    "symbol": "区分",
    "as_of": "いつ現在の値か",
}


def _written(fact: ReportFact, told: dict[str, Any], name: str) -> str:
    """Return what a fact says under a name, as a field shows it."""
    if name == "year":
        said = Slot(fact.path, Role(fact.role), told, key=fact.key).year
        return "" if said is None else str(said)
    said = told.get(name)
    return "" if said is None else str(said)


class PlaceForm(VisibleForm):
    """The plan and the period into which a report goes: ones that are there, or new ones."""

    plan = forms.ChoiceField(label="計画", required=False)
    municipality = word_field("自治体名（計画を新しく作るとき）")
    plan_name = word_field("計画名")
    plan_first = word_field("計画の最初の年度", help_text="例：平成28年度、2016")
    plan_last = word_field("計画の最後の年度")
    period = forms.ChoiceField(label="計画期間", required=False)
    period_number = forms.IntegerField(label="期の番号", required=False, min_value=1, max_value=99)
    period_name = word_field("計画期間名")
    period_first = word_field("計画期間の最初の年度")
    period_last = word_field("計画期間の最後の年度")
    layers = word_field("層の名前（上から、「、」で区切る）")
    home = forms.ChoiceField(label="指標を置く項目", required=False)
    home_name = word_field("新しい項目の名称")
    cycle = forms.ChoiceField(
        label="評価を載せる評価の回",
        required=False,
        help_text="報告書に書かれた進捗状況と方向性が、どの回の評価かを選びます。",
    )

    def __init__(
        self,
        city: str,
        addresses: list[tuple[str, str]],
        cycles: list[tuple[str, str]],
        data: Any = None,
        *,
        has_tree: bool,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        plans = Plan.objects.filter(local_government_code=city)
        periods = PlanPeriod.objects.filter(plan__in=plans).select_related("plan")
        self.fields["plan"].choices = [("", "新しく作る"), *((one.key, str(one)) for one in plans)]  # type: ignore[attr-defined]
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            ("", "新しく作る"),
            *((f"{one.plan.key}/{one.number}", f"{one.plan} {one}") for one in periods),
        ]
        self.fields["home"].choices = [  # type: ignore[attr-defined]
            ("", "報告書の政策体系のとおり" if has_tree else "選んでいない（報告書に政策体系がありません）"),
            (NEW, "新しい項目を作る（名称は下に入力）"),
            *addresses,
        ]
        self.fields["cycle"].choices = [("", "選んでいない（評価は載せない）"), *cycles]  # type: ignore[attr-defined]
        if not cycles:
            del self.fields["cycle"]

    def clean(self) -> dict[str, Any]:
        """Ask for what a new plan or period cannot be without."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("plan_first", "plan_last", "period_first", "period_last"):
            cleaned[name] = self._year(name, cleaned.get(name, ""))
        plan, period = cleaned.get("plan", ""), cleaned.get("period", "")
        if not plan:
            self._ask(cleaned, "municipality", "plan_name", "plan_first", "plan_last")
        if period and period.rpartition("/")[0] != plan:
            self.add_error(
                "period", "選んだ計画の期間ではありません。計画と計画期間を合わせて選んでください。"
            )
        if not period:
            self._ask(cleaned, "period_number", "period_name", "period_first", "period_last", "layers")
        if cleaned.get("home") == NEW:
            self._ask(cleaned, "home_name")
        return cleaned

    def _year(self, name: str, typed: str) -> int:
        if not typed:
            return 0
        try:
            return FiscalYear.parse(typed).year
        except FiscalYearError:
            self.add_error(name, NO_YEAR)
            return 0

    def _ask(self, cleaned: dict[str, Any], *names: str) -> None:
        for name in names:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "新しく作るときは入力してください。")

    def choices(self, match: dict[str, str], homes: dict[str, str]) -> Choices:
        """Return what was chosen, with which row each node and indicator is, and where new ones stand by themselves.

        The form must be valid.
        """
        said = {name: self.cleaned_data[name] for name in asdict(Choices()) if name in self.cleaned_data}
        within, _, cycle = said.get("cycle", "").rpartition("/")
        said["cycle"] = cycle if within == said["period"] else ""  # of another period: chosen anew
        said["period"] = said["period"].rpartition("/")[2]
        said["period_number"] = said["period_number"] or 0
        return Choices(**said, match=match, homes=homes)


def first_choices(city: str, draft: dict[str, Any]) -> Choices:
    """Return what a page proposes first: the newest period of the city's first plan, else the draft's own words."""
    period = PlanPeriod.objects.filter(plan__local_government_code=city).order_by("plan", "-number").first()
    if period is not None:
        return Choices(plan=period.plan.key, period=str(period.number))
    municipality = draft.get("municipality")
    named = municipality.get("name", "") if isinstance(municipality, dict) else ""
    return Choices(municipality=named, period_number=1, layers="、".join(LAYERS.values()))
