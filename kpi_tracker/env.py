"""Reads what differs between places from the environment, and says well what is missing or wrong.

Nothing here raises a traceback at the person who starts the server: a wrong value ends the process with one
sentence on stderr and exit code 2.
"""

import os
import sys
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

import environ

SQLITE_SCHEMES = ("sqlite",)
POSTGRESQL_SCHEMES = ("postgres", "postgresql")
MAIL_BACKEND: Final = "django.core.mail.backends.{}.EmailBackend"
NO_MAIL: Final = MAIL_BACKEND.format("dummy")  # what send_reminders refuses to work with
EMAIL_URL_EXAMPLES: Final = "smtp://mail.city.example:25、smtp+tls://user:password@mail.city.example:587"
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


def number(name: str, default: int, *, least: int = 1, most: int = 100_000) -> int:
    """Return a whole number; anything else, or one out of range, is refused."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= 9 and least <= int(value) <= most:
        return int(value)
    refuse(
        f"環境変数 {name} の値「{value[:40]}」は使えません。{least}から{most}までの整数を設定してください。"
    )


def words(name: str, default: list[str]) -> list[str]:
    """Return a list that is written with commas."""
    return [word for part in os.environ.get(name, "").split(",") if (word := part.strip())] or default


def folder(name: str, default: Path) -> Path:
    """Return the folder that the variable names; it need not exist yet."""
    return Path(os.environ.get(name, "").strip() or default)


def kept_answers() -> dict[str, Any]:
    """Return where answers to visitors are kept: in each process, or in the folder that all of them share."""
    if folder_named := os.environ.get("KEPT_FOLDER", "").strip():
        backend, most = "filebased.FileBasedCache", 2_000
    else:
        backend, most = "locmem.LocMemCache", 150
    return {
        "BACKEND": f"django.core.cache.backends.{backend}",
        "LOCATION": folder_named,
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": most},
    }


def port() -> int:
    """Return the port that PORT names for a server on this machine, else 8000."""
    value = os.environ.get("PORT", "").strip()
    return int(value) if value.isascii() and value.isdigit() else 8000


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


def _kept_connections() -> dict[str, Any]:
    """Opening a connection at every request costs more than most pages ask of it; each is tried before it is used."""
    return {"CONN_MAX_AGE": number("CONN_MAX_AGE", 600, least=0), "CONN_HEALTH_CHECKS": True}


def _sqlite(url: str) -> dict[str, Any]:
    name = url.removeprefix("sqlite:///")
    if name == url or not name:
        refuse(f"環境変数 DATABASE_URL に SQLite のファイル名がありません（例: {DATABASE_URL_EXAMPLES}）。")
    return {
        "ENGINE": "kpi_tracker.sqlite3",
        "NAME": name,
        **_kept_connections(),
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
        **_kept_connections(),
        "OPTIONS": {
            "connect_timeout": 2,
            "options": "-c statement_timeout=15s -c lock_timeout=4s",
            **asked,
        },
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where mail goes: a server, or a folder that keeps each mail as a file, or nowhere."""

    backend: str = NO_MAIL
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False
    folder: str | None = None


def mail(*, default_folder: Path | None) -> Mail:
    """Return what EMAIL_URL names; without it, files in the default folder, or no mail where there is none."""
    url = os.environ.get("EMAIL_URL", "").strip()
    if not url and default_folder is None:
        return Mail()
    if not url:
        return Mail(backend=MAIL_BACKEND.format("filebased"), folder=str(default_folder))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse_mail("を読めません")
    if parts.scheme == "file" and parts.path.strip("/") and not parts.netloc:
        return Mail(backend=MAIL_BACKEND.format("filebased"), folder=unquote(parts.path))
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        _refuse_mail(f"の種類「{parts.scheme[:20]}」は使えません")
    if not parts.hostname or parts.path.strip("/") or parts.query:
        _refuse_mail("にメールサーバーの名前がないか、余分な文字があります")
    return Mail(
        backend=MAIL_BACKEND.format("smtp"),
        host=parts.hostname,
        port=port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtp+tls",
        ssl=parts.scheme == "smtps",
    )


def _refuse_mail(what: str) -> NoReturn:
    refuse(
        f"環境変数 EMAIL_URL {what}。smtp、smtp+tls、smtps か file:///フォルダー を設定してください"
        f"（例: {EMAIL_URL_EXAMPLES}）。"
    )


def sender(*, default: str) -> str:
    """Return the sender of all mail, as an address with or without a name before it."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    value = os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or default
    try:
        validate_email(parseaddr(value)[1])
        if not value.isprintable():
            raise ValidationError("control characters")
    except ValidationError:
        refuse(
            "環境変数 DEFAULT_FROM_EMAIL に差出人のメールアドレスを設定してください"
            "（例: 企画調整課 <kikaku@city.example>）。EMAIL_URL を設定するときは必要です。"
        )
    return value


def site_address(*, plain_http: bool, default: str = "") -> str:
    """Return the address that links in mails begin with, without a slash at its end; it may be empty."""
    value = os.environ.get("SITE_ADDRESS", "").strip() or default
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    schemes = {"http", "https"} if plain_http else {"https"}
    tail = f"{parts.path.strip('/')}{parts.query}{parts.fragment}{parts.username or ''}"
    if parts.scheme not in schemes or not host or tail or not value.isprintable() or " " in value:
        refuse(
            f"環境変数 SITE_ADDRESS の値「{' '.join(value[:80].split())}」は使えません。利用者が開くアドレスを、"
            f"{'http:// か https://' if plain_http else 'https://'} から始めて、後ろに何も付けずに設定してください"
            "（例: https://kpi.city.example）。"
        )
    return f"{parts.scheme}://{parts.netloc}"
