"""What is loaded: the list, a file chosen and looked at, one load; how far a job is; a report and its review."""

from django.urls import URLPattern, path

from reports.jobs.views import job_detail
from reports.loads import views
from reports.review.views import facts, loading, places
from reports.tables.views import paste, table, table_rows
from reports.works import LISTS, reading_job

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", views.load_list, {"read": reading_job, "lists": LISTS}, name="list"),
    path("new/<str:ticket>/", views.load_new, name="new"),
    path("jobs/<int:pk>/", job_detail, name="job"),
    path("paste/", paste, name="paste"),
    path("tables/<str:ticket>/", table, name="table"),
    path("tables/<str:ticket>/rows/<int:pk>/", table_rows, name="table_rows"),
    path("loads/<int:pk>/", views.load_detail, name="load"),
    path("<int:pk>/", facts.report_detail, name="report"),
    path("<int:pk>/draft.json", facts.report_draft, name="report_draft"),
    path("<int:pk>/place/", places.report_place, name="place"),
    path("<int:pk>/load/", loading.report_load, name="report_load"),
    path("<int:pk>/check/", loading.report_check, name="report_check"),
    path("figures/<slug:kind>/<int:pk>/", loading.figure_source, name="figure_source"),
]
