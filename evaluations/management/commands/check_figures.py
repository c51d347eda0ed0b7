from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.cycles.models import EvaluationCycle
from evaluations.cycles.scorecards import unjudged_in
from indicators.calculation.attainment import REFERENCE_ABCD, AttainmentProfile
from indicators.calculation.checks import Finding, Severity, check, gravest_first
from indicators.calculation.published import published_that_differ
from indicators.models import Indicator
from policies.models import Plan


class Command(BaseCommand):
    """Put every indicator through every check, with the figures nobody has confirmed yet."""

    help = "すべての指標の数値チェックを、1行に1件ずつ示します。不整合があれば終了コードは1です。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", metavar="KEY", help="計画のキー（この計画だけを調べます）")

    def handle(self, *args: Any, plan: str | None, **options: Any) -> None:
        if plan and not Plan.objects.filter(key=plan).exists():
            raise CommandError(f"キーが {plan} の計画はありません。", returncode=2)
        errors = 0
        for indicator, finding in findings(plan):
            errors += finding.severity is Severity.ERROR
            year = finding.fiscal_year.short if finding.fiscal_year else "－"
            place = f"{indicator.node.address} {indicator.number} {indicator.name}"
            self.stdout.write(f"{finding.severity} {place} {year} {finding.message}")
        for line in mostly_unjudged(plan):
            self.stdout.write(line)
        if errors:
            raise CommandError(f"不整合が{errors}件あります。")


def findings(plan: str | None) -> Iterator[tuple[Indicator, Finding]]:
    """Yield what the checks find in the indicators of the plan of that key (None: of all), in the plan's order."""
    indicators = Indicator.objects.with_series(unconfirmed_of=None).select_related("node__period")
    if plan:
        indicators = indicators.filter(node__period__plan__key=plan)
    recorded, reported = indicators.recorded_by_year(), indicators.reported_by_year(unconfirmed_of=None)
    profiles = profiles_by_period()
    for indicator in indicators.order_by("node__period__plan", "node__period", "node__path", "order"):
        series, period = indicator.series(), indicator.node.period
        found = check(
            series,
            period_end=period.last,
            recorded=recorded.get(indicator.pk, {}),
            reported=reported.get(indicator.pk, {}),
            until=None,
        )
        profile = profiles.get(period.pk, REFERENCE_ABCD)
        differing = published_that_differ(series, profile=profile, period_start=period.first, until=None)
        yield from ((indicator, finding) for finding in gravest_first([*found, *differing]))


def profiles_by_period() -> Mapping[int, AttainmentProfile]:
    """Return, by the key of a period, the class rules of its last evaluation, in one query."""
    cycles = EvaluationCycle.objects.select_related("profile").order_by("last_year", "pk")
    return {cycle.period_id: cycle.profile.attainment_profile() for cycle in cycles}


def mostly_unjudged(plan: str | None) -> Iterator[str]:
    """Yield a line for each period most of whose figures the rules of its last evaluation leave without a class."""
    cycles = EvaluationCycle.objects.select_related("profile", "period__plan").order_by("last_year", "pk")
    if plan:
        cycles = cycles.filter(period__plan__key=plan)
    for cycle in {one.period_id: one for one in cycles}.values():
        if said := unjudged_in(cycle):
            yield f"{Severity.WARNING} {cycle.period.plan.key} {cycle.period}（{cycle}） {said}"
