"""What figures say of their column: size, roundness, decimals and units of a row are of one kind.

A row that lost a figure, or holds one more than its head, has its figures under other titles from there on. No head
tells that, the figures do: a rank among counts of people, results that are rounder than what was aimed at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reports.reading.doubts.told import RESULTS, Cell, Doubt, Key, Told, is_proven
from reports.reading.facts import FactRole, Reading

_FEWEST_ROWS: Final = 3
_ENOUGH_ROWS: Final = 5  # fewer may look strange by chance
_FAR: Final = Decimal(4)  # times as large, or as small, as what stands beside it
_MOST_FAR: Final = Decimal("0.6")
_MOST: Final = Decimal("0.75")
_FEWEST_BESIDE: Final = 2
_FEWEST_OTHERWISE: Final = 10  # of so many rows one may be otherwise

_Columns = Mapping[Key, Mapping[int, Cell]]


def strange_columns(told: Told) -> Iterator[Doubt]:
    """Yield the rows of tables in which a column is not of the kind that it is said to be."""
    for rows in told.tables():
        open_rows = [row for row in rows if not is_proven(told.readings[row])]
        columns = told.columns(open_rows)
        for key, column in columns.items():
            if _is_of_other_size(key, column, columns):
                yield from _against(key, column)
            elif (
                _is_less_round(key, column, columns)
                or _has_other_decimals(key, column, columns)
                or _lacks_units(key, column, columns)
            ):
                yield from (Doubt(row, is_refuted=len(column) >= _ENOUGH_ROWS) for row in column)


def figures_that_number_rows(told: Told) -> Iterator[Doubt]:
    """Yield the figures of a column that count the rows one by one: 1, 2, 3, 4."""
    for (_, year, _), column in told.columns(range(len(told.readings))).items():
        values = [cell.value for cell in column.values()]
        are_numbers = values[0] == 1 and all(after - before == 1 for before, after in pairwise(values))
        if year is None and len(values) > _FEWEST_ROWS and are_numbers:
            yield from (Doubt(row, cell.at) for row, cell in column.items())


def numbers_of_rows(told: Told) -> Iterator[Doubt]:
    """Yield rows whose figures, alone on lines that are apart, count up one by one: the numbers of other rows."""
    for row, reading in enumerate(told.readings):
        facts = sorted(reading.facts, key=lambda fact: fact.place.line)
        is_alone = all(told.lines.get(fact.place.line) == str(fact.value) for fact in facts)
        are_numbers = all(
            before.value is not None
            and after.value == before.value + 1
            and after.place.line > before.place.line + 1
            for before, after in pairwise(facts)
        )
        if len(facts) >= _FEWEST_ROWS and is_alone and are_numbers:
            yield Doubt(row)


def aims_less_round_than_the_last(told: Told) -> Iterator[Doubt]:
    """Yield rows without results whose aims of past years are less round than their last: these were counted."""
    for rows in told.tables():
        columns = told.columns([row for row in rows if not _has_results(told.readings[row])])
        aims = {
            year: column for (role, year, _), column in columns.items() if role is FactRole.TARGET and year
        }
        last = max(aims, default=0)
        past = [column for year, column in aims.items() if year < last and year <= (told.present or 0)]
        for column in past:
            if _are_rounder(aims[last], column):
                yield from (Doubt(row, is_refuted=False) for row in column)


def _has_results(reading: Reading) -> bool:
    return any(fact.role in RESULTS for fact in reading.facts)


def _against(key: Key, column: Mapping[int, Cell]) -> Iterator[Doubt]:
    """Yield the rows of a column that took the place of another; what has no year took the place of none."""
    for row, cell in column.items():
        took_a_place = key[1] is not None or key[0] is not FactRole.ACTUAL
        yield Doubt(row, None if took_a_place else cell.at, is_refuted=len(column) >= _ENOUGH_ROWS)


def _beside(key: Key, row: int, columns: _Columns) -> list[Cell]:
    return [column[row] for other, column in columns.items() if other != key and row in column]


def _is_of_other_size(key: Key, column: Mapping[int, Cell], columns: _Columns) -> bool:
    """Say whether most figures of a column are many times as large or small as those beside them."""
    compared = far = 0
    for row, cell in column.items():
        sizes = sorted(abs(one.value) for one in _beside(key, row, columns) if one.value)
        if sizes and cell.value:
            times = abs(cell.value) / sizes[len(sizes) // 2]
            compared += 1
            far += times > _FAR or times * _FAR < 1
    return compared >= _FEWEST_ROWS and far >= _MOST_FAR * compared


def _is_less_round(key: Key, column: Mapping[int, Cell], columns: _Columns) -> bool:
    """Say whether results are rounder than their targets in nearly all rows: what is aimed at is round."""
    return key[0] is FactRole.TARGET and any(
        _are_rounder(results, column) for other, results in columns.items() if other[0] is FactRole.ACTUAL
    )


def _are_rounder(results: Mapping[int, Cell], targets: Mapping[int, Cell]) -> bool:
    pairs = [
        (_digits(results[row].value), _digits(target.value))
        for row, target in targets.items()
        if row in results
    ]
    rounder = sum(one < other for one, other in pairs)
    less = sum(one > other for one, other in pairs)
    return rounder > _FEWEST_ROWS and rounder >= _MOST * len(pairs) and less * _FEWEST_OTHERWISE <= len(pairs)


def _digits(value: Decimal) -> int:
    """Return how many digits of a figure say something: 1 of 0.5, 100 and 2000, 3 of 98.4."""
    return len(format(abs(value).normalize(), "f").replace(".", "").strip("0")) or 1


def _has_other_decimals(key: Key, column: Mapping[int, Cell], columns: _Columns) -> bool:
    """Say whether most results of a column have other decimals than the results and starts beside them."""
    if key[0] not in RESULTS:
        return False
    compared = other = 0
    for row, cell in column.items():
        beside = [
            _decimals(one) for one in _beside(key, row, columns) if one.fact.role is not FactRole.TARGET
        ]
        if len(beside) < _FEWEST_BESIDE:
            continue
        usual, times = Counter(beside).most_common(1)[0]
        if usual and times * 3 >= len(beside) * 2:
            compared += 1
            other += _decimals(cell) != usual
    return compared >= _FEWEST_ROWS and other >= _MOST * compared


def _decimals(cell: Cell) -> int | None:
    figure = cell.figure
    digits = re.search(r"\d(?:\.(\d+))?(?=[^\d.,]|$)", figure.text) if figure else None
    return len(digits[1] or "") if digits else None


def _lacks_units(key: Key, column: Mapping[int, Cell], columns: _Columns) -> bool:
    """Say whether most figures of a column have no unit where the others of their rows have one."""
    compared = bare = 0
    for row, cell in column.items():
        beside = [_has_unit(one) for one in _beside(key, row, columns)]
        if len(beside) >= _FEWEST_BESIDE and sum(beside) * 2 > len(beside):
            compared += 1
            bare += not _has_unit(cell)
    return compared >= _FEWEST_ROWS and bare >= _MOST * compared


def _has_unit(cell: Cell) -> bool:
    return cell.figure is None or bool(cell.figure.unit)
