"""What a section hands in, be it a figure or a sheet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, F, Max, Q, When

from accounts.models import Department, Person
from indicators.models.rounds import AskedFor
from store.models import Change, owner_of


class HandedIn(AskedFor):
    """What a section hands in: entered by somebody, confirmed by the 課長 or sent back with a reason.

    What no 課長 has confirmed stays within the section, the 取りまとめ above it and the 事務局.
    """

    class EntryState(models.TextChoices):
        EMPTY = "empty", "未入力"
        DRAFT = "draft", "入力中"
        WAITING = "waiting", "課長確認待ち"
        RETURNED = "returned", "差戻し"
        CONFIRMED = "confirmed", "課長確認済"
        CHECKED = "checked", "事務局確認済"

    CONFIRMED_STATES = (EntryState.CONFIRMED, EntryState.CHECKED)
    ANSWERED_STATES = (EntryState.WAITING, *CONFIRMED_STATES)

    entry_state = models.CharField("入力の状態", max_length=10, choices=EntryState, default=EntryState.EMPTY)
    returned_reason = models.TextField("差戻しの理由", blank=True)
    entered_by = models.ForeignKey(
        Person, verbose_name="入力した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owed_name(self) -> str:
        """What sentences about it call it: the indicator, the 事務事業."""
        return str(self)

    @property
    def owed_by(self) -> Department | None:
        """The department that answers for it."""
        raise NotImplementedError


PASSED_ON = ("entry_state", "returned_reason", "entered_by")  # what is said about the answers, not in them


def writers_of(rows: Collection[HandedIn]) -> Mapping[int, frozenset[int]]:
    """Return, by the key of each row (all of one kind), the persons who may not confirm it, for the words are theirs.

    Whoever handed it in, and whoever wrote last what stands in any of its fields, those of a sheet's parts too, unless
    a 課長 has confirmed it since: by the history, in one query.
    """
    found: dict[int, set[int]] = {row.pk: {row.entered_by_id} if row.entered_by_id else set() for row in rows}
    told = _told_of(next(iter(rows))._meta.label_lower, found) if found else []
    confirmed: dict[int, int] = {}
    last: dict[tuple[object, ...], Written] = {}
    for one in told:
        confirmed[one.key] = max(confirmed.get(one.key, 0), one.confirmed)
        place = (one.key, *one.field)
        if place not in last or last[place].wrote < one.wrote:
            last[place] = one
    for one in last.values():
        if one.person is not None and one.wrote > confirmed[one.key]:
            found[one.key].add(one.person)
    return {key: frozenset(people) for key, people in found.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """When a person last wrote in a field of a row, and last confirmed the row, as numbers of the history; 0: never."""

    key: int
    field: tuple[str, str, str]
    person: int | None
    wrote: int
    confirmed: int


def _told_of(model: str, keys: Iterable[int]) -> list[Written]:
    """Return who wrote in which field of the rows and their parts."""
    own = Q(model=model, object_id__in=[str(key) for key in keys])
    parts = Q(owner__in=[owner_of(model, key) for key in keys])
    state = HandedIn.EntryState
    is_confirmed = Q(own, field="entry_state", old=state.WAITING, new=state.CONFIRMED)
    lines = Change.objects.filter(own | parts).order_by()
    whose = Case(When(own, then=F("object_id")), default=F("owner"))
    grouped = lines.values_list(whose, "model", "object_id", "field", "who").annotate(
        wrote=Max("sequence", filter=~Q(field__in=PASSED_ON)), confirmed=Max("sequence", filter=is_confirmed)
    )
    return [
        Written(int(key.rpartition(":")[2]), tuple(field), person, wrote or 0, confirmed or 0)
        for key, *field, person, wrote, confirmed in grouped
    ]
