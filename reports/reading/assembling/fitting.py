"""Which columns the figures of some rows have: by the places of a divided head, else in the order of its titles."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.assembling.columns import Headed, columns_by_place
from reports.reading.assembling.labels import label_of
from reports.reading.assembling.ordering import columns_in_order, columns_of_head
from reports.reading.assembling.pairing import FigureColumns, apart_in, first_value, with_places
from reports.reading.assembling.rows import PrintedRow
from reports.reading.assembling.setting import columns_as_set
from reports.reading.facts import COUNTED, FactRole
from reports.reading.induction.records import is_value
from reports.reading.titles import Other
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear

_TOGETHER: Final = re.compile(r"(?P<count>\d{1,2})[かカヶケ]?年(?:間|計)")
_FEWEST: Final = 2
_MOST_COUNTS: Final = 5
_MOST_HEAD: Final = 12  # rows: of a text that goes on like a head, the last ones


def columns_of(
    head_rows: Sequence[PrintedRow], rows: Sequence[PrintedRow], calendar: NamedYears, *, divided: bool
) -> FigureColumns:
    """Return the columns of the figures of some rows; none where the head does not give them."""
    head_rows = head_rows[-_MOST_HEAD:]
    if divided:
        width = Counter(len(row.pieces) for row in rows).most_common(1)[0][0]
        head = [row for row in head_rows if row.is_divided]
        placed = columns_by_place(head, width, calendar)
        whole = [row for row in rows if len(row.pieces) == width]
        if figures := _of_figures(placed, whole):
            return FigureColumns(tuple(figures), by_place=True)
    head = [row for row in head_rows if row.is_divided is divided]
    if not divided and _is_possible(found := figure_columns(columns_as_set(head, rows, calendar))):
        return _in_order(found, rows)
    counts = Counter(count for row in rows if (count := count_of(row)) >= _FEWEST)
    for count, _ in counts.most_common(_MOST_COUNTS):
        for some in (head, head_rows):
            if some and _is_possible(found := columns_in_order(some, count, calendar)):
                return _in_order(with_places(found, rows), rows)
    found = columns_of_head(head, calendar)
    labelled = [row for row in rows if any(label_of(one.text) is not None for one in row.filled)]
    if len(labelled) >= _FEWEST and _is_possible(found) and max(counts, default=0) <= len(found):
        return _in_order(found, rows)
    return FigureColumns()


def figure_columns(columns: Sequence[Headed]) -> list[Headed]:
    """Return columns of which each says what its figures are, or that they are none that are told; else nothing."""
    told = [
        one if one.holds_figures or one.meaning is None else replace(one, meaning=Other.COST)
        for one in columns
    ]
    return [] if any(one.meaning is None and one.year is None for one in told) else told


def with_evaluated_year(figures: Sequence[Headed], evaluated: int | None) -> tuple[Headed, ...]:
    """Return columns whose results without a year are of the one that is evaluated, targets beside a rate too."""
    if evaluated is None or any(one.year_at is not None for one in figures):
        return tuple(figures)
    year = PrintedYear(evaluated, is_calendar=False, start=0, end=0)
    open_roles = [one.role for one in figures if one.year is None]
    compared = {FactRole.ACTUAL, FactRole.TARGET, FactRole.RATE} <= set(open_roles)
    dated = {FactRole.ACTUAL, FactRole.TARGET} if compared else {FactRole.ACTUAL}
    return tuple(
        replace(one, year=year)
        if one.year is None and one.role in dated and open_roles.count(one.role) == 1
        else one
        for one in figures
    )


def with_spans(figures: Sequence[Headed], spans: Mapping[int, int]) -> tuple[Headed, ...]:
    """Return columns of which those of so many years together, 計画（5年間計）, are of the last of as many years.

    `spans` gives the last year of the span of so many years that the lines above name last.
    """
    years = [_year_together(one, spans) for one in figures]
    known = {year.year: year for year in years if year is not None}
    only = next(iter(known.values())) if len(known) == 1 else None
    return tuple(
        replace(one, year=year or (only if one.role is FactRole.RATE else None)) if one.year is None else one
        for one, year in zip(figures, years, strict=True)
    )


def _year_together(one: Headed, spans: Mapping[int, int]) -> PrintedYear | None:
    match = _TOGETHER.search(compact(one.words)) if one.year is None and one.role in COUNTED else None
    last = spans.get(int(match["count"])) if match else None
    return PrintedYear(last, is_calendar=False, start=0, end=0) if last is not None else None


def _in_order(found: Sequence[Headed], rows: Sequence[PrintedRow]) -> FigureColumns:
    apart = apart_in(rows)
    is_full = any(count_of(row) == len(found) for row in rows)
    return FigureColumns(tuple(found), apart=apart if apart < len(found) else 0, is_full=is_full)


def count_of(row: PrintedRow) -> int:
    """Return how many figures a row has that is no sentence."""
    return 0 if "。" in row.line.text else sum(is_value(one.slot) for one in row.filled[first_value(row) :])


def _of_figures(placed: Sequence[Headed], rows: Sequence[PrintedRow]) -> list[Headed]:
    """Return the columns of figures: those in which any stands; none if titles stand beside their figures."""
    filled = {at for row in rows for at, one in enumerate(row.pieces) if is_value(one.slot)}
    empty = [
        one for one in placed if one.role in COUNTED and one.at not in filled and _holds_words(rows, one.at)
    ]
    if empty and any(one.meaning is None and one.year is None and one.at in filled for one in placed):
        return []
    figures = [
        one for one in placed if one.holds_figures and any(is_value(row.pieces[one.at].slot) for row in rows)
    ]
    figures = _with_one_start(_with_year_columns(figures, placed, rows))
    return figures if _is_possible(figures) else []


def _with_one_start(figures: Sequence[Headed]) -> list[Headed]:
    """Return columns of which the first start alone is the baseline: others are values at planning."""
    bases = [one for one in figures if one.role is FactRole.BASELINE]
    return [replace(one, meaning=FactRole.PLANNING) if one in bases[1:] else one for one in figures]


def _with_year_columns(
    figures: Sequence[Headed], placed: Sequence[Headed], rows: Sequence[PrintedRow]
) -> list[Headed]:
    """Return columns that know where the years of their figures stand: in the column before them."""
    years = [one.at for one in placed if _holds_years(rows, one.at)]
    if len(years) == 1 and not any(one.year for one in figures):
        return [replace(one, year_at=years[0]) for one in figures]
    return [
        replace(one, year_at=one.at - 1) if one.at - 1 in years and one.year is None else one
        for one in figures
    ]


def _holds_years(rows: Sequence[PrintedRow], at: int) -> bool:
    told = [row.pieces[at].slot.is_year for row in rows if row.pieces[at].text]
    return len(told) >= _FEWEST and sum(told) * 2 > len(told)


def _holds_words(rows: Sequence[PrintedRow], at: int) -> bool:
    return any(row.pieces[at].slot.is_words for row in rows)


def _is_possible(columns: Sequence[Headed]) -> bool:
    """Say whether columns can be told apart: no role twice in one year, and not behind the aim what was before."""
    told = [one for one in columns if one.role in COUNTED or (one.role is None and one.year is not None)]
    marks = [(one.role, one.year.year if one.year else one.words) for one in told]
    bases = [one for one in told if one.role is FactRole.BASELINE]
    return bool(told) and len(set(marks)) == len(marks) and len(bases) < _FEWEST
