"""How the content of the test database stands: known exactly, because whatever is sent to it passes here.

The product reads what seldom changes once while the number for everybody stands (store/actions/settled.py). Tests write
rows around what moves that number, so that nothing may be kept by it. But within the transaction of a test nobody else
writes: until something is written, what was read is what would be read again, and after the rollback to a savepoint
everything is as it was when that was made. So what is settled is read once here as well; it was a third of many pages.

Not where somebody counts or hears what is asked, and not where a test has transactions of its own.
"""

import json
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from types import FrameType
from typing import Any, ClassVar, Final

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.backends.signals import connection_created

from store import page
from store.actions import settled
from tests.statements import Listener

HARMLESS: Final = ("SELECT", "(SELECT", "RELEASE", "PRAGMA", "EXPLAIN", "SHOW", "SET CONSTRAINTS")
MADE: Final = re.compile(r'SAVEPOINT "?(\w+)"?')
UNDONE: Final = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)"?')
# what a login, a form and a draft write at every turn; that nothing settled is read from it is held at each reading
APART: Final = "|".join(
    (
        *("django_session", "accounts_loginattempt", "accounts_change", "store_number"),
        *("desk_draft", "desk_parkedform", "desk_savedform", "desk_usage"),
    )
)
WRITTEN_APART: Final = re.compile(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "(?:{APART})"')
READ_APART: Final = re.compile(rf'(?:FROM|JOIN) "(?:{APART})"')

KEPT_DATA, KEPT_PARTS, STANDING = page.kept_data, page.kept_parts, settled.standing  # as the product has them


class Standing:
    """Hears what is sent over one connection, and tells by a number how the content stands."""

    numbers: ClassVar = count(1)
    is_alone: ClassVar = False  # nobody else writes: the test that runs has no transactions of its own

    def __init__(self) -> None:
        self.number = next(self.numbers)
        self.block: object = None
        self.savepoints: dict[str, int] = {}

    def now(self) -> int | None:
        """Return the same number as long as the content is the same, None where that is not known."""
        if not (self.is_alone and connection.in_atomic_block) or is_listened_to():
            return None
        if connection.atomic_blocks[0] is not self.block:
            self.block, self.number, self.savepoints = connection.atomic_blocks[0], next(self.numbers), {}
        return self.number

    def hear(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Note what the statement does to the content."""
        text = str(sql)
        if text.startswith(HARMLESS):
            assert not (READ_APART.search(text) and is_settling(sys._getframe())), f"as if settled: {text}"
        elif made := MADE.match(text):
            if (number := self.now()) is not None:
                self.savepoints[made[1]] = number
        elif undone := UNDONE.match(text):
            self.number = self.savepoints.get(undone[1]) or next(self.numbers)
        elif not WRITTEN_APART.match(text):
            self.number = next(self.numbers)
        return execute(sql, params, many, context)


def is_listened_to() -> bool:
    """Tell whether a test counts what is asked, or looks at it."""
    heard_by = {type(getattr(one, "__self__", None)) for one in connection.execute_wrappers}
    return connection.force_debug_cursor or not heard_by <= {Standing, Listener}


def is_settling(frame: FrameType | None) -> bool:
    """Tell whether it is read to be settled, and not to know whether what is settled still stands."""
    while frame is not None and frame.f_code not in {settled.settled.__code__, STANDING.__code__}:
        frame = frame.f_back
    return frame is not None and frame.f_code is settled.settled.__code__


def number_now() -> int | None:
    """Return the number of the content that this connection sees."""
    found = (getattr(one, "__self__", None) for one in connection.execute_wrappers)
    heard = next((one for one in found if isinstance(one, Standing)), None)
    return None if heard is None else heard.now()


def data_once(what: str, names: Collection[str], make: Callable[[], Any]) -> Any:
    """Return what kept_data() returns, made once while the content stands."""
    number = None if settings.KEPT_ANSWERS else number_now()
    if number is None:
        return KEPT_DATA(what, names, make)
    return json.loads(_text((number, page.made_by(), what, *sorted(names)), make))


def parts_once(
    what: str,
    number: str,
    wanted: Mapping[str, Collection[str]],
    make: Callable[[Collection[str]], Mapping[str, Any]],
) -> Mapping[str, Any]:
    """Return what kept_parts() returns, made once while the content stands."""
    stands = None if settings.KEPT_ANSWERS else number_now()
    if stands is None:
        return KEPT_PARTS(what, number, wanted, make)
    asked = sorted(wanted)
    found = _text((stands, page.made_by(), what, number, *asked), lambda: make(list(wanted)))
    return json.loads(found)  # type: ignore[no-any-return]


def _text(key: tuple[Any, ...], make: Callable[[], Any]) -> str:
    cache = caches[settled.PROCESS]
    text: str | None = cache.get(name := blake2b(repr(key).encode()).hexdigest())
    if text is None:
        text = json.dumps(make())
        cache.set(name, text)
    return text


@contextmanager
def read_once() -> Iterator[None]:
    """Let what is settled, and what is kept of pages, be made once while the content stands.

    A test that keeps it as the product does (KEPT_ANSWERS) has it as the product does.
    """

    def standing() -> int | None:
        return STANDING() if settings.KEPT_ANSWERS else number_now()

    def listen(connection: Any, **_: object) -> None:
        connection.execute_wrappers.append(Standing().hear)

    connection_created.connect(listen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settled, "standing", standing)
        for module in [
            one for one in sys.modules.values() if hasattr(one, "kept_data") or hasattr(one, "kept_parts")
        ]:
            for name, once in (("kept_data", data_once), ("kept_parts", parts_once)):
                if hasattr(module, name):
                    patch.setattr(module, name, once)
        yield
    connection_created.disconnect(listen)
