"""The app's name, as the keepers' pages show it, and what it adds to the checks of rule profiles."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Registers the app."""

    name = "evaluations"
    verbose_name = "施策評価"

    def ready(self) -> None:
        """Let rule profiles be checked for the rules that only this app can read, wherever they come from."""
        from evaluations.cycles.models import check_profile
        from indicators.models import RuleProfile

        RuleProfile.further_checks.append(check_profile)
