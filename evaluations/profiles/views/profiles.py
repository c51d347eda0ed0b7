"""Rule profiles for the 事務局: which there are, and two of them side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from desk.page.parking import keeps_what_was_typed
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.profiles.scorecards.editions import ProfileKeeper, editions_of, keeper_of
from evaluations.profiles.scorecards.moves import compare, figures_of
from evaluations.profiles.tables import compared_file, profiles_file
from exports.page import files_of, shown
from indicators.models import RuleProfile


@keeps_what_was_typed
@require_safe
def profile_list(request: HttpRequest) -> HttpResponse:
    """List every edition with where it is used."""
    keeper = asking(request)
    editions = editions_of(keeper)
    context = {
        "scope": None,
        "editions": editions,
        "cycles": list(keeper.cycles()),
        "files": files_of(profiles_file(editions)),
    }
    return shown(request, "evaluations/profiles/profile_list.html", context)


@keeps_what_was_typed
@require_safe
def profile_compare(request: HttpRequest) -> HttpResponse:
    """Show all measures of a cycle by two editions."""
    keeper = asking(request)
    cycles, profiles = list(keeper.cycles()), list(keeper.profiles())
    cycle = chosen(cycles, request.GET.get("cycle")) or next(iter(cycles), None)
    first = chosen_profile(profiles, request.GET.get("a"))
    second = chosen_profile(profiles, request.GET.get("b"))
    comparison = file = None
    if cycle and first and second:
        comparison = compare(figures_of(cycle, keeper.today), first, second)
        file = compared_file(comparison, f"一つめ：{first.key} {first}", f"二つめ：{second.key} {second}")
    context = {
        "scope": None,
        "is_fictional": cycle is not None and cycle.period.plan.is_fictional,
        "cycles": cycles,
        "profiles": profiles,
        "cycle": cycle,
        "first": first,
        "second": second,
        "comparison": comparison,
        "files": files_of(file),
        "disclaimer": disclaimer(is_adopted=False),
    }
    return shown(request, "evaluations/profiles/profile_compare.html", context)


def chosen_profile(profiles: list[RuleProfile], asked: str | None) -> RuleProfile | None:
    """Return the edition asked for; one out of reach is missing."""
    if not asked:
        return None
    profile = next((one for one in profiles if str(one.pk) == asked), None)
    if profile is None:
        raise Http404
    return profile


def asking(request: HttpRequest) -> ProfileKeeper:
    """Return who asks; whoever keeps no rules does not know of these pages."""
    keeper = keeper_of(person_asking(request), timezone.localdate())
    if not keeper.is_keeping:
        raise Http404
    return keeper


def chosen(cycles: list[EvaluationCycle], asked: str | None) -> EvaluationCycle | None:
    """Return the cycle asked for; one out of reach is none."""
    if not asked:
        return None
    cycle = next((one for one in cycles if str(one.pk) == asked), None)
    if cycle is None:
        raise Http404
    return cycle
