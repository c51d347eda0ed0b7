"""The conditions a class rule may name: each in one place, with what it says in Japanese and what it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from indicators.calculation.comparing import (
    Facts,
    gain_over,
    is_reached,
    is_share_of,
    lead,
)
from indicators.calculation.facts import RELATIVE, Comparator, Direction, RateFormula
from indicators.calculation.rates import HUNDRED, rate

OTHERWISE: Final = "otherwise"
RATE_AT_LEAST: Final = "rate_at_least"
PEOPLE_DECIDE: Final = "people_decide"
NO_LIMIT: Final = Decimal(0)

Holds = Callable[[Facts, Decimal], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row asks: `words` with ○ for its limit; `takes` names the limit's field, "" where there is none."""

    words: str
    holds: Holds
    takes: str = ""
    about: str = ""

    def with_limit(self, limit: str) -> str:
        """Write the condition with its limit."""
        return self.words.replace("○", limit)


def class_rate(facts: Facts) -> Decimal | None:
    """Return the rate that decides the class, whatever is displayed, or None where there is none (design §6, row 5).

    For a range it is what is left of the limit after the distance to it: 60 is 40 % away.
    """
    if facts.result is None or facts.direction is Direction.UNKNOWN:
        return None
    if facts.is_range:
        return _nearness(facts)
    if facts.good_sign is None:
        return None
    result, goal = facts.result, facts.goal
    if is_mirrored(facts) and goal is not None:
        result, goal = -result, -goal
    return rate(class_formula(facts), result=result, target=goal, baseline=facts.start)


def class_formula(facts: Facts) -> RateFormula:
    """Return the formula of that rate: F1 where more is better, F2 (F8 where displayed) where less is.

    For a running total that is to grow it is F4 from the total at the period's start. Two negative figures are rated as
    their mirror, the other way round.
    """
    if facts.is_growing_total and None not in (facts.start, facts.goal) and facts.goal > facts.start:  # type: ignore[operator]
        return RateFormula.F4
    more_is_better = (facts.good_sign == 1) != is_mirrored(facts)
    if more_is_better:
        return RateFormula.F1
    shows_remainder = facts.displayed is RateFormula.F8 and facts.goal is not None and facts.goal > 0
    return RateFormula.F8 if shows_remainder else RateFormula.F2


def is_mirrored(facts: Facts) -> bool:
    """Say whether target and result are both negative."""
    return None not in (facts.result, facts.goal) and max(facts.result, facts.goal) < 0  # type: ignore[type-var, operator]


def _nearness(facts: Facts) -> Decimal | None:
    away = None if facts.result is None else facts.outside(facts.result)
    if away is None or facts.smaller_limit is None:
        return None
    return HUNDRED - away * HUNDRED / facts.smaller_limit


def earlier_value(facts: Facts, which: str) -> Decimal | None:
    """Return what a result is compared with: "baseline" (of a growing total its start) or "previous"."""
    return facts.before if which == "baseline" else facts.previous


def open_question(facts: Facts) -> str:
    """Return the name of what must be known before anybody can judge (design §6, row 3), nothing if all is."""
    if facts.is_text:
        return "text_unanswered" if facts.text_fulfilled is None else ""
    if facts.target is None:
        return ""
    if facts.lacks_total:
        return "total_unknown"
    if facts.direction is Direction.UNKNOWN:
        return "direction_unknown"
    if facts.comparator is None:
        return "side_unknown"
    return "reference_unknown" if facts.goal is None and facts.comparator in RELATIVE else ""


def _unclear(facts: Facts, limit: Decimal) -> bool:
    return bool(open_question(facts))


def _no_result(facts: Facts, limit: Decimal) -> bool:
    return facts.result is None and not facts.is_text and not facts.lacks_total


def _no_target(facts: Facts, limit: Decimal) -> bool:
    if facts.target is None:
        return True
    if facts.target.comparator in RELATIVE | {Comparator.TEXT}:
        return False
    lacks_upper = facts.target.comparator is Comparator.RANGE and facts.target.upper is None
    return facts.target.value is None or lacks_upper


def _text_not_due(facts: Facts, limit: Decimal) -> bool:
    return facts.is_text and not facts.is_due and facts.text_fulfilled is not True


def _text_unanswered(facts: Facts, limit: Decimal) -> bool:
    return open_question(facts) == "text_unanswered"


def _partly(facts: Facts, limit: Decimal) -> bool:
    return facts.is_text and facts.text_partly and facts.text_fulfilled is False


def _reached(facts: Facts, limit: Decimal) -> bool:
    return is_reached(facts) is True


def _lacks(which: str, facts: Facts, limit: Decimal) -> bool:
    return earlier_value(facts, which) is None


def _direction_unknown(facts: Facts, limit: Decimal) -> bool:
    return facts.direction is Direction.UNKNOWN


def _no_lead(facts: Facts, limit: Decimal) -> bool:
    return lead(facts) is None


def _no_rate(facts: Facts, limit: Decimal) -> bool:
    return class_rate(facts) is None


def _always(facts: Facts, limit: Decimal) -> bool:
    return True


def _rate_at_least(facts: Facts, limit: Decimal) -> bool:
    reached = class_rate(facts)
    return reached is not None and reached >= limit


