from typing import Any

from django.core.management.base import BaseCommand

from store.actions.loading.describing import described


class Command(BaseCommand):
    """Write the tables that stand at the end of docs/fixtures.md."""

    help = "フィクスチャに書ける項目の一覧を、モデルから作って書き出します（docs/fixtures.md の「項目の一覧」）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(described(), ending="")
