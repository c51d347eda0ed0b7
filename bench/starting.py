"""A server's start: its memory, its processor time, its first request beside the second, what comes over the wire."""

import gzip
import re
from typing import Any
from urllib.parse import urljoin

from bench.asking import Meter, Visitor
from bench.kept import Kept
from bench.pages import City, the_city
from tests.servers import Server

FILES = re.compile(r'<link[^>]+rel="(?:stylesheet|icon)"[^>]*? href="([^"]+)"|<script[^>]+src="([^"]+)"')

COMPRESSED = {"Accept-Encoding": "gzip"}


def measure(server: Server, kept: Kept) -> None:
    """Measure what the first visitors of a new server meet."""
    city = the_city()
    kept.once("start", lambda: first_requests(server, city))
    kept.once("first overview over the wire", lambda: over_the_wire(server))


def first_requests(server: Server, city: City) -> dict[str, Any]:
    """Return what starting cost, and the first request for a page beside the second for another of its kind."""
    meter = Meter(server)
    started = meter.read()
    visitor = Visitor(server.port)
    first, second = (cost(meter, visitor, address) for address in pages_of_a_kind(city))
    return {
        "cpu_s": round(started, 2),
        "mb": round(meter.memory() / 1024),
        "first_ms": round(first * 1000, 1),
        "second_ms": round(second * 1000, 1),
        "first_over_second": round(first / second, 2),
        "was": "2.6 s, 85–116 MB, the first request 0.9 s",
    }


def pages_of_a_kind(city: City) -> list[str]:
    """Return two pages of one kind, of which nobody has asked for either."""
    from indicators.models import Indicator

    siblings = Indicator.objects.filter(node__period__plan=city.plan, is_judged=True).order_by("pk")
    return [one.get_absolute_url() for one in siblings[:2]]


def cost(meter: Meter, visitor: Visitor, address: str) -> float:
    """Return what one request costs the server."""
    begun = meter.read()
    answer = visitor.get(address)
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return meter.read() - begun


def over_the_wire(server: Server) -> dict[str, Any]:
    """Return the kilobytes of a first overview: what is loaded at once, and the chart library by itself."""
    visitor = Visitor(server.port)
    page = visitor.get("/", headers=COMPRESSED)
    text = (
        gzip.decompress(page.body) if page.headers.get("Content-Encoding") == "gzip" else page.body
    ).decode()
    sent, library = len(page.body), 0
    for address in sorted({urljoin("/", one) for pair in FILES.findall(text) for one in pair if one}):
        answer = visitor.get(address, headers=COMPRESSED)
        if "plotly" in address and "min" in address:
            library += len(answer.body)
        else:
            sent += len(answer.body)
    return {
        "kb": round(sent / 1000, 1),
        "kb_goal": 120,
        "library_kb": round(library / 1000, 1),
        "was": "1,770 kB",
    }
