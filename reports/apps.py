"""The app's name, and that it keeps no rows yet: it reads papers and writes drafts."""

from store.subjects import AppOfSubjects


class ReportsConfig(AppOfSubjects):
    """Registers the app."""

    default = True
    name = "reports"
    verbose_name = "報告書"
