"""What of an indicator others have seen or confirmed: from then on it is revised or succeeded, never rewritten."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from indicators.models.handed_in import HandedIn
from indicators.models.rounds import EntryRound
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod, says_something
from store.models import Change, owner_of

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
    if was_asked(period):
        return "入力依頼で所管課に示した"
    used = Q(cycles__evaluations__isnull=False) | Q(cycles__publications__isnull=False)
    return "評価に使われた" if PlanPeriod.objects.filter(used, pk=period.pk).exists() else ""


def was_public(period: PlanPeriod) -> bool:
    """Tell whether the plan was public at any time, by the history."""
    told = Change.objects.filter(model="policies.plan", object_id=str(period.plan_id), field="is_published")
    return told.filter(Q(old="True") | Q(new="True")).exists()


def was_asked(period: PlanPeriod) -> bool:
    """Tell whether a round of the period had opened that was put off, turned to another year or deleted since."""
    told = Change.objects.filter(model="indicators.entryround")
    standing = EntryRound.objects.filter(plan=period.plan_id)
    keys = [str(pk) for pk in standing.values_list("pk", flat=True)]
    gone = told.filter(field="plan", old=str(period.plan)).values("object_id")
    told = told.filter(Q(object_id__in=keys) | Q(object_id__in=gone)).exclude(old="")
    begun = {
        str(pk) for pk in standing.filter(opens_on__lte=timezone.localdate()).values_list("pk", flat=True)
    }
    for key, day, at in told.filter(field="opens_on").values_list("object_id", "old", "at"):
        if day <= timezone.localdate(at).isoformat():
            begun.add(key)
    years = {str(year) for year in range(period.first_year, period.last_year + 1)}
    was_about = told.filter(field="fiscal_year", old__in=years, object_id__in=begun)
    own = standing.filter(fiscal_year__range=(period.first_year, period.last_year))
    return was_about.exists() or any(str(pk) in begun for pk in own.values_list("pk", flat=True))


def confirmed_years(indicator: "Indicator") -> list[str]:
    """Return the years of which a figure of the indicator is or ever was confirmed, in words.

    A figure that was sent back, replaced or deleted since then counts as well: what was confirmed had its meaning.
    """
    told = Change.objects.filter(
        model="indicators.result",
        owner=owner_of("indicators.indicator", indicator.pk),
        field="entry_state",
        new__in=HandedIn.CONFIRMED_STATES,
    )
    labels = dict(told.order_by("sequence").values_list("object_id", "object_label"))
    confirmed = Q(entry_state__in=HandedIn.CONFIRMED_STATES) | Q(earlier__was_confirmed=True)
    kept = indicator.results.filter(confirmed | Q(pk__in=[int(key) for key in labels]))
    years = dict(kept.order_by("fiscal_year").values_list("pk", "fiscal_year"))
    gone = [label for key, label in labels.items() if int(key) not in years]
    return [*(FiscalYear(year).era for year in years.values()), *gone]


def figures_after(indicator: "Indicator", year: int) -> list[str]:
    """Return the years after that one for which the indicator has a figure; a reason why there is none is none."""
    if not indicator.pk:
        return []
    later = indicator.results.filter(says_something(""), fiscal_year__gt=year).order_by("fiscal_year")
    return [FiscalYear(one).era for one in later.values_list("fiscal_year", flat=True)]


def refuse_unseen_targets_after_end(indicator: "Indicator", year: int) -> None:
    """Raise ValidationError with the list of later targets that nobody has seen: a slip that can be deleted.

    What others have seen was promised; it stays, and judges nothing after the end.
    """
    later = indicator.targets.filter(fiscal_year__gt=year) if indicator.pk else ()
    if later and not by_what_seen(indicator):
        named = "、".join(str(one) for one in later)
        raise ValidationError(
            {
                "ended_in": f"終了年度より後の目標があります（{named}）。"
                "終了年度を直すか、先にその目標を削除してください。"
            }
        )
