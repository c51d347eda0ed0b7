"""Values before their names: the cells of all rows behind each other under a few titles, then names in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indicators.calculation.units import scaled
from reports.reading.documents import Line
from reports.reading.facts import COUNTED, Confidence, FactRole, Reading
from reports.reading.induction.numbered import cells_of
from reports.reading.induction.rate_proofs import figure_of
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_MARKED: Final = re.compile(r"(?:[○●・◇◆□■◎〇]|\(?\d{1,2}[).．、]|[①-⑳])\s*(?P<name>.*[㐀-鿿々ァ-ヶ].*)")
_BRACKET: Final = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_LONGEST_REST: Final = 20  # letters of a name that goes on


@dataclass(slots=True)
class _Table:
    """Titles of a few columns, the values below them, and the names."""

    titles: list[Slot] = field(default_factory=list)
    values: list[Slot] = field(default_factory=list)
    names: list[list[Slot]] = field(default_factory=list)


def with_cycles(lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    """Return the indicators whose names stand behind the values of all, if there are as many of both."""
    cells = [
        one for line in lines for one in cells_of(line, line.text, calendar, by_blanks=False) if one.text
    ]
    return [
        reading
        for table in _tables(_with_brackets(cells, calendar), calendar)
        if _is_sound(table)
        for reading in _readings(table)
    ]


def _with_brackets(cells: Sequence[Slot], calendar: NamedYears) -> list[Slot]:
    """Return cells with those in brackets put behind the title or value before them."""
    found: list[Slot] = []
    for one in cells:
        last = found[-1] if found else None
        if (
            last is not None
            and _BRACKET.fullmatch(tidy(one.text))
            and (is_value(last) or _role(last, calendar) is not None)
        ):
            found[-1] = slot(f"{last.text}{one.text}", calendar).on(last.line)
        else:
            found.append(one)
    return found


def _role(one: Slot, calendar: NamedYears) -> FactRole | None:
    title = rough_slot(one.text, calendar).title
    return title.meaning if title is not None and title.meaning in COUNTED else None  # type: ignore[return-value]


def _tables(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[_Table]:
    """Yield each run of titles with the values and the marked names behind it."""
    at = 0
    while at < len(cells):
        table = _Table()
        while at < len(cells) and not is_value(cells[at]) and _role(cells[at], calendar) is not None:
            table.titles.append(rough_slot(cells[at].text, calendar).on(cells[at].line))
            at += 1
        if len(table.titles) < _FEWEST:
            at += not table.titles
            continue
        at = _filled(table, cells, at, calendar)
        yield table


def _filled(table: _Table, cells: Sequence[Slot], at: int, calendar: NamedYears) -> int:
    """Put values and names into a table, and return where it ends."""
    while at < len(cells) and _role(cells[at], calendar) is None:
        one = cells[at]
        if is_value(one) and len(table.names) < _FEWEST:
            table.values.append(one)
        elif _MARKED.fullmatch(tidy(one.text)):
            table.names.append([one])
        elif table.names and one.is_words and len(one.text) <= _LONGEST_REST and "。" not in one.text:
            table.names[-1].append(one)
        else:
            break
        at += 1
    return at


def _is_sound(table: _Table) -> bool:
    """Say whether there are as many cycles as names, all alike: own years in the same places, one unit in each."""
    width, roles = len(table.titles), {one.title.meaning for one in table.titles if one.title}
    if len(table.names) < _FEWEST or len(table.values) != width * len(table.names):
        return False
    if FactRole.TARGET not in roles or len(roles) < _FEWEST:
        return False
    columns = [table.values[at::width] for at in range(width)]
    dated = [{one.cell.year is not None for one in column if one.is_figure} for column in columns]
    if any(len(one) > 1 for one in dated) or {True} not in dated or {False} not in dated:
        return False
    return all(
        title.year is not None or own == {True} for title, own in zip(table.titles, dated, strict=True)
    ) and all(_is_alike(cycle) for cycle in _cycles(table))


def _cycles(table: _Table) -> list[list[Slot]]:
    width = len(table.titles)
    return [table.values[at : at + width] for at in range(0, len(table.values), width)]


def _is_alike(cycle: Sequence[Slot]) -> bool:
    return (
        len({scaled(figure.unit).base for one in cycle if (figure := figure_of(one)) and figure.unit})
        < _FEWEST
    )


def _readings(table: _Table) -> list[Reading]:
    readings: list[Reading] = []
    for words, cycle in zip(table.names, _cycles(table), strict=True):
        line = words[0].line
        match = _MARKED.fullmatch(tidy(words[0].text))
        if line is None or match is None:
            continue
        pairs: Pairs = [
            (
                Column(role=title.title.meaning, year=title.year, words=title.text),
                Value(one.cell, one.line or line),
            )
            for title, one in zip(table.titles, cycle, strict=True)
            if title.title is not None and isinstance(title.title.meaning, FactRole)
        ]
        name = named(" ".join([match["name"], *(one.text for one in words[1:])]))
        sure = Confidence.LIKELY if len(table.names) > _FEWEST else Confidence.UNSURE
        told = [(label, fact.sure(sure)) for label, fact in facts_of(pairs, None)]
        readings += readings_of(Row(name=name, line=line), told)
    return readings
