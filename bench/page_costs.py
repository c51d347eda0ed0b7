"""What each page costs the server, in empty views of the same minutes, and what it asks of the database."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bench import inside, urls
from bench.asking import ROUNDS, Meter, Visitor
from bench.kept import Kept
from bench.pages import City, Page, Since, pages, the_city
from tests.servers import Server

SECONDS_EACH = 0.2  # of a processor, in each round
MOST_EACH = 25
EMPTY_EACH = 40


def measure(server: Server, kept: Kept) -> None:
    """Measure every page that there is."""
    city, meter = the_city(), Meter(server)
    nobody = Visitor(server.port)

    def opens(page: Page) -> bool:
        return visitor_of(server, page).get(page.address).status == 200

    for page in pages(city, opens):
        cost = partial(cost_of, server, meter, nobody, city, page)
        kept.once(f"{page.name} · {page.since.value}", cost)


def visitor_of(server: Server, page: Page) -> Visitor:
    """Return a browser of whoever asks for the page."""
    return Visitor(server.port, page.who.cookies if page.who else {})


def cost_of(server: Server, meter: Meter, nobody: Visitor, city: City, page: Page) -> dict[str, Any]:
    """Return what the page costs in empty views, with its statements, calls and length."""
    visitor = visitor_of(server, page)
    change = city.change_a_figure if page.since is Since.ONE_FIGURE else lambda: None
    length = len(visitor.get(page.address).body)
    visitor.get(page.address, again=True)

    def once() -> int:
        return visitor.get(page.address, again=True).status

    x, empty = in_empty_views(meter, nobody, once, change)
    status = once()
    visitor.close()
    goals = {"goal": page.goal, "statements_goal": page.statements, "was": page.was}
    found = {"x": x, "empty_ms": empty, "status": status, "bytes": length}
    return found | looked_inside(city, page) | goals


def in_empty_views(
    meter: Meter, nobody: Visitor, once: Callable[[], object], before: Callable[[], None] = lambda: None
) -> tuple[float, float]:
    """Return what one request costs in empty views, and an empty view in milliseconds: the least of some rounds."""
    costs, empties = [], []
    for _ in range(ROUNDS):
        empties.append(mean_cost(meter, lambda: nobody.get(urls.EMPTY), EMPTY_EACH))
        costs.append(mean_cost(meter, once, MOST_EACH, before))
    return round(min(costs) / min(empties), 2), round(min(empties) * 1000, 3)


def mean_cost(
    meter: Meter, once: Callable[[], object], most: int, before: Callable[[], None] = lambda: None
) -> float:
    """Return the seconds of a processor that one request costs, of several; what `before` costs is not counted."""
    spent, times = 0.0, 0
    while times < most and spent < SECONDS_EACH:
        before()
        begun = meter.read()
        once()
        spent += meter.read() - begun
        times += 1
    return spent / times


def looked_inside(city: City, page: Page) -> dict[str, int]:
    """Return statements and calls of the same request in this process, each after a change of its own."""
    client = inside.client_with(page.who.cookies if page.who else None)
    seen: dict[str, str] = {}

    def ask() -> None:
        answer = client.get(page.address, headers=seen)
        b"".join(answer) if answer.streaming else answer.content
        if tag := answer.get("ETag"):
            seen["If-None-Match"] = tag

    counted: dict[str, Callable[[Callable[[], Any]], int]] = {
        "statements": inside.statements_of,
        "calls": inside.calls_of,
    }
    for _ in range(2):
        ask()
    found = {}
    for name, count in counted.items():
        if page.since is Since.ONE_FIGURE:
            city.change_a_figure()
        found[name] = count(ask)
    return found
