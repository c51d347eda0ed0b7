"""What speaks against a column, and against columns together; and what roles they have then."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import ASIDE, COUNTED, FactRole
from reports.reading.solving.items import Item
from reports.reading.solving.ways import Columns, Known
from reports.reading.tables import Column
from reports.reading.years import PrintedYear

_WITHOUT_YEAR: Final = {FactRole.TARGET: 1.2, FactRole.BASELINE: 0.7, FactRole.ACTUAL: 1.5}
_OF_NO_YEARS: Final = 0.5  # where no title of a head has a year, it stands elsewhere
_STRANGE_LABEL: Final = 3.0  # a title of figures in a row that says itself what its figures are
_NOT_EVALUATED: Final = 1.0  # no results of the year that the document evaluates
_EARLY_AIMS: Final = 0.8  # all aims are of years before the last result
_NO_RESULTS: Final = 0.4  # aims of years gone by, and no result
_UNTITLED: Final = 0.4  # a column of marks or years
_STARTS: Final = re.compile("策定|基準|当初|開始|改定前")
_PRESENT: Final = re.compile("現状|現況|現在")


def column_of(
    above: Sequence[Item], letter: str, known: Known, *, is_dated: bool
) -> tuple[Column | None, float]:
    """Return the column that some items make above a field, and what speaks against it."""
    if letter == "F":
        return _of_figures(above, known, is_dated=is_dated)
    if not above:
        return None, _UNTITLED
    if letter == "Y":
        return None, 0.0 if any(one.is_year_title for one in above) else 2.5
    wrong = any(one.role in COUNTED and not one.is_mark for one in above)
    return None, 4.0 * wrong + 0.5 * any(one.year for one in above)


def _of_figures(above: Sequence[Item], known: Known, *, is_dated: bool) -> tuple[Column | None, float]:
    if not above or any((one.is_mark and not one.role) or one.is_year_title for one in above):
        return None, 3.0
    price = 0.3 * any(one.is_rough and not one.is_strange for one in above)
    if all(one.is_strange for one in above) or any(one.is_foreign for one in above):
        return None, 0.5 + price
    roles = {one.role for one in above if one.role}
    years = {one.year.year: one.year for one in above if one.year}
    if roles == {FactRole.BASELINE, FactRole.ACTUAL}:
        roles = {FactRole.BASELINE}  # 策定時 above 実績
    if len(roles) > 1 or len(years) > 1:
        return None, 6.0
    role, year = next(iter(roles), None), next(iter(years.values()), None)
    words = " ".join(one.words for one in above if not one.is_strange)
    price += _without_role_or_year(role, year, known, is_dated=is_dated)
    return Column(role=role, year=year, words=words), price


def _without_role_or_year(
    role: FactRole | None, year: PrintedYear | None, known: Known, *, is_dated: bool
) -> float:
    if role is None:
        return 0.0 if known.is_labelled else 0.5
    if known.is_labelled:
        if role is FactRole.BASELINE:
            return 0.0 if year else 0.3
        return 0.3 if role in ASIDE else 1.0 if year else _STRANGE_LABEL
    return _without_year(role, year, known, is_dated=is_dated)


def _without_year(role: FactRole, year: PrintedYear | None, known: Known, *, is_dated: bool) -> float:
    """Return what it costs that a column has no year, or has one where its figures have theirs."""
    if is_dated:
        return 0.3 if year else 0.0
    if role is FactRole.TARGET and known.aims_elsewhere:
        return 0.3 if not year else 0.0
    return 0.0 if year else _WITHOUT_YEAR.get(role, 0.0) * (1.0 if known.has_years else _OF_NO_YEARS)


def against(columns: Columns, column: Column | None, known: Known) -> float:
    """Return what speaks against a column behind others: twice the same, years that fall, results to come."""
    if column is None or column.role in ASIDE:
        return 0.0
    year = column.year.year if column.year else None
    same = [one for one in columns if one is not None and one.role is column.role]
    price = 6.0 * sum((one.year.year if one.year else None) == year for one in same)
    if year is None:
        return price
    if column.role is FactRole.ACTUAL and known.present and year > known.present:
        price += 2.5
    price += 0.5 * _falls(columns, year) + 2.0 * _falls(same, year)
    others = [one for one in columns if one is not None and one.year and one.role is not column.role]
    return price + 4.0 * sum(_begins_late(one, column, known) for one in others)


def _falls(columns: Sequence[Column | None], year: int) -> bool:
    """Say whether the last year of some columns is behind another."""
    last = next((one.year.year for one in reversed(columns) if one is not None and one.year), year)
    return year < last


def _begins_late(one: Column, other: Column, known: Known) -> bool:
    """Say whether of two columns the start is later than the aim, or the result; or than years that labels divide."""
    told = {each.role: each.year.year for each in (one, other) if each.year}
    start, aim = told.get(FactRole.BASELINE), told.get(FactRole.TARGET) or told.get(FactRole.ACTUAL)
    if known.is_labelled:
        aim = aim or told.get(None)
    return start is not None and aim is not None and start > aim


def unmet(columns: Columns, said: Columns, known: Known) -> float:
    """Return what it costs that two columns say the same, results come too early or late, targets have none.

    What was `said` to be no result may come before the start: the figure of an earlier plan.
    """
    years = {
        role: {one.year.year for one in columns if one is not None and one.role is role and one.year}
        for role in COUNTED
    }
    starts, results = years[FactRole.BASELINE], years[FactRole.ACTUAL]
    told = [
        (one.role, one.year.year) for one in columns if one is not None and one.role in COUNTED and one.year
    ]
    late = 6.0 * (len(told) - len(set(told)))
    called = {one.year.year for one in said if one is not None and one.role is FactRole.ACTUAL and one.year}
    late += 2.0 if starts and called and max(starts) > min(called) else 0.0
    late += _EARLY_AIMS * bool(
        results and years[FactRole.TARGET] and max(years[FactRole.TARGET]) < max(results)
    )
    if not results:
        return late + _NO_RESULTS * sum(year <= (known.present or 0) for year in years[FactRole.TARGET])
    if known.present:
        late += _NOT_EVALUATED * (known.evaluated is not None and known.evaluated not in results)
        late += 1.5 * sum(year > known.present for year in results)
    now = max(known.present or 0, *results)
    past = {year for year in years[FactRole.TARGET] if year <= now}
    return late + 0.8 * len(past - results)


def with_one_start(columns: Columns) -> Columns:
    """Return columns in which the present, beside the start of the plan, is a result."""
    starts = [one for one in columns if one is not None and one.role is FactRole.BASELINE]
    if len(starts) < 2 or not any(_is_start(one) for one in starts):
        return columns
    return tuple(
        replace(one, role=FactRole.ACTUAL)
        if one is not None and one in starts and _PRESENT.search(one.words) and not _is_start(one)
        else one
        for one in columns
    )


def beside_start(columns: Columns, column: Column | None) -> Column | None:
    """Return a column that is called the present as a result where the start of the plan stands before it."""
    if column is None or column.role is not FactRole.BASELINE or not columns:
        return column
    return with_one_start((*columns, column))[-1]


def _is_start(one: Column) -> bool:
    return bool(_STARTS.search(one.words))


def with_roles(columns: Columns, known: Known) -> Columns | None:
    """Return columns whose years without a role are results, where a start, a target or the document says so."""
    if known.is_labelled or all(one is None or one.role is not None for one in columns):
        return columns
    roles = {one.role for one in columns if one is not None}
    rest = FactRole.ACTUAL if roles & {FactRole.TARGET, FactRole.BASELINE} else known.rest
    if rest is None:
        return None
    return tuple(replace(one, role=rest) if one is not None and one.role is None else one for one in columns)
