"""The rules from the classes of indicators to a measure's progress, as data: the first match wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

PEOPLE_DECIDE: Final = "people_decide"
CONDITIONS: Final[Mapping[str, str]] = {
    "fewer_than_half_judged": "判定できた成果指標が半数に満たない（1つもない場合を含む）",
    "all": "判定できた成果指標のすべてが、選んだ区分",
    "more_than_half": "判定できた成果指標の半数を超える数が、選んだ区分",
    PEOPLE_DECIDE: "人が総合的に判断する（計算しない）",
    "otherwise": "上のどの行にも当たらない",
}
WITH_CLASSES: Final = frozenset({"all", "more_than_half"})
NO_SUGGESTION: Final = "要確認"
MOST_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class ProgressRule:
    """One row: where `classes` are all, or more than half, of the classes judged, the progress is `then`.

    With one of `explain_if` among them the suggestion must be explained (要説明). `then` 要確認 is no
    suggestion, which is all that people_decide may say.
    """

    when: str
    then: str
    classes: tuple[str, ...] = ()
    explain_if: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """Read one row; anything it cannot mean is refused in a Japanese sentence."""
        if unknown := sorted(set(row) - {"when", "then", "classes", "explain_if"}):
            raise ValueError(f"判定基準に知らない項目「{unknown[0]}」があります。")
        when, then = row.get("when"), row.get("then")
        if not isinstance(when, str) or when not in CONDITIONS:
            raise ValueError(f"判定基準の条件「{when}」は使えません。使える条件：{'、'.join(CONDITIONS)}")
        if not isinstance(then, str) or not then.strip():
            raise ValueError(f"判定基準の条件「{when}」に区分（then）がありません。")
        classes, explain_if = (_symbols(row.get(name, ())) for name in ("classes", "explain_if"))
        if when == PEOPLE_DECIDE and then != NO_SUGGESTION:
            raise ValueError(
                f"判定基準の条件「{when}」は計算しないため、区分は「{NO_SUGGESTION}」にしてください。"
            )
        if (when in WITH_CLASSES) != bool(classes):
            raise ValueError(f"判定基準の条件「{when}」の区分の一覧（classes）が正しくありません。")
        return cls(when, then, classes, explain_if)

    def words(self) -> str:
        """Write the condition in Japanese, with the classes it asks for."""
        listed = f"（{'・'.join(self.classes)}）" if self.classes else ""
        return f"{CONDITIONS[self.when]}{listed}"

    def to_data(self) -> dict[str, str | list[str]]:
        """Write the row as JSON can keep it."""
        data: dict[str, str | list[str]] = {"when": self.when, "then": self.then}
        if self.classes:
            data["classes"] = list(self.classes)
        if self.explain_if:
            data["explain_if"] = list(self.explain_if)
        return data

    def matches(self, counts: Mapping[str, int], judged: int, total: int) -> bool:
        """Say whether the row applies to so many of each class, so many judged, so many in all."""
        among = sum(counts.get(symbol, 0) for symbol in self.classes)
        match self.when:
            case "fewer_than_half_judged":
                return judged * 2 < total or judged == 0
            case "all":
                return among == judged > 0
            case "more_than_half":
                return among * 2 > judged
            case _:
                return True


@dataclass(frozen=True, slots=True)
class ProgressProfile:
    """A named, versioned list of rules: the first match wins (rule_cases.py sees to it that one does)."""

    key: str
    version: int
    rules: tuple[ProgressRule, ...]

    @classmethod
    def from_data(cls, rows: Sequence[Mapping[str, Any]], *, key: str, version: int) -> Self:
        """Read the rows; what cannot be read raises ValueError in Japanese."""
        if not isinstance(rows, list | tuple):
            raise TypeError("rules are a list of rows")
        if not rows:
            raise ValueError("判定基準に行がありません。最後の行は「otherwise」（それ以外）にしてください。")
        if len(rows) > MOST_ROWS:
            raise ValueError(f"判定基準の行は{MOST_ROWS}行までにしてください。")
        return cls(key, version, tuple(ProgressRule.from_data(row) for row in rows))

    def to_data(self) -> list[dict[str, str | list[str]]]:
        """Write the rows as JSON can keep them; from_data() reads them back unchanged."""
        return [rule.to_data() for rule in self.rules]


REFERENCE_PROGRESS: Final = ProgressProfile(
    key="reference-abcd",
    version=1,
    rules=(
        ProgressRule("fewer_than_half_judged", NO_SUGGESTION),
        ProgressRule("all", "A", ("a",)),
        ProgressRule("more_than_half", "D", ("d",)),
        ProgressRule("more_than_half", "B", ("a", "b"), explain_if=("d",)),
        ProgressRule("otherwise", "C"),
    ),
)


def _symbols(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(symbol, str) and symbol for symbol in value):
        raise ValueError("判定基準の区分の一覧は、文字の並びで指定してください。")
    return tuple(value)
