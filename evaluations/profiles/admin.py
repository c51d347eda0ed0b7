"""The keepers' page of rule profiles."""

from typing import Any

from django.contrib import admin

from accounts.admin.pages import (
    VersionedAdmin,
)
from accounts.forms.keepers import VersionedForm
from indicators.models import RuleProfile


class RuleProfileForm(VersionedForm):
    """A profile; no rules of the progress or the direction mean those of the reference."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"progress_rules", "direction_rules"} & self.fields.keys():
            self.fields[name].required = False

    def clean_progress_rules(self) -> Any:
        """Take an empty box for an empty list."""
        return self.cleaned_data["progress_rules"] or []

    def clean_direction_rules(self) -> Any:
        """Take an empty box for an empty list."""
        return self.cleaned_data["direction_rules"] or []


@admin.register(RuleProfile)
class RuleProfileAdmin(VersionedAdmin):
    """How classes and suggestions follow from figures; this app reads all three kinds of rules."""

    municipality_paths = ("cycles__period__plan__local_government_code",)
    is_shared = True
    form = RuleProfileForm
    list_display = ("name", "key", "edition", "attainment_scale")
    list_select_related = ("attainment_scale",)
    search_fields = ("key", "name", "source")
