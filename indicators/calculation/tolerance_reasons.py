"""Why a year has its class by rules that compare with the plan or an earlier value: the inputs and the arithmetic."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from indicators.calculation.class_conditions import CONDITIONS, earlier_value
from indicators.calculation.class_rules import AttainmentProfile, ClassRule
from indicators.calculation.comparing import Facts, gain_over, lead
from indicators.calculation.quantities import MINUS, percent, percent_apart, quantity
from indicators.calculation.series import Series

LEADS: Final = ("ahead_of_plan", "behind_plan", "near_plan")
EARLIER: Final = {"baseline": "計画策定時", "previous": "前回"}
START: Final = "期首の累計"


def compared_clause(rule: ClassRule, facts: Facts, series: Series) -> str:
    """Return the clause of a row that compares with the plan, the baseline or the value before."""
    about = CONDITIONS[rule.when].about
    if about == "lead":
        return f"{_lead_words(facts, series, [rule.limit] if rule.limit else [])}、{_lead_limit(rule)}ため"
    change = _change_words(facts, about, series)
    if rule.within is None:
        return f"{change}ため"
    return f"{change}が、{_tolerance(rule, facts, about, series)}の変化は「変わらない」とみなすため"


def left_over(profile: AttainmentProfile, facts: Facts, series: Series) -> str:
    """Say that no other row applied; where the plan or an earlier value was asked about, with that arithmetic."""
    about = {CONDITIONS[rule.when].about for rule in profile.rules}
    said = (
        [_lead_words(facts, series, profile.limits_of(*LEADS))]
        if "lead" in about and lead(facts) is not None
        else []
    )
    for which in EARLIER:
        if not said and which in about and gain_over(facts, earlier_value(facts, which)) is not None:
            said = [_change_words(facts, which, series)]
    return "".join([*(f"{one}が、" for one in said), "他のいずれの区分にも当たらない"])


def _lead_words(facts: Facts, series: Series, limits: Sequence[Decimal]) -> str:
    """Write how far the result is ahead of its plan: 計画53件に対し24.5％進んでいる（(66−53)÷53）."""
    ahead, goal, result = lead(facts), facts.goal, facts.result
    if ahead is None or goal is None or result is None:
        return "計画との差の割合を計算できない"
    share = _share_words(abs(ahead) * 100 / abs(goal), limits)
    way = "進んでいる" if ahead > 0 else "遅れている" if ahead < 0 else ""
    plan, found = (quantity(one, "", series.decimals) for one in (goal, result))
    left, right = (found, plan) if facts.good_sign == 1 else (plan, found)
    divisor = plan.removeprefix(MINUS)
    said = f"計画{quantity(goal, series.unit, series.decimals)}に対し"
    return f"{said}{share}{way}（({left}−{right})÷{divisor}）" if way else f"{said}ちょうどである"


def _share_words(share: Decimal, limits: Sequence[Decimal]) -> str:
    """Write a share told from none and from the limits, on whichever side of them it is."""
    met = (limit for limit in (Decimal(0), *limits) if percent(limit) == percent(share))
    return percent_apart(share, next(met, share))


def _lead_limit(rule: ClassRule) -> str:
    limit = f"{quantity(rule.limit)}％"
    return f"差が±{limit}以内の" if rule.when == "near_plan" else f"その差が{limit}以上の"


def _change_words(facts: Facts, which: str, series: Series) -> str:
    """Write a change: 計画策定時の75％から3.2ポイント改善している（78.2−75）."""
    earlier = earlier_value(facts, which)
    gain = gain_over(facts, earlier)
    if gain is None or earlier is None or facts.result is None:
        return f"{EARLIER[which]}の値と比べられない"
    was = before_words(facts, which, series)
    if gain == 0:
        return f"{was}より目標の範囲に近くも遠くもない" if facts.is_range else f"{was}と同じである"
    amount = quantity(abs(gain), series.difference_unit, series.decimals)
    if facts.is_range:
        return f"{was}より目標の範囲に{amount}{'近い' if gain > 0 else '遠い'}"
    left, right = (quantity(one, "", series.decimals) for one in (facts.result, earlier))
    return f"{was}から{amount}{'改善している' if gain > 0 else '悪化している'}（{left}−{right}）"


def before_words(facts: Facts, which: str, series: Series) -> str:
    """Name what a result is compared with: 計画策定時の75％, for a growing total 期首の累計46件."""
    amount = quantity(earlier_value(facts, which), series.unit, series.decimals)
    if which == "baseline" and facts.is_growing_total and facts.before != facts.baseline:
        return f"{START}{amount}"
    return f"{EARLIER[which]}の{amount}"


def _tolerance(rule: ClassRule, facts: Facts, which: str, series: Series) -> str:
    if rule.when.endswith("_points"):
        return f"意識調査等の±{quantity(rule.within)}ポイント以内"
    width = abs(earlier_value(facts, which) or Decimal(0)) * (rule.within or Decimal(0)) / 100
    return f"±{quantity(rule.within)}％（{quantity(width, series.difference_unit, series.decimals)}）以内"
