"""What changes a few times a year, read once by a process: plans, nodes, rules, scales, rounds, departments.

Whoever writes one of them moves the number for everybody, as all do that say nothing better (Versioned.seen_in). While
it stands, a reader gets them as they were read, each time as rows of its own.
"""

import pickle
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from secrets import token_hex
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.cache import caches

from store.actions.numbers import Numbers, is_looking, noted, read_once
from store.numbers import EVERYBODY

Read = TypeVar("Read")

PROCESS: Final = "process"
MOST_HELD: Final = 16_000_000  # bytes of the rows of one question; with more of them it begins again
MOST_HELD_IN_ALL: Final = 64_000_000  # of all questions: there may be the plans of a thousand cities


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


def settled_rows(
    what: str,
    keys: Sequence[int],
    make: Callable[[Sequence[int]], Iterable[tuple[int, Read]]],
    *,
    by: str | None = None,
) -> list[Read]:
    """Return the rows of these keys, those of the first key first: read once for all who ask for some of the keys.

    `make` reads what is not there yet, each row with its key, in the order that those of one key are to have. They must
    follow from what moves the number for everybody, and from the number `by` where one is given.
    """
    if not settings.KEPT_ANSWERS or not is_looking() or not (found := noted(() if by is None else (by,))):
        return [row for some in _by_key(keys, make(keys)).values() for row in some]
    held = _held_while(what, by, found)
    if missing := [key for key in keys if key not in held.rows]:
        held.add(_by_key(missing, make(missing)))
    return [row for key in keys if (text := held.rows.get(key)) for row in pickle.loads(text)]  # noqa: S301 - ours


@dataclass(slots=True)
class Held:
    """The rows of a question that are known while its numbers stand, by key; each reader gets a copy.

    `cleared` is what the cache of the process said then: who clears it clears these as well.
    """

    numbers: Numbers
    cleared: object
    rows: dict[int, bytes] = field(default_factory=dict)
    size: int = 0

    def add(self, some: Mapping[int, Sequence[Any]]) -> None:
        """Hold the rows of further keys."""
        texts = {
            key: pickle.dumps(rows, pickle.HIGHEST_PROTOCOL) if rows else b"" for key, rows in some.items()
        }
        self.size += sum(map(len, texts.values()))
        self.rows |= texts


_held: Final[dict[tuple[str, str | None], Held]] = {}


def _held_while(what: str, by: str | None, numbers: Numbers) -> Held:
    """Return what is held of a question under these numbers; what was held under others is gone, or was too much."""
    found = _held.get((what, by))
    cleared = caches[PROCESS].get_or_set("cleared", partial(token_hex, 8))
    if found is None or (found.numbers, found.cleared) != (numbers, cleared) or found.size > MOST_HELD:
        if sum(one.size for one in list(_held.values())) > MOST_HELD_IN_ALL:
            _held.clear()
        found = _held[what, by] = Held(numbers, cleared)
    return found


def _by_key(keys: Sequence[int], found: Iterable[tuple[int, Read]]) -> dict[int, list[Read]]:
    rows: dict[int, list[Read]] = {key: [] for key in keys}
    for key, row in found:
        rows[key].append(row)
    return rows


def shared(what: Hashable, make: Callable[[], Read]) -> Read:
    """Return what `make` reads, the same for all who ask for it within one look; none of them may change it.

    It must follow from what `what` says, and from nothing that moves with the look's own reader. Who writes reads
    everything as it is.
    """
    return read_once(what, make) if settings.KEPT_ANSWERS else make()


def standing() -> int | None:
    """Return the number while which everything settled is as it was, None for somebody who is to read it anew."""
    return noted(()).get(EVERYBODY) if settings.KEPT_ANSWERS and is_looking() else None
