"""A document as readers meet it: what a print does to figures and heads, and changes no fact, is undone before."""

from dataclasses import replace

from reports.reading.arrowed import with_arrows_divided
from reports.reading.bare_heads import with_plain_heads
from reports.reading.broken_heads import with_whole_titles
from reports.reading.documents import Document
from reports.reading.double_years import with_years_said_once
from reports.reading.frames import without_frames
from reports.reading.marked import without_marks
from reports.reading.page_numbers import without_page_numbers
from reports.reading.ragged import with_whole_rows
from reports.reading.spread import brought_together
from reports.reading.stacked_cells import with_stages_said
from reports.reading.tabbed import with_tabs_as_signs
from reports.reading.trends import without_trends
from reports.reading.wording import without_radicals
from reports.reading.year_columns import with_years_from_beside
from reports.reading.year_lines import with_years_from_above
from reports.reading.years import NamedYears
from reports.reading.years_below import with_years_behind


def prepared(printed: Document, calendar: NamedYears) -> Document:
    """Return a document of as many lines with their numbers; the same one where nothing had to be undone."""
    document = without_page_numbers(_with_letters(printed))
    document = with_years_said_once(with_tabs_as_signs(document))
    document = without_trends(without_frames(without_marks(document)))
    document = brought_together(with_arrows_divided(document, calendar))
    document = with_whole_titles(with_plain_heads(document, calendar))
    document = with_years_from_above(with_years_behind(document, calendar), calendar)
    document = with_stages_said(with_whole_rows(document, calendar), calendar)
    return with_years_from_beside(document, calendar)


def _with_letters(document: Document) -> Document:
    """Return a document with letters where a print has radicals: a word is found as it is written."""
    lines = tuple(
        line if (text := without_radicals(line.text)) == line.text else replace(line, text=text)
        for line in document.lines
    )
    return replace(document, lines=lines) if lines != document.lines else document
