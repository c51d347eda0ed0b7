"""What package is wanted: of a plan, a period or an evaluation, and for whose eyes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms

from evaluations.cycles.models import EvaluationCycle
from kpi_tracker.pages.packages.asked import Asked
from policies.models import Plan

AUDIENCES: Final = (
    ("internal", "庁内用（自分が見られる内容。確認前の実績や参考判定を含みます）"),
    ("public", "公開用（市の外から見える内容だけ）"),
)
UNKNOWN: Final = "持ち出す範囲を、一覧から選んでください。"


class PackageForm(forms.Form):
    """Says what is wanted; only what the person may see can be chosen."""

    def __init__(self, data: Any, plans: Sequence[Plan], initial: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        self.offered = dict(offered(plans))
        self.fields["what"] = forms.ChoiceField(
            label="持ち出す範囲",
            choices=[(key, label) for key, (_, label) in self.offered.items()],
            error_messages={"required": UNKNOWN, "invalid_choice": UNKNOWN},
        )
        self.fields["audience"] = forms.ChoiceField(
            label="内容",
            choices=AUDIENCES,
            error_messages={"invalid_choice": "内容を、一覧から選んでください。"},
        )

    def wanted(self) -> tuple[Asked, str]:
        """Return what is asked for, and what it is called."""
        asked, label = self.offered[self.cleaned_data["what"]]
        is_public = self.cleaned_data["audience"] == "public"
        return (
            Asked(asked.plan, asked.period, asked.cycle, is_public),
            f"{label}（{'公開用' if is_public else '庁内用'}）",
        )


def offered(plans: Sequence[Plan]) -> Iterator[tuple[str, tuple[Asked, str]]]:
    """Yield what can be chosen: each plan whole, each of its periods, each of its evaluations."""
    cycles: dict[int, list[EvaluationCycle]] = {}
    for cycle in EvaluationCycle.objects.filter(period__plan__in=plans).order_by("last_year", "pk"):
        cycles.setdefault(cycle.period_id, []).append(cycle)
    for plan in plans:
        yield plan.key, (Asked(plan.key, None, "", is_public=False), f"{plan}　計画の全体")
        for period in plan.periods.all():
            key = f"{plan.key} {period.number}"
            yield key, (Asked(plan.key, period.number, "", is_public=False), f"{plan}　{period}")
            for one in cycles.get(period.pk, ()):
                said = f"{plan}　{period}　{one.name}"
                yield f"{key} {one.key}", (Asked(plan.key, period.number, one.key, is_public=False), said)
