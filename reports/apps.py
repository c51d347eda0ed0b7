"""The app's name, and where its rows are."""

from store.subjects import AppOfSubjects


class ReportsConfig(AppOfSubjects):
    """Papers and files in: what is asked for and takes its time, how tables are read, what reports say."""

    default = True
    name = "reports"
    verbose_name = "取込み"
    model_modules = ("jobs.models", "tables.models", "review.models")
