"""Tables as sequences: a head that names fields, then rows whose cells fill them, whatever divides the cells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.documents import Document, Line
from reports.reading.facts import DERIVED, Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.fields import Head, heads_in
from reports.reading.figure_fields import Kind
from reports.reading.grid import DividedRow, grids
from reports.reading.layouts.induced import is_divided
from reports.reading.sequences import Parsed, parsed
from reports.reading.slots import Slot, slot, slots_of
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_SIGNS: Final = re.compile(r"[|｜\t]")
_ASIDE: Final = re.compile(r"[-－―‐–]\s*\d{1,3}\s*[-－―‐–]$|[※*]\D|[(（]?注|出典[:：]|資料[:：]")
_FEWEST_ROWS: Final = 2
_MOST_STRANGE: Final = 0.25
_MOST_CELLS: Final = 4_000
_SHARES: Final = {"％", "%"}
_COSTS: Final = re.compile(r"歳入|歳出|予算|決算|人件費|事業費|経費|一般財源|コスト|収入|支出|差引")


@dataclass(slots=True)
class _Block:
    """One indicator while its rows are read."""

    name: str
    unit: str
    line: Line
    pairs: Pairs


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every table whose rows fill the fields that its head names, its cells divided as explains most of it."""
    lines = [one for one in document.lines if one.number not in taken and _may_stand(one)]
    ways = [
        _tables(cells, are_whole=whole, calendar=calendar)
        for cells, whole in _cells(document, lines, calendar)
    ]
    return max(ways, key=lambda way: sum(len(one.facts) for one in way.readings), default=Harvest())


