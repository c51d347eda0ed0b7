"""The sheet of classes as a page."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exports.page import files_of, taking
from kpi_tracker.pages.clocks import said_of_rules
from kpi_tracker.pages.heat.files import heat_file
from kpi_tracker.pages.heat.grid import read_heat_map
from policies.page import PARAMETERS, Scope, read_scope
from store.page import kept_for_visitors, page_for


@require_safe
@kept_for_visitors(*PARAMETERS, is_public=False)
def heat_map(request: HttpRequest) -> HttpResponse:
    """Show the classes of all measures over the years of the period."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if scope.was_switched:
        return redirect(f"{reverse('policies:heat_map')}?{scope.query}")
    return page_for(
        request, "pages/heat/heat_map.html", taking(request, partial(heat_said, scope)), scope=scope
    )


def heat_said(scope: Scope) -> dict[str, Any]:
    """Return what the sheet says."""
    page = read_heat_map(scope)
    overview = f"{reverse('policies:overview')}?{scope.query}"
    return {
        "page": page,
        "files": files_of(heat_file(scope, page) if page.shows_classes else None),
        "rules": said_of_rules(page.clocks),
        "crumbs": [("概況", overview), ("達成状況の推移", "")],
    }
