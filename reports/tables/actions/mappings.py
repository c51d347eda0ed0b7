"""How tables are read, kept under a name and found again."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction

from reports.tables.models import TableMapping
from reports.tables.uses import Remembered, TableUse
from store.actions.rows import Actor, RefusedError, add_rows, change_row

ALIKE: Final = 0.7  # of the headings that were chosen before
TAKEN: Final = (
    "「{}」という名前の読み方は、すでにあります。"
    "別の名前にするか、「前に使った読み方」でそれを選んでください。"
)


@transaction.atomic
def remember(
    known: TableMapping | None,
    *,
    code: str,
    name: str,
    kind: str,
    content: Mapping[str, Any],
    version: int,
    by: Actor,
) -> TableMapping:
    """Keep how a table is read: a new mapping, or the known one as it is now.

    Raise RefusedError where another has the name, and StaleRow where somebody changed the known one meanwhile.
    """
    is_own = known is not None and known.local_government_code == code and known.name == name
    others = TableMapping.objects.filter(local_government_code=code, name=name)
    if not is_own and others.exists():
        raise RefusedError(TAKEN.format(name))
    if known is None or not is_own:
        mapping = TableMapping(local_government_code=code, name=name, kind=kind, content=dict(content))
        mapping.full_clean()
        add_rows([mapping], by=by)
        return mapping
    known.content = dict(content)
    change_row(known, version=version, by=by)
    return known


def mappings_of(codes: Collection[str] | None, kind: str) -> list[TableMapping]:
    """Return what the cities of these codes (None: all) have kept, what was used last first."""
    found = TableMapping.objects.filter(kind=kind).order_by("-used_at", "-pk")
    return list(found if codes is None else found.filter(local_government_code__in=codes))


def likeliest(mappings: Collection[TableMapping], proposed: TableUse) -> TableMapping | None:
    """Return the mapping whose headings the table has, None where no one's are there."""
    scored = [(Remembered.from_kept(one.content).likeness(proposed), one) for one in mappings]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= ALIKE else None
