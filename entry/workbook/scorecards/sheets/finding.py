"""The rows of an uploaded file, each with the 事務事業 it is about and its cells by what they say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from entry.workbook.columns import text_of
from entry.workbook.headings import KEY, NODE, bare
from entry.workbook.safety import RefusedFile
from entry.workbook.scorecards.preview import NO_KEY, NOT_FOUND
from entry.workbook.scorecards.reading import FileCell, RawTable
from entry.workbook.scorecards.sheets.keys import RowKey
from entry.workbook.scorecards.sheets.owed import AnsweredSheet, Key
from entry.workbook.scorecards.sheets.tables import (
    SHEETS,
    SheetColumn,
    SheetTable,
    Slot,
    column_under,
    named,
)
from evaluations.sheets.amounts import AmountLine
from indicators.calculation.spelling import shown

FOREIGN: Final = (
    "{}の事務事業は、見つからないか、入力する権限がありません。何も取り込んでいません。"
    "その行をファイルから除いて、もう一度選んでください。"
)
OTHER_FORM: Final = "ダウンロードの後に様式が変わっています。もう一度ダウンロードしてください。"
TWICE: Final = "「{}」の見出し「{}」の列が2つあります（{}）。1つにしてください。"
MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One row: its place in the file, its key, and the cells to fill in with the digest that was downloaded.

    `sheet` is what an address begins with where the worksheet is not that of the sheet itself.
    """

    where: str
    sheet: str
    key: RowKey
    line: AmountLine | None
    cells: Mapping[Slot, tuple[FileCell, SheetColumn, str]]


@dataclass(slots=True)
class File:
    """What the file says: rows by round and node, rows that cannot be used, and headings that are not ours or gone."""

    rows: dict[Key, list[Found]] = field(default_factory=dict)
    unusable: list[tuple[str, str, str]] = field(default_factory=list)
    other_form: set[Key] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def keys_in(tables: Iterable[RawTable]) -> list[RowKey]:
    """Return every key that can be read."""
    found = (RowKey.read(text_of(row[place].value)) for raw in tables for place, row in _keyed(raw))
    return [key for key in found if key is not None]


def find(
    tables: Sequence[RawTable],
    seen: Mapping[Key, AnsweredSheet],
    shapes: Mapping[int, tuple[SheetTable, ...]],
) -> File:
    """Find what every row is about; raise RefusedFile for a file with a row of somebody else.

    `shapes` are the tables of each request, by its number.
    """
    refuse_foreign(tables, seen)
    file = File()
    for raw in tables:
        _read_table(raw, seen, shapes, file)
    return file


def refuse_foreign(tables: Iterable[RawTable], seen: Mapping[Key, AnsweredSheet]) -> None:
    """Refuse the whole file if one of its rows is about something that the person may not see."""
    foreign = [
        _where(raw, row[place])
        for raw in tables
        for place, row in _keyed(raw)
        if (key := RowKey.read(text_of(row[place].value))) and (key.round, key.node) not in seen
    ]
    if foreign:
        raise RefusedFile(FOREIGN.format(some(foreign)))


def some(places: Sequence[str]) -> str:
    """Return the first of these places, and how many more there are."""
    more = f"ほか{len(places) - MOST_NAMED}行" if len(places) > MOST_NAMED else ""
    return "、".join(places[:MOST_NAMED]) + more


def _keyed(raw: RawTable) -> Iterable[tuple[int, tuple[FileCell, ...]]]:
    place = _place_of(raw, KEY)
    return ((place, row) for row in raw.rows if place < len(row))


def _place_of(raw: RawTable, name: str) -> int:
    return next(
        place
        for place, cell in enumerate(raw.headings)
        if isinstance(cell.value, str) and bare(cell.value) == name
    )


def _where(raw: RawTable, cell: FileCell) -> str:
    return f"「{raw.title}」の{cell.row}行目" if raw.title else f"{cell.row}行目"


def _read_table(
    raw: RawTable, seen: Mapping[Key, AnsweredSheet], shapes: Mapping[int, tuple[SheetTable, ...]], file: File
) -> None:
    """Read the rows of one worksheet; the headings are those of the table that its keys name."""
    columns: dict[tuple[int, int], dict[int, SheetColumn]] = {}
    unkeyed = []
    for place, row in _keyed(raw):
        key = RowKey.read(text_of(row[place].value))
        if key is None:
            unkeyed.append(row)
            continue
        item = seen[key.round, key.node]
        rows = file.rows.setdefault((key.round, key.node), [])
        table = next((one for one in shapes[item.request.pk] if one.number == key.table), None)
        line = _line_of(table, key) if table else MISSING
        if table is None or line is MISSING:
            file.other_form.add((key.round, key.node))
            continue
        under = columns.get((item.request.pk, key.table)) or _columns(raw, table, file)
        columns[item.request.pk, key.table] = under
        sheet = f"{raw.title}!" if raw.title and table.item else ""
        rows.append(Found(_where(raw, row[place]), sheet, key, line, _cells(row, under, table, line, key)))
    _note_unkeyed(raw, unkeyed, {place for under in columns.values() for place in under}, file)


MISSING: Final = AmountLine("", "")


def _line_of(table: SheetTable, key: RowKey) -> AmountLine | None:
    """Return which line of the table the key means; MISSING where the form has changed since."""
    for line in table.lines:
        if table.mark(line) == key.mark and len(key.digests) == len(table.columns):
            return line
    return MISSING


def _cells(
    row: Sequence[FileCell],
    under: Mapping[int, SheetColumn],
    table: SheetTable,
    line: AmountLine | None,
    key: RowKey,
) -> Mapping[Slot, tuple[FileCell, SheetColumn, str]]:
    digests = dict(zip(table.slots(line), key.digests, strict=True))
    return {
        (slot := column.slot(line)): (row[place], column, digests[slot])
        for place, column in under.items()
        if place < len(row)
    }


def _columns(raw: RawTable, table: SheetTable, file: File) -> dict[int, SheetColumn]:
    """Return which column stands where, and note which headings are not ours and which are gone."""
    known, title = named(table), raw.title or SHEETS
    found: dict[int, SheetColumn] = {}
    for place, cell in enumerate(raw.headings):
        column = column_under(cell.value, known)
        if isinstance(column, SheetColumn):
            if column in found.values():
                raise RefusedFile(TWICE.format(title, column.name, cell.address))
            found[place] = column
        elif column is None and cell.value is not None:
            file.strange.append(f"「{title}」の{cell.address}「{shown(text_of(cell.value))}」")
    file.absent += [f"「{title}」の{one.name}" for one in table.columns if one not in found.values()]
    return found


def _note_unkeyed(
    raw: RawTable, rows: Iterable[Sequence[FileCell]], places: Collection[int], file: File
) -> None:
    """Name the rows without a key that can be read, unless nothing stands in their cells to fill in."""
    key_at, name_at = _place_of(raw, KEY), _place_of(raw, NODE)
    for row in rows:
        text = text_of(row[key_at].value)
        if text or any(text_of(row[place].value) for place in places if place < len(row)):
            name = text_of(row[name_at].value) if name_at < len(row) else ""
            why = NOT_FOUND if text else NO_KEY
            file.unusable.append((_where(raw, row[key_at]), shown(name or text), why))
