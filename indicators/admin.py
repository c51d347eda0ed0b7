"""The keepers' pages of indicators, targets, results and rating scales."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.pages import ReadOnlyAdmin, TabularRowsBelow, VersionedAdmin
from accounts.forms.keepers import REASON, VersionedForm, VersionedInlineForm
from indicators.actions import forget_replaced
from indicators.calculation.series import Comparator, Direction, contradicts
from indicators.forms import AskedForByRounds, ReadsAmounts
from indicators.models import (
    EarlierFigure,
    EntryRound,
    Indicator,
    InterimValue,
    RatingLevel,
    RatingScale,
    Result,
    Target,
)
from store.actions.rows import Actor

CONTRARY = (
    "この向きと逆の条件の目標があります。"
    "先に目標を直すか、意図したものなら「向きと逆の目標を認める」を付けてください。"
)


class IndicatorForm(VersionedForm):
    """An indicator; its direction cannot turn against the targets it has."""

    def _post_clean(self) -> None:
        super()._post_clean()
        indicator: Any = self.instance
        if self.errors or indicator.pk is None:
            return
        direction = Direction(indicator.direction)
        comparators = Target.objects.filter(indicator=indicator).values_list("comparator", flat=True)
        if not indicator.accepts_contrary_targets and any(
            contradicts(direction, Comparator(comparator)) for comparator in comparators
        ):
            self.add_error("direction", CONTRARY)


class TargetsBelow(ReadsAmounts, TabularRowsBelow):
    """The targets of an indicator, revisions as further rows."""

    model = Target
    fields = (
        "row_version", "fiscal_year", "scope", "revision", "comparator", "value", "upper", "text",
        "applies_from", "decided_on", "reason",
    )  # fmt: skip


class ResultForm(AskedForByRounds, VersionedForm):
    """A result on its own page."""


class ResultBelowForm(AskedForByRounds, VersionedInlineForm):
    """A result on the page of its indicator."""


class ResultsBelow(ReadsAmounts, TabularRowsBelow):
    """The results of an indicator."""

    form = ResultBelowForm

    model = Result
    fields = (
        "row_version", "fiscal_year", "total", "increment", "standing", "missing", "pending_until",
        "text_value", "text_fulfilled", "text_partly", "footnote", "as_of", "published_rate",
        "published_class", "entry_state",
    )  # fmt: skip


@admin.register(Indicator)
class IndicatorAdmin(ReadsAmounts, VersionedAdmin):
    """Indicators with their targets and results."""

    municipality_paths = ("node__period__plan__local_government_code",)
    form = IndicatorForm
    list_display = ("name", "number", "node", "kind", "is_judged", "direction", "accumulation", "department")
    list_filter = ("kind", "is_judged", "direction", "accumulation", "node__period")
    list_select_related = ("node", "department")
    search_fields = ("name", "number", "node__name", "node__code", "department__name", "method", "note")
    autocomplete_fields = ("node", "department")
    inlines = (TargetsBelow, ResultsBelow)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the rows below; a figure that is confirmed here takes the place of the one before it."""
        unconfirmed = set(unconfirmed_among(form.instance.results.all()))
        super().save_related(request, form, formsets, change)
        by = self.actor(request, form.instance, form.cleaned_data.get(REASON, ""))
        forget_replaced(form.instance.results.filter(pk__in=unconfirmed), by=by)

    def view_on_site(self, row: Indicator) -> str:
        """Lead to the indicator's own page."""
        return row.get_absolute_url()


class YearlyAdmin(ReadsAmounts, VersionedAdmin):
    """What an indicator has for a year."""

    municipality_paths = ("indicator__node__period__plan__local_government_code",)
    list_select_related = ("indicator__node",)
    search_fields = ("indicator__name", "indicator__node__name", "indicator__node__code", "fiscal_year")
    autocomplete_fields = ("indicator",)

    @admin.display(description="施策など", ordering="indicator__node__path")
    def node(self, row: Any) -> str:
        """Say under which node the indicator stands."""
        return str(row.indicator.node)


