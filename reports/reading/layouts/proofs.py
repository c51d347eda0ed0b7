"""Tables without titles whose roles are proved: what is printed is recomputed in every record."""

from collections.abc import Sequence

from reports.reading.documents import Document, Line
from reports.reading.facts import Harvest, Reading
from reports.reading.induction.columns_apart import with_columns_apart
from reports.reading.induction.progress_proofs import with_progress
from reports.reading.induction.rate_proofs import with_rates
from reports.reading.induction.value_cycles import with_cycles
from reports.reading.induction.year_rows import with_year_rows
from reports.reading.years import NamedYears


def read_rates(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read numbered records in each of which a printed rate says which figure is the target."""
    return _harvest(with_rates(document, _left(document, taken), calendar))


def read_progress(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read numbered records whose shares of the way, in brackets, prove start, targets and results."""
    return _harvest(with_progress(_left(document, taken), calendar))


def read_year_rows(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows of years whose labels say which is the start and which the target."""
    return _harvest(with_year_rows(_left(document, taken), calendar))


def read_value_cycles(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the values of all rows under a few titles, and their names behind them."""
    return _harvest(with_cycles(_left(document, taken), calendar))


def read_columns_apart(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read names with numbers and, elsewhere, the figures of all of them in their order."""
    return _harvest(with_columns_apart(_left(document, taken), calendar))


def _left(document: Document, taken: set[int]) -> Sequence[Line]:
    return [one for one in document.lines if one.number not in taken and one.text.strip()]


def _harvest(readings: list[Reading]) -> Harvest:
    facts = [fact for one in readings for fact in one.facts]
    told = [fact.place.line for fact in facts] + [one.place.line for one in readings]
    return Harvest(readings, set(range(min(told), max(told) + 1)) if told else set())
