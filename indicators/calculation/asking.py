"""What of a figure is owed: asked for or not, not due yet, waited for, late, answered (design §6, Due).

The one place that decides it: pages, lists, boards, mails, the API and the judgement count what is said here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from indicators.calculation.facts import Missing, YearFigure
from indicators.calculation.quantities import MISSING_WORDS, STANDING_WORDS
from indicators.calculation.returning import asked_again_from, month_named
from indicators.calculation.schedule import Schedule
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear


class Duty(StrEnum):
    """How a year's figure stands with whoever owes it."""

    NOT_ASKED = "not_asked"  # 照会対象外
    ENDED = "ended"  # 終了
    OFF_YEAR = "off_year"  # 調査対象年度外
    PUT_OFF = "put_off"  # 調査延期
    NOT_YET = "not_yet"  # 未到来
    WAITING = "waiting"  # 集計中 before its month
    ANSWERED = "answered"
    OWED = "owed"  # 未提出
    AGAIN = "again"  # answered, and asked for again since its month came
    OVERDUE = "overdue"  # and that month has passed


MISSING: Final = frozenset({Duty.OWED, Duty.AGAIN, Duty.OVERDUE})
ANSWERED: Final = frozenset({Duty.ANSWERED, Duty.WAITING})
OWED: Final = MISSING | ANSWERED
_UNASKED: Final = {
    Missing.NOT_ASKED: Duty.NOT_ASKED,
    Missing.PUT_OFF: Duty.PUT_OFF,
    Missing.OUT_OF_CYCLE: Duty.OFF_YEAR,
}
DUTY_WORDS: Final = {
    Duty.NOT_ASKED: "照会対象外",
    Duty.ENDED: "終了",
    Duty.OFF_YEAR: "調査対象年度外",
    Duty.PUT_OFF: "調査延期",
    Duty.NOT_YET: "未到来",
    Duty.WAITING: "集計中",
    Duty.ANSWERED: "提出済",
    Duty.OWED: "未提出",
    Duty.AGAIN: "確定値の入力待ち",
    Duty.OVERDUE: "確定見込の月を過ぎた",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingDay:
    """The day on which somebody looks, and the rounds of the plan on it.

    `open_years` are asked for by an open round though they may not have ended; `openings` are the days on which rounds
    opened or will, with their years: an answer without a month is asked for again in the next.
    """

    today: date
    open_years: frozenset[FiscalYear] = frozenset()
    openings: tuple[tuple[FiscalYear, date], ...] = field(default=())

    def next_opening(self, year: FiscalYear) -> date | None:
        """Return when the first round of a later year opens, None where none is known."""
        return min((day for other, day in self.openings if other > year), default=None)


class Askable(Protocol):
    """What decides whether a year's figure is asked for: a whole Series, or the little of it that boards read."""

    @property
    def schedule(self) -> Schedule: ...
    @property
    def ended_in(self) -> FiscalYear | None: ...
    def has_ended(self, year: FiscalYear) -> bool: ...
    def has_target(self, year: FiscalYear) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSeries:
    """A series without its figures: for which years it is asked, and which of them have a target of their own."""

    schedule: Schedule
    ended_in: FiscalYear | None
    target_years: frozenset[FiscalYear]

    def has_ended(self, year: FiscalYear) -> bool:
        """Say whether the year lies after the last one with a figure."""
        return self.ended_in is not None and year > self.ended_in

    def has_target(self, year: FiscalYear) -> bool:
        """Say whether the year itself promises something."""
        return year in self.target_years


def why_not_asked(series: Askable, year: FiscalYear) -> Duty | None:
    """Say why nobody asks for the year's figure, whoever may have given it; None where it is asked for."""
    if series.has_ended(year):
        return Duty.ENDED
    missing = series.schedule.why_not_asked(year, has_target=series.has_target(year))
    return _UNASKED[missing] if missing else None


def not_known_yet(series: Askable, year: FiscalYear, today: date) -> bool:
    """Say whether the year's figure does not exist yet: its 確定時期 has not come."""
    return not series.schedule.is_known(year, today)


def duty(series: Series, year: FiscalYear, on: AskingDay) -> Duty:
    """Return how the year's figure stands on that day.

    What was handed in is an answer, asked for or not; what the section still writes on, or was given back, it owes.
    After the indicator's last year nothing is waited for.
    """
    if series.has_ended(year):
        return Duty.ENDED
    if (answered := _of_answer(series, year, on)) is not None:
        return answered
    if (reason := why_not_asked(series, year)) is not None:
        return reason
    has_ended = year.last_day < on.today or year in on.open_years
    return Duty.OWED if has_ended and not not_known_yet(series, year, on.today) else Duty.NOT_YET


def _of_answer(series: Series, year: FiscalYear, on: AskingDay) -> Duty | None:
    answer = series.result(year)
    if answer is None or not (answer.is_reported or answer.missing):
        return None
    if not answer.is_handed_in:
        return Duty.OWED
    if answer.missing is Missing.OUT_OF_CYCLE:
        return Duty.OFF_YEAR
    since = asked_again_from(answer, next_opening=on.next_opening(year))
    if since is None or since > on.today:
        return Duty.WAITING if answer.missing is Missing.PENDING else Duty.ANSWERED
    return Duty.OVERDUE if is_past(answer.pending_until, on.today) else Duty.AGAIN


def is_past(month: str, today: date) -> bool:
    """Say whether the named month is over; what names none never is."""
    named = month_named(month)
    return named is not None and (today.year, today.month) > (named.year, named.month)


def is_late_pending(figure: YearFigure, today: date) -> bool:
    """Say whether a year is 集計中 without a month, or past it: then it must not help (design §6, Progress)."""
    if figure.missing is not Missing.PENDING:
        return False
    return month_named(figure.pending_until) is None or is_past(figure.pending_until, today)


@dataclass(frozen=True, slots=True)
class DutyCount:
    """How many figures are owed, and how they stand; `unasked` says of the others why they are not, with the number."""

    owed: int
    answered: int
    waiting: int
    unasked: tuple[tuple[str, int], ...]

    @property
    def missing(self) -> int:
        return self.owed - self.answered

    @property
    def reported(self) -> int:
        """Answered with a figure or a reason that stays; 集計中 is an answer and no report."""
        return self.answered - self.waiting


def counted(duties: Iterable[Duty]) -> DutyCount:
    """Count the duties of some figures."""
    listed = list(duties)
    unasked = ((DUTY_WORDS[one], listed.count(one)) for one in Duty if one not in OWED)
    return DutyCount(
        owed=sum(one in OWED for one in listed),
        answered=sum(one in ANSWERED for one in listed),
        waiting=listed.count(Duty.WAITING),
        unasked=tuple((words, count) for words, count in unasked if count),
    )


def missing_words(series: Series, year: FiscalYear, on: AskingDay) -> str:
    """Say why a figure is missing: 未提出, or what was answered before it was asked for again."""
    found, figure = duty(series, year, on), series.figure(year)
    if found is Duty.OWED:
        return MISSING_WORDS[Missing.UNREPORTED]
    said = MISSING_WORDS[figure.missing] if figure.missing else ""
    said = STANDING_WORDS[figure.standing] if figure.standing and not figure.missing else said
    until = f"{figure.pending_until}確定見込、" if figure.pending_until else ""
    return f"{said}（{until}{DUTY_WORDS[Duty.AGAIN]}）"
