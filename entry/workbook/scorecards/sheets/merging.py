"""The cells of one 事務事業 that were touched in the file, laid over what stands there now."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from entry.workbook.columns import text_of
from entry.workbook.scorecards.reading import FileCell
from entry.workbook.scorecards.sheets.cells import read_value, value_of, with_value
from entry.workbook.scorecards.sheets.finding import Found
from entry.workbook.scorecards.sheets.keys import cell_digest
from entry.workbook.scorecards.sheets.lines import is_handed_in, texts_of
from entry.workbook.scorecards.sheets.owed import AnsweredSheet
from entry.workbook.scorecards.sheets.tables import AnswerPart, SheetColumn, Slot
from evaluations.sheets.actions import Answers
from evaluations.sheets.answers import NOTHING
from indicators.calculation.typed import TypedError


@dataclass(slots=True)
class SheetReading:
    """What the rows of one 事務事業 say, against what stands there now."""

    item: AnsweredSheet
    answers: Answers
    hand_in: bool
    touched: dict[Slot, SheetColumn] = field(default_factory=dict)
    moved: set[Slot] = field(default_factory=set)
    faults: dict[Slot, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    cells: dict[Slot, tuple[str, FileCell]] = field(default_factory=dict)

    @property
    def conflicts(self) -> set[Slot]:
        """What the file changed although somebody else had changed it first; a symbol and its reason are one thing."""
        moved = {(slot.item, slot.place) for slot in self.moved}
        return {slot for slot in self.touched if (slot.item, slot.place) in moved}


def read_rows(rows: Iterable[Found], item: AnsweredSheet) -> SheetReading:
    """Read the cells that were touched since the download; whatever was not stays as it stands now."""
    reading = SheetReading(item, dict(item.shown), is_handed_in(item))
    for row in rows:
        texts = texts_of(item, row.cells)
        for (slot, (cell, column, digest)), now in zip(row.cells.items(), texts, strict=True):
            reading.cells[slot] = (row.sheet, cell)
            if cell_digest(now) != digest:
                reading.moved.add(slot)
            if cell.lacks_result or (cell.text != now and cell_digest(cell.text) != digest):
                _take(reading, slot, column)
    return reading


def _take(reading: SheetReading, slot: Slot, column: SheetColumn) -> None:
    sheet, cell = reading.cells[slot]
    try:
        value, notes = read_value(cell, column)
    except TypedError as error:
        reading.touched[slot] = column
        reading.faults[slot] = str(error)
        return
    now = value_of(reading.answers, slot, is_handed_in=reading.hand_in)
    if text_of(value) == text_of(now):
        return
    reading.touched[slot] = column
    reading.notes += [f"{sheet}{cell.address}：{note}" for note in notes]
    if column.part is AnswerPart.HAND_IN:
        reading.hand_in = value is not None
        return
    answers = dict(reading.answers)
    answers[slot.item] = with_value(answers.get(slot.item, NOTHING), slot, value)
    reading.answers = answers


def to_write(reading: SheetReading) -> Answers:
    """Return what has to be written: what differs from the stored sheet, of a new one all that it says."""
    stored = reading.item.stored
    return {key: said for key, said in reading.answers.items() if said != stored.get(key, NOTHING)}
