"""What pages answer to somebody who may not do something, and who it is that asks."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.actions import Actor
from accounts.models import Change, Department, Person, Post
from accounts.rules import Role, is_current

View = Callable[..., HttpResponse]


def person_asking(request: HttpRequest) -> Person:
    """Return who is logged in, on a page that asks for a login."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required has seen to it
    return person


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
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadRequest("版又は番号が読み取れません。")
    return int(text)


def acting(person: Person, role: Role, where: Department | str, today: date) -> Actor:
    """Return the person in the post of that role there (a department, or a city by its code), for the history."""
    post = next((post for post in person.held_posts if holds_there(post, role, where, today)), None)
    return Actor(Change.Via.PAGE, person, post)


def holds_there(post: Post, role: Role, where: Department | str, today: date) -> bool:
    """Tell whether it is a current post of that role in the department, or in the city."""
    if post.role != role or not is_current(post, today):
        return False
    if isinstance(where, str):
        return post.department.local_government_code == where
    return post.department_id == where.pk
