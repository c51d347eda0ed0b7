"""The board of a cycle, its stages, and one evaluation."""

from django.urls import path

from evaluations.views import board, evaluation, stages

app_name = "evaluations"
urlpatterns = [
    path("", board.board, name="board"),
    path("cycles/<slug:key>/stages/", stages.stages, name="stages"),
    # every other address is that of a measure
    path("<path:address>/", evaluation.evaluation, name="evaluation"),
]
