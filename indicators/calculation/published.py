"""The rate and class that a city printed beside a figure: shown as they are, and compared with the computed ones."""

import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from indicators.calculation.attainment import NO_CLASS, Attainment, attain
from indicators.calculation.checks import Finding, Severity
from indicators.calculation.class_rules import AttainmentProfile
from indicators.calculation.facts import YearFigure
from indicators.calculation.quantities import places_of, quantity
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

PERCENT: Final = "％"


def published_rate_words(figure: YearFigure) -> str:
    """Write the published rate with the decimals that it was printed with; nothing where there is none."""
    return "" if figure.published_rate is None else quantity(figure.published_rate, PERCENT)


def published_words(figure: YearFigure) -> str:
    """Write the published rate and class: 93.4％、b; nothing where there is neither."""
    return "、".join(filter(None, (published_rate_words(figure), figure.published_class)))


def published_that_differ(
    series: Series, *, profile: AttainmentProfile, period_start: FiscalYear | None, until: FiscalYear | None
) -> Iterator[Finding]:
    """Name the years, up to `until`, whose published rate or class is another than the one that is computed.

    Where nothing can be computed there is nothing to compare, and a symbol that the profile does not know belongs to
    another scale: it is shown, and never read as one of this.
    """
    for result in sorted(series.results, key=lambda one: one.fiscal_year):
        year = result.fiscal_year
        if not (result.published_class or result.published_rate is not None) or (until and year > until):
            continue
        attained = attain(series, year, profile=profile, period_start=period_start)
        yield from (
            Finding(Severity.WARNING, code, year, f"{year.era}の公表された{said}。")
            for code, said in _differences(series, attained, profile)
        )


def _differences(
    series: Series, attained: Attainment, profile: AttainmentProfile
) -> Iterator[tuple[str, str]]:
    figure = attained.figure
    if figure.published_rate is not None and attained.rate is not None:
        printed = attained.rate.quantize(Decimal(1).scaleb(-_printed_places(series)), ROUND_HALF_UP)
        if printed != figure.published_rate:
            words = published_rate_words(figure)
            yield "published_rate", f"達成率{words}が、計算した達成率{attained.rate_words}と異なります"
    known = {rule.then for rule in profile.rules} - {NO_CLASS}
    symbol = unicodedata.normalize("NFKC", figure.published_class).strip()
    if {symbol, attained.symbol} <= known and symbol != attained.symbol:
        yield "published_class", f"区分「{symbol}」が、判定基準による区分「{attained.symbol}」と異なります"


def _printed_places(series: Series) -> int:
    """Return with how many decimals the city prints its rates: as many as any of this indicator has."""
    rates = (result.published_rate for result in series.results)
    return max((places_of(rate) for rate in rates if rate is not None), default=1)
