"""Rows below another one that people order: put in their places, added and deleted, all by accounts.actions."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from evaluations.judgement.stages import in_free_places
from store.actions.rows import (
    Actor,
    StaleRow,
    add_rows,
    change_row,
    delete_row,
)
from store.models import Versioned

Part = TypeVar("Part", bound=Versioned)


def put_rows(
    model: type[Part],
    fixed: Mapping[str, Any],
    wanted: Sequence[tuple[int | None, Mapping[str, str]]],
    *,
    place: str,
    by: Actor,
) -> None:
    """Make the rows with these `fixed` fields exactly those wanted, in this order, numbered by the field `place`.

    Each is the key of a row that is there (None: a new one) with its texts. A key that is not there any more
    raises StaleRow.
    """
    stored = {row.pk: row for row in model._default_manager.filter(**fixed)}
    keys = [key for key, _ in wanted]
    if not {key for key in keys if key is not None} <= stored.keys():
        raise StaleRow(None)
    for key, row in stored.items():
        if key not in keys:
            delete_row(row, by=by)
    kept = {key: number for number, key in enumerate(keys, 1) if key is not None}
    move_rows([stored[key] for key in kept], place, kept, by)
    for number, (key, texts) in enumerate(wanted, 1):
        if key is None:
            add_rows([model(**fixed, **texts, **{place: number})], by=by)
        else:
            write(stored[key], texts, by)


def write(row: Versioned, texts: Mapping[str, Any], by: Actor) -> None:
    """Change the named fields of a stored row that whoever calls this already holds."""
    for name, text in texts.items():
        setattr(row, name, text)
    change_row(row, version=row.version, by=by)


def move_rows(rows: Sequence[Versioned], field: str, places: Mapping[int, int], by: Actor) -> None:
    """Move stored rows to their places by the field that numbers them, no two ever standing on one."""
    by_key = {row.pk: row for row in rows}
    now = {row.pk: getattr(row, field) for row in rows}
    in_free_places(places, now, lambda key, place: write(by_key[key], {field: place}, by))
