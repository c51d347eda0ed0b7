"""Why people rated a measure otherwise in one cycle than in another, as far as what is kept with a decision tells."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class RatingWhy(StrEnum):
    """Why two ratings of a measure differ, the gravest first."""

    INCOMPARABLE = "incomparable"
    RULES = "rules"
    SUGGESTION = "suggestion"
    DECISION = "decision"


RATING_WHY_WORDS: Final = {
    RatingWhy.INCOMPARABLE: "比較できない",
    RatingWhy.RULES: "判定基準の変更",
    RatingWhy.SUGGESTION: "参考判定の変化",
    RatingWhy.DECISION: "評価の判断",
}


@dataclass(frozen=True, slots=True)
class RatingReason:
    """One reason, and what is to be said of it."""

    why: RatingWhy
    words: str

    @property
    def label(self) -> str:
        """The kind of the reason, as it is read."""
        return RATING_WHY_WORDS[self.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A rating with what it was given by: `scale` are the symbols and what they mean, best first.

    `rules` names the rules of the decision; `suggested` is the suggestion that was kept with it, None where none was
    made or the reader is not shown it; `called` is the cycle.
    """

    symbol: str | None
    scale: tuple[tuple[str, str], ...]
    rules: str
    suggested: str | None
    called: str


def rating_reasons(before: Rated | None, after: Rated | None) -> list[RatingReason]:
    """Return why two ratings of a measure differ, the gravest reason first; nothing where they are the same."""
    if before is None or after is None:
        return [RatingReason(RatingWhy.INCOMPARABLE, "もう一方に対応する項目の登録がない")]
    if words := incomparable(before, after):
        return [RatingReason(RatingWhy.INCOMPARABLE, words)]
    if before.symbol == after.symbol:
        return []
    found = []
    if before.rules != after.rules:
        found.append(RatingReason(RatingWhy.RULES, f"{before.rules}→{after.rules}"))
    if before.suggested and after.suggested and before.suggested != after.suggested:
        found.append(RatingReason(RatingWhy.SUGGESTION, f"{before.suggested}→{after.suggested}"))
    return found or [RatingReason(RatingWhy.DECISION, "")]


def incomparable(before: Rated, after: Rated) -> str:
    """Say why the two cannot be compared; nothing if they can, or where neither was rated."""
    if before.symbol is None and after.symbol is None:
        return ""
    if before.scale != after.scale:
        return "区分の異なる評価による"
    missing = next((one for one in (before, after) if one.symbol is None), None)
    return f"{missing.called}では未決定" if missing else ""
