"""The keepers' pages of indicators, targets, results and rating scales."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode

from accounts.admin.pages import ReadOnlyAdmin, TabularRowsBelow, VersionedAdmin
from accounts.forms.keepers import REASON, RowsFormSet, VersionedForm, VersionedInlineForm
from indicators.actions import asks_for_nothing, forget_replaced
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
from indicators.models.seen import by_what_seen
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor

CONTRARY = (
    "この向きと逆の条件の目標があります。"
    "先に目標を直すか、意図したものなら「向きと逆の目標を認める」を付けてください。"
)
ASKS_NOTHING = (
    "{}分の実績を照会する指標がありません。年度を確かめるか、その年度の計画期間に指標を登録し、"
    "指標の「実績を照会する年度」を見直してください。"
)
YEARLY_HAS_NO_INTERVAL = (
    "「毎年」のときは、照会の間隔を空欄にしてください。間隔を置くときは「n年ごと」を選んでください。"
)
ONLY_EVERY_N_YEARS = "照会の間隔と照会を始める年度は、「n年ごと」のときだけ入力してください。"


class IndicatorForm(VersionedForm):
    """An indicator; its direction cannot turn against its targets, nor the years asked for against each other."""

    def clean(self) -> dict[str, Any]:
        """Refuse an interval beside 「毎年」, which would say two things at once."""
        said = super().clean()
        asked, every = said.get("asked"), said.get("survey_interval")
        if asked == Indicator.Asked.YEARLY and (every or 1) > 1:
            self.add_error("survey_interval", YEARLY_HAS_NO_INTERVAL)
        elif asked != Indicator.Asked.INTERVAL and said.get("asked_since"):
            self.add_error("asked_since", ONLY_EVERY_N_YEARS)
        return said

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


class TargetsFormSet(RowsFormSet):
    """The targets of an indicator; once others have seen them they stand, and only their revisions are added."""

    @cached_property
    def seen(self) -> str:
        """By what others have seen them; "" while they are a draft."""
        indicator: Any = self.instance
        return by_what_seen(indicator) if indicator.pk else ""

    @property
    def to_revise(self) -> list[Target]:
        """The last version of each target."""
        rows = sorted((form.instance for form in self.initial_forms), key=lambda row: row.revision)
        last = {(row.fiscal_year, row.scope): row for row in rows}
        return sorted(last.values(), key=lambda row: (row.fiscal_year, row.scope))

    def add_fields(self, form: Any, index: int | None) -> None:
        """Hold what has been seen, and leave no box to delete it by."""
        super().add_fields(form, index)
        if form.instance.pk is None or not self.seen:
            return
        form.hold_settled(self.seen)
        if not self.is_bound:
            form.fields[DELETION_FIELD_NAME].disabled = True


class TargetsBelow(ReadsAmounts, TabularRowsBelow):
    """The targets of an indicator, revisions as further rows."""

    formset = TargetsFormSet
    template = "admin/indicators/targets_below.html"
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
        "row_version", "fiscal_year", "total", "increment", "total_raw", "increment_raw", "standing", "missing",
        "pending_until", "text_value", "text_fulfilled", "text_partly", "footnote", "as_of", "published_rate",
        "published_class", "change_kind", "entry_state",
    )  # fmt: skip


SUCCEEDS = "succeeds"  # in the address: the indicator that the new one follows
TAKEN_OVER = (
    "node",
    "department",
    "name",
    "kind",
    "is_judged",
    "figure_source",
    "records_label",
    "rationale",
)


@admin.register(Indicator)
class IndicatorAdmin(ReadsAmounts, VersionedAdmin):
    """Indicators with their targets and results."""

    municipality_paths = ("node__period__plan__local_government_code",)
    form = IndicatorForm
    list_display = ("name", "number", "node", "kind", "is_judged", "direction", "accumulation", "department")
    list_filter = ("kind", "is_judged", "direction", "accumulation", "node__period", "ended_in")
    list_select_related = ("node", "department")
    readonly_fields = ("uid",)
    search_fields = (
        "uid",
        "name",
        "number",
        "node__name",
        "node__code",
        "department__name",
        "method",
        "note",
    )
    autocomplete_fields = ("node", "department", "succeeds")
    inlines = (TargetsBelow, ResultsBelow)
    groups = (
        (None, ("node", "department", "order", "number", "name", "kind", "is_judged", "uid")),
        (
            "定義（実績が一度確認されると、変えられません）",
            (
                *("unit", "decimals", "rounding", "direction", "accumulation", "rate_formula", "method"),
                *("baseline_value", "baseline_year", "baseline_label"),
                *("year_basis", "basis_month", "basis_day"),
            ),
        ),
        (
            "照会する年度と確定時期",
            (
                *(
                    "asked",
                    "survey_interval",
                    "asked_since",
                    "asked_years",
                    "put_off_years",
                    "not_asked_reason",
                ),
                "known_from",
            ),
        ),
        ("考え方・出典", ("rationale", "target_rationale", "note", "source", "accepts_contrary_targets")),
        ("取組の件数から数えるとき", ("figure_source", "records_label")),
        ("終了と前身", ("ended_in", "succeeds")),
    )

    def ways_out(self, row: Indicator) -> list[tuple[str, str]]:
        """Lead to the form of what follows it."""
        return [("後継の指標を登録する", f"{self.address('add')}?{urlencode({SUCCEEDS: row.pk})}")]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin what follows another indicator with its words, not with its definition."""
        begun: dict[str, Any] = super().get_changeform_initial_data(request)
        key = request.GET.get(SUCCEEDS, "")
        if not (key.isascii() and key.isdigit() and len(key) < 10):
            return {name: value for name, value in begun.items() if name != SUCCEEDS}
        before = self.get_queryset(request).filter(pk=key).first()
        if before is None:
            return {}
        return {name: getattr(before, name) for name in TAKEN_OVER} | {SUCCEEDS: [before.pk]}

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

    @admin.display(description="計画の項目", ordering="indicator__node__path")
    def node(self, row: Any) -> str:
        """Say under which node the indicator stands."""
        return str(row.indicator.node)


