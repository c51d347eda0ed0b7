"""The sheets that somebody accepted in the preview, taken in: each whole or not at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import Person
from accounts.rules import may_enter
from entry.workbook.actions.figures import post_used
from entry.workbook.scorecards.sheets.owed import AnsweredSheet, Key, seen_sheets
from evaluations.sheets.actions import Answers, enter_sheet
from evaluations.sheets.models.sheets import ProjectSheet
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change


@dataclass(frozen=True, slots=True)
class AcceptedSheet:
    """One 事務事業 that somebody accepted: the version of its sheet in the preview, and what is written."""

    round: int
    node: int
    version: int
    hand_in: bool
    answers: Answers

    @property
    def key(self) -> Key:
        return (self.round, self.node)


@dataclass(slots=True)
class TakenSheets:
    """What became of the accepted sheets, by node; `foreign` keeps everything from being written."""

    kept: list[int] = field(default_factory=list)
    handed_in: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def accepted_sheets(
    rows: Sequence[AcceptedSheet], person: Person, today: date
) -> Mapping[Key, AnsweredSheet]:
    """Return those of the accepted sheets that the person may see now."""
    if not rows:
        return {}
    return seen_sheets(person, {row.round for row in rows}, today, nodes={row.node for row in rows})


def foreign_among(
    rows: Sequence[AcceptedSheet], items: Mapping[Key, AnsweredSheet], *, person: Person, today: date
) -> list[AcceptedSheet]:
    """Return the sheets that the person may not enter (any more): with one of them nothing is taken in."""
    return [row for row in rows if row.key not in items or not may_enter(person, items[row.key], today)]


@transaction.atomic
def take_in_sheets(
    rows: Sequence[AcceptedSheet], items: Mapping[Key, AnsweredSheet], *, person: Person, today: date
) -> TakenSheets:
    """Write the accepted sheets as the person's own entries by Excel; one that is refused leaves the others alone."""
    taken = TakenSheets()
    for row in sorted(
        rows, key=lambda one: one.node
    ):  # in one order, so that two uploads never wait in a circle
        try:
            _enter(row, items[row.key], person, today)
        except StaleRow:
            taken.conflicts.append(row.node)
        except RefusedError as error:
            taken.refused[row.node] = str(error)
        else:
            (taken.handed_in if row.hand_in else taken.kept).append(row.node)
    return taken


@transaction.atomic
def _enter(row: AcceptedSheet, item: AnsweredSheet, person: Person, today: date) -> None:
    by = Actor(Change.Via.EXCEL, person, post_used(person, item, today))
    enter_sheet(item.request, item.node, row.answers, version=row.version, hand_in=row.hand_in, by=by)


def last_sheet_changes(sheets: Collection[int]) -> dict[int, Change]:
    """Return the newest line of history of each of these sheets or of an answer of it, in one query."""
    owners = [ProjectSheet(pk=key).history_owner for key in sheets]
    rows = Change.objects.filter(owner__in=owners).order_by("sequence") if owners else ()
    newest = {row.owner: row for row in rows}
    return {key: newest[owner] for key in sheets if (owner := ProjectSheet(pk=key).history_owner) in newest}
