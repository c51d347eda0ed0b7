"""Whether class rules answer every input and every row can match: decided over inputs that stand for all others.

A condition looks at the result beside one other number (target, baseline, value before), so for each result the
numbers at which some condition turns, and one between each two of them, stand for every number there is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from indicators.calculation.case_words import in_words
from indicators.calculation.class_rules import CONDITIONS, RATE_AT_LEAST, AttainmentProfile, ClassRule
from indicators.calculation.comparing import Facts
from indicators.calculation.facts import RELATIVE, Comparator, Direction, Scope, Target
from indicators.calculation.rule_faults import Truth, faults_of
from policies.fiscal_year import FiscalYear

MOST_DIGITS: Final = 12
# kept figures behave like rising or falling ones, by their comparator: Facts.good_sign
DIRECTIONS: Final = (Direction.UP, Direction.DOWN, Direction.UNKNOWN, Direction.RANGE)
NUMBERED: Final = (
    Comparator.AT_LEAST,
    Comparator.AT_MOST,
    Comparator.ABOVE,
    Comparator.BELOW,
    Comparator.EXACTLY,
    Comparator.PLAIN,
)
Numbers = Sequence[Decimal]


def class_faults(profile: AttainmentProfile) -> tuple[str, ...]:
    """Return in Japanese which inputs no row matches and which rows can never match; nothing if all is well."""
    return _faults(profile.rules)


@lru_cache(maxsize=64)
def _faults(rules: tuple[ClassRule, ...]) -> tuple[str, ...]:
    with localcontext(prec=60):
        found = [
            (tuple(rule.holds(facts) for rule in rules), facts)
            for facts in representatives(AttainmentProfile("", 0, rules))
        ]
        gaps = [in_words(facts, rules) for truth, facts in found if not any(truth)]
        return faults_of(sorted({truth for truth, _ in found}), [rule.words() for rule in rules], gaps)


def representatives(profile: AttainmentProfile) -> Iterator[Facts]:
    """Yield inputs that stand for all inputs, as far as these rules can tell them apart."""
    edges = _Edges(profile)
    for survey, direction in product(edges.surveyed, DIRECTIONS):
        blank = Facts(direction=direction, is_surveyed_share=survey)
        for result in (*edges.results(), None):
            yield from _beside(replace(blank, result=result), edges)


def _beside(facts: Facts, edges: "_Edges") -> Iterator[Facts]:
    """Yield the facts with every target, every baseline and every value before that make a difference.

    But for ranges, and where the baseline is the aim, one tells nothing about the others, so each is looked for once.
    """
    baselines, before = edges.with_baselines(facts), edges.with_previous(facts)
    for aimed in edges.with_targets(facts):
        is_aim = aimed.target is not None and aimed.target.comparator in RELATIVE
        for based in edges.with_baselines(aimed) if is_aim or aimed.is_range else baselines:
            whole = replace(aimed, baseline=based.baseline)
            for past in edges.with_previous(whole) if aimed.is_range else before:
                yield replace(whole, previous=past.previous)


class _Edges:
    """Where the conditions of a profile turn."""

    def __init__(self, profile: AttainmentProfile) -> None:
        self.profile = profile
        self.rates = profile.limits_of(RATE_AT_LEAST)
        self.leads = profile.limits_of("ahead_of_plan", "behind_plan", "near_plan")
        self.points = {
            one: profile.limits_of(f"unchanged_from_{one}_points") for one in ("baseline", "previous")
        }
        self.shares = {
            one: profile.limits_of(f"unchanged_from_{one}_percent") for one in ("baseline", "previous")
        }
        about = {CONDITIONS[rule.when].about for rule in profile.rules}
        self.looks_at = {one: one in about for one in ("baseline", "previous")}
        self.surveyed = (False, True) if any(self.points.values()) else (False,)

    def results(self) -> Numbers:
        """Results small and large beside every tolerance, and one that every percentage divides."""
        turns = {Decimal(0)}
        for which, points in self.points.items():
            for point, share, sign in product(points, self.shares[which], (100, -100)):
                if share:
                    turns |= {point * (sign + share) / share, -point * (sign + share) / share}
        whole = _divisible([*self.rates, *(100 + sign * one for one in self._percents() for sign in (1, -1))])
        every = [number for points in self.points.values() for number in points]
        return sorted({*_spread(turns), whole, -whole, *every, *(-one for one in every)}, key=abs)

    def _percents(self) -> set[Decimal]:
        return {*self.leads, *self.shares["baseline"], *self.shares["previous"]}

    def with_targets(self, facts: Facts) -> Iterator[Facts]:
        """Without a target, with texts, with numbers on both sides of every edge, 現状値以上/以下 and ranges."""
        yield facts
        for fulfilled in (True, False, None):
            yield replace(facts, target=_target(Comparator.TEXT), text_fulfilled=fulfilled)
        for comparator in sorted(RELATIVE):
            yield replace(facts, target=_target(comparator))
        yield replace(facts, target=_target(Comparator.PLAIN))
        result = facts.result or Decimal(0)
        if (
            facts.direction is Direction.RANGE
        ):  # nearer or further is all there is to say, so two of the signs do
            for lower, upper in self._ranges(result):
                yield replace(facts, target=_target(Comparator.AT_LEAST, lower))
                yield replace(facts, target=_target(Comparator.BELOW, upper))
        else:
            values = _spread(self._target_turns(result))
            for comparator in NUMBERED:
                yield from self._distinct(
                    replace(facts, target=_target(comparator, value)) for value in values
                )
        if facts.direction is not Direction.DOWN:  # a range is one whatever the direction, if there is any
            for lower, upper in self._ranges(result):
                for low, high in ((lower, upper), (lower, None), (None, upper)):
                    yield replace(facts, target=_target(Comparator.RANGE, low, high))

    def _target_turns(self, result: Decimal) -> set[Decimal]:
        turns = {Decimal(0), result}
        turns |= {result * 100 / one for one in self.rates} | {result * one / 100 for one in self.rates}
        return turns | _scaled(result, self.leads)

    def _ranges(self, result: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
        """Ranges around the result, and above and below it, near and far beside every tolerance."""
        points = [one for which in self.points.values() for one in which if one]
        away = {
            Decimal(1),
            Decimal(1000),
            *points,
            *(one / 2 for one in points),
            *(one * 2 for one in points),
        }
        yield result - 1, result + 1
        yield result + 1, result - 1
        yield result, result + 10
        for distance in sorted(away):
            yield result + distance, result + distance + 10
            yield result - distance - 10, result - distance

    def with_baselines(self, facts: Facts) -> Iterable[Facts]:
        """Without a baseline, and with baselines on both sides of every edge; 現状値以上/以下 aim at the baseline."""
        is_aim = facts.target is not None and facts.target.comparator in RELATIVE
        if not (self.looks_at["baseline"] or is_aim):
            return [facts]
        turns = self._earlier_turns(facts, "baseline")
        if is_aim:
            turns |= self._target_turns(facts.result or Decimal(0))
        found = [facts, *(replace(facts, baseline=one) for one in _spread(turns))]
        # how far a value before lies from a range is another question for each baseline that is the range's limit
        return found if is_aim and facts.is_range else self._distinct(found)

    def with_previous(self, facts: Facts) -> Iterable[Facts]:
        """Without a value before, and with values on both sides of every edge."""
        if not self.looks_at["previous"]:
            return [facts]
        turns = self._earlier_turns(facts, "previous")
        return self._distinct([facts, *(replace(facts, previous=one) for one in _spread(turns))])

    def _earlier_turns(self, facts: Facts, which: str) -> set[Decimal]:
        result = facts.result or Decimal(0)
        points, shares = self.points[which], self.shares[which]
        if not facts.is_range:
            near = {result + sign * one for one in points for sign in (1, -1)}
            return {Decimal(0), result} | near | _scaled(result, shares)
        turns = {Decimal(0), result}
        away = facts.outside(result) or Decimal(0)
        distances = {Decimal(0), away, *(away + sign * one for one in points for sign in (1, -1))}
        for limit, sign in zip(facts.limits, (-1, 1), strict=True):
            if limit is not None:
                turns |= {limit + sign * one for one in distances if one >= 0}
                turns |= _scaled(limit + sign * away, shares)
        return turns

    def _distinct(self, found: Iterable[Facts]) -> list[Facts]:
        """Keep one of those that the conditions cannot tell apart, and one that lacks what the others have."""
        seen: dict[Truth, Facts] = {}
        for facts in found:
            lacks = (facts.baseline is None, facts.previous is None)
            seen.setdefault((*lacks, *(rule.holds(facts) for rule in self.profile.rules)), facts)
        return list(seen.values())


def _target(comparator: Comparator, value: Decimal | None = None, upper: Decimal | None = None) -> Target:
    return Target(
        fiscal_year=FiscalYear(2000), scope=Scope.YEAR, comparator=comparator, value=value, upper=upper
    )


def _scaled(result: Decimal, percents: Iterable[Decimal]) -> set[Decimal]:
    """Return the numbers from which the result differs by exactly one of these percentages of them."""
    factors = [100 + sign * one for one in percents for sign in (1, -1)]
    return {result * 100 / factor for factor in factors if factor}


def _spread(turns: Iterable[Decimal]) -> list[Decimal]:
    """Return the numbers, one between each two, and one beyond either end."""
    ordered = sorted(set(turns))
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    return sorted({*ordered, *between, ordered[0] - abs(ordered[0]) - 1, ordered[-1] + abs(ordered[-1]) + 1})


def _divisible(numbers: Iterable[Decimal]) -> Decimal:
    """Return a number that these divide without a remainder worth speaking of, so that edges are hit exactly."""
    whole = Decimal(100)
    for number in numbers:
        factor = abs(number.normalize())
        if factor and factor != 100 and len((whole * factor).as_tuple().digits) <= 4 * MOST_DIGITS:
            whole *= factor
    return whole
