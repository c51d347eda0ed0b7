"""The app's name, as the keepers' pages show it, and where its rows are kept."""

from store.subjects import AppOfSubjects


class EntryConfig(AppOfSubjects):
    """Registers the app."""

    default = True
    name = "entry"
    verbose_name = "実績の入力"
    model_modules = ("reminders.models",)
    admin_modules = ("reminders.admin",)
