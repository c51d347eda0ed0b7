"""Who reaches what under /entry/: every route, for everybody, with one's own, another's, a foreign, a missing thing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Department, Person
from desk.models import Draft
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound, Indicator, Result
from projects.models import LeadingProject
from tests.city import CITY, OTHER_CITY
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_person_in_post,
    make_plan,
    make_project,
    make_result,
    make_round,
    make_sheet,
    make_sheet_request,
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
    traces,
)
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

YEAR: Final = 2022
EXPLAINED: Final = "対象者が増えたため、前年度を上回った。"
THINGS: Final = ("own", "elsewhere", "foreign", "missing")

# What everybody is answered: for things of the department 所管課, of another bureau, of another city, and for none.
# 302 leads on after success or to the login; 403 is refused in words; 404 is all that shows of what one may not see.
TABLE: Final = {
    # visitor            own  elsewhere foreign missing
    "GET figures": """
    nobody               302 302 302 302
    tanto                200 404 404 404
    tanto elsewhere      404 200 404 404
    kacho                200 404 404 404
    kacho elsewhere      404 200 404 404
    kyoku                403 404 404 404
    kyoku elsewhere      404 403 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "GET sending back": """
    nobody               302 302 302 302
    tanto                403 404 404 404
    tanto elsewhere      404 403 404 404
    kacho                200 404 404 404
    kacho elsewhere      404 200 404 404
    kyoku                403 404 404 404
    kyoku elsewhere      404 403 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                403 403 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "POST confirming": """
    nobody               302 302 302 302
    tanto                403 404 404 404
    tanto elsewhere      404 403 404 404
    kacho                302 404 404 404
    kacho elsewhere      404 302 404 404
    kyoku                403 404 404 404
    kyoku elsewhere      404 403 404 404
    jimukyoku            403 403 404 404
    iin                  404 404 404 404
    kanri                403 403 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 403 404
    root                 403 403 403 404
    """,
    "GET rounds": """
    nobody               302 302 302 302
    tanto                403 403 404 404
    tanto elsewhere      403 403 404 404
    kacho                403 403 404 404
    kacho elsewhere      403 403 404 404
    kyoku                403 403 404 404
    kyoku elsewhere      403 403 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                403 403 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "GET departments": """
    nobody               302 302 302 302
    tanto                403 404 404 404
    tanto elsewhere      404 403 404 404
    kacho                403 404 404 404
    kacho elsewhere      404 403 404 404
    kyoku                200 404 404 404
    kyoku elsewhere      404 200 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "GET board": """
    nobody               302 302 302 302
    tanto                403 403 403 403
    tanto elsewhere      403 403 403 403
    kacho                403 403 403 403
    kacho elsewhere      403 403 403 403
    kyoku                200 200 404 404
    kyoku elsewhere      200 200 404 404
    jimukyoku            200 200 404 404
    iin                  403 403 403 403
    kanri                403 403 403 403
    left                 403 403 403 403
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "GET list": """
    nobody               302 302 302 302
    tanto                200 200 200 200
    tanto elsewhere      200 200 200 200
    kacho                200 200 200 200
    kacho elsewhere      200 200 200 200
    kyoku                302 302 302 302
    kyoku elsewhere      302 302 302 302
    jimukyoku            302 302 302 302
    iin                  200 200 200 200
    kanri                200 200 200 200
    left                 200 200 200 200
    closed account       302 302 302 302
    other city           302 302 302 302
    root                 302 302 302 302
    """,
    "GET grid": """
    nobody               302 302 302 302
    tanto                200 404 404 404
    tanto elsewhere      404 200 404 404
    kacho                200 404 404 404
    kacho elsewhere      404 200 404 404
    kyoku                403 404 404 404
    kyoku elsewhere      404 403 404 404
    jimukyoku            403 403 404 404
    iin                  404 404 404 404
    kanri                403 403 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 403 404
    root                 404 404 404 404
    """,
    "GET counts, sheets": """
    nobody               302 302 302 302
    tanto                200 404 404 404
    tanto elsewhere      404 200 404 404
    kacho                200 404 404 404
    kacho elsewhere      404 200 404 404
    kyoku                200 404 404 404
    kyoku elsewhere      404 200 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
    "GET workbook": """
    nobody               302 302 302 302
    tanto                200 200 404 404
    tanto elsewhere      200 200 404 404
    kacho                200 200 404 404
    kacho elsewhere      200 200 404 404
    kyoku                200 200 404 404
    kyoku elsewhere      200 200 404 404
    jimukyoku            200 200 404 404
    iin                  404 404 404 404
    kanri                404 404 404 404
    left                 404 404 404 404
    closed account       302 302 302 302
    other city           404 404 200 404
    root                 200 200 200 404
    """,
}
RECORDS: Final = ("entry:ledger", "entry:project_new", "entry:project", "entry:project_remove")


def table(name: str, instead: Mapping[int, int] | None = None) -> Answers:
    """Return a table by visitor, with other answers in the place of some."""
    return answers_in(TABLE[name], instead)


def always(status: int) -> Answers:
    """Everybody with a login is answered the same, about anything; somebody without is led to the login."""
    return {visitor: [302 if visitor in UNKNOWN else status] * 4 for visitor in table("GET list")}


@dataclass(frozen=True, slots=True)
class City:
    """What one city has of each kind, with a department of its own and one of another bureau."""

    round: EntryRound
    departments: list[Department]
    indicators: list[Indicator]
    results: list[Result]
    projects: list[LeadingProject]
    sheets: list[ProjectSheet]


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for; a key that nothing has stands for what is missing."""

    round: int = MISSING
    department: int = MISSING
    indicator: int = MISSING
    result: int = MISSING
    project: int = MISSING
    node: int = MISSING
    undertaking: int = MISSING
    sheet: int = MISSING


