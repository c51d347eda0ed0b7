from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from entry.reminders.actions.mail import NO_MAIL
from entry.reminders.actions.outbox import (
    due_now,
    open_rounds,
    outbox,
    remind,
    unreachable_sentences,
)


class Command(BaseCommand):
    """Ask those who owe figures, once a day by a clock; run again it sends nothing twice."""

    help = "入力が済んでいない人へ「提出のお願い」を送ります。何度実行しても、同じお願いは一度だけです。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="送る相手を示すだけで、何もしません。")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="この日に送る相手を示します（--dry-run と一緒に使います）。",
        )

    def handle(self, *args: Any, dry_run: bool, today: date | None, **options: Any) -> None:
        if today and not dry_run:
            raise CommandError("--today は --dry-run と一緒に使ってください。", returncode=2)
        refuse_without_settings()
        if dry_run:
            self.show(today or timezone.localdate())
            return
        run = remind(timezone.localdate())
        self.stdout.write(f"作成 {run.written}通、送信 {run.sent}通、送信待ち {run.waiting}通")
        for trouble in run.troubles:
            self.stderr.write(trouble)
        if run.troubles:
            raise CommandError(f"確認が必要なことが{len(run.troubles)}件あります。")

    def show(self, today: date) -> None:
        """Say who would get what on that day."""
        count = 0
        for round_ in open_rounds(today):
            found, due = due_now(round_, today)
            for reminder in due:
                count += 1
                copy = f"（写し {reminder.copy_to}）" if reminder.copy_to else ""
                self.stdout.write(
                    f"{reminder.get_step_display()} {reminder.address}{copy} {reminder.subject}"
                )
            for sentence in unreachable_sentences(round_, found):
                self.stderr.write(sentence)
        waiting = outbox(today).count()
        self.stdout.write(
            f"試行：作成する予定 {count}通、送信待ち {waiting}通（何も書き込まず、送っていません）"
        )


def refuse_without_settings() -> None:
    """Raise CommandError, which says what to set, where mail or the links in it cannot work."""
    if settings.EMAIL_BACKEND == NO_MAIL:
        raise CommandError(
            "環境変数 EMAIL_URL が設定されていないため、メールを送れません"
            "（例: smtp://mail.city.example:25）。何も送っていません。",
            returncode=2,
        )
    if not settings.SITE_ADDRESS:
        raise CommandError(
            "環境変数 SITE_ADDRESS が設定されていないため、メールに載せるリンクを作れません"
            "（例: https://kpi.city.example）。何も送っていません。",
            returncode=2,
        )
