"""Every write goes through here: compared by version, recorded field by field, told by numbers, in one transaction."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.sql import InsertQuery

from store.actions.numbers import move, seen_in
from store.actions.places import step_aside
from store.limits import LONG_TEXT, one_line
from store.models import Change, Versioned, names_of_others

BATCH = 500
UNRECORDED = frozenset({"version", "last_login"})
SECRET = frozenset({"password"})
HIDDEN = "（非表示）"

Row = TypeVar("Row", bound=Versioned)
Action = TypeVar("Action", bound=Callable[..., Any])


class Somebody(Protocol):
    """A person with an account (AUTH_USER_MODEL), as far as history and forms need to know them."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, in which post, by which way, and why; a command has no person."""

    via: Change.Via
    person: Somebody | None = None
    post: object | None = None
    why: str = ""

    @property
    def person_id(self) -> Any:
        """The key of the person, None for a command."""
        return self.person.pk if self.person else None


class RefusedError(Exception):
    """The action is not possible as things stand; str() says why and what to do, in Japanese."""


class StaleRow(Exception):
    """Somebody else saved or deleted the row since it was read; nothing was written.

    `current` is the row as it is now, None if it is gone.
    """

    def __init__(self, current: Versioned | None) -> None:
        super().__init__(
            "ほかの人が先に変更したため、保存していません。最新の内容を確認してから、もう一度入力してください。"
        )
        self.current = current


def within_one(action: Action) -> Action:
    """Let an action run within the transaction that is open, else within one of its own: for what writes at its end.

    Where it raises, it has written nothing; so it needs no savepoint, which costs two statements.
    """

    @wraps(action)
    def run(*args: Any, **kwargs: Any) -> Any:
        if transaction.get_connection().in_atomic_block:
            return action(*args, **kwargs)
        with transaction.atomic():
            return action(*args, **kwargs)

    return cast(Action, run)


@transaction.atomic
def add_rows(rows: Sequence[Row], *, by: Actor, is_derived: bool = False) -> Sequence[Row]:
    """Insert rows of one model and record each field that says something; return them with their keys.

    What a row derives from itself and others is filled in first (unless it is already), so parents come before
    children, and then the name that a row without one takes for itself.
    """
    return _add(rows, by=by, is_derived=is_derived)


def _add(rows: Sequence[Row], *, by: Actor, is_derived: bool) -> Sequence[Row]:
    if not rows:
        return rows
    put_on_one_line(rows)
    if not is_derived:
        type(rows[0]).derive(rows)
    take_names(rows)
    type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    record(change for row in rows for change in creation(row, by))
    move(seen_in(rows))
    return rows


def add_first(row: Row, *, twins: "models.QuerySet[Row]", version: int, by: Actor) -> Row:
    """Insert the only row of its place; `twins` finds who else may stand there, `version` is what the form showed.

    Raise StaleRow, with the row of whoever was first, if there is one, and if the form had shown one that is gone.
    """
    if version:
        raise StaleRow(None)
    try:
        with transaction.atomic():
            _add([row], by=by, is_derived=False)
    except IntegrityError:
        first = twins.first()
        if first is None:
            raise
        raise StaleRow(first) from None
    return row


@transaction.atomic
def change_row(row: Row, *, version: int, by: Actor, is_derived: bool = False) -> list[Change]:
    """Write the fields in which `row` differs from the database, if its version there is still `version`.

    Return the recorded changes; equal rows change nothing. Raise StaleRow if somebody else was first. What the row
    derives is filled in first, unless it is already.
    """
    put_on_one_line([row])
    if not is_derived:
        row.derive([row])
    table = type(row)._default_manager
    stored = table.filter(pk=row.pk).first()
    if stored is None or stored.version != version:
        raise StaleRow(stored)
    told = _written_over(row, stored, version, by)
    if told is None:
        return []
    changes = record(told)
    move(seen_in([stored, row]))
    return changes


@transaction.atomic
def change_rows(rows: Iterable[tuple[Row, Row]], *, by: Actor) -> None:
    """Write many rows of one model as change_row() does, each over the stored one as it was read, with all it derives.

    What was written since then is noticed by the version: StaleRow is raised, and nothing was written. Rows may take
    each other's places.
    """
    told, seen, pairs = list[Change](), list[Row](), list(rows)
    step_aside(pairs)
    for row, stored in pairs:
        put_on_one_line([row])
        changed = _written_over(row, stored, row.version, by)
        if changed is not None:
            told += changed
            seen += [stored, row]
    record(told)
    move(seen_in(seen))


