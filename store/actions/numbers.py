"""The numbers of the content: moved by whoever writes, read by whoever keeps something.

A number is the sum of tokens drawn at random, one or more rows. Whoever writes puts a new token in the place of those
he finds, in the transaction of what he writes, and waits for nobody: a token that another transaction is just replacing
stays, and counts as well. So no commit can pass without moving its numbers, no saver waits for another's, and a
database that comes back with other content never has a number that was kept for something else.
"""

import secrets
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery, Sum

from store.models import Number, Versioned
from store.numbers import EVERYBODY, EVERYTHING, Place, Places

BATCH: Final = 500
BITS: Final = 48  # thousands of tokens add up within 63
Numbers = Mapping[str, int]
Read = TypeVar("Read")

_gathered: ContextVar[set[Place] | None] = ContextVar("gathered", default=None)


@dataclass(slots=True)
class Look:
    """What somebody who answers one request knows of the numbers; `is_open` while it may rely on that."""

    only: bool
    is_open: bool
    known: dict[str, int] = field(default_factory=dict)
    apart: dict[str, "LookAtParts"] = field(default_factory=dict)
    read: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookAtParts:
    """The numbers of the parts of another one, and a look of its own at what they tell of, begun after they were noted.

    A part that is not among them has the number 0. `everybody` is the number for everybody, empty where nothing can be
    known by it. `look` is None for who is not looking(): what was read before may be of any time.
    """

    everybody: Numbers
    parts: Numbers
    look: Look | None

    @property
    def may_keep(self) -> bool:
        """Tell whether what is made here may be kept under these numbers."""
        return bool(self.everybody) and self.look is not None and not is_gathering()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nothing be used within that was read before the numbers were noted."""
        token = _look.set(self.look or _look.get())
        try:
            yield
        finally:
            _look.reset(token)

    def stamp(self, parts: Collection[str]) -> str:
        """Return what stands for the numbers of all these parts."""
        return str(sum(self.parts.get(one, 0) for one in parts))


_look: ContextVar[Look | None] = ContextVar("look", default=None)


def move(places: Iterable[Place]) -> None:
    """Move these numbers with the transaction that is open: now, or with all others of moving_together()."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(places)
    elif wanted := sorted(set(places)):
        _replace(wanted)


@contextmanager
def moving_together() -> Iterator[None]:
    """Move what is written within, once and last: to be entered directly within the transaction that writes."""
    if _gathered.get() is not None:
        yield
        return
    token = _gathered.set(set())
    try:
        yield
        found = _gathered.get()
    finally:
        _gathered.reset(token)
    move(found or ())


def is_gathering() -> bool:
    """Tell whether something was written here of which no number tells yet, so that nothing may be kept."""
    return _gathered.get() is not None


@transaction.atomic(savepoint=False)
def _replace(places: Sequence[Place]) -> None:
    if (look := _look.get()) is not None:
        look.is_open = False  # whoever wrote reads everything as it is
    parts: dict[str, list[str]] = {}
    for name, part in places:
        parts.setdefault(name, []).append(part)
    is_theirs = Q()
    for name, of_it in parts.items():
        is_theirs |= Q(name=name, part__in=of_it)
    found = Number.objects.filter(is_theirs).select_for_update(skip_locked=True)
    Number.objects.filter(pk__in=found.values("pk")).delete()
    new = [Number(name=name, part=part, token=secrets.randbits(BITS)) for name, part in places]
    Number.objects.bulk_create(new, batch_size=BATCH)


def seen_in(rows: Iterable[Versioned]) -> Places:
    """Return what moves when the rows are written; everything where one of them cannot tell whose it is."""
    found: set[Place] = set()
    for row in rows:
        try:
            found |= row.seen_in()
        except ObjectDoesNotExist:
            return EVERYTHING
        if found >= EVERYTHING:
            return EVERYTHING
    return frozenset(found)


def numbers(names: Iterable[str]) -> Numbers:
    """Return these numbers as they are, in one statement; none at all where there is not yet one for everybody.

    What says nothing about itself has the number 0: nothing of it was written since the database began to count.
    """
    wanted = dict.fromkeys([EVERYBODY, *names], 0)
    found = False
    for name, token in _asking(tuple(sorted(wanted))).all():
        wanted[name] += token
        found = found or name == EVERYBODY
    return wanted if found else {}


@lru_cache(maxsize=1_000)
def _asking(names: tuple[str, ...]) -> "QuerySet[Number, tuple[str, int]]":
    """Return the question of numbers(): every answer asks it, and to write it takes longer than to ask."""
    return Number.objects.filter(name__in=names, part="").values_list("name", "token")


