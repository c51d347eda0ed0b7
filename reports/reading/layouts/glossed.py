"""Running text in which a bracket behind a name holds its figures: 「受講者数（目標 120人／実績 98人）は…」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import Cell, CellFigure
from reports.reading.counted import may_count
from reports.reading.dated_items import Item, items_in
from reports.reading.dated_signs import Legend
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.legends import noted_years, relative_years
from reports.reading.passages import Passage, passages
from reports.reading.plans import evaluated_year
from reports.reading.present import announced_year
from reports.reading.said_names import bare_name, is_money
from reports.reading.said_records import kind_of
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, full_name, readings_of
from reports.reading.wording import ARROW
from reports.reading.years import NamedYears, PrintedYear

_GLOSS: Final = re.compile(
    r"\((?P<inside>(?=[^()]*(?:目標|計画|基準|現状|策定))[^()]*\d[^()]*(?:\([^()]*\)[^()]*)*)\)"
)
_PHRASE: Final = re.compile(r"(?:「[^」]*」|\([^()]*\)|[^、。:「」()])+$")
_BETWEEN: Final = re.compile(r"・(?=[^\d・]{1,12}[\d▲△-])|に対して?、?|、")
_YEAR_BEHIND: Final = re.compile(
    r"^(?P<told>[^・、]*\d[^・、]*)[・、](?P<year>(?:令和|平成|[RH])?[\d元]{1,4}年度?)末?$"
)  # 目標10.0%以下・令和6年度
_FEWEST: Final = 2
_SURE: Final = 3

Told = tuple[str, Passage, Line, list[Item]]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read brackets that hold a target beside a result or a start, if two of a document do."""
    evaluated = evaluated_year(document, calendar) or announced_year(document, calendar)
    noted = noted_years(document.lines, calendar, evaluated)
    told = [
        one
        for passage in passages(document, calendar, taken)
        for one in _glosses(passage, evaluated, noted, calendar)
    ]
    if len(told) < _FEWEST:
        return Harvest()
    sure = Confidence.LIKELY if len(told) >= _SURE else Confidence.UNSURE
    readings = [reading for one in told for reading in _readings(one, sure)]
    return Harvest(readings, {line.number for _, _, line, _ in told})


def _glosses(passage: Passage, evaluated: int | None, noted: Legend, calendar: NamedYears) -> Iterator[Told]:
    end, topic = 0, ""
    for match in _GLOSS.finditer(passage.text):
        begin, line = match.start(), passage.line(match.start())
        year = _year(passage, begin, evaluated)
        first = [one for one in passage.figures if one.span[1] == begin and one.span[0] >= end]
        inside = _BETWEEN.sub(" / ", _YEAR_BEHIND.sub(r"\g<year> \g<told>", match["inside"]))
        found = items_in(inside, line, calendar, noted | relative_years(year))
        start, begin = _started(passage, first[0].span[0], end) if first else ([], begin)
        items = _sound((*start, *(Item(one, FactRole.ACTUAL) for one in first), *(found or [])), year)
        phrase = _PHRASE.search(passage.text[end:begin].rstrip("はが"))
        end = match.end()
        if not items or phrase is None or (first and not passage.text.endswith("。")):
            continue  # a line that is no sentence is read with those beside it
        above, _, own = phrase[0].rpartition("は")
        topic = bare_name(above) or topic
        name = full_name(bare_name(own), topic) if bare_name(own) else ""
        if name and not is_money(name) and all(may_count(name, one.figure.unit) for one in items):
            yield name, passage, line, items


def _started(passage: Passage, at: int, end: int) -> tuple[list[Item], int]:
    """Return the start of a course that ends in a figure, 「令和元年度 11.4%→令和4年度 9.8%」, and where it begins.

    What has no start begins with its own figure.
    """
    figures = [one for one in passage.figures if end <= one.span[0] and one.span[1] <= at]
    years = [one for one in passage.plain_years if one.end <= figures[-1].span[0]] if figures else []
    if not years or _between(passage, years[-1].end, figures[-1].span[0]) or years[-1].start < end:
        return [], at
    course = _between(passage, figures[-1].span[1], at)
    start = Item(figures[-1], FactRole.BASELINE, year=years[-1])
    return ([start], years[-1].start) if re.fullmatch(ARROW, course) else ([], at)


def _between(passage: Passage, begin: int, end: int) -> str:
    """Return what is said between two places beside a year."""
    words = passage.text[begin:end]
    for year in passage.plain_years:
        if begin <= year.start and year.end <= end:
            words = words.replace(passage.text[year.start : year.end], "")
    return words.strip("末 ")


def _year(passage: Passage, at: int, evaluated: int | None) -> int | None:
    """Return the year of figures that say none: the last one before them in the sentence, else the document's."""
    before = [one.year for one in passage.plain_years if one.end <= at]
    return before[-1] if before else evaluated


def _sound(found: Sequence[Item], year: int | None) -> list[Item]:
    """Return figures with role and year each, if a target is compared with something, and all are counted alike."""
    items = [_dated(one, year) for one in found]
    marks = {(one.role, one.year.year) for one in items if one.year and one.role}
    roles = {one.role for one in items}
    is_sound = len(marks) == len(items) and len({kind_of(one.figure.unit) for one in items}) == 1
    is_compared = FactRole.TARGET in roles and len(roles) > 1
    is_course = {FactRole.BASELINE, FactRole.ACTUAL} <= roles
    return items if is_sound and (is_compared or is_course) and not any(one.label for one in items) else []


def _dated(item: Item, year: int | None) -> Item:
    own = item.year or (PrintedYear(year, is_calendar=False, start=0, end=0) if year else None)
    is_past = item.role is None and own is not None and year is not None and own.year <= year
    return replace(item, year=own, role=FactRole.ACTUAL if is_past else item.role)


def _readings(told: Told, sure: Confidence) -> Sequence[Reading]:
    name, _, line, items = told
    pairs: Pairs = [
        (
            Column(role=one.role, year=one.year),
            Value(Cell(text=one.figure.text, entries=(CellFigure(figure=one.figure),)), line),
        )
        for one in items
    ]
    return [
        replace(reading, facts=tuple(fact.sure(sure) for fact in reading.facts))
        for reading in readings_of(Row(name=name, line=line), facts_of(pairs, None))
    ]
