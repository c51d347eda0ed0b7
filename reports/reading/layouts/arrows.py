"""Lists of the form 「name：now → then」, and the results that a later list gives in the same order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Document, Line, place
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.plans import last_year_of_plan
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.wording import named, tidy, without_number
from reports.reading.years import NamedYears

_ARROW: Final = re.compile(r"[→⇒➡▶►⇨➔➜]|->")
_HEAD: Final = re.compile(r"^(?P<name>.{2,80}?)(?::\s*|\s+\(|\((?=[\d▲△約-]|[-―ー])|\s+)(?P<from>[^:]*)$")
_SPEAKS: Final = re.compile(r"目標|計画|指標|目指|めざ|KPI|ＫＰＩ|戦略|プラン|ビジョン")
_LIST: Final = 2
_FIGURE_ALONE: Final = re.compile(r"^[▲△約-]?\s*[\d,.]+[^\s:]*$")
_RESULT: Final = re.compile(r"^(?P<value>[^()]{1,20})\((?:目標)?達成[率度]:?(?P<rate>[\d.,]+)[%％]\)$")


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row
    told: tuple[tuple[str, Fact], ...]
    line: Line


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every line that leads from a baseline to a target by an arrow."""
    harvest = Harvest()
    speaks = bool(_SPEAKS.search(document.text()))
    found = [
        one
        for line in document.lines
        if line.number not in taken
        for one in _line(line, _above(line, document), document, calendar)
    ]
    if not speaks and (len(found) < _LIST or not all(_is_dated(one) for one in found)):
        return harvest  # what was and what is, and nothing promised
    results = _results(document, calendar, taken)
    for position, one in enumerate(found):
        told = list(one.told)
        if len(results) == len(found):
            told += _result(told, results[position], document, calendar)
        sure = Confidence.LIKELY if len(found) > 1 else Confidence.UNSURE
        harvest.readings += [_sure(reading, sure) for reading in readings_of(one.row, told)]
        harvest.lines.add(one.line.number)
    if found:
        harvest.lines |= {line.number for line, _, _ in results} if len(results) == len(found) else set()
    return harvest


def _is_dated(one: _Found) -> bool:
    return all(fact.year is not None for _, fact in one.told)


def _sure(reading: Reading, sure: Confidence) -> Reading:
    facts = [fact if fact.confidence is Confidence.CERTAIN else fact.sure(sure) for fact in reading.facts]
    return replace(reading, facts=tuple(facts))


def _above(line: Line, document: Document) -> str:
    """Return the words of the line above, without its mark."""
    before = document.lines[line.number - 2].text if line.number > 1 else ""
    return without_number(tidy(before)) if "。" not in before and not _ARROW.search(before) else ""


def _line(line: Line, above: str, document: Document, calendar: NamedYears) -> Iterator[_Found]:
    words = tidy(line.text)
    is_bare = bool(_FIGURE_ALONE.match(_ARROW.split(words)[0].strip()))
    parts = _ARROW.split(f"{above} {words}" if is_bare and above else without_number(words))
    if len(parts) != 2 or len(line.text) > 200 or "。" in line.text:
        return
    if is_bare:
        name, before = above, _ARROW.split(words)[0].strip()
    elif head := _HEAD.match(parts[0].strip()):
        name, before = head["name"], head["from"].strip(" (")
    else:
        return
    if not name:
        return
    base = _cell(before, calendar)
    if is_bare and base.year is None and _cell(parts[1].strip(), calendar).year is None:
        return  # a figure that was revised, in its column
    is_cut = document.is_cut and line is document.lines[-1]
    aim = Cell(text="", is_absent=True) if is_cut else _cell(_open(parts[1].strip(), parts[0]), calendar)
    if not base.is_answer or not (aim.is_answer or parts[1].strip()):
        return
    row = Row(name=named(name), line=line)
    pairs = [
        (Column(role=FactRole.BASELINE), Value(base, line)),
        (Column(role=FactRole.TARGET), Value(aim, line)),
    ]
    told = tuple((label, fact) for label, fact in facts_of(pairs, None))
    if not aim.is_answer:
        told += (("", _words(parts[1].strip(), line)),)
    if told:
        yield _Found(row, told, line)


def _open(text: str, before: str) -> str:
    """Take off the bracket that was opened before the arrow."""
    return text[:-1] if before.count("(") > before.count(")") and text.endswith(")") else text


def _cell(text: str, calendar: NamedYears) -> Cell:
    return read_printed(text.strip(), calendar)


def _words(text: str, line: Line) -> Fact:
    """Return a target in words; one with digits that are no number is a probable misprint."""
    return Fact(
        role=FactRole.TARGET,
        place=place(line, text),
        confidence=Confidence.UNSURE,
        text=text,
        suspect=text if re.search(r"\d", text) else "",
    )


def _results(document: Document, calendar: NamedYears, taken: set[int]) -> list[tuple[Line, Cell, Decimal]]:
    found = []
    for line in document.lines:
        match = _RESULT.match(re.sub(r"^[・•○●\s]+", "", tidy(line.text)))
        if match and line.number not in taken and (cell := read_printed(match["value"], calendar)).has_figure:
            found.append((line, cell, Decimal(match["rate"].replace(",", ""))))
    return found


def _result(
    told: list[tuple[str, Fact]], result: tuple[Line, Cell, Decimal], document: Document, calendar: NamedYears
) -> list[tuple[str, Fact]]:
    """Return the result that its published rate proves to be of this target, in the target's year."""
    line, cell, rate = result
    target = next((fact for _, fact in told if fact.role is FactRole.TARGET and fact.value), None)
    if target is None or target.value is None:
        return []
    value = cell.entries[0].figure.value
    if abs(value / target.value * 100 - rate) > 1:
        return []
    year = target.year or last_year_of_plan(document, calendar)
    actual = replace(target, role=FactRole.ACTUAL, value=value, year=year, place=place(line), comparator="")
    share = replace(actual, role=FactRole.RATE, value=rate, unit="％")
    return [("", fact.sure(Confidence.CERTAIN)) for fact in (actual, share)]
