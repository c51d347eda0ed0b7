"""Who reaches what under /evaluations/: every route, for everybody, with one's own, a foreign, a missing thing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Change, Person
from entry.models import SavedForm
from evaluations.models import WordingRule
from indicators.models import RuleProfile
from tests.city import CITY, OTHER_CITY
from tests.factories import (
    make_cycle,
    make_department,
    make_period,
    make_person,
    make_person_in_post,
    make_plan,
    make_profile,
)
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

MISSING: Final = 987_654_321
UNKNOWN_CITY: Final = "000000"
ONCE: Final = "k" * 32
THINGS: Final = ("own", "shared", "foreign", "missing")
TOKEN: Final = re.compile(r'(?:name="csrfmiddlewaretoken"|name="once") value="[^"]*"')

# own: used by one's own city alone; shared: by another one too; foreign: by another alone. 302 leads on.
TABLE: Final = {
    "GET rules": """
    nobody               302 302 302 302
    tanto                404 404 404 404
    kacho                404 404 404 404
    kyoku                404 404 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 200 200 404
    root                 200 200 200 404
    """,
    "POST rules": """
    nobody               302 302 302 302
    tanto                404 404 404 404
    kacho                404 404 404 404
    kyoku                404 404 404 404
    jimukyoku            302 403 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 403 302 404
    root                 302 302 302 404
    """,
    "GET list": """
    nobody               302 302 302 302
    tanto                404 404 404 404
    kacho                404 404 404 404
    kyoku                404 404 404 404
    jimukyoku            200 200 200 200
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           200 200 200 200
    root                 200 200 200 200
    """,
    # nothing here is shared by two cities
    "GET wording": """
    nobody               302 302 302 302
    tanto                200 404 404 404
    kacho                200 404 404 404
    kyoku                200 404 404 404
    jimukyoku            200 404 404 404
    iin                  404 404 404 404
    kanri                200 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 404 200 404
    """,
    "POST wording": """
    nobody               302 302 302 302
    tanto                403 404 404 404
    kacho                403 404 404 404
    kyoku                403 404 404 404
    jimukyoku            302 404 404 404
    iin                  404 404 404 404
    kanri                403 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 302 404
    root                 302 404 302 404
    """,
}
UNKNOWN: Final = ("nobody", "closed account")
Answers = dict[str, list[int]]


def table(name: str) -> Answers:
    """Return a table by visitor."""
    answers = {}
    for line in TABLE[name].strip().splitlines():
        *visitor, own, shared, foreign, missing = line.split()
        answers[" ".join(visitor)] = [int(one) for one in (own, shared, foreign, missing)]
    return answers


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for; a key that nothing has stands for what is missing."""

    profile: int = MISSING
    cycle: int = MISSING
    wording: int = MISSING
    city: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """What is sent to an address, and what everybody is answered."""

    get: Answers
    post: Answers
    args: Callable[[Thing], list[Any]] = lambda thing: []
    query: Callable[[Thing], dict[str, Any]] = lambda thing: {}
    body: Callable[[Thing], dict[str, Any]] = lambda thing: {}


def read_only_answers() -> Answers:
    """Everybody with a login is told that nothing can be sent there; somebody without is led to the login."""
    return {visitor: [302 if visitor in UNKNOWN else 405] * 4 for visitor in table("GET list")}


def rules_sent(thing: Thing) -> dict[str, Any]:
    """Return a form that changes the rules of the profile."""
    body: dict[str, Any] = {"version": 1, "once": ONCE, "do": "save", "name": "基準", "source": ""}
    kinds: dict[str, list[dict[str, str]]] = {
        "class": [{"when": "people_decide", "then": "－"}],
        "progress": [{"when": "people_decide", "then": "要確認"}],
        "direction": [{"when": "people_decide", "then": "要確認"}],
    }
    for kind, rows in kinds.items():
        body[f"{kind}-rows"] = len(rows)
        for place, row in enumerate(rows):
            body |= {f"{kind}-{place}-{part}": value for part, value in row.items()}
    return body


def word_sent(thing: Thing) -> dict[str, Any]:
    """Return a form that adds a word to the list, or makes a line of the list say it."""
    said = {"pattern": "且つ", "preferred": "かつ", "unless_in": "", "note": "", "field": ""}
    added = {f"word-{name}": value for name, value in said.items()}
    do = "save" if thing.wording != MISSING else "word"
    return {"version": 1, "once": ONCE, "do": do, **said, **added}


# what these answer depends on the stage as well: see test_stage_permissions.py
BY_STAGE: Final = {
    *("evaluations:board", "evaluations:stages", "evaluations:evaluation"),
    "evaluations:committee",  # see test_committee.py
    *("evaluations:compile_list", "evaluations:compiling"),  # see test_compiling.py
}
PUBLISHING: Final = {"evaluations:publish"}  # see test_published_pages.py
ROUTES: Final = {
    "evaluations:profile_list": Route(table("GET list"), read_only_answers()),
    "evaluations:profile_compare": Route(
        table("GET rules"),
        read_only_answers(),
        query=lambda thing: {"a": thing.profile, "b": thing.profile},
    ),
    "evaluations:profile_edit": Route(
        table("GET rules"), table("POST rules"), args=lambda thing: [thing.profile], body=rules_sent
    ),
    "evaluations:wording_list": Route(
        table("GET wording"),
        table("POST wording"),
        query=lambda thing: {"plan": thing.city or UNKNOWN_CITY},
        body=lambda thing: word_sent(thing) | {"do": "word"},
    ),
    "evaluations:wording_edit": Route(
        table("GET wording"),
        table("POST wording"),
        args=lambda thing: [thing.wording],
        query=lambda thing: {"plan": thing.city} if thing.city else {},
        body=word_sent,
    ),
}


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def things(_database: None) -> dict[str, Thing]:
    periods = {
        code: make_period(plan=make_plan(local_government_code=code, is_published=False))
        for code in (CITY, OTHER_CITY)
    }

    def used_by(*codes: str) -> Thing:
        profile = make_profile()
        cycles = [make_cycle(period=periods[code], profile=profile, is_published=False) for code in codes]
        return Thing(profile.pk, cycles[0].pk)

    def line_of(code: str) -> dict[str, Any]:
        row = WordingRule.objects.create(local_government_code=code, kind="word", pattern="行なう")
        return {"wording": row.pk, "city": code}

    made = (
        replace(used_by(CITY), **line_of(CITY)),
        used_by(CITY, OTHER_CITY),
        replace(used_by(OTHER_CITY), **line_of(OTHER_CITY)),
        Thing(),
    )
    return dict(zip(THINGS, made, strict=True))


