"""Rows as the entries of a fixture: what load() takes, and the same text again once it has been loaded."""

import json
import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from store.actions.loading.known_rows import (
    Links,
    Shelves,
    filled,
    foreign_keys,
    loadable,
    references,
    stored_links,
    with_what_they_need,
    writable,
)
from store.models import Versioned

Row = tuple[type[Versioned], Any]  # a row by its model and its primary key


def dump(roots: Iterable[Versioned]) -> str:
    """Return a fixture with the roots, what hangs from them, and what these rows refer to.

    Every field that a file may state is stated. Rows stand in the order in which they can be read from top to
    bottom and by their natural keys, so that the text depends on what is stored, not on when it was.
    """
    shelves = filled(with_what_they_need(filter(None, map(loadable, labels()))))
    pairs = [(model, one.name) for model in shelves for one in model._meta.many_to_many]
    links = stored_links((model, name) for model, name in pairs if name in references(model))
    rows = Reach(shelves, links, roots).rows()
    filled_by_files = [model for model in shelves if model.from_files]
    lines = [line for model in filled_by_files for line in _lines(model, shelves, rows, links)]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def labels() -> list[str]:
    """Return the names of all models, in one order for good."""
    return sorted(model._meta.label_lower for model in apps.get_models())


class Reach:
    """What a dump of some rows takes in.

    The rows' own kind is whatever belongs to the same model in the end: for a plan and all parts of it, to a plan.
    """

    def __init__(self, shelves: Shelves, links: Links, roots: Iterable[Versioned]) -> None:
        self.shelves, self.links = shelves, links
        self.found: set[Row] = {(type(row), row.pk) for row in roots}
        tops = {top for model, _ in self.found for top in belongs_to(model) if not owners_of(top)}
        self.own_kind = {model for model in shelves if tops & belongs_to(model)}

    def rows(self) -> set[Row]:
        """Return the roots, all that hangs from them, all that these refer to, and the parts of what is shared."""
        self._add_hanging(self.own_kind)
        while self._add_referred():
            self._add_hanging(self.shelves.keys() - self.own_kind)
        return self.found

    def _add_hanging(self, models: Container[type[Versioned]]) -> None:
        """Add what belongs to a found row, as its natural key says; models come after what they belong to."""
        for model in (one for one in self.shelves if one in models):
            owners = [one for one in foreign_keys(model) if one.related_model in owners_of(model)]
            for row in self.shelves[model].stored.values():
                if any((one.related_model, getattr(row, one.attname)) in self.found for one in owners):
                    self.found.add((model, row.pk))

    def _add_referred(self) -> bool:
        """Add what the rows refer to, and tell whether anything was new."""
        before, waiting = len(self.found), list(self.found)
        while waiting:
            new = {one for row in waiting for one in self._referred(*row)} - self.found
            self.found |= new
            waiting = list(new)
        return len(self.found) > before

    def _referred(self, model: type[Versioned], pk: Any) -> Iterator[Row]:
        """Yield what the row refers to; of what a shared row is used for, nothing."""
        row = self.shelves[model].by_pk[pk]
        for name, related in references(model).items():
            if not related.from_files:
                continue
            field: Any = model._meta.get_field(name)
            if not field.many_to_many:
                if (key := getattr(row, field.attname)) is not None:
                    yield related, key
            elif model in self.own_kind or related not in self.own_kind:
                yield from ((related, key) for key in self.links.get((f"{model._meta.label}.{name}", pk), ()))


@cache
def owners_of(model: type[models.Model]) -> frozenset[type[models.Model]]:
    """Return the models that a row's natural key begins with, its own left out."""
    named = getattr(getattr(model, "natural_key", None), "dependencies", ())
    owners = frozenset(apps.get_model(label) for label in named)
    # a scale is no part of the rules or the form that use it, nor these of the scale
    return frozenset(one for one in owners if one is not model and not _is_only_used(model, one))


def _is_only_used(model: type[models.Model], owner: type[models.Model]) -> bool:
    """Tell whether the natural key names the other for its own sake: the keys of its own unique rows do not have it."""
    keys = [set(one.fields) for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    leading = {one.name for one in model._meta.concrete_fields if one.related_model is owner}
    return bool(keys) and not any(leading & fields for fields in keys)


@cache
def belongs_to(model: type[models.Model]) -> frozenset[type[models.Model]]:
    """Return the model and all those above it that its natural key goes back to."""
    above = [belongs_to(one) for one in owners_of(model)]
    return frozenset({model}).union(*above)


def _lines(model: type[Versioned], shelves: Shelves, rows: set[Row], links: Links) -> Iterator[str]:
    known = [row for row in shelves[model].stored.values() if (model, row.pk) in rows]
    for row in sorted(known, key=lambda row: in_order(row.natural_key())):  # type: ignore[attr-defined]
        entry = {"model": model._meta.label_lower, "fields": fields_of(row, shelves, rows, links)}
        yield json.dumps(entry, ensure_ascii=False, default=as_json)


def in_order(key: Iterable[Any]) -> list[list[tuple[int, int, str]]]:
    """Return a natural key as dumps are sorted by it: numbers by their size, wherever they stand in a text."""
    return [
        [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"([0-9]+)", str(one))]
        for one in key
    ]


def fields_of(row: Versioned, shelves: Shelves, rows: set[Row], links: Links) -> dict[str, Any]:
    """Return what a file may say of the row, links to rows that are not in the dump left out."""
    model = type(row)
    said: dict[str, Any] = {}
    for one in writable(model):
        said[one.name] = stated(row, one)
    for many in model._meta.many_to_many:
        if (other := references(model).get(many.name)) is not None and other.from_files:
            linked = links.get((f"{model._meta.label}.{many.name}", row.pk), set())
            keys = [shelves[other].by_pk[pk].natural_key() for pk in linked if (other, pk) in rows]  # type: ignore[attr-defined]
            said[many.name] = [list(key) for key in sorted(keys, key=in_order)]
    return said


def stated(row: Versioned, column: "models.Field[Any, Any]") -> Any:
    """Return a column as a file states it: a row that it refers to by its natural key, a day in letters."""
    if column.name in references(type(row)):
        related: Any = getattr(row, column.name)
        return None if related is None else list(related.natural_key())
    value = getattr(row, column.attname)
    return value.isoformat() if isinstance(value, date) else value


def as_json(value: Any) -> Any:
    """Return an amount as the shortest number that is it (15 digits are exact), a day as it is written."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot stand in a fixture")