@admin.register(Target)
class TargetAdmin(YearlyAdmin):
    """Targets."""

    list_display = (
        "indicator",
        "node",
        "fiscal_year",
        "scope",
        "revision",
        "comparator",
        "value",
        "upper",
        "text",
    )
    list_filter = ("scope", "comparator", "fiscal_year")


@admin.register(Result)
class ResultAdmin(YearlyAdmin):
    """Results."""

    form = ResultForm

    list_display = (
        "indicator",
        "node",
        "fiscal_year",
        "total",
        "increment",
        "standing",
        "missing",
        "entry_state",
    )
    list_filter = ("entry_state", "standing", "missing", "fiscal_year")

    def change(self, row: Result, version: int, by: Actor) -> None:
        """Write the figure; one that is confirmed here takes the place of the one before it."""
        was_unconfirmed = bool(unconfirmed_among(Result.objects.filter(pk=row.pk)))
        super().change(row, version, by)
        if was_unconfirmed:
            forget_replaced([row], by=by)


def unconfirmed_among(results: "QuerySet[Result]") -> list[int]:
    """Return the keys of those that no 課長 has confirmed."""
    return list(results.exclude(entry_state__in=Result.CONFIRMED_STATES).values_list("pk", flat=True))


@admin.register(InterimValue)
class InterimValueAdmin(YearlyAdmin):
    """Values in the middle of a year."""

    search_fields = ("indicator__name", "indicator__node__name", "indicator__node__code", "note")
    list_display = ("indicator", "node", "as_of", "value", "is_published")
    list_filter = ("is_published",)
    date_hierarchy = "as_of"


@admin.register(EarlierFigure)
class EarlierFigureAdmin(ReadOnlyAdmin):
    """What is shown while another figure waits in its place: only entering and confirming change it."""

    municipality_paths = ("result__indicator__node__period__plan__local_government_code",)
    list_display = ("result", "indicator", "total", "standing", "missing", "was_confirmed")
    list_filter = ("was_confirmed", "standing", "missing")
    list_select_related = ("result__indicator__node",)
    search_fields = ("result__indicator__name", "result__fiscal_year")

    @admin.display(description="指標", ordering="result__indicator__name")
    def indicator(self, row: EarlierFigure) -> str:
        """Say which indicator it belongs to."""
        return str(row.result.indicator)


@admin.register(EntryRound)
class EntryRoundAdmin(VersionedAdmin):
    """The requests to enter a year's figures."""

    municipality_paths = ("plan__local_government_code",)
    list_display = ("fiscal_year", "kind", "plan", "opens_on", "due_on", "is_closed")
    list_display_links = ("fiscal_year", "kind")
    list_filter = ("kind", "is_closed", "fiscal_year")
    search_fields = ("plan__name", "plan__municipality")
    autocomplete_fields = ("plan",)


class LevelsBelow(TabularRowsBelow):
    """The levels of a scale."""

    model = RatingLevel


SCALE_USERS = (
    "layers__period__plan__local_government_code",
    "profiles__cycles__period__plan__local_government_code",
    "opinion_cycles__period__plan__local_government_code",
)


@admin.register(RatingScale)
class RatingScaleAdmin(VersionedAdmin):
    """Scales; one that several municipalities use is changed by nobody's keeper alone."""

    municipality_paths = SCALE_USERS
    is_shared = True
    list_display = ("key", "name", "document", "is_best_first")
    list_display_links = ("key", "name")
    list_filter = ("is_best_first",)
    search_fields = ("key", "name", "document")
    autocomplete_fields = ("layers",)
    inlines = (LevelsBelow,)


@admin.register(RatingLevel)
class RatingLevelAdmin(VersionedAdmin):
    """The symbols of the scales."""

    municipality_paths: ClassVar[tuple[str, ...]] = tuple(f"scale__{path}" for path in SCALE_USERS)
    is_shared = True
    list_display = ("symbol", "label", "scale", "order", "tone", "shape")
    list_display_links = ("symbol", "label")
    list_filter = ("scale",)
    list_select_related = ("scale",)
    search_fields = ("symbol", "label", "explanation", "scale__name", "scale__key")
