"""Requests through the whole application in this process: how long they take, and where."""

import cProfile
import gzip
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import connections
from django.db.backends.utils import CursorWrapper

from bench.city import Page

ROUNDS = 7
INSTRUMENTED = 5


@dataclass(slots=True)
class DatabaseClock:
    """Adds up what one request asks of the database; a wait inside a wait is counted once."""

    queries: int = 0
    seconds: float = 0.0
    depth: int = field(default=0, repr=False)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of the block."""
        start = time.perf_counter()
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1
            if not self.depth:
                self.seconds += time.perf_counter() - start


class TimedCursor(CursorWrapper):
    """A cursor that tells the clock about each statement and each fetch: SQLite works while rows are fetched."""

    clock: DatabaseClock

    def execute(self, sql: Any, params: Any = None) -> Any:
        self.clock.queries += 1
        with self.clock.running():
            return super().execute(sql, params)

    def fetchone(self) -> Any:
        with self.clock.running():
            return self.cursor.fetchone()

    def fetchmany(self, *arguments: Any) -> Any:
        with self.clock.running():
            return self.cursor.fetchmany(*arguments)

    def fetchall(self) -> Any:
        with self.clock.running():
            return self.cursor.fetchall()


@contextmanager
def watched_database() -> Iterator[DatabaseClock]:
    """Time statements, fetches and connecting while the block runs."""
    clock, database = DatabaseClock(), connections["default"]
    make_cursor, connect = database.make_cursor, database.connect

    def timed_cursor(cursor: Any) -> TimedCursor:
        wrapped = TimedCursor(cursor, database)
        wrapped.clock = clock
        return wrapped

    def timed_connect() -> None:
        with clock.running():
            connect()

    database.__dict__.update(make_cursor=timed_cursor, connect=timed_connect)
    try:
        yield clock
    finally:
        database.__dict__.update(make_cursor=make_cursor, connect=connect)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: str
    body: bytes
    seconds: float


class Visitor:
    """Asks the WSGI application itself: every middleware, no network, no server; nobody is logged in."""

    def __init__(self) -> None:
        from kpi_tracker.wsgi import application  # reads the settings, which the run has changed by now

        self.application = application

    def get(self, address: str) -> Answer:
        """Return the answer to one GET, with the request ended as a server ends it (connections included)."""
        status: list[str] = []

        def start_response(line: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], object]:
            status.append(line)
            return lambda _: None

        start = time.perf_counter()
        response = self.application(self.environ(address), start_response)
        body = b"".join(response)
        response.close()
        return Answer(status[0], body, time.perf_counter() - start)

    def environ(self, address: str) -> dict[str, Any]:
        parts = urlsplit(address)
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs. `ratio` compares with the empty view of the same rounds."""

    page: Page
    per_second: float
    ratio: float
    queries: int
    database_ms: float
    python_ms: float
    bytes_raw: int
    bytes_gzip: int


def measure(pages: Sequence[Page], empty: Page, *, seconds: float) -> list[Cost]:
    """Return what the empty view and each page cost; in each round all take their turn for `seconds / ROUNDS`.

    Rates come from rounds without instruments and are medians, so that a disturbance of the machine falls on all alike.
    """
    visitor = Visitor()
    every = [empty, *pages]
    for page in every:
        warm_up(visitor, page)
    rounds = [[rate(visitor, page, seconds / ROUNDS) for page in every] for _ in range(ROUNDS)]
    costs = []
    for number, page in enumerate(every):
        per_second = statistics.median(one[number] for one in rounds)
        ratio = statistics.median(one[0] / one[number] for one in rounds)
        costs.append(look_inside(visitor, page, per_second, ratio))
    return costs


def warm_up(visitor: Visitor, page: Page) -> None:
    """Ask twice, so that templates are compiled; stop if the page does not open."""
    for _ in range(2):
        answer = visitor.get(page.address)
        if not answer.status.startswith("200"):
            raise SystemExit(f"{page.address} answered {answer.status}")


def rate(visitor: Visitor, page: Page, seconds: float) -> float:
    """Return requests per second, from at least three requests."""
    start, requests = time.perf_counter(), 0
    while requests < 3 or time.perf_counter() - start < seconds:
        visitor.get(page.address)
        requests += 1
    return requests / (time.perf_counter() - start)


def look_inside(visitor: Visitor, page: Page, per_second: float, ratio: float) -> Cost:
    """Ask some more times with the database watched; the median request says where the time goes."""
    seen = []
    for _ in range(INSTRUMENTED):
        with watched_database() as clock:
            answer = visitor.get(page.address)
        seen.append((answer.seconds, clock.seconds, clock.queries))
    whole, database, queries = sorted(seen)[INSTRUMENTED // 2]
    return Cost(
        page=page,
        per_second=per_second,
        ratio=ratio,
        queries=queries,
        database_ms=database * 1000,
        python_ms=(whole - database) * 1000,
        bytes_raw=len(answer.body),
        bytes_gzip=len(gzip.compress(answer.body, 6)),
    )


def profiled(page: Page, *, requests: int = 20) -> cProfile.Profile:
    """Return the profile of some requests for the page; times under the profiler are shares, not durations."""
    visitor = Visitor()
    warm_up(visitor, page)
    profile = cProfile.Profile()
    with profile:
        for _ in range(requests):
            visitor.get(page.address)
    return profile
