"""Who reaches what under /evaluations/: every route, for everybody, with one's own, a foreign, a missing thing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Person
from evaluations.redline.models import WordingRule
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
from tests.reaching import (
    MISSING,
    ONCE,
    UNKNOWN,
    Answer,
    Answers,
    Route,
    answers_in,
    ask_once,
    assert_answered_as_told,
    browsers,
    routes_under,
)
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

UNKNOWN_CITY: Final = "000000"
THINGS: Final = ("own", "shared", "foreign", "missing")

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


def table(name: str) -> Answers:
    """Return a table by visitor."""
    return answers_in(TABLE[name])


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for; a key that nothing has stands for what is missing."""

    profile: int = MISSING
    cycle: int = MISSING
    wording: int = MISSING
    city: str = ""


def read_only_answers() -> Answers:
    """Everybody with a login is told that nothing can be sent there; somebody without is led to the login."""
    return {visitor: [302 if visitor in UNKNOWN else 405] * 4 for visitor in table("GET list")}


def rules_sent(thing: Thing) -> dict[str, Any]:
    """Return a form that changes the rules of the profile."""
    said = {"do": "save", "name": "基準", "source": "", "judged_by": "own"}
    body: dict[str, Any] = {"version": 1, "once": ONCE, **said}
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
    return browsers(visitors)


def ask(client: Client, method: str, name: str, thing: Thing, **instead: Any) -> Answer:
    return ask_once(client, method, name, ROUTES[name], thing, **instead)


def test_every_route_is_in_the_table() -> None:
    assert routes_under("evaluations") == set(ROUTES) | BY_STAGE | PUBLISHING


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROUTES)
def test_a_route_answers_everybody_as_the_table_says(name, method, clients, things):
    assert_answered_as_told(method, name, ROUTES[name], clients, things)


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
