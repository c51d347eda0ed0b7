"""Any table under a head that says roles and years, each row by itself, wherever the document has other things too."""

from reports.reading.aims import speaks_of_aims
from reports.reading.assembling.rows import rows_in
from reports.reading.assembling.tables import read_table, tables_in
from reports.reading.documents import Document
from reports.reading.facts import Harvest
from reports.reading.layouts.induced import is_divided
from reports.reading.plans import evaluated_year
from reports.reading.stages import stage_of
from reports.reading.years import NamedYears


def read_divided(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the same in a document whose lines signs divide."""
    return read(document, calendar, taken) if is_divided(document.lines) else Harvest()


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every table whose head gives its columns; rows that do not fit are left out, not the table."""
    speaks = speaks_of_aims(document.text())
    stages = stage_of(document)
    harvest = Harvest()
    evaluated = evaluated_year(document, calendar)
    for table in tables_in(rows_in(document, taken, calendar), calendar, evaluated):
        if taken & set(table.span()):
            continue  # what is left of it are scraps
        told = read_table(table, calendar, stages, speaks=speaks)
        harvest.readings += told.readings
        harvest.lines |= told.lines
    return harvest
