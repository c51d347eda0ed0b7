"""An input of class rules in words: only what the rules ask about, and of that only what is not as usual."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from indicators.calculation.class_conditions import earlier_value, open_question
from indicators.calculation.class_rules import CONDITIONS, RATE_AT_LEAST, ClassRule, class_rate
from indicators.calculation.comparing import Facts, gain_over, is_reached, lead
from indicators.calculation.facts import Comparator, Direction

Phrase = tuple[str, str]  # inside a sentence, before 値
EARLIER = {"baseline": "現状値（計画策定時）", "previous": "前回の値"}
QUESTIONS = {
    "text_unanswered": "判定に必要な回答のない",
    "total_unknown": "累計を計算できない",
    "direction_unknown": "判定に必要な向きのない",
    "side_unknown": "維持する側のない",
    "reference_unknown": "比べる値のない",
}


def in_words(facts: Facts, rules: Sequence[ClassRule]) -> str:
    """Write an input as 「現状値（計画策定時）がなく、率が60％未満の値」 is written."""
    phrases = list(_phrases(facts, rules)) or [("", "どのような")]
    *before, last = phrases
    return "、".join([*(inside for inside, _ in before), f"{last[1]}値"])


def _phrases(facts: Facts, rules: Sequence[ClassRule]) -> Iterator[Phrase]:
    about = {CONDITIONS[rule.when].about for rule in rules}
    if facts.result is None and not facts.is_text and not facts.lacks_total:
        yield "実績がなく", "実績がない"
        if "target" in about and facts.target is None:
            yield "目標値がなく", "目標値がない"
        return
    if facts.target is None:
        yield "目標値がなく", "目標値がない"
    elif facts.is_text:
        yield from _of_text(facts)
    else:
        yield from _of_target(facts, about)
    if question := open_question(facts) if "unclear" in about else "":
        yield QUESTIONS[question], QUESTIONS[question]
    if facts.direction is Direction.UNKNOWN and about & {"direction", "baseline", "previous", "rate", "lead"}:
        yield "指標の向きが登録されておらず", "指標の向きが登録されていない"
    for which in () if facts.is_text else ("baseline", "previous"):
        if which in about:
            yield from _of_earlier(facts, which, rules)
    if facts.target is not None and not facts.is_text:
        yield from _of_shares(facts, about, rules)


def _of_text(facts: Facts) -> Iterator[Phrase]:
    if not facts.is_due:
        yield "目標の年度の前で", "目標の年度の前の"
    if facts.text_partly and facts.text_fulfilled is False:
        yield "文字の目標を一部達成しており", "文字の目標を一部達成している"
        return
    match facts.text_fulfilled:
        case None:
            yield "文字の目標の達成の有無が未回答で", "文字の目標の達成の有無が未回答の"
        case True:
            yield "文字の目標を達成しており", "文字の目標を達成している"
        case _:
            yield "文字の目標を達成しておらず", "文字の目標を達成していない"


def _of_target(facts: Facts, about: set[str]) -> Iterator[Phrase]:
    if facts.target is not None and facts.target.comparator is Comparator.RANGE:
        yield "目標が範囲で", "目標が範囲の"
    if "reached" in about:
        match is_reached(facts):
            case None:
                yield "達成しているか判定できず", "達成しているか判定できない"
            case True:
                yield "目標を達成しており", "目標を達成している"
            case _:
                yield "目標を達成しておらず", "目標を達成していない"


def _of_earlier(facts: Facts, which: str, rules: Sequence[ClassRule]) -> Iterator[Phrase]:
    name, earlier = EARLIER[which], earlier_value(facts, which)
    if earlier is None:
        yield f"{name}がなく", f"{name}がない"
        return
    gain = gain_over(facts, earlier)
    if gain is None:
        yield f"{name}と比べられず", f"{name}と比べられない"
        return
    yield _compared(name, gain)
    for rule in rules:
        if CONDITIONS[rule.when].about == which and rule.within is not None:
            amount = f"{rule.within.normalize():f}{'ポイント' if rule.when.endswith('points') else '％'}"
            inside = rule.holds(facts)
            if facts.is_surveyed_share or not rule.when.endswith("points"):
                yield (
                    f"その差が{amount}{'以内で' if inside else 'を超え'}",
                    (f"その差が{amount}{'以内の' if inside else 'を超える'}"),
                )


def _compared(name: str, gain: Decimal) -> Phrase:
    if gain == 0:
        return f"{name}と同じで", f"{name}と同じ"
    return (f"{name}より良く", f"{name}より良い") if gain > 0 else (f"{name}より悪く", f"{name}より悪い")


def _of_shares(facts: Facts, about: set[str], rules: Sequence[ClassRule]) -> Iterator[Phrase]:
    if "rate" in about:
        yield from _of_rate(class_rate(facts), rules)
    if "lead" not in about:
        return
    if lead(facts) is None:
        yield "計画との差の割合を計算できず", "計画との差の割合を計算できない"
        return
    for rule in rules:
        if CONDITIONS[rule.when].about == "lead" and rule.limit is not None:
            yield _of_lead(facts, rule)


def _of_rate(rate: Decimal | None, rules: Sequence[ClassRule]) -> Iterator[Phrase]:
    limits = sorted(
        rule.at_least for rule in rules if rule.when == RATE_AT_LEAST and rule.at_least is not None
    )
    if rate is None:
        yield "率を計算できず", "率を計算できない"
        return
    low = [f"{one.normalize():f}％以上" for one in limits if rate >= one][-1:]
    high = [f"{one.normalize():f}％未満" for one in limits if rate < one][:1]
    if low or high:
        yield f"率が{''.join(low + high)}で", f"率が{''.join(low + high)}の"


def _of_lead(facts: Facts, rule: ClassRule) -> Phrase:
    amount = f"{rule.limit.normalize():f}％" if rule.limit is not None else ""
    inside, holds = rule.when, rule.holds(facts)
    if inside == "near_plan":
        words = "以内" if holds else "の外"
        return f"計画との差が{amount}{words}で", f"計画との差が{amount}{words}の"
    way = "進み" if inside == "ahead_of_plan" else "遅れ"
    words = "以上" if holds else "未満"
    return f"計画からの{way}が{amount}{words}で", f"計画からの{way}が{amount}{words}の"
