"""What was published, to be read on the keepers' pages."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import scorecards as scope
from accounts.admin.pages import (
    ReadOnlyAdmin,
)
from evaluations.publishing.models import Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """What was published: to be read, never written; the content itself is on its own pages."""

    list_display = ("edition", "kind", "cycle", "municipality", "published_at", "published_by", "post")
    list_filter = ("kind", "published_at")
    list_select_related = ("cycle",)
    search_fields = ("cycle_key", "municipality", "published_by", "reason", "sha256")
    exclude = ("content", "errata")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Show those of the cities within reach, without their large texts."""
        found = Publication.objects.without_content()
        if scope.keeps_everything(request.user):
            return found
        return found.filter(cycle__period__plan__local_government_code__in=scope.codes_of(request.user))
