"""The same pages in an installation of one city and of two hundred."""

from typing import Any

from bench import pages as listed
from bench.asking import Meter, Visitor
from bench.kept import Kept
from bench.page_costs import in_empty_views, visitor_of
from bench.pages import City, Page, Since, the_city
from policies.models import Plan
from tests.factories import make_department, make_indicator, make_node, make_period, make_plan
from tests.servers import Server

CITIES = 200
MEASURED = frozenset({"overview, logged in", "施策", "entry list of one section", "figure form"})


def measure(server: Server, kept: Kept) -> None:
    """Measure some pages, add the other cities, and measure the same pages again."""
    city = the_city()
    alone = kept.once("pages of one city", lambda: costs(server, city))
    kept.once("the same among 200 cities", lambda: compared(server, city, alone))


def costs(server: Server, city: City) -> dict[str, float]:
    """Return what each of the pages costs after a figure has changed."""
    meter, nobody = Meter(server), Visitor(server.port)
    found = {}
    for page in listed.pages(city, lambda page: page.name in MEASURED):
        if page.since is Since.NOTHING and page.who is None:
            continue
        found[page.name] = cost_in_empty_views(meter, nobody, visitor_of(server, page), city, page)
    return found


def cost_in_empty_views(meter: Meter, nobody: Visitor, visitor: Visitor, city: City, page: Page) -> float:
    """Return the cost of one page, looked at after a change."""
    visitor.get(page.address)
    x, _ = in_empty_views(meter, nobody, lambda: visitor.get(page.address), city.change_a_figure)
    visitor.close()
    return x


def compared(server: Server, city: City, alone: dict[str, float]) -> dict[str, Any]:
    """Return by how much each page is dearer among many cities."""
    add_cities(CITIES - Plan.objects.count())
    among = costs(server, city)
    each = {name: round(among[name] / alone[name], 2) for name in alone}
    return {"x": max(each.values()), "goal": 1.2, "was": "1.3–1.5", "each": each}


def add_cities(number: int) -> None:
    """Put small cities beside the one: a plan, a section, a 施策 with an indicator each."""
    for place in range(max(number, 0)):
        code = f"{700_000 + place}"
        plan = make_plan(local_government_code=code, municipality=f"架空の{place}市")
        period = make_period(plan=plan)
        section = make_department(local_government_code=code)
        make_indicator(
            node=make_node(period=period, department=section), department=section, results={2022: 5}
        )
