"""How the classes of several indicators are spread, and which one of them stands for all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The classes of some judged indicators: how many have each (`counts`, best first), and how many have none."""

    counts: Mapping[str, int]
    without: int

    @property
    def classed(self) -> int:
        """How many of them have a class."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """How many there are, with a class or without."""
        return self.classed + self.without

    @property
    def middle(self) -> str | None:
        """The class that stands for all: that of the one in the middle, of two the lower; None without any class.

        More than half of the indicators stand at it or above, unless it is the lower of two: worse never looks better.
        """
        passed = 0
        for symbol, count in self.counts.items():
            passed += count
            if passed > self.classed // 2:
                return symbol
        return None

    @property
    def below(self) -> tuple[str, int] | None:
        """The worst class among them with its number, where it is worse than the middle."""
        if not self.counts or (worst := list(self.counts)[-1]) == self.middle:
            return None
        return worst, self.counts[worst]


def spread_of(symbols: Iterable[str], best_first: Sequence[str]) -> Spread:
    """Return how the classes are spread; what the scale does not know counts as no class."""
    found = Counter(symbols)
    counts = {symbol: found[symbol] for symbol in best_first if found[symbol]}
    return Spread(counts, found.total() - sum(counts.values()))
