"""SQLite's connections are kept between requests, but never across a change of the file."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from kpi_tracker import env
from kpi_tracker.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db  # lets connections be opened; the one of these tests is their own


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A connection to a file of its own, set up as the application does it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{filled(tmp_path / 'kpi.sqlite3', 'first')}")
    plain: dict[str, Any] = {
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TIME_ZONE": None,
        "TEST": {},
        "OPTIONS": {},
    }
    connection = DatabaseWrapper(plain | env.database(Path("unused.sqlite3")))
    connection.inc_thread_sharing()
    yield connection
    connection.close()


def filled(path: Path, word: str) -> Path:
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE said (word TEXT)")
        file.execute("INSERT INTO said VALUES (?)", [word])
    file.close()
    return path


def request(connection: DatabaseWrapper, statement: str = "SELECT word FROM said") -> object:
    """Ask within what Django does before and after a request."""
    connection.close_if_unusable_or_obsolete()
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close_if_unusable_or_obsolete()


def test_one_connection_serves_request_after_request(kept):
    assert request(kept) == "first"
    first = kept.connection
    assert request(kept) == "first"
    assert first is not None
    assert kept.connection is first


def test_a_file_put_in_the_place_of_another_is_what_the_next_request_reads(kept, tmp_path):
    assert request(kept) == "first"
    filled(tmp_path / "restored.sqlite3", "restored").replace(tmp_path / "kpi.sqlite3")
    assert request(kept) == "restored"


def test_a_file_that_is_gone_is_noticed(kept, tmp_path):
    assert request(kept) == "first"
    (tmp_path / "kpi.sqlite3").unlink()
    with pytest.raises(OperationalError):
        request(kept)


def test_a_connection_on_which_something_failed_is_not_used_again(kept):
    request(kept)
    with pytest.raises(OperationalError):
        request(kept, "SELECT word FROM nowhere")
    assert kept.connection is None
    assert request(kept) == "first"
