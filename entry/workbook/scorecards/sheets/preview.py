"""What an uploaded file would change in the sheets of 事務事業, cell by cell, before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from entry.workbook.columns import Value, text_of
from entry.workbook.safety import RefusedFile
from entry.workbook.scorecards.lines import state_words
from entry.workbook.scorecards.preview import (
    CLOSED,
    CellChange,
    Outcomes,
    RowOutcome,
)
from entry.workbook.scorecards.reading import RawTable
from entry.workbook.scorecards.sheets.cells import value_of
from entry.workbook.scorecards.sheets.finding import (
    FOREIGN,
    OTHER_FORM,
    File,
    Found,
    find,
    some,
)
from entry.workbook.scorecards.sheets.lines import is_handed_in
from entry.workbook.scorecards.sheets.merging import SheetReading, read_rows, to_write
from entry.workbook.scorecards.sheets.owed import AnsweredSheet, Key
from entry.workbook.scorecards.sheets.tables import (
    AnswerPart,
    SheetTable,
    Slot,
    tables_of,
)
from evaluations.sheets.actions import Answers
from evaluations.sheets.answers import (
    NOTHING,
    AnswerProblem,
    Question,
    problems_in,
)
from evaluations.sheets.models.forms import SheetRequest
from indicators.actions import CHANGEABLE
from indicators.calculation.spelling import shown

ROWS_OF_A_SHEET: Final = 5
TWICE: Final = "同じ事務事業の行が{}にもあるため取り込みません。どちらか一方だけにしてください。"
MOVED: Final = "ほかの項目は、ダウンロードの後に変更されています。今の値のまま残します。"
WITHDRAWN: Final = "「提出する」が空欄のため、提出を取り消して入力中に戻します。"
NOT_WITHDRAWN: Final = "変更がないため、提出したままにします。「提出する」に○を戻してください。"
EMPTIED: Final = "ダウンロードの後に、このシートの記入は取り消されています。"


@dataclass(frozen=True, slots=True)
class JudgedSheet:
    """One 事務事業 of the file and what becomes of it; `answers` are what would be written."""

    where: str
    outcome: RowOutcome
    item: AnsweredSheet | None = None
    label: str = ""
    changes: tuple[CellChange, ...] = ()
    sentences: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    hand_in: bool = False
    is_ticked: bool = True

    @property
    def becomes(self) -> str:
        """The state in which the sheet is when it has been taken in."""
        return "課長確認待ち" if self.hand_in else "入力中"

    @property
    def key(self) -> int:
        """The 事務事業 of a sheet that is known."""
        return self.item.node.pk if self.item else 0


@dataclass(frozen=True, slots=True)
class SheetPreview(Outcomes[JudgedSheet]):
    """Every 事務事業 of the file, the headings that are gone, and those that are not read."""

    strange: tuple[str, ...] = ()

    @property
    def rows_to_write(self) -> int:
        """Some measure of how long it will take to take in what changes: a sheet itself costs as much as some rows."""
        return sum(ROWS_OF_A_SHEET + len(row.changes) for row in self.changed)


def preview_sheets(
    tables: Sequence[RawTable],
    seen: Mapping[Key, AnsweredSheet],
    *,
    may_enter: Callable[[AnsweredSheet], bool],
) -> SheetPreview:
    """Judge every 事務事業 against the sheets that the person may see, by round and node; nothing is written.

    Raise RefusedFile for the whole file if it has a row of somebody else, or changes one that may only be seen.
    """
    requests = {item.request.pk: item.request for item in seen.values()}
    shapes = {key: tables_of(request) for key, request in requests.items()}
    forms = {key: _form(request, shapes[key]) for key, request in requests.items()}
    file = find(tables, seen, shapes)
    judged = [
        _judged(rows, seen[key], file, forms[seen[key].request.pk], may_enter=may_enter(seen[key]))
        for key, rows in file.rows.items()
    ]
    unusable = [
        JudgedSheet(where, RowOutcome.REFUSED, label=label, sentences=(why,))
        for where, label, why in file.unusable
    ]
    if foreign := [row.where for row in judged if row.item is None]:
        raise RefusedFile(FOREIGN.format(some(foreign)))
    return SheetPreview((*judged, *unusable), tuple(file.absent), tuple(file.strange))


@dataclass(frozen=True, slots=True)
class Form:
    """What a request asks: its questions, and what each thing a sheet can say is called, in the order of the form."""

    questions: tuple[Question, ...]
    names: Mapping[Slot, str]


def _form(request: SheetRequest, tables: Iterable[SheetTable]) -> Form:
    names = {
        column.slot(line): f"{line.label}　{column.name}" if line else column.name
        for table in tables
        for line in table.lines
        for column in table.columns
    }
    return Form(tuple(item.question() for item in request.form.items.all()), names)


def _judged(
    rows: Sequence[Found], item: AnsweredSheet, file: File, form: Form, *, may_enter: bool
) -> JudgedSheet:
    where = rows[0].where if rows else ""
    blank = JudgedSheet(where, RowOutcome.REFUSED, item, item.label)
    if (item.round.pk, item.node.pk) in file.other_form:
        return replace(blank, sentences=(OTHER_FORM,))
    if twice := _twice(rows):
        return replace(blank, sentences=(TWICE.format(twice),))
    reading = read_rows(rows, item)
    changes = _changes(reading, form) if reading.touched else ()
    if not changes:
        return replace(blank, outcome=RowOutcome.UNCHANGED)
    if not may_enter:
        return replace(blank, item=None)
    outcome, sentences = _outcome(reading, form)
    return replace(
        blank,
        outcome=outcome,
        changes=changes,
        sentences=tuple(sentences),
        answers=to_write(reading),
        hand_in=reading.hand_in,
    )


def _outcome(reading: SheetReading, form: Form) -> tuple[RowOutcome, list[str]]:
    """Return what becomes of sheets that change, and the sentences that say why or what should be known."""
    if reading.conflicts:
        return RowOutcome.CONFLICT, [EMPTIED] if reading.item.sheet is None else []
    if why := _why_not(reading, form):
        return RowOutcome.REFUSED, why
    moved = [MOVED] if reading.moved else []
    withdrawn = [WITHDRAWN] if is_handed_in(reading.item) and not reading.hand_in else []
    return RowOutcome.CHANGED, [*reading.notes, *_looked_at(reading, form), *withdrawn, *moved]


def _twice(rows: Sequence[Found]) -> str:
    times = Counter((row.key.table, row.key.mark) for row in rows)
    several = [row.where for row in rows if times[row.key.table, row.key.mark] > 1]
    return several[-1] if several else ""


def _changes(reading: SheetReading, form: Form) -> tuple[CellChange, ...]:
    """Return every cell that differs from the database, in the order of the form."""
    conflicts = reading.conflicts
    found = []
    for slot, name in form.names.items():
        if reading.item.sheet is not None and slot not in reading.touched:
            continue  # only a new sheet is written with more than what was touched
        now = value_of(reading.item.stored, slot, is_handed_in=is_handed_in(reading.item))
        new = value_of(reading.answers, slot, is_handed_in=reading.hand_in)
        if text_of(new) == text_of(now) and slot not in reading.faults:
            continue
        said = shown(reading.cells[slot][1].text) if slot in reading.faults else _words(new)
        found.append(CellChange(name, _address(reading, slot), _words(now), said, slot in conflicts))
    return tuple(found)


def differing(item: AnsweredSheet, answers: Answers, *, hand_in: bool) -> tuple[CellChange, ...]:
    """Return the cells in which the answers differ from what is stored, where no file says any more what they are."""
    after = {**item.stored, **answers}
    found = []
    for slot, name in _form(item.request, tables_of(item.request)).names.items():
        now = value_of(item.stored, slot, is_handed_in=is_handed_in(item))
        new = value_of(after, slot, is_handed_in=hand_in)
        if text_of(new) != text_of(now):
            found.append(CellChange(name, "", _words(now), _words(new)))
    return tuple(found)


def _words(value: Value) -> str:
    return f"{Decimal(text_of(value)):,f}" if isinstance(value, Decimal) else text_of(value)


def _why_not(reading: SheetReading, form: Form) -> list[str]:
    item = reading.item
    if item.round.is_closed:
        return [CLOSED]
    if item.state not in CHANGEABLE:
        return [state_words(item.state)]
    if reading.faults:
        return [f"{_at(reading, slot, form.names[slot])}：{why}" for slot, why in reading.faults.items()]
    if not reading.hand_in:
        return [] if to_write(reading) else [NOT_WITHDRAWN]
    return [_said(reading, one, form) for one in _problems(reading, form) if one.blocks]


def _looked_at(reading: SheetReading, form: Form) -> list[str]:
    """Return what should be looked at in the items that change, though it does not keep them from being taken in."""
    items = {slot.item for slot in reading.touched}
    return [
        _said(reading, one, form)
        for one in _problems(reading, form)
        if one.key in items and (not one.blocks or reading.answers.get(one.key, NOTHING).says_something)
    ]


def _problems(reading: SheetReading, form: Form) -> list[AnswerProblem]:
    return problems_in(form.questions, reading.answers, year=reading.item.round.fiscal_year)


def _said(reading: SheetReading, problem: AnswerProblem, form: Form) -> str:
    """Return the sentence with the cell it is about, as far as the file has one."""
    slots = [slot for slot in form.names if slot.item == problem.key and slot.place == problem.place]
    symbol = reading.answers.get(problem.key, NOTHING).symbol
    reasons = [slot for slot in slots if symbol and slot.part is AnswerPart.REASON]
    where = next((_at(reading, slot, form.names[slot]) for slot in (*reasons, *slots)), "")
    return f"{where}：{problem.sentence}" if where else problem.sentence


def _at(reading: SheetReading, slot: Slot, name: str) -> str:
    address = _address(reading, slot)
    return f"{address}（{name}）" if address else name


def _address(reading: SheetReading, slot: Slot) -> str:
    """Return what a spreadsheet calls the cell: C12, 金額!C12; nothing for one that the file does not have."""
    sheet, cell = reading.cells.get(slot, ("", None))
    return f"{sheet}{cell.address}" if cell else ""
