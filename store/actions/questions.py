"""Questions to the database that are written once: Django takes longer to write most of them than to ask them."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import local
from typing import Any, Final, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

STAND_IN: Final = 2_000_000_011  # in place of the first key: no condition of ours is about such a number
FORMS: Final = 50  # of one question, by how many keys it is asked for
MOST_KEYS: Final = (
    100  # with more of them it is asked as any other: writing it is the least of what that costs
)


class Question(Generic[Row]):
    """A question about keys, asked again and again with other ones; each time it brings rows of its own.

    `write` writes it as a queryset for as many keys as it is given. All but the keys must be the same each time, and
    they may only be compared with columns. What is to be prefetched is fetched by who asks.
    """

    def __init__(self, write: Callable[..., "QuerySet[Any, Row]"]) -> None:
        self._write = write
        self._written = local()  # a connection belongs to a thread, and so does what is written for it

    def ask(self, *keys: int) -> list[Row]:
        """Return the rows for these keys, in one statement."""
        if len(keys) > MOST_KEYS:
            return list(self._write(*keys))
        if not hasattr(self._written, "forms"):
            self._written.forms = lru_cache(maxsize=FORMS)(self._write_for)
        writer, rows = self._written.forms(len(keys))
        writer.keys = keys
        return list(rows)

    def _write_for(self, number: int) -> "tuple[Writer, Iterable[Row]]":
        queryset: Any = self._write(*range(STAND_IN, STAND_IN + number))
        rows = queryset._iterable_class(queryset)
        query = queryset.query.chain(klass=WrittenQuery)
        query.writer = Writer(query, connections[queryset.db], queryset.db)
        queryset.query = query
        return query.writer, rows


class Writer(SQLCompiler):
    """What Django knows of a question when it has written it, with the keys for which it is asked next."""

    keys: tuple[int, ...] = ()
    written: tuple[str, tuple[Any, ...]] | None = None
    converters: Any = None

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the statement, written once, and its parameters with the keys in their places."""
        if self.written is None:
            sql, parameters = super().as_sql(*args, **kwargs)
            self.written = sql, tuple(parameters)
        sql, parameters = self.written
        return sql, tuple(self._filled(one) for one in parameters)

    def _filled(self, parameter: Any) -> Any:
        place = parameter - STAND_IN if type(parameter) is int else -1
        return self.keys[place] if 0 <= place < len(self.keys) else parameter

    def get_converters(self, expressions: Any) -> Any:
        """Return how the columns are read, which are the same each time."""
        if self.converters is None:
            self.converters = super().get_converters(expressions)
        return self.converters


class WrittenQuery(Query):
    """A query that keeps who has written it."""

    writer: Writer

    def get_compiler(self, *args: Any, **kwargs: Any) -> Writer:
        """Return the same each time."""
        return self.writer
