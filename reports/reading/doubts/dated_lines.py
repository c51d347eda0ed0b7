"""What short lines say of figures by themselves: a year at the head of a line is the year of the figure behind it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from reports.reading.doubts.told import COUNTED, Doubt, Told
from reports.reading.facts import FactRole
from reports.reading.figures import figures_in
from reports.reading.years import years_in

Dated = dict[int, Decimal]  # figures by year
_BELOW: Final = 10  # lines
_LONGEST: Final = 120
_BARE: Final = re.compile(r"(?:19|20)\d\d(?!\d|[.,]\d)")
_UNIT_BEHIND: Final = re.compile(r" ?\([^()\d]{1,10}\)$")
_BEHIND: Final = re.compile(r"年?度?(?:末|実績)?(?:\([^()\d]*\))?[: ]+")


def figures_of_other_years(told: Told) -> Iterator[Doubt]:
    """Yield figures whose line, or one below that says the same figure, begins with another year; years as figures."""
    dated: dict[int, Dated] = {}
    for row, reading in enumerate(told.readings):
        for at, fact in enumerate(reading.facts):
            if fact.role not in COUNTED or fact.year is None or fact.value is None:
                continue
            near = range(fact.place.line, fact.place.line + _BELOW)
            dated |= {line: _dated(told, line) for line in near if line not in dated}
            own = dated[near[0]]
            is_aim = fact.role is FactRole.TARGET  # which results may reach
            if not own and not is_aim and not years_in(told.lines.get(near[0], ""), told.calendar):
                own = next((one for line in near if fact.value in (one := dated[line]).values()), {})
            years = {year for year, value in own.items() if value == fact.value}
            is_year = int(fact.value) in own and fact.value == int(fact.value)
            if own and ((years and fact.year not in years) or (is_year and not years)):
                yield Doubt(row, at)


def _dated(told: Told, line: int) -> Dated:
    """Return the figures of a line that is nothing but figures behind their years: 「2021(基準) 218」, by year."""
    words = told.lines.get(line, "").strip()
    words = _UNIT_BEHIND.sub("", words)
    if len(words) > _LONGEST or not words[:1].isalnum():
        return {}
    years = [(year.start, year.end, year.year) for year in years_in(words, told.calendar)]
    if not years and (bare := _BARE.match(words)):
        years = [(0, bare.end(), int(bare[0]))]
    if not years or years[0][0]:
        return {}
    ends = [start for start, _, _ in years[1:]] + [len(words)]
    found: Dated = {}
    for (_, end, year), until in zip(years, ends, strict=True):
        behind = _BEHIND.match(words, end)
        rest = words[behind.end() : until].strip() if behind else ""
        figures = list(figures_in(rest))
        if len(figures) != 1 or rest != figures[0].text.strip():
            return {}
        found[year] = figures[0].value
    return found
