"""Sheets as the rows of their tables: what is written into a file, and by what it is known again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from entry.round.scorecards.items import State
from entry.workbook.columns import Value, text_of
from entry.workbook.scorecards.sheets.cells import value_of
from entry.workbook.scorecards.sheets.keys import RowKey, cell_digest
from entry.workbook.scorecards.sheets.owed import AnsweredSheet
from entry.workbook.scorecards.sheets.tables import LAST_TIME, SheetTable, Slot
from evaluations.sheets.actions import Answers
from evaluations.sheets.amounts import AmountLine
from indicators.actions import CHANGEABLE

NOBODY: Final = "（未設定）"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: what is given, in the order of the headings, and what can be filled in."""

    given: tuple[str, ...]
    values: tuple[Value, ...]
    is_fillable: bool = True
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table with its rows; one that `is_read` comes back, another is only there to look at."""

    table: SheetTable
    rows: tuple[TableRow, ...]
    title: str
    is_read: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        return self.table.headings if self.is_read else ("評価の回", *self.table.headings[1:])


def filled(table: SheetTable, items: Iterable[AnsweredSheet]) -> FilledTable:
    """Return the table with what is stored, and where nothing is with what a new sheet begins with."""
    rows = tuple(_row(table, item, line) for item in items for line in table.lines)
    return FilledTable(table, rows, table.title)


def last_time(table: SheetTable, items: Sequence[AnsweredSheet]) -> FilledTable | None:
    """Return what was confirmed the last time, in the cells in which the new one is written."""
    if not any(item.earlier for item in items):
        return None
    return FilledTable(table, tuple(_earlier(table, item) for item in items), LAST_TIME, is_read=False)


def texts_of(item: AnsweredSheet, slots: Iterable[Slot], answers: Answers | None = None) -> tuple[str, ...]:
    """Return what the cells say now, in the spelling in which they are compared."""
    said = item.shown if answers is None else answers
    return tuple(text_of(value_of(said, slot, is_handed_in=is_handed_in(item))) for slot in slots)


def key_of(table: SheetTable, item: AnsweredSheet, line: AmountLine | None) -> RowKey:
    """Return the 管理番号 of the row as it stands now."""
    digests = tuple(cell_digest(text) for text in texts_of(item, table.slots(line)))
    return RowKey(item.round.pk, item.node.pk, table.number, table.mark(line), digests)


def is_handed_in(item: AnsweredSheet) -> bool:
    """Tell whether the sheet waits for the 課長 or has passed: a change that says nothing else leaves it handed in."""
    return item.state in {State.WAITING, State.CONFIRMED, State.CHECKED}


def is_fillable(item: AnsweredSheet) -> bool:
    """Tell whether the sheet can be changed as things stand."""
    return item.state in CHANGEABLE and not item.round.is_closed


def _row(table: SheetTable, item: AnsweredSheet, line: AmountLine | None) -> TableRow:
    values = tuple(value_of(item.shown, slot, is_handed_in=is_handed_in(item)) for slot in table.slots(line))
    given = (str(key_of(table, item, line)), *_place(item))
    last = f"{line.label}（内訳の合計）" if line and line.parts else line.label if line else item.state.label
    return TableRow((*given, last), values, is_fillable(item), bool(line and line.parts))


def _place(item: AnsweredSheet) -> tuple[str, str, str]:
    return (item.node.address, item.node.name, item.department.name if item.department else NOBODY)


def _earlier(table: SheetTable, item: AnsweredSheet) -> TableRow:
    if item.earlier is None:
        return TableRow(("", *_place(item), ""), (None,) * len(table.columns), is_fillable=False)
    answers = item.earlier.given()
    values = tuple(value_of(answers, slot, is_handed_in=False) for slot in table.slots(None))
    return TableRow((str(item.earlier.cycle), *_place(item), ""), values, is_fillable=False)
