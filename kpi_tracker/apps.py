"""The project as an app, so that its commands (migrate) are found."""

from django.apps import AppConfig
from django.contrib.admin import (
    apps as admin_apps,
)  # the class itself, imported here, would be taken for this app


class KpiTrackerConfig(AppConfig):
    """Holds commands only, no models; what its pages ask for is done with all other jobs."""

    name = "kpi_tracker"

    def ready(self) -> None:
        """Let packages be made by whoever does the jobs."""
        from kpi_tracker.pages.packages.editions import catch_up
        from kpi_tracker.pages.packages.jobs import WORKS as PACKAGES
        from reports.works import CHORES, WORKS

        WORKS.update(PACKAGES)
        if catch_up not in CHORES:
            CHORES.append(catch_up)


class KeepersSiteConfig(admin_apps.AdminConfig):
    """Django's admin, with our site in the place of the default one."""

    default = False  # the app kpi_tracker itself is the class above
    default_site = "kpi_tracker.admin_site.KeepersSite"
    verbose_name = "管理"

    def ready(self) -> None:
        """Take Django's groups off the site: rights follow from posts, and writing there leaves no history."""
        from django.contrib import admin
        from django.contrib.auth.models import Group

        super().ready()
        admin.site.unregister(Group)
