"""What it costs to judge all measures of a cycle again, compared with fetching what they are judged by."""

import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from evaluations.cycles.models import EvaluationCycle
from evaluations.profiles.scorecards.moves import CycleFigures, figures_of, rated
from indicators.models import Indicator

ROUNDS = 15
INDICATORS = 5


@dataclass(frozen=True, slots=True)
class Rerating:
    """Medians over rounds in which both take their turn."""

    measures: int
    indicators: int
    fetching: float
    rating: float
    ratio: float

    @property
    def sentence(self) -> str:
        """Write it as a line."""
        return (
            f"Re-rating {self.measures} measures with {self.indicators} judged indicators: "
            f"{self.rating * 1000:.0f} ms; the query that fetches their rows: {self.fetching * 1000:.0f} ms; "
            f"ratio {self.ratio:.2f} (at most 5)"
        )


def measure() -> Rerating:
    """Judge the last cycle's measures, each with five judged indicators, and fetch their rows, in turn."""
    have_five()
    cycle = EvaluationCycle.objects.with_rules().select_related("period__plan").order_by("-last_year")[0]
    figures = figures_of(cycle, date(cycle.last_year + 1, 6, 1))
    rounds = [
        (seconds(lambda: fetch(figures)), seconds(lambda: rated(figures, cycle.profile)))
        for _ in range(ROUNDS)
    ]
    return Rerating(
        measures=len(figures.nodes),
        indicators=sum(map(len, figures.cards.values())),
        fetching=statistics.median(one[0] for one in rounds),
        rating=statistics.median(one[1] for one in rounds),
        ratio=statistics.median(rating / fetching for fetching, rating in rounds),
    )


def have_five() -> None:
    """Let indicators that only inform be judged, and others not, so that each measure has five, if it has so many."""
    seen: Counter[int] = Counter()
    judged = []
    for key, node in (
        Indicator.objects.filter(node__layer__is_evaluated=True)
        .order_by("node__path", "-is_judged", "order")
        .values_list("pk", "node")
    ):
        seen[node] += 1
        if seen[node] <= INDICATORS:
            judged.append(key)
    Indicator.objects.update(is_judged=False)
    Indicator.objects.filter(pk__in=judged).update(is_judged=True)


def fetch(figures: CycleFigures) -> list[Indicator]:
    """Fetch the indicators with their targets and results."""
    nodes = [node.pk for node in figures.nodes]
    return list(Indicator.objects.filter(node__in=nodes, is_judged=True).with_series(unconfirmed_of=None))


def seconds(act: Callable[[], object]) -> float:
    """Return how long it takes once."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
