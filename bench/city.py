"""A throw-away database, empty or with one invented city in it."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


@contextlib.contextmanager
def invented_city(*, measures: int, years: int, seed: int) -> Iterator[None]:
    """Fill a database made for this run alone."""
    with empty_database():
        call_command("sample_city", measures=measures, years=years, seed=seed, verbosity=0)
        analyse()
        yield


@contextlib.contextmanager
def empty_database() -> Iterator[None]:
    """Point Django at a database made for this run alone; the one that DATABASE_URL names is not touched.

    SQLite: a file in a temporary folder. PostgreSQL: a database test_NAME beside the one named, dropped at the end.
    """
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as folder:
        configured = settings.DATABASES["default"]["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        settings.STATIC_ROOT = str(Path(folder) / "static")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(str(configured), verbosity=0)


def analyse() -> None:
    """Let the planner know the rows, as any database does that has been running for a day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
