"""By which target and which figure a year is judged: its own, one ahead, the line to it, a text that is still open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from indicators.calculation.facts import (
    RELATIVE,
    Comparator,
    Direction,
    Missing,
    Target,
    TargetChoice,
    YearFigure,
)
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear, years

_NOT_BETWEEN: Final = RELATIVE | {Comparator.TEXT, Comparator.RANGE}
# why no figure is due for a year although its target is: a survey between years or put off, a statistic not final
_NOT_DUE: Final = frozenset({Missing.OUT_OF_CYCLE, Missing.PENDING, Missing.PUT_OFF, Missing.NOT_YET})


class AimKind(StrEnum):
    """How a year came by its target; TEXT is one of another year that was fulfilled early, late or not yet."""

    OWN = "own"
    AHEAD = "ahead"
    PACED = "paced"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a year is judged by: `target`, which for a paced year is the line's value on the way to `promised`.

    `since` is where that line begins: a year and its value.
    """

    kind: AimKind
    target: Target
    promised: Target
    since: tuple[FiscalYear, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a text target is fulfilled, in part, or not (None: nobody has said)."""

    fulfilled: bool | None
    partly: bool = False


def aim_of(series: Series, year: FiscalYear, choice: TargetChoice, *, as_of: FiscalYear | None) -> Aim | None:
    """Return what the year is judged by, or None if by nothing (design §6)."""
    if own := series.target_for(year, as_of=as_of):
        return Aim(kind=AimKind.OWN, target=own, promised=own)
    fulfilled = fulfilled_texts(series, year, as_of=as_of)
    last = next(series.targets_before(year, as_of=as_of), None)
    last_text = last if last and last.comparator is Comparator.TEXT else None
    if last_text and fulfilled.get(last_text.fiscal_year, year) == year:
        return Aim(kind=AimKind.TEXT, target=last_text, promised=last_text)
    early = [series.target_for(due, as_of=as_of) for due in fulfilled if due > year]
    coming = series.next_target(year, as_of=as_of) if choice is not TargetChoice.OWN else None
    if coming is None and (text := next(filter(None, early), None) or last_text):
        return Aim(kind=AimKind.TEXT, target=text, promised=text)
    if coming is None:
        return None
    line = _line(series, year, coming, as_of) if choice is TargetChoice.PACED else None
    return line or Aim(kind=AimKind.AHEAD, target=coming, promised=coming)


def _line(series: Series, year: FiscalYear, goal: Target, as_of: FiscalYear | None) -> Aim | None:
    """Return the unrounded value of the straight line to the goal, None where there is no such line."""
    if goal.comparator in _NOT_BETWEEN or goal.value is None or series.direction is Direction.KEEP:
        return None
    numbers = (
        (one.fiscal_year, one.value)
        for one in series.targets_before(year, as_of=as_of)
        if one.comparator not in _NOT_BETWEEN and one.value is not None
    )
    if (begun := next(numbers, None) or _baseline_of(series)) is None or begun[0] >= year:
        return None
    first, start = begun
    span, gone = goal.fiscal_year - first, year - first
    value = (start * (span - gone) + goal.value * gone) / span
    target = replace(goal, fiscal_year=year, value=value)
    return Aim(kind=AimKind.PACED, target=target, promised=goal, since=(first, start))


def _baseline_of(series: Series) -> tuple[FiscalYear, Decimal] | None:
    if series.baseline is None or series.baseline_year is None:
        return None
    return series.baseline_year, series.baseline


def fulfilled_texts(
    series: Series, until: FiscalYear, *, as_of: FiscalYear | None
) -> Mapping[FiscalYear, FiscalYear]:
    """Return by the year of each text target in which year it was fulfilled, as far as that is known by then.

    「達成」 in a year without a text target of its own answers the earliest one that is still open.
    """
    done = [one.fiscal_year for one in series.results if one.text_fulfilled and one.fiscal_year <= until]
    if not done:
        return {}
    due = sorted(
        one
        for one in {target.fiscal_year for target in series.targets}
        if (target := series.target_for(one, as_of=as_of or until)) and target.comparator is Comparator.TEXT
    )
    found: dict[FiscalYear, FiscalYear] = {}
    for year in sorted(done):
        open_ones = [one for one in due if one not in found]
        if answered := year if year in due else next(iter(open_ones), None):
            found.setdefault(answered, year)
    return found


def answer_to(series: Series, aim: Aim, year: FiscalYear, *, as_of: FiscalYear | None) -> Answer:
    """Return whether a text target counts as fulfilled in the year: once fulfilled it stays so."""
    figure = series.figure(year)
    if aim.promised.fiscal_year in fulfilled_texts(series, year, as_of=as_of):
        return Answer(fulfilled=True)
    return Answer(figure.text_fulfilled, figure.text_partly)


def judged_figure(
    series: Series, year: FiscalYear, aim: Aim | None, *, as_of: FiscalYear | None
) -> YearFigure:
    """Return the figure that is judged: the year's, or where none is due for its own target the latest one (直近値)."""
    within = years_standing_in(series, year, aim, as_of=as_of)
    recent = [one for one in series.known_figures() if one.fiscal_year in within]
    judgeable = [one for one in recent if one.judgeable is not None]
    return judgeable[-1] if judgeable else series.figure(year)


def years_standing_in(
    series: Series, year: FiscalYear, aim: Aim | None, *, as_of: FiscalYear | None
) -> tuple[FiscalYear, ...]:
    """Return the years whose latest result is judged by the year's own target, none where the year's own is.

    They are those since the year of the target before (else since the baseline's), at most one interval old.
    """
    own = series.figure(year)
    is_waiting = own.missing in _NOT_DUE and (own.missing is not Missing.PENDING or bool(own.pending_until))
    if (
        aim is None
        or aim.kind is not AimKind.OWN
        or aim.target.comparator is Comparator.TEXT
        or not is_waiting
    ):
        return ()
    before = next(series.targets_before(year, as_of=as_of), None)
    since = before.fiscal_year if before else series.baseline_year
    return years(max(since or year - series.interval, year - series.interval), year - 1)
