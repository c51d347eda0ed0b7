"""What a page says of a file that would be loaded, and of the loads there were."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import Person
from accounts.rules import administered_codes, is_unlimited
from reports.loads.actions.loading import Looked
from store.actions.loading.known_rows import Placed
from store.actions.loading.loading import Difference
from store.models import Load

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many rows of one kind would be added, and how many are there already and differ."""

    name: str
    new: int
    differing: int


@dataclass(frozen=True, slots=True)
class LoadPreview:
    """What a page shows of a file that was held against the database; long lists are cut, with their length beside."""

    kinds: Sequence[KindCount]
    new: Sequence[Placed]
    written: Sequence[Difference]
    kept: Sequence[Difference]
    unheeded: Sequence[str]
    equal: int
    new_count: int
    written_count: int
    kept_count: int

    @property
    def changes_something(self) -> bool:
        return bool(self.new_count or self.written_count)


def preview_of(looked: Looked) -> LoadPreview:
    """Return what is to be seen before anything is written."""
    found = looked.found
    new = Counter(str(one.row._meta.verbose_name) for one in found.new)
    rows = {id(one.placed): one.placed for one in (*found.differences, *looked.kept)}
    differing = Counter(str(one.row._meta.verbose_name) for one in rows.values())
    return LoadPreview(
        kinds=[KindCount(name, new[name], differing[name]) for name in dict.fromkeys([*new, *differing])],
        new=found.new[:MOST_SHOWN],
        written=found.differences[:MOST_SHOWN],
        kept=looked.kept[:MOST_SHOWN],
        unheeded=looked.unheeded,
        equal=found.equal,
        new_count=len(found.new),
        written_count=len(found.differences),
        kept_count=len(looked.kept),
    )


def loads_for(person: Person, today: date) -> "QuerySet[Load]":
    """Return the loads that the person may see: those of the own cities, and the own ones of no city or of several."""
    loads = Load.objects.all()
    if is_unlimited(person):
        return loads
    return loads.filter(Q(city__in=administered_codes(person, today)) | Q(city="", who=person))
