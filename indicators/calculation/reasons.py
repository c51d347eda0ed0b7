"""Why a year has the class it has, or none, in one Japanese clause."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from indicators.calculation.class_conditions import is_mirrored, open_question
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
from indicators.calculation.facts import AT_LAST_YEAR, RELATIVE, Comparator, RateFormula, YearFigure
from indicators.calculation.quantities import (
    figure_words,
    percent,
    percent_apart,
    percent_beside,
    quantity,
    signed_quantity,
    target_words,
)
from indicators.calculation.rates import HUNDRED
from indicators.calculation.series import Series
from indicators.calculation.tolerance_reasons import before_words, compared_clause, left_over

SHOWN_RATE: Final = "目標達成率"
NO_TARGET: Final = "この年度の目標値がない"
DIVIDED: Final = {
    RateFormula.F1: "実績÷目標",
    RateFormula.F2: "目標÷実績",
    RateFormula.F4: "期首からの増加分",
    RateFormula.F8: "2−実績÷目標",
}
STRICT_WORDS: Final[Mapping[Comparator | None, str]] = {
    Comparator.ABOVE: "超",
    Comparator.BELOW: "未満",
    Comparator.INCREASE: "増加",
    Comparator.DECREASE: "減少",
}
OPEN: Final = {
    "direction_unknown": "指標の向き（増やす・減らす等）が登録されていない",
    "side_unknown": "目標が数値だけで、維持する側（以上・以下・ちょうど）が登録されていない",
}


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
    rate, limits = _rate_words(facts, profile, series, displayed), profile.limits()
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
    found, target = _found(facts, figure, series), _target(facts, series)
    clauses: dict[str, Callable[[], str]] = {
        "no_result": lambda: f"{_nothing(facts, figure, found)}ため判定しない",
        "no_target": lambda: f"{NO_TARGET}ため判定しない",
        "text_not_due": lambda: f"目標「{target}」の年度の前で、まだ達成していないため判定しない",
        "unclear": lambda: _unclear(facts, figure, series, found, target),
        "text_unanswered": lambda: _unclear(facts, figure, series, found, target),
        "reached": lambda: f"{_result(found, 'が')}{_of(facts, target)}を達成しているため",
        "partly_fulfilled": lambda: f"{_of(facts, target)}を一部達成しているため",
        "no_baseline": lambda: f"{_short(facts, found, target)}、現状値（計画策定時）がないため判定しない",
        "direction_unknown": lambda: f"{OPEN['direction_unknown']}ため判定しない",
        "not_worse_than_baseline": lambda: (
            f"{_short(facts, found, target)}、{_against_before(facts, series)}ため"
        ),
        "no_rate": lambda: f"{_short(facts, found, target)}、達成率を計算できないため判定しない",
        "no_previous": lambda: f"{_short(facts, found, target)}、前回の値がないため判定しない",
        "no_lead": lambda: f"{_result(found, 'は')}計画との差の割合を計算できないため判定しない",
        RATE_AT_LEAST: lambda: f"{rate}が{_limit(facts, rule.at_least)}であるため",
        PEOPLE_DECIDE: lambda: "この判定基準では人が区分を選ぶため計算しない",
    }
    if clause := clauses.get(rule.when):
        return clause()
    if rule.when != OTHERWISE:
        return compared_clause(rule, facts, series)
    if rate and limits:
        return f"{rate}が{_limit(facts, min(limits), misses=True)}ため"
    if limits and facts.is_text:
        return f"{_of(facts, target)}を達成していないため"
    if limits and is_reached(facts) is False:
        return f"{_short(facts, found, target)}、達成率を計算できない（目標又は実績が0以下等）ため"
    return f"{left_over(profile, facts, series)}ため"


def rate_words(rate: Decimal | None, facts: Facts, limits: tuple[Decimal, ...]) -> str:
    """Write a displayed rate, never on the other side of a limit than it is; nothing where there is none.

    A miss is never written as 100.0％: it has as many decimals as needed, and a strict target met exactly says so. A
    formula of the other side (x/t where less is better) goes beyond 100 for a miss, and says that it is one.
    """
    if rate is None:
        return ""
    if is_reached(facts) is not False:
        return percent(rate)
    if rate == HUNDRED and facts.comparator in STRICT_WORDS:
        return f"{percent(rate)}（{STRICT_WORDS[facts.comparator]}のため未達）"
    if percent(rate) != percent(HUNDRED) and rate > HUNDRED:
        return f"{percent(rate)}（未達）"
    apart = percent_apart(rate, HUNDRED)
    return apart if apart != percent(rate) else percent_beside(rate, limits)


def _unclear(facts: Facts, figure: YearFigure, series: Series, found: str, target: str) -> str:
    """Say what must be known before anybody can judge; a new amount alone is a result that cannot be judged."""
    question = open_question(facts)
    if question == "text_unanswered":
        return f"目標「{target}」の達成の有無が未回答のため判定しない"
    if question == "total_unknown" and figure.increment is not None:
        amount = signed_quantity(figure.increment, series.difference_unit, series.decimals)
        return f"累計を計算できない（うち当該年度分{amount}）ため判定しない"
    if question == "reference_unknown":
        return f"{_short(facts, found, target)}、{_reference(facts)}がないため判定しない"
    return f"{OPEN[question]}ため判定しない"


def _reference(facts: Facts) -> str:
    return "前年度の実績" if facts.comparator in AT_LAST_YEAR else "現状値（計画策定時）"


def _nothing(facts: Facts, figure: YearFigure, found: str) -> str:
    """Say why there is nothing to judge; what is only expected is kept, and never judged."""
    if figure.is_only_words:
        return NO_TARGET if facts.target is None else f"実績「{found}」が数値でない"
    return f"見込値（{found}）の" if figure.total is not None else f"実績がない（{found}）"


def _found(facts: Facts, figure: YearFigure, series: Series) -> str:
    """Write the result; of a text target the words that answered it, nothing where another year's did."""
    if facts.is_text:
        return figure.text_value if figure.text_fulfilled else ""
    return figure_words(figure, series.unit, series.decimals)


