from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluations.rating.scorecards.outlines import Parts
from evaluations.rating.scorecards.standings import cycle_shown
from policies.models import Plan
from policies.page import Scope, periods_of, years_with_results
from policies.scorecards.tree import PlanTree
from store.actions.numbers import looking, noted

NOBODY_ELSES = (
    "KEPT_FOLDER がないため、判定はプロセスごとに保管され、ほかのプロセスのものは確かめられません。"
)


class Command(BaseCommand):
    """Judge everything that lists read anew, hold it against what is kept, and keep what was just made."""

    help = "一覧が読む判定を作り直し、保管されているものと比べます。違えば直し、終了コードは1です。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", metavar="KEY", help="計画のキー（この計画だけを確かめます）")

    def handle(self, *args: Any, plan: str | None, **options: Any) -> None:
        plans = Plan.objects.filter(key=plan) if plan else Plan.objects.all()
        if plan and not plans.exists():
            raise CommandError(f"キーが {plan} の計画はありません。", returncode=2)
        if not settings.CACHES["default"]["LOCATION"]:
            self.stdout.write(NOBODY_ELSES)
        kept = wrong = 0
        for one in plans.order_by("pk"):
            with looking(only=True):
                noted(())  # before anything of the plan is read
                number, found = self.checked(Plan.objects.get(pk=one.pk))
            kept, wrong = kept + number, wrong + found
        self.stdout.write(f"保管されていた判定{kept}件のうち、違うもの{wrong}件。")
        if wrong:
            raise CommandError(f"保管されていた判定のうち{wrong}件が違っていたため、作り直しました。")

    def checked(self, plan: Plan) -> tuple[int, int]:
        """Name what was kept otherwise of a plan; return how much was kept, and how much of it otherwise."""
        kept = wrong = 0
        for scope in scopes(plan):
            tree, cycle = PlanTree.of(scope.period), cycle_shown(scope)
            number, found = Parts.of(scope, tree, cycle).checked()
            kept, wrong = kept + number, wrong + len(found)
            reader = "庁内" if scope.internal else "公開"
            for key in found:
                self.stdout.write(
                    f"{scope.plan} {scope.period} {scope.year.era}（{reader}）{tree.node(int(key))}"
                )
        return kept, wrong


def scopes(plan: Plan) -> Iterator[Scope]:
    """Yield what visitors and what the 事務局 read of the plan, period after period and year after year."""
    today = timezone.localdate()
    for internal in (False, True):
        unconfirmed_of = None if internal else frozenset[int]()
        seen = years_with_results(plan, unconfirmed_of)
        periods = periods_of(plan)
        for period in periods:
            for year in period.years:
                yield Scope(
                    plan=plan,
                    plans=[plan],
                    period=period,
                    periods=periods,
                    year=year,
                    years_with_results=frozenset(seen.get(period.pk, ())),
                    internal=internal,
                    unconfirmed_of=unconfirmed_of,
                    today=today,
                )
