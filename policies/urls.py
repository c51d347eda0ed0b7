"""The overview, its chart, and every node of the plan under its code."""

from django.urls import path

from kpi_tracker.pages import plan as views

app_name = "policies"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("overview.json", views.overview_chart, name="overview_chart"),
    path("policies/<path:address>/", views.policy_node, name="policy_node"),
]
