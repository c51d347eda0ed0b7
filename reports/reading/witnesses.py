"""Who says the same: what one reader found by trying ways is likely if another kind found it, or nobody read its table.

Readers by grids, labels and keys know what they read. Those by repetition, by sequences, by solving and of forms find
the best of many ways, and are sure of it though the right way was not among them. They go about it differently: on
documents that nobody here had seen, what two kinds told alike was so in 98 of 100. What one told alone was so in 60
where others could read a part of its tables and did not tell that, and in 98 where nobody else could read any of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import Confidence, Fact, FactRole, Reading

_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "solving": ("solved", "divided solved"),
    "assembling": ("assembled", "divided assembled"),
    "repetition": ("induced", "repeated", "labelled rows", "divided labelled rows"),
    "sequences": ("sequenced", "filled", "running"),
    "grids": ("crossed", "divided"),
    "sentences": ("narrated",),
    "forms": ("forms",),
}
_KIND_OF: Final = {layout: kind for kind, layouts in _KINDS.items() for layout in layouts}
_TRYING: Final = frozenset({"solving", "assembling", "repetition", "sequences", "forms"})
_ENOUGH: Final = 3
_FEWEST_ROWS: Final = 6
_MOST_SHARED: Final = 10  # of so many figures one may be witnessed

Said = tuple[int, FactRole, int | None, Decimal | None]  # line, role, year, figure


@dataclass(slots=True)
class Witnesses:
    """Which kinds of readers told a fact, and how sure the surest of them was."""

    kinds: dict[Said, set[str]] = field(default_factory=dict)
    sure: set[Said] = field(default_factory=set)

    @classmethod
    def among(cls, said: Iterable[tuple[str, Sequence[Reading]]]) -> "Witnesses":
        found = cls()
        for layout, told in said:
            for one in told:
                for fact in one.facts:
                    found.kinds.setdefault(said_of(fact), set()).add(_KIND_OF.get(layout, layout))
                    if fact.confidence is not Confidence.UNSURE:
                        found.sure.add(said_of(fact))
        return found

    def of(self, fact: Fact) -> set[str]:
        return self.kinds.get(said_of(fact), set())

    def alone(self, fact: Fact) -> str:
        """Return the kind of trying that alone told a fact, if it was sure by itself and not by what recomputes."""
        kinds = self.of(fact)
        is_tried = len(kinds) == 1 and kinds <= _TRYING and said_of(fact) in self.sure
        return next(iter(kinds)) if is_tried else ""


def with_witnesses(
    readings: Sequence[Reading], said: Iterable[tuple[str, Sequence[Reading]]]
) -> list[Reading]:
    """Return readings in which likely facts that one kind of trying told alone are unsure, what three told likely.

    `said` is what every layout told of the document, whether it was taken or not. What recomputes stays as it is, and
    so does a table of some rows of which no other kind could read anything.
    """
    witnesses = Witnesses.among(said)
    trusted = _trusted(readings, witnesses)
    return [
        replace(one, facts=tuple(_weighed(fact, witnesses, trusted) for fact in one.facts))
        for one in readings
    ]


def _trusted(readings: Sequence[Reading], witnesses: Witnesses) -> set[str]:
    """Return the kinds that told some rows of which hardly a figure was told by any other."""
    alone, shared, rows = Counter[str](), Counter[str](), Counter[str]()
    for one in readings:
        kinds = [kind for fact in one.facts if (kind := witnesses.alone(fact))]
        alone.update(kinds)
        rows.update(set(kinds))
        shared.update(kind for fact in one.facts if len(found := witnesses.of(fact)) > 1 for kind in found)
    return {
        kind for kind in alone if rows[kind] >= _FEWEST_ROWS and shared[kind] * _MOST_SHARED <= alone[kind]
    }


def said_of(fact: Fact) -> Said:
    """Return what a fact says of which figure of which line."""
    return fact.place.line, fact.role, fact.year, fact.value


def _weighed(fact: Fact, witnesses: Witnesses, trusted: set[str]) -> Fact:
    kind = witnesses.alone(fact)
    if fact.confidence is Confidence.LIKELY and kind and kind not in trusted:
        return fact.sure(Confidence.UNSURE)
    if fact.confidence is Confidence.UNSURE and len(witnesses.of(fact)) >= _ENOUGH and not fact.suspect:
        return fact.sure(Confidence.LIKELY)
    return fact