def _ahead(facts: Facts, limit: Decimal) -> bool:
    ahead = lead(facts)
    return ahead is not None and facts.goal is not None and is_share_of(ahead, limit, facts.goal)


def _behind(facts: Facts, limit: Decimal) -> bool:
    ahead = lead(facts)
    return ahead is not None and facts.goal is not None and is_share_of(-ahead, limit, facts.goal)


def _near(facts: Facts, limit: Decimal) -> bool:
    ahead = lead(facts)
    return ahead is not None and facts.goal is not None and abs(ahead) * 100 <= limit * abs(facts.goal)


def _better(which: str, facts: Facts, limit: Decimal) -> bool:
    gain = gain_over(facts, earlier_value(facts, which))
    return gain is not None and gain > 0


def _equal(which: str, facts: Facts, limit: Decimal) -> bool:
    return gain_over(facts, earlier_value(facts, which)) == 0


def _worse(which: str, facts: Facts, limit: Decimal) -> bool:
    gain = gain_over(facts, earlier_value(facts, which))
    return gain is not None and gain < 0


def _not_worse(which: str, facts: Facts, limit: Decimal) -> bool:
    """A running total that did not move is not "maintained", and one that is to stay low can only rise."""
    gain = gain_over(facts, earlier_value(facts, which))
    if which == "baseline" and facts.is_cumulative and not facts.is_range:
        return facts.is_growing_total and gain is not None and gain > 0
    return gain is not None and gain >= 0


def _within_points(which: str, facts: Facts, limit: Decimal) -> bool:
    gain = gain_over(facts, earlier_value(facts, which)) if facts.is_surveyed_share else None
    return gain is not None and abs(gain) <= limit


def _within_percent(which: str, facts: Facts, limit: Decimal) -> bool:
    earlier = earlier_value(facts, which)
    gain = gain_over(facts, earlier)
    return gain is not None and earlier is not None and abs(gain) * 100 <= limit * abs(earlier)


def _compared(which: str, name: str) -> dict[str, Condition]:
    """Return the conditions that compare with the baseline or with the value before, which have the same names."""
    asked: dict[str, tuple[str, Callable[[str, Facts, Decimal], bool], str]] = {
        f"better_than_{which}": (f"{name}より良い", _better, ""),
        f"equal_to_{which}": (f"{name}と同じ", _equal, ""),
        f"worse_than_{which}": (f"{name}より悪い", _worse, ""),
        f"unchanged_from_{which}_points": (
            f"意識調査等の割合（％）で、{name}からの変化が±○ポイント以内",
            _within_points,
            "within",
        ),
        f"unchanged_from_{which}_percent": (
            f"{name}からの変化が、その値の±○％以内",
            _within_percent,
            "within",
        ),
    }
    return {
        key: Condition(words, partial(holds, which), takes, which)
        for key, (words, holds, takes) in asked.items()
    }


CONDITIONS: Final[Mapping[str, Condition]] = {
    "no_result": Condition("実績がない", _no_result, about="result"),
    "no_target": Condition("目標値がない", _no_target, about="target"),
    "text_not_due": Condition("文字の目標で、その年度の前に達成していない", _text_not_due, about="text"),
    "unclear": Condition(
        "判定に必要なこと（指標の向き、維持の側、比べる値、文字の目標の達成の有無など）が分からない",
        _unclear,
        about="unclear",
    ),
    "partly_fulfilled": Condition("文字の目標を一部達成している", _partly, about="text"),
    "text_unanswered": Condition("文字の目標で、達成の有無が未回答", _text_unanswered, about="text"),
    "reached": Condition("目標を達成している", _reached, about="reached"),
    "no_baseline": Condition("現状値（計画策定時）がない", partial(_lacks, "baseline"), about="baseline"),
    "no_previous": Condition("前回の値がない", partial(_lacks, "previous"), about="previous"),
    "direction_unknown": Condition(
        "指標の向きが登録されていない",
        _direction_unknown,
        about="direction",
    ),
    "not_worse_than_baseline": Condition(
        "現状値（計画策定時）と同じか、それより良い",
        partial(_not_worse, "baseline"),
        about="baseline",
    ),
    **_compared("baseline", "現状値（計画策定時）"),
    "not_worse_than_previous": Condition(
        "前回の値と同じか、それより良い", partial(_not_worse, "previous"), about="previous"
    ),
    **_compared("previous", "前回の値"),
    "no_lead": Condition("計画（目標値）との差の割合を計算できない", _no_lead, about="lead"),
    "ahead_of_plan": Condition("計画（目標値）より○％以上進んでいる", _ahead, "at_least", "lead"),
    "behind_plan": Condition("計画（目標値）より○％以上遅れている", _behind, "at_least", "lead"),
    "near_plan": Condition("計画（目標値）との差が±○％以内", _near, "within", "lead"),
    "no_rate": Condition("達成率を計算できない", _no_rate, about="rate"),
    RATE_AT_LEAST: Condition("達成率が○％以上", _rate_at_least, "at_least", "rate"),
    PEOPLE_DECIDE: Condition("人が判断する（計算しない）", _always),
    OTHERWISE: Condition("上のどの行にも当たらない", _always),
}
