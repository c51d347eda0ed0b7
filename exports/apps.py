"""The app's name; it has no rows."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "exports"
    verbose_name = "持出し"
