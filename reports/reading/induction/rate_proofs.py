"""Numbered records without titles, in each of which a printed rate says which figure is the target.

A rate of two figures alone is also that of voters, budgets and years before: told is only what an evaluation heads,
where no word says another comparison and some rate is above 100 per cent, which no share of a whole is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Final

from indicators.calculation.units import scaled
from reports.reading.atoms import is_mark
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.figures import Figure
from reports.reading.induction.numbered import Numbered, name_and_unit, numbered
from reports.reading.induction.records import is_value, usual
from reports.reading.plans import only_evaluated_year
from reports.reading.slots import Slot
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 3
_FEWEST_CLEAR: Final = 2  # rates that are of one of the two figures only
_MOST_VALUES: Final = 8
_MOST_INVERSE: Final = 3  # for one of these, three the usual way round
_EVALUATES: Final = re.compile(r"評価|達成|目標|進捗|指標|数値")
_OTHERWISE: Final = re.compile(
    r"予算|決算|執行|配布|回収|発送|回答|定員|投票|有権|対象者|前年|前回|対比|比較|伸び率|増減|構成比|全国"
)
_HALF: Final = Decimal("0.501")
_WHOLE: Final = Decimal(100)
_SHARE: Final = "％"
_OF_FIRST: Final = {"b/a", "2-b/a"}
_OF_SECOND: Final = {"a/b", "2-a/b"}
_MONEY: Final = "円"


@dataclass(frozen=True, slots=True)
class _Told:
    """A record whose values stand in their places; `first` is where they begin among its cells."""

    record: Numbered
    first: int
    values: tuple[Slot, ...]


_Places = tuple[int, int, int]  # of the target, of the result, of the rate


def with_rates(document: Document, lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of numbered records whose rates are all of the same two figures, else nothing."""
    records = numbered(lines, calendar, by_blanks=False)
    if len(records) < _FEWEST:
        return []
    head = [line for line in document.lines if line.number < records[0].line.number]
    year = only_evaluated_year(head, calendar)
    if year is None or not _EVALUATES.search("".join(compact(line.text) for line in head)):
        return []
    found = [told for one in records if (told := _told(one)) is not None]
    width = usual([len(one.values) for one in found])
    full = [one for one in found if len(one.values) == width]
    if width > _MOST_VALUES or len(full) * 4 < len(found) * 3 or _compares_otherwise(head, full):
        return []
    places = _places(full, width)
    return [] if places is None else [reading for one in full for reading in _readings(one, places, year)]


def _told(record: Numbered) -> _Told | None:
    """Return the first run of values of a record, with units and marks between them, if it has a figure."""
    first = next((at for at, one in enumerate(record.cells) if is_value(one)), None)
    if first is None:
        return None
    values: list[Slot] = []
    for one in record.cells[first:]:
        if is_value(one) and "。" not in one.text:
            values.append(one)
        elif not (one.is_unit or is_mark(one.text)):
            break
    return _Told(record, first, tuple(values)) if any(one.is_figure for one in values) else None


def is_money(units: Iterable[str]) -> bool:
    """Say whether all that is counted, apart from shares, is money."""
    counted = {unit for unit in units if unit != _SHARE}
    return bool(counted) and all(unit.endswith(_MONEY) for unit in counted)


def speaks_otherwise(lines: Iterable[Line]) -> bool:
    """Say whether the words above figures, sentences apart, announce other rates than those of targets."""
    return any("。" not in line.text and _OTHERWISE.search(compact(line.text)) for line in lines)


def _compares_otherwise(head: Sequence[Line], found: Sequence[_Told]) -> bool:
    """Say whether words before the figures speak of other rates, or all of it is money."""
    own = [one.text for told in found for one in told.record.cells[: told.first] if one.is_words]
    said = sum(bool(_OTHERWISE.search(compact(text))) for text in own) * 2 > len(found)
    units = [figure.unit for told in found for one in told.values if (figure := figure_of(one))]
    return said or is_money(units) or speaks_otherwise(head)


def _places(found: Sequence[_Told], width: int) -> _Places | None:
    """Return the only places of which every record's rate is, and which is the target; None if it is not sure."""
    ways: list[_Places] = []
    for rate in range(width):
        for first, second in combinations([at for at in range(width) if at != rate], 2):
            triples = [three for one in found if (three := _three(one, first, second, rate))]
            if len(triples) < _FEWEST or not any(three[2].value > _WHOLE for three in triples):
                continue
            kinds = [set(_kinds(*three)) for three in triples]
            if not all(kinds):
                continue
            if (target := _target_is_first(kinds)) is not None:
                ways.append((first, second, rate) if target else (second, first, rate))
    return ways[0] if len(ways) == 1 else None


def _three(one: _Told, first: int, second: int, rate: int) -> tuple[Figure, Figure, Figure] | None:
    """Return the three figures of a record; None where one is not printed."""
    figures = [figure_of(one.values[at]) for at in (first, second, rate)]
    if figures[0] is None or figures[1] is None or figures[2] is None:
        return None
    return figures[0], figures[1], figures[2]


def figure_of(one: Slot) -> Figure | None:
    """Return the one figure of a cell, or None."""
    entries = one.cell.entries
    return entries[0].figure if len(entries) == 1 and entries[0].upper is None else None


def _kinds(first: Figure, second: Figure, rate: Figure) -> Iterator[str]:
    """Yield in which ways a rate is that of two figures counted alike: b/a, a/b, 2-b/a, 2-a/b."""
    units = {scaled(one.unit).base for one in (first, second) if one.unit}
    if rate.unit != _SHARE or len(units) > 1 or not first.value or not second.value:
        return
    a, b = first.value, second.value
    ways = {"b/a": b / a, "a/b": a / b, "2-b/a": 2 - b / a, "2-a/b": 2 - a / b}
    for name, share in ways.items():
        if is_printed(rate.value, tidy(rate.text), share * _WHOLE):
            yield name


def is_printed(printed: Decimal, text: str, computed: Decimal) -> bool:
    """Say whether a share is what was printed, rounded to the decimals that it has there."""
    digits = re.search(r"\.(\d+)", text)
    step = Decimal(1).scaleb(-len(digits[1]) if digits else 0)
    return abs(printed - computed) <= _HALF * step


def _target_is_first(kinds: Sequence[set[str]]) -> bool | None:
    """Return whether the first figure is the target: most rates are of it. None where it may be either."""
    fit = [sum(bool(one & ways) for one in kinds) for ways in (_OF_FIRST, _OF_SECOND)]
    first = sum(not one & _OF_SECOND for one in kinds)
    second = sum(not one & _OF_FIRST for one in kinds)
    more, less = max(first, second), min(first, second)
    if max(fit) < _FEWEST or more < _FEWEST_CLEAR or more < _MOST_INVERSE * less:
        return None
    return first > second


def _readings(one: _Told, places: _Places, year: int) -> list[Reading]:
    printed = PrintedYear(year, is_calendar=False, start=0, end=0)
    roles = (FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE)
    values = [one.values[at] for at in places]
    if not all(figure_of(value) for value in values):
        return []
    pairs = [
        (Column(role=role, year=printed), Value(value.cell, value.line or one.record.line))
        for role, value in zip(roles, values, strict=True)
    ]
    told = [(label, fact.sure(Confidence.CERTAIN)) for label, fact in facts_of(pairs, None)]
    name, unit = name_and_unit(one.record, one.first)
    row = Row(name=name, line=one.record.line, unit=unit)
    return [replace(reading, number=one.record.number) for reading in readings_of(row, told)]
