"""Triggers that keep a table append-only, whoever asks: the ORM, the admin, or SQL by hand.

Row triggers refuse UPDATE and DELETE on both databases, and on SQLite an INSERT that would replace a row: REPLACE
deletes without firing the DELETE trigger (PostgreSQL's upsert is an UPDATE). TRUNCATE on PostgreSQL needs a right that
the application's role is not given in production (see the README).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """An append-only table: what it answers to whoever changes it, and each set of columns that is unique in it."""

    table: str
    refusal: str
    unique: tuple[tuple[str, ...], ...]

    @property
    def sqlite(self) -> list[str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        return [
            *(
                f"CREATE TRIGGER IF NOT EXISTS {self.table}_no_{verb.lower()} BEFORE {verb} ON {self.table} "
                f"{refuse}"
                for verb in ("UPDATE", "DELETE")
            ),
            (
                f"CREATE TRIGGER IF NOT EXISTS {self.table}_no_replace BEFORE INSERT ON {self.table} "
                f"WHEN {' OR '.join(map(self._exists, self.unique))} {refuse}"
            ),
        ]

    def _exists(self, columns: Iterable[str]) -> str:
        same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        return f"EXISTS (SELECT 1 FROM {self.table} WHERE {same})"  # noqa: S608 -- our own names

    @property
    def postgresql(self) -> list[str]:
        return [
            (
                f"CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{self.refusal}'; END $$"
            ),
            (
                f"CREATE OR REPLACE TRIGGER {self.table}_guard BEFORE UPDATE OR DELETE ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.table}_refuse()"
            ),
        ]

    @property
    def sqlite_removal(self) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}" for verb in ("update", "delete", "replace")]

    @property
    def postgresql_removal(self) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {self.table}_guard ON {self.table}"]


HISTORY = Guard("accounts_change", "変更履歴は変更も削除もできません", (("sequence",),))


def install(connection: BaseDatabaseWrapper, guard: Guard = HISTORY) -> None:
    """Put the guard on; doing so twice changes nothing."""
    _run(connection, guard.sqlite, guard.postgresql)


def remove(connection: BaseDatabaseWrapper, guard: Guard = HISTORY) -> None:
    """Take the guard off: for undoing the migration, and for tests that empty their database."""
    _run(connection, guard.sqlite_removal, guard.postgresql_removal)


def _run(connection: BaseDatabaseWrapper, sqlite: list[str], postgresql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sqlite if connection.vendor == "sqlite" else postgresql:
            cursor.execute(statement)
