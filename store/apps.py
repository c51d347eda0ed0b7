"""The app's name."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Registers the loader's command; has no table of its own name."""

    name = "store"
    verbose_name = "記録"
