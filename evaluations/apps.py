"""The app's name, where its rows and keepers' pages are, and what it adds to the checks of rule profiles."""

from store.subjects import AppOfSubjects


class EvaluationsConfig(AppOfSubjects):
    """Registers the app."""

    default = True
    name = "evaluations"
    verbose_name = "施策評価"
    model_modules = (
        "cycles.models",
        "sheets.models.forms",
        "sheets.models.sheets",
        "rating.models.stages",
        "rating.models.evaluation",
        "committee.models",
        "redline.models",
        "publishing.models",
    )
    admin_modules = (
        "cycles.admin",
        "sheets.admin",
        "rating.admin",
        "committee.admin",
        "redline.admin",
        "profiles.admin",
        "publishing.admin",
    )

    def ready(self) -> None:
        """Let rule profiles be checked for the rules that only this app can read, wherever they come from."""
        super().ready()
        from evaluations.cycles.models import check_profile
        from indicators.models import RuleProfile

        RuleProfile.further_checks.append(check_profile)
