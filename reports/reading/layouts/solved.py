"""Tables in any rendering, solved: of the many ways in which they can be read, the one with the best evidence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.aims import speaks_of_aims
from reports.reading.documents import Document
from reports.reading.facts import FactRole, Harvest, Reading
from reports.reading.layouts.induced import is_divided
from reports.reading.plans import aimed_years, evaluated_year
from reports.reading.present import present_year
from reports.reading.solving.parts import with_parts_apart
from reports.reading.solving.regions import Table, regions_of, tables_of
from reports.reading.solving.stream import atoms_of
from reports.reading.solving.telling import told
from reports.reading.solving.turned import turned_tables
from reports.reading.solving.ways import Known
from reports.reading.stages import stage_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_RESULTS: Final = re.compile(r"実績|推移|進捗|達成状況|決算")
_OF_AIMS: Final = re.compile(r"目標|計画値|計画量|年次計画|数値計画")
_AIMS: Final = re.compile(r"目標値|数値目標|計画値")


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every table of a document of whose ways to be read one is much better than all others."""
    harvest = Harvest()
    if stage_of(document) is not None:
        return harvest  # a target above its result in one column: no way here has two lines for a title
    words = compact(document.text())
    speaks = speaks_of_aims(document.text())
    rest = FactRole.ACTUAL if _RESULTS.search(words) and not _AIMS.search(words) else None
    evaluated = evaluated_year(document, calendar)
    present = evaluated or present_year(document, calendar)
    aims_elsewhere = len(aimed_years(document, calendar)) == 1
    known = Known(rest, False, present, evaluated, aims_elsewhere)
    atoms = list(with_parts_apart(atoms_of(document, taken, calendar), calendar))
    for readings, of_table in turned_tables(atoms, known, calendar, speaks=speaks):
        harvest.readings += readings
        harvest.lines |= {one.line.number for one in of_table}
    atoms = [one for one in atoms if one.line.number not in harvest.lines]
    for table in tables_of(regions_of(atoms, calendar)):
        readings, lines = told(table, _with_rest(known, table), calendar, speaks=speaks)
        harvest.readings = _together([*harvest.readings, *readings])
        harvest.lines |= lines
    return harvest


def _with_rest(known: Known, table: Table) -> Known:
    """Return what is known of a table: what its captions say of all its years goes before what the document says."""
    said = "".join(one.said for one in table.captions)
    aims, results = bool(_OF_AIMS.search(said)), bool(_RESULTS.search(said))
    if aims == results:
        return known
    return replace(known, rest=FactRole.TARGET if aims else FactRole.ACTUAL)


def read_divided(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the same in a document whose lines signs divide."""
    return read(document, calendar, taken) if is_divided(document.lines) else Harvest()


def _together(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings, those of one name that say different years as one: a row for each year, a table a page."""
    found: dict[str, Reading] = {}
    for at, one in enumerate(readings):
        key = compact(one.name)
        before = found.get(key)
        if before is not None and not _marks(before) & _marks(one):
            found[key] = replace(before, facts=(*before.facts, *one.facts))
        else:
            found[key if before is None else f"{key} {at}"] = one
    return list(found.values())


def _marks(reading: Reading) -> set[tuple[FactRole, int | None]]:
    return {(fact.role, fact.year) for fact in reading.facts}
