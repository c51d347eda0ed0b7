"""What a head announces and nobody told: an aim above each result, of which only one was read."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.doubts.told import RESULTS, Doubt, Told
from reports.reading.facts import FactRole
from reports.reading.wording import compact

_AIM: Final = r"(?:計画|目標)"
_RESULT: Final = r"(?:実績|結果)"
_TWO_LINES: Final = re.compile(
    rf"上段?[:は]?{_AIM}[^。]{{0,12}}下段?[:は]?{_RESULT}|上段?[:は]?{_RESULT}[^。]{{0,12}}下段?[:は]?{_AIM}"
)
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


def _around(told: Told, lines: Sequence[int]) -> str:
    near = range(min(lines) - _ABOVE, max(lines) + _BELOW + 1)
    return "\n".join(compact(told.lines.get(line, "")) for line in near)
