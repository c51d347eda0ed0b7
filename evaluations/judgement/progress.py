"""From the classes of a measure's indicators to its progress (進捗状況); a suggestion, people decide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.judgement.progress_rules import (
    NO_SUGGESTION,
    PEOPLE_DECIDE,
    REFERENCE_PROGRESS,
    ProgressProfile,
    ProgressRule,
)
from policies.fiscal_year import FiscalYear

__all__ = [
    "NO_CLASS",
    "REFERENCE_PROGRESS",
    "JudgedIndicator",
    "ProgressProfile",
    "ProgressRule",
    "ProgressSuggestion",
    "suggest_progress",
]

NO_CLASS = "－"
LEFT_TO_PEOPLE = "この判定基準では、進捗状況は人が総合的に判断するため、参考判定はありません（要判断）。"
UNANSWERED = ProgressRule("no_rule", NO_SUGGESTION)


@dataclass(frozen=True, slots=True)
class JudgedIndicator:
    """One 成果指標 with the class of its last judgeable year; `note` is a reservation (暫定値 …).

    `owed` names what is owed and not there (未提出 …): without a class it blocks the suggestion, beside the class of an
    earlier year it makes it 暫定.
    """

    label: str
    symbol: str
    fiscal_year: FiscalYear | None
    note: str
    owed: str

    @property
    def is_judged(self) -> bool:
        return self.symbol != NO_CLASS

    @property
    def is_blocking(self) -> bool:
        return bool(self.owed) and not self.is_judged


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressSuggestion:
    """A suggested progress and why; `symbol` is None where none can be made, and the sentences say why."""

    symbol: str | None
    judged: int
    total: int
    counts: Mapping[str, int]
    rule: str
    sentences: tuple[str, ...]
    needs_explanation: bool = False
    is_provisional: bool = False


def suggest_progress(
    indicators: Sequence[JudgedIndicator],
    *,
    profile: ProgressProfile,
    blocked: Sequence[str],
    last_year: FiscalYear | None,
) -> ProgressSuggestion:
    """Suggest the progress of a measure from the classes of its judged indicators.

    What has no class (－) is left out but named, unless a figure is owed and not there: then there is no suggestion.
    `blocked` holds the failed checks (不整合): with any of them there is none either, and they are listed as 要確認. A
    class from a year before `last_year`, the cycle's last (None: the newest year among the indicators), is named.
    """
    judged = [indicator for indicator in indicators if indicator.is_judged]
    counts = dict(sorted(Counter(indicator.symbol for indicator in judged).items()))
    matching = (rule for rule in profile.rules if rule.matches(counts, len(judged), len(indicators)))
    rule = next(matching, UNANSWERED)
    owed = () if rule.when == PEOPLE_DECIDE else _owed_sentences(indicators)
    is_barred = bool(blocked or owed or not judged or rule.then == NO_SUGGESTION)
    symbol = None if is_barred else rule.then
    explain = symbol is not None and any(counts.get(one) for one in rule.explain_if)
    why = blocked_sentences(blocked) or owed or (_conclusion(rule, counts, len(indicators)),)
    if explain:
        why += (f"{'・'.join(rule.explain_if)}の指標を含むため、説明が必要です（要説明）。",)
    waiting = [one for one in judged if one.owed] if symbol is not None else []
    return ProgressSuggestion(
        symbol=symbol,
        judged=len(judged),
        total=len(indicators),
        counts=counts,
        rule="blocked" if blocked else "owed" if owed else rule.when,
        sentences=(
            *why,
            *_provisional(waiting),
            *_coverage(indicators, judged),
            *_notes(judged, last_year),
        ),
        needs_explanation=explain,
        is_provisional=bool(waiting),
    )


def _owed_sentences(indicators: Sequence[JudgedIndicator]) -> tuple[str, ...]:
    """Return why there is no suggestion as figures are owed: 未提出1件のため参考判定なし; nothing if none is."""
    kinds = Counter(one.owed for one in indicators if one.is_blocking)
    listed = "・".join(f"{kind}{count}件" for kind, count in sorted(kinds.items()))
    return (f"{listed}のため参考判定なし。",) if listed else ()


def _provisional(waiting: Sequence[JudgedIndicator]) -> tuple[str, ...]:
    """Return the sentence that marks a suggestion as 暫定; nothing if no figure is owed."""
    if not waiting:
        return ()
    listed = "、".join(f"{one.label}（{one.owed}）" for one in waiting)
    return (f"暫定：評価対象の最後の年度の値がない指標があります（{listed}）。",)


def blocked_sentences(blocked: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences that stand in place of a suggestion while checks fail; none if none fails."""
    if not blocked:
        return ()
    return ("数値チェックの不整合があるため、参考判定は要確認です。", *(f"要確認：{one}" for one in blocked))


def _conclusion(rule: ProgressRule, counts: Mapping[str, int], total: int) -> str:
    if rule.when == PEOPLE_DECIDE:
        return LEFT_TO_PEOPLE
    if not counts:
        return "判定できる成果指標がないため、参考判定はありません。"
    listed = "・".join(f"{symbol}が{count}指標" for symbol, count in counts.items())
    judged, classes = sum(counts.values()), "又は".join(rule.classes)
    match rule.when:
        case "fewer_than_half_judged":
            return (
                f"判定できる成果指標が半数に満たない（{total}指標中{judged}指標）ため、参考判定はありません。"
            )
        case "all":
            return f"成果指標の達成状況は{listed}で、すべて{classes}のため、{rule.then}とします。"
        case "more_than_half":
            return f"成果指標の達成状況は{listed}で、{classes}が半数を超えるため、{rule.then}とします。"
        case _:
            so = "参考判定はありません" if rule is UNANSWERED else f"{rule.then}とします"
            return f"成果指標の達成状況は{listed}で、他のいずれにも当たらないため、{so}。"


def _coverage(indicators: Sequence[JudgedIndicator], judged: Sequence[JudgedIndicator]) -> tuple[str, ...]:
    if len(judged) == len(indicators):
        return ()
    left_out = "、".join(
        f"{one.label}（{one.note}）" if one.note else one.label
        for one in indicators
        if one.symbol == NO_CLASS
    )
    return (f"{len(indicators)}指標中{len(judged)}指標で判定（判定できない指標：{left_out}）。",)


def _notes(judged: Sequence[JudgedIndicator], last_year: FiscalYear | None) -> tuple[str, ...]:
    """Name every indicator that was judged by an older year than the last, or with a reservation."""
    newest = last_year or max(
        (one.fiscal_year for one in judged if one.fiscal_year is not None), default=None
    )
    named: dict[str, list[str]] = {}
    for one in judged:
        reservations = [one.note] if one.note else []
        if newest is not None and one.fiscal_year is not None and one.fiscal_year < newest:
            reservations.insert(0, f"{one.fiscal_year.era}の値")
        if reservations:
            named.setdefault("・".join(reservations), []).append(one.label)
    return tuple(_judged_by(why, labels, of=len(judged)) for why, labels in named.items())


def _judged_by(why: str, labels: Sequence[str], *, of: int) -> str:
    """Say once what is the same for several indicators, and once for all what is the same for all."""
    who = f"判定した{of}指標はすべて、" if len(labels) == of > 1 else f"{'、'.join(labels)}は"
    return f"{who}{why}により判定。"
