"""One indicator: its chart, its years, its targets with their revisions, why its class, and who changed what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import Change
from indicators.calculation import explain
from indicators.calculation.attainment import Attainment
from indicators.calculation.forecast import Forecast, forecast
from indicators.charts import PeriodSpan, indicator_figure
from indicators.models import Indicator
from indicators.scorecards import (
    Rules,
    Scorecard,
    YearRow,
    profile_shown,
    rules_of,
    scorecards,
    written_targets,
    year_rows,
)
from indicators.tables import TargetTable, YearTable
from policies.fiscal_year import FiscalYear, years
from policies.scope import Scope, read_scope, switched_away
from policies.tree import PlanTree

MOST_CHANGES = 50
MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """The indicator with everything its page and its figure are made from."""

    scope: Scope
    card: Scorecard
    rules: Rules
    years: Sequence[FiscalYear]
    forecast: Forecast

    @property
    def attainments(self) -> Mapping[FiscalYear, Attainment]:
        """The class of every year with a result, each by the target in force in that year."""
        return {row.year: row.attainment for row in self.rows if row.attainment}

    @property
    def rows(self) -> list[YearRow]:
        return year_rows(self.card, self.years, self.rules)

    @property
    def spans(self) -> list[PeriodSpan]:
        return [PeriodSpan(period.ordinal, period.first, period.last) for period in self.scope.periods]


def indicator_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one indicator."""
    page = read_indicator(request, pk)
    scope, card = page.scope, page.card
    if elsewhere := switched_away(request, scope):
        return redirect(f"{reverse('policies:overview')}?{elsewhere}")
    if scope.was_switched:
        return redirect(f"{card.indicator.get_absolute_url()}?{scope.query}")
    rows = page.rows
    context = {
        "scope": scope,
        "card": card,
        "indicator": card.indicator,
        "labels": [] if card.indicator.is_judged else ["補足"],
        "crumbs": breadcrumbs(page),
        "year_table": YearTable(
            [row for row in rows if row.says_something or row.year in scope.period.years]
        ),
        "target_table": TargetTable(written_targets(card.indicator, card.series)),
        "series_sentence": explain.series_sentence(
            card.series, [row.year for row in rows if row.figure.total is not None]
        ),
        "derivations": [text for row in rows if (text := explain.derivation(row.figure, card.series))],
        "forecast_sentence": explain.forecast_sentence(card.series, page.forecast),
        "reasons": [
            explain.attainment_sentence(card.series, row.attainment) for row in rows if row.attainment
        ],
        "rules": page.rules,
        "changes": history(card.indicator) if scope.internal else [],
    }
    return render(request, "indicators/indicator_detail.html", context)


def indicator_chart(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the indicator's figure: the same numbers as its table."""
    page = read_indicator(request, pk)
    figure = indicator_figure(
        page.card.series,
        years=page.years,
        periods=page.spans,
        attainments=page.attainments,
        forecast=page.forecast,
    )
    return JsonResponse(figure, json_dumps_params={"ensure_ascii": False})


def read_indicator(request: HttpRequest, pk: int) -> IndicatorPage:
    """Read the indicator as far as this person may see it; 404 for what is missing and for what is not public alike."""
    indicator = get_object_or_404(Indicator.objects.select_related("node__period"), pk=pk)
    scope = read_scope(request, about=indicator.node.period)
    if scope is None:
        raise Http404
    one = Indicator.objects.filter(pk=pk)
    counted = one if scope.shows_suggestions else one.none()  # findings would tell what the ledger holds back
    rules = rules_of(profile_shown(scope))
    loaded = one.with_series(unconfirmed_of=scope.unconfirmed_of)
    (card,) = scorecards(
        loaded,
        year=scope.year,
        period=scope.period,
        rules=rules,
        today=scope.today,
        recorded=counted.recorded_by_year(),
        reported=counted.reported_by_year(),
    )
    outlook = forecast(
        card.series, period_start=scope.period.first, period_end=scope.period.last, as_of=scope.year
    )
    return IndicatorPage(scope=scope, card=card, rules=rules, years=years_of(card), forecast=outlook)


def years_of(card: Scorecard) -> list[FiscalYear]:
    """Return the years from the first figure or promise to the period's end, the latest MOST_YEARS of them."""
    series = card.series
    known = [target.fiscal_year for target in series.targets]
    known += [figure.fiscal_year for figure in series.known_figures()]
    known += [result.fiscal_year for result in series.results]
    known += [series.baseline_year] if series.baseline_year else []
    span = years(min([card.period.first, *known]), max([card.period.last, *known]))
    return list(span[-MOST_YEARS:])


def history(indicator: Indicator) -> list[Change]:
    """Return the latest changes of the indicator, its targets and its results, the newest first."""
    keys = {
        "indicators.indicator": [str(indicator.pk)],
        "indicators.target": [str(target.pk) for target in indicator.targets.all()],
        "indicators.result": [str(result.pk) for result in indicator.results.all()],
    }
    found = Change.objects.none()
    for model, ids in keys.items():
        found = found | Change.objects.filter(model=model, object_id__in=ids)
    return list(found.order_by("-sequence")[:MOST_CHANGES])


def breadcrumbs(page: IndicatorPage) -> list[tuple[str, str]]:
    """Return the way from the overview down to the indicator, as (label, address)."""
    query, node = page.scope.query, page.card.indicator.node
    tree = PlanTree.of(page.scope.period)
    above = [
        (str(one), f"{one.get_absolute_url()}?{query}") for one in (*tree.ancestors(tree.node(node.pk)), node)
    ]
    return [("概況", f"{reverse('policies:overview')}?{query}"), *above, (str(page.card.indicator), "")]
