"""One indicator, and its figure."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/<int:pk>/", views.indicator_detail, name="indicator_detail"),
    path("indicators/<int:pk>/chart.json", views.indicator_chart, name="indicator_chart"),
]
