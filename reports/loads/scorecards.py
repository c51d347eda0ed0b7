"""What a page says of a file that would be loaded, and of the loads there were."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Self

from django.db.models import Q, QuerySet

from accounts.models import Person
from accounts.rules import administered_codes, is_unlimited
from reports.loads.actions.loading import Looked
from store.actions.loading.loading import Difference
from store.models import Load

MOST_SHOWN: Final = 200
LONGEST_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many rows of one kind would be added, and how many are there already and differ."""

    name: str
    new: int
    differing: int


@dataclass(frozen=True, slots=True)
class RowToAdd:
    """A row that would be added, in words."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class ValueBeside:
    """One field in which database and file differ, in words."""

    kind: str
    label: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LoadPreview:
    """What a page shows of a file that was held against the database: words alone, so that a job can keep it.

    Long lists are cut, with their length beside. `version` is another one as soon as something else would be done.
    """

    version: int
    kinds: Sequence[KindCount]
    new: Sequence[RowToAdd]
    written: Sequence[ValueBeside]
    kept: Sequence[ValueBeside]
    unheeded: Sequence[str]
    equal: int
    new_count: int
    written_count: int
    kept_count: int

    @property
    def changes_something(self) -> bool:
        return bool(self.new_count or self.written_count)

    def kept_words(self) -> dict[str, Any]:
        """Return it as JSON keeps it; from_words() reads it again."""
        return asdict(self)

    @classmethod
    def from_words(cls, kept: Mapping[str, Any]) -> Self:
        """Return what kept_words() had."""
        lists = {
            "kinds": [KindCount(**one) for one in kept["kinds"]],
            "new": [RowToAdd(**one) for one in kept["new"]],
            "written": [ValueBeside(**one) for one in kept["written"]],
            "kept": [ValueBeside(**one) for one in kept["kept"]],
        }
        return cls(**{**kept, **lists})


def preview_of(looked: Looked) -> LoadPreview:
    """Return what is to be seen before anything is written."""
    found = looked.found
    new = Counter(str(one.row._meta.verbose_name) for one in found.new)
    rows = {id(one.placed): one.placed for one in (*found.differences, *looked.kept)}
    differing = Counter(str(one.row._meta.verbose_name) for one in rows.values())
    return LoadPreview(
        version=looked.version,
        kinds=[KindCount(name, new[name], differing[name]) for name in dict.fromkeys([*new, *differing])],
        new=[RowToAdd(str(one.kind), one.row.history_label) for one in found.new[:MOST_SHOWN]],
        written=[beside(one) for one in found.differences[:MOST_SHOWN]],
        kept=[beside(one) for one in looked.kept[:MOST_SHOWN]],
        unheeded=looked.unheeded,
        equal=found.equal,
        new_count=len(found.new),
        written_count=len(found.differences),
        kept_count=len(looked.kept),
    )


def beside(one: Difference) -> ValueBeside:
    """Return the words of a difference, no longer than a page shows them."""
    row = one.placed.stored or one.placed.row
    old, new = cut(one.old_words), cut(one.new_words)
    return ValueBeside(str(one.placed.kind), row.history_label, one.label, old, new)


def cut(text: str) -> str:
    """Return a text no longer than a page shows it."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def loads_for(person: Person, today: date) -> "QuerySet[Load]":
    """Return the loads that the person may see: those of the own cities, and the own ones of no city or of several."""
    loads = Load.objects.all()
    if is_unlimited(person):
        return loads
    return loads.filter(Q(city__in=administered_codes(person, today)) | Q(city="", who=person))
