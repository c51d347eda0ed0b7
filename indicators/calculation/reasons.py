"""Why a year has the class it has, or none, in one Japanese clause."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from indicators.calculation.class_rules import RATE_AT_LEAST, AttainmentProfile, ClassRule, class_rate
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import RELATIVE, Direction, YearFigure
from indicators.calculation.quantities import figure_words, percent, quantity, target_words
from indicators.calculation.series import Series


def reason_for(
    rule: ClassRule, profile: AttainmentProfile, facts: Facts, figure: YearFigure, series: Series
) -> str:
    """Return the clause for the rule that matched, pointing out approximate figures: there people decide."""
    clause = _clause(rule, profile, facts, figure, series)
    approximate = figure.approx or (facts.target is not None and facts.target.approx)
    return f"{clause}（概数を含むため、境目に近い場合は人が確認する）" if approximate else clause


def _clause(
    rule: ClassRule, profile: AttainmentProfile, facts: Facts, figure: YearFigure, series: Series
) -> str:
    found, target = figure_words(figure, series.unit, series.decimals), _target(facts, series)
    clauses: dict[str, Callable[[], str]] = {
        "no_result": lambda: f"実績がない（{found}）ため判定しない",
        "no_target": lambda: "この年度の目標値がないため判定しない",
        "text_unanswered": lambda: f"目標「{target}」の達成の有無が未回答のため判定しない",
        "reached": lambda: f"実績{found}が目標{target}を達成しているため",
        "no_baseline": lambda: f"{_short(facts, found, target)}、計画策定時の値がないため判定しない",
        "direction_unknown": lambda: "指標の向き（増やす・減らす等）が登録されていないため判定しない",
        "not_worse_than_baseline": lambda: (
            f"{_short(facts, found, target)}、{_against_baseline(facts, series)}ため"
        ),
        "no_rate": lambda: f"{_short(facts, found, target)}、{_no_rate(facts)}ため判定しない",
        RATE_AT_LEAST: lambda: (
            f"目標達成率{percent(class_rate(facts))}が{quantity(rule.at_least)}％以上であるため"
        ),
    }
    clause = clauses.get(rule.when)
    return clause() if clause else _left_over(class_rate(facts), profile.limits())


def _short(facts: Facts, found: str, target: str) -> str:
    """Say that the target is not reached, or that this cannot even be said."""
    if is_reached(facts) is None:
        return f"実績{found}が目標{target}を達成しているか判定できず"
    return f"実績{found}は目標{target}を達成しておらず"


def _target(facts: Facts, series: Series) -> str:
    if facts.target is None:
        return ""
    words = target_words(facts.target, series.unit, series.decimals)
    if facts.target.comparator in RELATIVE and facts.baseline is not None:
        return f"{words}（計画策定時{quantity(facts.baseline, series.unit, series.decimals)}）"
    return words


def _against_baseline(facts: Facts, series: Series) -> str:
    baseline = quantity(facts.baseline, series.unit, series.decimals)
    if facts.direction is Direction.RANGE:
        return f"計画策定時の{baseline}より目標の範囲から離れていない"
    return f"計画策定時の{baseline}を{'上回って' if facts.good_sign == -1 else '下回って'}いない"


def _no_rate(facts: Facts) -> str:
    if facts.is_text:
        return "文字の目標には段階の区分がない"
    if facts.direction is Direction.RANGE or facts.goal is None:
        return "範囲の目標には達成率がない"
    return "達成率を計算できない（目標又は実績が0以下等）"


def _left_over(rate: Decimal | None, limits: tuple[Decimal, ...]) -> str:
    if rate is None or not limits:
        return "他のいずれの区分にも当たらないため"
    return f"目標達成率{_percent_below(rate, min(limits))}が{quantity(min(limits))}％に満たないため"


def _percent_below(rate: Decimal, limit: Decimal) -> str:
    """Write a rate below a limit so that rounding does not lift it onto the limit: 59.96％, not 60.0％."""
    if percent(rate) != percent(limit):
        return percent(rate)
    return f"{rate.quantize(Decimal('0.0001'), rounding=ROUND_DOWN).normalize():f}％"
