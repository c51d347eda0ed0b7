"""What is loaded: the list, a file chosen and looked at, one load; how far a job is."""

from django.urls import URLPattern, path

from reports.jobs.views import job_detail
from reports.loads import views

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", views.load_list, name="list"),
    path("new/<str:ticket>/", views.load_new, name="new"),
    path("jobs/<int:pk>/", job_detail, name="job"),
    path("loads/<int:pk>/", views.load_detail, name="load"),
]
