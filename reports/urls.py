"""What is loaded: the list, a file chosen and looked at, one load; how far a job is."""

from django.urls import URLPattern, path

from reports.jobs.views import job_detail
from reports.loads import views
from reports.tables.views import paste, table, table_rows
from reports.works import reading_job

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", views.load_list, {"read": reading_job}, name="list"),
    path("new/<str:ticket>/", views.load_new, name="new"),
    path("jobs/<int:pk>/", job_detail, name="job"),
    path("paste/", paste, name="paste"),
    path("tables/<str:ticket>/", table, name="table"),
    path("tables/<str:ticket>/rows/<int:pk>/", table_rows, name="table_rows"),
    path("loads/<int:pk>/", views.load_detail, name="load"),
]
