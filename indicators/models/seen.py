"""What of an indicator others have seen or confirmed: from then on it is revised or succeeded, never rewritten."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from indicators.models.rounds import EntryRound
from policies.models import PlanPeriod
from store.models import Change

if TYPE_CHECKING:
    from indicators.models.indicator import Indicator


def by_what_seen(indicator: "Indicator") -> str:
    """Say by what people outside the 事務局 came to see the indicator's targets; "" while they are its own draft.

    The plan is or was public, a round that asks for the period's figures has opened, or an evaluation or edition of the
    period was made with them (docs/decisions/0018).
    """
    period = PlanPeriod.objects.select_related("plan").filter(nodes__indicators=indicator.pk).first()
    if period is None:
        return ""
    if period.plan.is_published or was_public(period):
        return "計画が公開されている（又は公開されていた）"
    asked = EntryRound.objects.filter(
        plan=period.plan,
        fiscal_year__range=(period.first_year, period.last_year),
        opens_on__lte=timezone.localdate(),
    )
    if (round_ := asked.order_by("opens_on").first()) is not None:
        return f"「{round_}」で所管課に示した"
    used = Q(cycles__evaluations__isnull=False) | Q(cycles__publications__isnull=False)
    return "評価に使われた" if PlanPeriod.objects.filter(used, pk=period.pk).exists() else ""


def was_public(period: PlanPeriod) -> bool:
    """Tell whether the plan was public at any time, by the history."""
    told = Change.objects.filter(model="policies.plan", object_id=str(period.plan_id), field="is_published")
    return told.filter(Q(old="True") | Q(new="True")).exists()
