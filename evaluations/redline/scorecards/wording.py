"""The city's list of 用字用語 as its pages read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.redline.actions.wording import examples_lacking, list_version
from evaluations.redline.findings import EXAMPLES
from evaluations.redline.models import WORDING, WordingRule
from store.actions.history import changes_since, latest_sequence
from store.models import Change, owner_of


@dataclass(frozen=True, slots=True)
class CityList:
    """The lines of one city with what its forms carry: the version of the whole, and the last change known of.

    `lacking` is how many of our examples, of `examples`, have no line yet.
    """

    lines: "QuerySet[WordingRule]"
    count: int
    version: int
    seen: int
    lacking: int
    examples: int


def read_city_list(code: str) -> CityList:
    """Return the city's list."""
    # words, of which there are most and which people look for, before widths and lengths
    lines = WordingRule.objects.filter(local_government_code=code).order_by("-kind", "pattern", "field", "pk")
    return CityList(
        lines=lines,
        count=lines.count(),
        version=list_version(code),
        seen=latest_sequence([owner_of(WORDING, code)]),
        lacking=len(examples_lacking(code)),
        examples=len(EXAMPLES),
    )


def changed_since(code: str, seen: str | None, pk: int | None = None) -> Sequence[Change]:
    """Return what changed in the list, or in one line of it, after the change that a page knew of."""
    return changes_since([owner_of(WORDING, code)], seen, unsaid=["local_government_code"], of=pk)


def was_deleted(code: str, pk: int) -> bool:
    """Tell whether the city's list once had the line."""
    changed = Change.objects.filter(owner=owner_of(WORDING, code), object_id=str(pk), field="")
    return changed.exists()
