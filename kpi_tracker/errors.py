"""The pages for what went wrong. Each works without a database, a session or a login."""

import secrets
import sys
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from desk.page.taking import in_words

RETRY_AFTER_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request cannot be understood."""
    return _page("400.html", "送られた内容を読み取れませんでした。", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person may not do this."""
    return _page("403.html", "この操作は許可されていません。", 403, user=getattr(request, "user", None))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that this site did not hand out, or handed out before a login."""
    sentence = (
        "ページを開いてから時間がたったか、ログインの状態が変わりました。前の画面を開き直してください。"
    )
    return _page("403.html", sentence, 403, user=getattr(request, "user", None))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with an incident number that is also in the log, and with nothing about the cause."""
    incident = secrets.token_hex(4)
    request.incident = incident  # type: ignore[attr-defined]
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):  # lost while a session was saved
        return database_away(request, incident)
    return _page(
        "500.html",
        f"処理中に問題が起きました。事務局にお知らせください（受付番号 {incident}）。",
        500,
        incident=incident,
    )


def database_away(request: HttpRequest, incident: str) -> HttpResponse:
    """Answer 503: try again soon; what the person had typed stands on the page, to be copied."""
    response = _page(
        "503.html",
        "ただいまデータベースに接続できません。しばらくしてからもう一度お試しください。",
        503,
        incident=incident,
        typed=_typed(request),
        retry_after=RETRY_AFTER_SECONDS,
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        return in_words(request.POST)
    except (OSError, SuspiciousOperation):  # the connection broke off, or the body is not a form
        return []


def _page(template: str, sentence: str, status: int, **context: Any) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(template, {"sentence": sentence, **context}), status=status)
    except TemplateDoesNotExist:
        return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
