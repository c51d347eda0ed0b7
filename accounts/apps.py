"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "accounts"
    verbose_name = "利用者と所属"
