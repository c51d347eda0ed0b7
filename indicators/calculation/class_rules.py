"""The rules by which a year earns its class (達成状況), as data: ordered rows, the first match wins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self

from indicators.calculation.comparing import Facts, is_not_worse_than_baseline, is_reached
from indicators.calculation.facts import Comparator, Direction, RateFormula
from indicators.calculation.rates import rate

NO_CLASS: Final = "－"
OTHERWISE: Final = "otherwise"
RATE_AT_LEAST: Final = "rate_at_least"


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One row: where the condition `when` holds, the class is `then`; `at_least` is its limit in percent."""

    when: str
    then: str
    at_least: Decimal | None = None

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """Read one row; anything it cannot mean is refused in a Japanese sentence."""
        if unknown := sorted(set(row) - {"when", "then", "at_least"}):
            raise ValueError(f"判定基準に知らない項目「{unknown[0]}」があります。")
        when, then = row.get("when"), row.get("then")
        if not isinstance(when, str) or when not in CONDITIONS:
            raise ValueError(f"判定基準の条件「{when}」は使えません。使える条件：{'、'.join(CONDITIONS)}")
        if not isinstance(then, str) or not then.strip():
            raise ValueError(f"判定基準の条件「{when}」に区分（then）がありません。")
        return cls(when, then, _limit(when, row.get("at_least")))

    def to_data(self) -> dict[str, str]:
        """Write the row as JSON can keep it."""
        data = {"when": self.when, "then": self.then}
        return data if self.at_least is None else data | {"at_least": str(self.at_least)}


@dataclass(frozen=True, slots=True)
class AttainmentProfile:
    """A named, versioned list of rules; every input is answered, the last row takes whatever is left."""

    key: str
    version: int
    rules: tuple[ClassRule, ...]

    @classmethod
    def from_data(cls, rows: Sequence[Mapping[str, Any]], *, key: str = "", version: int = 1) -> Self:
        """Read the rows; unknown words and rows that could never match raise ValueError in Japanese."""
        rules = tuple(ClassRule.from_data(row) for row in rows)
        if not rules or rules[-1].when != OTHERWISE:
            raise ValueError("判定基準の最後の行は「otherwise」（それ以外）にしてください。")
        seen: set[tuple[str, Decimal | None]] = set()
        for rule in rules:
            if (rule.when, rule.at_least) in seen or (rule.when == OTHERWISE and rule is not rules[-1]):
                raise ValueError(
                    f"判定基準の条件「{rule.when}」の行は重複していて、適用されることがありません。"
                )
            seen.add((rule.when, rule.at_least))
        return cls(key, version, rules)

    def to_data(self) -> list[dict[str, str]]:
        """Write the rows as JSON can keep them; from_data() reads them back unchanged."""
        return [rule.to_data() for rule in self.rules]

    def rule_for(self, facts: Facts) -> ClassRule:
        """Return the first row that matches."""
        for rule in self.rules:
            if CONDITIONS[rule.when](facts, rule):
                return rule
        return ClassRule(OTHERWISE, NO_CLASS)

    def limits(self) -> tuple[Decimal, ...]:
        """Return the rates at which a class begins."""
        return tuple(rule.at_least for rule in self.rules if rule.at_least is not None)


def class_rate(facts: Facts) -> Decimal | None:
    """Return the rate that decides the class, whatever is displayed; a range has none.

    F2 (t/x) where less is better, so also for what is to be kept below a limit; else F1 (x/t).
    """
    if facts.direction is Direction.UNKNOWN or facts.is_range:
        return None
    return rate(class_formula(facts), result=facts.result, target=facts.goal)


def class_formula(facts: Facts) -> RateFormula:
    """Return the formula of the rate that decides the class."""
    return RateFormula.F2 if facts.good_sign == -1 else RateFormula.F1


def _no_result(facts: Facts, rule: ClassRule) -> bool:
    return facts.result is None and not facts.is_text


def _no_target(facts: Facts, rule: ClassRule) -> bool:
    if facts.target is None:
        return True
    match facts.target.comparator:
        case Comparator.TEXT | Comparator.KEEP_OR_MORE | Comparator.KEEP_OR_LESS:
            return False
        case Comparator.RANGE:
            return facts.target.value is None or facts.target.upper is None
        case _:
            return facts.target.value is None


def _text_unanswered(facts: Facts, rule: ClassRule) -> bool:
    return facts.is_text and facts.text_fulfilled is None


def _reached(facts: Facts, rule: ClassRule) -> bool:
    return is_reached(facts) is True


def _no_baseline(facts: Facts, rule: ClassRule) -> bool:
    return facts.baseline is None


def _direction_unknown(facts: Facts, rule: ClassRule) -> bool:
    return facts.direction is Direction.UNKNOWN


def _not_worse_than_baseline(facts: Facts, rule: ClassRule) -> bool:
    return is_not_worse_than_baseline(facts)


def _no_rate(facts: Facts, rule: ClassRule) -> bool:
    return class_rate(facts) is None


def _rate_at_least(facts: Facts, rule: ClassRule) -> bool:
    reached = class_rate(facts)
    return reached is not None and rule.at_least is not None and reached >= rule.at_least


def _otherwise(facts: Facts, rule: ClassRule) -> bool:
    return True


CONDITIONS: Final[Mapping[str, Callable[[Facts, ClassRule], bool]]] = {
    "no_result": _no_result,
    "no_target": _no_target,
    "text_unanswered": _text_unanswered,
    "reached": _reached,
    "no_baseline": _no_baseline,
    "direction_unknown": _direction_unknown,
    "not_worse_than_baseline": _not_worse_than_baseline,
    "no_rate": _no_rate,
    RATE_AT_LEAST: _rate_at_least,
    OTHERWISE: _otherwise,
}

REFERENCE_ABCD: Final = AttainmentProfile(
    key="reference-abcd",
    version=1,
    rules=(
        ClassRule("no_result", NO_CLASS),
        ClassRule("no_target", NO_CLASS),
        ClassRule("text_unanswered", NO_CLASS),
        ClassRule("reached", "a"),
        ClassRule("no_baseline", NO_CLASS),
        ClassRule("direction_unknown", NO_CLASS),
        ClassRule("not_worse_than_baseline", "b"),
        ClassRule("no_rate", NO_CLASS),
        ClassRule(RATE_AT_LEAST, "c", Decimal(60)),
        ClassRule(OTHERWISE, "d"),
    ),
)


def _limit(when: str, value: object) -> Decimal | None:
    if when != RATE_AT_LEAST:
        if value is not None:
            raise ValueError(f"判定基準の条件「{when}」に下限（at_least）は付けられません。")
        return None
    try:
        limit = Decimal(str(value))
    except InvalidOperation:
        limit = Decimal("NaN")
    if isinstance(value, bool) or not limit.is_finite() or limit <= 0:
        raise ValueError("判定基準の条件「rate_at_least」には下限（at_least）を正の数で付けてください。")
    return limit
