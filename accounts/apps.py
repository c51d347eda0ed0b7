"""The app's name, as the keepers' pages show it."""

from store.subjects import AppOfSubjects


class AccountsConfig(AppOfSubjects):
    """Registers the app."""

    default = True
    name = "accounts"
    verbose_name = "利用者と所属"
    admin_modules = ("admin.own",)
