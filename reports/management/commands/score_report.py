import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.reading.scoring import score, score_lines


class Command(BaseCommand):
    """Compare a draft with a reading by hand: precision and recall, by kind and in all."""

    help = "案（DRAFT）を人が読んだ結果（FACTS）と比べ、適合率と再現率を種類ごとと全体で示します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("draft", type=Path, metavar="DRAFT", help="read_report が書いた案")
        parser.add_argument("facts", type=Path, metavar="FACTS", help="人が読んだ結果")

    def handle(self, *args: Any, draft: Path, facts: Path, **options: Any) -> None:
        told, expected = load(draft), load(facts)
        for line in score_lines(score(told, expected)):
            self.stdout.write(line)


def load(file: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: ファイルを開けません（{error.strerror}）。", returncode=2) from None
    except ValueError:
        raise CommandError(f"{file}: JSONとして読めません。", returncode=2) from None
    if not isinstance(content, dict) or not isinstance(content.get("indicators", []), list):
        raise CommandError(f"{file}: 指標（indicators）の並びを持つJSONではありません。", returncode=2)
    return content
