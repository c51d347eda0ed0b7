import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from reports.reading.documents import UnreadableReport
from reports.reading.files import read_file

_BAR: Final = 20  # signs


class Command(BaseCommand):
    """Write what published reports say as drafts with places and confidence; nothing is stored in the database."""

    help = (
        "報告書（PDF・Word・テキスト・JSON）を読み、指標と数値の案を、読んだ場所と確かさを添えて示します。データベースには何も書き込みません。"
        "ファイルが二つ以上のときは --out でフォルダーを指定します（読めないファイルがあっても、ほかは読みます）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="報告書のファイル")
        parser.add_argument("--format", choices=["json"], default="json", help="案の形（JSON）")
        parser.add_argument(
            "--out", type=Path, metavar="DIR", help="案を「ファイル名.draft.json」として書くフォルダー"
        )

    def handle(self, *args: Any, files: list[Path], format: str, out: Path | None, **options: Any) -> None:  # noqa: A002
        if out is not None:
            return self.write_all(files, out)
        if len(files) > 1:
            raise CommandError(
                "ファイルが二つ以上のときは、--out で案を書くフォルダーを指定してください。", returncode=2
            )
        self.stdout.write(draft_of(files[0]))
        return None

    def write_all(self, files: Sequence[Path], out: Path) -> None:
        """Write a draft for each file that can be read, with a line for each."""
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{out}: フォルダーを作れません（{error.strerror}）。", returncode=2) from None
        failed = 0
        for number, file in enumerate(files, start=1):
            try:
                target = out / f"{file.name}.draft.json"
                target.write_text(draft_of(file), encoding="utf-8")
                said = f"{file} → {target}"
            except CommandError as refused:
                said, failed = str(refused), failed + 1
            done = _BAR * number // len(files)
            self.stderr.write(f"[{'#' * done}{'.' * (_BAR - done)}] {number}/{len(files)} {said}")
        if failed:
            raise CommandError(
                f"{len(files)}ファイルのうち{failed}ファイルは読めませんでした。", returncode=1
            )


def draft_of(file: Path) -> str:
    """Return the draft of a file as JSON; raise CommandError with a sentence if there is none."""
    try:
        draft = read_file(file)
    except OSError as error:
        raise CommandError(f"{file}: ファイルを開けません（{error.strerror}）。", returncode=2) from None
    except UnreadableReport as error:
        raise CommandError(f"{file}: {error}", returncode=1) from None
    return json.dumps(draft, ensure_ascii=False, indent=1)
