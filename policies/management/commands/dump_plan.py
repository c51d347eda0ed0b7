from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.models import Plan
from store.actions.loading.dumping import dump


class Command(BaseCommand):
    """Write what the loader takes: loaded into an empty database and dumped again, the same bytes."""

    help = "計画を、ひも付くすべてのデータとともに、読み込める形（フィクスチャ）で標準出力に書き出します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY", help="計画のキー（例：141305）")

    def handle(self, *args: Any, key: str, **options: Any) -> None:
        plan = Plan.objects.filter(key=key).first()
        if plan is None:
            raise CommandError(no_such_plan(key), returncode=2)
        self.stdout.write(dump([plan]), ending="")


def no_such_plan(key: str) -> str:
    """Say that there is no plan of that key, and which there are."""
    known = "、".join(Plan.objects.values_list("key", flat=True)) or "計画はまだありません"
    return f"キーが {key} の計画はありません（登録されている計画のキー：{known}）。"
