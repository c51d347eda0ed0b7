"""Tables that are turned: a row for each year, a column for each thing that is counted."""

from reports.reading.aims import speaks_of_aims
from reports.reading.assembling.rows import rows_in
from reports.reading.assembling.years_down import read_years_down
from reports.reading.documents import Document
from reports.reading.facts import Harvest
from reports.reading.years import NamedYears


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows that begin with years, where each column has a name above it and the rows or the head say the role."""
    rows = rows_in(document, taken, calendar)
    return read_years_down(rows, calendar, speaks=speaks_of_aims(document.text()))
