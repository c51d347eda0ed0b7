"""Rows that take each other's places: whoever stands where another is to stand steps aside first.

A database holds its unique constraints against every single UPDATE: two rows that change their numbers with each other
could be written in no order.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import models

from store.models import Row

ASIDE: Final = "…"  # no value that somebody gives begins so
ASIDE_NUMBER: Final = 32_000  # of what is counted from 1; a city has nothing so many of


def step_aside(pairs: Sequence[tuple[Row, Row]], *, new: Sequence[Row] = ()) -> None:
    """Let each stored row in whose place another of these (as it is to be, as it is stored) comes stand aside.

    So it does for a `new` row. It is written anew by whoever calls this, in the same transaction; history tells of
    nothing between.
    """
    for number, (stored, one) in enumerate(_in_the_way(pairs, new)):
        type(stored)._default_manager.filter(pk=stored.pk).update(
            **{one.attname: _aside(one, number, stored)}
        )


def _in_the_way(
    pairs: Sequence[tuple[Row, Row]], new: Sequence[Row]
) -> Iterator[tuple[Row, "models.Field[Any, Any]"]]:
    """Yield the stored rows whose places others take, each with a field by which it leaves its own."""
    for fields in _unique_together(pairs):
        leaving = {}
        for row, stored in pairs:
            before, after = _values(stored, fields), _values(row, fields)
            if before != after:
                leaving[before] = (row, stored)
        for row in (*(row for row, _ in leaving.values()), *new):
            there = leaving.get(_values(row, fields))
            if there is not None and there[1].pk != row.pk:
                own = [one for one in fields if _steps(one) and _differs(one, *there)]
                yield from ((there[1], one) for one in own[:1])


def _unique_together(pairs: Sequence[tuple[Row, Row]]) -> "Iterator[Sequence[models.Field[Any, Any]]]":
    meta = pairs[0][0]._meta if pairs else None
    for constraint in meta.constraints if meta else ():
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield [meta.get_field(name) for name in constraint.fields]  # type: ignore[misc, union-attr]


def _values(row: Row, fields: "Iterable[models.Field[Any, Any]]") -> tuple[Any, ...]:
    return tuple(getattr(row, one.attname) for one in fields)


def _differs(one: "models.Field[Any, Any]", row: Row, stored: Row) -> bool:
    return bool(getattr(row, one.attname) != getattr(stored, one.attname))


def _steps(one: "models.Field[Any, Any]") -> bool:
    return not one.is_relation and isinstance(one, models.CharField | models.IntegerField)


def _aside(one: "models.Field[Any, Any]", number: int, stored: Row) -> Any:
    return f"{ASIDE}{stored.pk}" if isinstance(one, models.CharField) else ASIDE_NUMBER + number
