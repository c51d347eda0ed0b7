import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from kpi_tracker import env

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret that is long enough for a start in a test"


def start(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder, with nothing in the environment but what is given."""
    names = ("PATH", "HOME", "SYSTEMROOT", "PYTHONPYCACHEPREFIX")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | {"PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "kpi_tracker.settings"} | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_secret_the_start_stops_with_one_sentence():
    outcome = start("manage.py", "check")
    assert outcome.returncode == 2
    assert "環境変数 SECRET_KEY が設定されていません" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_the_production_server_stops_too_instead_of_trying_again():
    outcome = start(
        "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", "127.0.0.1:0", "kpi_tracker.wsgi"
    )
    assert outcome.returncode != 0
    assert "環境変数 SECRET_KEY が設定されていません" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_wrong_database_url_stops_the_start_with_one_sentence():
    outcome = start("manage.py", "check", SECRET_KEY=SECRET, DATABASE_URL="mysql://root@localhost/kpi")
    assert outcome.returncode == 2
    assert "環境変数 DATABASE_URL の種類「mysql」は使えません" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("kpi.sqlite3", "種類「kpi.sqlite3」は使えません", id="a file name alone"),
        pytest.param("sqlite://", "ファイル名がありません", id="SQLite without a file"),
        pytest.param("sqlite:kpi.sqlite3", "種類「sqlite:kpi.sqlite3」は使えません", id="slashes forgotten"),
        pytest.param("postgres://kpi@db/", "データベース名がありません", id="PostgreSQL without a database"),
        pytest.param("postgres://kpi@db:port/kpi", "読めません", id="a port in letters"),
        pytest.param("postgres://kpi@db:99999/kpi", "読めません", id="a port out of range"),
    ],
)
def test_each_wrong_database_url_has_its_sentence(url, words, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SystemExit) as stopped:
        env.database(Path("unused.sqlite3"))
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_a_password_is_not_repeated_in_the_refusal(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://kpi:hunter2@db:port/kpi")
    with pytest.raises(SystemExit):
        env.database(Path("unused.sqlite3"))
    assert "hunter2" not in capsys.readouterr().err


def test_a_secret_that_can_be_guessed_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("SECRET_KEY", "kawasaki")
    with pytest.raises(SystemExit):
        env.secret_key(generated=False)
    assert "短すぎます" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["False", "0", "no", "off", ""])
def test_no_word_for_no_switches_on(word, monkeypatch):
    monkeypatch.setenv("DEBUG", word)
    assert env.flag("DEBUG") is False


def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(SystemExit):
        env.flag("DEBUG")
    assert "DEBUG" in capsys.readouterr().err


def test_variables_come_from_the_file_that_is_named(tmp_path):
    (tmp_path / "kpi.env").write_text(f"SECRET_KEY={SECRET}\nALLOWED_HOSTS=kpi.example.jp\n")
    look = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    assert start("-c", look, ENV_FILE=str(tmp_path / "kpi.env")).stdout.strip() == "['kpi.example.jp']"


def test_the_defaults_are_those_of_production():
    names = [
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "PARKED_COOKIE_NAME",
        "SECURE_HSTS_SECONDS",
    ]
    look = f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
    expected = [False, True, True, True, "__Host-session", "__Host-parked", 365 * 24 * 60 * 60]
    assert start("-c", look, SECRET_KEY=SECRET).stdout.strip() == str(expected)


def test_only_debug_makes_a_secret_of_its_own():
    look = "from django.conf import settings; print(settings.DEBUG, len(settings.SECRET_KEY) >= 50)"
    assert start("-c", look, DEBUG="true").stdout.strip() == "True True"


def test_postgresql_keeps_connections_and_never_waits_long(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://kpi:p%40ss@db:5433/kpi?sslmode=require")
    database = env.database(Path("unused.sqlite3"))
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("kpi", "p@ss", "db")
    assert (database["PORT"], database["NAME"]) == (5433, "kpi")
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["CONN_MAX_AGE"] > 60
    assert database["OPTIONS"]["connect_timeout"] == 2
    assert database["OPTIONS"]["sslmode"] == "require"
    assert "pool" not in database["OPTIONS"]


@pytest.mark.parametrize("url", ["sqlite:////srv/kpi.sqlite3", "postgres://kpi:pass@db/kpi"])
def test_how_long_a_connection_is_kept_is_set_from_outside(monkeypatch, url, capsys):
    monkeypatch.setenv("DATABASE_URL", url)
    for said, kept in {"": 600, "0": 0, "45": 45}.items():
        monkeypatch.setenv("CONN_MAX_AGE", said)
        database = env.database(Path("unused.sqlite3"))
        assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (kept, True)
    monkeypatch.setenv("CONN_MAX_AGE", "forever")
    with pytest.raises(SystemExit):
        env.database(Path("unused.sqlite3"))
    assert "CONN_MAX_AGE" in capsys.readouterr().err


def ask(statement: str) -> object:
    """Return the first value that the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_connection_in_use_is_set_up_as_promised():
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert ask("PRAGMA synchronous") == 2  # FULL: a power cut loses no acknowledged figure
        assert ask("PRAGMA busy_timeout") == 20_000
        assert ask("PRAGMA foreign_keys") == 1
        assert ask("PRAGMA journal_mode") == "wal"
    else:
        assert ask("SHOW lock_timeout") == "4s"
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
        assert connection.settings_dict["OPTIONS"]["connect_timeout"] == 2


def test_migrate_makes_a_private_file_in_wal_mode(tmp_path):
    file = tmp_path / "made by migrate" / "kpi.sqlite3"
    url = f"sqlite:///{file}"
    assert start("manage.py", "migrate", "contenttypes", SECRET_KEY=SECRET, DATABASE_URL=url).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_migrate_says_in_a_sentence_that_the_database_is_out_of_reach():
    url = "postgres://kpi@127.0.0.1:1/kpi"
    outcome = start("manage.py", "migrate", SECRET_KEY=SECRET, DATABASE_URL=url)
    assert outcome.returncode == 2
    assert "データベースに接続できません" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_times_are_kept_in_utc_and_shown_in_japan():
    assert settings.USE_TZ
    assert (settings.TIME_ZONE, settings.LANGUAGE_CODE) == ("Asia/Tokyo", "ja")
