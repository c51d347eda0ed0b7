"""The app's name, as the keepers' pages show it."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Registers the app; does nothing at start-up."""

    name = "policies"
    verbose_name = "政策体系"
