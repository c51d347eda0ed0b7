"""The comparison of two years or two cycles as a page."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exports.columns import TableFile
from exports.page import files_of, taking
from kpi_tracker.pages.compare.files import crossing_file, lines_file
from kpi_tracker.pages.compare.indicators import read_classes
from kpi_tracker.pages.compare.lines import PARAMETERS as OF_LINES
from kpi_tracker.pages.compare.lines import Crossing, Line
from kpi_tracker.pages.compare.ratings import read_ratings, why_not_rated
from kpi_tracker.pages.compare.sides import CYCLES, YEARS, Side, read_sides
from policies.page import PARAMETERS, Scope, read_scope
from policies.tables import BoundedPaginator
from store.page import kept_for_visitors, page_for

ASKED: Final = (*YEARS, *CYCLES, *OF_LINES)
LONGEST: Final = 60
PER_PAGE: Final = 50
NO_CLASSES: Final = "この計画では、成果指標の達成状況の区分を公開していません。"


@require_safe
@kept_for_visitors(*PARAMETERS, *ASKED, "page", is_public=False)
def compare(request: HttpRequest) -> HttpResponse:
    """Show what became of each class and each rating between two years or two cycles, and why."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if scope.was_switched:
        return redirect(f"{reverse('policies:compare')}?{scope.query}")
    make = taking(request, partial(compared, request, scope))
    return page_for(request, "pages/compare/compare.html", make, scope=scope)


def compared(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """Return what the comparison says."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ASKED}
    comparing = read_sides(scope, asked)
    query = f"{scope.query}&{urlencode(comparing.query)}"
    notes: list[str] = []
    crossings = read_crossings(scope, comparing.sides, query, notes) if comparing.sides else []
    shown = next((one for one in crossings if one.key == asked["of"]), next(iter(crossings), None))
    lines = shown.listed(asked) if shown else []
    return {
        "comparing": comparing,
        "notes": notes,
        "crossings": crossings,
        "shown": shown,
        "narrowed": shown.said(asked) if shown else "",
        "everything": f"?{query}&{urlencode({'of': shown.key})}#lines" if shown else "",
        "files": files_of(*compared_files(scope, comparing.sides, crossings, shown, lines)),
        "lines": BoundedPaginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": [("概況", f"{reverse('policies:overview')}?{scope.query}"), ("比較", "")],
    }


def compared_files(
    scope: Scope,
    sides: tuple[Side, Side] | None,
    crossings: Sequence[Crossing],
    shown: Crossing | None,
    lines: Sequence[Line],
) -> list[TableFile]:
    """Return the tables of the comparison, each whole."""
    if sides is None or shown is None:
        return []
    return [
        *(crossing_file(scope, sides, one) for one in crossings),
        lines_file(scope, sides, shown, lines),
    ]


def read_crossings(
    scope: Scope, sides: tuple[Side, Side], query: str, notes: list[str]
) -> Sequence[Crossing]:
    """Return what can be compared; of what cannot, a note says why."""
    found: list[Crossing] = []
    empty = [side for side in sides if not side.period.nodes.exists()]
    if empty:
        notes += [f"{side.label}は{side.period}に属し、その政策体系は登録されていません。" for side in empty]
        return []
    if all(side.rules.shows_classes for side in sides):
        found.append(read_classes(scope, sides, query))
        notes += said_of_rules(sides)
    else:
        notes.append(NO_CLASSES)
    if why := why_not_rated(sides):
        notes.append(why)
    else:
        found += read_ratings(scope, sides, query)
    return found


def said_of_rules(sides: tuple[Side, Side]) -> list[str]:
    """Say where the two sides are judged by different rules."""
    before, after = (side.rules.name for side in sides)
    if before == after:
        return []
    return [f"達成状況は、{sides[0].label}は{before}、{sides[1].label}は{after}によります。"]