def read_divided(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the same in a document whose lines signs divide."""
    return read(document, calendar, taken) if is_divided(document.lines) else Harvest()


def _may_stand(line: Line) -> bool:
    return bool(line.text.strip()) and not _ASIDE.match(line.text.strip()) and "。" not in line.text


def _cells(
    document: Document, lines: Sequence[Line], calendar: NamedYears
) -> Iterator[tuple[list[Slot], bool]]:
    """Yield the ways to cut lines into cells: by signs, a cell a line, by blanks."""
    if sum(bool(_SIGNS.search(one.text)) for one in lines) >= _FEWEST_ROWS:
        rows = {line.number: row for table in grids(document) for row in table for line in row.lines}
        yield [one for line in lines for one in _by_signs(line, rows.get(line.number), calendar)], True
        return
    yield [slot(line.text.strip(), calendar).on(line) for line in lines], True
    yield [one for line in lines for one in slots_of(line, calendar)], False


def _by_signs(line: Line, row: DividedRow | None, calendar: NamedYears) -> Iterator[Slot]:
    """Yield the cells of the row that begins on a line, else of the line itself."""
    if row is None:
        yield from slots_of(line, calendar)
    elif row.line is line:
        yield from (slot(cell, calendar).on(line) for cell in row.cells if cell)


def _tables(cells: Sequence[Slot], *, are_whole: bool, calendar: NamedYears) -> Harvest:
    harvest = Harvest()
    heads = list(heads_in(cells))
    tables: list[tuple[Head, Parsed]] = []
    for at, head in enumerate(heads):
        following = heads[at + 1] if at + 1 < len(heads) else None
        end = following.start - bool(following.name) if following else len(cells)
        body = cells[head.end : end]
        if body and len(body) <= _MOST_CELLS:
            tables.append((head, parsed(body, head, are_whole=are_whole)))
    counts = Counter(_shape(head) for head, rows in tables for _ in rows.rows)
    for head, rows in tables:
        if counts[_shape(head)] >= _FEWEST_ROWS and (readings := _readings(rows, head, calendar)):
            harvest.readings += readings
            used = [one for row in rows.rows for some in row.values() for one in some]
            harvest.lines |= {one.line.number for one in used if one.line is not None}
    return harvest if len(harvest.readings) >= _FEWEST_ROWS else Harvest()


def _shape(head: Head) -> tuple[tuple[Kind, FactRole | None], ...]:
    """Return what makes two heads the same, printed again for another indicator."""
    return tuple((one.kind, one.role) for one in head.fields)


def _readings(rows: Parsed, head: Head, calendar: NamedYears) -> list[Reading]:
    """Return the indicators of a table, if little in it is not explained."""
    used = sum(len(some) for row in rows.rows for some in row.values())
    if rows.strange > _MOST_STRANGE * (used + rows.strange) + 2:
        return []
    blocks = [one for one in _blocks(rows, head, calendar) if _is_sound(one)]
    readings = [reading for one in blocks for reading in _told(one)]
    return [] if _is_disproved(readings) else readings


def _blocks(rows: Parsed, head: Head, calendar: NamedYears) -> list[_Block]:
    """Return the rows by indicator: a row without a name, or with the same and another label, goes on with the last."""
    blocks: list[_Block] = []
    labels: set[FactRole] = set()
    for row in rows.rows:
        name = named(" ".join(_words(row, head, Kind.NAME)) or head.name)
        label = next((one.title for one in _of(row, head, Kind.LABEL) if one.title and not head.block), None)
        role = label.meaning if label is not None and isinstance(label.meaning, FactRole) else None
        is_new = not blocks or role is None or role in labels or (bool(name) and name != blocks[-1].name)
        first = next(one for at in sorted(row) for one in row[at])
        if is_new:
            assert first.line is not None  # noqa: S101
            unit = compact("".join(_words(row, head, Kind.UNIT))).strip("()（）[]")
            blocks.append(_Block(name, unit, first.line, []))
            labels = set()
        labels |= {role} if role else set()
        blocks[-1].pairs += _pairs(row, head, role, calendar)
    return blocks


def _of(row: dict[int, tuple[Slot, ...]], head: Head, kind: Kind) -> list[Slot]:
    return [one for at, some in sorted(row.items()) if head.fields[at].kind is kind for one in some]


def _words(row: dict[int, tuple[Slot, ...]], head: Head, kind: Kind) -> list[str]:
    return [one.text for one in _of(row, head, kind)]


def _pairs(
    row: dict[int, tuple[Slot, ...]], head: Head, role: FactRole | None, calendar: NamedYears
) -> Iterator[tuple[Column, Value]]:
    for at, some in sorted(row.items()):
        column = head.fields[at].column
        if column is None or (column.role or role) is None:
            continue
        *before, one = some
        if before:  # its year stands in a cell of its own
            one = slot(f"{one.text}({before[0].text})", calendar).on(one.line)
        if one.line is not None and (one.cell.has_figure or one.is_words):
            cell = one.cell if one.cell.has_figure else replace(one.cell, is_goal=True)
            yield replace(column, role=column.role or role), Value(cell, one.line)


def _is_sound(block: _Block) -> bool:
    """Say whether a name and figures of a role are there, counted alike, and no cost."""
    told = [(column.role, value) for column, value in block.pairs if value.cell.has_figure]
    counted = [value for role, value in told if role not in DERIVED]
    shares = {
        entry.figure.unit in _SHARES for value in counted for entry in value.cell.entries if entry.figure.unit
    }
    return bool(block.name) and bool(counted) and len(shares) < 2 and not _COSTS.search(block.name)


def _told(block: _Block) -> Iterator[Reading]:
    row = Row(name=block.name, line=block.line, unit=block.unit)
    for reading in readings_of(row, facts_of(block.pairs, None)):
        yield replace(reading, facts=tuple(_sure(reading.facts)))


def _sure(facts: Sequence[Fact]) -> Iterator[Fact]:
    for fact in facts:
        yield fact.sure(Confidence.LIKELY)


def _is_disproved(readings: Sequence[Reading]) -> bool:
    """Say whether most of the printed rates are not those of the targets and results beside them."""
    said = [agrees for one in readings for agrees in agrees_with_rate(one)]
    return len(said) >= _FEWEST_ROWS and sum(said) * 2 < len(said)
