"""Who asks for a page, and in which post somebody acts."""

from datetime import date

from django.http import HttpRequest

from accounts.models import Department, Person, Post
from accounts.rules import Role, is_current
from store.actions import Actor
from store.models import Change


def person_asking(request: HttpRequest) -> Person:
    """Return who is logged in, on a page that asks for a login."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required has seen to it
    return person


def person_of(by: Actor) -> Person | None:
    """Return the person who acts, None for a command."""
    assert by.person is None or isinstance(by.person, Person)  # noqa: S101 - AUTH_USER_MODEL is no other
    return by.person


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
