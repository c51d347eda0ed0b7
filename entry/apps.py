"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "entry"
    verbose_name = "実績の入力"
