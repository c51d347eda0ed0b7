"""The plans of all cities: where a visitor finds another city than the one a page is about."""

from collections.abc import Sequence
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.models import Plan
from policies.page import person_of, visible_plans
from policies.searching import Asked, plain

PER_PAGE: Final = 50


@require_safe
def plan_search(request: HttpRequest) -> HttpResponse:
    """List the plans that this person may read, those that have every word asked for in name, city or key."""
    asked = Asked.read(request.GET.get("q", ""))
    found = plans_called(visible_plans(person_of(request), timezone.localdate()), asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/plan/plan_search.html", {"scope": None, "asked": asked.text, "page": page})


def plans_called(plans: Sequence[Plan], asked: Asked) -> list[Plan]:
    """Keep the plans with all the words in what they are called before this reader."""
    return [plan for plan in plans if asked.is_in(plain(f"{plan} {plan.key}"))]
