"""The sheets on somebody's own list: to be written, handed in, and what waits for the 課長 with what changed in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Person
from entry.list.scorecards.waiting import Ticks
from entry.round.scorecards.items import State
from entry.round.scorecards.sheets import SheetLine, sheet_lines
from evaluations.sheets.actions import asked_alike, comparable
from evaluations.sheets.answers import NOTHING
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound, writers_of
from store.models import Change, Versioned, owner_of


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """One sheet as the 課長 sees it; `is_own` if the same person wrote any of it and so may not confirm it.

    `changed` of `compared` items differ from the sheet before; nothing is compared where there is none.
    """

    line: SheetLine
    by: str
    at: datetime | None
    changed: int
    compared: int
    is_own: bool
    is_ticked: bool
    version: int
    changed_since: str

    @property
    def tick(self) -> str:
        """What the form sends for it: the sheet, and the version that was seen."""
        sheet = self.line.owed.sheet
        assert sheet is not None  # noqa: S101 - only stored sheets wait
        return f"{sheet.pk}-{self.version}"


@dataclass(frozen=True, slots=True)
class WaitingSheets:
    """What waits in one round."""

    round: EntryRound
    rows: Sequence[WaitingSheet]


@dataclass(frozen=True, slots=True)
class SheetLists:
    """The sheets on one person's list."""

    todo: Sequence[SheetLine] = ()
    done: Sequence[SheetLine] = ()
    waiting: Sequence[WaitingSheets] = ()

    @property
    def total(self) -> int:
        return len(self.todo) + len(self.done)

    @property
    def waiting_count(self) -> int:
        return sum(len(one.rows) for one in self.waiting)

    @property
    def late_count(self) -> int:
        return sum(line.is_late for line in self.todo)

    @property
    def returned_count(self) -> int:
        return sum(line.owed.state == State.RETURNED for line in self.todo)


def sheet_lists(
    rounds: Iterable[EntryRound],
    person: Person,
    today: date,
    *,
    departments: Collection[int],
    chief_of: Collection[int],
    ticked: Ticks,
) -> SheetLists:
    """Gather the sheets these departments owe, what was sent back first, then by due date, in the order of the plan."""
    lines = sheet_lines(rounds, today, departments)
    open_ = [line for line in lines if not line.owed.is_done]
    waiting = [
        line for line in lines if line.owed.state == State.WAITING and line.node.department_id in chief_of
    ]
    return SheetLists(
        todo=sorted(open_, key=lambda line: (line.owed.state != State.RETURNED, line.due)),
        done=[line for line in lines if line.owed.is_done],
        waiting=waiting_sheets(waiting, person, ticked),
    )


def waiting_sheets(lines: Sequence[SheetLine], person: Person, ticked: Ticks) -> list[WaitingSheets]:
    """Group what waits by its round, in a number of queries that does not grow with the sheets."""
    if not lines:
        return []
    keys = {sheet.pk for line in lines for sheet in (line.owed.sheet, line.owed.earlier) if sheet}
    sheets = {sheet.pk: sheet for sheet in ProjectSheet.objects.with_answers().filter(pk__in=keys)}
    requests = SheetRequest.objects.with_form().in_bulk({line.owed.request.pk for line in lines})
    handed_in = handed_in_at([line.owed.sheet.pk for line in lines if line.owed.sheet])
    people = Person.objects.in_bulk({sheet.entered_by_id for sheet in sheets.values() if sheet.entered_by_id})
    writers = writers_of([line.owed.sheet for line in lines if line.owed.sheet])
    moved = ticked.changed(
        [line.owed.sheet for line in lines if line.owed.sheet], last_changes_of_sheets, person
    )
    grouped: dict[int, list[WaitingSheet]] = {}
    rounds = {line.owed.round.pk: line.owed.round for line in lines}
    for line in lines:
        sheet, earlier = line.owed.sheet, line.owed.earlier
        if sheet is None:
            continue
        is_own = person.pk in writers[sheet.pk]
        changed, compared = count_changes(
            requests[line.owed.request.pk], sheets[sheet.pk], sheets.get(earlier.pk) if earlier else None
        )
        one = WaitingSheet(
            line=line,
            by=str(people.get(sheet.entered_by_id or 0, "")),
            at=handed_in.get(sheet.pk),
            changed=changed,
            compared=compared,
            is_own=is_own,
            is_ticked=sheet.pk in ticked and not is_own,
            version=ticked.version(sheet),
            changed_since=moved.get(sheet.pk, ""),
        )
        grouped.setdefault(line.owed.round.pk, []).append(one)
    return [WaitingSheets(rounds[key], rows) for key, rows in grouped.items()]


def count_changes(
    request: SheetRequest, sheet: ProjectSheet, earlier: ProjectSheet | None
) -> tuple[int, int]:
    """Return how many items say something else than in the sheet before, and how many both forms ask for."""
    both = asked_alike(request, earlier)
    before, given = comparable(request, earlier), sheet.given()
    return sum(given.get(key, NOTHING) != before.get(key, NOTHING) for key in both), len(both)


def last_changes_of_sheets(model: type[Versioned], sheets: Collection[Any]) -> dict[int, Change]:
    """Return the newest line of history of each of these sheets or of an answer of it, in one query."""
    owners = {owner_of(model._meta.label_lower, key): int(key) for key in sheets}
    lines = Change.objects.filter(owner__in=owners).order_by("sequence")
    return {owners[line.owner]: line for line in lines}


def handed_in_at(sheets: Collection[int]) -> Mapping[int, datetime]:
    """Return when each of these sheets was handed in last, in one query."""
    rows = Change.objects.filter(
        model=ProjectSheet._meta.label_lower,
        object_id__in=[str(key) for key in sheets],
        field="entry_state",
        new=State.WAITING,
    ).order_by("sequence")
    return {int(key): at for key, at in rows.values_list("object_id", "at")}
