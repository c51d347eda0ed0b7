"""The rules by which a year earns its class (達成状況), as data: ordered rows, the first match wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self

from indicators.calculation.class_conditions import (
    CONDITIONS,
    NO_LIMIT,
    OTHERWISE,
    PEOPLE_DECIDE,
    RATE_AT_LEAST,
    class_formula,
    class_rate,
)
from indicators.calculation.comparing import Facts
from indicators.calculation.facts import TargetChoice

__all__ = [
    "CONDITIONS",
    "NO_CLASS",
    "OTHERWISE",
    "PEOPLE_DECIDE",
    "RATE_AT_LEAST",
    "REFERENCE_ABCD",
    "REFERENCE_CLASSES",
    "AttainmentProfile",
    "ClassRule",
    "class_formula",
    "class_rate",
]

NO_CLASS: Final = "－"
LARGEST_LIMIT: Final = Decimal(10_000)
MOST_PLACES: Final = 4
MOST_ROWS: Final = 20
POINTS: Final = frozenset(name for name in CONDITIONS if name.endswith("_points"))


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One row: where the condition `when` holds, the class is `then`.

    Its limit is `at_least`, or for a tolerance `within`; in percent, or in points where the condition says so.
    """

    when: str
    then: str
    at_least: Decimal | None = None
    within: Decimal | None = None

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """Read one row; anything it cannot mean is refused in a Japanese sentence."""
        if unknown := sorted(set(row) - {"when", "then", "at_least", "within"}):
            raise ValueError(f"判定基準に知らない項目「{unknown[0]}」があります。")
        when, then = row.get("when"), row.get("then")
        if not isinstance(when, str) or when not in CONDITIONS:
            raise ValueError(f"判定基準の条件「{when}」は使えません。使える条件：{'、'.join(CONDITIONS)}")
        if not isinstance(then, str) or not then.strip():
            raise ValueError(f"判定基準の条件「{when}」に区分（then）がありません。")
        if when == PEOPLE_DECIDE and then != NO_CLASS:
            raise ValueError(
                f"判定基準の条件「{when}」は区分を計算しないため、区分は「{NO_CLASS}」にしてください。"
            )
        return cls(when, then, **{name: _limit(when, name, row.get(name)) for name in ("at_least", "within")})

    @property
    def limit(self) -> Decimal | None:
        """The number the condition takes, by whichever name; None where it takes none."""
        return self.at_least if self.within is None else self.within

    def holds(self, facts: Facts) -> bool:
        """Say whether the row's condition holds, whatever the rows before it say."""
        limit = self.limit
        return CONDITIONS[self.when].holds(facts, NO_LIMIT if limit is None else limit)

    def words(self) -> str:
        """Write the condition in Japanese: 達成率が60％以上."""
        limit = "" if self.limit is None else f"{self.limit.normalize():f}"
        return CONDITIONS[self.when].with_limit(limit)

    def to_data(self) -> dict[str, str]:
        """Write the row as JSON can keep it."""
        limits = {"at_least": self.at_least, "within": self.within}
        return {"when": self.when, "then": self.then} | {
            name: str(limit) for name, limit in limits.items() if limit is not None
        }


@dataclass(frozen=True, slots=True)
class AttainmentProfile:
    """A named, versioned list of rules: the first match wins; and the target that a year is judged by.

    That every input is answered and every row can match is seen to when a profile is saved (class_cases.py).
    """

    key: str
    version: int
    rules: tuple[ClassRule, ...]
    judged_by: TargetChoice

    @classmethod
    def from_data(
        cls, rows: Sequence[Mapping[str, Any]], *, key: str, version: int, judged_by: TargetChoice
    ) -> Self:
        """Read the rows; what cannot be read raises ValueError in Japanese."""
        if not isinstance(rows, list | tuple):
            raise TypeError("rules are a list of rows")
        if not rows:
            raise ValueError("判定基準に行がありません。最後の行は「otherwise」（それ以外）にしてください。")
        if len(rows) > MOST_ROWS:
            raise ValueError(f"判定基準の行は{MOST_ROWS}行までにしてください。")
        return cls(key, version, tuple(ClassRule.from_data(row) for row in rows), judged_by)

    def to_data(self) -> list[dict[str, str]]:
        """Write the rows as JSON can keep them; from_data() reads them back unchanged."""
        return [rule.to_data() for rule in self.rules]

    def rule_for(self, facts: Facts) -> ClassRule:
        """Return the first row that matches."""
        for rule in self.rules:
            if rule.holds(facts):
                return rule
        return ClassRule(OTHERWISE, NO_CLASS)

    def asks_before(self, rule: ClassRule, about: str) -> bool:
        """Say whether a row before this one asks about that: "baseline", "rate" …"""
        rows = self.rules[: self.rules.index(rule)] if rule in self.rules else self.rules
        return any(CONDITIONS[one.when].about == about for one in rows)

    def limits(self) -> tuple[Decimal, ...]:
        """Return the rates at which a class begins."""
        return self.limits_of(RATE_AT_LEAST)

    def limits_of(self, *conditions: str) -> tuple[Decimal, ...]:
        """Return the limits of the rows with these conditions."""
        return tuple(one.limit for one in self.rules if one.when in conditions and one.limit is not None)

    @property
    def looks_back(self) -> bool:
        """Whether a row compares with the value before."""
        return any(CONDITIONS[rule.when].about == "previous" for rule in self.rules)

    @property
    def counts_points(self) -> bool:
        """Whether a row counts a change in points."""
        return any(rule.when in POINTS for rule in self.rules)


REFERENCE_CLASSES: Final = ("a", "b", "c", "d")  # best first
REFERENCE_ABCD: Final = AttainmentProfile(
    key="reference-abcd",
    version=1,
    rules=(
        ClassRule("no_result", NO_CLASS),
        ClassRule("no_target", NO_CLASS),
        ClassRule("text_not_due", NO_CLASS),
        ClassRule("reached", "a"),
        ClassRule("unclear", NO_CLASS),
        ClassRule("not_worse_than_baseline", "b"),
        ClassRule(RATE_AT_LEAST, "c", Decimal(60)),
        ClassRule("partly_fulfilled", "c"),
        ClassRule(OTHERWISE, "d"),
    ),
    judged_by=TargetChoice.OWN,
)


def _limit(when: str, name: str, value: object) -> Decimal | None:
    label = "下限" if name == "at_least" else "許容範囲"
    if CONDITIONS[when].takes != name:
        if value is not None:
            raise ValueError(f"判定基準の条件「{when}」に{label}（{name}）は付けられません。")
        return None
    try:
        limit = Decimal(str(value))
    except InvalidOperation:
        limit = Decimal("NaN")
    if isinstance(value, bool) or not limit.is_finite() or limit < 0 or (name == "at_least" and limit == 0):
        raise ValueError(f"判定基準の条件「{when}」には{label}（{name}）を正の数で付けてください。")
    exponent = limit.normalize().as_tuple().exponent
    if limit > LARGEST_LIMIT or not isinstance(exponent, int) or -exponent > MOST_PLACES:
        raise ValueError(
            f"判定基準の条件「{when}」の{label}（{name}）は{LARGEST_LIMIT:,}以下、"
            f"小数{MOST_PLACES}桁までにしてください。"
        )
    return limit
