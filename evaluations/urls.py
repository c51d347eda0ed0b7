"""The judgement's own pages: the board of a cycle, its stages, its committee, one evaluation, rule profiles."""

from django.urls import URLPattern, path

from evaluations.views import board, committee, evaluation, profile_editing, profiles, stages

app_name = "evaluations"

profile_routes: list[URLPattern] = [
    path("profiles/", profiles.profile_list, name="profile_list"),
    path("profiles/compare/", profiles.profile_compare, name="profile_compare"),
    path("profiles/<int:pk>/", profile_editing.profile_edit, name="profile_edit"),
]
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("cycles/<slug:key>/stages/", stages.stages, name="stages"),
    path("committee/", committee.committee, name="committee"),
    *profile_routes,
    # every other address is that of a measure
    path("<path:address>/", evaluation.evaluation, name="evaluation"),
]
