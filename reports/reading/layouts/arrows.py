"""Lists of the form 「name：now → then」, or of what stands in place of arrows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.arrow_chains import Chain, chains_in
from reports.reading.arrow_legends import ArrowLegend, bracket_columns, columns_at, legends_in, order_in
from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Document, Line, place
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.plans import target_year
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.titles import read_title
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears, PrintedYear

_SPEAKS: Final = re.compile(r"目標|計画|指標|目指|めざ|KPI|ＫＰＩ|戦略|プラン|ビジョン")
_REVISED: Final = re.compile(r"^(?:変更|見直し|改定|改訂|修正)(?:後|目標)(?:の?目標)?値?[: ]*")
_UNREVISED: Final = re.compile(
    r"^(?:当初|変更前|見直し前|改定前|改訂前|修正前|現行)(?:の?(?:目標|計画))?値?[: ]*"
)
_STROKE: Final = re.compile(r"\s*/\s*(?=\D{0,3}\d|[^\d/]*$)")
_REMARK: Final = re.compile(r"\s*\([^()]*\).*$|\s+[^\d\s]+$")  # （99.6％）　Ｂ
_LABELLED: Final = re.compile(r"[・(]?(?P<title>[^:・()]{2,16}):(?P<said>[^:。]{1,40})$")
_NOTE: Final = re.compile(r"\s*\((?:※|注)\d*\)$")
_PAIR: Final = 2
_LISTED: Final = ("said", "aim", "bracket")  # one of them is a sentence or a remark, and no list
_PLAIN: Final = (Column(role=FactRole.BASELINE), Column(role=FactRole.TARGET))


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row
    told: tuple[tuple[str, Fact], ...]
    line: Line
    kind: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What the document says once: of its arrows, of what stands in brackets, the year of its aims."""

    legends: Sequence[ArrowLegend]
    bracket: tuple[Column, ...]
    order: tuple[Column, ...]
    year: PrintedYear | None


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every line that leads from a baseline to a target by an arrow, or over what was counted between."""
    harvest = Harvest()
    speaks = bool(_SPEAKS.search(document.text()))
    said = _Said(
        legends_in(document, calendar),
        bracket_columns(document, calendar),
        order_in(document),
        target_year(document, calendar),
    )
    found = [
        one
        for line in document.lines
        if line.number not in taken
        for chain in chains_in(line, document, calendar)
        if (one := _found(chain, line, document, said, calendar)) is not None
    ]
    kinds = Counter(one.kind for one in found)
    found = [one for one in found if one.kind not in _LISTED or kinds[one.kind] >= _PAIR]
    if not speaks and (len(found) < _PAIR or not all(_is_dated(one) for one in found)):
        return harvest  # what was and what is, and nothing promised
    sure = Confidence.LIKELY if len(found) > 1 else Confidence.UNSURE
    for one in found:
        told = one.told
        if one.kind == "arrow" and (below := _below(one.line, document, taken)):
            told += _result(below, calendar)
            harvest.lines.add(below.number)
        harvest.readings += [_sure(reading, sure) for reading in readings_of(one.row, told)]
        harvest.lines.add(one.line.number)
    return harvest


def _below(line: Line, document: Document, taken: set[int]) -> Line | None:
    """Return the line below a chain if it is a label and what it says: 令和5年度実績：541件."""
    rest = (one for one in document.lines[line.number :] if one.text.strip())
    below = next(rest, None)
    is_free = below is not None and below.number not in taken
    return below if is_free and below is not None and _LABELLED.match(tidy(below.text)) else None


def _result(line: Line, calendar: NamedYears) -> tuple[tuple[str, Fact], ...]:
    """Return what was counted in the year that the label of a line says."""
    match = _LABELLED.match(tidy(line.text))
    title = read_title(match["title"], calendar) if match else None
    cell = read_printed(_NOTE.sub("", match["said"]), calendar) if match else None
    if title is None or title.meaning is not FactRole.ACTUAL or title.year is None or cell is None:
        return ()
    pair = (Column(role=FactRole.ACTUAL, year=title.year), Value(cell, line))
    return tuple(facts_of([pair], None)) if cell.has_figure and cell.is_answer else ()


def _is_dated(one: _Found) -> bool:
    return all(fact.year is not None for _, fact in one.told)


def _sure(reading: Reading, sure: Confidence) -> Reading:
    facts = [fact if fact.confidence is Confidence.CERTAIN else fact.sure(sure) for fact in reading.facts]
    return replace(reading, facts=tuple(facts))


def _columns(chain: Chain, line: Line, said: _Said) -> tuple[Column, ...]:
    """Return what the cells of a chain are, by what the document says once, else a start and an aim."""
    if chain.kind == "bracket":
        return said.bracket
    if chain.kind == "aim":
        return (Column(role=FactRole.TARGET, year=said.year),) if said.year else ()
    return columns_at(line.number, said.legends, len(chain.cells)) or _PLAIN


def _found(chain: Chain, line: Line, document: Document, said: _Said, calendar: NamedYears) -> _Found | None:
    chain = _in_order(chain, len(said.order))
    columns = said.order if len(chain.cells) == len(said.order) else _columns(chain, line, said)
    if len(columns) != len(chain.cells):
        return None
    cells = [read_printed(one, calendar) for one in chain.cells]
    if chain.kind == "bare" and columns is _PLAIN and all(one.year is None for one in cells):
        return None  # a figure that was revised, in its column
    if chain.kind in {"aim", "bracket"} and not all(one.is_answer for one in cells):
        return None
    if document.is_cut and line is document.lines[-1]:
        cells[-1] = Cell(text="", is_absent=True)
    told = _revised(cells, line) or _told(cells, columns, line)
    row = Row(name=named(chain.name), line=line, unit=chain.unit)
    return _Found(row, told, line, chain.kind) if told else None


def _in_order(chain: Chain, width: int) -> Chain:
    """Return a chain whose cells, of which some are parted by strokes, are as many as a document says; else itself."""
    cells = [part for one in chain.cells for part in _STROKE.split(one)]
    if chain.kind != "arrow" or len(cells) != width or len(chain.cells) == width:
        return chain
    return replace(chain, cells=(*cells[:-1], _REMARK.sub("", cells[-1])))


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


def _words(text: str, line: Line) -> Fact:
    """Return a target in words; one with digits that are no number is a probable misprint."""
    return Fact(
        role=FactRole.TARGET,
        place=place(line, text),
        confidence=Confidence.UNSURE,
        text=text,
        suspect=text if re.search(r"\d", text) else "",
    )
