"""What a load wrote, kept so that it can be taken back as one step while nothing was built on it."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from store.actions.history import last_changes, who_and_when
from store.actions.loading.dumping import owners_of
from store.actions.loading.known_rows import Placed, filled, foreign_keys, with_what_they_need
from store.actions.loading.loading import (
    Objection,
    Ready,
    derive_again,
    ready,
    wait_for_other_loads,
    write,
)
from store.actions.loading.reading import Entry, FixtureRefusedError
from store.actions.numbers import moving_together
from store.actions.rows import Actor, RefusedError, change_rows, delete_rows, set_links
from store.models import Load, Row, Versioned, stored_beside

MOST_NAMED: Final = 20
GIVEN_WAY: Final = 0.5  # seconds
BUILT_ON: Final = "読み込んだ後に次の変更があるため、取り消せません。"
IN_THE_WAY: Final = "読み込む前と同じ番号や名前のものが、その後に登録されています。"
Keys = set[Any]
Touched = dict[
    str, Any
]  # model, pk, version; before (None: the row was added), links: what the row's links held


@dataclass(frozen=True, slots=True)
class Source:
    """Which file it was."""

    name: str
    sha256: str


@transaction.atomic
def load_from(
    source: Source,
    entries: Sequence[Entry],
    *,
    by: Actor,
    overwrite: bool,
    objection: Objection | None = None,
) -> Load:
    """Load the entries of a source as load() does, and return what it did; stored, unless it changed nothing."""
    return load_ready(source, ready(entries, objection=objection), by=by, overwrite=overwrite)


def load_ready(source: Source, found: Ready, *, by: Actor, overwrite: bool) -> Load:
    """Do the same with what ready() has found in this very transaction."""
    loaded = write(found, by=by, overwrite=overwrite)
    done = Load(
        name=source.name[:200],
        sha256=source.sha256,
        city=_city_of(found),
        who_id=by.person_id,
        who_name=by.person.name if by.person else "",
        post=str(by.post or ""),
        via=by.via,
        why=by.why,
        added=loaded.added,
        changed=loaded.changed,
        equal=loaded.equal,
        remarks=list(loaded.remarks),
        touched=list(_touched(found)),
    )
    if done.touched:
        done.save()
        transaction.on_commit(give_way)
    return done


def give_way() -> None:
    """Let those save who have waited for a load to be written, before the next one begins.

    SQLite has one lock, and no row of who waits for it: they look for it ten times a second, and a load that follows at
    once would have it first each time, until their patience ends.
    """
    if connection.vendor == "sqlite":
        time.sleep(GIVEN_WAY)


def _city_of(found: Ready) -> str:
    """Return the code of the one city whose rows were in the file; "" where they are of none or of several."""
    rows = (one.row for shelf in found.shelves.values() for one in shelf.placed.values())
    codes = {code for row in rows if (code := city_of(row)) is not None}
    return codes.pop() if len(codes) == 1 else ""


def city_of(row: Versioned) -> str | None:
    """Return the code of the city to which a row belongs; None for what several cities share."""
    current: models.Model | None = row
    while current is not None and not hasattr(current, "local_government_code"):
        owners = owners_of(type(current))
        links = [one for one in foreign_keys(type(current)) if one.related_model in owners]
        current = next((getattr(current, one.name) for one in links), None)
    return None if current is None else str(current.local_government_code)


def cities_of(load: Load) -> set[str | None]:
    """Return the codes of the cities whose rows the load wrote; None among them for what several cities share."""
    rows = _by_model(load)
    shelves = filled(with_what_they_need(rows))
    stored = (shelves[model].by_pk.get(one["pk"]) for model, touched in rows.items() for one in touched)
    return {city_of(row) for row in stored if row is not None}


def cities_reached(placed: Placed) -> list[str]:
    """Return the codes of the cities to which a row of a file belongs, belonged, or newly refers."""
    row, stored = placed.row, placed.stored
    columns = [one for one in placed.fields if one in set(foreign_keys(type(row)))]
    reached = [
        getattr(row, one.name)
        for one in columns
        if stored is None or getattr(row, one.attname) != getattr(stored, one.attname)
    ]
    known = (row, stored, *reached, *(one for linked in placed.links.values() for one in linked))
    codes = (city_of(one) for one in known if one is not None)
    return list(dict.fromkeys(code for code in codes if code is not None))


def _touched(found: Ready) -> Iterator[Touched]:
    changed: dict[int, Placed] = {id(one.placed): one.placed for one in found.differences}
    rows = [*found.new, *changed.values()]
    versions = _versions(one.row for one in rows)
    for one in rows:
        label, pk = one.row._meta.label_lower, one.row.pk
        before = (
            None if one.stored is None else {field.attname: _kept(field, one.stored) for field in one.fields}
        )
        links = {
            name: sorted(found.links.get((f"{one.row._meta.label}.{name}", pk), ()))
            for name in (one.links if one.stored is not None else ())
        }
        yield {"model": label, "pk": pk, "version": versions[label, pk], "before": before, "links": links}


def _kept(field: "models.Field[Any, Any]", row: Versioned) -> Any:
    """Return a value as JSON keeps it; to_python() reads it again."""
    value = getattr(row, field.attname)
    return (
        value
        if isinstance(value, str | int | bool | list | dict | None)
        else DjangoJSONEncoder().default(value)
    )


def _versions(rows: Iterable[Versioned]) -> dict[tuple[str, Any], int]:
    by_model: dict[type[Versioned], list[Any]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row.pk)
    return {
        (model._meta.label_lower, pk): version
        for model, keys in by_model.items()
        for pk, version in _stored(model, keys).values_list("pk", "version")
    }


def _stored(model: type[Versioned], keys: Sequence[Any]) -> "models.QuerySet[Versioned]":
    return model._default_manager.filter(pk__in=keys)


def built_on(load: Load) -> list[str]:
    """Return, in words, what stands in the way of taking the load back: its rows changed since, and rows that use them.

    Empty if it can be taken back. At most MOST_NAMED are named, the rest are counted.
    """
    found = [*_changed_since(load), *_hanging(load)]
    found = found or list(_misfits(load))
    rest = len(found) - MOST_NAMED
    return found[:MOST_NAMED] + ([f"ほか{rest}件"] if rest > 0 else [])


def _changed_since(load: Load) -> Iterator[str]:
    for model, rows in _by_model(load).items():
        stored = {row.pk: row for row in _stored(model, [one["pk"] for one in rows])}
        late = [one for one in rows if one["pk"] not in stored or stored[one["pk"]].version != one["version"]]
        said = last_changes(model, [one["pk"] for one in late]) if late else {}
        for one in late:
            row = stored.get(one["pk"])
            name = f"{model._meta.verbose_name}「{row.history_label if row else one['pk']}」"
            yield f"{name}：{who_and_when(said.get(one['pk'])) if row else 'すでに削除されています。'}"


def _hanging(load: Load) -> Iterator[str]:
    """Yield the rows that were not loaded with it and refer to what it added, be it by a link or in a log."""
    by_model = _by_model(load)
    known = {model: [one["pk"] for one in rows] for model, rows in by_model.items()}
    for model, rows in by_model.items():
        added = [one["pk"] for one in rows if one["before"] is None]
        for relation in model._meta.get_fields(include_hidden=True) if added else ():
            other: Any = relation.related_model
            if not isinstance(relation, models.ForeignObjectRel) or other._meta.auto_created:
                continue
            using = other._default_manager.filter(**{f"{relation.field.name}__in": added})
            for row in using.exclude(pk__in=known.get(other, ())).distinct():
                yield f"{other._meta.verbose_name}「{getattr(row, 'history_label', row)}」が使っています。"


def _misfits(load: Load) -> Iterator[str]:
    """Yield the rows that cannot be as they were: what others saw or confirmed since holds, what is gone is gone."""
    before = AsBefore(load)
    for model, rows in before.rows.items():
        for row in rows.values():
            if said := list(before.objections(row)):
                yield f"{model._meta.verbose_name}「{row.history_label}」を元に戻せません：{' '.join(said)}"


class AsBefore:
    """The rows as they would be if a load were taken back; what the models' clean() asks for beside them."""

    def __init__(self, load: Load) -> None:
        self.rows: dict[type[models.Model], dict[Any, Versioned]] = {}
        self._stored: dict[type[models.Model], dict[Any, Versioned]] = {}
        self._gone: dict[type[models.Model], Keys] = {}
        self._links: dict[tuple[type[models.Model], Any], dict[str, list[Any]]] = {}
        for model, touched in _by_model(load).items():
            changed = [one for one in touched if one["before"] is not None]
            stored = {row.pk: row for row in _stored(model, [one["pk"] for one in changed])}
            self._stored[model] = stored
            self._gone[model] = {one["pk"] for one in touched if one["before"] is None}
            self._links |= {(model, one["pk"]): one["links"] for one in changed}
            self.rows[model] = {one["pk"]: _as_before(stored[one["pk"]], one) for one in changed}

    def __call__(self, model: type[Row], field: str, owner: models.Model) -> Iterable[Row]:
        """Return the rows of the model whose `field` leads to `owner`."""
        put_back, gone = self.rows.get(model, {}), self._gone.get(model, set())
        found = [
            one for one in stored_beside(model, field, owner) if one.pk not in put_back | dict.fromkeys(gone)
        ]
        column: Any = model._meta.get_field(field)
        return found + [
            cast(Row, one) for one in put_back.values() if getattr(one, column.attname) == owner.pk
        ]

    def before(self, row: Row) -> Row | None:
        """Return the row as it is stored."""
        stored = self._stored.get(type(row), {}).get(row.pk)
        return stored_beside.before(row) if stored is None else cast(Row, stored)

    def objections(self, row: Versioned) -> Iterator[str]:
        """Yield what is said against the row as it was."""
        for one in foreign_keys(type(row)):
            pk, related = getattr(row, one.attname), cast(Any, one.related_model)
            if pk is None:
                continue
            referred = self.rows.get(related, {}).get(pk) or related._default_manager.filter(pk=pk).first()
            if referred is None:
                yield f"{one.verbose_name}がすでに削除されています。"
                return
            setattr(row, one.name, referred)
        try:
            row.clean(self)
            for name, keys in self._links.get((type(row), row.pk), {}).items():
                field: Any = type(row)._meta.get_field(name)
                linked = list(field.related_model._default_manager.filter(pk__in=keys))
                if len(linked) < len(keys):
                    yield f"{field.verbose_name}がすでに削除されています。"
                row.clean_links(name, linked)
        except ValidationError as error:
            yield from error.messages