def _written_over(row: Row, stored: Row, version: int, by: Actor) -> list[Change] | None:
    """Write the fields in which a row differs from the stored one, if that still has the version.

    Return the lines that tell of it, not yet recorded; None where nothing differs.
    """
    differing = [
        field for field in row._meta.concrete_fields if is_written(field) and differs(field, stored, row)
    ]
    if not differing:
        return None
    table = type(row)._default_manager
    values = {field.attname: getattr(row, field.attname) for field in differing}
    if not table.filter(pk=row.pk, version=version).update(version=F("version") + 1, **values):
        raise StaleRow(table.filter(pk=row.pk).first())
    row.version = version + 1
    return [
        make_change(row, by, field=field.name, old=as_text(field, stored), new=as_text(field, row))
        for field in differing
        if field.name not in UNRECORDED
    ]


@transaction.atomic
def touch_row(row: Versioned, *, version: int) -> None:
    """Raise the row's version because something that hangs from it is about to change; raise StaleRow if it moved on.

    Whoever writes below a row does this first: the others wait for the transaction, and then find that they are late.
    """
    table = type(row)._default_manager
    if not table.filter(pk=row.pk, version=version).update(version=F("version") + 1):
        raise StaleRow(table.filter(pk=row.pk).first())
    row.version = version + 1
    move(seen_in([row]))


@transaction.atomic
def delete_row(row: Versioned, *, by: Actor) -> None:
    """Delete the row if nothing refers to it and nobody changed it meanwhile, and record all that it said."""
    table = type(row)._default_manager
    stored = table.filter(pk=row.pk).first()
    if stored is None or stored.version != row.version:
        raise StaleRow(stored)
    changes, seen = list(deletion(stored, by)), seen_in([stored])
    deleted, _ = table.filter(pk=row.pk, version=row.version).delete()
    if not deleted:
        raise StaleRow(table.filter(pk=row.pk).first())
    record(changes)
    move(seen)


@transaction.atomic
def delete_rows(rows: Sequence[Versioned], *, by: Actor) -> None:
    """Delete rows of one model, those first on which others of them hang last, and record all that they said.

    Nothing else may refer to them (ProtectedError); the caller has looked at their versions.
    """
    if not rows:
        return
    record(change for row in rows for change in deletion(row, by))
    seen = seen_in(rows)
    table, waiting = type(rows[0])._default_manager, {row.pk: row for row in rows}
    own = [one for one in rows[0]._meta.concrete_fields if one.related_model is type(rows[0])]
    while waiting:
        needed = {getattr(row, one.attname) for row in waiting.values() for one in own}
        free = [pk for pk in waiting if pk not in needed]
        for start in range(0, len(free), BATCH):
            table.filter(pk__in=free[start : start + BATCH]).delete()
        waiting = {pk: row for pk, row in waiting.items() if pk in needed}
    move(seen)


@transaction.atomic
def set_links(row: Versioned, field: str, linked: Iterable[models.Model], *, by: Actor) -> list[Change]:
    """Make the many-to-many field hold exactly `linked`: one change of that field, one more version.

    Raise StaleRow if somebody else changed the row since it was read.
    """
    manager = getattr(row, field)
    before, after = sorted(map(str, manager.all())), sorted(map(str, linked))
    if {one.pk for one in manager.all()} == {one.pk for one in linked}:
        return []
    touch_row(row, version=row.version)
    manager.set(linked)
    move(seen_in([row]))
    return record([make_change(row, by, field=field, old="、".join(before), new="、".join(after))])


def put_on_one_line(rows: Sequence[models.Model]) -> None:
    """Let every name, and whatever else its column keeps on one line, have a blank where a line was broken."""
    columns = [one for one in rows[0]._meta.concrete_fields if isinstance(one, models.CharField)]
    for row in rows:
        for column in columns:
            text = getattr(row, column.attname)
            if isinstance(text, str) and (said := one_line(text)) != text:
                setattr(row, column.attname, said)


