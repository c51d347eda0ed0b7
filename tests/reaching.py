"""Who reaches what: a table of every route of a prefix for everybody, and what it is held against."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils.html import escape

from accounts.models import Person
from desk.models import SavedForm
from store.models import Change

MISSING: Final = 987_654_321  # a key that nothing has
ONCE: Final = "k" * 32
UNKNOWN: Final = ("nobody", "closed account")
TOKEN: Final = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"')
COUNTED: Final = ", ".join(f"(SELECT COUNT(*) FROM {one._meta.db_table})" for one in (Change, SavedForm))
COUNTING: Final = f"SELECT {COUNTED}"
Answers = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Route:
    """What is sent to an address about a thing, and what everybody is answered."""

    get: Answers
    post: Answers
    args: Callable[[Any], list[Any]] = lambda thing: []
    query: Callable[[Any], dict[str, Any]] = lambda thing: {}
    body: Callable[[Any], dict[str, Any]] = lambda thing: {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody was answered, and whether anything was written for it."""

    status: int
    location: str
    body: str
    wrote: bool


def answers_in(text: str, instead: Mapping[int, int] | None = None) -> Answers:
    """Read a table: a visitor in each line, then a status for each thing; with others in the place of some."""
    answers = {}
    for line in text.strip().splitlines():
        *visitor, first, second, third, fourth = line.split()
        statuses = map(int, (first, second, third, fourth))
        answers[" ".join(visitor)] = [(instead or {}).get(status, status) for status in statuses]
    return answers


def routes_under(prefix: str) -> set[str]:
    """Return the names of all routes of a namespace, wherever they are put together."""
    every = get_resolver().url_patterns
    spaces = [one for one in every if isinstance(one, URLResolver) and one.namespace == prefix]
    return {f"{prefix}:{getattr(one, 'name', one)}" for space in spaces for one in space.url_patterns}


def browsers(visitors: Mapping[str, Person | None]) -> dict[str, Client]:
    """One browser for each of them, logged in, with a page of ours before it."""
    found = {}
    for name, person in visitors.items():
        found[name] = Client(headers={"Referer": "http://testserver/"})
        if person is not None:
            found[name].force_login(person)
    return found


def traces() -> list[Any]:
    """Return what a write leaves: the history, and saved forms."""
    with connection.cursor() as cursor:  # both at once: it is asked twice for each of thousands of requests
        cursor.execute(COUNTING)
        return list(cursor.fetchone())


def ask_once(client: Client, method: str, name: str, route: Route, thing: Any, **instead: Any) -> Answer:
    """Ask once, and undo whatever it did; `instead` replaces parts of what is sent."""
    sent = {"data": route.body(thing) | instead} if method == "post" else {}
    with transaction.atomic():
        before = traces()
        answer = getattr(client, method)(
            reverse(name, args=route.args(thing)), query_params=route.query(thing), **sent
        )
        wrote = traces() != before
        client.cookies.pop("messages", None)  # what it said is undone as well
        transaction.set_rollback(True)
    # paper says from where it is printed: what was asked for, which tells nothing
    own = escape(answer.wsgi_request.build_absolute_uri())
    body = TOKEN.sub("", answer.content.decode(errors="replace").replace(own, ""))
    return Answer(answer.status_code, answer.get("Location", ""), body, wrote)


def assert_answered_as_told(
    method: str, name: str, route: Route, clients: Mapping[str, Client], things: Mapping[str, Any]
) -> None:
    """Ask as everybody for everything: the route answers as the table says, and writes only where it leads on.

    It leads to the login and back, and hides what one may not see.
    """
    answers = {
        visitor: [ask_once(client, method, name, route, thing) for thing in things.values()]
        for visitor, client in clients.items()
    }
    statuses = {visitor: [answer.status for answer in row] for visitor, row in answers.items()}
    assert statuses == getattr(route, method)
    login = f"/accounts/login/?next=/{name.partition(':')[0]}/"
    for visitor, row in answers.items():
        for answer in row:
            to_login = answer.location.startswith(login)
            assert to_login == (answer.status == 302 and visitor in UNKNOWN)
            assert not answer.wrote or (method == "post" and answer.status == 302 and not to_login)
        hidden = {answer.body for answer in row if answer.status == 404}
        assert len(hidden) <= 1, f"{visitor} can tell what may not be seen from what is not there"
