"""A series as a publication states it: up to a last year, and what is still out is 集計中, whoever is late with it."""

from dataclasses import replace

from indicators.calculation.asking import why_not_asked
from indicators.calculation.facts import Missing, Result, YearFigure
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, years


def as_published(series: Series, *, first: FiscalYear, last: FiscalYear) -> Series:
    """Return the series without what was found after `last`, and 集計中 for every year that owes a figure.

    A year from `first` to `last` owes one if it has a target, is asked for, and nothing is known of it, not even why.
    An end in a later year is not known yet.
    """
    closed = series.until(last)
    if closed.ended_in is not None and closed.ended_in > last:
        closed = replace(closed, ended_in=None)
    pending = tuple(
        Result(fiscal_year=year, missing=Missing.PENDING)
        for year in years(first, last)
        if is_promised(closed, year) and is_open(closed.figure(year))
    )
    return replace(closed, results=(*closed.results, *pending))


def is_promised(series: Series, year: FiscalYear) -> bool:
    """Tell whether a reader of the publication expects the year's figure: it has a target, and is asked for."""
    return series.target_for(year) is not None and why_not_asked(series, year) is None


def is_open(figure: YearFigure) -> bool:
    """Tell whether nothing at all is known of the year."""
    return figure.total is None and not figure.is_reported


def is_settled(figure: YearFigure) -> bool:
    """Tell whether the year's figure is the last word: final and reported, or a reason that stays."""
    if figure.missing in {Missing.PENDING, Missing.UNREPORTED} and figure.total is None:
        return False
    is_final = figure.standing is None or figure.standing.value == "final"
    return is_final and not figure.total_is_derived
