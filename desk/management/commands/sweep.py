"""Delete what the desk kept past its time: old drafts, parked and saved forms, counts, ended sessions."""

from typing import Any

from django.core.management.base import BaseCommand

from desk.actions.sweeping import sweep


class Command(BaseCommand):
    """`manage.py sweep`: once a day is enough; nothing that somebody can still open is touched."""

    help = "期限の過ぎた下書き・預かった入力・送信済みの入力などを削除します。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what went."""
        gone = "、".join(f"{what}{count}件" for what, count in sweep().items() if count)
        self.stdout.write(f"{gone}を削除しました。" if gone else "削除するものはありませんでした。")
