"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "indicators"
    verbose_name = "成果指標"
