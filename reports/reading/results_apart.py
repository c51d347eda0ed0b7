"""Results in a list of their own: 「① 3,842人／日 未達成」 below a heading of results, its ① that of a target above."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Document, Line, place
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.plans import last_year_of_plan
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

_MARK: Final = re.compile(
    r"^[\s・•○●]*(?:(?:指標|目標|KPI)\s?)?(?P<mark>[①-⑳]|\(\d{1,2}\)|\d{1,2}(?=[.)．、:]|\s)|[アイウエオカキク](?=[.)．、:]|\s))[.)．、:]?\s*"
)
_NUMBER_ALONE: Final = re.compile(
    r"[【\[(]?(?:成果|評価)?(?:指標|目標|KPI)\s?(?P<mark>[①-⑳]|\d{1,2})[】\])]?:?"
)
_ONLY_MARK: Final = re.compile(
    r"(?:(?:成果|評価)?指標|目標|KPI)? ?(?:[ア-コ①-⑳]|\(?\d{1,2}\)?)"
)  # names nothing
_RESULT: Final = re.compile(
    r"^(?P<value>[^()]{1,24}?)\s*(?:\((?P<note>[^()]{1,20})\))?\s*"
    r"(?P<verdict>(?:目標)?(?:未?達成|未達)|[○◎△×✕●◯]|[A-E])?$"
)
_RATE: Final = re.compile(r"達成[率度]:?(?P<rate>[\d.,]+)[%％]")
_HEADS: Final = re.compile(r"結果|達成状況|実績|評価値|進捗")
_HALFWAY: Final = re.compile(r"中間(?!目標)")
_FEWEST: Final = 2
_LONGEST: Final = 80
_BLOCK: Final = 12  # lines that say something of one number
_HEADING: Final = 6  # lines above the first result
_EXACT: Final = 1  # per cent


@dataclass(frozen=True, slots=True)
class _Result:
    mark: str
    line: Line
    cell: Cell
    rate: Decimal | None
    said: str = ""  # what heads it


def with_results_apart(
    document: Document, readings: Sequence[Reading], calendar: NamedYears
) -> list[Reading]:
    """Return readings with the results that a list below says by their numbers, or whose rates prove their order."""
    goals = {at: one for at, one in enumerate(readings) if _target(one) and not one.of(FactRole.ACTUAL)}
    told = list(readings)
    if len(goals) < _FEWEST:
        return told
    taken = {fact.place.line for one in readings if not _is_called_by_mark(one) for fact in one.facts}
    put: set[int] = set()
    year = last_year_of_plan(document, calendar)
    runs = (*_runs(document, taken, calendar), _blocks(document, calendar))
    for run in runs:
        if len(run) < _FEWEST:
            continue
        pairs = _by_marks(run, goals, document) or _in_order(run, goals)
        if not pairs or not all(_agree(goals[at], result) for at, result in pairs):
            continue
        if any(_faced(goals[at], result) is None for at, result in pairs):
            continue  # what was counted halfway is of no year that is printed
        for at, result in pairs:
            told[at] = replace(told[at], facts=(*told[at].facts, *_facts(goals[at], result, year)))
        goals = {at: one for at, one in goals.items() if at not in dict(pairs)}
        put |= {result.line.number for result in run}
    return [one for one in told if not (_is_called_by_mark(one) and one.place.line in put)]


def _is_called_by_mark(reading: Reading) -> bool:
    """Say whether a reading has a number for a name, ②: what a list calls so is named elsewhere."""
    return bool(_ONLY_MARK.fullmatch(tidy(reading.name)))


def with_one_name(document: Document, readings: Sequence[Reading]) -> list[Reading]:
    """Return readings of which those behind another one's number, with all that it says, are put to its name.

    A list of aims and the table that defines them number them alike: 「1. 率を41％から58％に」, 「1 割合 41％ 58％」.
    """
    told: list[Reading] = []
    for one in sorted(readings, key=lambda one: one.place.line):
        mark = _mark_of(one, document)
        first = next((at for at, other in enumerate(told) if mark and _says_as_much(other, one)), None)
        if first is None or _mark_of(told[first], document) != mark:
            told.append(one)
            continue
        known = {_said(fact) for fact in told[first].facts}
        more = [fact for fact in one.facts if _said(fact) not in known]
        told[first] = replace(told[first], facts=(*told[first].facts, *more))
    return told if len(told) + _FEWEST <= len(readings) else list(readings)


def _says_as_much(one: Reading, other: Reading) -> bool:
    """Say whether of two readings one says all that the other does, a start and an aim at least."""
    first, second = ({_said(fact) for fact in reading.facts} for reading in (one, other))
    return len(first & second) >= _FEWEST and (first <= second or second <= first)


def _said(fact: Fact) -> tuple[FactRole, int | None, Decimal | None]:
    return fact.role, fact.year, fact.value


def _target(reading: Reading) -> Fact | None:
    """Return the last target of a reading, if all are figures and one alone is without a year."""
    targets = [fact for fact in reading.facts if fact.role is FactRole.TARGET]
    if any(fact.value is None or (fact.year is None and len(targets) > 1) for fact in targets):
        return None
    return max(targets, key=lambda fact: fact.year or 0, default=None)


def _runs(document: Document, taken: set[int], calendar: NamedYears) -> Iterator[list[_Result]]:
    """Yield the lists of two results or more, one a line."""
    run: list[_Result] = []
    for line in document.lines:
        result = _result(line, calendar) if line.number not in taken else None
        if result is not None:
            run.append(result)
        elif line.text.strip():
            yield run
            run = []
    yield run


def _result(line: Line, calendar: NamedYears) -> _Result | None:
    words = tidy(line.text)
    if len(line.text) > _LONGEST:
        return None
    mark = _MARK.match(words)
    match = _RESULT.match((words[mark.end() :] if mark else words.lstrip("・•○● ")).strip())
    if match is None or not (mark or match["note"]):
        return None
    cell = read_printed(match["value"], calendar)
    rate = _RATE.search(match["note"] or "")
    if len(cell.entries) != 1 or cell.entries[0].label:
        return None
    share = Decimal(rate["rate"].replace(",", "")) if rate else None
    return _Result(mark["mark"] if mark else "", line, cell, share)


def _blocks(document: Document, calendar: NamedYears) -> list[_Result]:
    """Return the results that stand behind their title in what is said below a number: 指標1, 最終実績値, 55％."""
    found: list[_Result] = []
    mark, begun, said = "", 0, ""
    for line in document.lines:
        words = tidy(line.text).strip()
        if alone := _NUMBER_ALONE.fullmatch(words):
            mark, begun, said = alone["mark"], line.number, ""
            continue
        if not mark or line.number - begun > _BLOCK or not words:
            continue
        title = read_title(words, calendar)
        cell = read_printed(words, calendar) if said else None
        if cell and len(cell.entries) == 1:
            found.append(_Result(mark, line, cell, None, said))
            mark = ""
        said = words if title is not None and title.meaning is FactRole.ACTUAL else ""
    return found


def _by_marks(
    run: Sequence[_Result], goals: dict[int, Reading], document: Document
) -> list[tuple[int, _Result]]:
    """Return which goal each result is of by its number, if a heading says that they are results."""
    first = run[0].line.number
    above = [tidy(line.text) for line in document.lines[max(first - 1 - _HEADING, 0) : first - 1]]
    if not all(one.mark for one in run) or not any(map(_HEADS.search, above)):
        return []
    marks = {at: _mark_of(one, document) for at, one in goals.items() if one.place.line < first}
    counts = Counter(marks.values())
    places = {mark: at for at, mark in marks.items() if counts[mark] == 1}
    if len({one.mark for one in run}) < len(run) or not all(one.mark in places for one in run):
        return []
    heading = " ".join(above)
    return [(places[one.mark], replace(one, said=one.said or heading)) for one in run]


def _mark_of(reading: Reading, document: Document) -> str:
    match = _MARK.match(tidy(document.lines[reading.place.line - 1].text))
    return match["mark"] if match else ""


def _in_order(run: Sequence[_Result], goals: dict[int, Reading]) -> list[tuple[int, _Result]]:
    """Return goals and as many results in their order, if the rate of each proves it."""
    pairs = list(zip(goals, run, strict=False))
    is_proven = len(run) == len(goals) and all(_is_proven(goals[at], result) for at, result in pairs)
    return pairs if is_proven else []


def _is_proven(reading: Reading, result: _Result) -> bool:
    target = _target(reading)
    if result.rate is None or target is None or not target.value:
        return False
    return abs(result.cell.entries[0].figure.value / target.value * 100 - result.rate) <= _EXACT


def _agree(reading: Reading, result: _Result) -> bool:
    """Say whether a target and a result are counted alike."""
    target = _target(reading)
    units = {result.cell.entries[0].figure.unit, (target.unit if target else "") or reading.unit} - {""}
    return len(units) < _FEWEST


def _faced(reading: Reading, result: _Result) -> Fact | None:
    """Return the target that a result stands beside: the last one, and halfway (中間) the one before it."""
    if _HALFWAY.search(result.said) is None:
        return _target(reading)
    targets = sorted(
        (one for one in reading.facts if one.role is FactRole.TARGET and one.year),
        key=lambda one: one.year or 0,
    )
    return targets[-2] if len(targets) >= _FEWEST else None


def _facts(reading: Reading, result: _Result, last: int | None) -> Iterator[Fact]:
    """Yield the result in the year of its target, or its own, and its rate where that is proven."""
    target = _faced(reading, result)
    if target is None:
        return
    entry = result.cell.entries[0]
    actual = replace(
        target,
        role=FactRole.ACTUAL,
        value=entry.figure.value,
        year=entry.year.year if entry.year else target.year or last,
        place=place(result.line),
        comparator="",
        approx=entry.figure.approx,
    )
    if not _is_proven(reading, result):
        yield actual
        return
    yield actual.sure(Confidence.CERTAIN)
    yield replace(actual, role=FactRole.RATE, value=result.rate, unit="％").sure(Confidence.CERTAIN)