def take_names(rows: Sequence[Versioned]) -> None:
    """Let each row of one model that needs a name and has none take one that is free."""
    name = rows[0].own_name
    nameless = [row for row in rows if name and not getattr(row, name)]
    if not nameless:
        return
    taken = {getattr(row, name) for row in rows} - {""}
    wanted = [*taken, *(row.propose_name(1) for row in nameless)]
    taken |= names_of_others(type(rows[0])._default_manager.all(), name, wanted)
    for row in nameless:
        row.take_name(taken)
        taken.add(getattr(row, name))


def is_written(field: "models.Field[Any, Any]") -> bool:
    """Tell whether a column can be changed at all: not the key, and not the version, which counts by itself."""
    return not field.primary_key and field.name != "version"


def differs(field: "models.Field[Any, Any]", old: models.Model, new: models.Model) -> bool:
    """Compare as the database would store them, so that 12.50 and 12.5 are the same."""
    return bool(field.to_python(getattr(old, field.attname)) != field.to_python(getattr(new, field.attname)))


def creation(row: Versioned, by: Actor) -> Iterable[Change]:
    """Yield one Change for each field of a new row that says something."""
    told = told_of(row, by)
    for field in row._meta.concrete_fields:
        if is_written(field) and field.name not in UNRECORDED and (text := as_text(field, row)):
            yield Change(**told, field=field.name, old="", new=text)


def deletion(row: Versioned, by: Actor) -> Iterable[Change]:
    """Yield one Change for each field and link of a stored row that said something, and the line that it is gone."""
    for field in row._meta.concrete_fields:
        if is_written(field) and field.name not in UNRECORDED and (text := as_text(field, row)):
            yield make_change(row, by, field=field.name, old=text, new="")
    for link in row._meta.many_to_many:
        if linked := sorted(map(str, getattr(row, link.name).all())):
            yield make_change(row, by, field=link.name, old="、".join(linked), new="")
    yield make_change(row, by, field="", old=row.history_label[:LONG_TEXT], new="")


def as_text(field: "models.Field[Any, Any]", row: models.Model) -> str:
    """Return a field as history keeps it: empty for nothing, a referred row by its name, else the value."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.name in SECRET:
        return HIDDEN
    if field.is_relation:
        return str(getattr(row, field.name))[:LONG_TEXT]
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)[:LONG_TEXT]
    return str(field.value_to_string(row))[:LONG_TEXT]


def make_change(row: Versioned, by: Actor, *, field: str, old: str, new: str) -> Change:
    """Build, but do not save, one line of history about a saved row."""
    return Change(**told_of(row, by), field=field, old=old, new=new)


def told_of(row: Versioned, by: Actor) -> dict[str, Any]:
    """Return what all lines of history tell that are written about a row at once: whose it is, who wrote, and why."""
    return {
        "who_id": by.person_id,
        "who_name": by.person.name if by.person else "",
        "post": str(by.post or ""),
        "via": by.via,
        "model": row._meta.label_lower,
        "object_id": str(row.pk),
        "object_label": row.history_label[:300],
        "owner": row.history_owner,
        "why": by.why,
    }


def record(changes: Iterable[Change]) -> list[Change]:
    """Append the changes to the history, in their order."""
    written = list(changes)
    if len(written) > BATCH:
        return _append_many(written)
    return Change.objects.bulk_create(written)


def _append_many(changes: Sequence[Change]) -> list[Change]:
    """Append the lines of a whole load: the statement for as many as one takes is spelled once, all at one moment.

    bulk_create() spells each value of each line anew, which was a third of a load.
    """
    columns: list[Any] = [field for field in Change._meta.concrete_fields if not field.primary_key]
    size = min(BATCH, connection.ops.bulk_batch_size(columns, changes))
    query, some = InsertQuery(Change), list[models.Model](changes[:size])
    query.insert_values(columns, some)
    ((statement, spelled),) = query.get_compiler(connection=connection).as_sql()
    if len(spelled) != size * len(columns):  # PostgreSQL takes a list for each column, and spells no value
        return Change.objects.bulk_create(changes, batch_size=BATCH)
    # the others are texts and keys, which stand in the database as they are
    (moment,) = {spelled[place] for place, one in enumerate(columns) if one.name == "at"}
    names = [one.attname for one in columns]
    whole = len(changes) // size * size
    with connection.cursor() as cursor:
        for start in range(0, whole, size):
            values = (
                moment if name == "at" else getattr(one, name)
                for one in changes[start : start + size]
                for name in names
            )
            cursor.execute(statement, [*values])
    Change.objects.bulk_create(changes[whole:])
    return list(changes)
