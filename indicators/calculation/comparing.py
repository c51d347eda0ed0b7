"""Whether a target is reached (its comparator decides) and what is better (the direction decides)."""

from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt

from indicators.calculation.facts import DOWNWARD, RELATIVE, Comparator, Direction, Target

_PLAIN = {
    Direction.UP: Comparator.AT_LEAST,
    Direction.KEEP: Comparator.AT_LEAST,
    Direction.DOWN: Comparator.AT_MOST,
}
_COMPARE = {
    Comparator.AT_LEAST: ge,
    Comparator.KEEP_OR_MORE: ge,
    Comparator.AT_MOST: le,
    Comparator.KEEP_OR_LESS: le,
    Comparator.ABOVE: gt,
    Comparator.BELOW: lt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a class may depend on; what is missing is None, never zero.

    `previous` is the last known value of an earlier year, `is_surveyed_share` whether people were asked and the figure
    is a share of them in ％: only there is a change counted in points.
    """

    direction: Direction
    target: Target | None = None
    baseline: Decimal | None = None
    result: Decimal | None = None
    text_fulfilled: bool | None = None
    previous: Decimal | None = None
    is_surveyed_share: bool = False

    @property
    def is_text(self) -> bool:
        return self.target is not None and self.target.comparator is Comparator.TEXT

    @property
    def goal(self) -> Decimal | None:
        """The number t of the rates: the target's value, or the baseline for 現状値以上/以下.

        A range and a text have none.
        """
        if self.target is None or self.target.comparator in {Comparator.RANGE, Comparator.TEXT}:
            return None
        return self.baseline if self.target.comparator in RELATIVE else self.target.value

    @property
    def comparator(self) -> Comparator | None:
        """What the target demands, a bare number by the direction; None if that cannot be said."""
        if self.target is None:
            return None
        if self.target.comparator is Comparator.PLAIN:
            return _PLAIN.get(self.direction)
        return self.target.comparator

    @property
    def is_range(self) -> bool:
        """Whether better means nearer to a range: the target is one (whatever the direction), or the direction."""
        return self.direction is Direction.RANGE or self.comparator is Comparator.RANGE

    @property
    def good_sign(self) -> int | None:
        """+1 where more is better, −1 where less is, None where no direction is known.

        What is to be kept below a limit (維持 with 以下, 未満 or 現状値以下) counts as less is better, anything else
        to be kept as more is better (docs/decisions/0007). For a range it leads towards the nearer limit; inside
        it is None.
        """
        if self.is_range:
            return self._sign_towards_range()
        match self.direction:
            case Direction.UP:
                return 1
            case Direction.DOWN:
                return -1
            case Direction.KEEP:
                return -1 if self.comparator in DOWNWARD else 1
            case _:
                return None

    @property
    def is_overshot(self) -> bool:
        """Whether an exact target (=) lies behind the result, seen in the indicator's good direction."""
        if self.comparator is not Comparator.EXACTLY or self.result is None or self.goal is None:
            return False
        return self.good_sign is not None and (self.result - self.goal) * self.good_sign > 0

    @property
    def sign_ahead(self) -> int | None:
        """+1 or −1: which way the result has to move for another class; from beyond an exact target, back."""
        sign = self.good_sign
        return -sign if sign is not None and self.is_overshot else sign

    def _sign_towards_range(self) -> int | None:
        lower, upper = self.limits
        if self.result is None or (lower is None and upper is None):
            return None
        if lower is not None and self.result < lower:
            return 1
        return -1 if upper is not None and self.result > upper else None

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The lowest and the highest value the target admits, None where it is open."""
        match self.comparator:
            case Comparator.RANGE if self.target is not None:
                return self.target.value, self.target.upper
            case Comparator.EXACTLY:
                return self.goal, self.goal
            case Comparator.AT_LEAST | Comparator.ABOVE | Comparator.KEEP_OR_MORE:
                return self.goal, None
            case Comparator.AT_MOST | Comparator.BELOW | Comparator.KEEP_OR_LESS:
                return None, self.goal
            case _:
                return None, None

    def outside(self, value: Decimal) -> Decimal | None:
        """How far a value lies from the nearer limit of the target, 0 inside; None if there is no limit."""
        lower, upper = self.limits
        if lower is None and upper is None:
            return None
        below = lower - value if lower is not None else Decimal(0)
        above = value - upper if upper is not None else Decimal(0)
        return max(below, above, Decimal(0))


def is_reached(facts: Facts) -> bool | None:
    """Say whether the target's comparator holds, or None if that cannot be said."""
    if facts.is_text:
        return facts.text_fulfilled
    comparator, result = facts.comparator, facts.result
    if comparator is None or result is None:
        return None
    if comparator is Comparator.RANGE:
        lower, upper = facts.limits
        return None if lower is None or upper is None else lower <= result <= upper
    if facts.goal is None:
        return None
    if comparator is Comparator.EXACTLY:
        return result == facts.goal
    return bool(_COMPARE[comparator](result, facts.goal))


def is_not_worse_than_baseline(facts: Facts) -> bool:
    """Say whether the result is at least as good as the baseline; False wherever that cannot be compared.

    For a range target that is: not further from the nearer limit, whatever the direction.
    """
    gain = gain_over(facts, facts.baseline)
    return gain is not None and gain >= 0


def gain_over(facts: Facts, earlier: Decimal | None) -> Decimal | None:
    """Return by how much the result is better than an earlier value (below 0: worse), None if nobody can say.

    For a range target that is how much nearer to the nearer limit it lies, whatever the direction.
    """
    if facts.result is None or earlier is None:
        return None
    if facts.is_range:
        now, then = facts.outside(facts.result), facts.outside(earlier)
        return None if now is None or then is None else then - now
    sign = facts.good_sign
    return None if sign is None else (facts.result - earlier) * sign


def lead(facts: Facts) -> Decimal | None:
    """Return by how much the result is ahead of the plan's number (below 0: behind), None if nobody can say.

    A range, a text and the number 0 have no share by which one could be ahead of them.
    """
    if facts.result is None or not facts.goal or facts.is_range or facts.good_sign is None:
        return None
    return (facts.result - facts.goal) * facts.good_sign


def is_share_of(part: Decimal, percent: Decimal, whole: Decimal) -> bool:
    """Say whether the part is at least that many percent of the whole (by amount), without dividing.

    >>> is_share_of(Decimal(10), Decimal(10), Decimal(-100))
    True
    """
    return part * 100 >= percent * abs(whole)
