"""Where the figures of an indicator are from: document, page and the words that stand there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.urls import reverse

from indicators.models import Indicator
from policies.fiscal_year import FiscalYear

register = template.Library()

OF_A_REPORT: Final = "報告書「"  # how the source of a figure begins that was read in a report


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One figure's source; `address` leads to the words of the report, "" where it does not."""

    what: str
    words: str
    address: str


@register.inclusion_tag("indicators/_sources.html")
def figure_sources(indicator: Indicator, *, internal: bool) -> dict[str, Any]:
    """Show the sources of the figures that the page has read of an indicator, folded; nothing where none has one.

    Officers are led to the page of the report; what waits in place of a confirmed figure keeps its source to itself.
    """
    return {"sources": list(_sources(indicator, internal=internal))}


def _sources(indicator: Indicator, *, internal: bool) -> Iterator[FigureSource]:
    read = getattr(indicator, "_prefetched_objects_cache", {})
    for row in read.get("targets", ()):
        yield from _source(row, "target", "目標", internal=internal)
    for row in read.get("results", ()):
        if not row.shows_earlier:
            yield from _source(row, "result", "実績", internal=internal)


def _source(row: Any, kind: str, what: str, *, internal: bool) -> Iterator[FigureSource]:
    if not row.source:
        return
    year = f"{FiscalYear(row.fiscal_year).era} " if row.fiscal_year else ""
    is_linked = internal and row.source.startswith(OF_A_REPORT)
    address = reverse("reports:figure_source", args=(kind, row.pk)) if is_linked else ""
    yield FigureSource(f"{year}{what}", row.source, address)
