"""The numbers of the content: moved by whoever writes, read by whoever keeps something.

A number is the sum of tokens drawn at random, one or more rows. Whoever writes puts a new token in the place of those
he finds, in the transaction of what he writes, and waits for nobody: a token that another transaction is just replacing
stays, and counts as well. So no commit can pass without moving its numbers, no saver waits for another's, and a
database that comes back with other content never has a number that was kept for something else.
"""

import secrets
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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
    is_behind: bool = False
    known: dict[str, int] = field(default_factory=dict)
    within: dict[str, tuple[Numbers, Mapping[str, int]]] = field(default_factory=dict)
    read: dict[Hashable, Any] = field(default_factory=dict)


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
            if look is not None:
                look.read.clear()
            _look.reset(token)

    return iter(following, None)


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
    look.known, look.within, look.is_behind = {EVERYBODY: number}, {}, False
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


def numbers_within(name: str) -> tuple[Numbers, Mapping[str, int]]:
    """Return the number for everybody, and that of each part of another one, in one statement.

    The first is empty where there is none for everybody yet; a part that is not among the second has the number 0.
    Who is looking() gets the number for everybody as noted(): what was read before may be as old as that. Where another
    number that was noted has moved since, what was read before is older than the parts' numbers tell: see is_behind().
    """
    look = _look.get()
    known = look.known if look is not None and look.is_open else None
    if look is not None and known is not None and name in look.within:
        return look.within[name]
    asked = Q(name__in=[EVERYBODY, *(known or ())], part="") | (Q(name=name) & ~Q(part=""))
    wholes: dict[str, int] = {}
    parts: dict[str, int] = {}
    for told, part, token in Number.objects.filter(asked).values_list("name", "part", "token"):
        into, key = (parts, part) if part else (wholes, told)
        into[key] = into.get(key, 0) + token
    everybody = {EVERYBODY: wholes[EVERYBODY]} if EVERYBODY in wholes else {}
    if look is not None and known is not None:
        if everybody:
            everybody = {EVERYBODY: known.setdefault(EVERYBODY, everybody[EVERYBODY])}
        look.is_behind |= any(wholes.get(one, 0) != known[one] for one in known if one != EVERYBODY)
        look.within[name] = everybody, parts
    return everybody, parts


def is_behind() -> bool:
    """Tell whether something may have been read here that is older than the numbers of parts that are known.

    What is kept under those numbers is right; what is made here may not be kept under them.
    """
    look = _look.get()
    return look is not None and look.is_open and look.is_behind
