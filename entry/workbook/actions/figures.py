"""The figures that somebody accepted in the preview, taken in: row by row, each whole or not at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from django.db import transaction

from accounts.actions import entering_post
from accounts.models import Person, Post
from accounts.rules import may_enter
from entry.round.scorecards.claims import Owing
from entry.round.scorecards.items import departments_open_to
from entry.round.scorecards.owed import Owed, may_see, of_round, owed_in
from entry.workbook.scorecards.preview import MAY_NOT, NOT_FOUND
from indicators.actions import EnteredFigure, enter_result
from indicators.models import EntryRound
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change

MOST_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class Accepted:
    """One row that somebody accepted: which figure, the version of it that the workbook held, and what it says."""

    round: int
    indicator: int
    version: int
    figure: EnteredFigure
    kind: str  # as what it is changed, where it was published


@dataclass(slots=True)
class Taken:
    """What became of the accepted rows, by indicator: `conflicts` with the fiscal year, `refused` with the reason."""

    done: list[int] = field(default_factory=list)
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def seen_items(
    person: Person, rounds: Iterable[int], today: date, *, indicators: Collection[int] | None = None
) -> dict[tuple[int, int], Owed]:
    """Return what is owed in these rounds and may be seen by the person, by round and indicator.

    Of these indicators only, if any are named: whoever fills in ten rows reads ten.
    """
    wanted = sorted(set(rounds))[:MOST_ROUNDS]
    begun = EntryRound.objects.filter(pk__in=wanted, opens_on__lte=today).select_related("plan")
    found: dict[tuple[int, int], Owed] = {}
    for round_ in begun:
        departments = departments_open_to(person, round_.plan.local_government_code, today)
        for item in owed_in(round_, of_round(round_, departments, again=False, wanted=indicators)):
            if may_see(person, item, today):
                found[round_.pk, item.indicator.pk] = replace(item, seen_on=today)
    return found


@transaction.atomic
def take_in(
    rows: Sequence[Accepted], items: Mapping[tuple[int, int], Owed], *, person: Person, today: date
) -> Taken:
    """Write the accepted rows as the person's own entries by Excel; one that is refused leaves the others alone.

    `items` are those that the person may see, read just before: rights and rounds are looked at again, time has passed
    since the preview; and versions as each row is written.
    """
    taken = Taken()
    for row in sorted(
        rows, key=lambda one: one.indicator
    ):  # in one order, so that two uploads never wait in a circle
        item = items.get((row.round, row.indicator))
        if item is None or not may_enter(person, item, today):
            taken.refused[row.indicator] = MAY_NOT if item else NOT_FOUND
            continue
        try:
            _enter(row, item, Actor(Change.Via.EXCEL, person, post_used(person, item, today)))
        except StaleRow:
            taken.conflicts.append((row.indicator, item.year.year))
        except RefusedError as error:
            taken.refused[row.indicator] = str(error)
        else:
            taken.done.append(row.indicator)
    return taken


@transaction.atomic
def _enter(row: Accepted, item: Owed, by: Actor) -> None:
    enter_result(
        item.indicator,
        item.year,
        row.figure,
        version=row.version,
        round_=item.round,
        by=by,
        again=False,
        change_kind=row.kind,
    )


def post_used(person: Person, item: Owing, today: date) -> Post | None:
    """Return the post by which the person may enter the item: one in its department before that of the 事務局."""
    return entering_post(person, [item.department], item.local_government_code, today)
