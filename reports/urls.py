"""What is loaded: the list, a file chosen and looked at, one load; how far a job is."""

from django.urls import URLPattern, path

from reports.jobs.views import job_detail
from reports.loads import views
from reports.tables.views.forms import forms
from reports.tables.views.rows import form_rows, table_rows
from reports.tables.views.tables import paste, table
from reports.unsaid.views import question, questions, unsaid
from reports.works import reading_job

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", views.load_list, {"read": reading_job}, name="list"),
    path("new/<str:ticket>/", views.load_new, name="new"),
    path("jobs/<int:pk>/", job_detail, name="job"),
    path("paste/", paste, name="paste"),
    path("tables/<str:ticket>/", table, name="table"),
    path("tables/<str:ticket>/rows/<int:pk>/", table_rows, name="table_rows"),
    path("forms/<str:ticket>/", forms, name="forms"),
    path("forms/<str:ticket>/rows/<int:pk>/", form_rows, name="form_rows"),
    path("unsaid/", unsaid, name="unsaid"),
    path("questions/", questions, name="questions"),
    path("questions/<int:pk>/", question, name="question"),
    path("loads/<int:pk>/", views.load_detail, name="load"),
]
