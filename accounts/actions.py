"""Who asks for a page, and in which post somebody acts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Department, Person, Post, in_their_order
from accounts.rules import ADMINISTERING, ActingStage, OwnedThing, Role, current_posts, is_current, may_act
from store.actions.numbers import note_for_who_looks, number_for_everybody
from store.actions.questions import Question
from store.actions.rows import Actor
from store.models import Change

ENTERING: Final = frozenset({Role.STAFF, Role.CHIEF})


def posts_of(person: int) -> "QuerySet[Post]":
    """Return the posts of a person, with the number for everybody as it stands beside them."""
    held = (
        Post.objects.filter(person=person).select_related("person", "department__parent__parent").order_by()
    )
    return held.annotate(everybody=number_for_everybody())


HELD: Final = Question(posts_of)


class OfficersBackend(ModelBackend):
    """Logs in by 利用者ID and password; whoever is logged in is read with all posts, which every page asks about."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, None for one whose account is closed."""
        posts = in_their_order(HELD.ask(int(user_id)))
        if not posts:
            person = Person.objects.filter(pk=user_id).first()
        else:
            person = posts[0].person
            note_for_who_looks(vars(posts[0])["everybody"])
            for post in posts:
                post.person = person
            person.held_posts = tuple(posts)
        return person if person is not None and self.user_can_authenticate(person) else None


def person_asking(request: HttpRequest) -> Person:
    """Return who is logged in, on a page that asks for a login."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required has seen to it
    return person


def number_held_with(person: Person) -> int | None:
    """Return the number for everybody as it was read with the posts of who is logged in; None where it was not."""
    return next((vars(post).get("everybody") for post in person.held_posts), None)


def person_of(by: Actor) -> Person | None:
    """Return the person who acts, None for a command."""
    assert by.person is None or isinstance(by.person, Person)  # noqa: S101 - AUTH_USER_MODEL is no other
    return by.person


def acting(person: Person, role: Role, where: Department | str, today: date) -> Actor:
    """Return the person in the post of that role there (a department, or a city by its code), for the history."""
    post = first_post(person, today, lambda post: holds_there(post, role, where, today))
    return Actor(Change.Via.PAGE, person, post)


def entering_post(
    person: Person, departments: Iterable[Department | None], code: str, today: date
) -> Post | None:
    """Return the post by which the person enters what these departments answer for in the city of that code.

    One of 担当者 or 課長 in them comes before that of the 事務局.
    """
    keys = {department.pk for department in departments if department is not None}
    own = first_post(person, today, lambda post: post.role in ENTERING and post.department_id in keys)
    return own or first_post(person, today, lambda post: holds_there(post, Role.PLANNING, code, today))


def stage_post(person: Person, stage: ActingStage, owned: OwnedThing, today: date) -> Post | None:
    """Return the post in which the person does what a stage asks for; somebody with all rights needs none."""
    return first_post(person, today, lambda post: may_act(InOnePost((post,)), stage, owned, today))


def administering_post(person: Person, codes: Collection[str], today: date) -> Post | None:
    """Return the post in which a row of these cities is kept: one of theirs before any other, None without one."""
    keeps = partial(first_post, person, today)
    fitting = keeps(
        lambda post: post.role in ADMINISTERING and post.department.local_government_code in codes
    )
    return fitting or keeps(lambda post: post.role in ADMINISTERING)


def first_post(person: Person, today: date, fits: Callable[[Post], bool]) -> Post | None:
    """Return the first of the person's posts of that day that fits; None for a closed account."""
    return next(
        (post for post in current_posts(person, today) if isinstance(post, Post) and fits(post)), None
    )


@dataclass(frozen=True, slots=True)
class InOnePost:
    """Somebody as one of their posts alone lets them act."""

    held_posts: tuple[Post]
    is_active: bool = True
    is_superuser: bool = False


def holds_there(post: Post, role: Role, where: Department | str, today: date) -> bool:
    """Tell whether it is a current post of that role in the department, or in the city."""
    if post.role != role or not is_current(post, today):
        return False
    if isinstance(where, str):
        return post.department.local_government_code == where
    return post.department_id == where.pk
