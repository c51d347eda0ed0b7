"""Reads what differs between places from the environment, and says well what is missing or wrong.

Nothing here raises a traceback at the person who starts the server: a wrong value ends the process with one
sentence on stderr and exit code 2.
"""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import environ

SQLITE_SCHEMES = ("sqlite",)
POSTGRESQL_SCHEMES = ("postgres", "postgresql")
DATABASE_URL_EXAMPLES = "sqlite:////srv/kpi/kpi.sqlite3、postgres://user:password@host:5432/database"


def refuse(sentence: str) -> NoReturn:
    """End the process with the sentence on stderr and exit code 2 (could not run)."""
    print(sentence, file=sys.stderr)  # noqa: T201 - logging is not configured yet
    raise SystemExit(2)


def read_env_file() -> None:
    """Take variables from the file that ENV_FILE names; what the environment itself says goes first."""
    name = os.environ.get("ENV_FILE")
    if not name:
        return
    path = Path(name)
    if not path.is_file():
        refuse(
            f"環境変数 ENV_FILE が指すファイル {path} がありません。正しいパスを設定するか、外してください。"
        )
    environ.Env.read_env(path)


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether a switch is on; only yes-words switch on, and a word that is neither is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    refuse(f"環境変数 {name} の値「{value[:40]}」は読めません。true か false を設定してください。")


def words(name: str, default: list[str]) -> list[str]:
    """Return a list that is written with commas."""
    return [word for part in os.environ.get(name, "").split(",") if (word := part.strip())] or default


def folder(name: str, default: Path) -> Path:
    """Return the folder that the variable names; it need not exist yet."""
    return Path(os.environ.get(name, "").strip() or default)


def secret_key(*, generated: bool) -> str:
    """Return SECRET_KEY; without one, a fresh one where that is allowed, else stop."""
    value = os.environ.get("SECRET_KEY", "")
    if not value and generated:
        from django.core.management.utils import get_random_secret_key

        return get_random_secret_key()
    if not value:
        refuse(
            "環境変数 SECRET_KEY が設定されていません。50文字以上の推測できない文字列を設定してください"
            "（作成例: python -c 'import secrets; print(secrets.token_urlsafe(50))'）。"
        )
    if len(value) < 32:
        refuse("環境変数 SECRET_KEY が短すぎます。50文字以上の推測できない文字列を設定してください。")
    return value


def database(default_file: Path) -> dict[str, Any]:
    """Return the database that DATABASE_URL names, set up so that no acknowledged figure is lost."""
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default_file}"
    scheme = url.partition("://")[0]
    if scheme in SQLITE_SCHEMES:
        return _sqlite(url)
    if scheme in POSTGRESQL_SCHEMES:
        return _postgresql(url)
    refuse(
        f"環境変数 DATABASE_URL の種類「{scheme[:20]}」は使えません。SQLite か PostgreSQL を設定してください"
        f"（例: {DATABASE_URL_EXAMPLES}）。"
    )


def _sqlite(url: str) -> dict[str, Any]:
    name = url.removeprefix("sqlite:///")
    if name == url or not name:
        refuse(f"環境変数 DATABASE_URL に SQLite のファイル名がありません（例: {DATABASE_URL_EXAMPLES}）。")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    address, _, query = url.partition("?")
    try:
        config = dict(environ.Env.db_url_config(address))
    except ValueError as error:
        refuse(f"環境変数 DATABASE_URL を読めません（{error}）。例: {DATABASE_URL_EXAMPLES}")
    if not config.get("NAME"):
        refuse(f"環境変数 DATABASE_URL にデータベース名がありません。例: {DATABASE_URL_EXAMPLES}")
    asked = dict(parse_qsl(query))
    return config | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": asked.pop("host", config["HOST"]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "options": "-c statement_timeout=15s -c lock_timeout=4s",
            **asked,
        },
    }
