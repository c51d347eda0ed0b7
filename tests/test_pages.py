"""Every page of the invented city opens, for everybody; what only a large one shows: tests/test_large_city.py."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import Post
from indicators.models import Indicator, Result
from policies.models import Layer, PlanPeriod, PolicyNode
from projects.models import LeadingProject
from tests.city import make_official
from tests.reading import read
from tests.scenery import read_only

pytestmark = pytest.mark.django_db
CITY = "999999"
MEASURES = 10
PERIODS = {CITY: "2", f"{CITY}-suido": "1"}  # of each of the city's plans the period in which its tree stands
WHO = ("somebody without a login", "staff")
KINDS = ("kind", "is_judged", "direction", "accumulation", "rate_formula", "figure_source")  # of indicators
ODD = ("standing", "missing", "is_approximate")  # what makes a result differ from others


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def visitors(_database: None) -> dict[str, Client]:
    staff = Client()
    staff.force_login(make_official(Post.Role.STAFF, CITY))
    return dict(zip(WHO, (Client(), staff), strict=True))


@pytest.fixture(scope="module")
def city(_database: None) -> None:
    """A city of ten measures, in which every kind of indicator and of result occurs that a larger one has."""
    call_command("sample_city", measures=MEASURES, years=10, seed=1, verbosity=0)


def node_address(depth: int) -> str:
    nodes = PolicyNode.objects.filter(period__plan__key=CITY, layer__depth=depth).order_by("path")
    return nodes.first().get_absolute_url()  # type: ignore[union-attr]


def indicator_address() -> str:
    """Return the indicator whose results are counted from projects: the one with most to say."""
    counted = Indicator.objects.filter(project_counts__isnull=False).order_by("node__path", "order")
    return counted.first().get_absolute_url()  # type: ignore[union-attr]


def project_address() -> str:
    return LeadingProject.objects.order_by("node__path").first().get_absolute_url()  # type: ignore[union-attr]


def different(rows: Iterable[Any], *fields: str) -> list[Any]:
    """Return one row for each combination of values that occurs."""
    found = {tuple(getattr(row, field) for field in fields): row for row in rows}
    return list(found.values())


def indicators(plan: str) -> list[Indicator]:
    """Return the plan's indicators of every kind, and some whose results are missing, approximate or not final."""
    results = Result.objects.filter(indicator__node__period__plan__key=plan).select_related("indicator")
    odd = different(results, *ODD)
    own = Indicator.objects.filter(node__period__plan__key=plan)
    return [*different(own, *KINDS), *(result.indicator for result in odd)]


def addresses(plan: str) -> list[str]:
    layers = list(Layer.objects.filter(period__plan__key=plan))
    nodes = [node for layer in layers for node in (layer.nodes.first(), layer.nodes.last()) if node]
    shown: list[Any] = [*nodes, *indicators(plan)]
    project = [project_address()] if plan == CITY else []
    return ["/", "/projects/", *(one.get_absolute_url() for one in shown), *project]


def queries() -> list[str]:
    """Return the query of every year of every period."""
    return [
        f"plan={CITY}&period={period.number}&year={year.year}"
        for period in PlanPeriod.objects.filter(plan__key=CITY)
        for year in period.years
    ]


@pytest.mark.parametrize("plan", PERIODS)
@pytest.mark.parametrize("who", WHO)
def test_every_page_of_the_city_opens_and_is_marked_as_invented(city, visitors, who, plan):
    opened = set(addresses(plan))
    assert len(opened) > (24 if plan == CITY else 12)
    for address in opened:
        page = read(visitors[who].get(address, {"plan": plan}))
        assert page.one("aside", class_="fictional").text.startswith("架空"), address
        assert len(page.all("h1")) == 1, address


@pytest.mark.parametrize("plan", PERIODS)
@pytest.mark.parametrize("who", WHO)
def test_every_figure_of_the_city_is_there(city, visitors, who, plan):
    figures = ["/overview.json", *(f"{one.get_absolute_url()}chart.json" for one in indicators(plan))]
    for address in figures:
        answer = visitors[who].get(address, {"plan": plan})
        assert set(answer.json()) == {"data", "layout"}, address
        assert b"NaN" not in answer.content


@pytest.mark.parametrize("who", WHO)
def test_every_year_of_every_period_opens(city, visitors, who):
    measure = node_address(3)
    for query in queries():
        assert visitors[who].get(f"/?{query}").status_code == 200, query
        # of the first period only the years are recorded
        known = "period=2" in query
        assert visitors[who].get(f"{measure}?{query}").status_code == (200 if known else 404)


def test_an_indicators_year_is_another_page_for_every_year(city, visitors):
    address = indicator_address()
    years = [query for query in queries() if "period=2" in query]
    pages = {
        read(visitors["staff"].get(f"{address}?{query}")).one("dl", class_="key-figures").text
        for query in years
    }
    assert len(pages) == len(years)


