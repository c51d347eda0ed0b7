"""What is loaded: the list, a file chosen and looked at, one load; how far a job is; a report and its review."""

from django.urls import URLPattern, path

from reports.jobs.views import job_detail
from reports.loads import views
from reports.plans.views import new_plan
from reports.review.views import facts, loading, places
from reports.tables.views.forms import forms
from reports.tables.views.rows import form_rows, table_rows
from reports.tables.views.tables import paste, table
from reports.unsaid.views import question, questions, unsaid
from reports.works import LISTS, reading_job

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", views.load_list, {"read": reading_job, "lists": LISTS}, name="list"),
    path("new/<str:ticket>/", views.load_new, name="new"),
    path("jobs/<int:pk>/", job_detail, name="job"),
    path("plan/", new_plan, name="plan"),
    path("paste/", paste, name="paste"),
    path("tables/<str:ticket>/", table, name="table"),
    path("tables/<str:ticket>/rows/<int:pk>/", table_rows, name="table_rows"),
    path("forms/<str:ticket>/", forms, name="forms"),
    path("forms/<str:ticket>/rows/<int:pk>/", form_rows, name="form_rows"),
    path("unsaid/", unsaid, name="unsaid"),
    path("questions/", questions, name="questions"),
    path("questions/<int:pk>/", question, name="question"),
    path("loads/<int:pk>/", views.load_detail, name="load"),
    path("<int:pk>/", facts.report_detail, name="report"),
    path("<int:pk>/draft.json", facts.report_draft, name="report_draft"),
    path("<int:pk>/place/", places.report_place, name="place"),
    path("<int:pk>/load/", loading.report_load, name="report_load"),
    path("<int:pk>/check/", loading.report_check, name="report_check"),
    path("figures/<slug:kind>/<int:pk>/", loading.figure_source, name="figure_source"),
]