def of_figure(thing: Thing) -> list[Any]:
    return [thing.indicator, YEAR]


def of_project(thing: Thing) -> list[Any]:
    return [thing.project]


def saying(name: str, version: int) -> Callable[[Thing], dict[str, Any]]:
    """Return what the form of a record sends, with that name of the project."""
    return lambda thing: {
        "version": version,
        "once": ONCE,
        "name": name,
        "node": thing.node,
        "indicators": [thing.indicator],
        "counting_year": "R4",
        "standing": "running",
    }


def of_sheet(thing: Thing) -> list[Any]:
    return [thing.undertaking, YEAR]


def of_round(thing: Thing) -> list[Any]:
    return [thing.round]


READ_ONLY = always(405)
READ_ONLY_FIRST: Final = {
    visitor: [405] * 4 for visitor in READ_ONLY
}  # said before anybody is asked who it is
TO_LOGIN = always(302)
ROUTES: Final = {
    "entry:todo": Route(table("GET list"), READ_ONLY),
    "entry:figure": Route(
        table("GET figures"),
        table("GET figures", {200: 302}),
        args=of_figure,
        body=lambda thing: {"version": 1, "once": ONCE, "total": "7", "explanation": EXPLAINED},
    ),
    "entry:understood": Route(
        table("GET figures"), READ_ONLY, args=of_figure, query=lambda thing: {"text": "７件"}
    ),
    "entry:interim": Route(
        table("GET figures"),
        table("GET figures", {200: 302}),
        args=lambda thing: [thing.indicator],
        body=lambda thing: {"version": 0, "once": ONCE, "as_of": "2022-09-30", "value": "7"},
    ),
    "entry:confirm": Route(
        TO_LOGIN,
        table("POST confirming"),
        body=lambda thing: {"once": ONCE, "round": thing.round, "row": f"{thing.result}-1"},
    ),
    "entry:send_back": Route(
        table("GET sending back"),
        table("GET sending back", {200: 302}),
        args=of_figure,
        body=lambda thing: {"version": 1, "once": ONCE, "reason": "桁を確認してください。"},
    ),
    "entry:sheet": Route(
        table("GET counts, sheets"),
        table("GET figures", {200: 302}),
        args=of_sheet,
        body=lambda thing: {"version": 1, "once": ONCE, "text-plan": "窓口を開く。"},
    ),
    "entry:sheet_read": Route(table("GET counts, sheets"), READ_ONLY, args=of_sheet),
    "entry:sheets_confirm": Route(
        TO_LOGIN,
        table("POST confirming"),
        body=lambda thing: {"once": ONCE, "round": thing.round, "row": f"{thing.sheet}-1"},
    ),
    "entry:sheet_send_back": Route(
        table("GET sending back"),
        table("GET sending back", {200: 302}),
        args=of_sheet,
        body=lambda thing: {"version": 1, "once": ONCE, "reason": "理由を書いてください。"},
    ),
    "entry:board": Route(table("GET board"), READ_ONLY, query=lambda thing: {"round": thing.round}),
    "entry:missing": Route(table("GET board"), READ_ONLY, query=lambda thing: {"round": thing.round}),
    "entry:missing_csv": Route(table("GET board"), READ_ONLY, query=lambda thing: {"round": thing.round}),
    "entry:board_department": Route(
        table("GET departments"), READ_ONLY, args=lambda thing: [thing.department]
    ),
    "entry:remind": Route(
        table("GET departments", {200: 302}),
        table("GET departments", {200: 302}),
        args=lambda thing: [thing.department],
        body=lambda thing: {"once": ONCE, "round": thing.round},
    ),
    "entry:round": Route(
        table("GET rounds"),
        table("GET rounds", {200: 302}),
        args=of_round,
        body=lambda thing: {"version": 1, "once": ONCE, "due_on": timezone.localdate() + timedelta(days=3)},
    ),
    "entry:round_close": Route(
        table("GET rounds"),
        table("GET rounds", {200: 302}),
        args=of_round,
        body=lambda thing: {"version": 1, "once": ONCE},
    ),
    "entry:round_reopen": Route(
        table("GET rounds", {200: 302}),
        table("GET rounds", {200: 302}),
        args=of_round,
        body=lambda thing: {"version": 1, "once": ONCE, "reason": "訂正のため"},
    ),
    "entry:workbook": Route(
        table("GET workbook"), READ_ONLY_FIRST, query=lambda thing: {"round": thing.round}
    ),
    "entry:upload": Route(always(200), always(400)),
    "entry:taken_in": Route(always(404), READ_ONLY_FIRST, query=lambda thing: {"of": thing.round}),
    "entry:draft": Route(
        READ_ONLY_FIRST,
        table("GET figures"),
        body=lambda thing: {"draft_path": f"/entry/{thing.indicator}/{YEAR}/", "total": "7"},
    ),
    "entry:ledgers": Route(always(200), READ_ONLY),
    "entry:ledger": Route(
        table("GET counts, sheets"),
        table("GET figures", {200: 302}),
        args=of_figure,
        body=lambda thing: {"version": 0, "once": ONCE, "count": "7"},
    ),
    "entry:project_new": Route(
        table("GET figures"),
        table("GET figures", {200: 302}),
        args=of_figure,
        body=saying("地域熱供給", 0),
    ),
    "entry:project": Route(
        table("GET figures"), table("GET figures", {200: 302}), args=of_project, body=saying("市民農園", 1)
    ),
    "entry:project_remove": Route(
        table("GET figures"),
        table("GET figures", {200: 302}),
        args=of_project,
        body=lambda thing: {"version": 1, "once": ONCE, "reason": "二重登録のため"},
    ),
    "entry:grid": Route(
        table("GET grid"),
        table("GET grid", {200: 302}),
        query=lambda thing: {"department": thing.department},
        body=lambda thing: {
            "once": ONCE,
            "row": f"{thing.indicator}-1-{'0' * 16}",
            f"{thing.indicator}-total": "7",
            f"{thing.indicator}-explanation": EXPLAINED,
        },
    ),
}


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        yield


