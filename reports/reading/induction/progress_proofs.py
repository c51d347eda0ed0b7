"""Numbered records over several lines, in which printed shares of the way prove start, results and final target.

The targets of the years come first, then below them the share of the way that each would be, in brackets; then the
start, the results and the final target again, and below them how far they went. Where those of three records recompute
for two years at least, they say which figure is which; what they do not reach is not told.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.induction.numbered import Numbered, cells_of, name_and_unit, numbered
from reports.reading.induction.rate_proofs import figure_of, is_printed
from reports.reading.induction.records import is_value
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 3
_FEWEST_YEARS: Final = 2
_FEWEST_EQUATIONS: Final = 2
_MOST_FAILING: Final = 4  # one for four that agree: somebody mistyped
_WHOLE: Final = Decimal(100)
_SHARE: Final = re.compile(r"\(([▲△-]?)([\d,]+(?:\.\d+)?)%\)")


@dataclass(frozen=True, slots=True)
class _Parts:
    """A record taken apart: targets, the year of the start, their shares, figures below, the shares of those."""

    record: Numbered
    first: int
    targets: tuple[Slot, ...]
    base_year: Slot | None
    planned: tuple[Slot, ...]
    target_year: Slot | None
    below: tuple[Slot, ...]
    reached: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class _Proof:
    """The start and the results of a record, and which of its yearly targets their shares prove."""

    base: Slot
    results: dict[int, Slot]
    targets: tuple[int, ...]
    equations: int


def with_progress(lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    """Return the indicators whose figures their shares of the way prove, if three records agree and few do not."""
    records = numbered(lines, calendar, by_blanks=True)
    if len(records) < _FEWEST:
        return []
    years = _years([line for line in lines if line.number < records[0].line.number], calendar)
    parts = [one for record in records if (one := _parts(record, len(years)))] if years else []
    found = [(one, proof) for one in parts if (proof := _proof(one)) is not None]
    failing = len(parts) - len(found)
    if sum(
        proof.equations >= _FEWEST_EQUATIONS for _, proof in found
    ) < _FEWEST or failing * _MOST_FAILING > len(found):
        return []
    return [reading for one, proof in found for reading in _readings(one, proof, years)]


def _years(head: Sequence[Line], calendar: NamedYears) -> list[PrintedYear]:
    """Return the years of the one row of years above the records; none if there are several or none."""
    runs: list[list[PrintedYear]] = [[]]
    for line in head:
        for one in cells_of(line, line.text, calendar, by_blanks=True):
            if one.is_year and one.year is not None:
                runs[-1].append(one.year)
            elif runs[-1]:
                runs.append([])
    found = {tuple(one.year for one in run): run for run in runs if len(run) >= _FEWEST_YEARS and _rises(run)}
    return next(iter(found.values())) if len(found) == 1 else []


def _rises(years: Sequence[PrintedYear]) -> bool:
    return all(before.year < after.year for before, after in pairwise(years))


def _parts(record: Numbered, count: int) -> _Parts | None:
    """Take a record apart, if it begins with a target for each year, and has shares of the way."""
    cells = list(record.cells)
    first = next((at for at, one in enumerate(cells) if is_value(one)), len(cells))
    end = _end(cells, first, is_value)
    targets = cells[first:end]
    if len(targets) not in {count, count + 1} or figure_of(targets[-1]) is None:
        return None
    base_year, at = _year_at(cells, end)
    end = _end(cells, at, _is_share_or_none)
    planned = cells[at:end]
    target_year, at = _year_at(cells, end)
    last = next((here for here in range(at, len(cells)) if _share(cells[here]) is not None), len(cells))
    below = [one for one in cells[at:last] if is_value(one)]
    reached = cells[last : _end(cells, last, _is_share_or_none)]
    if not below or not any(_share(one) is not None for one in (*planned, *reached)):
        return None
    return _Parts(
        record, first, tuple(targets), base_year, tuple(planned), target_year, tuple(below), tuple(reached)
    )


def _end(cells: Sequence[Slot], start: int, belongs: Callable[[Slot], bool]) -> int:
    return next((at for at in range(start, len(cells)) if not belongs(cells[at])), len(cells))


def _year_at(cells: Sequence[Slot], at: int) -> tuple[Slot | None, int]:
    """Return the year that stands at a place, if one does, and the place behind it."""
    return (cells[at], at + 1) if at < len(cells) and cells[at].is_year else (None, at)


def _share(one: Slot) -> str | None:
    """Return what is printed of a share in brackets, with its sign."""
    match = _SHARE.fullmatch(compact(one.text))
    return None if match is None else ("-" if match[1] else "") + match[2].replace(",", "")


def _is_share_or_none(one: Slot) -> bool:
    return _share(one) is not None or one.is_absent


def _proof(parts: _Parts) -> _Proof | None:
    """Return the one start from which all shares recompute, with the results that are counted from it."""
    found: list[_Proof] = []
    for below, reached in _cuts(parts):
        for at, base in enumerate(below):
            before = below[at - 1] if at else None
            if before is not None and before.line is base.line:
                continue  # a row begins with the start
            for results in _results(below[at + 1 :], parts):
                proof = _recomputed(parts, base, results, reached)
                found += [proof] if proof else []
    most = max((one.equations for one in found), default=0)
    best = [one for one in found if one.equations == most]
    alike = {(figure_of(one.base), *map(figure_of, one.results.values())) for one in best}
    return best[0] if len(alike) == 1 else None


def _cuts(parts: _Parts) -> Iterator[tuple[tuple[Slot, ...], tuple[Slot, ...]]]:
    """Yield where the shares below the results may begin: signs before the first may be of either row."""
    for end in range(len(parts.below), 0, -1):
        yield parts.below[:end], (*parts.below[end:], *parts.reached)
        if not parts.below[end - 1].is_absent:
            return


def _results(row: tuple[Slot, ...], parts: _Parts) -> Iterator[tuple[Slot, ...]]:
    """Yield the results of a row that begins with them: without the final target again, or all of it."""
    count = len(parts.targets)
    final = figure_of(parts.targets[-1])
    if row and final is not None and (last := figure_of(row[-1])) is not None and last.value == final.value:
        yield row[:-1][:count]
    elif len(row) <= count:
        yield row


def _recomputed(parts: _Parts, base: Slot, results: Sequence[Slot], reached: Sequence[Slot]) -> _Proof | None:
    """Return what shares prove of a start and results, or None if one is not theirs or none says anything."""
    start, final = figure_of(base), figure_of(parts.targets[-1])
    if start is None or final is None or start.value == final.value or len(reached) > len(results):
        return None
    way = final.value - start.value
    told: list[list[int]] = []
    equations = 0
    for row, shares in ((parts.targets, parts.planned), (results, reached)):
        agreeing: list[int] = []
        for at, (one, printed) in enumerate(zip(row, shares, strict=False)):
            figure, share = figure_of(one), _share(printed)
            if figure is None or share is None:
                if share is not None:
                    return None
                continue
            if not is_printed(Decimal(share), share, (figure.value - start.value) / way * _WHOLE):
                return None
            agreeing.append(at)
            equations += row is results or figure.value != final.value
        told.append(agreeing)
    if not equations:
        return None
    return _Proof(base, {at: results[at] for at in told[1]}, tuple(told[0]), equations)


def _readings(parts: _Parts, proof: _Proof, years: Sequence[PrintedYear]) -> list[Reading]:
    columns = list(years)
    last = parts.target_year.year if parts.target_year is not None else None
    if len(parts.targets) > len(years):
        if last is None:
            return []
        columns.append(last)
    elif last is not None and last.year != years[-1].year:
        return []
    pairs: Pairs = [(Column(role=FactRole.BASELINE, year=_year_of(parts)), _value(proof.base, parts))]
    for at in sorted({*proof.targets, len(parts.targets) - 1}):
        pairs.append((Column(role=FactRole.TARGET, year=columns[at]), _value(parts.targets[at], parts)))
    for at, one in proof.results.items():
        if at < len(years):
            pairs.append((Column(role=FactRole.ACTUAL, year=columns[at]), _value(one, parts)))
    told = [(label, fact.sure(Confidence.CERTAIN)) for label, fact in facts_of(pairs, None)]
    name, unit = name_and_unit(parts.record, parts.first)
    row = Row(name=name, line=parts.record.line, unit=unit)
    return [replace(reading, number=parts.record.number) for reading in readings_of(row, told)]


def _year_of(parts: _Parts) -> PrintedYear | None:
    return parts.base_year.year if parts.base_year is not None else None


def _value(one: Slot, parts: _Parts) -> Value:
    return Value(one.cell, one.line or parts.record.line)
