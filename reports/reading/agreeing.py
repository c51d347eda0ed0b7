"""What several printings of one document tell, put together with what was read of it as it was printed.

A reading that is sure of nearly all it tells stays as it is, and others add to it. Where a document was read badly,
another printing of it that tells more, and is sure of it, is believed instead. What a printing adds is believed where
another kind of printing tells the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import Confidence, Fact, Reading
from reports.reading.witnesses import Said, said_of

Telling = Sequence[Reading]
Figure = tuple[int, Decimal | None]  # the line on which it stands, and what it counts
PLAIN: Final = "plain"  # the kind of the document as it was printed

_HALF: Final = 0.5
_MOST: Final = 0.6
_MORE: Final = 1.15
_SURER: Final = 1.25
_OF_A_ROW: Final = 2 / 3
_KINDS: Final = 2


@dataclass(slots=True)
class Votes:
    """Which kinds of printings tell a fact, which are sure of it, and which tell its figure at all."""

    saying: defaultdict[Said, set[str]] = field(default_factory=lambda: defaultdict(set))
    sure: defaultdict[Said, set[str]] = field(default_factory=lambda: defaultdict(set))
    telling: defaultdict[Figure, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def among(cls, tellings: Iterable[tuple[str, Telling]]) -> "Votes":
        votes = cls()
        for kind, told in tellings:
            for fact in _facts_of(told):
                said = said_of(fact)
                votes.saying[said].add(kind)
                votes.telling[_figure_of(fact)].add(kind)
                if _is_sure(fact):
                    votes.sure[said].add(kind)
        return votes

    def agree(self, fact: Fact) -> bool:
        """Say whether two kinds are sure of a fact, and none tells something else alone of its figure."""
        said = said_of(fact)
        return len(self.sure[said]) >= _KINDS and self.saying[said] == self.telling[_figure_of(fact)]

    def weighed(self, reading: Reading) -> Reading:
        """Return a reading that is sure only of what two kinds are sure of."""
        facts = tuple(fact if self.agree(fact) else fact.sure(Confidence.UNSURE) for fact in reading.facts)
        return replace(reading, facts=facts)

    def support(self, told: Telling) -> int:
        return sum(len(self.saying[said_of(fact)]) for fact in _facts_of(told))


def agreed(plain: Telling, others: Sequence[tuple[str, Telling]]) -> list[Reading]:
    """Return what is told of a document; `others` are kinds of its printings with what was read of them.

    All places are those of the document as it was printed. Of a line of which something was told nothing is added.
    """
    votes = Votes.among(((PLAIN, plain), *others))
    best = _best(plain, [told for _, told in others])
    found = list(best) if best is plain else [votes.weighed(one) for one in best]
    taken = _lines_of(best)
    for other in sorted((told for _, told in others), key=votes.support, reverse=True):
        more = [one for reading in other if (one := _agreed_of(reading, votes, taken)) is not None]
        found += more
        taken |= _lines_of(more)
    return found


def _best(plain: Telling, others: Iterable[Telling]) -> Telling:
    """Return the telling that is believed: the plain one, but where it is unsure and another tells more, surely."""
    told, sure = _counts(plain)
    best, most = plain, _SURER * max(sure, 1)
    if sure > _HALF * told:
        return plain
    for other in others:
        told_there, sure_there = _counts(other)
        if sure_there >= max(most, _MOST * told_there) and told_there >= _MORE * max(told, 1):
            best, most = other, sure_there + 1
    return best


def _counts(told: Telling) -> tuple[int, int]:
    """Return how many facts are told, and of how many the telling is sure."""
    facts = list(_facts_of(told))
    return len(facts), sum(map(_is_sure, facts))


def _agreed_of(reading: Reading, votes: Votes, taken: set[int]) -> Reading | None:
    """Return what is agreed of an indicator, if that is most of it and nothing was told of its lines."""
    if not taken.isdisjoint(fact.place.line for fact in reading.facts):
        return None
    facts = tuple(fact for fact in reading.facts if votes.agree(fact))
    return replace(reading, facts=facts) if facts and len(facts) >= _OF_A_ROW * len(reading.facts) else None


def _facts_of(told: Telling) -> Iterable[Fact]:
    return (fact for one in told for fact in one.facts)


def _lines_of(told: Telling) -> set[int]:
    return {fact.place.line for fact in _facts_of(told)}


def _figure_of(fact: Fact) -> Figure:
    return fact.place.line, fact.value


def _is_sure(fact: Fact) -> bool:
    return fact.confidence is not Confidence.UNSURE