def make_city(code: str) -> City:
    """Make a city with a round, two bureaus of one section each, and a figure of each that waits."""
    period = make_period(plan=make_plan(local_government_code=code))
    departments, indicators, results, projects = [], [], [], []
    sheets = []
    round_ = make_round(plan=period.plan, fiscal_year=YEAR)
    request = make_sheet_request(round=round_)
    for number in range(2):
        bureau = make_department(local_government_code=code, kind="bureau")
        department = make_department(local_government_code=code, parent=bureau)
        node = make_node(period=period, order=number + 1)
        indicator = make_indicator(
            node=node,
            department=department,
            targets={YEAR: 10},
            results={YEAR - 1: 4},
            figure_source="projects",
        )
        projects.append(make_project(counts_in=indicator, name="EVバス", counting_year=YEAR))
        departments.append(department)
        indicators.append(indicator)
        entered_by = make_person(name="入力した人")
        results.append(
            make_result(indicator=indicator, fiscal_year=YEAR, entry_state="waiting", entered_by=entered_by)
        )
        undertaking = make_node(parent=node, department=department)
        waiting: dict[str, Any] = {"form": request.form, "entry_state": "waiting", "entered_by": entered_by}
        sheets.append(make_sheet(node=undertaking, cycle=request.cycle, **waiting))
    return City(round_, departments, indicators, results, projects, sheets)


@pytest.fixture(scope="module")
def cities(_database: None) -> tuple[City, City]:
    return make_city(CITY), make_city(OTHER_CITY)


@pytest.fixture(scope="module")
def things(cities: tuple[City, City]) -> dict[str, Thing]:
    def of(city: City, number: int) -> Thing:
        return Thing(
            city.round.pk,
            city.departments[number].pk,
            city.indicators[number].pk,
            city.results[number].pk,
            city.projects[number].pk,
            city.indicators[number].node_id,
            city.sheets[number].node_id,
            city.sheets[number].pk,
        )

    own, other = cities
    return dict(zip(THINGS, (of(own, 0), of(own, 1), of(other, 0), Thing()), strict=True))


