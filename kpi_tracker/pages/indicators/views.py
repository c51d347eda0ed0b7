"""The list of indicators: as a page, and the same lines as CSV and as a workbook."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exports.columns import TableFile
from exports.page import KINDS, OF_ONE_PAGE, counted, file_answer
from kpi_tracker.pages.indicators.files import columns, titled
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing, read_listing
from kpi_tracker.pages.indicators.narrowing import PARAMETERS as OF_PANEL
from kpi_tracker.pages.indicators.narrowing import IndicatorPanel
from kpi_tracker.pages.indicators.tables import IndicatorTable
from policies.page import OF_TABLES, PARAMETERS, Scope, read_scope
from policies.tables import BoundedPaginator, RequestConfig
from store.page import kept_for_visitors, page_for

PAGES = {"per_page": 50, "paginator_class": BoundedPaginator}


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, *OF_PANEL, is_public=False)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """List the indicators of the period, narrowed and sorted by what the address says."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if scope.was_switched:
        return redirect(f"{reverse('indicators:indicator_list')}?{scope.query}")
    make = partial(list_said, request, scope)
    return page_for(request, "pages/indicators/indicator_list.html", make, scope=scope)


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, *OF_PANEL, is_public=False)
def indicator_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return all lines that the same address lists, in the same order, as a file of that kind."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None}, status=404)
    if scope.was_switched:
        return redirect(f"{request.path}?{scope.query}")
    listing, panel = read_panel(request, scope)
    table = listed(request, panel.lines(), scope, listing, paginate=False)
    lines = [row.record for row in table.rows]
    about = f"{scope.plan.key}-{scope.year.year}"
    file = TableFile("indicators", titled(scope), columns(listing), lines, about)
    return counted(request, partial(file_answer, file, kind))


def list_said(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """Return what the list says."""
    listing, panel = read_panel(request, scope)
    lines = panel.lines()
    return {
        "listing": listing,
        "panel": {"form": panel},
        "count": len(lines),
        "table": listed(request, lines, scope, listing, paginate=PAGES),
        "links": files(request, scope),
    }


def read_panel(request: HttpRequest, scope: Scope) -> tuple[Listing, IndicatorPanel]:
    """Return all lines, and the panel with what the address asks for."""
    listing = read_listing(scope)
    return listing, IndicatorPanel(request.GET, listing)


def listed(
    request: HttpRequest, lines: list[IndicatorLine], scope: Scope, listing: Listing, *, paginate: Any
) -> IndicatorTable:
    """Return the lines as a table, sorted as the address says."""
    table = IndicatorTable(lines, listing=listing, exclude=hidden(scope, listing))
    RequestConfig(request, paginate=paginate).configure(table)
    return table


def hidden(scope: Scope, listing: Listing) -> tuple[str, ...]:
    """Return the columns that this person does not see, and so cannot sort by either."""
    is_shown = {
        "level": listing.rules.shows_classes,
        "course": listing.rules.shows_classes,
        "outlook": scope.shows_forecasts,
    }
    return tuple(name for name, shown in is_shown.items() if not shown)


def files(request: HttpRequest, scope: Scope) -> list[tuple[str, str]]:
    """Return name and address of each file of what is listed."""
    asked = request.GET.copy()
    for gone in OF_ONE_PAGE:
        asked.pop(gone, None)
    query = asked.urlencode() or scope.query
    return [(one.label, f"{reverse(f'indicators:indicator_{kind}')}?{query}") for kind, one in KINDS.items()]
