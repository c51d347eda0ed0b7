"""What layouts read, held against each other: how much it explains, and whether it can be a reading at all."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from reports.reading.confidence import weighed
from reports.reading.drafts import Json
from reports.reading.facts import TOLD, Confidence, FactRole, Reading
from reports.reading.merging import key_of
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import tidy

_YEARS: Final = re.compile(r"(?:令和|平成|昭和|[RHS])?(?:元|\d+)?\(?\d*\)?年度?")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_WORDS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶA-Za-z]")
_LONGEST_NAME: Final = 200
Mark = tuple[FactRole, int, Decimal]  # what a figure is, of which year
_FEWEST_AGAIN: Final = 2
_MOST_AGAIN: Final = 4  # a quarter
_OF_REPEATED: Final = 0.6
_MOST_DOUBLED: Final = 4  # a quarter
_MUCH_MORE: Final = 1.25  # a grid is read as a whole or not at all: a little more beside it is scraps
_ASSEMBLED: Final = frozenset({"assembled", "divided assembled"})
_SOLVED: Final = frozenset({"solved", "divided solved"})
_TWICE: Final = 1.6  # readers behind it are right less often on what nobody here has seen
_MORE: Final = 1.05  # what other readers leave out of labelled rows are their baselines alone


@dataclass(frozen=True)
class Read:
    """What was read so far, and the lines it was read from."""

    readings: tuple[Reading, ...] = ()
    lines: frozenset[int] = frozenset()
    about: Json = field(default_factory=dict)

    @cached_property
    def explained(self) -> float:
        """How much was understood; what several orders read is weighed once."""
        return explained_by(self.readings)

    def beside(self, lines: Set[int]) -> tuple[Reading, ...]:
        """Return the readings of which no fact stands on one of these lines."""
        return tuple(one for one in self.readings if lines.isdisjoint(fact.place.line for fact in one.facts))


def best_of(ways: Iterable[tuple[Sequence[str], Read]], tells_all: Callable[[Read], bool]) -> Read:
    """Return what the first order reads, but where another explains much more: none where all is told already."""
    others = iter(ways)
    _, best = next(others)
    start = most = best.explained
    trusted = 0.0
    while not tells_all(best) and (way := next(others, None)):
        order, read = way
        explained = read.explained
        if _SOLVED & set(order):
            is_more = explained > _MORE * most
        elif _ASSEMBLED & set(order):
            fewer = explained >= most and len(read.readings) < len(best.readings)
            is_more = fewer or explained > _MORE * most  # as much of fewer indicators: none is torn in two
            trusted = max(trusted, explained)
        else:
            least = _MORE if order == ("labelled rows",) else _MUCH_MORE
            is_more = explained > max(least * start, most, _TWICE * trusted)
        if is_more:
            best, most = read, explained
    return best


def explained_by(readings: Sequence[Reading]) -> float:
    """Return how much was understood: facts with a year, and proven ones; contradictions count against.

    What several indicators are called alike is not their name: it stands elsewhere.
    """
    keyed = [(key_of(one), one) for one in weighed(readings)]
    names = Counter(map(key_of, readings))
    owners = _owners(readings)
    told = 0.0
    for key, one in keyed:
        share = 1.0 if names[key] == 1 else _OF_REPEATED
        told += _sense(one) * share / (2 if _is_of_others(one, owners) else 1)
    return told


def _sense(reading: Reading) -> int:
    facts = [fact for fact in reading.facts if fact.role in TOLD]
    dated = {(fact.role, fact.year) for fact in facts if fact.year is not None}
    undated = {(fact.role, fact.label) for fact in facts if fact.year is None}
    twice = len(facts) - len(dated) - len(undated)
    proven = sum(fact.confidence is Confidence.CERTAIN for fact in facts)
    return 2 * (len(dated) + proven - twice) + len(undated)


def is_unsure(read: Read) -> bool:
    """Say whether most of what was read is unsure."""
    facts = [fact for one in read.readings for fact in one.facts]
    return sum(fact.confidence is Confidence.UNSURE for fact in facts) * 2 > len(facts)


def contradicts_itself(readings: Sequence[Reading]) -> bool:
    """Say whether many indicators have two figures of one role and year: then the columns are not what they seem."""
    doubled = sum(_is_doubled(one) for one in readings)
    return doubled * _MOST_DOUBLED > len(readings)


def lack_names(readings: Sequence[Reading]) -> bool:
    """Say whether many indicators have a year, a title, a sign or figures for a name: names stand elsewhere."""
    names = [_IN_BRACKETS.sub("", _YEARS.sub("", tidy(one.name[:_LONGEST_NAME]))) for one in readings]
    lacking = sum(not _WORDS.search(one) for one in names)
    lacking += sum(meaning_of(one.name) is Other.YEAR for one in readings)
    return lacking * _MOST_DOUBLED > len(readings)


def repeat_others(told: Sequence[Reading], more: Sequence[Reading]) -> bool:
    """Say whether many of `more` have figures of what is told, by other names: a table once more, torn to pieces."""
    owners = _owners(told)
    known = {key_of(one) for one in told}
    again = sum(key_of(one) not in known and _is_of_others(one, owners) for one in more)
    return again >= _FEWEST_AGAIN and again * _MOST_AGAIN >= len(more)


def _owners(readings: Sequence[Reading]) -> dict[Mark, set[str]]:
    """Return which indicators have a figure."""
    owners: dict[Mark, set[str]] = {}
    for one in readings:
        for mark in _marks(one):
            owners.setdefault(mark, set()).add(key_of(one))
    return owners


def _is_of_others(reading: Reading, owners: Mapping[Mark, set[str]]) -> bool:
    """Say whether another indicator has the same figures, all of them, in the same roles and years."""
    marks = _marks(reading)
    if len({value for *_, value in marks}) < _FEWEST_AGAIN:
        return False
    own = key_of(reading)
    fewest, *others = sorted((owners.get(mark, set()) for mark in marks), key=len)
    return any(key != own and all(key in one for one in others) for key in fewest)  # the first one will do


def _marks(reading: Reading) -> set[Mark]:
    return {
        (fact.role, fact.year, fact.value)
        for fact in reading.facts
        if fact.role in TOLD and fact.year is not None and fact.value is not None
    }


def _is_doubled(reading: Reading) -> bool:
    told: dict[tuple[FactRole, int], Decimal | None] = {}
    for fact in reading.facts:
        if fact.year is None or fact.value is None or fact.role not in TOLD:
            continue
        if told.setdefault((fact.role, fact.year), fact.value) != fact.value:
            return True
    return False
