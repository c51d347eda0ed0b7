"""When a figure was taken, in words: by which year it counts, on which day it stands."""

from datetime import date
from typing import Final

from indicators.calculation.facts import YearBasis
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, era_day

BASIS_WORDS: Final = {
    YearBasis.FISCAL: "年度",
    YearBasis.CALENDAR: "暦年",
    YearBasis.YEAR_END: "年度末",
    YearBasis.DAY: "月日現在",
}
_AFTER: Final = {YearBasis.CALENDAR: "年（暦年）", YearBasis.YEAR_END: "年度末"}


def year_label(series: Series, year: FiscalYear) -> str:
    """Name a year of the series in both calendars: 令和5(2023)年度, 令和5(2023)年（暦年）, 令和5(2023)年度末."""
    return year.label.removesuffix("年度") + _AFTER.get(series.year_basis, "年度")


def year_words(series: Series, year: FiscalYear) -> str:
    """Name a year of the series: 令和5年度, 令和5年（暦年）, 令和5年度末."""
    return year.era.removesuffix("年度") + _AFTER.get(series.year_basis, "年度")


def basis_words(series: Series) -> str:
    """Say which year all figures count, or when they are taken: 暦年, 年度末, 各年4月1日現在; "" for fiscal years."""
    if series.year_basis is YearBasis.DAY and series.basis_day is not None:
        month, day = series.basis_day
        return f"各年{month}月{day}日現在"
    return "" if series.year_basis is YearBasis.FISCAL else BASIS_WORDS[series.year_basis]


def unit_words(series: Series) -> str:
    """Write the unit with the basis of the years beside it: 千人（暦年）; fiscal years go without saying."""
    basis = basis_words(series)
    return f"{series.unit}（{basis}）" if basis else series.unit


def day_words(day: date | None) -> str:
    """Say on which day a figure stands: 令和5年9月30日現在; nothing where nobody said so."""
    return f"{era_day(day)}現在" if day is not None else ""


def place_in_years(series: Series, day: date) -> float:
    """Return where a day lies on an axis on which each year stands in the middle of its own twelve months."""
    if series.year_basis is YearBasis.CALENDAR:
        year, first, following = day.year, date(day.year, 1, 1), date(day.year + 1, 1, 1)
    else:
        fiscal = FiscalYear.containing(day)
        year, first, following = fiscal.year, fiscal.first_day, date(fiscal.year + 1, 4, 1)
    return year - 0.5 + (day - first).days / (following - first).days


def year_of(series: Series, day: date) -> FiscalYear:
    """Return the year of the series in which a day lies."""
    is_calendar = series.year_basis is YearBasis.CALENDAR
    return FiscalYear(day.year) if is_calendar else FiscalYear.containing(day)
