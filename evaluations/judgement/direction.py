"""From a measure's progress to its direction (今後の方向性); a suggestion, people decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from evaluations.judgement.progress import blocked_sentences

DISCLAIMER: Final = (
    "参考判定（数値から機械的に算出した目安です。評価結果は定性的な成果も含め総合的に判断しています。）"
)
ADOPTED: Final = "市が採用した判定基準による判定（評価結果は定性的な成果も含め総合的に判断しています。）"
POOR: Final = (4, 5)
ALWAYS: Final = "always"
PEOPLE_DECIDE: Final = "people_decide"
NO_SUGGESTION: Final = "要確認"
CONDITIONS: Final[Mapping[str, str]] = {
    "more_than_half_poor": "達成度4又は5が半数を超える",
    "confirmation": "確認事項がある",
    ALWAYS: "その進捗状況なら常に",
    PEOPLE_DECIDE: "人が総合的に判断する（計算しない）",
}
MOST_ROWS: Final = 40


def disclaimer(*, is_adopted: bool) -> str:
    """Say what suggestions are: reference judgements, unless the city has adopted the rules as its own."""
    return ADOPTED if is_adopted else DISCLAIMER


@dataclass(frozen=True, slots=True)
class DirectionRule:
    """One row: for this progress, where the condition named `when` holds, the direction is `then`.

    Where people decide, that is so for every progress, and there is no suggestion.
    """

    progress: str
    when: str
    then: str

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """Read one row; anything it cannot mean is refused in a Japanese sentence."""
        if unknown := sorted(set(row) - {"progress", "when", "then"}):
            raise ValueError(f"判定基準に知らない項目「{unknown[0]}」があります。")
        progress, when, then = row.get("progress"), row.get("when"), row.get("then")
        if not isinstance(when, str) or when not in CONDITIONS:
            raise ValueError(f"判定基準の条件「{when}」は使えません。使える条件：{'、'.join(CONDITIONS)}")
        if when == PEOPLE_DECIDE:
            if progress or then != NO_SUGGESTION:
                raise ValueError(
                    f"判定基準の条件「{when}」は計算しないため、進捗状況（progress）は空に、"
                    f"方向性（then）は「{NO_SUGGESTION}」にしてください。"
                )
            return cls("", when, NO_SUGGESTION)
        if not isinstance(progress, str) or not isinstance(then, str) or not progress or not then:
            raise ValueError(
                f"判定基準の条件「{when}」に進捗状況（progress）又は方向性（then）がありません。"
            )
        return cls(progress, when, then)

    def words(self) -> str:
        """Write the condition in Japanese: 進捗状況がAで、確認事項がある."""
        return (
            f"進捗状況が{self.progress}で、{CONDITIONS[self.when]}"
            if self.progress
            else CONDITIONS[self.when]
        )

    def to_data(self) -> dict[str, str]:
        """Write the row as JSON can keep it."""
        return {"progress": self.progress, "when": self.when, "then": self.then}

    def matches(self, progress: str | None, *, confirmed: bool, poor_majority: bool) -> bool:
        """Say whether the row applies."""
        if self.when == PEOPLE_DECIDE:
            return True
        if progress != self.progress:
            return False
        return self.when == ALWAYS or (poor_majority if self.when == "more_than_half_poor" else confirmed)


@dataclass(frozen=True, slots=True)
class DirectionProfile:
    """A named, versioned list of rules: the first match wins (rule_cases.py sees to it that one does)."""

    key: str
    version: int
    rules: tuple[DirectionRule, ...]

    @classmethod
    def from_data(cls, rows: Sequence[Mapping[str, Any]], *, key: str, version: int) -> Self:
        """Read the rows; what cannot be read raises ValueError in Japanese."""
        if not isinstance(rows, list | tuple):
            raise TypeError("rules are a list of rows")
        if not rows:
            raise ValueError("判定基準に行がありません。")
        if len(rows) > MOST_ROWS:
            raise ValueError(f"判定基準の行は{MOST_ROWS}行までにしてください。")
        return cls(key, version, tuple(DirectionRule.from_data(row) for row in rows))

    def to_data(self) -> list[dict[str, str]]:
        """Write the rows as JSON can keep them; from_data() reads them back unchanged."""
        return [rule.to_data() for rule in self.rules]

    @property
    def is_left_to_people(self) -> bool:
        """Whether every direction is."""
        return self.rules[0].when == PEOPLE_DECIDE


REFERENCE_DIRECTION: Final = DirectionProfile(
    key="reference-abcd",
    version=1,
    rules=(
        DirectionRule("A", "confirmation", "Ⅱ"),
        DirectionRule("A", "always", "Ⅰ"),
        DirectionRule("B", "always", "Ⅱ"),
        DirectionRule("C", "always", "Ⅲ"),
        DirectionRule("D", "more_than_half_poor", "Ⅳ"),
        DirectionRule("D", "always", "Ⅲ"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionSuggestion:
    """A suggested direction, its 確認事項 and why; `symbol` is None where none can be made."""

    symbol: str | None
    rule: str
    confirmations: tuple[str, ...]
    sentences: tuple[str, ...]


def suggest_direction(
    progress: str | None,
    *,
    to_confirm: Sequence[str],
    achievements: Sequence[int],
    undertakings: int | None,
    profile: DirectionProfile,
    blocked: Sequence[str],
    called: str = "事務事業",
) -> DirectionSuggestion:
    """Suggest a measure's direction from its progress, its 確認事項 and 事務事業の達成度 (1–5).

    `undertakings` is how many 事務事業 there are below the measure, rated or not; a majority is one of them all.
    None, and never fewer than that, the rated ones are all there are. `called` is the city's word for them.

    A failed check (不整合) in `blocked` leaves no suggestion; it never moves one.
    """
    if unknown := [one for one in achievements if one not in range(1, 6)]:
        raise ValueError(f"達成度は1から5までです（{unknown[0]}は使えません）。")
    poor = sum(one in POOR for one in achievements)
    total = max(undertakings or 0, len(achievements))
    confirmations = (*to_confirm, *([_poor_words(poor, total, called)] if poor else []))
    listed = tuple(f"確認事項：{one}" for one in confirmations)
    if profile.is_left_to_people and not blocked:
        people = (
            "この判定基準では、今後の方向性は人が総合的に判断するため、参考判定はありません（要判断）。",
        )
        return DirectionSuggestion(
            symbol=None, rule=PEOPLE_DECIDE, confirmations=confirmations, sentences=(*people, *listed)
        )
    if blocked or progress is None:
        why = blocked_sentences(blocked) or ("進捗状況の参考判定がないため、方向性の参考判定もありません。",)
        rule_name = "blocked" if blocked else "no_progress"
        return DirectionSuggestion(
            symbol=None, rule=rule_name, confirmations=confirmations, sentences=(*why, *listed)
        )
    rule = _rule(profile, progress, confirmed=bool(confirmations), poor_majority=poor * 2 > total)
    if rule is None or rule.then == NO_SUGGESTION:
        why = (f"進捗状況「{progress}」に当たる判定基準がないため、参考判定はありません。",)
        return DirectionSuggestion(
            symbol=None, rule="no_rule", confirmations=confirmations, sentences=(*why, *listed)
        )
    return DirectionSuggestion(
        symbol=rule.then,
        rule=rule.when,
        confirmations=confirmations,
        sentences=(_conclusion(rule, called), *listed),
    )


def _rule(
    profile: DirectionProfile, progress: str, *, confirmed: bool, poor_majority: bool
) -> DirectionRule | None:
    matching = (
        rule
        for rule in profile.rules
        if rule.matches(progress, confirmed=confirmed, poor_majority=poor_majority)
    )
    return next(matching, None)


def _poor_words(poor: int, total: int, called: str) -> str:
    return f"達成度4又は5の{called}が{total}件中{poor}件"


def _conclusion(rule: DirectionRule, called: str) -> str:
    match rule.when:
        case "confirmation":
            return f"進捗状況が{rule.progress}で確認事項があるため、{rule.then}とします。"
        case "more_than_half_poor":
            poor = f"達成度4又は5の{called}が半数を超える"
            return f"進捗状況が{rule.progress}で、{poor}ため、{rule.then}とします。"
        case _:
            return f"進捗状況が{rule.progress}のため、{rule.then}とします。"
