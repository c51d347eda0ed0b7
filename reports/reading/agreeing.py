"""What is told of several printings of one document, put together with what was read of it as it was printed.

A reading that is sure of most that it tells stays as it is, and the others add to it. Where a document was read badly,
another printing of it that tells more, and is sure of it, is believed instead. Of a page that is one line nobody knows
where its rows end: there what explains more is believed. What a printing adds is told if two kinds are sure of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from reports.reading.competing import explained_by
from reports.reading.documents import Document
from reports.reading.facts import Confidence, Fact, Reading
from reports.reading.printings import LINES
from reports.reading.witnesses import Said, said_of

Figure = tuple[int, Decimal | None]  # the line on which it stands, and what it counts
PLAIN: Final = "plain"  # the kind of the document as it was printed

_HALF: Final = 0.5
_MOST: Final = 0.6
_MORE: Final = 1.15
_SURER: Final = 1.25
_OF_A_ROW: Final = 2 / 3
_KINDS: Final = 2
_LONG: Final = 240  # letters: no row of a table is so long


@dataclass(frozen=True, slots=True)
class Telling:
    """What was read of one printing of a document, and of which kind it is."""

    kind: str
    readings: Sequence[Reading]
    facts: tuple[Fact, ...] = field(init=False)
    sure: int = field(init=False)  # of how many facts

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", tuple(fact for one in self.readings for fact in one.facts))
        object.__setattr__(self, "sure", sum(map(_is_sure, self.facts)))


@dataclass(slots=True)
class Votes:
    """Which kinds of printings tell a fact, which are sure of it, and which tell its figure at all."""

    saying: defaultdict[Said, set[str]] = field(default_factory=lambda: defaultdict(set))
    sure: defaultdict[Said, set[str]] = field(default_factory=lambda: defaultdict(set))
    telling: defaultdict[Figure, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def among(cls, tellings: Iterable[Telling]) -> "Votes":
        votes = cls()
        for telling in tellings:
            for fact in telling.facts:
                said = said_of(fact)
                votes.saying[said].add(telling.kind)
                votes.telling[_figure_of(fact)].add(telling.kind)
                if _is_sure(fact):
                    votes.sure[said].add(telling.kind)
        return votes

    def agree(self, fact: Fact) -> bool:
        """Say whether two kinds are sure of a fact, and none tells only something else of its figure."""
        said = said_of(fact)
        return len(self.sure[said]) >= _KINDS and self.saying[said] == self.telling[_figure_of(fact)]

    def support(self, telling: Telling) -> int:
        return sum(len(self.saying[said_of(fact)]) for fact in telling.facts)

    def weighed(self, reading: Reading) -> Reading:
        """Return a reading that is sure only of what two kinds are sure of."""
        facts = tuple(fact if self.agree(fact) else fact.sure(Confidence.UNSURE) for fact in reading.facts)
        return replace(reading, facts=facts)


def agreed(printed: Document, plain: Telling, others: Sequence[Telling]) -> list[Reading]:
    """Return what is told of a document, from what was read of it as it was printed and in other printings.

    All places are those of the document as it was printed. Of a row of which something was told nothing is added. What
    is added stands where it is printed.
    """
    long_lines = {line.number for line in printed.lines if len(line.text) > _LONG}
    votes = Votes.among((plain, *others))
    best = _best(_begun(plain, others, long_lines), others)
    found = list(best.readings) if best is plain else [votes.weighed(one) for one in best.readings]
    taken = _rows_of(best.readings, long_lines)
    for other in sorted(others, key=votes.support, reverse=True):
        more = [one for reading in other.readings if (one := _agreed_of(reading, votes, taken, long_lines))]
        found += more
        taken |= _rows_of(more, long_lines)
    return sorted(found, key=lambda one: one.first_line) if len(found) > len(best.readings) else found


def _begun(plain: Telling, others: Iterable[Telling], long_lines: set[int]) -> Telling:
    """Return the plain telling; of figures on long lines what explains more: they, or each of their cells on a line."""
    told = [other for other in others if other.kind == LINES][:1]
    facts = [fact for one in (plain, *told) for fact in one.facts]
    if sum(fact.place.line in long_lines for fact in facts) <= _HALF * len(facts):
        return plain
    return max((plain, *told), key=lambda one: explained_by(one.readings))


def _best(plain: Telling, others: Iterable[Telling]) -> Telling:
    """Return the telling that is believed: the plain one, but where it is unsure and another tells more, surely."""
    best, most = plain, _SURER * max(plain.sure, 1)
    if plain.sure > _HALF * len(plain.facts):
        return plain
    for other in others:
        is_sure = other.sure >= max(most, _MOST * len(other.facts))
        if is_sure and len(other.facts) >= _MORE * max(len(plain.facts), 1):
            best, most = other, other.sure + 1
    return best


def _agreed_of(reading: Reading, votes: Votes, taken: set[Figure], long_lines: set[int]) -> Reading | None:
    """Return what is agreed of an indicator, if that is most of it and nothing was told of its rows."""
    if not taken.isdisjoint(_rows_of([reading], long_lines)):
        return None
    facts = tuple(fact for fact in reading.facts if votes.agree(fact))
    return replace(reading, facts=facts) if facts and len(facts) >= _OF_A_ROW * len(reading.facts) else None


def _rows_of(readings: Iterable[Reading], long_lines: set[int]) -> set[Figure]:
    """Return the lines on which facts stand; on a long line there are many rows, and each figure stands for itself."""
    return {
        (fact.place.line, fact.value if fact.place.line in long_lines else None)
        for one in readings
        for fact in one.facts
    }


def _figure_of(fact: Fact) -> Figure:
    return fact.place.line, fact.value


def _is_sure(fact: Fact) -> bool:
    return fact.confidence is not Confidence.UNSURE
