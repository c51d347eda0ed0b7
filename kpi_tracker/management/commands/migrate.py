"""Django's migrate, which also prepares the database: a private SQLite file in WAL mode, time on PostgreSQL.

The journal mode is switched here, once, not at every connection: workers that start together race for it.
"""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kpi_tracker.older_databases import OlderDatabaseError, take_over
from store.actions.numbers import move
from store.models import Number
from store.numbers import EVERYTHING


class Command(migrate.Command):
    """Migrates; says in one sentence when the database cannot be reached."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Prepare the database before Django's checks look at it, then migrate as Django does."""
        connection = connections[options["database"]]
        try:
            _prepare(connection)
            if forgotten := take_over(connection):
                out = options.get("stdout") or self.stdout
                out.write(
                    f"移行を作り直す前の版のデータベースを引き継ぎました（以前の移行{forgotten}件）。\n"
                )
        except OlderDatabaseError as older:
            raise CommandError(str(older), returncode=1) from older
        except (OperationalError, OSError) as error:
            raise CommandError(
                f"データベースに接続できません（{str(error).strip()}）。"
                "環境変数 DATABASE_URL とデータベースの状態を確かめてください。",
                returncode=2,
            ) from error
        said = super().execute(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied")):
            _tell_readers(connection)
        return said


def _tell_readers(connection: BaseDatabaseWrapper) -> None:
    """Move every number: a migration may have written rows, and a new database begins to count."""
    if Number._meta.db_table in connection.introspection.table_names():
        with transaction.atomic(using=connection.alias):
            move(EVERYTHING)


def _prepare(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        _prepare_sqlite(connection)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a migration may take longer than a page may


def _prepare_sqlite(connection: BaseDatabaseWrapper) -> None:
    name = str(connection.settings_dict["NAME"])
    in_a_file = ":memory:" not in name and "mode=memory" not in name
    if in_a_file:
        path = Path(name.removeprefix("file:").partition("?")[0])
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)  # its -wal and -shm files take the mode over
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
