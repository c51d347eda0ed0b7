"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "projects"
    verbose_name = "リーディングプロジェクト"
