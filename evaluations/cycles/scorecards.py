"""What can be said of a cycle before anything is judged by its rules."""

from evaluations.cycles.models import EvaluationCycle
from indicators.calculation.facts import TargetChoice
from indicators.calculation.unjudged import unjudged
from indicators.models import Indicator, RuleProfile


def unjudged_in(cycle: EvaluationCycle, profile: RuleProfile | None = None) -> str:
    """Say with the number that most figures of the period would have no class by its rules, or by another profile.

    "" where it is not most of them.
    """
    rules = profile or cycle.profile
    judged = Indicator.objects.filter(is_judged=True, node__period=cycle.period_id)
    series = (one.series() for one in judged.with_series(unconfirmed_of=None))
    return unjudged(series, cycle.period.years, TargetChoice(rules.judged_by)).words
