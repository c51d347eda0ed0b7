"""What changes a few times a year, read once by a process: plans, nodes, rules, scales, rounds, departments.

Whoever writes one of them moves the number for everybody, as all do that say nothing better (Versioned.seen_in). While
it stands, a reader gets them as they were read, each time as rows of its own.
"""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Final, TypeVar

from django.conf import settings
from django.core.cache import caches

from store.actions.numbers import is_looking, noted, read_once
from store.numbers import EVERYBODY

Read = TypeVar("Read")

PROCESS: Final = "process"


def settled(what: object, make: Callable[[], Read]) -> Read:
    """Return what `make` reads, from what it read while the number for everybody stood as it did; see looking().

    It must follow from what moves that number alone, and from what `what` says; what it returns can be pickled.
    """
    number = standing()
    if number is None:
        return make()
    return _kept((number,), what, make)


def settled_by(name: str, what: object, make: Callable[[], Read]) -> Read:
    """Return the same of what follows from one more number as well, which moves now and then."""
    if not settings.KEPT_ANSWERS or not is_looking():
        return make()
    found = noted((name,))
    return _kept((found[EVERYBODY], name, found[name]), what, make) if found else make()


def _kept(numbers: tuple[object, ...], what: object, make: Callable[[], Read]) -> Read:
    key = blake2b(repr((numbers, what)).encode(), digest_size=16).hexdigest()
    found: tuple[Read] | None = caches[PROCESS].get(key)
    if found is None:
        caches[PROCESS].set(key, (make(),))
        found = caches[PROCESS].get(key)  # rows of its own for the first reader too
    return make() if found is None else found[0]


def shared(what: Hashable, make: Callable[[], Read]) -> Read:
    """Return what `make` reads, the same for all who ask for it within one look; none of them may change it.

    It must follow from what `what` says, and from nothing that moves with the look's own reader. Who writes reads
    everything as it is.
    """
    return read_once(what, make) if settings.KEPT_ANSWERS else make()


def standing() -> int | None:
    """Return the number while which everything settled is as it was, None for somebody who is to read it anew."""
    return noted(()).get(EVERYBODY) if settings.KEPT_ANSWERS and is_looking() else None