def _result(found: str, particle: str) -> str:
    """Name the result before the target; the bare answer to a text target says nothing of its own."""
    return f"実績{found}{particle}" if found else ""


def _of(facts: Facts, target: str) -> str:
    return f"目標「{target}」" if facts.is_text else f"目標{target}"


def _short(facts: Facts, found: str, target: str) -> str:
    """Say that the target is not reached, or that this cannot even be said."""
    if is_reached(facts) is None:
        return f"{_result(found, 'が')}{_of(facts, target)}を達成しているか判定できず"
    return f"{_result(found, 'は')}{_of(facts, target)}を達成しておらず"


def _target(facts: Facts, series: Series) -> str:
    if facts.target is None:
        return ""
    words = target_words(facts.target, series.unit, series.decimals)
    if facts.target.comparator in RELATIVE and facts.goal is not None:
        when = "前年度" if facts.target.comparator in AT_LAST_YEAR else "計画策定時"
        return f"{words}（{when}{quantity(facts.goal, series.unit, series.decimals)}）"
    return words


def _against_before(facts: Facts, series: Series) -> str:
    before = before_words(facts, "baseline", series)
    if facts.is_range:
        return f"{before}より目標の範囲から離れていない"
    if facts.is_growing_total:
        return f"{before}を上回っている"
    return f"{before}を{'上回って' if facts.good_sign == -1 else '下回って'}いない"


def _rate_words(facts: Facts, profile: AttainmentProfile, series: Series, displayed: Decimal | None) -> str:
    """Write the rate that decides the class, apart from a displayed one that is another number."""
    rate = class_rate(facts)
    if rate is None:
        return ""
    if facts.is_range:
        return _away_words(facts, profile, series, rate)
    written = percent_beside(rate, profile.limits())
    if is_reached(facts) is False and rate >= HUNDRED:
        written = rate_words(rate, facts, profile.limits())
    if displayed is None or displayed == rate:
        return f"{SHOWN_RATE}{rate_words(rate, facts, profile.limits())}"
    return f"判定に用いる率（{_divided(facts)}）{written}"


def _divided(facts: Facts) -> str:
    words = DIVIDED[class_formula(facts)]
    return f"{words}、負の値のため逆数" if is_mirrored(facts) else words


def _away_words(facts: Facts, profile: AttainmentProfile, series: Series, rate: Decimal) -> str:
    """Write how far a result lies from its range, as a share of the limit: 目標の範囲までの3件は限度60件の5.0％."""
    away = facts.outside(facts.result) if facts.result is not None else None
    distance = quantity(away, series.difference_unit, series.decimals)
    limit = quantity(facts.smaller_limit, series.unit, series.decimals)
    share = percent_apart(HUNDRED - rate, HUNDRED - min(profile.limits(), default=HUNDRED))
    return f"目標の範囲までの差{distance}（限度{limit}に対し{share}）"


def _limit(facts: Facts, limit: Decimal | None, *, misses: bool = False) -> str:
    """Write on which side of the limit a rate is; for a range that is a distance of at most the rest."""
    if limit is None:
        return ""
    if facts.is_range:
        return f"{quantity(HUNDRED - limit)}％{'を超える' if misses else '以内'}"
    return f"{quantity(limit)}％{'に満たない' if misses else '以上'}"
