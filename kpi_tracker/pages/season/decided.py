"""What people decide in the cycle that is being judged, and decided in the one before: read once for all of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.committee.scorecards.sitting import opinions_without_response
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.scorecards.standings import cycle_shown
from kpi_tracker.pages.clocks import cycle_before, visible_cycles
from policies.page import Scope


@dataclass(frozen=True, slots=True)
class Decided:
    """The evaluations of a cycle that is not published yet, on their way and settled, and those of the one before.

    `last` is the last published cycle of its sort, None where there is none.
    """

    cycle: EvaluationCycle
    last: EvaluationCycle | None
    evaluations: Sequence[Evaluation]

    @property
    def proposed(self) -> list[Evaluation]:
        """All of the cycle."""
        return [one for one in self.evaluations if one.cycle_id == self.cycle.pk]

    @property
    def settled(self) -> list[Evaluation]:
        """Those of the cycle that are the city's word."""
        return [one for one in self.proposed if one.is_settled]

    @property
    def in_both(self) -> dict[tuple[int, int], Evaluation]:
        """The city's word in both cycles, by the keys of cycle and measure."""
        return {(one.cycle_id, one.node_id): one for one in self.evaluations if one.is_settled}

    @property
    def opinions_without_response(self) -> int:
        """Of how many measures before the committee nobody said yet what follows from its opinion."""
        return sum(vars(one)["without_response"] or 0 for one in self.proposed)


def read_decided(scope: Scope) -> Decided | None:
    """Read for officers what is decided, in one query; None where nothing is being judged in the year shown."""
    cycle = cycle_shown(scope) if scope.internal else None
    if cycle is None or cycle.is_published:
        return None
    last = cycle_before(cycle, [one for one in visible_cycles(scope, [scope.period]) if one.is_published])
    both = [one.pk for one in (cycle, last) if one is not None]
    found = Evaluation.objects.filter(cycle__in=both).select_related("progress", "direction", "stage")
    asked = found.annotate(without_response=opinions_without_response()).defer("inputs")
    return Decided(cycle, last, list(asked))
