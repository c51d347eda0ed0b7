"""By which rules an owed figure is judged: those by which the pages of its year judge it."""

from collections.abc import Callable, Sequence
from datetime import date

from entry.round.scorecards.owed import Owed
from indicators.actions import EnteredFigure
from indicators.calculation.attainment import Attainment, AttainmentProfile, attain
from indicators.calculation.series import Series
from indicators.models import RuleProfile
from indicators.scorecards import Rules, attainment_profile_of, profile_shown, rules_of
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from policies.page import Scope

Reasons = Callable[[Owed, EnteredFigure], Sequence[str]]


class PageRules:
    """The rules by which the pages judge figures today; of each period and year they are read once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._stored: dict[tuple[int, FiscalYear], RuleProfile | None] = {}
        self._known: dict[tuple[int, FiscalYear], Rules] = {}

    def of(self, owed: Owed) -> Rules:
        """Return the rules of the cycle that the page of the indicator speaks of in the figure's year."""
        key = self._key(owed)
        if key not in self._known:
            self._known[key] = rules_of(self._profile(owed))
        return self._known[key]

    def judged(self, owed: Owed, series: Series, year: FiscalYear) -> Attainment:
        """Judge a year of the series, that of the figure or another one, as the page of the indicator does."""
        return judged_by(attainment_profile_of(self._profile(owed)), owed, series, year)

    def _key(self, owed: Owed) -> tuple[int, FiscalYear]:
        period = owed.indicator.node.period
        return period.pk, min(owed.year, period.last)

    def _profile(self, owed: Owed) -> RuleProfile | None:
        key = self._key(owed)
        if key not in self._stored:
            period = owed.indicator.node.period
            scope = scope_of_officers(owed, period, key[1], self.today)
            self._stored[key] = profile_shown(scope)
        return self._stored[key]


def scope_of_officers(owed: Owed, period: PlanPeriod, year: FiscalYear, today: date) -> Scope:
    """Return the scope in which officers read the pages of that year."""
    plan = owed.round.plan
    return Scope(
        plan=plan,
        plans=[plan],
        period=period,
        periods=[period],
        year=year,
        years_with_results=frozenset(),
        internal=True,
        unconfirmed_of=None,
        today=today,
    )


def judged(owed: Owed, series: Series, year: FiscalYear, rules: Rules) -> Attainment:
    """Judge a year of the series, that of the figure or another one, as the page of the indicator does."""
    return judged_by(rules.profile, owed, series, year)


def judged_by(profile: AttainmentProfile, owed: Owed, series: Series, year: FiscalYear) -> Attainment:
    """Judge a year of the series by these class rules."""
    period_start = owed.indicator.node.period.first
    return attain(series, year, profile=profile, period_start=period_start)
