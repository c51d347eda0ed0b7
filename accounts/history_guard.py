"""Triggers that keep the history append-only, whoever asks: the ORM, the admin, or SQL by hand.

Row triggers refuse UPDATE and DELETE on both databases, and on SQLite an INSERT that would replace a row: REPLACE
deletes without firing the DELETE trigger (PostgreSQL's upsert is an UPDATE). TRUNCATE on PostgreSQL needs a right that
the application's role is not given in production (see the README).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "accounts_change"
REFUSAL = "変更履歴は変更も削除もできません"

SQLITE = [
    *(
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_replace BEFORE INSERT ON {TABLE} "  # noqa: S608 -- our own names
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE sequence = NEW.sequence) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ),
]
POSTGRESQL = [
    (
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ),
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    ),
]
SQLITE_REMOVAL = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete", "replace")]
POSTGRESQL_REMOVAL = [f"DROP TRIGGER IF EXISTS {TABLE}_guard ON {TABLE}"]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on; doing so twice changes nothing."""
    _run(connection, SQLITE, POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard off: for undoing the migration, and for tests that empty their database."""
    _run(connection, SQLITE_REMOVAL, POSTGRESQL_REMOVAL)


def _run(connection: BaseDatabaseWrapper, sqlite: list[str], postgresql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sqlite if connection.vendor == "sqlite" else postgresql:
            cursor.execute(statement)
