"""The keepers' pages of 事務事業評価シート."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from accounts.admin.pages import (
    StackedRowsBelow,
    VersionedAdmin,
)
from accounts.forms.keepers import VersionedForm
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.forms import AskedForByRounds
from store.actions.rows import Actor, touch_row


class JudgementAdmin(VersionedAdmin):
    """What was judged about a node in a cycle."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    autocomplete_fields = ("node",)


class ProjectSheetForm(AskedForByRounds, VersionedForm):
    """A sheet on its own page."""


@admin.register(ProjectSheet)
class ProjectSheetAdmin(JudgementAdmin):
    """The yearly sheets of undertakings."""

    form = ProjectSheetForm
    list_display = ("node", "cycle", "achievement", "entry_state")
    list_filter = ("cycle", "entry_state", "achievement")
    list_select_related = ("node", "cycle", "achievement")
    search_fields = ("node__name", "node__code", "comment", "cycle__name")


class SheetItemsBelow(StackedRowsBelow):
    """The items of a form."""

    model = SheetItem


FORM_USERS = (
    "requests__round__plan__local_government_code",
    "sheets__node__period__plan__local_government_code",
)


@admin.register(SheetForm)
class SheetFormAdmin(VersionedAdmin):
    """Forms of the sheet; one that several municipalities use is changed by nobody's keeper alone."""

    municipality_paths = FORM_USERS
    is_shared = True
    list_display = ("name", "key", "edition", "source")
    search_fields = ("name", "key", "source")
    inlines = (SheetItemsBelow,)


@admin.register(SheetItem)
class SheetItemAdmin(VersionedAdmin):
    """The items of the forms."""

    municipality_paths: ClassVar[tuple[str, ...]] = tuple(f"form__{path}" for path in FORM_USERS)
    is_shared = True
    list_display = ("label", "form", "order", "part", "key", "kind", "meaning", "is_required")
    list_filter = ("kind", "form")
    list_select_related = ("form",)
    search_fields = ("label", "key", "part", "form__name")


@admin.register(SheetRequest)
class SheetRequestAdmin(VersionedAdmin):
    """Which round asks for the sheets, by which form."""

    municipality_paths = ("round__plan__local_government_code", "cycle__period__plan__local_government_code")
    list_display = ("round", "form", "cycle")
    list_select_related = ("round__plan", "form", "cycle")
    search_fields = ("round__plan__name", "form__name", "cycle__name")


class SheetPartAdmin(VersionedAdmin):
    """A part of a sheet; with it the sheet's version moves, by which an open form is told."""

    municipality_paths = ("sheet__node__period__plan__local_government_code",)
    list_select_related = ("sheet__cycle", "sheet__node", "item")
    search_fields = ("sheet__node__name", "sheet__node__code", "item__label")
    autocomplete_fields = ("sheet",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the part of what is still the same sheet."""
        super().save_model(request, obj, form, change)
        touch_row(obj.sheet, version=obj.sheet.version)

    @transaction.atomic
    def delete(self, row: Any, by: Actor) -> None:
        """Delete the part of what is still the same sheet."""
        super().delete(row, by)
        touch_row(row.sheet, version=row.sheet.version)


@admin.register(SheetAnswer)
class SheetAnswerAdmin(SheetPartAdmin):
    """What was answered."""

    list_display = ("item", "sheet", "text", "level", "number")
    list_filter = ("item__form",)


@admin.register(SheetAmount)
class SheetAmountAdmin(SheetPartAdmin):
    """The amounts."""

    list_display = ("item", "sheet", "fiscal_year", "column", "line", "value")
    list_filter = ("item__form", "fiscal_year")
