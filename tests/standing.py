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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from types import FrameType
from typing import Any, ClassVar, Final, TypeVar

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.sql.compiler import SQLCompiler

from accounts.actions import OfficersBackend
from accounts.models import Person
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

Made = TypeVar("Made")
KEPT_DATA, KEPT_KINDS, STANDING = page.kept_data, page.kept_kinds, settled.standing  # as the product has them
GET_USER = OfficersBackend.get_user
ORDER_BY_PAIRS: Any = SQLCompiler._order_by_pairs


class Standing:
    """Hears what is sent over one connection, and tells by a number how the content stands."""

    numbers: ClassVar = count(1)
    is_alone: ClassVar = False  # nobody else writes: the test that runs has no transactions of its own
    is_at_rest: ClassVar = False  # all is to be read anew, whether or not something was written

    def __init__(self) -> None:
        self.number = next(self.numbers)
        self.block: object = None
        self.savepoints: dict[str, int] = {}

    def now(self) -> int | None:
        """Return the same number as long as the content is the same, None where that is not known."""
        if self.is_at_rest or not (self.is_alone and connection.in_atomic_block) or is_listened_to():
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
    settling, standing = settled.settled.__code__, STANDING.__code__
    while frame is not None:
        if (
            code := frame.f_code
        ) is settling or code is standing:  # one by one: a code is looked up by all it says
            return code is settling
        frame = frame.f_back
    return False


@contextmanager
def all_anew() -> Iterator[None]:
    """Let everything be read as if nobody had read it: what is kept is held against what nothing was kept for.

    Else one reader could be told what was made for another, in both, where the name of it tells the two not apart.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Standing, "is_at_rest", True)
        yield


def number_now() -> int | None:
    """Return the number of the content that this connection sees."""
    heard = standing_of(connection)
    return None if heard is None else heard.now()


def standing_of(connection: Any) -> Standing | None:
    """Return who listens to that connection."""
    found = (getattr(one, "__self__", None) for one in connection.execute_wrappers)
    return next((one for one in found if isinstance(one, Standing)), None)


def made_once(number: int, what: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """Return what `make` makes, made once while the content stands; to everybody as if it had just been read."""
    key, cache = blake2b(repr((number, *what)).encode()).hexdigest(), caches[settled.PROCESS]
    if (found := cache.get(key)) is None:
        cache.set(key, (made := make(),))
        return made
    kept: Made = found[0]
    return kept


def data_once(what: str, names: Collection[str], make: Callable[[], Any]) -> Any:
    """Return what kept_data() returns, made once while the content stands."""
    if (number := number_relied_on()) is None:
        return KEPT_DATA(what, names, make)
    said = ("data", page.made_by(), what, sorted(names))
    return json.loads(made_once(number, said, lambda: json.dumps(make())))


def kinds_once(number: str, kinds: Sequence[page.KindOfParts]) -> Sequence[Mapping[str, Any]]:
    """Return what kept_kinds() returns, each kind made once while the content stands."""
    if (stands := number_relied_on()) is None:
        return KEPT_KINDS(number, kinds)

    def kind_once(kind: page.KindOfParts) -> Mapping[str, Any]:
        said = ("parts", page.made_by(), kind.what, number, sorted(kind.wanted))
        text = made_once(stands, said, lambda: json.dumps(kind.make(list(kind.wanted))))
        found: Mapping[str, Any] = json.loads(text)
        return found

    return [kind_once(one) for one in kinds]


def user_once(backend: OfficersBackend, user_id: Any) -> Person | None:
    """Return who is logged in with all posts, read once while the content stands."""
    if (number := number_relied_on()) is None:
        return GET_USER(backend, user_id)
    return made_once(number, ("user", str(user_id)), lambda: GET_USER(backend, user_id))


def number_relied_on() -> int | None:
    """Return the number of the content, None where a test keeps answers as the product does, or nobody can say."""
    return None if settings.KEPT_ANSWERS else number_now()


@contextmanager
def read_once() -> Iterator[None]:
    """Let what is settled, what is kept of pages, and who is logged in be read once while the content stands.

    A test that keeps answers as the product does (KEPT_ANSWERS) has it all as the product does.
    """

    def standing() -> int | None:
        return STANDING() if settings.KEPT_ANSWERS else number_now()

    def listen(connection: Any, **_: object) -> None:
        if standing_of(connection) is None:  # not again when it was closed meanwhile
            connection.execute_wrappers.append(Standing().hear)

    connection_created.connect(listen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settled, "standing", standing)
        patch.setattr(OfficersBackend, "get_user", user_once)
        for name, once in (("kept_data", data_once), ("kept_kinds", kinds_once)):
            for module in [one for one in sys.modules.values() if hasattr(one, name)]:
                patch.setattr(module, name, once)
        yield
    connection_created.disconnect(listen)


def order_by_pairs(compiler: Any) -> Iterator[tuple[Any, bool]]:
    """Yield what Django's SQLCompiler._order_by_pairs yields; whose names are columns' looks at nothing selected.

    Django makes a reference to each selected column first, in case that one is ordered by it.
    """
    query, select = compiler.query, compiler.select
    if select and not query.combinator and is_ordered_by_fields(query, {alias for _, _, alias in select}):
        compiler.select = ()
        pairs = list(ORDER_BY_PAIRS(compiler))
        compiler.select = select
        yield from pairs
    else:
        yield from ORDER_BY_PAIRS(compiler)


def is_ordered_by_fields(query: Any, aliases: Collection[str | None]) -> bool:
    """Tell whether what the rows are ordered by are names alone, none of which is that of something selected."""
    named = query.extra_order_by or query.order_by
    if query.default_ordering and not named:
        meta = query.get_meta()  # None where no table is asked, but whether a condition holds
        named = meta.ordering or () if meta else ()
    return all(isinstance(one, str) and one.lstrip("-+") not in aliases for one in named)


def identity_of_column(column: Any) -> tuple[Any, ...]:
    """Return what Django's Expression.identity says of a column, whose three arguments are known."""
    (alias, target, *output), named = column._constructor_args
    said = {"alias": alias, "target": target, "output_field": output[0] if output else None} | named
    return (type(column), *((name, column._identity(one)) for name, one in said.items()))
