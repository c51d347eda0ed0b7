"""Lists of the form 「name：now → then」, and the results that a later list gives in the same order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.arrow_legends import ArrowLegend, columns_at, legends_in
from reports.reading.cells import Cell, read_printed
from reports.reading.dated_items import without_row_number
from reports.reading.documents import Document, Line, place
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.wording import ARROW, named, tidy, without_number
from reports.reading.years import NamedYears

_ARROW: Final = re.compile(ARROW)
_HEAD: Final = re.compile(r"^(?P<name>.{2,80}?)(?::\s*|\s+\(|\((?=[\d▲△約-]|[-―ー])|\s+)(?P<from>[^:]*)$")
_FROM_TO: Final = re.compile(
    r"^(?P<name>[^。、]{2,60}?)(?:を|について)、?\s*(?P<from>[^。、]{0,12}\d[^。、]*?)(?:から|より)、?\s*"
    r"(?P<to>[^。、]{0,14}\d[^。、]*?)(?:に|へと?|まで(?:に)?|と(?=する|します))"
    r"(?:増加|減少|向上|上昇|低下|改善|拡大|縮小|短縮|延長|引上げ|引下げ|増や|減ら|高め|伸ば|引き上げ|引き下げ|広げ)?"
    r"(?:す|る|し|さ|せ|ま|こと|を目指|目指|とする)*。?$"
)
_SPEAKS: Final = re.compile(r"目標|計画|指標|目指|めざ|KPI|ＫＰＩ|戦略|プラン|ビジョン")
_REVISED: Final = re.compile(r"^(?:変更|見直し|改定|改訂|修正)(?:後|目標)(?:の?目標)?値?[: ]*")
_UNREVISED: Final = re.compile(
    r"^(?:当初|変更前|見直し前|改定前|改訂前|修正前|現行)(?:の?(?:目標|計画))?値?[: ]*"
)
_PAIR: Final = 2
_LONGEST: Final = 200
_FIGURE_ALONE: Final = re.compile(r"^[▲△約-]?\s*[\d,.]+[^\s:]*$")
_PLAIN: Final = (Column(role=FactRole.BASELINE), Column(role=FactRole.TARGET))


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row
    told: tuple[tuple[str, Fact], ...]
    line: Line
    is_said: bool


@dataclass(frozen=True, slots=True)
class _Chain:
    """A name and the cells that arrows lead through; `is_said` where words (から, に) stand for the arrow."""

    name: str
    cells: tuple[str, ...]
    is_bare: bool = False
    is_said: bool = False


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every line that leads from a baseline to a target by an arrow, or over what was counted between."""
    harvest = Harvest()
    speaks = bool(_SPEAKS.search(document.text()))
    legends = legends_in(document, calendar)
    found = [
        one
        for line in document.lines
        if line.number not in taken
        if (one := _line(line, document, legends, calendar)) is not None
    ]
    if sum(one.is_said for one in found) < _PAIR:
        found = [one for one in found if not one.is_said]  # a sentence, and no list
    if not speaks and (len(found) < _PAIR or not all(_is_dated(one) for one in found)):
        return harvest  # what was and what is, and nothing promised
    sure = Confidence.LIKELY if len(found) > 1 else Confidence.UNSURE
    for one in found:
        harvest.readings += [_sure(reading, sure) for reading in readings_of(one.row, one.told)]
        harvest.lines.add(one.line.number)
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


def _chain(line: Line, document: Document) -> _Chain | None:
    """Return the name of a line, or of the one above it, and what its arrows lead through."""
    words = tidy(line.text)
    if len(line.text) > _LONGEST:
        return None
    if match := _FROM_TO.match(without_number(words)):
        return _Chain(without_row_number(match["name"]), (match["from"], match["to"]), is_said=True)
    first, *others = _ARROW.split(words)
    if not others or "。" in line.text:
        return None
    if _FIGURE_ALONE.match(first.strip()):
        above = _above(line, document)
        return _Chain(above, (first.strip(), *others), is_bare=True) if above else None
    head = _HEAD.match(without_number(first).strip())
    if head is None:
        return None
    last = _open(others[-1].strip(), first)
    return _Chain(without_row_number(head["name"]), (head["from"].strip(" ("), *others[:-1], last))


def _line(
    line: Line, document: Document, legends: Sequence[ArrowLegend], calendar: NamedYears
) -> _Found | None:
    chain = _chain(line, document)
    if chain is None:
        return None
    columns = columns_at(line.number, legends, len(chain.cells)) or _PLAIN
    if len(columns) != len(chain.cells):
        return None
    cells = [read_printed(one, calendar) for one in chain.cells]
    if chain.is_bare and columns is _PLAIN and all(one.year is None for one in cells):
        return None  # a figure that was revised, in its column
    if document.is_cut and line is document.lines[-1]:
        cells[-1] = Cell(text="", is_absent=True)
    told = _revised(cells, line) or _told(cells, columns, line)
    return _Found(Row(name=named(chain.name), line=line), told, line, chain.is_said) if told else None


def _told(cells: Sequence[Cell], columns: Sequence[Column], line: Line) -> tuple[tuple[str, Fact], ...]:
    """Return the facts of a chain whose cells are answers; its end may be a target in words."""
    *before, aim = cells
    if not all(one.is_answer for one in before) or not (aim.is_answer or aim.text):
        return ()
    pairs = [(column, Value(one, line)) for column, one in zip(columns, cells, strict=True)]
    told = tuple((label, fact) for label, fact in facts_of(pairs, None))
    return told if aim.is_answer else (*told, ("", _words(aim.text, line)))


def _revised(cells: Sequence[Cell], line: Line) -> tuple[tuple[str, Fact], ...]:
    """Return the target of a chain that leads from the target of before (当初, 変更前) to the one that holds now."""
    old, new = cells[0], cells[-1]
    if not (_UNREVISED.match(old.text) and _REVISED.match(new.text)) or not (old.entries and new.entries):
        return ()
    told = facts_of([(Column(role=FactRole.TARGET), Value(new, line))], None)
    return tuple(("", replace(fact, revised_from=old.entries[0].figure.value)) for _, fact in told)


def _open(text: str, before: str) -> str:
    """Take off the bracket that was opened before the arrow."""
    return text[:-1] if before.count("(") > before.count(")") and text.endswith(")") else text


def _words(text: str, line: Line) -> Fact:
    """Return a target in words; one with digits that are no number is a probable misprint."""
    return Fact(
        role=FactRole.TARGET,
        place=place(line, text),
        confidence=Confidence.UNSURE,
        text=text,
        suspect=text if re.search(r"\d", text) else "",
    )
