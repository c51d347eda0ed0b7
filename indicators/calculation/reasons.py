"""Why a year has the class it has, or none, in one Japanese clause."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from indicators.calculation.class_rules import (
    OTHERWISE,
    PEOPLE_DECIDE,
    RATE_AT_LEAST,
    AttainmentProfile,
    ClassRule,
    class_formula,
    class_rate,
)
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import RELATIVE, RateFormula, YearFigure
from indicators.calculation.quantities import (
    ANSWER_WORDS,
    figure_words,
    lacks_total,
    percent_beside,
    quantity,
    signed_quantity,
    target_words,
)
from indicators.calculation.series import Series
from indicators.calculation.tolerance_reasons import compared_clause, left_over

SHOWN_RATE: Final = "目標達成率"
_DIVIDED: Final = {RateFormula.F1: "実績÷目標", RateFormula.F2: "目標÷実績"}


def reason_for(
    rule: ClassRule,
    profile: AttainmentProfile,
    facts: Facts,
    figure: YearFigure,
    series: Series,
    *,
    displayed: Decimal | None,
) -> str:
    """Return the clause for the rule that matched, pointing out approximate figures: there people decide.

    The rate that decides is called 目標達成率 only if no other rate is `displayed` under that name.
    """
    rate, limits = _rate_words(facts, profile, displayed), profile.limits()
    clause = _clause(rule, profile, facts, figure, series, rate=rate, limits=limits)
    approximate = figure.approx or (facts.target is not None and facts.target.approx)
    return f"{clause}（概数を含むため、境目に近い場合は人が確認する）" if approximate else clause


def _clause(
    rule: ClassRule,
    profile: AttainmentProfile,
    facts: Facts,
    figure: YearFigure,
    series: Series,
    *,
    rate: str,
    limits: tuple[Decimal, ...],
) -> str:
    found, target = figure_words(figure, series.unit, series.decimals), _target(facts, series)
    clauses: dict[str, Callable[[], str]] = {
        "no_result": lambda: f"{_nothing(figure, found, series)}ため判定しない",
        "no_target": lambda: "この年度の目標値がないため判定しない",
        "text_unanswered": lambda: f"目標「{target}」の達成の有無が未回答のため判定しない",
        "reached": lambda: f"{_result(facts, found, 'が')}{_of(facts, target)}を達成しているため",
        "no_baseline": lambda: f"{_short(facts, found, target)}、計画策定時の値がないため判定しない",
        "direction_unknown": lambda: "指標の向き（増やす・減らす等）が登録されていないため判定しない",
        "not_worse_than_baseline": lambda: (
            f"{_short(facts, found, target)}、{_against_baseline(facts, series)}ため"
        ),
        "no_rate": lambda: f"{_short(facts, found, target)}、{_no_rate(facts)}ため判定しない",
        "no_previous": lambda: f"{_short(facts, found, target)}、前回の値がないため判定しない",
        "no_lead": lambda: f"{_result(facts, found, 'は')}計画との差の割合を計算できないため判定しない",
        RATE_AT_LEAST: lambda: f"{rate}が{quantity(rule.at_least)}％以上であるため",
        PEOPLE_DECIDE: lambda: "この判定基準では人が区分を選ぶため計算しない",
    }
    if clause := clauses.get(rule.when):
        return clause()
    if rule.when != OTHERWISE:
        return compared_clause(rule, facts, series)
    if rate and limits:
        return f"{rate}が{quantity(min(limits))}％に満たないため"
    return f"{left_over(profile, facts, series)}ため"


def _nothing(figure: YearFigure, found: str, series: Series) -> str:
    """Say why there is nothing to judge; a new amount alone is a result, only not one that can be judged."""
    if lacks_total(figure) and figure.increment is not None:
        amount = signed_quantity(figure.increment, series.unit, series.decimals)
        return f"累計を計算できない（うち当該年度分{amount}）"
    return f"実績がない（{found}）"


def _result(facts: Facts, found: str, particle: str) -> str:
    """Name the result before the target; the bare answer to a text target says nothing of its own."""
    return "" if facts.is_text and found in ANSWER_WORDS.values() else f"実績{found}{particle}"


def _of(facts: Facts, target: str) -> str:
    return f"目標「{target}」" if facts.is_text else f"目標{target}"


def _short(facts: Facts, found: str, target: str) -> str:
    """Say that the target is not reached, or that this cannot even be said."""
    if is_reached(facts) is None:
        return f"{_result(facts, found, 'が')}{_of(facts, target)}を達成しているか判定できず"
    return f"{_result(facts, found, 'は')}{_of(facts, target)}を達成しておらず"


def _target(facts: Facts, series: Series) -> str:
    if facts.target is None:
        return ""
    words = target_words(facts.target, series.unit, series.decimals)
    if facts.target.comparator in RELATIVE and facts.baseline is not None:
        return f"{words}（計画策定時{quantity(facts.baseline, series.unit, series.decimals)}）"
    return words


def _against_baseline(facts: Facts, series: Series) -> str:
    baseline = quantity(facts.baseline, series.unit, series.decimals)
    if facts.is_range:
        return f"計画策定時の{baseline}より目標の範囲から離れていない"
    return f"計画策定時の{baseline}を{'上回って' if facts.good_sign == -1 else '下回って'}いない"


def _no_rate(facts: Facts) -> str:
    if facts.is_text:
        return "文字の目標には段階の区分がない"
    if facts.is_range or facts.goal is None:
        return "範囲の目標には達成率がない"
    return "達成率を計算できない（目標又は実績が0以下等）"


def _rate_words(facts: Facts, profile: AttainmentProfile, displayed: Decimal | None) -> str:
    """Write the rate that decides the class, apart from a displayed one that is another number."""
    rate = class_rate(facts)
    if rate is None:
        return ""
    written = percent_beside(rate, profile.limits())
    if displayed is None or displayed == rate:
        return f"{SHOWN_RATE}{written}"
    return f"判定に用いる率（{_DIVIDED[class_formula(facts)]}）{written}"
