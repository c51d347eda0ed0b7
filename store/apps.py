"""The app's name."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Registers the loader's commands, and the table of what was loaded."""

    name = "store"
    verbose_name = "記録"
