"""The name of each indicator as a person reads it, whoever read its figures: the last step of a reading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import Reading
from reports.reading.names.fronts import bare
from reports.reading.names.halves import with_beginning, with_halves, words_before
from reports.reading.names.parts import with_groups
from reports.reading.names.printed import Printed
from reports.reading.names.shared import behind_measures, with_shared_halves
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_NAMES: Final = re.compile(r"[^ ]{0,6}指標(?:名称?)?")
_OFFICE: Final = re.compile(r"[^\s]{2}[部局課室係]$")
_SHORTEST: Final = 3


def with_whole_names(document: Document, readings: Sequence[Reading], calendar: NamedYears) -> list[Reading]:
    """Return readings under their whole names: nothing before or behind them, halves together, parts under theirs."""
    printed = Printed.of(document, readings, calendar)
    told = [_bare(one, printed) for one in _named(readings, printed)]
    halves = with_halves(told, printed) | behind_measures(told, printed) | with_shared_halves(told, printed)
    told = [_bare(replace(one, name=halves.get(at, one.name)), printed) for at, one in enumerate(told)]
    return with_groups(told, printed)


def _named(readings: Sequence[Reading], printed: Printed) -> Iterator[Reading]:
    """Yield readings; of one called 効果指標, the title of a column of names, what its line says."""
    names = {one.name for one in readings}
    if len(readings) > 1 and len(names) == 1 and _OFFICE.search(readings[0].name):
        return  # all are called by the office that counts them: nobody could tell what they are
    for one in readings:
        name = one.name
        if meaning_of(name) is Other.NAME or _NAMES.fullmatch(name):
            name = words_before(printed.texts.get(one.place.line, ""))
        if name == one.name or (len(compact(name)) > _SHORTEST and meaning_of(name) is None):
            yield replace(one, name=name)


def _bare(reading: Reading, printed: Printed) -> Reading:
    line = reading.first_line
    name = with_beginning(bare(reading.name, line, printed), line, printed)
    return replace(reading, name=name or reading.name)
