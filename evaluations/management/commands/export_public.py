from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.publishing.models import Publication
from evaluations.publishing.page.folder import Folder


class Command(BaseCommand):
    """Write what was published of a cycle, every edition, into a folder that opens without a server."""

    help = "公表した評価の回を、サーバーなしで開けるファイルとして書き出します（公表していない内容は含みません）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cycle", metavar="CYCLE", help="評価の回のキー（例：r5-mid）")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="書き出す先（空のフォルダー）"
        )
        parser.add_argument(
            "--plan", metavar="KEY", help="計画のキー（同じキーの評価の回が複数の計画にあるとき）"
        )

    def handle(self, *args: Any, cycle: str, out: Path, plan: str | None, **options: Any) -> None:
        editions = published(cycle, plan)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CommandError(
                f"{out} は空のフォルダーではありません。別の場所を指定してください。", returncode=2
            )
        files = dict(Folder(editions).files())
        for place, content in files.items():
            file = out / place
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            except OSError as error:
                raise CommandError(f"{file} に書き込めません：{error.strerror}", returncode=2) from None
        latest = editions[0]
        self.stdout.write(
            f"{latest}まで{len(editions)}版を、{len(files)}個のファイルとして{out}に書き出しました。"
        )


def published(cycle: str, plan: str | None) -> list[Publication]:
    """Return every edition of the cycle, the newest first; say so where there is none, or more than one plan."""
    found = Publication.objects.filter(cycle_key=cycle).order_by("-edition").without_content()
    if plan:
        found = found.filter(plan_key=plan)
    editions = list(found)
    plans = sorted({f"{one.plan_key}（{one.municipality} {one.plan_name}）" for one in editions})
    if not editions:
        raise CommandError(f"「{cycle}」という評価の回は、公表されていません。", returncode=2)
    if len(plans) > 1:
        raise CommandError(
            f"同じキーの評価の回が{'、'.join(plans)}にあります。--plan で指定してください。", returncode=2
        )
    return editions
