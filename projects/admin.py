"""The keepers' pages of leading projects and reported counts."""

from django.contrib import admin

from accounts.admin.pages import VersionedAdmin
from projects.models import LeadingProject, ProjectCount


@admin.register(LeadingProject)
class LeadingProjectAdmin(VersionedAdmin):
    """Leading projects."""

    municipality_paths = ("node__period__plan__local_government_code",)
    list_display = ("name", "node", "standing", "first_year", "last_year", "counting_year")
    list_filter = ("standing", "counting_year", "node__period")
    list_select_related = ("node",)
    readonly_fields = ("uid",)
    search_fields = ("uid", "name", "summary", "partners", "node__name", "node__code")
    autocomplete_fields = ("node", "indicators")

    def view_on_site(self, row: LeadingProject) -> str:
        """Lead to the project's own page."""
        return row.get_absolute_url()


@admin.register(ProjectCount)
class ProjectCountAdmin(VersionedAdmin):
    """How many new projects were reported for a year."""

    municipality_paths = ("indicator__node__period__plan__local_government_code",)
    list_display = ("indicator", "fiscal_year", "count", "source")
    list_filter = ("fiscal_year",)
    list_select_related = ("indicator",)
    search_fields = ("indicator__name", "indicator__node__name", "fiscal_year")
    autocomplete_fields = ("indicator",)
