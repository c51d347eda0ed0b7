"""What every test may use, and what holds for all of them."""

import gc
import os
import time
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest import runner
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler
from django.template import Context, Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from kpi_tracker.room import with_room
from store import history_guard
from tests import machine
from tests.compiling import made_at_once
from tests.standing import Standing, identity_of_column, order_by_pairs, read_once
from tests.statements import (
    FOLDER,
    ONLY_DATABASE,
    Listener,
    modules_that_asked_nothing,
    noted_before,
    worth_asking,
)
from tests.workers import BROWSER, DEAR, OPTION, Workers, share_of

FLUSH = "_fixture_teardown"  # where Django's transactional test empties the database
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
        help="leave out what asks no database, what a run before has asked, and the browser's tests without a mark",
    )
    parser.addoption(OPTION, type=int, default=0, help="how many processes run the tests (not on Windows)")


def pytest_configure(config: pytest.Config) -> None:
    """Let several run the tests; note what these send to the first database, where somebody will ask for it."""
    if many := config.getoption(OPTION):
        config.pluginmanager.register(Workers(many))
    if FOLDER in os.environ and not config.getoption(ONLY_DATABASE):
        config.pluginmanager.register(Listener(Path(os.environ[FOLDER])))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest as a whole; without a browser leave its tests out, but never in CI."""
    left_out = pytest.mark.skip(
        reason="no Chromium found; on Debian: apt-get install chromium-headless-shell fonts-noto-cjk"
    )
    for item in items:
        if share_of(item.nodeid) == BROWSER:
            item.add_marker("browser")
            if machine.chromium() is None and not machine.in_ci():
                item.add_marker(left_out)
    if config.getoption(ONLY_DATABASE):
        kept = for_a_further_database(items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
        items[:] = [item for item in items if item.nodeid in kept]
    tests_in = Counter(share_of(item.nodeid) for item in items)
    longest = {share_of(item.nodeid) for item in items if has_own_transactions(item)}
    items.sort(
        key=lambda item: (
            share_of(item.nodeid) != BROWSER,
            share_of(item.nodeid) not in longest,  # few tests, which wait for each other
            DEAR.index(share) if (share := share_of(item.nodeid)) in DEAR else len(DEAR),
            -tests_in[share_of(item.nodeid)],
        )
    )


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run the test as pytest does, with room for deep calls (see kpi_tracker/room.py)."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say whether others may write beside the test that is set up."""
    Standing.is_alone = not has_own_transactions(item) and "transactional_db" not in fixtures_of(item)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """Look for no rubbish while all tests are found, for nearly all of it stays: a fifth of the time went there."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read on a further database what asked the first one nothing."""
    if not config.getoption(ONLY_DATABASE) or collection_path.suffix != ".py":
        return None
    return collection_path.relative_to(config.rootpath).as_posix() in modules_that_asked_nothing() or None


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and never among what stays until the end: a fifth of a page's time went there.

    A page leaves some ten thousand things behind, of which hardly any stay: who looks after one page in fifty looks at
    few of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 20, 20)


def for_a_further_database(items: list[pytest.Item]) -> set[str]:
    """Return the tests that can tell something there which the first database has not told: see tests/statements.py.

    What the browser does with an answer does not depend on the database: of its tests only those with the mark are
    asked, and only for what no other sends.
    """
    asking = [item for item in items if asks_a_database(item)]
    always = {item.nodeid for item in asking if is_for_every_database(item)}
    perhaps = {item.nodeid for item in asking if is_marked(item) or not is_of_the_browser(item)} - always
    noted = noted_before()
    return always | (perhaps if noted is None else worth_asking(noted, always, perhaps))


def asks_a_database(item: pytest.Item) -> bool:
    """Tell whether the test opens the database at all."""
    return item.get_closest_marker("django_db") is not None or not OPEN_A_DATABASE.isdisjoint(
        fixtures_of(item)
    )


def fixtures_of(item: pytest.Item) -> Collection[str]:
    """Return the names of the fixtures of a test; of one that is no function, all that open a database."""
    return item.fixturenames if isinstance(item, pytest.Function) else OPEN_A_DATABASE


def is_for_every_database(item: pytest.Item) -> bool:
    """Tell whether every database is asked: by its mark, and where a test of ours has transactions of its own."""
    return not is_of_the_browser(item) and (is_marked(item) or has_own_transactions(item))


def is_marked(item: pytest.Item) -> bool:
    """Tell whether the test says that its answers may differ in another database."""
    return item.get_closest_marker("every_database") is not None


def is_of_the_browser(item: pytest.Item) -> bool:
    """Tell whether it is played in the browser."""
    return item.get_closest_marker("browser") is not None


def has_own_transactions(item: pytest.Item) -> bool:
    """Tell whether the test says that it opens transactions of its own."""
    opened = item.get_closest_marker("django_db")
    return bool(opened and opened.kwargs.get("transaction"))


@pytest.fixture(scope="session", autouse=True)
def _a_login_writes_one_row() -> Iterator[None]:
    """Let `force_login` write the session as the login and the first page after it would leave it, and no more.

    Django's own writes it three times, and when the person was last seen; then the first page notes its clock. What a
    login does is held by those who log in by the page.
    """
    log_in = Client.force_login

    def log_in_at_once(client: Client, user: Any, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in client.cookies:  # somebody is logged in: Django ends that login
            return log_in(client, user, backend)
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: user._meta.pk.value_to_string(user),
                BACKEND_SESSION_KEY: backend or settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
                "since": time.time(),
                "seen": time.time(),
            }
        )
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", log_in_at_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_settled_is_read_once() -> Iterator[None]:
    """Read plans, trees, rules and the like once while nothing was written (see tests/standing.py)."""
    with read_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_column_tells_itself_at_once() -> Iterator[None]:
    """Let Django say of a column what tells it from others as it does, without looking at a signature each time.

    It asks each selected column of each ordered statement, where most are ordered by none of them. See
    tests/test_standing.py.
    """
    with pytest.MonkeyPatch.context() as patch:
        identity = cached_property(identity_of_column)
        identity.__set_name__(Col, "identity")
        patch.setattr(Col, "identity", identity)
        patch.setattr(SQLCompiler, "_order_by_pairs", order_by_pairs)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_made_at_once() -> Iterator[None]:
    """Make no column and no copy in the way that serves whatever there may be (see tests/compiling.py)."""
    with made_at_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_page_tells_its_own_context(django_test_environment: None) -> Iterator[None]:
    """Let a client keep the context of each page, not that of each of the hundreds of parts it is made of."""

    def render(template: Template, context: Context) -> SafeString:
        if context.template is template:  # an included part or an extended page is another one
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
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
