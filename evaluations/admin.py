"""The keepers' pages of rule profiles, cycles, evaluations and sheets."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

from accounts import scorecards as scope
from accounts.admin.pages import (
    ReadOnlyAdmin,
    StackedRowsBelow,
    TabularRowsBelow,
    VersionedAdmin,
)
from accounts.forms.keepers import VersionedForm
from accounts.rules import may_see_remarks
from evaluations.committee.models import (
    OpinionResponse,
    Review,
    ReviewAnswer,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
    ReviewRemark,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.redline.models import COMPILING, Comment, Proposal, WordingRule
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.forms import AskedForByRounds
from indicators.models import RuleProfile
from store.actions.rows import Actor, touch_row
from store.models import owner_of


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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave to the list's own page what could decide or publish an evaluation by where its stage stands."""
        return () if obj is None else ("cycle", "order", "meaning")


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


# --- the committee ---


@admin.register(ReviewPoint)
class ReviewPointAdmin(VersionedAdmin):
    """What the committee looks at."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    list_display = ("text", "cycle", "order", "source")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    search_fields = ("text", "cycle__name")


@admin.register(Review)
class ReviewAdmin(PartAdmin):
    """Meetings on an evaluation."""

    list_display = ("evaluation", "panel", "held_on")
    list_filter = ("evaluation__cycle", "panel")
    search_fields = ("panel", "evaluation__node__name", "evaluation__node__code")


@admin.register(ReviewMember)
class ReviewMemberAdmin(VersionedAdmin):
    """Who looks at which evaluation."""

    municipality_paths = ("review__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("name", "review", "person")
    list_filter = ("review__evaluation__cycle",)
    list_select_related = ("review__evaluation__cycle", "review__evaluation__node", "person")
    search_fields = ("name", "review__evaluation__node__name")
    readonly_fields = ("person",)  # only 委員 of the city; chosen on the committee's page


@admin.register(ReviewQuestion)
class ReviewQuestionAdmin(PartAdmin):
    """Questions; whose words they are stays as it was."""

    list_display = ("evaluation", "number", "text", "by_name", "entered_by_name", "at")
    list_filter = ("evaluation__cycle",)
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewOpinion)
class ReviewOpinionAdmin(PartAdmin):
    """Opinions; whose words they are stays as it was."""

    list_display = ("evaluation", "level", "text", "by_name", "entered_by_name", "at")
    list_filter = ("evaluation__cycle", "level")
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewAnswer)
class ReviewAnswerAdmin(VersionedAdmin):
    """Answers."""

    municipality_paths = ("question__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("question", "number", "text", "by_name", "at")
    list_filter = ("question__evaluation__cycle",)
    list_select_related = ("question__evaluation__cycle", "question__evaluation__node")
    search_fields = ("text", "by_name", "question__evaluation__node__name")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewRemark)
class ReviewRemarkAdmin(VersionedAdmin):
    """What an opinion says on one point."""

    municipality_paths = ("opinion__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("opinion", "point", "text")
    list_filter = ("opinion__evaluation__cycle",)
    list_select_related = ("opinion__evaluation__cycle", "opinion__evaluation__node", "point")
    search_fields = ("text", "point__text", "opinion__evaluation__node__name")


@admin.register(OpinionResponse)
class OpinionResponseAdmin(VersionedAdmin):
    """The city's replies to opinions."""

    municipality_paths = ("opinion__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("opinion", "number", "status", "text", "by_name", "at")
    list_filter = ("status", "opinion__evaluation__cycle")
    list_select_related = ("opinion__evaluation__cycle", "opinion__evaluation__node")
    search_fields = ("text", "by_name", "opinion__evaluation__node__name")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


# --- compiling ---


SIGNED = ("by", "by_name", "post", "at", "section", "reason")
CODE = "cycle__period__plan__local_government_code"


class RemarkAdmin(PartAdmin):
    """What officers say to each other about a text: for those alone who may read it on the page of the evaluation."""

    asks = scope.Asked(may_see_remarks, "evaluation__node__department", f"evaluation__{CODE}")
    open_to = scope.Asked(may_see_remarks, "node__department", CODE)  # the same, asked of an evaluation

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Offer the evaluations about which the keeper may read what was said."""
        choices = super().get_field_queryset(db, db_field, request)
        if db_field.name != "evaluation" or choices is None:
            return choices
        return self.open_to.allowed(choices, request.user)

    def kept_from(self, request: HttpRequest) -> Q | None:
        """Keep from the history what was said where the keeper may not read it, also what is deleted by now."""
        read = self.open_to.allowed(Evaluation.objects.order_by(), request.user)
        owner = Concat(Value(owner_of(COMPILING, "")), Cast("pk", CharField()))
        said = Q(model=self.opts.label_lower) | Q(owner__startswith=owner_of(COMPILING, ""))
        return said & ~Q(owner__in=read.annotate(of=owner).values("of"))


@admin.register(Proposal)
class ProposalAdmin(RemarkAdmin):
    """見え消し; whose words they are and what became of them stays as it was."""

    list_display = ("evaluation", "label", "state", "by_name", "at", "decided_by_name", "decided_at")
    list_filter = ("state", "evaluation__cycle")
    search_fields = ("text", "answer", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = (
        *SIGNED,
        *("state", "refused", "result", "decided_by", "decided_by_name", "decided_at"),
    )


@admin.register(Comment)
class CommentAdmin(RemarkAdmin):
    """Comments; whose words they are stays as it was."""

    list_display = ("evaluation", "label", "text", "by_name", "at", "resolved_at")
    list_filter = ("field", "evaluation__cycle")
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = (*SIGNED, "reply_to", "resolved_by", "resolved_by_name", "resolved_at")


@admin.register(WordingRule)
class WordingRuleAdmin(VersionedAdmin):
    """用字用語."""

    municipality_paths = ("local_government_code",)
    list_display = ("__str__", "kind", "unless_in", "field", "longest", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("pattern", "preferred", "note")
