"""The leading projects of a period, filtered and sorted, and one record."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exports.page import files_of, taking
from indicators.models import Indicator
from policies.page import (
    OF_TABLES,
    PARAMETERS,
    Scope,
    person_of,
    read_scope,
    switched_away,
    trail,
)
from policies.scorecards.tree import PlanTree
from policies.tables import BoundedPaginator, RequestConfig
from projects.filters import ProjectFilter
from projects.ledger import Ledger, reconcile
from projects.models import LeadingProject
from projects.rules import may_keep
from projects.tables import ProjectTable, ledgers_file, projects_file
from store.page import kept_for_visitors, page_for

PAGES = {"per_page": 50, "paginator_class": BoundedPaginator}


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, *ProjectFilter.base_filters, is_public=False)
def project_list(request: HttpRequest) -> HttpResponse:
    """List the leading projects of the period, with the ledger of every indicator they count in."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if scope.was_switched:
        return redirect(f"{reverse('projects:project_list')}?{scope.query}")
    make = taking(request, partial(projects_said, request, scope))
    return page_for(request, "projects/project_list.html", make, scope=scope)


def projects_said(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """Return what the list of leading projects says."""
    projects = LeadingProject.objects.filter(node__period=scope.period).shown_with(scope.unconfirmed_of)
    counted = list(
        Indicator.objects.filter(node__period=scope.period, project_counts__isnull=False)
        .select_related("node__layer")
        .distinct()
    )
    panel = ProjectFilter(
        request.GET,
        projects.select_related("node__layer"),
        measures=[(node, f"{code} {name}") for node, code, name in measures_of(projects)],
        counted=[(indicator.pk, str(indicator)) for indicator in counted],
        measure_word=scope.period.measure_word,
        years=sorted(
            {year for year in projects.values_list("counting_year", flat=True) if year}, reverse=True
        ),
    )
    table = ProjectTable.called(panel.qs, scope)
    RequestConfig(request, paginate=PAGES).configure(table)
    beside = ledgers(scope, counted)
    return {
        "filter": panel,
        "table": table,
        "ledgers": beside,
        "files": files_of(projects_file(scope, table), ledgers_file(scope, beside)),
    }


@require_safe
@kept_for_visitors(*PARAMETERS, is_public=False)
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one leading project."""
    project = get_object_or_404(LeadingProject.objects.select_related("node__period", "node__layer"), pk=pk)
    scope = read_scope(request, about=project.node.period)
    if scope is None:
        raise Http404
    if not LeadingProject.objects.filter(pk=pk).shown_with(scope.unconfirmed_of).exists():
        raise Http404
    if elsewhere := switched_away(request, scope):
        return redirect(f"{reverse('projects:project_list')}?{elsewhere}")
    if scope.was_switched:
        return redirect(f"{project.get_absolute_url()}?{scope.query}")
    context = {
        "scope": scope,
        "project": project,
        "indicators": list(project.indicators.select_related("node")),
        "crumbs": crumbs(scope, project),
        "may_change": may_change(request, scope, project),
    }
    return render(request, "projects/project_detail.html", context)


def may_change(request: HttpRequest, scope: Scope, project: LeadingProject) -> bool:
    """Tell whether the page leads on to the form of the record."""
    person = person_of(request)
    if person is None:
        return False
    departments = [one.department for one in project.indicators.select_related("department")]
    code = scope.plan.local_government_code
    return may_keep(person, code, [*departments, project.node.department], scope.today)


def measures_of(projects: "QuerySet[LeadingProject]") -> list[tuple[str, str, str]]:
    """Return address, code and name of the nodes that have projects, in the order of the plan."""
    rows = projects.order_by("node__path").values_list(
        "node__address", "node__code", "node__name", "node__path"
    )
    return [(address, code, name) for address, code, name, _ in rows.distinct()]


def ledgers(scope: Scope, counted: list[Indicator]) -> list[tuple[Indicator, Ledger]]:
    """Return the ledger of each indicator: what was reported beside what has a record."""
    rows = Indicator.objects.filter(pk__in=[indicator.pk for indicator in counted])
    reported = rows.reported_by_year(unconfirmed_of=scope.unconfirmed_of)
    recorded = rows.recorded_by_year()
    return [
        (indicator, reconcile(reported.get(indicator.pk, {}), recorded.get(indicator.pk, {})))
        for indicator in counted
    ]


def crumbs(scope: Scope, project: LeadingProject) -> list[tuple[str, str]]:
    """Return the way from the overview to the record, as (label, address)."""
    tree = PlanTree.down_to(project.node)
    return trail(scope, tree, tree.node(project.node_id), below=project.name)
