"""What an uploaded sheet would change, row by row and cell by cell, before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from entry.round.scorecards.amending import PublishedFigures, kind_stored
from entry.round.scorecards.judging import Reasons
from entry.round.scorecards.owed import Owed
from entry.workbook.columns import READ, FigureColumn
from entry.workbook.keys import Key
from entry.workbook.scorecards.figures import (
    FigureReading,
    figure_in,
    kind_text,
    present,
    texts_of,
)
from entry.workbook.scorecards.lines import digest_of, state_words
from entry.workbook.scorecards.reading import FileCell, FileRow, FileSheet
from indicators.actions import CHANGEABLE, EnteredFigure
from indicators.calculation.facts import ResultStanding
from indicators.calculation.quantities import STANDING_WORDS, quantity
from indicators.calculation.spelling import shown

NOT_FOUND: Final = (
    "この行の管理番号は見つかりません。ダウンロードした様式の管理番号をそのまま使ってください。"
)
NO_KEY: Final = "管理番号がないため取り込みません。"
TWICE: Final = "同じ指標の行が{}行目にもあるため取り込みません。どちらか一方だけにしてください。"
MAY_NOT: Final = "この指標の実績値を入力する権限がありません。所管課の人が取り込んでください。"
CLOSED: Final = (
    "入力依頼が締め切られたため取り込みません。変更が必要なときは、事務局に再開を依頼してください。"
)
NOTHING: Final = "実績値を入力するか、値がない理由を選んでください。"
NO_COLUMN: Final = "この列がないときは、様式をもう一度ダウンロードしてください。"
GONE: Final = "ダウンロードの後に、この行の値は取り消されています。"


class RowOutcome(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs: what the database says now, what the file says, and whether somebody else was first."""

    column: str
    address: str
    now: str
    new: str
    is_conflict: bool = False


class HasOutcome(Protocol):
    """One part of a file and what becomes of it."""

    @property
    def outcome(self) -> RowOutcome: ...


One = TypeVar("One", bound=HasOutcome)


