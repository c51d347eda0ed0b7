import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.reading.documents import UnreadableReport
from reports.reading.files import read_file


class Command(BaseCommand):
    """Write what a published report says as a draft with places and confidence; nothing is stored."""

    help = "報告書（テキスト・JSON）を読み、指標と数値の案を、読んだ場所と確かさを添えて示します。何も書き込みません。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="報告書のファイル")
        parser.add_argument("--format", choices=["json"], default="json", help="案の形（JSON）")

    def handle(self, *args: Any, file: Path, format: str, **options: Any) -> None:  # noqa: A002
        try:
            draft = read_file(file)
        except OSError as error:
            raise CommandError(f"{file}: ファイルを開けません（{error.strerror}）。", returncode=2) from None
        except UnreadableReport as error:
            raise CommandError(f"{file}: {error}", returncode=1) from None
        self.stdout.write(json.dumps(draft, ensure_ascii=False, indent=1))
