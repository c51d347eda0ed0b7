from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpi_tracker.pages.packages.asked import Asked
from kpi_tracker.pages.packages.making import package_of
from reports.jobs.actions.working import Progress
from store.actions.rows import RefusedError


class Command(BaseCommand):
    """Write what visitors see of a plan, a period or an evaluation as one zip of tidy tables."""

    help = "市の外に公開されている計画・期・評価の回のすべての表を、データ項目の説明とともに一つのzipに書き出します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="計画のキー（例：141305）")
        parser.add_argument("--period", type=int, help="計画期間の番号。なければ計画の全体")
        parser.add_argument("--cycle", default="", help="評価の回のキー（--period と一緒に使います）")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="書き出すファイル")

    def handle(
        self, *args: Any, plan: str, period: int | None, cycle: str, out: Path, **options: Any
    ) -> None:
        if cycle and period is None:
            raise CommandError("--cycle は --period と一緒に使ってください。", returncode=2)
        try:
            data = package_of(Asked(plan, period, cycle, is_public=True), None, Progress())
            out.write_bytes(data)
        except RefusedError as refused:
            raise CommandError(str(refused), returncode=1) from None
        except OSError as error:
            raise CommandError(f"書き出せません：{error}", returncode=2) from None
        self.stdout.write(f"{out}（{len(data):,}バイト）")
