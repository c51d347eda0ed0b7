"""Published totals and increments put together: what one of them says about the other, and nothing more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from indicators.calculation.facts import Derivation, Missing, Result, ResultStanding, YearFigure
from policies.fiscal_year import FIRST_YEAR, FiscalYear

# From most to least settled: a derived figure is as settled as the least settled one it was derived from.
_SETTLED: Final = (
    ResultStanding.FINAL,
    ResultStanding.PRELIMINARY,
    ResultStanding.PROVISIONAL,
    ResultStanding.ESTIMATED,
    ResultStanding.EXPECTED,
)


Start = Mapping[FiscalYear, Decimal]


def reconciled(
    results: Mapping[FiscalYear, Result], *, cumulative: bool, start: Start
) -> dict[FiscalYear, YearFigure]:
    """Return every year of which something is known, by year.

    A running total missing from a year follows from the year before (total + increment) or the year after
    (total − increment), a missing increment from the two totals. Where both sides are known and disagree the
    total stays unknown: checks.py names it. `start` holds the total of the year in which the chain begins, the
    baseline: the year after it follows from it, but of its own year it is no figure.
    """
    if not cumulative:
        return {year: _published(result) for year, result in results.items()}
    forward, backward = forward_totals(results, start=start), _backward_totals(results)
    totals = _totals(results, forward, backward)
    shown = [year for year in totals if year not in start or year in backward]
    derivations = {
        year: _from_before(year, totals)
        if year in forward and year not in start
        else _from_after(year, totals)
        for year in shown
        if year not in results or results[year].total is None
    }
    return {year: _figure(year, results, totals, derivations) for year in {*results, *shown}}


def forward_totals(results: Mapping[FiscalYear, Result], *, start: Start) -> dict[FiscalYear, Decimal]:
    """Return the totals that are published or follow from the years before them, and the one from which they start."""
    totals: dict[FiscalYear, Decimal] = dict(start)
    for year in sorted(results):
        result = results[year]
        if result.total is not None:
            totals[year] = result.total
        elif result.increment is not None and (before := total_before(totals, year)) is not None:
            totals[year] = before + result.increment
    return totals


def _backward_totals(results: Mapping[FiscalYear, Result]) -> dict[FiscalYear, Decimal]:
    totals: dict[FiscalYear, Decimal] = {}
    for year in sorted(results, reverse=True):
        result = results[year]
        total = result.total if result.total is not None else totals.get(year)
        if total is None:
            continue
        totals[year] = total
        if result.increment is not None and year.year > FIRST_YEAR:
            totals[year.previous] = total - result.increment
    return totals


def _totals(
    results: Mapping[FiscalYear, Result],
    forward: Mapping[FiscalYear, Decimal],
    backward: Mapping[FiscalYear, Decimal],
) -> dict[FiscalYear, Decimal]:
    published = {year for year, result in results.items() if result.total is not None}
    return {
        year: total
        for year, total in {**forward, **backward}.items()
        if year not in forward or forward[year] == total or year in published
    }


def total_before(totals: Mapping[FiscalYear, Decimal], year: FiscalYear) -> Decimal | None:
    """Return the total of the year before, if it is known."""
    return totals.get(year.previous) if year.year > FIRST_YEAR else None


def _from_before(year: FiscalYear, totals: Mapping[FiscalYear, Decimal]) -> Derivation:
    before = year.previous
    return Derivation(
        fiscal_year=year,
        is_total=True,
        left=totals[before],
        sign="+",
        right=totals[year] - totals[before],
        source_year=before,
    )


def _from_after(year: FiscalYear, totals: Mapping[FiscalYear, Decimal]) -> Derivation:
    after = year.next
    return Derivation(
        fiscal_year=year,
        is_total=True,
        left=totals[after],
        sign="−",
        right=totals[after] - totals[year],
        source_year=after,
    )


def _figure(
    year: FiscalYear,
    results: Mapping[FiscalYear, Result],
    totals: Mapping[FiscalYear, Decimal],
    derivations: Mapping[FiscalYear, Derivation],
) -> YearFigure:
    own, total, before = results.get(year), totals.get(year), total_before(totals, year)
    published = own.increment if own is not None else None
    difference = _difference(year, total, before) if published is None else None
    increment = difference.value if difference else published
    rows = _rows_behind(year, results, derivations)
    return YearFigure(
        fiscal_year=year,
        total=total,
        increment=increment,
        total_is_derived=year in derivations,
        increment_is_derived=difference is not None,
        carried_over=total - increment if total is not None and increment is not None else None,
        standing=max((row.standing for row in rows), key=_SETTLED.index, default=None),
        missing=None if total is not None else _missing(own),
        pending_until=own.pending_until if own is not None and total is None else "",
        approx=any(row.approx for row in rows),
        text_value=own.text_value if own is not None else "",
        text_fulfilled=own.text_fulfilled if own is not None else None,
        text_partly=own.text_partly if own is not None else False,
        is_reported=own is not None and _says_something(own),
        is_handed_in=own is not None and own.is_handed_in,
        derivation=derivations.get(year) or difference,
        footnote=own.footnote if own is not None else "",
        as_of=own.as_of if own is not None else None,
        published_rate=own.published_rate if own is not None else None,
        published_class=own.published_class if own is not None else "",
    )


def _difference(year: FiscalYear, total: Decimal | None, before: Decimal | None) -> Derivation | None:
    if total is None or before is None:
        return None
    return Derivation(
        fiscal_year=year, is_total=False, left=total, sign="−", right=before, source_year=year.previous
    )


def _rows_behind(
    year: FiscalYear, results: Mapping[FiscalYear, Result], derivations: Mapping[FiscalYear, Derivation]
) -> list[Result]:
    """Follow a derived total back to the published one; every reported row on the way bears on it."""
    rows = []
    while True:
        row = results.get(year)
        if row is not None and row.is_reported:
            rows.append(row)
        if year not in derivations:
            return rows
        year = derivations[year].source_year


def _published(result: Result) -> YearFigure:
    return YearFigure(
        fiscal_year=result.fiscal_year,
        total=result.total,
        standing=result.standing if result.is_reported else None,
        missing=None if result.total is not None else _missing(result),
        pending_until=result.pending_until if result.total is None else "",
        approx=result.approx,
        text_value=result.text_value,
        text_fulfilled=result.text_fulfilled,
        text_partly=result.text_partly,
        is_reported=_says_something(result),
        is_handed_in=result.is_handed_in,
        footnote=result.footnote,
        as_of=result.as_of,
        published_rate=result.published_rate,
        published_class=result.published_class,
    )


def _says_something(result: Result) -> bool:
    return result.is_reported or result.missing not in {None, Missing.UNREPORTED}


def _missing(result: Result | None) -> Missing:
    if result is None:
        return Missing.UNREPORTED
    if result.missing is not None:
        return result.missing
    has_text = bool(result.text_value) or result.text_fulfilled is not None
    return Missing.NOT_APPLICABLE if has_text else Missing.UNREPORTED
