"""What pages answer to somebody who may not do something, or whose form cannot be read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from store.actions.rows import Somebody
from store.limits import number_in

View = Callable[..., HttpResponse]


def asking(request: HttpRequest) -> Somebody:
    """Return who is logged in, on a page that asks for a login."""
    person = request.user
    assert person.is_authenticated  # noqa: S101 - the page has asked for a login
    return person


class UnkeptError(Exception):
    """A draft could not be kept; str() says why and what to do."""


class NotAllowedError(Exception):
    """The page may be known to the person, but not used; str() says why, and who may."""


def says_why(view: View) -> View:
    """Let a page that raises NotAllowedError answer 403 with its sentence."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as refused:
            return forbidden(request, str(refused))

    return answer


def forbidden(request: HttpRequest, sentence: str) -> HttpResponse:
    """Answer 403 with a sentence that says why, and who may."""
    return render(request, "403.html", {"message": sentence, "scope": None}, status=403)


def whole_number(text: str | None) -> int:
    """Read a key or a version that a form carries; whatever else stands there is no form of ours."""
    if (number := number_in(text)) is None:
        raise BadRequest("版又は番号が読み取れません。")
    return number
