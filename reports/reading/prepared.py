"""A document as readers meet it: what a print does to figures and heads, and changes no fact, is undone before."""

from reports.reading.arrowed import with_arrows_divided
from reports.reading.bare_heads import with_plain_heads
from reports.reading.broken_heads import with_whole_titles
from reports.reading.documents import Document
from reports.reading.double_years import with_years_said_once
from reports.reading.frames import without_frames
from reports.reading.marked import without_marks
from reports.reading.page_numbers import without_page_numbers
from reports.reading.spread import brought_together
from reports.reading.tabbed import with_tabs_as_signs
from reports.reading.trends import without_trends
from reports.reading.years import NamedYears
from reports.reading.years_below import with_years_behind


def prepared(printed: Document, calendar: NamedYears) -> Document:
    """Return a document of as many lines with their numbers; the same one where nothing had to be undone."""
    document = with_years_said_once(with_tabs_as_signs(without_page_numbers(printed)))
    document = without_trends(without_frames(without_marks(document)))
    document = brought_together(with_arrows_divided(document, calendar))
    document = with_whole_titles(with_plain_heads(document, calendar))
    return with_years_behind(document, calendar)
