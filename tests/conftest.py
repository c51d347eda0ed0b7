"""What every test may use, and what holds for all of them."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from store import history_guard
from tests import machine

FLUSH = "_fixture_teardown"  # where Django's transactional test empties the database

# a busy machine is no reason to fail: how long an example takes is the benchmark's business
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_report_header() -> str:
    """Say which database and which browser this run is about."""
    return f"database: {connection.vendor}; browser: {machine.chromium() or 'none'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests come last, as they are slow; without a browser leave them out, but never in CI."""
    left_out = pytest.mark.skip(
        reason="no Chromium found; on Debian: apt-get install chromium fonts-noto-cjk"
    )
    for item in items:
        if "browser" in item.path.relative_to(item.config.rootpath).parts:
            item.add_marker("browser")
            if machine.chromium() is None and not machine.in_ci():
                item.add_marker(left_out)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_history() -> Iterator[None]:
    """Lift every guard while a transactional test cleans up: nothing else may delete from what they keep."""
    from evaluations.models.publications import GUARD

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