@dataclass(frozen=True, slots=True)
class Outcomes(Generic[One]):
    """The parts of a file, by what becomes of them, and the columns that it does not have."""

    rows: tuple[One, ...] = ()
    absent: tuple[str, ...] = ()

    def having(self, outcome: RowOutcome) -> list[One]:
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def changed(self) -> list[One]:
        return self.having(RowOutcome.CHANGED)

    @property
    def conflicts(self) -> list[One]:
        return self.having(RowOutcome.CONFLICT)

    @property
    def refused(self) -> list[One]:
        return self.having(RowOutcome.REFUSED)

    @property
    def unchanged(self) -> list[One]:
        return self.having(RowOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the file and what becomes of it; `sentences` say why, or what should be known."""

    number: int
    outcome: RowOutcome
    item: Owed | None = None
    label: str = ""
    changes: tuple[CellChange, ...] = ()
    sentences: tuple[str, ...] = ()
    figure: EnteredFigure = field(default_factory=EnteredFigure)
    kind: str = ""  # as what it is changed, where it was published
    is_ticked: bool = True
    becomes: ClassVar[str] = ""  # what is taken in always waits for the 課長

    @property
    def where(self) -> str:
        """Where it stands: in the file, as long as that is there, and in the plan."""
        node = self.item.indicator.node if self.item else None
        places = [f"{self.number}行目"] if self.number else []
        return "　".join([*places, f"{node.code} {node.name}"] if node else places)

    @property
    def key(self) -> int:
        """The indicator of a row that is known."""
        return self.item.indicator.pk if self.item else 0


@dataclass(frozen=True, slots=True)
class UploadPreview(Outcomes[Judged]):
    """Every row of the file that holds anything."""


def keys_in(sheet: FileSheet) -> dict[int, Key]:
    """Return the key of each row that has a readable one, by the row's number."""
    found = ((row.number, Key.read(_text(row, FigureColumn.KEY))) for row in sheet.rows)
    return {number: key for number, key in found if key is not None}


def preview(
    sheet: FileSheet,
    items: Mapping[tuple[int, int], Owed],
    *,
    may_enter: Callable[[Owed], bool],
    reasons: Reasons,
    published: PublishedFigures,
) -> UploadPreview:
    """Judge every row against the items that the person may see, by round and indicator; nothing is written.

    `reasons` says why a figure must be explained, in sentences; one without its explanation is refused, and a
    `published` one without as what it is changed.
    """
    keys = keys_in(sheet)
    times = Counter((key.round, key.indicator) for key in keys.values())
    first: dict[tuple[int, int], int] = {}
    rows = []
    for row in sheet.rows:
        key = keys.get(row.number)
        place = (key.round, key.indicator) if key else (0, 0)
        item = items.get(place)
        if key is None or item is None:
            rows.append(_unknown(row))
        elif times[place] > 1:
            other = first.setdefault(place, row.number)
            other = other if other != row.number else _next(keys, place, row.number)
            rows.append(_refused(row, item, [TWICE.format(other)]))
        else:
            reading = figure_in(row.cells, item, published.of_item(item))
            rows.append(_judged(row, key, item, reading, may_enter=may_enter(item), reasons=reasons))
    return UploadPreview(tuple(one for one in rows if one is not None), sheet.absent)


def _next(keys: Mapping[int, Key], place: tuple[int, int], after: int) -> int:
    return next(
        number for number, key in keys.items() if (key.round, key.indicator) == place and number > after
    )


def _unknown(row: FileRow) -> Judged | None:
    """Name a row without a known key, unless nothing stands in the cells that are read."""
    text = _text(row, FigureColumn.KEY)
    if not text and not any(_text(row, column) for column in READ):
        return None
    return Judged(
        row.number, RowOutcome.REFUSED, label=shown(text), sentences=(NOT_FOUND if text else NO_KEY,)
    )


def _judged(
    row: FileRow, key: Key, item: Owed, reading: FigureReading, *, may_enter: bool, reasons: Reasons
) -> Judged:
    is_same = reading.figure == present(item) and reading.kind in {"", kind_stored(item, None)}
    if _is_untouched(row, key) or (not reading.faults and is_same):
        return Judged(row.number, RowOutcome.UNCHANGED, item, str(item.indicator))
    changes = _changes(row, item, reading)
    if key.version != item.version:
        gone = (GONE,) if item.result is None else ()
        return Judged(row.number, RowOutcome.CONFLICT, item, str(item.indicator), changes, gone)
    why = _why_not(row, item, reading, may_enter=may_enter) or _unexplained(row, item, reading, reasons)
    if why:
        return _refused(row, item, why, changes)
    notes = (*reading.notes, *((reading.published,) if reading.kind else ()))
    said: dict[str, Any] = {"sentences": notes, "figure": reading.figure, "kind": reading.kind}
    return Judged(row.number, RowOutcome.CHANGED, item, str(item.indicator), changes, **said)


def _is_untouched(row: FileRow, key: Key) -> bool:
    """Tell whether the row still says what was downloaded; without all columns that cannot be known."""
    if any(cell.lacks_result for cell in row.cells.values()):
        return False
    return digest_of({column: _text(row, column) for column in READ}) == key.digest


def _why_not(row: FileRow, item: Owed, reading: FigureReading, *, may_enter: bool) -> list[str]:
    if item.round.is_closed:
        return [CLOSED]
    if not may_enter:
        return [MAY_NOT]
    if item.state not in CHANGEABLE:
        return [state_words(item.state)]
    if reading.faults:
        return [
            f"{_address(row, column)}（{column}）：{why}{'' if column in row.cells else NO_COLUMN}"
            for column, why in reading.faults.items()
        ]
    if not reading.figure.says_something:
        return [f"{_address(row, FigureColumn.TOTAL)}（{FigureColumn.TOTAL}）：{NOTHING}"]
    return []


def _unexplained(row: FileRow, item: Owed, reading: FigureReading, reasons: Reasons) -> list[str]:
    if reading.figure.explanation or not (found := reasons(item, reading.figure)):
        return []
    place = f"{_address(row, FigureColumn.EXPLANATION)}（{FigureColumn.EXPLANATION}）"
    return [f"{place}：{''.join(found)}理由を短く入力してください。"]


def _changes(row: FileRow, item: Owed, reading: FigureReading) -> tuple[CellChange, ...]:
    now, new = (
        _shown(present(item), item, kind_stored(item, None)),
        _shown(reading.figure, item, reading.kind),
    )
    new |= {column: shown(_text(row, column)) for column in reading.faults}
    return tuple(
        CellChange(column, _address(row, column), now[column], new[column])
        for column in READ
        if now[column] != new[column] and not _goes_without_saying(column, now[column], new[column])
    )


def differing(item: Owed, figure: EnteredFigure, kind: str) -> tuple[CellChange, ...]:
    """Return the cells in which the figure differs from what is stored, where no file says any more what they are."""
    now, new = _shown(present(item), item, kind_stored(item, None)), _shown(figure, item, kind)
    return tuple(
        CellChange(column, "", now[column], new[column])
        for column in READ
        if now[column] != new[column] and not _goes_without_saying(column, now[column], new[column])
    )


def _goes_without_saying(column: FigureColumn, now: str, new: str) -> bool:
    """Tell whether the cell only follows from another one: a first figure is a final one."""
    return column is FigureColumn.STANDING and not now and new == STANDING_WORDS[ResultStanding.FINAL]


def _shown(figure: EnteredFigure, item: Owed, kind: str) -> dict[FigureColumn, str]:
    """Return the cells as a person reads them: amounts with their unit."""
    texts = texts_of(figure) | {FigureColumn.KIND: kind_text(kind)}
    for column, amount in ((FigureColumn.TOTAL, figure.total), (FigureColumn.INCREMENT, figure.increment)):
        if amount is not None:
            about = "約" if figure.approx and column is FigureColumn.TOTAL else ""
            is_total = column is FigureColumn.TOTAL
            unit = item.series.unit if is_total else item.series.difference_unit
            texts[column] = about + quantity(amount, unit, item.series.decimals)
    return texts


def _refused(row: FileRow, item: Owed, why: Iterable[str], changes: tuple[CellChange, ...] = ()) -> Judged:
    return Judged(row.number, RowOutcome.REFUSED, item, str(item.indicator), changes, tuple(why))


def _address(row: FileRow, column: FigureColumn) -> str:
    return row.cells[column].address if column in row.cells else ""


def _text(row: FileRow, column: FigureColumn) -> str:
    return row.cells.get(column, FileCell("")).text
