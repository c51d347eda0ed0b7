"""The keepers' pages of rule profiles, cycles, evaluations and sheets."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from accounts.actions import Actor, touch_row
from accounts.keeping.admin import ReadOnlyAdmin, StackedRowsBelow, TabularRowsBelow, VersionedAdmin
from accounts.keeping.forms import VersionedForm
from evaluations.models import (
    Evaluation,
    EvaluationCycle,
    EvaluationReason,
    EvaluationStage,
    NarrativeSection,
    ProjectSheet,
    SheetAmount,
    SheetAnswer,
    SheetForm,
    SheetItem,
    SheetRequest,
    StageStep,
)
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


@admin.register(EvaluationCycle)
class EvaluationCycleAdmin(VersionedAdmin):
    """Rounds of judging."""

    municipality_paths = ("period__plan__local_government_code",)
    list_display = ("name", "key", "period", "kind", "first_year", "last_year", "is_published")
    list_filter = ("kind", "is_published", "period")
    list_select_related = ("period",)
    search_fields = ("name", "key", "period__name")


@admin.register(EvaluationStage)
class EvaluationStageAdmin(VersionedAdmin):
    """The stages of a cycle, one by one; its own page puts down the whole list."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    list_display = ("name", "cycle", "order", "meaning", "role", "due_on")
    list_filter = ("meaning", "role", "cycle")
    list_select_related = ("cycle",)
    search_fields = ("name", "key", "cycle__name")


class ReasonsBelow(TabularRowsBelow):
    """The numbered reasons of an evaluation."""

    model = EvaluationReason


class SectionsBelow(StackedRowsBelow):
    """The text of an evaluation."""

    model = NarrativeSection


class JudgementAdmin(VersionedAdmin):
    """What was judged about a node in a cycle."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    autocomplete_fields = ("node",)


@admin.register(Evaluation)
class EvaluationAdmin(JudgementAdmin):
    """Evaluations of measures, with their reasons and text."""

    list_display = ("node", "cycle", "progress", "direction", "decided_on")
    list_filter = ("cycle", "progress", "direction")
    list_select_related = ("node", "cycle", "progress", "direction")
    search_fields = ("node__name", "node__code", "cycle__name", "difference_reason")
    inlines = (ReasonsBelow, SectionsBelow)
    readonly_fields = ("stage",)  # a step is taken on its page, where it is written down


@admin.register(StageStep)
class StageStepAdmin(ReadOnlyAdmin):
    """What was handed on and sent back; only read."""

    municipality_paths = ("evaluation__cycle__period__plan__local_government_code",)
    list_display = ("evaluation", "from_name", "to_name", "kind", "by_name", "post", "at")
    list_filter = ("kind", "evaluation__cycle")
    list_select_related = ("evaluation__cycle", "evaluation__node")
    search_fields = ("evaluation__node__name", "evaluation__node__code", "by_name", "reason")


@admin.register(ProjectSheet)
class ProjectSheetAdmin(JudgementAdmin):
    """The yearly sheets of undertakings."""

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


class PartAdmin(VersionedAdmin):
    """A part of an evaluation."""

    municipality_paths = ("evaluation__cycle__period__plan__local_government_code",)
    list_select_related = ("evaluation__cycle", "evaluation__node")
    autocomplete_fields = ("evaluation",)


@admin.register(EvaluationReason)
class EvaluationReasonAdmin(PartAdmin):
    """Reasons."""

    list_display = ("evaluation", "subject", "number", "text")
    list_filter = ("subject", "evaluation__cycle")
    search_fields = ("text", "evaluation__node__name", "evaluation__node__code")


@admin.register(NarrativeSection)
class NarrativeSectionAdmin(PartAdmin):
    """Texts."""

    list_display = ("evaluation", "kind", "order", "heading")
    list_filter = ("kind", "evaluation__cycle")
    search_fields = ("heading", "body", "evaluation__node__name", "evaluation__node__code")
