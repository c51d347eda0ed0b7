"""Names with the lines of their years below or behind them: targets, starts and results, one or several in a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.aims import speaks_of_aims
from reports.reading.cells import Cell, CellFigure
from reports.reading.dated_items import DatedLine, Item, Legend, dated_line, without_row_number
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.heads import year_only
from reports.reading.legends import noted_years, relative_years
from reports.reading.plans import evaluated_year
from reports.reading.present import present_year
from reports.reading.said_records import in_one_unit, kind_of
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, full_name, readings_of
from reports.reading.titles import Other, read_title
from reports.reading.wording import named, tidy, without_number
from reports.reading.years import NamedYears, PrintedYear

_ACCOUNTS: Final = re.compile(r"予算|決算|歳入|歳出")
_TABLE: Final = re.compile(r"[|｜\t]")
_INDENT: Final = re.compile(r"^[ 　\t]*")
_NO_NAME: Final = re.compile(r"[。？?！!]|^\d+$|^[-―=＝*]+$|^(?:単位|注|※|出典|資料)|https?:")
_MARKS: Final = re.compile(
    r"^(?:[▼▲■◆●◎○◇□★☆>・]|[\[【(<]?(?:指標|KPI|目標)[\d①-⑳]{0,3}[\]】)>]?(?=[\s:]|(?<=[\]】]))[\s:]*)+"
)
_ARROW: Final = re.compile(r"[↓⇓⇩▼→⇒]+")
_NAMES: Final = re.compile(r"(?:指標|項目|KPI|取組|目標)(?:名|名称)?\s*[:：]\s*")
_ROLES: Final = (FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL, FactRole.ANNUAL_ACTUAL)
_WORDS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶー]{2}|[A-Za-z]{3}")
_LONGEST_NAME: Final = 80
_FEWEST: Final = 2
_SURE: Final = 3

Told = tuple[Item, Line]


@dataclass(slots=True)
class _Record:
    """A name, what it belongs to, and the lines of its figures."""

    name: str
    line: Line
    group: str = ""
    lines: list[DatedLine] = field(default_factory=list)


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read names with dated figures, if two at least have a target, or a start and a result."""
    if _ACCOUNTS.search(document.text()) and not speaks_of_aims(document.text()):
        return Harvest()  # what a budget spreads over years nobody has promised
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    present = present_year(document, calendar)
    evaluated = evaluated_year(document, calendar)
    records = list(
        _records(lines, calendar, noted_years(lines, calendar, present) | relative_years(evaluated))
    )
    present = max([present or 0, *_counted(records)]) or None
    told = [one for record in records for one in _series(_in_year(record, evaluated), present)]
    whole = [one for one in told if _is_whole(one[1])]
    if len(whole) < _FEWEST:
        return Harvest()
    more = [one for one in told if not _is_whole(one[1]) and _is_course(one[1])]
    sure = Confidence.LIKELY if len(whole) >= _SURE else Confidence.UNSURE
    readings = [
        reading
        for (name, record), facts in sorted((*whole, *more), key=lambda one: one[0][1].line.number)
        for reading in _readings(name, record, facts, sure)
    ]
    return Harvest(readings, {line.number for one in (*whole, *more) for _, line in one[1]})


def _in_year(record: _Record, evaluated: int | None) -> _Record:
    """Return a record whose targets and results without any year are of the one that the document is about."""
    items = [one for line in record.lines for one in line.items]
    own = [one for one in items if one.role is FactRole.TARGET and one.year is None]
    if evaluated is None or not own or not all(one.year or one.role for one in items):
        return record
    year = PrintedYear(evaluated, is_calendar=False, start=0, end=0)
    for line in record.lines:
        line.items = [one if one.year else replace(one, year=year) for one in line.items]
    return record


def _counted(records: Sequence[_Record]) -> Iterator[int]:
    """Yield the years of what is called a result."""
    for record in records:
        for line in record.lines:
            yield from (one.year.year for one in line.items if one.role is FactRole.ACTUAL and one.year)


