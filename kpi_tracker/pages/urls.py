"""The pages that gather from many subjects: the overview, every node of the plan, one evaluation."""

from django.urls import URLPattern, path

from kpi_tracker.pages import plan, plans
from kpi_tracker.pages.evaluation import views

plan_routes: list[URLPattern] = [
    path("", plan.overview, name="overview"),
    path("overview.json", plan.overview_chart, name="overview_chart"),
    path("plans/", plans.plan_search, name="plan_search"),
    path("policies/<path:address>/", plan.policy_node, name="policy_node"),
]
# every address below /evaluations/ that is nothing else is that of a measure
evaluation_routes: list[URLPattern] = [path("<path:address>/", views.evaluation, name="evaluation")]
