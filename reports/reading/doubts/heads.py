"""What a head announces and nobody told: an aim above each result, of which only one was read."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.doubts.told import COUNTED, RESULTS, Doubt, Told
from reports.reading.facts import BASES, Fact, FactRole, Reading
from reports.reading.figures import figures_in
from reports.reading.wording import compact

_AIM: Final = r"(?:計画|目標)"
_RESULT: Final = r"(?:実績|結果)"
_TWO_LINES: Final = re.compile(
    rf"上段?[:は]?{_AIM}[^。]{{0,12}}下段?[:は]?{_RESULT}|上段?[:は]?{_RESULT}[^。]{{0,12}}下段?[:は]?{_AIM}"
)
_START: Final = re.compile(r"(?:計画)?(?:策定時|基準|現状|現況|当初)(?:値|年度|点)?(?:\([^()]*\))?")
_CELLS: Final = re.compile(r"[\s|]+")
_SEVERAL: Final = 2
_MANY: Final = 3  # years
_ABOVE: Final = 30  # lines
_BELOW: Final = 5


def lines_of_one_kind(told: Told) -> Iterator[Doubt]:
    """Yield the rows of tables that announce aims above results (上段：目標　下段：実績), if only one kind was told."""
    for rows in told.tables():
        facts = [fact for row in rows for fact in told.readings[row].facts]
        roles = {fact.role for fact in facts if fact.value is not None}
        has_both = FactRole.TARGET in roles and bool(roles & RESULTS)
        if not has_both and _TWO_LINES.search(_around(told, [fact.place.line for fact in facts])):
            yield from (Doubt(row) for row in rows)


def results_without_their_aims(told: Told) -> Iterator[Doubt]:
    """Yield rows with results of several years and no aim for any of these, where aims are announced above results.

    The upper lines were taken for results then, and a last aim beside them for the only one.
    """
    for rows in told.tables():
        bare = [row for row in rows if _lacks_aims(told.readings[row])]
        lines = [fact.place.line for row in bare for fact in told.readings[row].facts]
        if bare and _has_lines_between(told, rows) and _TWO_LINES.search(_around(told, lines)):
            yield from (Doubt(row) for row in bare)


def _lacks_aims(reading: Reading) -> bool:
    counted = {fact.year for fact in reading.facts if fact.role in RESULTS}
    both = counted & {fact.year for fact in reading.facts if fact.role is FactRole.TARGET}
    return len(counted) >= _SEVERAL + len(both) and len(both) <= 1


def _has_lines_between(told: Told, rows: Sequence[int]) -> bool:
    """Say whether figures that nobody told stand below or between half of the rows: the lower lines."""
    lines = {fact.place.line for row in rows for fact in told.readings[row].facts}
    untold = set(range(min(lines), max(lines) + _SEVERAL)) - lines
    return sum(any(figures_in(told.lines.get(line, ""))) for line in untold) * 2 >= len(rows)


def starts_nobody_told(told: Told) -> Iterator[Doubt]:
    """Yield the rows of a table, as unsure, whose head has a title for a start though none was told of any of them."""
    for rows in told.tables():
        facts = [fact for row in rows for fact in told.readings[row].facts]
        yearly = {fact.year for fact in facts if fact.role in COUNTED and fact.year is not None}
        has_start = any(fact.role in BASES for fact in facts)
        if len(rows) >= _SEVERAL and len(yearly) >= _MANY and not has_start and _has_title(told, facts):
            yield from (Doubt(row, is_refuted=False) for row in rows)


def _has_title(told: Told, facts: Sequence[Fact]) -> bool:
    """Say whether a cell or a line above the first figures is the title of a start and nothing else."""
    first = min(fact.place.line for fact in facts)
    lines = (told.lines.get(line, "") for line in range(first - _ABOVE, first))
    return any(_START.fullmatch(cell) for line in lines for cell in _CELLS.split(line.strip()))


def _around(told: Told, lines: Sequence[int]) -> str:
    near = range(min(lines) - _ABOVE, max(lines) + _BELOW + 1)
    return "\n".join(compact(told.lines.get(line, "")) for line in near)
