"""Who says the same: what one reader found by trying ways is likely only if one of another kind found it too.

Readers by grids, labels and keys know what they read. Those by repetition, by sequences and by solving find the best of
many ways, and are sure of it though the right way was not among them. They go about it differently: on documents that
nobody here had seen, what two kinds of them told alike was so in 98 of 100, what one told alone in 77.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.facts import Confidence, Fact, FactRole, Reading

_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "solving": ("solved", "divided solved"),
    "assembling": ("assembled", "divided assembled"),
    "repetition": ("induced", "repeated", "labelled rows", "divided labelled rows"),
    "sequences": ("sequenced", "filled", "running"),
    "grids": ("crossed", "divided"),
    "sentences": ("narrated", "clauses", "prose"),
}
_KIND_OF: Final = {layout: kind for kind, layouts in _KINDS.items() for layout in layouts}
_TRYING: Final = frozenset({"solving", "assembling", "repetition", "sequences"})
_ENOUGH: Final = 3

Said = tuple[int, FactRole, int | None, Decimal | None]  # line, role, year, figure


def with_witnesses(
    readings: Sequence[Reading], said: Iterable[tuple[str, Sequence[Reading]]]
) -> list[Reading]:
    """Return readings in which likely facts that one kind of trying alone told are unsure, what three told likely.

    `said` is what every layout told of the document, whether it was taken or not. What recomputes is certain as it is.
    """
    kinds: dict[Said, set[str]] = {}
    for layout, told in said:
        for one in told:
            for fact in one.facts:
                kinds.setdefault(_said(fact), set()).add(_KIND_OF.get(layout, layout))
    return [
        replace(one, facts=tuple(_weighed(fact, kinds.get(_said(fact), set())) for fact in one.facts))
        for one in readings
    ]


def _said(fact: Fact) -> Said:
    return fact.place.line, fact.role, fact.year, fact.value


def _weighed(fact: Fact, kinds: set[str]) -> Fact:
    if fact.confidence is Confidence.LIKELY and len(kinds) == 1 and kinds <= _TRYING:
        return fact.sure(Confidence.UNSURE)
    if fact.confidence is Confidence.UNSURE and len(kinds) >= _ENOUGH and not fact.suspect:
        return fact.sure(Confidence.LIKELY)
    return fact
