"""Something large that the tests of one module look at without changing it.

Such a module is marked `django_db`, so that there is a test database, and replaces pytest-django's own fixture for
a single test, which would empty and close it after each:

    @pytest.fixture
    def _django_db_helper() -> None: ...

Tests that change it stand `aside` one by one: what each does is undone, and what was built stays for the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def read_only(blocker: Any) -> Iterator[None]:
    """Open the database until the module ends; what is put into it meanwhile is gone afterwards."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def aside() -> Iterator[None]:
    """Undo what one test writes; like after any test of Django's, what it left must fit together."""
    with transaction.atomic():
        yield
        if not connection.needs_rollback:
            connection.check_constraints()
        transaction.set_rollback(True)
