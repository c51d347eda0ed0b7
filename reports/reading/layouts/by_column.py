"""Tables printed column by column: all names, then under each title a line for each of them, in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.figures import is_unit
from reports.reading.induction.naming import cell_of, is_name
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_MOST: Final = 60  # names of one table
_LONGEST: Final = 60
_DASHED: Final = re.compile(r"[-－―‐–]\s*\d{1,4}\s*[-－―‐–]")
_PART: Final = re.compile(r"うち|\(?うち")
_PRESENT: Final = re.compile(r"現状|現況|現在|直近")
_ONE_TITLE: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL, FactRole.FORECAST}


@dataclass(frozen=True, slots=True)
class _Column:
    """The titles of a column, one below the other, and where its first figure stands among the lines."""

    column: Column | None  # none: units, judgements
    start: int
    begin: int
    is_unit: bool = False


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read names and columns if two columns at least have as many lines as there are names, most of them figures."""
    lines = [
        one
        for one in document.lines
        if one.number not in taken and one.text.strip() and not _DASHED.fullmatch(one.text.strip())
    ]
    told = [_slot(line, calendar) for line in lines]
    harvest = Harvest()
    for table in _tables(_columns(told)):
        _take(table, told, lines, harvest)
    return harvest


def _slot(line: Line, calendar: NamedYears) -> Slot:
    text = line.text.strip()
    if len(text) > _LONGEST:
        return replace(rough_slot("", calendar), text=text, line=line)
    return rough_slot(text, calendar).on(line)


def _columns(told: Sequence[Slot]) -> Iterator[_Column]:
    """Yield the runs of titles and years that say one role, or head units or judgements."""
    at = 0
    while at < len(told):
        end = at
        while end < len(told) and _heads(told[end]):
            end += 1
        if end > at and (found := _column(told[at:end], at, end)):
            yield found
        at = max(end, at + 1)


def _heads(one: Slot) -> bool:
    meaning = one.title.meaning if one.title else None
    return one.is_year or isinstance(meaning, FactRole) or meaning in {Other.UNIT, Other.MARK, Other.YEAR}


def _column(titles: Sequence[Slot], start: int, begin: int) -> _Column | None:
    roles = [one.title.meaning for one in titles if one.title and isinstance(one.title.meaning, FactRole)]
    years = [one.year for one in titles if one.year]
    if len(roles) > 1 or len(years) > 1:
        return None
    if not roles:
        is_unit = any(one.title is not None and one.title.meaning is Other.UNIT for one in titles)
        return None if years else _Column(None, start, begin, is_unit=is_unit)
    role = roles[0] if roles[0] in _ONE_TITLE else None
    words = next(one.text for one in titles if one.title and isinstance(one.title.meaning, FactRole))
    year = years[0] if years else None
    return _Column(Column(role=role, year=year, words=words) if role else None, start, begin)


def _tables(columns: Iterator[_Column]) -> Iterator[list[_Column]]:
    """Yield columns behind each other that have as many lines each; the last one has as many at least."""
    table: list[_Column] = []
    for one in columns:
        if len(table) > 1 and one.start - table[-1].begin != table[1].start - table[0].begin:
            yield table
            table = table[-1:]  # it may begin a table, where what stands above is none of its columns
        table.append(one)
    yield table


def _take(table: Sequence[_Column], told: Sequence[Slot], lines: Sequence[Line], harvest: Harvest) -> None:
    """Add the indicators of a table, if the lines above it are names and those of each column are figures."""
    if len(table) < _FEWEST:
        return
    count = table[1].start - table[0].begin
    if not _FEWEST <= count <= _MOST or table[-1].begin + count > len(told):
        return
    names = _names(told[max(table[0].start - count - 1, 0) : table[0].start], count)
    shown = _with_present([one for one in table if one.column is not None])
    filled = _figures([told[one.begin : one.begin + count] for one in shown])
    roles = {one.column.role for one in shown if one.column}
    if not names or not filled or len(shown) < _FEWEST or not roles & {FactRole.TARGET, FactRole.ACTUAL}:
        return
    sure = Confidence.LIKELY if all(one.column and one.column.role for one in shown) else Confidence.UNSURE
    units = next((told[one.begin : one.begin + count] for one in table if one.is_unit), [])
    for at, name in enumerate(names):
        unit = compact(units[at].text) if units and is_unit(compact(units[at].text)) else ""
        harvest.readings += _readings(name, unit, [(one, told[one.begin + at]) for one in shown], sure)
    harvest.lines |= {line.number for line in lines[table[0].start - count : table[-1].begin + count]}


def _with_present(shown: Sequence[_Column]) -> list[_Column]:
    """Return columns in which a present value behind that of the start is a result: 基準値, 現状値."""
    bases = [one for one in shown if one.column and one.column.role is FactRole.BASELINE]
    return [
        replace(one, column=replace(one.column, role=FactRole.ACTUAL))
        if one.column and one in bases[1:] and _PRESENT.search(compact(one.column.words))
        else one
        for one in shown
    ]


def _names(before: Sequence[Slot], count: int) -> list[Slot]:
    """Return the words directly above the first title if they are names, as many as a column has lines."""
    names = list(before[-count:])
    above = before[0] if len(before) > count else None
    if len(names) < count or not all(
        one.is_words and is_name(one.text) and "。" not in one.text for one in names
    ):
        return []
    titled = above is None or not above.is_words or _is_heading(above, names)
    return _with_wholes(names) if titled else []


def _is_heading(above: Slot, names: Sequence[Slot]) -> bool:
    """Say whether the words above some names are none of them: these have marks, units or the like and it has not."""
    marks = {_mark(one) for one in names}
    return _mark(above) not in marks or len(marks) > 1


def _mark(one: Slot) -> str:
    return (
        tidy(one.text)[:1]
        if tidy(one.text)[:1] in "・○●◆■◇□"
        else ")"
        if one.text.endswith((")", "）"))
        else ""
    )


def _with_wholes(names: Sequence[Slot]) -> list[Slot]:
    """Return names in which a part of the one above, うち女性, is named with it."""
    found: list[Slot] = []
    whole = ""
    for one in names:
        bare = one.text.strip("・ 　")
        is_part = bool(_PART.match(bare)) and bool(whole)
        found.append(replace(one, text=f"{whole} {bare}") if is_part else one)
        whole = whole if is_part else bare
    return found


def _figures(columns: Sequence[Sequence[Slot]]) -> bool:
    """Say whether nearly all lines of columns are figures, or say that there are none: other words are goals."""
    cells = [one for column in columns for one in column]
    values = sum(is_value(one) for one in cells)
    is_filled = all(any(one.is_figure for one in column) for column in columns)
    return is_filled and values * 3 >= len(cells) * 2 and not any(map(_heads, cells))


def _readings(
    name: Slot, unit: str, told: Sequence[tuple[_Column, Slot]], sure: Confidence
) -> Iterator[Reading]:
    pairs: Pairs = [
        (one.column, Value(cell_of(figure), figure.line))
        for one, figure in told
        if one.column is not None and figure.line is not None
    ]
    if name.line is None:
        return
    row = Row(name=named(name.text), line=name.line, unit=unit)
    for reading in readings_of(row, facts_of(pairs, None)):
        yield replace(reading, facts=tuple(fact.sure(sure) for fact in reading.facts))
