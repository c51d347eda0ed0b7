"""What the pages of a round answer to somebody who asks for too much in too short a time."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.actions import quotas
from desk.page.refusals import View, asking

FORM_AROUND: Final = 100_000  # bytes of a multipart form beside its file


def length_of(request: HttpRequest) -> int:
    """Return how long the request says it is, before any of it is read; 0 where it does not say."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def limits(kind: str) -> Callable[[View], View]:
    """Answer 429 in words where somebody asks for such a page more often than is allowed; below the login."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                quotas.count(kind, asking(request))
            except quotas.TooOften as refused:
                return too_often(request, refused)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def too_often(request: HttpRequest, refused: quotas.TooOften) -> HttpResponse:
    """Answer 429 with the sentence, and when to come again."""
    response = render(request, "desk/too_often.html", {"message": str(refused), "scope": None}, status=429)
    response["Retry-After"] = str(refused.wait)
    return response
