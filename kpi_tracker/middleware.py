"""What every answer goes through: a lost database becomes a page; nobody else keeps one person's page."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from desk.page.parking import LOGGED_OUT
from kpi_tracker import errors
from kpi_tracker.api.errors import PREFIX
from store.actions.numbers import looked_on, looking

logger = logging.getLogger(__name__)

# What SQLite and PostgreSQL report with the same class as a lost connection, though only the question was too much.
ASKED_TOO_MUCH = (
    "expression tree is too large",
    "too many sql variables",
    "too many terms",
    "parser stack overflow",
    "pattern too complex",
    "user-defined function raised exception",  # a broken regular expression
    "stack depth limit exceeded",
)


class HeadWithoutBody:
    """Answers HEAD with the headers of GET alone, for not every server drops what comes after them.

    The operations of the API know GET only: whoever asks whether a file is there is answered as by a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and leave the body out."""
        is_head = request.method == "HEAD"
        if is_head and request.path.startswith(PREFIX):
            request.method = "GET"
        response = self.get_response(request)
        if is_head:
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = iter(())
            elif isinstance(response, HttpResponse):
                response.content = b""
        return response


class PrivatePages:
    """Forbids proxies and shared browsers to store an answer made for somebody who is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a session cookie, brought or given, makes the answer private."""
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
        return response


class OneLook:
    """Lets an answer know once how the content stands, and read what seldom changes only once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, also what is made while it leaves; what may write relies on that only where it says so."""
        with looking(only=request.method in {"GET", "HEAD"}):
            response: HttpResponseBase = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = looked_on(response)
            return response


class SessionLimits:
    """Ends a login that has gone on too long, or in which nothing happened for too long.

    Readers without a login have no session, and get none here.
    """

    NOTED_EVERY = 60  # seconds, so that reading does not write at every page

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the clock before anything is done in somebody's name."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and auth.SESSION_KEY in request.session:
            self._check(request, time.time())
        return self.get_response(request)

    def _check(self, request: HttpRequest, now: float) -> None:
        session = request.session
        since, seen = session.setdefault("since", now), session.setdefault("seen", now)
        if now - since > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
            setattr(request, LOGGED_OUT, session[auth.SESSION_KEY])  # what was typed is still this person's
            auth.logout(request)
        elif now - seen > self.NOTED_EVERY:
            session["seen"] = now


class DatabaseOutage:
    """Turns a lost, locked or full database into a 503 page that keeps what was typed, and logs it once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for a database that is away and 400 for a question too large; leave every other error alone."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        if any(words in str(exception).lower() for words in ASKED_TOO_MUCH):
            logger.warning("The database refused a question", exc_info=exception, extra={"request": request})
            return errors.bad_request(request)
        incident = secrets.token_hex(4)
        logger.error(
            "The database did not answer",
            exc_info=exception,
            extra={"request": request, "incident": incident, "status_code": 503},
        )
        return errors.database_away(request, incident)
