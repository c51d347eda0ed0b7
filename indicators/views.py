"""One indicator: its chart, its years, its targets with their revisions, why its class, and who changed what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.rules import may_enter
from exports.page import files_of, taking
from indicators.calculation import explain
from indicators.calculation.attainment import Attainment
from indicators.calculation.days import basis_words, year_of
from indicators.calculation.facts import Interim
from indicators.calculation.forecast import Forecast, forecast
from indicators.charts import PeriodSpan, indicator_figure
from indicators.models import Indicator, IndicatorQuerySet, InterimValue, Result
from indicators.models.indicator import counts_of, with_figures
from indicators.scorecards import (
    Rules,
    Scorecard,
    YearRow,
    asking_in,
    judged_years,
    rules_of_page,
    scorecards,
    written_interim,
    written_targets,
    year_rows,
)
from indicators.tables.files import (
    history_file,
    interim_file,
    own_node,
    targets_file,
    year_lines,
    years_file,
)
from indicators.tables.screen import InterimTable, TargetTable, YearTable
from policies.fiscal_year import LAST_YEAR, FiscalYear, years
from policies.page import (
    OF_TABLES,
    PARAMETERS,
    Departments,
    Owned,
    Scope,
    person_of,
    plans_to_name,
    read_scope,
    switched_away,
    trail,
)
from policies.scorecards.lineage import succession_of
from policies.scorecards.tree import PlanTree
from policies.tables import saved_as
from store.actions.history import WHOLE, History, history_of
from store.actions.settled import settled, settled_by
from store.models import Change, owner_of
from store.numbers import promised_of
from store.page import kept_for_visitors, page_for

LATEST = 10  # years whose reasons are in sight; those before are folded
YEARS_AHEAD = 10  # of the period that a figure draws for the sake of a target alone


@dataclass(frozen=True)
class IndicatorPage:
    """The indicator with everything its page and its figure are made from."""

    scope: Scope
    card: Scorecard
    rules: Rules
    years: Sequence[FiscalYear]
    forecast: Forecast | None  # None for who is not shown it
    interim: Sequence[InterimValue]

    @cached_property
    def drawn(self) -> Sequence[FiscalYear]:
        """The years of the figure."""
        return drawn_years(self.card, self.years, [one.fact() for one in self.interim])

    @property
    def undrawn(self) -> str:
        """Say which targets lie beyond what the figure draws; the table has them."""
        beyond = {one.fiscal_year for one in self.card.series.targets if one.fiscal_year > self.drawn[-1]}
        return "、".join(year.era for year in sorted(beyond))

    @cached_property
    def attainments(self) -> Mapping[FiscalYear, Attainment]:
        """The class of every year with a result, by the target in force in that year; none for who is shown none."""
        return self.judged if self.rules.shows_classes else {}

    @cached_property
    def judged(self) -> Mapping[FiscalYear, Attainment]:
        return judged_years(self.card, self.years, self.rules)

    @cached_property
    def rows(self) -> list[YearRow]:
        return year_rows(self.card, self.years, self.rules, judged=self.judged)

    @property
    def spans(self) -> list[PeriodSpan]:
        return [PeriodSpan(period.ordinal, period.first, period.last) for period in self.scope.periods]


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, is_public=False)
def indicator_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one indicator."""
    indicator, scope = asked_indicator(request, pk)
    if elsewhere := switched_away(request, scope):
        return redirect(f"{reverse('policies:overview')}?{elsewhere}")
    if scope.was_switched:
        return redirect(f"{indicator.get_absolute_url()}?{scope.query}")
    registers = scope.internal and registers_interim(request, scope, indicator)
    whole = request.GET.get("history") == WHOLE
    make = taking(request, partial(indicator_said, scope, pk, registers=registers, whole=whole))
    return page_for(request, "indicators/indicator_detail.html", make, scope=scope, also=registers)


