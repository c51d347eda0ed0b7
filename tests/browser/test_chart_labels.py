"""No label of a chart stands on another: every chart of the invented city, and a plan of sixty years."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from playwright.sync_api import Page

from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.calculation.class_rules import REFERENCE_CLASSES
from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Direction,
    Result,
    ResultStanding,
    Target,
    TargetScope,
)
from indicators.calculation.forecast import forecast
from indicators.calculation.series import Series
from indicators.charts import PeriodSpan, indicator_figure
from indicators.models import Indicator
from policies.charts import StandingRow, overview_figure, tones_of
from policies.fiscal_year import FiscalYear, years

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
ALL_DRAWN = (
    "() => document.querySelectorAll('.chart.is-drawn').length === document.querySelectorAll('.chart').length"
)
# the texts that one reads, as boxes; where two of them meet by more than a hair, both are told
OVERLAPPING = """() => [...document.querySelectorAll(".chart")].flatMap((chart) => {
  const said = [...chart.querySelectorAll(".main-svg text")].filter((text) => text.textContent.trim());
  const boxes = said.map((text) => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return boxes.flatMap(([text, box], place) => boxes.slice(place + 1)
    .filter(([, other]) => meet(box, other)).map(([other]) => `${chart.dataset.title}: ${text} / ${other}`));
})"""
TEXTS = (
    "() => [...document.querySelectorAll('.chart')].map((one) => one.querySelectorAll('.annotation').length)"
)

Figures = dict[str, dict[str, Any]]


def drawn(series: Series, spans: Iterable[PeriodSpan], first: int, last: int, now: int) -> dict[str, Any]:
    """Return the fullest figure of a series: with its classes, and with the outlook that staff see."""
    span, periods = years(FiscalYear(first), FiscalYear(last)), list(spans)
    current = next(one for one in periods if one.first.year <= now <= one.last.year)
    start, end = current.first, current.last
    profile, tones = REFERENCE_ABCD, tones_of(REFERENCE_CLASSES)
    judged = {year: attain(series, year, period_start=start, profile=profile) for year in span}
    seen = {year: one for year, one in judged.items() if one.figure.total is not None}
    ahead = forecast(series, period_start=start, period_end=end, as_of=FiscalYear(now))
    return indicator_figure(
        series, years=span, periods=periods, attainments=seen, tones=tones, forecast=ahead
    )


def sixty_years(accumulation: Accumulation) -> dict[str, Any]:
    """Return a plan of sixty years in fifteen periods: every year with a target, long amounts, some revised."""
    first, last = 1990, 2049
    spans = [
        PeriodSpan(f"第{place + 1}期実施計画", FiscalYear(start), FiscalYear(start + 3))
        for place, start in enumerate(range(first, last, 4))
    ]
    known = range(first, 2024)

    def aim(year: int, scope: TargetScope, value: int, **more: Any) -> Target:
        return Target(fiscal_year=FiscalYear(year), scope=scope, value=Decimal(value), **more)

    targets = [aim(year, TargetScope.YEAR, 1210 + 31 * (year - first)) for year in known]
    for span in spans:
        end, level = span.last.year, 1200 + 33 * (span.last.year - first)
        targets.append(aim(end, TargetScope.PERIOD, level, comparator=Comparator.AT_LEAST))
        targets.append(aim(end, TargetScope.PERIOD, level + 60, revision=1, applies_from=span.first + 1))
        targets.append(aim(span.first.year + 1, TargetScope.MID, level - 20))
    results = [
        Result(fiscal_year=FiscalYear(year), total=Decimal(1200 + 30 * (year - first)))
        for year in known
        if year % 7
    ]
    results.append(
        Result(fiscal_year=FiscalYear(2024), total=Decimal(2222), standing=ResultStanding.PROVISIONAL)
    )
    series = Series(
        unit="千人",
        direction=Direction.UP,
        accumulation=accumulation,
        baseline=Decimal(1180),
        baseline_year=FiscalYear(first - 1),
        targets=tuple(targets),
        results=tuple(results),
    )
    return drawn(series, spans, first, last, now=2024)


def of_the_city() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the figure of every indicator of the invented city."""
    for one in Indicator.objects.with_series(unconfirmed_of=None):
        spans = [PeriodSpan(p.ordinal, p.first, p.last) for p in one.node.period.plan.periods.all()]
        series = one.series()
        told = [*(t.fiscal_year.year for t in series.targets), *(r.fiscal_year.year for r in series.results)]
        first, last = spans[0].first.year, max(span.last.year for span in spans)
        yield (
            f"{one.pk} {one.name}",
            drawn(
                series,
                spans,
                min([first, *told]),
                last,
                now=max([first, *(r.fiscal_year.year for r in series.results)]),
            ),
        )


def page_of(figures: Figures) -> str:
    """Return a page that holds all figures as pages hold one."""
    parts = [
        render_to_string(
            "components/chart.html", {"figure": figure, "name": f"figure-{place}", "caption": name}
        )
        for place, (name, figure) in enumerate(figures.items())
    ]
    head = f"{render_to_string('components/styles.html')}{render_to_string('components/chart_assets.html')}"
    return f'<!doctype html><html lang="ja"><head><title>図</title>{head}</head><body><main>{"".join(parts)}</main>'


@pytest.fixture
def figures(transactional_db: None) -> Figures:
    """Every chart of the city, the overview with long names, and sixty years."""
    call_command("sample_city", measures=6, years=10, seed=1, verbosity=0)
    long_names = [
        StandingRow("誰もがいきいきと暮らせる" * 4, {"A": 1, "B": 12, "C": 3}),
        StandingRow("二", {"D": 120}),
    ]
    return {
        "60年（累計）": sixty_years(Accumulation.CUMULATIVE),
        "60年": sixty_years(Accumulation.ANNUAL),
        "概況": overview_figure(long_names, levels="ABCD", tones={}, measure_word="施策"),
        **dict(of_the_city()),
    }


def test_no_label_of_any_chart_stands_on_another(page: Page, base_url: str, figures: Figures) -> None:
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    html = page_of(figures)
    page.route("**/chart-page", lambda route: route.fulfill(body=html, headers=headers))
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(f"{base_url}/chart-page")
        page.wait_for_function(ALL_DRAWN, timeout=120_000)
        assert page.evaluate(OVERLAPPING) == [], width
        assert all(page.evaluate(TEXTS)), "labels are left out where there is no room, not altogether"