@contextmanager
def looking(*, only: bool) -> Iterator[None]:
    """Let each number that is asked for within stay as it was when it was first asked for, until somebody writes.

    Who may write as well (not `only`) relies on that from when it notes the number for everybody.
    """
    token = _look.set(Look(only=only, is_open=only))
    try:
        yield
    finally:
        _look.reset(token)


def looked_on(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Return what is made of an answer after it began to leave, each block within the same look as its beginning.

    What was read when it began is older than what anybody may have written since: made of that, nothing is kept under
    a newer number. What one block has shared() is not held for the next.
    """
    look, waiting = _look.get(), iter(blocks)

    def following() -> bytes | None:
        token = _look.set(look)
        try:
            return next(waiting, None)
        finally:
            for one in looks_of(look):
                one.read.clear()
            _look.reset(token)

    return iter(following, None)


def looks_of(look: Look | None) -> list[Look]:
    """Return a look with those at parts within it."""
    return [one for one in (look, *(within.look for within in look.apart.values())) if one] if look else []


def is_looking() -> bool:
    """Tell whether numbers are noted here, and nothing was written since."""
    look = _look.get()
    return look is not None and look.is_open and not _gathered.get()


def read_once(what: Hashable, make: Callable[[], Read]) -> Read:
    """Return what `make` reads, once for all who look at one answer and write nothing; see shared()."""
    look = _look.get()
    if look is None or not look.only or not is_looking():
        return make()
    if what not in look.read:
        look.read[what] = make()
    found: Read = look.read[what]
    return found


def number_for_everybody() -> Subquery:
    """Return the number for everybody as a column, to be noted with the first row that is read."""
    found = Number.objects.filter(name=EVERYBODY, part="").values("name")
    return Subquery(found.annotate(number=Sum("token")).values("number"))


def note(number: int | None) -> None:
    """Rely on the number for everybody as it was read with a row, unless there is none.

    Who only looks goes on with what was noted first; who may write is told of what others wrote meanwhile.
    """
    look = _look.get()
    if look is None or number is None or (look.only and look.known):
        return
    look.known, look.apart = {EVERYBODY: number}, {}
    look.is_open = True


def note_for_who_looks(number: int | None) -> None:
    """Rely on the number as it was read with a row, where nobody can write; for others it would be too early."""
    look = _look.get()
    if look is not None and look.only:
        note(number)


def noted(names: Iterable[str]) -> Numbers:
    """Return these numbers as they were when a reader first asked for them, where it is looking(); else as they are.

    What is read after a number was noted is never older than the number: made of it, it can be kept under it.
    """
    wanted, look = (EVERYBODY, *names), _look.get()
    if look is None or not look.is_open:
        return numbers(wanted)
    known = look.known
    if missing := [name for name in wanted if name not in known]:
        found = numbers(missing)
        if not found:
            return {}
        known.update({name: known.get(name, number) for name, number in found.items()})
    return {name: known[name] for name in wanted}


def numbers_within(name: str, *besides: str) -> tuple[Numbers, Numbers]:
    """Return the number for everybody with those `besides`, and that of each part of one of them, in one statement.

    They are as they are now. The first is empty where there is none for everybody yet; a part that is not among the
    second has the number 0.
    """
    wholes = dict.fromkeys((EVERYBODY, *besides), 0)
    parts: dict[str, int] = {}
    asked, found = Q(name__in=list(wholes), part="") | (Q(name=name) & ~Q(part="")), False
    for told, part, token in Number.objects.filter(asked).values_list("name", "part", "token"):
        into, key = (parts, part) if part else (wholes, told)
        into[key] = into.get(key, 0) + token
        found = found or told == EVERYBODY
    return wholes if found else {}, parts


def read_apart(name: str) -> LookAtParts:
    """Note the numbers of the parts of one, and begin a look at what they tell of: once for one look.

    Of the number for everybody it has what was noted() first: plans, nodes, rules that were read before are of that.
    """
    look = _look.get()
    if look is None or not is_looking():
        everybody, parts = numbers_within(name)
        return LookAtParts({} if is_gathering() else everybody, parts, None)
    if name not in look.apart:
        wholes, parts = numbers_within(name, *look.known)
        everybody = {EVERYBODY: look.known.setdefault(EVERYBODY, wholes[EVERYBODY])} if wholes else {}
        own = Look(only=True, is_open=True, known={**wholes, **everybody})
        look.apart[name] = LookAtParts(everybody, parts, own)
    return look.apart[name]