def indicator_said(scope: Scope, pk: int, *, registers: bool, whole: bool) -> dict[str, Any]:
    """Return what the page of an indicator says, perhaps with its whole history.

    `registers` leads on to the values in the middle of a year.
    """
    page = read_page(scope, pk, with_checks=True)
    card = page.card
    rows = page.rows
    shown = [row for row in rows if row.says_something or row.year in scope.period.years]
    changes = history(card.indicator, scope.unconfirmed_of, whole=whole) if scope.internal else None
    reasons = [card.sentence_of(one) for one in page.attainments.values()]
    return {
        "card": card,
        "indicator": card.indicator,
        "labels": [] if card.indicator.is_judged else ["補足"],
        "crumbs": crumbs(page),
        "succession": succession_of(
            card.indicator,
            ended_in=card.series.ended_in.year if card.series.ended_in else None,
            plans=plans_to_name(scope),
        ),
        "figure": figure_of(page),
        "year_table": YearTable(
            shown,
            exclude=() if page.rules.shows_classes else ("level",),
        ),
        "registers_interim": registers,
        "interim_table": InterimTable(written_interim(card, page.interim)) if page.interim else None,
        "target_table": TargetTable(written_targets(card)),
        "series_sentence": explain.series_sentence(
            card.series, [row.year for row in rows if row.figure.is_reported or row.figure.total is not None]
        ),
        "derivations": [text for row in rows if (text := explain.derivation(row.figure, card.series))],
        "forecast_sentence": explain.forecast_sentence(card.series, page.forecast) if page.forecast else "",
        "reasons": reasons[-LATEST:],
        "earlier_reasons": reasons[:-LATEST],
        "undrawn": page.undrawn,
        "basis_words": basis_words(card.series),
        "rules": page.rules,
        "history": changes,
        "history_query": scope.query,
        "files": files_of(
            years_file(scope, year_lines(card, shown), own_node, name="years", title="年度ごとの目標と実績"),
            interim_file(scope, card, page.interim, own_node),
            targets_file(scope, card, own_node),
            history_file(changes.lines, saved_as(scope)) if changes else None,
        ),
    }


def registers_interim(request: HttpRequest, scope: Scope, indicator: Indicator) -> bool:
    """Tell whether the person may register values in the middle of a year: who may enter its figures."""
    if indicator.department is None:
        return False
    owned = Owned(indicator.department, scope.plan.local_government_code)
    return may_enter(person_of(request), owned, scope.today)


