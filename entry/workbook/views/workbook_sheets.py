"""The 事務事業評価シート in the Excel round trip: what of it is downloaded, previewed and reported."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Person
from accounts.rules import may_enter
from entry.workbook.actions.sheets import AcceptedSheet, TakenSheets, last_sheet_changes
from entry.workbook.forms import Parcel
from entry.workbook.scorecards.reading import RawTable
from entry.workbook.scorecards.sheets.finding import keys_in
from entry.workbook.scorecards.sheets.lines import FilledTable, filled, last_time
from entry.workbook.scorecards.sheets.owed import seen_nodes, seen_sheets
from entry.workbook.scorecards.sheets.preview import JudgedSheet, SheetPreview, preview_sheets
from entry.workbook.scorecards.sheets.tables import SheetTable, tables_of
from evaluations.sheets.models.forms import SheetRequest
from indicators.models import EntryRound
from store.models import Change


def filled_tables(person: Person, round_: EntryRound) -> list[FilledTable]:
    """Return the tables of the 事務事業評価シート that the person may see, and what was written the last time."""
    sheets = list(seen_sheets(person, [round_.pk], timezone.localdate()).values())
    if not sheets:
        return []
    first, *others = tables_of(sheets[0].request)
    earlier = last_time(first, sheets)
    tables = [filled(first, sheets), *([earlier] if earlier else [])]
    return [*tables, *(filled(table, sheets) for table in others)]


def sheet_tables(person: Person, rounds: Iterable[EntryRound]) -> dict[int, Sequence[SheetTable]]:
    """Return by round the tables of the 事務事業評価シート of which the person may see any row."""
    today = timezone.localdate()
    requests = SheetRequest.objects.with_form().filter(round__in=rounds)
    return {one.round_id: tables_of(one) for one in requests if seen_nodes(one, person, today)}


def judged_sheets(tables: Sequence[RawTable], person: Person) -> SheetPreview:
    """Judge the 事務事業評価シート of the file; without any there is nothing to judge."""
    if not tables:
        return SheetPreview()
    today = timezone.localdate()
    keys = keys_in(tables)
    seen = seen_sheets(person, {key.round for key in keys}, today, nodes={key.node for key in keys})
    return preview_sheets(tables, seen, may_enter=lambda item: may_enter(person, item, today))


def with_first_of_sheets(conflicts: Iterable[JudgedSheet]) -> list[tuple[JudgedSheet, Change | None]]:
    """Put beside each conflicting 事務事業 the newest line of its sheet's history: who was first, and when."""
    rows = [(row, row.item.sheet.pk if row.item and row.item.sheet else None) for row in conflicts]
    newest = last_sheet_changes([pk for _, pk in rows if pk is not None])
    return [(row, newest.get(pk) if pk is not None else None) for row, pk in rows]


def said_of(
    parcel: Parcel, chosen: Sequence[AcceptedSheet], taken: TakenSheets, *, most_named: int
) -> dict[str, Any]:
    """Return in numbers what became of the sheets, and the first of those that somebody else changed before."""
    conflicts = [*parcel.sheet_conflicts, *taken.conflicts]
    return {
        "kept": len(taken.kept),
        "handed": len(taken.handed_in),
        "left": len(parcel.sheets) - len(chosen),
        "conflict": len(conflicts),
        "conflicts": conflicts[:most_named],
        "refused": len(taken.refused),
    }
