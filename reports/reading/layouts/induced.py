"""Tables of which only the repetition is known: records of like shape under a head that is read roughly."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.aims import speaks_of_aims
from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole, Harvest, Reading
from reports.reading.grid import grids
from reports.reading.induction.cell_runs import regrouped, rows_of_stream, turned, without_counts
from reports.reading.induction.labelled_rows import with_labelled_rows
from reports.reading.induction.paired_cells import legend_of, with_pairs
from reports.reading.induction.records import Cells, Part, parts_of
from reports.reading.induction.shared_years import with_shared_years
from reports.reading.induction.telling import told
from reports.reading.slots import Slot, slot, slots_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_AIMS: Final = re.compile(r"目標値|数値目標|目標(?:人数|件数|量|数)")
_RESULTS: Final = re.compile(r"実績|推移|進捗|達成状況|実施状況|決算|平均値|当該値")
_SIGN: Final = re.compile(r"[|｜\t]")
_SIGNS: Final = ("|", "｜", "\t")
_LONGEST_LINE: Final = 600
_LONGEST_RUN: Final = 4_000
_FEWEST_DIVIDED: Final = 2
_MUCH_MORE: Final = 1.15


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the records of a document in the way, of rows or of cells behind each other, that explains most."""
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    rest = _role_of_years(document)
    speaks = speaks_of_aims(document.text())
    ways = [
        _promised(_harvest(parts_of(rows, calendar), rest, are_cells=are_cells), speaks=speaks)
        for rows, are_cells in _renderings(document, lines, calendar)
    ]
    best = Harvest()
    for way in ways:
        if _count(way) > _MUCH_MORE * _count(best):
            best = way
    return best


def _promised(harvest: Harvest, *, speaks: bool) -> Harvest:
    """Return what was read, nothing where results alone were in a document that speaks of no aim: answers, counts."""
    roles = {fact.role for one in harvest.readings for fact in one.facts}
    return harvest if speaks or FactRole.TARGET in roles else Harvest()


