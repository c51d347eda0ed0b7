"""Who asks: officials of the invented city with a session each, made for the run."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Department, Person, Post
from accounts.rules import Role
from policies.models import Plan

CSRF = "b" * 32


@dataclass(frozen=True, slots=True)
class Official:
    """One person and the cookies of the browser."""

    person: Person
    cookies: dict[str, str]


def make_official(role: Role, department: Department, number: int = 0) -> Official:
    """Return somebody in that post, logged in."""
    name = f"bench-{role}-{department.pk}-{number}-{secrets.token_hex(3)}"
    person = Person(username=name, name="計測 一郎")
    person.set_unusable_password()
    person.save()
    Post.objects.create(person=person, department=department, role=role)
    return Official(person, session_of(person))


def session_of(person: Person) -> dict[str, str]:
    """Return the cookies of a new session."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["since"] = session["seen"] = time.time()
    session.save()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key), settings.CSRF_COOKIE_NAME: CSRF}


def planning_of(plan: Plan) -> Official:
    """Return somebody of the 事務局 of the plan's city."""
    own = Department.objects.filter(local_government_code=plan.local_government_code)
    return make_official(Role.PLANNING, own.order_by("pk")[0])


def staff_of(department: Department, number: int = 0) -> Official:
    """Return a 担当者 of the department."""
    return make_official(Role.STAFF, department, number)


def departments_that_owe(plan: Plan) -> Sequence[Department]:
    """Return the departments that have indicators in the plan, those with the most first."""
    from django.db.models import Count

    owners = Department.objects.filter(indicators__node__period__plan=plan)
    return list(owners.annotate(load=Count("indicators")).order_by("-load", "pk"))
