"""Indicators as lists of labels: a line for its name, its unit and each of its figures, the same labels for all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.cells import UNNAMED, Cell, read_printed
from reports.reading.documents import Document, Line
from reports.reading.facts import COUNTED, Confidence, FactRole, Harvest, Reading
from reports.reading.figures import figures_in, is_unit
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other, Title, read_title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears

_SIGNS: Final = re.compile(r"[:：\t=＝】]|\s{2,}|　")
_OPENING: Final = "【[［・■○●◆◇□▼＜<"
_NAMES: Final = re.compile(r"指標|目標|KPI|項目|ＫＰＩ")
_LONGEST_LABEL: Final = 30
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A line that is a label and what it labels."""

    label: str
    title: Title
    said: str
    line: Line


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read indicators that each begin with the same label, if two of them at least have figures of a role."""
    lines = [line for line in document.lines if line.number not in taken and line.text.strip()]
    labelled = [one for line in lines if (one := _labelled(line, calendar))]
    first = _first_label(labelled, calendar)
    records = [one for one in _records(labelled, first) if _has_roles(one, calendar)]
    harvest = Harvest()
    if len(records) < _FEWEST:
        return harvest
    for record in records:
        harvest.readings += _readings(record, calendar)
        harvest.lines |= {one.line.number for one in record}
    return harvest


def _labelled(line: Line, calendar: NamedYears) -> _Labelled | None:
    """Return a line as its label and the rest: parted by a sign, else where the longest heading ends."""
    text = line.text.strip().lstrip(_OPENING).strip()
    ways = [(text[: match.start()], text[match.end() :]) for match in [_SIGNS.search(text)] if match]
    ways += [(text[: match.start()], text[match.end() :]) for match in reversed(list(re.finditer(" ", text)))]
    for label, said in ways:
        title = read_title(label, calendar) if len(label) <= _LONGEST_LABEL and said.strip() else None
        if title is not None:
            return _Labelled(compact(label), title, said.strip(), line)
    return None


def _first_label(labelled: Sequence[_Labelled], calendar: NamedYears) -> str:
    """Return the label of names: the first that speaks of an indicator and always has words, and comes again."""
    words = Counter(one.label for one in labelled if not read_printed(one.said, calendar).is_answer)
    every = Counter(one.label for one in labelled)
    found = [
        one
        for one in labelled
        if (one.title.meaning in {Other.NAME, FactRole.TARGET} and one.title.year is None)
        and every[one.label] == words[one.label] >= _FEWEST
    ]
    best = [one for one in found if _NAMES.search(one.label)] or [
        one for one in found if one.title.meaning is Other.NAME
    ]
    return best[0].label if best else ""


def _records(labelled: Sequence[_Labelled], first: str) -> Iterator[list[_Labelled]]:
    record: list[_Labelled] = []
    for one in labelled:
        if one.label == first:
            if record:
                yield record
            record = []
        if record or one.label == first:
            record.append(one)
    if record:
        yield record


def _has_roles(record: Sequence[_Labelled], calendar: NamedYears) -> bool:
    """Say whether a record has a figure of a role, one behind each label, and no label twice: that is of two."""
    labels = [one.label for one in record]
    cells = [read_printed(one.said, calendar) for one in record[1:] if one.title.meaning in COUNTED]
    is_single = not any(_are_several(cell) for cell in cells)
    return is_single and any(cell.has_figure for cell in cells) and len(set(labels)) == len(labels)


def _are_several(cell: Cell) -> bool:
    """Say whether figures of several years stand behind one label."""
    unnamed = any(entry.label.startswith(UNNAMED) for entry in cell.entries)
    return unnamed or (not cell.has_figure and len(list(figures_in(tidy(cell.text)))) > 1)


def _readings(record: Sequence[_Labelled], calendar: NamedYears) -> Iterator[Reading]:
    name, *rest = record
    unit = next(
        (one.said for one in rest if one.title.meaning is Other.UNIT and is_unit(compact(one.said))), ""
    )
    pairs: Pairs = []
    for one in rest:
        cell = read_printed(one.said, calendar)
        if isinstance(one.title.meaning, FactRole) and (cell.has_figure or cell.is_goal):
            column = Column(role=one.title.meaning, year=one.title.year, words=one.title.words)
            pairs.append((column, Value(cell, one.line)))
    row = Row(name=tidy(name.said), line=name.line, unit=unit)
    for reading in readings_of(row, facts_of(pairs, None)):
        yield replace(reading, facts=tuple(fact.sure(Confidence.LIKELY) for fact in reading.facts))
