"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "desk"
    verbose_name = "入力の受付"
