"""The keepers' page of cycles."""

from django.contrib import admin

from accounts.admin.pages import (
    VersionedAdmin,
)
from evaluations.cycles.models import EvaluationCycle


@admin.register(EvaluationCycle)
class EvaluationCycleAdmin(VersionedAdmin):
    """Rounds of judging."""

    municipality_paths = ("period__plan__local_government_code",)
    list_display = ("name", "key", "period", "kind", "first_year", "last_year", "is_published")
    list_filter = ("kind", "is_published", "period")
    list_select_related = ("period",)
    search_fields = ("name", "key", "period__name")
