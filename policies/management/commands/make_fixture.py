from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.codes import spelled
from policies.management.commands.dump_plan import no_such_plan
from policies.models import Plan, PlanPeriod, PolicyNode
from store.actions.loading.dumping import dump


class Command(BaseCommand):
    """Write one node with everything below it, and what these need, as the loader takes it."""

    help = "政策体系の一つの項目を、その下と、ひも付くデータとともに、読み込める形（フィクスチャ）で書き出します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="アドレス", help="項目のアドレス（例：4-2-4）")
        parser.add_argument("--plan", metavar="KEY", help="計画のキー（書かなければ、最初の計画）")
        parser.add_argument(
            "--period", type=int, metavar="N", help="期の番号（書かなければ、その項目がある最後の期）"
        )

    def handle(self, *args: Any, address: str, plan: str | None, period: int | None, **options: Any) -> None:
        found = chosen_plan(plan)
        node = chosen_node(found, address, period)
        self.stdout.write(dump(PolicyNode.objects.under(node)), ending="")


def chosen_plan(key: str | None) -> Plan:
    """Return the plan of that key, without one the first loaded."""
    plans = Plan.objects.filter(key=key) if key else Plan.objects.all()
    plan = plans.first()
    if plan is None:
        raise CommandError(no_such_plan(key or "（指定なし）"), returncode=2)
    return plan


def chosen_node(plan: Plan, address: str, number: int | None) -> PolicyNode:
    """Return the plan's node of that address in that period, without one in the last that has it."""
    periods = PlanPeriod.objects.filter(plan=plan)
    periods = periods if number is None else periods.filter(number=number)
    nodes = PolicyNode.objects.filter(period__in=periods, address=spelled(address))
    node = nodes.select_related("period").order_by("-period__number").first()
    if node is None:
        where = f"第{number}期に" if number is not None else ""
        raise CommandError(
            f"計画 {plan.key} の{where}、アドレスが {address} の項目はありません。", returncode=2
        )
    return node
