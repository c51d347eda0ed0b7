"""The keepers' pages of rule profiles, cycles, evaluations and sheets."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from accounts.admin.pages import (
    ReadOnlyAdmin,
    StackedRowsBelow,
    TabularRowsBelow,
    VersionedAdmin,
)
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.sheets.admin import JudgementAdmin
from store.actions.rows import Actor, touch_row


@admin.register(EvaluationStage)
class EvaluationStageAdmin(VersionedAdmin):
    """The stages of a cycle, one by one; its own page puts down the whole list."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    list_display = ("name", "cycle", "order", "meaning", "role", "due_on")
    list_filter = ("meaning", "role", "cycle")
    list_select_related = ("cycle",)
    search_fields = ("name", "key", "cycle__name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave to the list's own page what could decide or publish an evaluation by where its stage stands."""
        return () if obj is None else ("cycle", "order", "meaning")


class ReasonsBelow(TabularRowsBelow):
    """The numbered reasons of an evaluation."""

    model = EvaluationReason


class SectionsBelow(StackedRowsBelow):
    """The text of an evaluation."""

    model = NarrativeSection


@admin.register(Evaluation)
class EvaluationAdmin(JudgementAdmin):
    """Evaluations of measures, with their reasons and text."""

    list_display = ("node", "cycle", "progress", "direction", "decided_on")
    list_filter = ("cycle", "progress", "direction")
    list_select_related = ("node", "cycle", "progress", "direction")
    search_fields = ("node__name", "node__code", "cycle__name", "difference_reason")
    inlines = (ReasonsBelow, SectionsBelow)
    readonly_fields = ("stage",)  # a step is taken on its page, where it is written down

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Forget what a rating was decided on when the rating becomes another one, unless that is mended as well."""
        if {"progress", "direction"} & set(form.changed_data) and not {"profile", "inputs"} & set(
            form.changed_data
        ):
            obj.profile, obj.inputs = None, None
        super().save_model(request, obj, form, change)


@admin.register(StageStep)
class StageStepAdmin(ReadOnlyAdmin):
    """What was handed on and sent back; only read."""

    municipality_paths = ("evaluation__cycle__period__plan__local_government_code",)
    list_display = ("evaluation", "from_name", "to_name", "kind", "by_name", "post", "at")
    list_filter = ("kind", "evaluation__cycle")
    list_select_related = ("evaluation__cycle", "evaluation__node")
    search_fields = ("evaluation__node__name", "evaluation__node__code", "by_name", "reason")


class PartAdmin(VersionedAdmin):
    """A part of an evaluation."""

    municipality_paths = ("evaluation__cycle__period__plan__local_government_code",)
    list_select_related = ("evaluation__cycle", "evaluation__node")
    autocomplete_fields = ("evaluation",)


class WordsAdmin(PartAdmin):
    """A part of what an evaluation says; with it the evaluation's version moves, by which an open page is told."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the part of what is still the same evaluation."""
        super().save_model(request, obj, form, change)
        touch_row(obj.evaluation, version=obj.evaluation.version)

    @transaction.atomic
    def delete(self, row: Any, by: Actor) -> None:
        """Delete the part of what is still the same evaluation."""
        super().delete(row, by)
        touch_row(row.evaluation, version=row.evaluation.version)


@admin.register(EvaluationReason)
class EvaluationReasonAdmin(WordsAdmin):
    """Reasons."""

    list_display = ("evaluation", "subject", "number", "text")
    list_filter = ("subject", "evaluation__cycle")
    search_fields = ("text", "evaluation__node__name", "evaluation__node__code")


@admin.register(NarrativeSection)
class NarrativeSectionAdmin(WordsAdmin):
    """Texts."""

    list_display = ("evaluation", "kind", "order", "heading")
    list_filter = ("kind", "evaluation__cycle")
    search_fields = ("heading", "body", "evaluation__node__name", "evaluation__node__code")


# --- the committee ---


# --- compiling ---


CODE = "cycle__period__plan__local_government_code"