@dataclass(slots=True)
class _Walk:
    """Where a walk through the lines is: the headings that hold here, and the record that is being read."""

    records: list[_Record] = field(default_factory=list)
    headings: list[tuple[int, str, Line]] = field(default_factory=list)
    is_open: bool = False
    shared: str = ""  # the first part of a numbered name, which those below it leave out
    year: PrintedYear | None = None  # that stands alone above figures
    is_arrow: bool = False  # an arrow stands alone above

    def head(self, line: Line) -> None:
        """Take a line as the heading of what is set in deeper below it."""
        self.is_open, self.shared, self.year, self.is_arrow = False, "", None, False
        words, depth = tidy(line.text), _depth(line)
        self.headings = [one for one in self.headings if one[0] < depth]
        if not _NO_NAME.search(words) and len(words) <= _LONGEST_NAME:
            self.headings.append((depth, _name(words), line))

    def begin(self, line: Line, lead: str) -> None:
        """Begin the record of a name before figures; it leaves out what the numbered one above it begins with."""
        group, _, rest = lead.partition(" ")
        is_numbered = without_row_number(without_number(tidy(line.text))) != tidy(line.text)
        if is_numbered:
            self.shared = group if rest else ""
        name = f"{self.shared} {lead}" if self.shared and not is_numbered else lead
        self.records.append(_Record(name, line, _group(self.headings, _depth(line))))
        self.is_open, self.year = True, None

    def add(self, told: DatedLine) -> None:
        """Add a line of figures to the record, which begins below the nearest heading."""
        if not self.is_open:
            if not self.headings:
                return
            depth, name, at = self.headings[-1]
            self.records.append(_Record(name, at, _group(self.headings[:-1], depth)))
            self.is_open = True
        if self.year is not None:
            told.items = [replace(one, year=one.year or self.year) for one in told.items]
        lines = self.records[-1].lines
        if self.is_arrow and lines:
            lines[-1].items += told.items
            lines[-1].has_arrows, self.is_arrow = True, False
            return
        _carry_on(lines, told)
        lines.append(told)


def _records(lines: Sequence[Line], calendar: NamedYears, legend: Legend) -> list[_Record]:
    """Return names with the dated lines that follow them, each below the heading that it is printed under."""
    walk = _Walk()
    for line in lines:
        words = tidy(line.text).strip()
        if _ARROW.fullmatch(words):
            walk.is_arrow = walk.is_open
        elif walk.headings and _is_beside(words, calendar):
            continue
        elif year := year_only(words.strip("[]<>【】:・■●○◇◆"), calendar):
            walk.year = year
        else:
            told = None if _TABLE.search(line.text) else dated_line(line, calendar, legend)
            if told is None or not told.items:
                walk.head(line)
                continue
            if lead := _name(told.lead):
                walk.begin(line, lead)
            walk.add(told)
    return [one for one in walk.records if one.lines]


def _is_beside(words: str, calendar: NamedYears) -> bool:
    """Say whether a line in a record says its unit, or something in words."""
    label, sign, _ = words.partition(":")
    title = read_title(label.strip("・ "), calendar) if sign else None
    return title is not None and title.meaning in {Other.UNIT, Other.TEXT, Other.MARK}


def _carry_on(before: Sequence[DatedLine], told: DatedLine) -> None:
    """Give years alone the role of the line above, if that is of results, or of targets of earlier years."""
    if not before or told.has_arrows or any(one.role or not one.year for one in told.items):
        return
    last = before[-1].items[-1]
    is_later = last.year is not None and all(one.year.year > last.year.year for one in told.items if one.year)
    if last.role is FactRole.ACTUAL or (last.role is FactRole.TARGET and is_later):
        told.items = [replace(one, role=last.role) for one in told.items]


def _name(words: str) -> str:
    """Return a name without its number and the label before it; its parts stay apart."""
    words = without_row_number(" ".join(words.split()).strip(" ・:："))
    words = _NAMES.sub("", without_number(_MARKS.sub("", words)))
    return re.sub(r"(?<=.[率数量割合額積度間人])(?:は|が|を|も)$", "", words)


def _depth(line: Line) -> int:
    """Return how far a line is set in; a mark or number before it counts as nothing."""
    blanks = _INDENT.match(line.text)
    return sum(2 if one == "　" else 1 for one in blanks[0]) if blanks else 0


