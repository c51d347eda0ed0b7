"""From a document to a draft: every registered layout takes the lines it understands, in turn."""

from collections.abc import Callable
from typing import Final

from reports.reading.documents import Document
from reports.reading.drafts import Json, draft
from reports.reading.facts import Harvest, Reading, Role
from reports.reading.layouts import arrows, divided, presentation, records, running
from reports.reading.wording import tidy
from reports.reading.years import Calendar, calendar_of

Layout = Callable[[Document, Calendar, set[int]], Harvest]

LAYOUTS: Final[dict[str, Layout]] = {
    "records": records.read,
    "presentation": presentation.read,
    "divided": divided.read,
    "arrows": arrows.read,
    "running": running.read,
}
LAST_RESORTS: Final = frozenset({"running"})
ENOUGH: Final = 2


def read_document(document: Document) -> Json:
    """Return the draft of a document: what its layouts understand, and candidates for the rest."""
    calendar = calendar_of(tidy(document.text()))
    taken: set[int] = set()
    readings: list[Reading] = []
    about: Json = {}
    for name, layout in LAYOUTS.items():
        if name in LAST_RESORTS and len(readings) >= ENOUGH:
            break  # what is left beside a table that was read are scraps of it
        harvest = layout(document, calendar, taken)
        readings += harvest.readings
        about |= harvest.about
        taken |= harvest.lines
    told = [one for one in readings if _says_something(one)]
    return draft(told, [], about)


def _says_something(reading: Reading) -> bool:
    """Say whether a reading is an indicator: a baseline, target or result, not rates or differences alone."""
    return any(
        fact.role in {Role.BASELINE, Role.TARGET, Role.ACTUAL, Role.INCREMENT} for fact in reading.facts
    )