@pytest.fixture(scope="module")
def clients(things: dict[str, Thing]) -> dict[str, Client]:
    here, there = (make_department(local_government_code=code) for code in (CITY, OTHER_CITY))
    visitors: dict[str, Person | None] = {
        "nobody": None,
        "tanto": make_person_in_post("staff", here),
        "kacho": make_person_in_post("chief", here),
        "kyoku": make_person_in_post("bureau", here),
        "jimukyoku": make_person_in_post("planning", here),
        "iin": make_person_in_post("committee", here),
        "kanri": make_person_in_post("system", here),
        "left": make_person_in_post("planning", here, valid_to=date(2020, 3, 31)),
        "closed account": make_person_in_post("planning", here, is_active=False),
        "other city": make_person_in_post("planning", there),
        "root": make_person(is_superuser=True),
    }
    found = {}
    for name, person in visitors.items():
        found[name] = Client(headers={"Referer": "http://testserver/"})
        if person is not None:
            found[name].force_login(person)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody was answered, and whether anything was written for it."""

    status: int
    location: str
    body: str
    wrote: bool


def traces() -> list[Any]:
    """Return what a write leaves: the history, and saved forms."""
    return [Change.objects.count(), SavedForm.objects.count()]


def ask(client: Client, method: str, name: str, thing: Thing, **instead: Any) -> Answer:
    """Ask once, and undo whatever it did."""
    route = ROUTES[name]
    sent = {"data": route.body(thing) | instead} if method == "post" else {}
    with transaction.atomic():
        before = traces()
        answer = getattr(client, method)(
            reverse(name, args=route.args(thing)), query_params=route.query(thing), **sent
        )
        wrote = traces() != before
        client.cookies.pop("messages", None)  # what it said is undone as well
        transaction.set_rollback(True)
    body = TOKEN.sub("", answer.content.decode(errors="replace"))
    return Answer(answer.status_code, answer.get("Location", ""), body, wrote)


def test_every_route_is_in_the_table() -> None:
    patterns = get_resolver("evaluations.urls").url_patterns
    named = {f"evaluations:{getattr(one, 'name', one)}" for one in patterns}
    assert named == set(ROUTES) | BY_STAGE | PUBLISHING


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROUTES)
def test_a_route_answers_everybody_as_the_table_says(name, method, clients, things):
    """And writes only where it leads on, leads to the login and back, and hides what one may not see."""
    answers = {
        visitor: [ask(client, method, name, things[thing]) for thing in THINGS]
        for visitor, client in clients.items()
    }
    statuses = {visitor: [answer.status for answer in row] for visitor, row in answers.items()}
    assert statuses == getattr(ROUTES[name], method)
    for visitor, row in answers.items():
        for answer in row:
            to_login = answer.location.startswith("/accounts/login/?next=/evaluations/")
            assert to_login == (answer.status == 302 and visitor in UNKNOWN)
            assert not answer.wrote or (method == "post" and answer.status == 302 and not to_login)
        hidden = {answer.body for answer in row if answer.status == 404}
        assert len(hidden) <= 1, f"{visitor} can tell what may not be seen from what is not there"


def test_the_form_of_the_table_is_one_that_writes(clients, things):
    for route in ("profile_edit", "wording_list", "wording_edit"):
        assert ask(clients["jimukyoku"], "post", f"evaluations:{route}", things["own"]).wrote


def test_a_form_without_its_version_is_refused(clients, things):
    for route in ("profile_edit", "wording_list", "wording_edit"):
        answer = ask(clients["jimukyoku"], "post", f"evaluations:{route}", things["own"], version="")
        assert (answer.status, answer.wrote) == (400, False)


def test_the_rules_of_another_city_are_neither_listed_nor_chosen(clients, things):
    with transaction.atomic():
        for thing, name in (("own", "わが市の判定基準"), ("foreign", "よその市の判定基準")):
            RuleProfile.objects.filter(pk=things[thing].profile).update(name=name)
        for route in ("evaluations:profile_list", "evaluations:profile_compare"):
            body = ask(clients["jimukyoku"], "get", route, things["own"]).body
            assert "わが市の判定基準" in body
            assert "よその市の判定基準" not in body
        transaction.set_rollback(True)


def test_a_cycle_of_another_city_is_as_good_as_missing(clients, things):
    for form in ({"cycle": things["foreign"].cycle}, {"do": "use", "use_in": things["foreign"].cycle}):
        answer = ask(clients["jimukyoku"], "post", "evaluations:profile_edit", things["own"], **form)
        assert (answer.status, answer.wrote) == (404, False)


def test_what_another_city_uses_too_can_be_copied(clients, things):
    copy = {"do": "copy", "key": "own-rules"}
    answer = ask(clients["jimukyoku"], "post", "evaluations:profile_edit", things["shared"], **copy)
    assert (answer.status, answer.wrote) == (302, True)