def _group(headings: Sequence[tuple[int, str, Line]], depth: int) -> str:
    above = [name for at, name, _ in headings if at < depth]
    return above[-1] if above else ""


def _series(record: _Record, present: int | None) -> Iterator[tuple[tuple[str, _Record], list[Told]]]:
    """Yield the figures of a record by their labels, each with its role, if all have a year and agree in their unit."""
    series: dict[str, list[Told]] = {}
    last = ""
    for line in record.lines:
        labels = {one.label for one in line.items}
        last = (
            line.items[0].label
            if len(labels) == 1 and line.items[0].label
            else last
            if labels == {""}
            else ""
        )
        for one in _with_starts(line):
            series.setdefault(one.label or last, []).append((one, line.line))
    for label, told in series.items():
        found = _with_roles(told, present)
        if found and _WORDS.search(record.name):
            yield (f"{record.name} {label}".strip(), record), found


def _with_starts(line: DatedLine) -> list[Item]:
    """Return the figures of a line; the first of a chain of arrows is the start, but where years follow each other."""
    items = [one for one in line.items if one.role in {None, *_ROLES}]
    first = items[:_FEWEST]
    if not line.has_arrows or len(first) < _FEWEST or first[0].role or not all(one.year for one in first):
        return items
    years = [one.year.year for one in first if one.year]
    is_course = years[1] - years[0] == 1 and len(items) > _FEWEST
    return items if is_course else [replace(first[0], role=FactRole.BASELINE), *items[1:]]


def _with_roles(told: Sequence[Told], present: int | None) -> list[Told]:
    """Return figures with a role each: what was counted until now are results, what comes is promised."""
    told = _in_one_unit(told)
    units = {one.figure.unit for one, _ in told if one.figure.unit}
    if any(one.year is None for one, _ in told) or len(units) > 1:
        return []
    aims = [one.year.year for one, _ in told if one.role is FactRole.TARGET and one.year]
    found: list[Told] = []
    for one, line in told:
        year = one.year.year if one.year else 0
        role = one.role
        if role is None and present is not None and year > present:
            role = FactRole.TARGET
        elif role is None and (present is not None or (aims and year <= max(aims))):
            role = FactRole.ACTUAL
        if role is None:
            return []
        found.append((replace(one, role=role), line))
    marks = {(one.role, one.year.year if one.year else 0): one.figure.value for one, _ in found}
    is_single = all(marks[one.role, one.year.year if one.year else 0] == one.figure.value for one, _ in found)
    starts = {one.figure.value for one, _ in found if one.role is FactRole.BASELINE}
    return found if is_single and len(starts) < _FEWEST else []


def _in_one_unit(told: Sequence[Told]) -> list[Told]:
    """Return figures in one unit where they are printed in several sizes of it: 38万㎥ beside 335,000㎥."""
    figures = [one.figure for one, _ in told]
    if len({kind_of(one.unit) for one in figures}) > 1:
        return list(told)
    return [
        (replace(one, figure=figure), line)
        for (one, line), figure in zip(told, in_one_unit(figures), strict=True)
    ]


def _is_whole(told: Sequence[Told]) -> bool:
    """Say whether something was promised, or something counted from a start."""
    roles = {one.role for one, _ in told}
    return FactRole.TARGET in roles or {FactRole.BASELINE, FactRole.ACTUAL} <= roles


def _is_course(told: Sequence[Told]) -> bool:
    return len(told) >= _FEWEST


def _readings(name: str, record: _Record, told: Sequence[Told], sure: Confidence) -> Iterator[Reading]:
    pairs: Pairs = []
    for one, line in told:
        cell = Cell(text=one.figure.text, entries=(CellFigure(figure=one.figure),))
        pairs.append((Column(role=one.role, year=one.year), Value(cell, line)))
    row = Row(name=name, line=record.line)
    whole = full_name(name, record.group) if record.group else name
    whole = f"{named(record.group)} {name}" if whole != named(name) and record.group else name
    for reading in readings_of(row, facts_of(pairs, None)):
        yield replace(reading, name=whole, facts=tuple(fact.sure(sure) for fact in reading.facts))
