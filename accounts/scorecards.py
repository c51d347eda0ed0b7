"""Which rows a keeper reaches: those of the municipalities in which he or she holds an administering post."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts import actions as posts
from accounts import rules
from accounts.models import Department, Person, Post


def today() -> date:
    """Return the day by which rights are decided, in the city's own time zone."""
    return timezone.localdate()


def keeps_everything(person: Any) -> bool:
    """Tell whether no municipality is out of reach."""
    return rules.is_unlimited(person)


def codes_of(person: Any) -> frozenset[str]:
    """Return the municipalities that the person keeps by a post."""
    return rules.administered_codes(person, today())


def reachable(rows: QuerySet[Any], paths: Iterable[str], person: Any) -> QuerySet[Any]:
    """Keep the rows of the person's municipalities; each path leads from a row to a municipality's code."""
    if keeps_everything(person):
        return rows
    return rows.filter(pk__in=_belonging(rows.model, paths, person))


def reachable_or_unused(rows: QuerySet[Any], paths: Iterable[str], person: Any) -> QuerySet[Any]:
    """Keep what the person's municipalities use, and what none uses yet."""
    if keeps_everything(person):
        return rows
    used = _belonging(rows.model, paths, person)
    unused = rows.model._default_manager.filter(**{f"{path}__isnull": True for path in paths}).values("pk")
    return rows.filter(Q(pk__in=used) | Q(pk__in=unused))


def _belonging(model: type[Model], paths: Iterable[str], person: Any) -> QuerySet[Any, Any]:
    belongs = reduce(or_, (Q(**{f"{path}__in": codes_of(person)}) for path in paths))
    return model._default_manager.filter(belongs).values("pk")


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """What a department, or nobody, answers for in a municipality."""

    department: Department | None
    local_government_code: str


@dataclass(frozen=True, slots=True)
class RuleOfOwner:
    """A rule that other pages ask before they show such a row; with the paths that lead from it to whoever owns it."""

    rule: Callable[[Any, rules.OwnedThing, date], bool]
    department: str
    code: str

    def allowed(self, rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
        """Keep the rows of the person's municipalities to which the rule says yes."""
        if keeps_everything(person):
            return rows
        codes, day = codes_of(person), today()
        departments = Department.objects.filter(local_government_code__in=codes)
        owners = departments.select_related("parent__parent__parent")
        seen = [one.pk for one in owners if self.rule(person, OwnedRow(one, one.local_government_code), day)]
        nobodys = [code for code in codes if self.rule(person, OwnedRow(None, code), day)]
        without = Q(**{f"{self.department}__isnull": True, f"{self.code}__in": nobodys})
        return rows.filter(Q(**{f"{self.department}__in": seen}) | without)


def municipalities(row: Model, paths: Iterable[str]) -> frozenset[str]:
    """Return the codes of all municipalities that a stored row belongs to or is used by."""
    stored = type(row)._default_manager.filter(pk=row.pk).order_by()  # a set has no order, which joins tables
    return frozenset(code for path in paths for code in stored.values_list(path, flat=True) if code)


def foreign_parents(
    chosen: Mapping[str, Any], paths: Iterable[str], person: Any
) -> Iterator[tuple[str, Model]]:
    """Find the chosen rows through which a municipality other than the person's would be reached."""
    if keeps_everything(person):
        return
    beyond: dict[str, list[str]] = {}
    for path in paths:
        field, _, rest = path.partition("__")
        beyond.setdefault(field, []).append(rest)
    for field, rests in beyond.items():
        row = chosen.get(field)
        if isinstance(row, Model) and not municipalities(row, rests) <= codes_of(person):
            yield field, row


def administering_post(person: Person, codes: frozenset[str]) -> Post | None:
    """Return the post in which a row of these municipalities is changed; None for somebody without one."""
    return posts.administering_post(person, codes, today())
