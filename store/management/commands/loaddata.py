from argparse import ArgumentParser
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from store.actions.loading.reading import (
    FixtureNotFoundError,
    FixtureRefusedError,
    find,
    read,
)
from store.actions.loading.undoing import Source, load_from
from store.actions.rows import Actor
from store.models import Change


def source_of(paths: Sequence[Path]) -> Source:
    """Return the files as one source."""
    digest = sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return Source("、".join(path.name for path in paths), digest.hexdigest())


class Command(BaseCommand):
    """Take the place of Django's loaddata, which would write row by row, unchecked, and past the history."""

    help = "計画・指標・評価のファイルを、すべて確かめてから読み込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "fixtures", nargs="+", metavar="名前", help="fixtures/ にあるファイルの名前、又はパス"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="データベースと異なる値をファイルの値で上書きします"
        )

    def handle(
        self, *args: Any, fixtures: list[str], overwrite: bool, verbosity: int, **options: Any
    ) -> None:
        try:
            paths = [find(name) for name in fixtures]
        except FixtureNotFoundError as missing:
            raise CommandError(str(missing), returncode=2) from missing
        names = "、".join(path.name for path in paths)
        try:
            entries = [entry for path in paths for entry in read(path)]
            by = Actor(Change.Via.COMMAND, why=f"loaddata {' '.join(path.name for path in paths)}")
            done = load_from(source_of(paths), entries, by=by, overwrite=overwrite)
        except FixtureRefusedError as refused:
            last = f"{names} は読み込みませんでした（問題{len(refused.problems)}件、書き込みなし）。"
            raise CommandError(f"{refused}\n{last}") from refused
        if verbosity:
            self.stdout.write(
                f"{names}: {done.added}件を追加、{done.changed}件を変更、{done.equal}件は同じでした。"
            )
        for remark in done.remarks:
            self.stdout.write(remark)
