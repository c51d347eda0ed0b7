"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "evaluations"
    verbose_name = "施策評価"
