from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kpi_tracker.sample_city.city import sample_city
from kpi_tracker.sample_city.frame import CITY, KEY
from kpi_tracker.sample_city.telling import add_told, is_told
from kpi_tracker.sample_city.vision import second_plan
from policies.models import Plan
from store.actions.loading.loading import load
from store.actions.loading.reading import Entry, FixtureRefusedError
from store.actions.rows import Actor
from store.models import Change

MOST_MEASURES, MOST_YEARS = 1000, 50


class Command(BaseCommand):
    """Make an invented city; it remembers its arguments in its history, so a second run changes nothing."""

    help = f"架空の{CITY}をつくります。同じ引数なら何度実行しても同じ市で、二度目は何も変えません。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--measures", type=int, default=73, help="施策の数（1以上）")
        parser.add_argument("--years", type=int, default=10, help="年度の数（2以上）")
        parser.add_argument("--seed", type=int, default=1, help="乱数の種")

    def handle(self, *args: Any, measures: int, years: int, seed: int, **options: Any) -> None:
        if not (1 <= measures <= MOST_MEASURES and 2 <= years <= MOST_YEARS):
            limits = f"施策の数は1～{MOST_MEASURES:,}、年度の数は2～{MOST_YEARS}にしてください。"
            raise CommandError(limits, returncode=2)
        order = f"sample_city --measures {measures} --years {years} --seed {seed}"
        if not self.is_new(order):
            return
        try:
            entries = [*sample_city(measures=measures, years=years, seed=seed), *second_plan(years)]
            added = make(entries, order)
        except FixtureRefusedError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"架空の{CITY}をつくりました（{added}件）。")

    def is_new(self, order: str) -> bool:
        """Tell whether the city is still to be made; refuse if it was made with other arguments."""
        plan = Plan.objects.filter(key=KEY).first()
        if plan is None:
            return True
        made = Change.objects.filter(
            model=plan._meta.label_lower, object_id=str(plan.pk), field="name", old=""
        )
        earlier = made.order_by("sequence").values_list("why", flat=True).first()
        if earlier != order:
            raise CommandError(
                f"{CITY}はすでに別の引数でつくられています（{earlier or '不明'}）。何も変えていません。"
            )
        self.stdout.write(f"架空の{CITY}はすでにあります。何も変えていません。")
        return False


@transaction.atomic
def make(entries: Sequence[Entry], order: str) -> int:
    """Add all rows of the city, or none, and return how many they are."""
    by = Actor(Change.Via.COMMAND, why=order)
    loaded = load([one for one in entries if not is_told(one)], by=by)
    return loaded.added + add_told([one for one in entries if is_told(one)], by=by)