@pytest.fixture(scope="module")
def visitors(cities: tuple[City, City]) -> dict[str, Person | None]:
    own, other = cities
    here, there = own.departments
    planning = make_department(local_government_code=CITY)
    return {
        "nobody": None,
        "tanto": make_person_in_post("staff", here),
        "tanto elsewhere": make_person_in_post("staff", there),
        "kacho": make_person_in_post("chief", here),
        "kacho elsewhere": make_person_in_post("chief", there),
        "kyoku": make_person_in_post("bureau", here.parent),
        "kyoku elsewhere": make_person_in_post("bureau", there.parent),
        "jimukyoku": make_person_in_post("planning", planning),
        "iin": make_person_in_post("committee", here),
        "kanri": make_person_in_post("system", planning),
        "left": make_person_in_post("chief", here, valid_to=date(2020, 3, 31)),
        "closed account": make_person_in_post("chief", here, is_active=False),
        "other city": make_person_in_post("planning", other.departments[0].parent),
        "root": make_person(is_superuser=True),
    }


def ask(client: Client, method: str, name: str, thing: Thing, **instead: Any) -> Answer:
    return ask_once(client, method, name, ROUTES[name], thing, **instead)


@pytest.fixture(scope="module")
def clients(visitors: dict[str, Person | None]) -> dict[str, Client]:
    return browsers(visitors)


def test_every_route_is_in_the_table() -> None:
    assert routes_under("entry") == set(ROUTES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROUTES)
def test_a_route_answers_everybody_as_the_table_says(name, method, clients, things):
    assert_answered_as_told(method, name, ROUTES[name], clients, things)


DRAFTS: Final = {  # the forms that take drafts, and for whom one is kept: for whom the form is
    "entry:figure": table("GET figures"),
    "entry:sheet": table("GET figures"),
    "entry:project_new": table("GET figures"),
    "entry:project": table("GET figures"),
    "entry:grid": table("GET grid"),
}


def test_every_form_that_takes_drafts_is_in_their_table() -> None:
    patterns = get_resolver("entry.urls").url_patterns
    takes = {f"entry:{one.name}" for one in patterns if hasattr(one.callback, "draft_path")}  # type: ignore[union-attr]
    assert takes == set(DRAFTS)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_is_kept_for_whom_the_form_is_and_for_nobody_else(name, clients, things):
    def kept(client: Client, thing: Thing) -> int:
        route = ROUTES[name]
        path = reverse(name, args=route.args(thing), query=route.query(thing))
        with transaction.atomic():
            answer = client.post(reverse("entry:draft"), {"draft_path": path, "name": "7"})
            assert Draft.objects.exists() == (answer.status_code == 200)
            transaction.set_rollback(True)
        return int(answer.status_code)

    answers = {
        visitor: [kept(client, things[thing]) for thing in THINGS] for visitor, client in clients.items()
    }
    assert answers == DRAFTS[name]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("entry:figure", "tanto"),
        ("entry:interim", "tanto"),
        ("entry:grid", "tanto"),
        ("entry:confirm", "kacho"),
        ("entry:send_back", "kacho"),
        ("entry:sheet", "tanto"),
        ("entry:sheets_confirm", "kacho"),
        ("entry:sheet_send_back", "kacho"),
        *((name, "tanto") for name in RECORDS),
    ],
)
def test_the_form_of_the_table_is_one_that_writes(name, who, clients, things):
    assert ask(clients[who], "post", name, things["own"]).wrote


@pytest.mark.parametrize(
    ("name", "visitor"),
    [
        ("entry:figure", "tanto"),
        ("entry:confirm", "kacho"),
        ("entry:send_back", "kacho"),
        ("entry:sheet", "tanto"),
        ("entry:sheets_confirm", "kacho"),
        ("entry:sheet_send_back", "kacho"),
        ("entry:round", "jimukyoku"),
        ("entry:round_close", "jimukyoku"),
        ("entry:round_reopen", "jimukyoku"),
        *((name, "tanto") for name in RECORDS),
    ],
)
def test_a_form_without_its_version_is_refused(name, visitor, clients, things):
    thing = things["own"]
    body = {**ROUTES[name].body(thing), "row": thing.result}
    body.pop("version", None)
    before = traces()
    address = reverse(name, args=ROUTES[name].args(thing))
    assert clients[visitor].post(address, body).status_code == 400
    assert traces() == before


def test_a_right_that_ended_while_the_form_was_open_no_longer_counts(visitors, clients, things):
    with transaction.atomic():
        yesterday = timezone.localdate() - timedelta(days=1)
        visitors["kacho"].posts.update(valid_to=yesterday)
        answer = ask(clients["kacho"], "post", "entry:confirm", things["own"])
        transaction.set_rollback(True)
    assert (answer.status, answer.wrote) == (404, False)
    assert ask(clients["kacho"], "post", "entry:confirm", things["own"]).wrote
