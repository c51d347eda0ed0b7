"""What a cycle of several years judges one indicator by, and what it still waits for."""

from dataclasses import dataclass
from typing import Final

from indicators.calculation.aims import years_standing_in
from indicators.calculation.asking import (
    DUTY_WORDS,
    AskingDay,
    Duty,
    is_late_pending,
    not_known_yet,
    why_not_asked,
)
from indicators.calculation.attainment import NO_CLASS, Attainment, attain
from indicators.calculation.class_rules import PEOPLE_DECIDE, AttainmentProfile
from indicators.calculation.facts import Missing, YearFigure
from indicators.calculation.quantities import MISSING_WORDS
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, years

UNCLEAR: Final = "要確認"
UNREPORTED: Final = DUTY_WORDS[Duty.OWED]
ONLY_EXPECTED: Final = "見込値のみ"
NOT_CLASSED: Final = "区分なし"
# answers after which nobody waits for a figure of that year
_CLOSED: Final = frozenset(
    {Missing.OUT_OF_CYCLE, Missing.NOT_APPLICABLE, Missing.DISCONTINUED, Missing.ENDED}
)
_NOT_JUDGED: Final = frozenset({"no_target", "text_not_due", PEOPLE_DECIDE})


@dataclass(frozen=True, slots=True)
class CycleAttainment:
    """The last year of a cycle that has a class, else its last year; `owed` names what is owed and not there.

    Without a class that blocks what would be suggested; beside the class of an earlier year it makes that 暫定.
    """

    attainment: Attainment
    owed: str

    @property
    def is_blocking(self) -> bool:
        return bool(self.owed) and self.attainment.symbol == NO_CLASS


def judge_cycle(
    series: Series,
    first: FiscalYear,
    last: FiscalYear,
    *,
    profile: AttainmentProfile,
    period_start: FiscalYear | None,
    on: AskingDay,
) -> CycleAttainment:
    """Judge an indicator by its last judgeable year in the cycle (design §6, Progress).

    A year that was reported and of which something must be known before anybody can judge is not passed over.
    """
    waiting: list[str] = []
    newest: Attainment | None = None
    for year in reversed(years(first, last) or (last,)):
        attained = attain(series, year, profile=profile, period_start=period_start)
        owed = owed_words(series, attained, on)
        newest = newest or attained
        if owed:
            waiting.append(owed)
        if attained.symbol != NO_CLASS:
            return CycleAttainment(attained, waiting[0] if waiting else "")
        if owed == UNCLEAR:
            return CycleAttainment(attained, UNCLEAR)
    assert newest is not None  # noqa: S101 - there is at least one year
    return CycleAttainment(newest, waiting[0] if waiting else "")


def owed_words(series: Series, attained: Attainment, on: AskingDay) -> str:
    """Say what of a year is owed and not there, nothing if it is there, not due yet, or nobody can ask for it.

    Where none is due for the year, that is the latest figure, which would be judged in its place.
    """
    return _owed_of_year(series, attained, on) or (UNREPORTED if _lacks_latest(series, attained, on) else "")


def _lacks_latest(series: Series, attained: Attainment, on: AskingDay) -> bool:
    """Say whether a figure is owed that would stand in for the year's, later than the one that does."""
    year, judged = attained.fiscal_year, attained.judged.fiscal_year
    within = years_standing_in(series, year, attained.aim, as_of=None)
    return any(_is_owed(series, one, on) for one in within if judged == year or one > judged)


def _is_owed(series: Series, year: FiscalYear, on: AskingDay) -> bool:
    figure = series.figure(year)
    is_asked = why_not_asked(series, year) is None and not not_known_yet(series, year, on.today)
    is_closed = figure.missing in _CLOSED or _waits_in_time(figure, on)
    return figure.judgeable is None and not is_closed and is_asked and _is_over(year, on)


def _owed_of_year(series: Series, attained: Attainment, on: AskingDay) -> str:
    figure = attained.figure
    if attained.symbol != NO_CLASS:
        is_late = attained.is_older_figure and is_late_pending(figure, on.today)
        return MISSING_WORDS[Missing.PENDING] if is_late else ""
    if not _is_awaited(series, attained, on):
        return ""
    if figure.total is not None and figure.judgeable is None:
        return ONLY_EXPECTED
    if attained.rule == "no_result" and figure.is_only_words:  # where a number is promised
        return UNCLEAR
    if attained.rule != "no_result" and figure.is_reported and figure.missing not in _CLOSED:
        return UNCLEAR if attained.is_open else NOT_CLASSED
    return _why_missing(attained, on)


def _is_awaited(series: Series, attained: Attainment, on: AskingDay) -> bool:
    """Say whether the year is over or asked for by an open round, and judged by something.

    And what is reported of it or asked for is known.
    """
    year = attained.fiscal_year
    if series.has_ended(year):
        return False
    if attained.aim is None or attained.rule in _NOT_JUDGED or not _is_over(year, on):
        return False
    is_asked = why_not_asked(series, year) is None and not not_known_yet(series, year, on.today)
    return attained.figure.is_reported or is_asked


def _is_over(year: FiscalYear, on: AskingDay) -> bool:
    return year.last_day < on.today or year in on.open_years


def _waits_in_time(figure: YearFigure, on: AskingDay) -> bool:
    return figure.missing is Missing.PENDING and not is_late_pending(figure, on.today)


def _why_missing(attained: Attainment, on: AskingDay) -> str:
    missing = attained.figure.missing
    if missing in _CLOSED or _waits_in_time(attained.figure, on):
        return ""
    named = {Missing.PENDING, Missing.NOT_SURVEYED}
    return MISSING_WORDS[missing] if missing in named and missing else UNREPORTED
