"""The pages that gather from many subjects: the overview, every node of the plan, one evaluation."""

from django.urls import URLPattern, path

from kpi_tracker.pages import keeping, plan, plans
from kpi_tracker.pages.compare.views import compare
from kpi_tracker.pages.evaluation import views
from kpi_tracker.pages.heat.views import heat_map
from kpi_tracker.pages.indicators.views import indicator_file, indicator_list
from kpi_tracker.pages.packages.views import package_file, package_list
from kpi_tracker.pages.search.views import search, search_options

plan_routes: list[URLPattern] = [
    path("", plan.overview, name="overview"),
    path("overview.json", plan.overview_chart, name="overview_chart"),
    path("heat/", heat_map, name="heat_map"),
    path("compare/", compare, name="compare"),
    path("plan/", keeping.keeping, name="keeping"),
    path("plans/", plans.plan_search, name="plan_search"),
    path("packages/", package_list, name="packages"),
    path("packages/<int:pk>.zip", package_file, name="package"),
    path("search/", search, name="search"),
    path("search/options/", search_options, name="search_options"),
    path("policies/<path:address>/", plan.policy_node, name="policy_node"),
]
indicator_routes: list[URLPattern] = [
    path("indicators/", indicator_list, name="indicator_list"),
    path("indicators.csv", indicator_file, {"kind": "csv"}, name="indicator_csv"),
    path("indicators.xlsx", indicator_file, {"kind": "xlsx"}, name="indicator_xlsx"),
]
# every address below /evaluations/ that is nothing else is that of a measure
evaluation_routes: list[URLPattern] = [path("<path:address>/", views.evaluation, name="evaluation")]