class TargetForm(VersionedForm):
    """A target on its own page; a revision says why."""

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a new revision."""
        cleaned = super().clean()
        if self.instance.pk is None and cleaned.get("revision") and not cleaned.get("reason", "").strip():
            self.add_error("reason", "改定の理由を入力してください。")
        return cleaned


REVISES = "revises"  # in the address: the target of which the new one is a revision
REVISED = (
    "indicator", "fiscal_year", "label", "scope", "comparator", "value", "upper", "text",
    "is_approximate", "reference_year",
)  # fmt: skip


@admin.register(Target)
class TargetAdmin(YearlyAdmin):
    """Targets; a further version of one begins with what the last one says (「目標を改定する」)."""

    form = TargetForm
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

    def ways_out(self, row: Target) -> list[tuple[str, str]]:
        """Lead to the form of a revision."""
        return [("目標を改定する", f"{self.address('add')}?{urlencode({REVISES: row.pk})}")]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Call the form of a revision by its name."""
        if object_id is None and self.revised(request) is not None:
            extra_context = (extra_context or {}) | {"title": "目標を改定する"}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a revision with what the last version says, in force from this year on."""
        last = self.revised(request)
        if last is None:
            return super().get_changeform_initial_data(request)
        this_year = FiscalYear.containing(timezone.localdate()).year
        said = {name: getattr(last, name) for name in REVISED}
        return said | {
            "revision": last.next_revision,
            "applies_from": min(this_year, last.fiscal_year),
        }

    def revised(self, request: HttpRequest) -> Target | None:
        """Return the last version of the target that the address names, if it is within reach."""
        key = request.GET.get(REVISES, "")
        if not (key.isascii() and key.isdigit() and len(key) < 10):
            return None
        named = self.get_queryset(request).filter(pk=key).first()
        if named is None:
            return None
        same = Target.objects.filter(
            indicator=named.indicator_id, fiscal_year=named.fiscal_year, scope=named.scope
        )
        return same.order_by("-revision").first()


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


class EntryRoundForm(VersionedForm):
    """A round; one that would ask nobody for anything is not opened."""

    def _post_clean(self) -> None:
        super()._post_clean()
        round_: Any = self.instance
        if not self.errors and not round_.is_closed and asks_for_nothing(round_.plan, round_.year):
            self.add_error("fiscal_year", ASKS_NOTHING.format(round_.year.era))


@admin.register(EntryRound)
class EntryRoundAdmin(VersionedAdmin):
    """The requests to enter a year's figures."""

    form = EntryRoundForm

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