def _as_before(stored: Versioned, told: Touched) -> Versioned:
    row = copy(stored)
    row._state = copy(stored._state)
    row._state.fields_cache = {}
    for name, value in told["before"].items():
        field: Any = next(field for field in row._meta.concrete_fields if field.attname == name)
        target = field.target_field if field.is_relation else field
        setattr(row, name, None if value is None else target.to_python(value))
    return row


def _by_model(load: Load) -> dict[type[Versioned], list[Touched]]:
    found: dict[type[Versioned], list[Touched]] = defaultdict(list)
    for one in load.touched:
        found[apps.get_model(one["model"])].append(one)
    return found


@transaction.atomic
def undo(load: Load, *, by: Actor) -> None:
    """Delete what the load added and put back what it changed, as one step, with its history.

    Raise RefusedError, with the list of what was built on it, and where it was taken back before.
    """
    wait_for_other_loads()
    load = Load.objects.select_for_update().get(pk=load.pk)
    if load.undone_at is not None:
        raise RefusedError(f"この読込みは、{load.undone_name or 'システム'}がすでに取り消しています。")
    rows = _by_model(load)
    for model, touched in rows.items():  # nobody changes them, nor refers to them, until this is done
        list(_stored(model, [one["pk"] for one in touched]).select_for_update().values_list("pk"))
    if blocking := built_on(load):
        raise RefusedError(f"{BUILT_ON}\n" + "\n".join(blocking))
    try:
        with transaction.atomic(), moving_together():
            _take_back(rows, by)
    except (FixtureRefusedError, IntegrityError, models.ProtectedError) as error:
        said = error.problems if isinstance(error, FixtureRefusedError) else [IN_THE_WAY]
        raise RefusedError(f"{BUILT_ON}\n" + "\n".join(said)) from error
    load.undone_at, load.undone_name = timezone.now(), by.person.name if by.person else ""
    load.save(update_fields=["undone_at", "undone_name"])


def _take_back(rows: dict[type[Versioned], list[Touched]], by: Actor) -> None:
    ordered = [model for model in with_what_they_need(rows) if model in rows]
    for model in ordered:
        _put_back(model, [one for one in rows[model] if one["before"] is not None], by)
    for model in reversed(ordered):
        added = [one["pk"] for one in rows[model] if one["before"] is None]
        delete_rows(list(_stored(model, added)), by=by)
    for model in ordered:
        derive_again(model, {one["pk"] for one in rows[model]}, by)


def _put_back(model: type[Versioned], rows: Sequence[Touched], by: Actor) -> None:
    stored = {row.pk: row for row in _stored(model, [one["pk"] for one in rows])}
    before = {one["pk"]: _as_before(stored[one["pk"]], one) for one in rows}
    change_rows(((row, stored[pk]) for pk, row in before.items()), by=by)
    for one in rows:
        row = before[one["pk"]]
        for name, keys in one["links"].items():
            related: Any = model._meta.get_field(name).related_model
            set_links(row, name, related._default_manager.filter(pk__in=keys), by=by)
