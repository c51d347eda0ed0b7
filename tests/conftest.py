"""What every test may use, and what holds for all of them."""

import gc
from collections.abc import Iterator
from itertools import chain

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from store import history_guard
from tests import machine

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


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let browser tests come last, as they are slow; without a browser leave them out, but never in CI."""
    left_out = pytest.mark.skip(
        reason="no Chromium found; on Debian: apt-get install chromium fonts-noto-cjk"
    )
    for item in items:
        if "browser" in item.path.relative_to(item.config.rootpath).parts:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))  # two browsers at once starve each other
            if machine.chromium() is None and not machine.in_ci():
                item.add_marker(left_out)
    together = {module_of(item) for item in items if shares_with_its_module(item)}
    for item in items:
        if module_of(item) in together and item.get_closest_marker("browser") is None:
            item.add_marker(pytest.mark.xdist_group(module_of(item)))
    if config.getoption(ONLY_DATABASE):
        config.hook.pytest_deselected(items=[item for item in items if not is_for_every_database(item)])
        items[:] = filter(is_for_every_database, items)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and never among what stays until the end: a fifth of a page's time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def module_of(item: pytest.Item) -> str:
    """Return the path of the module that the test stands in."""
    return item.nodeid.partition("::")[0]


def shares_with_its_module(item: pytest.Item) -> bool:
    """Tell whether the test uses what is built once for its module, which then belongs into one worker as a whole."""
    if not isinstance(item, pytest.Function):
        return False
    fixtures = chain.from_iterable(item._fixtureinfo.name2fixturedefs.values())
    return any(one.scope == "module" and one.baseid == module_of(item) for one in fixtures)


def is_for_every_database(item: pytest.Item) -> bool:
    """Tell whether a further database can have another say about the test than the first.

    What the browser does with an answer does not depend on it; the answers themselves are compared on every database.
    """
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("every_database") is not None
    fixtures = item.fixturenames if isinstance(item, pytest.Function) else OPEN_A_DATABASE
    return item.get_closest_marker("django_db") is not None or not OPEN_A_DATABASE.isdisjoint(fixtures)


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
