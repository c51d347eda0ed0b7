"""What every test may use, and what holds for all of them."""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from store import history_guard
from tests import machine
from tests.workers import BROWSER, WholeModules, share_of

FLUSH = "_fixture_teardown"  # where Django's transactional test empties the database
ONLY_DATABASE = "--only-database"
OPEN_A_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}  # without them it stays shut

# a busy machine is no reason to fail: how long an example takes is the benchmark's business
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_report_header() -> str:
    """Say which database and which browser this run is about."""
    return f"database: {connection.vendor}; browser: {machine.chromium() or 'none'}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run on a further database leave out what would only be repeated on it."""
    parser.addoption(
        ONLY_DATABASE,
        action="store_true",
        help="leave out what asks no database, and the browser but for what is marked every_database",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeModules:
    """Keep together what shares something, whatever `--dist` says."""
    return WholeModules(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest as a whole; without a browser leave its tests out, but never in CI."""
    left_out = pytest.mark.skip(
        reason="no Chromium found; on Debian: apt-get install chromium fonts-noto-cjk"
    )
    for item in items:
        if share_of(item.nodeid) == BROWSER:
            item.add_marker("browser")
            if machine.chromium() is None and not machine.in_ci():
                item.add_marker(left_out)
    if config.getoption(ONLY_DATABASE):
        config.hook.pytest_deselected(items=[item for item in items if not is_for_every_database(item)])
        items[:] = filter(is_for_every_database, items)
    tests_in = Counter(share_of(item.nodeid) for item in items)
    items.sort(key=lambda item: (share_of(item.nodeid) != BROWSER, -tests_in[share_of(item.nodeid)]))


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and never among what stays until the end: a fifth of a page's time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def is_for_every_database(item: pytest.Item) -> bool:
    """Tell whether a further database can have another say about the test than the first.

    What the browser does with an answer does not depend on it, nor whom Python shows what it read: tables that ask the
    same for every visitor, model or choice are marked `one_database`. What is written, and every statement that they
    send, other tests send to every database.
    """
    if item.get_closest_marker("one_database"):
        return False
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("every_database") is not None
    fixtures = item.fixturenames if isinstance(item, pytest.Function) else OPEN_A_DATABASE
    return item.get_closest_marker("django_db") is not None or not OPEN_A_DATABASE.isdisjoint(fixtures)


@pytest.fixture(scope="session", autouse=True)
def _a_login_brings_its_clock() -> Iterator[None]:
    """Write into a test's session what the first page after a login would: else every page of a test pays for it."""
    log_in = Client.force_login

    def log_in_with_clock(client: Client, user: Any, backend: str | None = None) -> None:
        log_in(client, user, backend)
        session = client.session
        session["since"] = session["seen"] = time.time()
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", log_in_with_clock)
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_history() -> Iterator[None]:
    """Lift every guard while a transactional test cleans up: nothing else may delete from what they keep."""
    from evaluations.publishing.models import GUARD

    guards = (history_guard.HISTORY, GUARD)
    flush = getattr(TransactionTestCase, FLUSH)

    def flush_unguarded(case: TransactionTestCase) -> None:
        for guard in guards:
            history_guard.remove(connection, guard)
        try:
            flush(case)
        finally:
            for guard in guards:
                history_guard.install(connection, guard)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, FLUSH, flush_unguarded)
        yield
