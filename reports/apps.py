"""The app's name."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Papers and files in; it has no rows of its own."""

    name = "reports"
    verbose_name = "取込み"
