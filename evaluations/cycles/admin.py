"""The keepers' page of cycles."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from accounts.admin.pages import (
    VersionedAdmin,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.cycles.scorecards import unjudged_in


@admin.register(EvaluationCycle)
class EvaluationCycleAdmin(VersionedAdmin):
    """Rounds of judging."""

    municipality_paths = ("period__plan__local_government_code",)
    list_display = ("name", "key", "period", "kind", "first_year", "last_year", "is_published")
    list_filter = ("kind", "is_published", "period")
    list_select_related = ("period",)
    search_fields = ("name", "key", "period__name")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Say where the rules that were chosen would leave most of the plan without a class."""
        super().save_model(request, obj, form, change)
        if said := unjudged_in(obj):
            self.message_user(request, said, messages.WARNING)
