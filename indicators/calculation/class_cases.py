"""Whether class rules answer every input and every row can match: decided over inputs that stand for all others.

A condition looks at the result beside one other number (target, baseline, value before), so for each result the
numbers at which some condition turns, and one between each two of them, stand for every number there is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache, partial
from itertools import pairwise, product
from typing import Final

from indicators.calculation.case_words import in_words
from indicators.calculation.class_conditions import open_question
from indicators.calculation.class_rules import (
    CONDITIONS,
    NO_CLASS,
    PEOPLE_DECIDE,
    RATE_AT_LEAST,
    AttainmentProfile,
    ClassRule,
)
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import (
    AT_BASELINE,
    AT_LAST_YEAR,
    Comparator,
    Direction,
    RateFormula,
    Target,
    TargetChoice,
    TargetScope,
    contradicts,
)
from indicators.calculation.rule_faults import faults_of
from policies.fiscal_year import FiscalYear

MOST_DIGITS: Final = 12
# kept figures, and those whose target contradicts the direction, behave like rising or falling ones by their
# comparator, and without a side like a range without limits: Facts.good_sign
DIRECTIONS: Final = (Direction.UP, Direction.DOWN, Direction.UNKNOWN, Direction.RANGE)
NUMBERED: Final = {
    Direction.UP: (Comparator.AT_LEAST, Comparator.ABOVE),
    Direction.DOWN: (Comparator.AT_MOST, Comparator.BELOW),
    Direction.UNKNOWN: (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.PLAIN),
    Direction.RANGE: (Comparator.PLAIN,),
}
Numbers = Sequence[Decimal]
Case = tuple[int, Callable[[], Facts]]
Told = Sequence[tuple[Facts, int]]


def class_faults(profile: AttainmentProfile) -> tuple[str, ...]:
    """Return in Japanese which inputs no row matches and which rows can never match; nothing if all is well."""
    return _findings(profile.rules).faults


def dropped_misses(profile: AttainmentProfile) -> tuple[str, ...]:
    """Return in Japanese which misses of a target the rules give no class, the shortest first; nothing if none.

    Worse must never look better (design §6): who drops a miss is told so. What people decide is not dropped.
    """
    return _findings(profile.rules).dropped


@dataclass(frozen=True, slots=True)
class _Findings:
    faults: tuple[str, ...]
    dropped: tuple[str, ...]


@lru_cache(maxsize=64)
def _findings(rules: tuple[ClassRule, ...]) -> _Findings:
    dropping = [rule.then == NO_CLASS and rule.when != PEOPLE_DECIDE for rule in rules]
    found: dict[int, None] = {}
    gaps: list[str] = []
    dropped: set[str] = set()
    with localcontext(prec=60):
        for truth, facts in _cases(AttainmentProfile("", 0, rules, TargetChoice.OWN)):
            first = (truth & -truth).bit_length() - 1
            if not truth:
                gaps.append(in_words(facts(), rules))
            elif truth not in found and dropping[first] and _is_missed(facts()):
                dropped.add(in_words(facts(), rules))
            found[truth] = None
    truths = sorted(tuple(bool(truth >> place & 1) for place in range(len(rules))) for truth in found)
    faults = faults_of(truths, [rule.words() for rule in rules], gaps)
    return _Findings(faults, tuple(sorted(dropped, key=lambda words: (len(words), words))))


def _is_missed(facts: Facts) -> bool:
    return is_reached(facts) is False and not open_question(facts) and facts.is_due


def representatives(profile: AttainmentProfile) -> Iterator[Facts]:
    """Yield inputs that stand for all inputs, as far as these rules can tell them apart."""
    return (facts() for _, facts in _cases(profile))


def _cases(profile: AttainmentProfile) -> Iterator[Case]:
    """Yield for each of them which rows hold, as bits, and the input itself where it is asked for."""
    edges = _Edges(profile)
    kinds = [
        *((survey, False) for survey in edges.surveyed),
        (False, True),
    ]  # a surveyed share is no running total
    for (survey, cumulative), direction in product(kinds, DIRECTIONS):
        blank = Facts(direction=direction, is_surveyed_share=survey, is_cumulative=cumulative)
        formulas = [RateFormula.NONE]
        if direction is Direction.DOWN and edges.rates:
            formulas.append(RateFormula.F8)
        for displayed, result in product(formulas, (*edges.results(), None)):
            facts = replace(blank, result=result, displayed=displayed)
            yield from (_of_growing if facts.is_growing_total else _beside)(facts, edges)
        yield from _beside(replace(blank, lacks_total=True), edges)


def _of_growing(facts: Facts, edges: "_Edges") -> Iterator[Case]:
    """Yield a growing total with every target and every total that it may have started from."""
    before = edges.told(edges.with_previous(facts), edges.past)
    for aimed in edges.with_targets(facts, every=True):
        if aimed.is_range:
            yield from _aimed_at_baselines(aimed, before, edges)
            continue
        for based in edges.with_baselines(aimed) if _aims_at_baseline(aimed) else [aimed]:
            for started, held in edges.told(edges.with_starts(based), edges.not_past):
                for earlier, other in before:
                    yield held | other, partial(replace, started, previous=earlier.previous)


def _aims_at_baseline(facts: Facts) -> bool:
    return facts.target is not None and facts.target.comparator in AT_BASELINE


def _beside(facts: Facts, edges: "_Edges") -> Iterator[Case]:
    """Yield the facts with every target, every baseline and every value before that make a difference.

    Target, baseline and value before are each only held against the result, so which rows hold is looked for once for
    each and put together; where the baseline is the aim, for the two as one.
    """
    baselines = edges.told(edges.with_baselines(facts), edges.based)
    before = edges.told(edges.with_previous(facts), edges.past)
    for aimed in edges.with_targets(facts):
        if _aims_at_baseline(aimed):
            yield from _aimed_at_baselines(aimed, before, edges)
            continue
        held = edges.truth(aimed, edges.aiming)
        own, past = baselines, before
        if aimed.is_range:
            own = edges.told(edges.with_baselines(aimed), edges.based)
            past = edges.told(edges.with_previous(aimed), edges.past)
        for (based, one), (earlier, other) in product(own, past):
            whole = partial(replace, aimed, baseline=based.baseline, previous=earlier.previous)
            yield held | one | other, whole


def _aimed_at_baselines(aimed: Facts, before: Told, edges: "_Edges") -> Iterator[Case]:
    for based, held in edges.told(edges.with_baselines(aimed), edges.not_past):
        past = edges.told(edges.with_previous(based), edges.past) if based.is_range else before
        for earlier, other in past:
            yield held | other, partial(replace, based, previous=earlier.previous)


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
        places = {place: CONDITIONS[rule.when].about for place, rule in enumerate(profile.rules)}
        self.based = tuple(place for place, one in places.items() if one == "baseline")
        self.past = tuple(place for place, one in places.items() if one == "previous")
        self.not_past = tuple(place for place in places if place not in self.past)
        self.aiming = tuple(place for place in self.not_past if place not in self.based)
        self.surveyed = (False, True) if any(self.points.values()) else (False,)

    def truth(self, facts: Facts, places: tuple[int, ...]) -> int:
        """Return which of the rows at these places hold, as bits."""
        rules = self.profile.rules
        return sum(1 << place for place in places if rules[place].holds(facts))

    def told(self, found: Iterable[Facts], places: tuple[int, ...]) -> "Told":
        """Return the facts, each with which of the rows at these places hold."""
        return [(facts, self.truth(facts, places)) for facts in found]

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

    def with_targets(self, facts: Facts, *, every: bool = False) -> Iterator[Facts]:
        """Without a target, with texts, with numbers on both sides of every edge, 現状値以上/以下 and ranges.

        Of those that the rows cannot tell apart only one, unless `every` is wanted.
        """
        yield facts
        for fulfilled, partly, due in product((True, False, None), (False, True), (True, False)):
            text = _target(Comparator.TEXT)
            yield replace(facts, target=text, text_fulfilled=fulfilled, text_partly=partly, is_due=due)
        for comparator in sorted(AT_BASELINE | AT_LAST_YEAR):  # last year's result is a number like any other
            if not contradicts(facts.direction, comparator):
                yield replace(facts, target=_target(comparator))
        yield replace(facts, target=_target(Comparator.PLAIN))
        result = facts.result or Decimal(0)
        if facts.direction is Direction.RANGE:
            # nearer or further is all there is to say, so two of the signs do
            for lower, upper in self._ranges(result):
                yield replace(facts, target=_target(Comparator.AT_LEAST, lower))
                yield replace(facts, target=_target(Comparator.BELOW, upper))
        values = _spread(self._target_turns(result))
        for comparator in (*NUMBERED[facts.direction], Comparator.EXACTLY):
            aimed = [replace(facts, target=_target(comparator, value)) for value in values]
            yield from aimed if every else self._distinct(aimed, self.aiming)
        if facts.direction is not Direction.DOWN:  # a range is one whatever the direction, if there is any
            for lower, upper in self._ranges(result):
                yield replace(facts, target=_target(Comparator.RANGE, lower, upper))
            for low, high in ((result + 1, None), (None, result + 1), (None, None)):
                yield replace(facts, target=_target(Comparator.RANGE, low, high))

    def _target_turns(self, result: Decimal) -> set[Decimal]:
        turns = {Decimal(0), result}
        turns |= {result * 100 / one for one in self.rates} | {result * one / 100 for one in self.rates}
        turns |= {result * 100 / (200 - one) for one in self.rates if one != 200}
        return turns | _scaled(result, self.leads)

    def with_starts(self, facts: Facts) -> list[Facts]:
        """Without a total to start from, and with totals on both sides of every edge, also of the rate from there."""
        result, goal = facts.result or Decimal(0), facts.goal or Decimal(0)
        turns = {goal, *self._earlier_turns(facts, "baseline")}
        turns |= {(result * 100 - goal * one) / (100 - one) for one in self.rates if one != 100}
        return self._distinct([facts, *(replace(facts, start=one) for one in _spread(turns))], self.not_past)

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
        is_aim = _aims_at_baseline(facts)
        if not (self.looks_at["baseline"] or is_aim):
            return [facts]
        turns = self._earlier_turns(facts, "baseline")
        if is_aim:
            turns |= self._target_turns(facts.result or Decimal(0))
        found = [facts, *(replace(facts, baseline=one) for one in _spread(turns))]
        # how far a value before lies from a range is another question for each baseline that is the range's limit
        if is_aim and facts.is_range:
            return found
        return self._distinct(found, self.not_past if is_aim else self.based)

    def with_previous(self, facts: Facts) -> Iterable[Facts]:
        """Without a value before, and with values on both sides of every edge."""
        if not self.looks_at["previous"]:
            return [facts]
        turns = self._earlier_turns(facts, "previous")
        return self._distinct([facts, *(replace(facts, previous=one) for one in _spread(turns))], self.past)

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

    def _distinct(self, found: Iterable[Facts], places: tuple[int, ...]) -> list[Facts]:
        """Keep one of those that these rows cannot tell apart, and one that lacks what the others have."""
        seen: dict[tuple[bool, bool, bool, int], Facts] = {}
        for facts in found:
            lacks = (facts.baseline is None, facts.previous is None, facts.start is None)
            seen.setdefault((*lacks, self.truth(facts, places)), facts)
        return list(seen.values())


def _target(comparator: Comparator, value: Decimal | None = None, upper: Decimal | None = None) -> Target:
    return Target(
        fiscal_year=FiscalYear(2000), scope=TargetScope.YEAR, comparator=comparator, value=value, upper=upper
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
