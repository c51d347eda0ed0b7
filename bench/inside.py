"""What does not depend on the machine: statements and function calls of one request, in this process."""

import cProfile
import pstats
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def client_with(cookies: dict[str, str] | None) -> Client:
    """Return a client of this process with the cookies of a browser."""
    client = Client(headers={"Host": "localhost"})
    for name, value in (cookies or {}).items():
        client.cookies[name] = value
    return client


def statements_of(ask: Callable[[], Any]) -> int:
    """Return how many statements the database is sent for it, those that open and end a transaction left out."""
    with CaptureQueriesContext(connection) as told:
        ask()
    begins = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not one["sql"].startswith(begins) for one in told)


def calls_of(ask: Callable[[], Any]) -> int:
    """Return how many functions are called for it, those of Python itself among them."""
    profile = cProfile.Profile()
    with profile:
        ask()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
