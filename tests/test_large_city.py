"""What only a large city shows: pages that cost no more than in a small one, every class, a turn for everybody."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person, Post
from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.models import Indicator, Result
from kpi_tracker.middleware import SessionLimits
from policies.fiscal_year import FiscalYear, years
from policies.models import Plan, PolicyNode
from projects.models import LeadingProject, ProjectCount
from tests.city import make_official
from tests.scenery import aside, read_only
from tests.test_pages import CITY, KINDS, ODD, WHO, indicator_address, node_address, project_address

pytestmark = pytest.mark.django_db
Costs = dict[tuple[str, str], int]


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_page_pays_for_the_clock() -> Iterator[None]:
    """Let no session note when it was seen last, which costs a page two queries once a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionLimits, "NOTED_EVERY", 3600)
        yield


@pytest.fixture(scope="module")
def visitors(_database: None) -> dict[str, Client]:
    staff = Client()
    staff.force_login(make_official(Post.Role.STAFF, CITY))
    return dict(zip(WHO, (Client(), staff), strict=True))


@pytest.fixture(scope="module")
def small(visitors: dict[str, Client]) -> tuple[Costs, set[Any]]:
    """What each page costs in a city of ten measures, which is gone again, and the kinds of its indicators."""
    with transaction.atomic():
        make_city(measures=10)
        costs = {(who, kind): cost(visitors[who], kind) for who, kind in COSTS}
        found = kinds()
        transaction.set_rollback(True)
    return costs, found


@pytest.fixture(scope="module")
def city(small: tuple[Costs, set[Any]]) -> None:
    make_city(measures=73)


@pytest.fixture
def _undone(city: None) -> Iterator[None]:
    with aside():
        yield


def make_city(*, measures: int) -> None:
    call_command("sample_city", measures=measures, years=10, seed=1, verbosity=0)


def kinds() -> set[Any]:
    """Return the kinds of indicators and of results that occur in the city."""
    results = Result.objects.filter(indicator__node__period__plan__local_government_code=CITY)
    own = Indicator.objects.filter(node__period__plan__local_government_code=CITY)
    return {*own.order_by().values_list(*KINDS), *results.order_by().values_list(*ODD)}


COSTLY = {
    "overview": lambda: "/",
    "overview's figure": lambda: "/overview.json",
    "基本政策": lambda: node_address(1),
    "政策": lambda: node_address(2),
    "施策": lambda: node_address(3),
    "事務事業": lambda: node_address(4),
    "indicator": indicator_address,
    "indicator's figure": lambda: f"{indicator_address()}chart.json",
    "projects": lambda: "/projects/",
    "project": project_address,
}

FOR_STAFF = {
    "evaluations": lambda: "/evaluations/?cycle=mid",
    "evaluation": lambda: f"/evaluations/{node_address(3).split('/')[2]}/?cycle=mid",
}
COSTS = [*((who, kind) for who in WHO for kind in COSTLY), *(("staff", kind) for kind in FOR_STAFF)]


def cost(client: Client, kind: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get((COSTLY | FOR_STAFF)[kind]()).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("who", "kind"), COSTS)
def test_a_page_costs_as_many_queries_for_73_measures_as_for_ten(city, visitors, small, who, kind):
    # nothing is kept, settled or shared here: what the parts of a page read, each of them reads by itself
    most = 80 if (who, kind) == ("staff", "overview") else 45 if kind in FOR_STAFF else 41
    assert cost(visitors[who], kind) == small[0][who, kind] <= most


def test_ten_measures_have_indicators_and_results_of_every_kind(city, small):
    """Which is why the other tests of pages look at a city of ten."""
    assert kinds() == small[1]


@pytest.mark.usefixtures("_undone")
def test_a_large_city_holds_every_class_no_mistake_and_a_turn_for_everybody(
    capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path
) -> None:
    for plan in Plan.objects.all():
        call_command("check_figures", plan=plan.key)  # raises for any 不整合
    assert "不整合" not in capsys.readouterr().out
    assert PolicyNode.objects.filter(period__plan__key="999999", layer__depth=3).count() == 73
    assert LeadingProject.objects.exists()
    assert ProjectCount.objects.exists()
    cycle_years = years(FiscalYear(2021), FiscalYear(2022))
    judged = Indicator.objects.with_series(unconfirmed_of=()).filter(is_judged=True)
    series = [one.series() for one in judged]
    classes = Counter(
        attain(one, year, period_start=None, profile=REFERENCE_ABCD).symbol
        for one in series
        for year in cycle_years
    )
    assert set(classes) == {"a", "b", "c", "d", "－"}
    assert min(classes.values()) > 10
    settings.DEMO = True
    call_command("demo_users", passwords=tmp_path / "passwords.json", verbosity=0)
    for name in ("tanto", "kacho", "kyoku", "jimukyoku"):
        finds_something_to_do(Person.objects.get(username=name))


def finds_something_to_do(person: Person) -> None:
    client = Client()
    client.force_login(person)
    assert client.get("/evaluations/compile/").context["points"].yours >= 1
    said = client.get("/evaluations/").context
    board, asked = said["board"], said["asked"]
    owned = asked.answering_all([row.node for row in board.rows])
    assert sum(asked.may_act(row.stage, owned[row.node.pk]) for row in board.rows) >= 2