@pytest.mark.parametrize("plan", PERIODS)
@pytest.mark.parametrize("who", WHO)
def test_every_link_inside_carries_plan_period_and_year_on(city, visitors, who, plan):
    query = {"plan": plan, "period": PERIODS[plan], "year": "2022"}
    followed = set()
    for address in addresses(plan):
        page = read(visitors[who].get(address, query))
        groups = page.all("section", class_="season-group")  # each says of which year or round it is
        of_other_years = {link for group in groups for link in group.links}
        for link in page.links:
            parts = urlsplit(link)
            if parts.netloc or link.startswith("#") or parts.path.startswith(("/accounts/", "/admin/")):
                continue
            carried = {name: values[0] for name, values in parse_qs(parts.query).items()}
            kept = {name for name in query if name != "year" or link not in of_other_years}
            assert {name: carried.get(name) for name in kept} == {name: query[name] for name in kept}, (
                address,
                link,
            )
            followed.add(parts.path or address)
    kinds = {path.strip("/").split("/")[0] for path in followed}
    assert {"", "policies", "indicators", "projects"} <= kinds


@pytest.mark.parametrize("who", WHO)
def test_a_page_carries_the_figure_that_its_address_gives_and_no_more(city, visitors, who):
    for address, figure in (
        ("/", "/overview.json"),
        (indicator_address(), f"{indicator_address()}chart.json"),
    ):
        page = visitors[who].get(address, {"year": "R4"})
        (chart,) = [one for one in read(page).all("div") if "data-figure" in one.attributes]
        carried = page.content.decode().partition(f'<script id="{chart.attributes["data-figure"]}" ')[2]
        carried = carried.partition(">")[2].partition("</script>")[0]
        assert json.loads(carried) == visitors[who].get(figure, {"year": "R4"}).json()


def test_the_overviews_figure_and_table_count_the_same(city, visitors):
    page = read(visitors["staff"].get("/"))
    table = page.one("section", **{"aria-labelledby": "policies"}).all("table")[0]
    figure = visitors["staff"].get("/overview.json").json()
    headings = [heading.split()[0] for heading in table.one("thead").rows[1]]
    symbols = headings[: headings.index("未判定") + 1]
    drawn = {trace["name"]: [value or 0 for value in trace["x"]] for trace in figure["data"]}
    assert set(drawn) <= set(symbols)
    for place, symbol in enumerate(symbols):
        counted = [int(cells[2 + place]) for cells in table.one("tbody").rows]
        assert sorted(drawn.get(symbol, [0] * len(counted))) == sorted(counted)
    assert sum(map(sum, drawn.values())) == MEASURES


def test_the_last_year_waits_to_be_reported(city, visitors):
    page = visitors["staff"].get("/", {"year": "2025"})
    judged = sum(len(measure.judged) for measure in page.context["page"].measures)
    assert len(page.context["page"].missing) > judged / 2


YEAR = "year=2022"  # one that the published evaluation looks at, so that everybody is shown the same


def suggested(client: Client) -> dict[str, tuple[str | None, str | None]]:
    """Return what the API suggests for every measure, by its address."""
    measures = client.get(f"/api/v1/measures?{YEAR}").json()["measures"]
    return {
        one["address"]: (one["suggestion"]["progress"], one["suggestion"]["direction"]) for one in measures
    }


def marks(place: Any) -> tuple[str | None, ...]:
    """Return the symbols suggested there, in their order; none at all where it must be looked at again (要確認)."""
    found = place.all("span", class_="rating--suggested")
    return tuple(one.one("b").text for one in found) or (None, None)


def marked(page: Any) -> dict[str, tuple[str | None, ...]]:
    """Return what the long table of measures suggests, by the measure's address."""
    rows = [row for row in page.all("tr") if row.all("th", scope="row")]
    found = {row.one("th").text.split()[0]: marks(row) for row in rows if len(row.all("td")) > 4}
    return {address: symbols for address, symbols in found.items() if address.count("-") == 2}


def test_a_changed_result_changes_every_page_and_the_api_alike(city, visitors):
    staff = visitors["staff"]
    with transaction.atomic():
        before = suggested(staff)
        moved = Result.objects.filter(
            fiscal_year=2022, indicator__is_judged=True, indicator__direction="up", total__gt=1
        ).exclude(indicator__accumulation="cumulative")
        row = moved.order_by("indicator__node__path").first()
        assert row is not None
        Result.objects.filter(pk=row.pk).update(total=0)
        after = suggested(staff)
        address, key = row.indicator.node.address, row.indicator_id
        assert {one for one in after if after[one] != before[one]} <= {address}
        measure = staff.get(f"/api/v1/measures/{address}?{YEAR}").json()["measures"][0]
        said = next(one for one in measure["indicators"] if one["id"] == key)
        assert said["attainment_class"]["symbol"] == "d"
        for page in (f"/policies/{address}/", f"/indicators/{key}/"):
            assert said["reason"] in read(staff.get(f"{page}?{YEAR}")).text
        years = staff.get(f"/api/v1/indicators/{key}").json()["years"]
        assert next(one["reason"] for one in years if one["year"] == 2022) == said["reason"]
        assert marked(read(staff.get(f"/?{YEAR}"))) == after
        assert marked(read(staff.get(f"/evaluations/?{YEAR}"))) == after
        for one, symbols in after.items():
            assert marks(read(staff.get(f"/policies/{one}/?{YEAR}")))[:2] == symbols, one
        transaction.set_rollback(True)