def read_divided(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the same in a document whose lines signs divide."""
    return read(document, calendar, taken) if is_divided(document.lines) else Harvest()


def is_divided(lines: Sequence[Line]) -> bool:
    """Say whether signs divide the cells of some lines at least."""
    return sum(any(sign in one.text for sign in _SIGNS) for one in lines) >= _FEWEST_DIVIDED


def _count(harvest: Harvest) -> int:
    return sum(len(one.facts) for one in harvest.readings)


def _role_of_years(document: Document) -> FactRole | None:
    """Return what years without a role hold: of a document that speaks of targets only, or of results only."""
    words = compact(document.text())
    is_aim, is_result = bool(_AIMS.search(words)), bool(_RESULTS.search(words))
    if is_aim == is_result:
        return None
    return FactRole.TARGET if is_aim else FactRole.ACTUAL


def _renderings(
    document: Document, lines: Sequence[Line], calendar: NamedYears
) -> Iterator[tuple[list[Cells], bool]]:
    spaced = {
        line.number: tuple(slots_of(line, calendar)) for line in lines if len(line.text) <= _LONGEST_LINE
    }
    if is_divided(lines):
        yield _divided(document, spaced, calendar), True
        yield _transposed(document, spaced, calendar), True
        return
    yield [row for row in spaced.values() if row and (len(row) > 1 or row[0].is_words)], False
    cells = [slot(line.text.strip(), calendar).on(line) for line in lines]
    yield list(rows_of_stream(without_counts(cells), calendar)), True
    yield turned(cells, calendar), True
    run = [one for row in spaced.values() for one in row]
    yield turned(run, calendar), True
    yield list(rows_of_stream(without_counts(run), calendar)), False


def _divided(document: Document, spaced: Mapping[int, Cells], calendar: NamedYears) -> list[Cells]:
    """Return the rows that signs divide, with all their places, and between them the lines that none divides."""
    rows = {line.number: row for table in grids(document) for row in table for line in row.lines}
    found: list[Cells] = []
    for number, cells in spaced.items():
        row = rows.get(number)
        if row is None:
            found.append(cells)
        elif row.line.number == number:
            found.append(tuple(slot(cell, calendar).on(row.line) for cell in row.cells))
    return found


def _transposed(document: Document, spaced: Mapping[int, Cells], calendar: NamedYears) -> list[Cells]:
    """Return the columns of the tables that signs divide, as rows."""
    found: list[Cells] = []
    for table in grids(document):
        rows = [row for row in table if row.line.number in spaced]
        width = max((len(row.cells) for row in rows), default=0)
        if width < _FEWEST_DIVIDED or any(len(row.cells) != width for row in rows):
            continue
        for column in zip(*(row.cells for row in rows), strict=True):
            cells = zip(column, rows, strict=True)
            found.append(tuple(slot(cell, calendar).on(row.line) for cell, row in cells))
    return found


def _harvest(parts: Sequence[Part], rest: FactRole | None, *, are_cells: bool) -> Harvest:
    harvest = Harvest()
    for part in _with_heads(parts):
        readings: list[Reading] = told(part, rest, are_cells=are_cells)
        harvest.readings += readings
        if readings:
            harvest.lines |= {record.line.number for record in part.records}
    return harvest


def _heads(part: Part) -> bool:
    """Say whether a part is nothing but a head that names roles."""
    titles = [one.title for row in part.head for one in row if one.title is not None]
    return not part.records and any(isinstance(one.meaning, FactRole) for one in titles)


def _with_heads(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts that have records; one without a head has that of the part behind it, which has no records."""
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else None
        if part.records and not part.head and following is not None and _heads(following):
            yield replace(part, head=following.head)
        elif part.records:
            yield part


def read_shared_years(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows whose years are printed with one of them."""
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    rows = next(_renderings(document, lines, calendar))[0]
    readings = with_shared_years(rows, calendar)
    readings = readings or with_shared_years(regrouped(_run(lines, calendar)), calendar)
    facts = [fact for one in readings for fact in one.facts]
    return Harvest(readings, {fact.place.line for fact in facts} | {one.place.line for one in readings})


def _run(lines: Sequence[Line], calendar: NamedYears) -> list[Slot]:
    """Return the cells of lines one behind the other."""
    return [one for line in lines if len(line.text) <= _LONGEST_RUN for one in _by_signs(line, calendar)]


def read_divided_labelled_rows(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the same in a document whose lines signs divide."""
    return read_labelled_rows(document, calendar, taken) if is_divided(document.lines) else Harvest()


def read_labelled_rows(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows of targets and of results under years that are printed once."""
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    ways = [[_by_signs(line, calendar) for line in lines if len(line.text) <= _LONGEST_LINE]]
    if not is_divided(lines):
        ways.append([(slot(line.text.strip(), calendar).on(line),) for line in lines])
    best = max(
        (with_labelled_rows(way, calendar) for way in ways),
        key=lambda way: sum(len(one.facts) for one in way),
    )
    best = best or with_labelled_rows(regrouped(_run(lines, calendar)), calendar)  # lines end anywhere
    told = {fact.place.line for one in best for fact in one.facts}
    between = {one.number for one in lines if told and min(told) <= one.number <= max(told)}
    return Harvest(best, between | {one.place.line for one in best})


def read_paired_cells(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read cells with a target and a result in one, if the document says which is which."""
    legend = legend_of(document)
    if legend is None:
        return Harvest()
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    rows = [_by_signs(line, calendar) for line in lines if len(line.text) <= _LONGEST_LINE]
    readings = with_pairs(rows, legend, calendar)
    return Harvest(readings, {fact.place.line for one in readings for fact in one.facts})


def _by_signs(line: Line, calendar: NamedYears) -> Cells:
    """Return the cells of a line that signs divide, else blanks."""
    parts = [part.strip() for part in _SIGN.split(line.text)]
    if len(parts) < _FEWEST_DIVIDED:
        return tuple(slots_of(line, calendar))
    return tuple(slot(part, calendar).on(line) for part in parts if part)
