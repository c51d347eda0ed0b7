"""What the invented city decided about a measure: mostly as suggested, else with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.judgement.direction import REFERENCE_DIRECTION, suggest_direction
from evaluations.judgement.progress import REFERENCE_PROGRESS, JudgedIndicator, suggest_progress
from indicators.calculation.asking import AskingDay
from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD, Attainment, AttainmentProfile
from indicators.calculation.cycle import CycleAttainment, judge_cycle
from indicators.calculation.explain import early_target_sentence
from kpi_tracker.sample_city.figures import Calendar, Fields
from kpi_tracker.sample_city.measures import MadeIndicator
from policies.fiscal_year import FiscalYear

DIFFERENT_EVERY: Final = 9
ACHIEVEMENTS: Final = {"A": (2, 3, 3, 2), "B": (3, 3, 3, 3), "C": (3, 4, 3, 4), "D": (4, 5, 4, 3)}
WITHOUT_SUGGESTION: Final = ("B", "Ⅱ")
PROGRESS_REASONS: Final = {
    "A": "{}に関する成果指標が目標値に達しており、取組が着実に成果につながっています。",
    "B": "{}に関する成果指標の多くが計画策定時を上回り、目標の達成に向けて進捗しています。",
    "C": "{}に関する成果指標の一部が計画策定時を下回っており、目標の達成が遅れる可能性があります。",
    "D": "{}に関する成果指標の多くが計画策定時を大きく下回っており、現状のままでは目標の達成が困難です。",
}
DIRECTION_REASONS: Final = {
    "Ⅰ": "{}に係る各事務事業が効果的に組み合わされており、引き続き現在の構成で取組を進めます。",
    "Ⅱ": "{}に係る事務事業はおおむね効果的ですが、対象者への周知の方法を見直しながら進めます。",
    "Ⅲ": "{}に係る事務事業の役割が重なっており、重点化と手法の見直しを行います。",
    "Ⅳ": "{}に係る事務事業の多くが目標を下回っており、構成を抜本的に見直します。",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """By which rules a plan judges its indicators, and the period in which its targets stand."""

    profile: AttainmentProfile
    period_name: str
    first: int
    last: int


def terms_of(calendar: Calendar) -> Terms:
    """Return the terms of the city's first plan."""
    return Terms(REFERENCE_ABCD, "第2期", calendar.period_start, calendar.last)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both ratings, why they differ from the suggestion (if so), and the inputs they were decided on."""

    progress: str
    direction: str
    difference_reason: str
    inputs: Fields


def decide(
    place: int,
    indicators: Sequence[MadeIndicator],
    achievements: Sequence[int],
    terms: Terms,
    cycle: tuple[int, int],
    *,
    undertakings: int | None = None,
) -> Verdict:
    """Decide about the measure at that place as the suggestion says, but now and then one step otherwise.

    `cycle` are its first and last year; `undertakings` how many 事務事業 there are, where not all have an achievement.
    """
    judged = [one for one in indicators if one.fields["is_judged"]]
    attained = [_attained(one, terms, cycle) for one in judged]
    progress = suggest_progress(
        [
            JudgedIndicator(
                label=f"{one.fields['number']} {one.fields['name']}",
                symbol=found.attainment.symbol,
                fiscal_year=found.attainment.fiscal_year,
                note="",
                owed=found.owed,
            )
            for one, found in zip(judged, attained, strict=True)
        ],
        profile=REFERENCE_PROGRESS,
        blocked=(),
        last_year=None,
    )
    early = [text for one in judged if (text := _early(one, terms, cycle))]
    direction = suggest_direction(
        progress.symbol,
        to_confirm=early,
        achievements=achievements,
        undertakings=undertakings,
        profile=REFERENCE_DIRECTION,
        blocked=(),
    )
    inputs = {
        "indicators": [_input(one, found.attainment) for one, found in zip(judged, attained, strict=True)],
        "early_targets": early,
        "achievements": list(achievements),
        "suggested_progress": progress.symbol,
        "suggested_direction": direction.symbol,
    }
    if progress.symbol is None or direction.symbol is None:
        why = "判定できる成果指標が少ないため、定性的な成果を総合的に勘案して決定しました。"
        return Verdict(*WITHOUT_SUGGESTION, why, inputs)
    if place % DIFFERENT_EVERY == 5 and progress.symbol in "BC":
        other = {"B": "C", "C": "B"}[progress.symbol]
        why = f"成果指標に表れない取組の状況を勘案し、参考判定{progress.symbol}に対して{other}としました。"
        return Verdict(other, direction.symbol, why, inputs)
    return Verdict(progress.symbol, direction.symbol, "", inputs)


def _attained(one: MadeIndicator, terms: Terms, cycle: tuple[int, int]) -> CycleAttainment:
    """Return what the cycle judges by, seen from when all its figures are due."""
    first, last = (FiscalYear(year) for year in cycle)
    start, on = FiscalYear(terms.first), AskingDay(today=last.next.last_day)
    return judge_cycle(one.series(), first, last, profile=terms.profile, period_start=start, on=on)


def _early(one: MadeIndicator, terms: Terms, cycle: tuple[int, int]) -> str | None:
    return early_target_sentence(
        one.series(),
        period_name=terms.period_name,
        period_end=FiscalYear(terms.last),
        as_of=FiscalYear(cycle[1]),
    )


def _input(one: MadeIndicator, found: Attainment) -> Fields:
    target = found.target.value if found.target else None
    return {
        "indicator": one.fields["number"],
        "fiscal_year": found.fiscal_year.year,
        "baseline": _written(found.baseline),
        "target": _written(target),
        "result": _written(found.figure.total),
        "class": found.symbol if found.symbol != NO_CLASS else None,
    }


def _written(value: object) -> str | None:
    return None if value is None else str(value)
