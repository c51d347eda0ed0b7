"""The app's name, and where its rows are."""

from store.subjects import AppOfSubjects


class ReportsConfig(AppOfSubjects):
    """Papers and files in: jobs, how tables are read, what reports say, what sections are asked."""

    default = True
    name = "reports"
    verbose_name = "取込み"
    model_modules = ("jobs.models", "tables.models", "review.models", "unsaid.models")