@require_safe
@kept_for_visitors(*PARAMETERS, is_public=False)
def indicator_chart(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the indicator's figure as data: the same that its page carries."""
    page = read_indicator(request, pk)
    return JsonResponse(figure_of(page), json_dumps_params={"ensure_ascii": False})


def figure_of(page: IndicatorPage) -> dict[str, Any]:
    """Return the indicator's results against its targets, as a chart: the same numbers as its table."""
    return indicator_figure(
        page.card.series,
        years=page.drawn,
        periods=page.spans,
        attainments=page.attainments,
        tones=page.rules.tones,
        forecast=page.forecast,
        interim=[one.fact() for one in page.interim],
    )


def read_indicator(request: HttpRequest, pk: int, *, publicly: bool = False) -> IndicatorPage:
    """Read the indicator as far as this person (`publicly`: everybody) may see it, but for what checks find in it.

    404 for what is missing and for what is not public alike.
    """
    _, scope = asked_indicator(request, pk, publicly=publicly)
    return read_page(scope, pk, with_checks=False)


def asked_indicator(request: HttpRequest, pk: int, *, publicly: bool = False) -> tuple[Indicator, Scope]:
    """Return the indicator of the address and the scope of its page; 404 as read_indicator()."""

    def read() -> list[Indicator]:
        return list(Indicator.objects.filter(pk=pk).select_related("node__period", "department"))

    found = settled(("indicator", pk), read)
    if not found:
        raise Http404
    (indicator,) = found
    scope = read_scope(request, about=indicator.node.period, publicly=publicly)
    if scope is None:
        raise Http404
    return indicator, scope


def read_page(scope: Scope, pk: int, *, with_checks: bool) -> IndicatorPage:
    """Read the indicator as far as it may be seen in that scope; `with_checks` what its findings are made from too."""

    def one() -> IndicatorQuerySet:
        return Indicator.objects.filter(pk=pk)

    # findings would tell what the ledger holds back
    with_counts = with_checks and scope.shows_breakdown
    counts = counts_of([pk], by="pk", unconfirmed_of=scope.unconfirmed_of) if with_counts else ({}, {})
    rules = rules_of_page(scope)
    rows = settled(("definitions", pk), lambda: list(one().with_definitions()))
    (card,) = scorecards(
        with_figures(rows, plan=scope.plan.pk, unconfirmed_of=scope.unconfirmed_of),
        year=scope.year,
        period=scope.period,
        rules=rules,
        on=asking_in(scope),
        recorded=counts[0],
        reported=counts[1],
    )
    interim = settled_by(
        promised_of(scope.plan.pk),
        ("interim", pk, scope.unconfirmed_of and sorted(scope.unconfirmed_of)),
        lambda: list(InterimValue.objects.filter(indicator=pk).shown_with(scope.unconfirmed_of)),
    )
    return IndicatorPage(
        scope=scope,
        card=card,
        rules=rules,
        years=years_of(card, [one.fact() for one in interim]),
        forecast=outlook_of(scope, card),
        interim=interim,
    )


def outlook_of(scope: Scope, card: Scorecard) -> Forecast | None:
    """Return where the indicator is heading, None for who is not shown it."""
    if not scope.shows_forecasts:
        return None
    period = scope.period
    return forecast(card.series, period_start=period.first, period_end=period.last, as_of=scope.year)


def years_of(card: Scorecard, interim: Iterable[Interim]) -> list[FiscalYear]:
    """Return all years from the first figure or promise to the last, those of the period among them."""
    series = card.series
    known = [target.fiscal_year for target in series.targets]
    known += [figure.fiscal_year for figure in series.known_figures()]
    known += [result.fiscal_year for result in series.results]
    known += [series.baseline_year] if series.baseline_year else []
    known += [year_of(series, one.as_of) for one in interim]
    last = max([card.period.last, *known])
    return list(years(min([card.period.first, *known]), min(last, series.ended_in or last)))


def drawn_years(card: Scorecard, shown: Sequence[FiscalYear], interim: Iterable[Interim]) -> list[FiscalYear]:
    """Return the years that a figure draws: all with results, but not decades of nothing before a far target."""
    found = [result.fiscal_year for result in card.series.results]
    found += [year_of(card.series, one.as_of) for one in interim]
    last = max([card.period.last + min(YEARS_AHEAD, LAST_YEAR - card.period.last.year), *found])
    return [year for year in shown if year <= last]


def history(indicator: Indicator, unconfirmed_of: Departments, *, whole: bool) -> History:
    """Return the latest changes of the indicator, its targets and its results, deleted ones too, the newest first.

    Of a deleted result nobody reads more than while it was there: one that was never confirmed, only its department.
    While a figure waits in place of a confirmed one, its lines are the department's alone as well.
    """
    owned = Change.objects.filter(owner=owner_of("indicators.indicator", indicator.pk))
    gone = owned.filter(model="indicators.result", field="")
    if unconfirmed_of is not None and indicator.department_id not in unconfirmed_of:
        confirmed = {"field": "entry_state", "old__in": Result.CONFIRMED_STATES, "new": ""}
        gone = owned.filter(model="indicators.result", **confirmed)
    shown = [str(result.pk) for result in indicator.results.all() if not result.shows_earlier]
    targets = [str(target.pk) for target in indicator.targets.all()]
    found = (
        Change.objects.filter(model="indicators.indicator", object_id=str(indicator.pk))
        | Change.objects.filter(model="indicators.target", object_id__in=targets)
        | owned.filter(model="indicators.target")
        | Change.objects.filter(model="indicators.result", object_id__in=shown)
        | Change.objects.filter(model="indicators.result", object_id__in=gone.values("object_id"))
    )
    return history_of(found, whole=whole)


def crumbs(page: IndicatorPage) -> list[tuple[str, str]]:
    """Return the way from the overview down to the indicator, as (label, address)."""
    indicator = page.card.indicator
    tree = PlanTree.down_to(indicator.node)
    return trail(page.scope, tree, tree.node(indicator.node_id), below=str(indicator))
