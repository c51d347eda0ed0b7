"""What short lines say of figures by themselves: a year at the head of a line is the year of the figure behind it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from reports.reading.doubts.told import COUNTED, Doubt, Told
from reports.reading.figures import figures_in
from reports.reading.years import years_in

Dated = tuple[int, Decimal]
_BELOW: Final = 10  # lines
_LONGEST: Final = 40
_BARE: Final = re.compile(r"(?:19|20)\d\d(?!\d|[.,]\d)")
_BEHIND: Final = re.compile(r"年?度?(?:末|実績)?(?:\([^()\d]*\))?[: ]+")


def figures_of_other_years(told: Told) -> Iterator[Doubt]:
    """Yield figures whose line, or one below that says the same figure, begins with another year; years as figures."""
    dated: dict[int, Dated | None] = {}
    for row, reading in enumerate(told.readings):
        for at, fact in enumerate(reading.facts):
            if fact.role not in COUNTED or fact.year is None or fact.value is None:
                continue
            near = range(fact.place.line, fact.place.line + _BELOW)
            dated |= {line: _dated(told, line) for line in near if line not in dated}
            own = dated[near[0]]
            if own is None and not years_in(told.lines.get(near[0], ""), told.calendar):
                own = next((one for line in near if (one := dated[line]) and one[1] == fact.value), None)
            if own and (fact.value == own[0] or (fact.value == own[1] and fact.year != own[0])):
                yield Doubt(row, at)


def _dated(told: Told, line: int) -> Dated | None:
    """Return the year and the figure of a line that is nothing else: 「2024 1,140」, 「2021(基準) 218」."""
    words = told.lines.get(line, "").strip()
    if len(words) > _LONGEST:
        return None
    bare = _BARE.match(words)
    years = [year for year in years_in(words, told.calendar) if year.start == 0]
    end = years[0].end if years else bare.end() if bare else 0
    behind = _BEHIND.match(words, end) if end else None
    figures = list(figures_in(words[behind.end() :])) if behind else []
    if not behind or len(figures) != 1 or words[behind.end() :].strip() != figures[0].text.strip():
        return None
    return (years[0].year if years else int(words[:4])), figures[0].value
