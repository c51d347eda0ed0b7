"""Whether a target is reached (its comparator decides) and which side is better (direction, side or comparator)."""

from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt

from indicators.calculation.facts import (
    AT_BASELINE,
    AT_LAST_YEAR,
    DOWNWARD,
    STRICT,
    UPWARD,
    Comparator,
    Direction,
    RateFormula,
    Target,
    contradicts,
)

_PLAIN = {Direction.UP: Comparator.AT_LEAST, Direction.DOWN: Comparator.AT_MOST}
_COMPARE = {
    Comparator.AT_LEAST: ge,
    Comparator.KEEP_OR_MORE: ge,
    Comparator.LAST_OR_MORE: ge,
    Comparator.AT_MOST: le,
    Comparator.KEEP_OR_LESS: le,
    Comparator.LAST_OR_LESS: le,
    Comparator.ABOVE: gt,
    Comparator.INCREASE: gt,
    Comparator.BELOW: lt,
    Comparator.DECREASE: lt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a class may depend on; what is missing is None, never zero.

    `start` is the total from which a 累計 counts its period (else its baseline), `lacks_total` whether only its new
    amount was reported; `previous` is the last known value of an earlier year, `last_year` that of the year before
    and no other; `is_surveyed_share` says whether people were asked and the figure is a share of them in ％: only
    there is a change counted in points; `is_due` whether the year of the target has come.
    """

    direction: Direction
    target: Target | None = None
    baseline: Decimal | None = None
    result: Decimal | None = None
    text_fulfilled: bool | None = None
    text_partly: bool = False
    previous: Decimal | None = None
    last_year: Decimal | None = None
    start: Decimal | None = None
    is_cumulative: bool = False
    lacks_total: bool = False
    is_surveyed_share: bool = False
    is_due: bool = True
    displayed: RateFormula = RateFormula.NONE

    @property
    def is_text(self) -> bool:
        return self.target is not None and self.target.comparator is Comparator.TEXT

    @property
    def goal(self) -> Decimal | None:
        """The number t of the rates: the target's value, or what 現状値以上 or 前年度以上 aims at.

        A range and a text have none.
        """
        if self.target is None or self.target.comparator in {Comparator.RANGE, Comparator.TEXT}:
            return None
        if self.target.comparator in AT_BASELINE:
            return self.baseline
        return self.last_year if self.target.comparator in AT_LAST_YEAR else self.target.value

    @property
    def comparator(self) -> Comparator | None:
        """What the target demands; a bare number by the direction, which 維持 and 範囲 do not say: None."""
        if self.target is None:
            return None
        if self.target.comparator is Comparator.PLAIN:
            return _PLAIN.get(self.direction)
        return self.target.comparator

    @property
    def is_range(self) -> bool:
        """Whether better means nearer to a range: the target is one (一致: of one value), or the direction."""
        return self.direction is Direction.RANGE or self.comparator in {Comparator.RANGE, Comparator.EXACTLY}

    @property
    def good_sign(self) -> int | None:
        """+1 where more is better, −1 where less is, None where nobody has said.

        The direction says it; for 維持 the side of the target, and for a target that contradicts the direction its
        comparator (design §6, docs/decisions/0007). For a range it leads towards the nearer limit; inside it is None.
        """
        if self.is_range:
            return self._sign_towards_range()
        if self.direction is Direction.UNKNOWN or self.comparator is None:
            return {Direction.UP: 1, Direction.DOWN: -1}.get(self.direction)
        if self.direction is Direction.KEEP or contradicts(self.direction, self.comparator):
            return -1 if self.comparator in DOWNWARD else 1 if self.comparator in UPWARD else None
        return 1 if self.direction is Direction.UP else -1

    @property
    def is_growing_total(self) -> bool:
        """Whether a running total is to grow: then a period is measured from where it started."""
        return self.is_cumulative and self.good_sign == 1 and not self.is_range

    @property
    def before(self) -> Decimal | None:
        """What "not worse than before the plan" is held against: the baseline, for a growing total its start."""
        return self.start if self.is_growing_total else self.baseline

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
        comparator = self.comparator
        if comparator is Comparator.RANGE and self.target is not None:
            return self.target.value, self.target.upper
        if comparator is Comparator.EXACTLY:
            return self.goal, self.goal
        if comparator in UPWARD:
            return self.goal, None
        return None, self.goal if comparator in DOWNWARD else None

    def outside(self, value: Decimal) -> Decimal | None:
        """How far a value lies from the nearer limit of the target, 0 inside; None if there is no limit."""
        lower, upper = self.limits
        if lower is None and upper is None:
            return None
        below = lower - value if lower is not None else Decimal(0)
        above = value - upper if upper is not None else Decimal(0)
        return max(below, above, Decimal(0))

    @property
    def smaller_limit(self) -> Decimal | None:
        """The amount of the limit that is smaller by absolute value and not 0; None if there is none."""
        return min((abs(limit) for limit in self.limits if limit), default=None)


def is_reached(facts: Facts) -> bool | None:
    """Say whether the target's comparator holds, or None if that cannot be said."""
    if facts.is_text:
        return facts.text_fulfilled
    comparator, result = facts.comparator, facts.result
    if comparator is None or result is None:
        return None
    if comparator in {Comparator.RANGE, Comparator.EXACTLY}:
        lower, upper = facts.limits
        return None if lower is None or upper is None else lower <= result <= upper
    return None if facts.goal is None else bool(_COMPARE[comparator](result, facts.goal))


def gain_over(facts: Facts, earlier: Decimal | None) -> Decimal | None:
    """Return by how much the result is better than an earlier value (below 0: worse), None if nobody can say.

    For a range target that is how much nearer to the nearer limit it lies, whatever the direction. A text target is
    fulfilled or not, whatever number stands beside it.
    """
    if facts.result is None or earlier is None or facts.is_text:
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


def demands_less(new: Target, old: Target, direction: Direction, baseline: Decimal | None) -> bool:
    """Say whether a target admits a figure that the one before did not; what cannot be compared counts as easier."""
    if new.comparator is Comparator.TEXT and old.comparator is Comparator.TEXT:
        return new.text != old.text
    if (new.comparator, new.value, new.upper) == (old.comparator, old.value, old.upper):
        return False
    admitted, before = (Facts(direction=direction, target=target, baseline=baseline) for target in (new, old))
    limits = [*zip(admitted.limits, before.limits, (1, -1), strict=True)]
    if all(one is None and other is None for one, other, _ in limits):
        return True
    return any(_opens(admitted, before, one, other, sign) for one, other, sign in limits)


def _opens(new: Facts, old: Facts, limit: Decimal | None, before: Decimal | None, sign: int) -> bool:
    """Say whether a lower (+1) or upper (−1) limit lies further out than it did."""
    if before is None:
        return False
    if limit is None or (limit - before) * sign < 0:
        return True
    return limit == before and old.comparator in STRICT and new.comparator not in STRICT
