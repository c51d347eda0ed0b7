"""Rows whose years are printed with one of them: those behind it have figures alone, of the years last printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.induction.records import Cells, is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_FEWEST_YEARS: Final = 2
_FEWEST_ROWS: Final = 2
_CUT_NAME: Final = 5  # letters


@dataclass(slots=True)
class _Told:
    """One indicator: its name, its unit, the figure before the years, those of the years."""

    words: list[Slot]
    base: Slot | None
    values: list[Slot] = field(default_factory=list)
    years: list[Slot] = field(default_factory=list)
    single: Slot | None = None


def with_shared_years(rows: Sequence[Cells], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of rows of which some end with years whose figures stand in the next row."""
    whole = list(_told(rows))  # the values of one are found behind it
    told = [(one, bool(one.values) and _follows(one)) for one in whole]
    count = sum(is_found for _, is_found in told)
    if count < _FEWEST_ROWS:
        return []
    aims = any(_is_target(one, calendar) for row in rows for one in row)
    sure = Confidence.LIKELY if count > _FEWEST_ROWS else Confidence.UNSURE
    readings = [
        reading
        for one, is_found in told
        if one.base is not None and (is_found or (one.single is not None and aims))
        for reading in _readings(one, aims)
    ]
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _is_target(one: Slot, calendar: NamedYears) -> bool:
    title = rough_slot(one.text, calendar).title
    return title is not None and title.meaning is FactRole.TARGET


def _told(rows: Sequence[Cells]) -> Iterator[_Told]:
    years: list[Slot] = []
    waiting: _Told | None = None
    last: _Told | None = None  # a name and its baseline, whose years may be a row of their own
    for printed in rows:
        row = [one for one in printed if one.text]
        words, base, figures, dates = _parts(row)
        if not words and dates and base is None and last is not None:
            years = last.years = dates
            waiting, last = last, None
            yield waiting
            continue
        last = _Told(words, base) if words and base is not None and not figures and not dates else None
        if words and dates and not figures:
            years = dates
            waiting = _Told(words, base, years=years)
            yield waiting
        elif not words and waiting is not None and not waiting.values:
            shown = [*([base] if base is not None else []), *figures]
            if len(shown) == len(years) and not dates:
                waiting.values = shown
            waiting = None
        elif words and figures and not dates:
            told = _Told(words, base)
            if len(figures) == len(years) and years:
                told.values, told.years = figures, years
            elif len(figures) == 1:
                told.single = figures[0]
            yield told


def _parts(row: Sequence[Slot]) -> tuple[list[Slot], Slot | None, list[Slot], list[Slot]]:
    """Return the words that a row begins with, its first figure, the further ones, and the years that end it."""
    first = next((at for at, one in enumerate(row) if is_value(one) or one.is_year), len(row))
    words = [one for one in row[:first] if one.is_words]
    rest = row[first:]
    figures = [one for one in rest if is_value(one)]
    dates = [one for one in rest if one.is_year]
    if len(words) < first or len(figures) + len(dates) < len(rest):
        return [], None, [], []
    if dates and (len(dates) < _FEWEST_YEARS or rest[-len(dates) :] != dates or not _rises(dates)):
        return [], None, [], []
    return words, figures[0] if figures else None, figures[1:], dates


def _rises(years: Sequence[Slot]) -> bool:
    return all(
        before.year and after.year and before.year.year < after.year.year for before, after in pairwise(years)
    )


def _follows(one: _Told) -> bool:
    """Say whether the figure before the years is of an earlier one."""
    base = one.base.cell.year if one.base is not None else None
    first = one.years[0].year if one.years else None
    return first is not None and (base is None or base.year < first.year)


def _readings(one: _Told, aims: bool) -> list[Reading]:
    words = one.words
    line = words[0].line
    assert line is not None  # noqa: S101
    unit = next((compact(word.text) for word in words[1:] if word.is_unit), "")
    pairs: Pairs = []
    if one.base is not None:
        pairs.append((Column(role=FactRole.BASELINE), Value(one.base.cell, one.base.line or line)))
    for year, value in zip(one.years, one.values, strict=False):
        column = Column(role=FactRole.TARGET, year=year.year, words=year.text)
        pairs.append((column, Value(value.cell, value.line or line)))
    if one.single is not None and aims:
        pairs.append((Column(role=FactRole.TARGET), Value(one.single.cell, one.single.line or line)))
    return readings_of(Row(name=_name(words), line=line, unit=unit), facts_of(pairs, None))


def _name(words: Sequence[Slot]) -> str:
    """Return the name: the longest of words of which one is the beginning of the other, else the last."""
    shown = [one for one in words if not one.is_unit] or list(words)
    last = shown[-1].text
    whole = [one.text for one in shown if compact(one.text).startswith(compact(last)[:_CUT_NAME])]
    return named(max(whole, key=len, default=last))
