"""The judgement's own pages: rule profiles."""

from django.urls import URLPattern, path

from evaluations.views import profile_editing, profiles

app_name = "evaluations"

profile_routes: list[URLPattern] = [
    path("profiles/", profiles.profile_list, name="profile_list"),
    path("profiles/compare/", profiles.profile_compare, name="profile_compare"),
    path("profiles/<int:pk>/", profile_editing.profile_edit, name="profile_edit"),
]
urlpatterns: list[URLPattern] = [*profile_routes]
