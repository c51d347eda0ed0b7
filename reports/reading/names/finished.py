"""The name of each indicator as a person reads it, whoever read its figures: the last step of a reading."""

from collections.abc import Sequence
from dataclasses import replace

from reports.reading.documents import Document
from reports.reading.facts import Reading
from reports.reading.names.fronts import bare
from reports.reading.names.halves import with_beginning, with_halves
from reports.reading.names.parts import with_groups
from reports.reading.names.printed import Printed
from reports.reading.names.shared import behind_measures, with_shared_halves
from reports.reading.years import NamedYears


def with_whole_names(document: Document, readings: Sequence[Reading], calendar: NamedYears) -> list[Reading]:
    """Return readings under their whole names: nothing before or behind them, halves together, parts under theirs."""
    printed = Printed.of(document, readings, calendar)
    told = [_bare(one, printed) for one in readings]
    halves = with_halves(told, printed) | behind_measures(told, printed) | with_shared_halves(told, printed)
    told = [_bare(replace(one, name=halves.get(at, one.name)), printed) for at, one in enumerate(told)]
    return with_groups(told, printed)


def _bare(reading: Reading, printed: Printed) -> Reading:
    line = min((fact.place.line for fact in reading.facts), default=reading.place.line)
    name = with_beginning(bare(reading.name, line, printed), line, printed)
    return replace(reading, name=name or reading.name)
