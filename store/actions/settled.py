"""What changes a few times a year, read once by a process: plans, nodes, rules, scales, rounds, departments.

Whoever writes one of them moves the number for everybody, as all do that say nothing better (Versioned.seen_in). While
it stands, a reader gets them as they were read, each time as rows of its own.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from store.actions.numbers import is_looking, noted
from store.numbers import EVERYBODY

Read = TypeVar("Read")

PROCESS: Final = "process"


Row = TypeVar("Row", bound=Model)


def settled_rows(question: "QuerySet[Row]") -> list[Row]:
    """Return the rows of a question that only what moves the number for everybody can answer differently."""
    try:
        asked = question.query.sql_with_params()
    except EmptyResultSet:
        return []
    fetched = (question._prefetch_related_lookups, question.db)  # type: ignore[attr-defined]
    return settled((asked, fetched), lambda: list(question))


def settled(what: object, make: Callable[[], Read]) -> Read:
    """Return what `make` reads, from what it read while the number for everybody stood as it did; see looking().

    It must follow from what moves that number alone, and from what `what` says; what it returns can be pickled.
    """
    if not settings.KEPT_ANSWERS or not is_looking():
        return make()
    number = noted(()).get(EVERYBODY)
    if number is None:
        return make()
    key = blake2b(repr((number, what)).encode(), digest_size=16).hexdigest()
    found: tuple[Read] | None = caches[PROCESS].get(key)
    if found is None:
        caches[PROCESS].set(key, (make(),))
        found = caches[PROCESS].get(key)  # rows of its own for the first reader too
    return make() if found is None else found[0]
