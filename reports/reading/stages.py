"""Lines of one indicator that nothing labels: which hold targets and which results, by what the page or they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.documents import Document
from reports.reading.facts import FactRole
from reports.reading.heads import asked_by_stage
from reports.reading.slots import EMPTY, Slot, slot
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

Stage = tuple[FactRole, FactRole]  # what upper and lower line hold

_USUAL: Final = (FactRole.TARGET, FactRole.ACTUAL)
_WORDS: Final = {FactRole.TARGET: "目標値", FactRole.ACTUAL: "実績値", FactRole.RATE: "達成率"}
_SHARE: Final = "％"


@dataclass(slots=True)
class _Block:
    """The lines of one indicator, the first of which names it."""

    lines: list[GridRow] = field(default_factory=list)


def stage_of(document: Document) -> Stage | None:
    """Return the roles of upper and lower line if the document says it, and never otherwise."""
    found = {stage for line in document.lines if (stage := asked_by_stage(line.text))}
    return found.pop() if len(found) == 1 else None


def staged(rows: Sequence[GridRow], stage: Stage | None, calendar: NamedYears) -> list[GridRow]:
    """Return the rows of a table with years below their figures in them, two lines in a cell as two, and labels."""
    rows = [row for row in _with_years_under(rows, calendar) if not _says_stage(row)]
    if stage is not None:
        rows = [line for row in rows for line in _apart(row, calendar)]
    if any(_labels(row) for row in rows if _answers(row)):
        return rows
    blocks, head = _blocks(rows)
    told = stage or _by_length(blocks)
    if told is None or not any(len(one.lines) > 1 for one in blocks):
        return rows
    return [
        *(_added(row, EMPTY) for row in head),
        *(line for one in blocks for line in _labelled(one, told, calendar)),
    ]


def _says_stage(row: GridRow) -> bool:
    """Say whether a row is only the remark which line is which."""
    filled = [one for one in row.slots if one.text]
    return len(filled) == 1 and asked_by_stage(filled[0].text) is not None


# --- years -----------------------------------------------------------------------------------------------------


def _with_years_under(rows: Sequence[GridRow], calendar: NamedYears) -> Iterator[GridRow]:
    """Yield rows; years that stand alone in the row below, as many as it has figures, are taken into its places."""
    at = 0
    while at < len(rows):
        below = rows[at + 1] if at + 1 < len(rows) else None
        if below is not None and (merged := _dated(rows[at], below, calendar)):
            yield merged
            at += 2
        else:
            yield rows[at]
            at += 1


def _dated(row: GridRow, below: GridRow, calendar: NamedYears) -> GridRow | None:
    years = [one for one in below.slots if one.text]
    answers = _answers(row)
    if len(years) < 2 or not all(one.is_year for one in years) or len(years) != len(answers):
        return None
    if any(one.cell.year for one in answers):
        return None
    texts = iter(years)
    slots = [
        slot(f"{one.text}({next(texts).text.strip('()（）')})", calendar).on(one.line)
        if one in answers
        else one
        for one in row.slots
    ]
    return GridRow(tuple(slots), row.line)


# --- lines -----------------------------------------------------------------------------------------------------


def _apart(row: GridRow, calendar: NamedYears) -> list[GridRow]:
    """Return a row whose places hold two figures each, one below the other, as two rows."""
    pairs = {at: parts for at, one in enumerate(row.slots) if (parts := _two(one, calendar))}
    if not pairs or any(_labels(one) for one in (row,)):
        return [row]
    upper = [pairs[at][0] if at in pairs else one for at, one in enumerate(row.slots)]
    first = min(pairs)
    lower = [pairs[at][1] if at in pairs else EMPTY for at in range(len(row.slots))]
    return [GridRow(tuple(upper), row.line), GridRow((*[EMPTY] * first, *lower[first:]), row.line)]


def _two(one: Slot, calendar: NamedYears) -> tuple[Slot, Slot] | None:
    parts = tidy(one.text).split(" ")
    if len(parts) != 2 or one.title or one.year:
        return None
    upper, lower = (slot(part, calendar).on(one.line) for part in parts)
    return (
        (upper, lower)
        if upper.is_figure and (lower.is_figure or lower.is_absent) and not lower.cell.text.startswith("(")
        else None
    )


def _answers(row: GridRow) -> list[Slot]:
    return [one for one in row.slots if one.is_figure or one.is_absent]


def _labels(row: GridRow) -> bool:
    return any(one.title is not None and isinstance(one.title.meaning, FactRole) for one in row.slots)


def _blocks(rows: Sequence[GridRow]) -> tuple[list[_Block], list[GridRow]]:
    """Return the rows of each indicator, and what stands before the first; other rows are blocks of their own."""
    blocks: list[_Block] = []
    head: list[GridRow] = []
    for row in rows:
        first = next((one for one in row.slots if one.text), None)
        if blocks and _answers(row) and first is not None and (first.is_figure or first.is_absent):
            blocks[-1].lines.append(row)
        elif _answers(row) or blocks:
            blocks.append(_Block([row]))
        else:
            head.append(row)
    return blocks, head


def _by_length(blocks: Sequence[_Block]) -> Stage | None:
    """Return the usual order where lower lines end earlier than upper ones: their last years are still to come."""
    pairs = [(_count(one.lines[0]), _count(one.lines[1])) for one in blocks if len(one.lines) > 1]
    shorter = [lower < upper for upper, lower in pairs]
    return _USUAL if shorter and all(shorter) else None


def _count(row: GridRow) -> int:
    return sum(one.is_figure for one in row.slots)


def _labelled(block: _Block, stage: Stage, calendar: NamedYears) -> Iterator[GridRow]:
    roles = list(stage)
    shares = _are_shares(block.lines[0])
    for line in block.lines:
        if not _answers(line):
            yield _added(line, EMPTY)
            continue
        is_rate = line is not block.lines[0] and _are_shares(line) and not shares
        role = FactRole.RATE if is_rate or not roles else roles.pop(0)
        yield _added(line, slot(_WORDS[role], calendar))


def _are_shares(row: GridRow) -> bool:
    units = [entry.figure.unit for one in _answers(row) for entry in one.cell.entries]
    return bool(units) and all(unit == _SHARE for unit in units)


def _added(row: GridRow, one: Slot) -> GridRow:
    return GridRow((*row.slots, one), row.line)
