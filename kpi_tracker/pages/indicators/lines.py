"""The lines of the list of indicators: one each, with everything that the list says, sorts and narrows by."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from accounts.models import Department
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.scorecards.briefs import Brief, number
from evaluations.rating.scorecards.outlines import Outline, Parts, read_briefs, read_outlines
from evaluations.rating.scorecards.standings import LAST, cycle_shown
from indicators.calculation.course import COURSE_WORDS, Course, course_of
from indicators.calculation.facts import ResultStanding
from indicators.calculation.outlook import OUTLOOK_WORDS, Outlook
from indicators.calculation.quantities import STANDING_WORDS
from indicators.models import RatingLevel
from indicators.scorecards import Rules, rules_shown
from policies.models import PolicyNode
from policies.page import Scope, departments_of
from policies.scorecards.tree import PlanTree, prefixes
from store.actions.settled import shared

LEAST: Final = Decimal("-Infinity")


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator in the year shown, beside the year before.

    `units` are its department and those above it, the nearest first. `shown` are the classes best first, none for who
    is shown none. Of a page of fifty all else is asked: it is found when it is asked for.
    """

    brief: Brief
    node: PolicyNode
    units: Sequence[Department]
    rules: Rules
    shown: Sequence[str]

    @property
    def level(self) -> RatingLevel:
        """The class of the year."""
        return self.rules.level(self.brief.symbol)

    @property
    def before(self) -> RatingLevel:
        """The class of the year before."""
        return self.rules.level(self.brief.before)

    @property
    def course(self) -> Course | None:
        """What became of the class; None where one of the two years has none."""
        return course_of(self.brief.before, self.brief.symbol, self.shown)

    @property
    def is_lower(self) -> bool:
        """Whether the class is of the worse half of its scale: c and d of a to d."""
        return self.brief.symbol in lower_half(self.shown)

    @property
    def outlook(self) -> Outlook | None:
        """Where the figure is heading; None for who is not shown that."""
        return Outlook(self.brief.outlook) if self.brief.outlook else None

    @property
    def department(self) -> Department | None:
        return self.units[0] if self.units else None

    @property
    def state_text(self) -> str:
        """What must be known of the figure: why there is none, of which kind it is, which year's judges."""
        if self.brief.is_missing:
            return self.brief.missing_words
        said = [STANDING_WORDS[ResultStanding(self.brief.standing)]] if self.brief.standing else []
        if self.brief.is_computed:
            said.append("前後の年度から算出")
        if self.brief.latest:
            said.append(f"{self.brief.latest}値（直近値）で判定")
        return "、".join(filter(None, said))

    @property
    def outlook_text(self) -> str:
        return OUTLOOK_WORDS[self.outlook] if self.outlook else ""

    @property
    def course_text(self) -> str:
        return COURSE_WORDS[self.course] if self.course else ""

    # what the columns are sorted by
    @property
    def place(self) -> tuple[str, int]:
        return self.node.path, self.brief.order

    @property
    def rate_order(self) -> Decimal:
        return LEAST if self.brief.rate is None else number(self.brief.rate)

    @property
    def class_order(self) -> int:
        return self.shown.index(self.brief.symbol) if self.brief.symbol in self.shown else LAST

    @property
    def course_order(self) -> int:
        return list(Course).index(self.course) if self.course else LAST

    @property
    def department_order(self) -> str:
        return self.department.code if self.department else "\uffff"

    @property
    def outlook_order(self) -> int:
        return list(Outlook).index(self.outlook) if self.outlook else LAST


@dataclass(frozen=True)
class Listing:
    """All indicators of a period in the year shown, in the order of the plan, and what they are judged by."""

    scope: Scope
    tree: PlanTree
    cycle: EvaluationCycle | None
    rules: Rules
    lines: Sequence[IndicatorLine]
    measures: Callable[[], Sequence[Outline]]  # with what people decided, read for who asks about that
    # by name and value of what the list is narrowed by: the places of the lines that have it, once asked for
    having: dict[str, Mapping[str, set[int]]] = field(default_factory=dict)

    @cached_property
    def differing(self) -> Collection[int]:
        """The keys of the nodes with a decision that differs from its 参考判定, and of all below them."""
        return self._on_and_below([one for one in self.measures() if one.differs])

    @property
    def lower(self) -> Sequence[str]:
        """The worse half of the classes, best first."""
        return lower_half(self.rules.best_first)

    def _on_and_below(self, measures: Sequence[Outline]) -> Collection[int]:
        paths = {one.node.path for one in measures}
        return {node.pk for node in self.tree.nodes if paths.intersection(prefixes(node.path))}


def read_listing(scope: Scope) -> Listing:
    """Read the indicators of the period, in as many queries for ten as for thousands."""
    cycle, tree = cycle_shown(scope), PlanTree.of(scope.period)
    return listing_of(
        scope,
        tree,
        cycle,
        read_briefs(Parts.of(scope, tree, cycle)),
        lambda: read_outlines(scope, tree, cycle).measures,
    )


def listing_of(
    scope: Scope,
    tree: PlanTree,
    cycle: EvaluationCycle | None,
    briefs: Sequence[Brief],
    measures: Callable[[], Sequence[Outline]],
) -> Listing:
    """Return as a list what was read of the period in the year of the scope."""
    units, rules = (
        units_of(scope.plan.local_government_code),
        rules_shown(scope, cycle.profile if cycle else None),
    )
    shown = rules.best_first if rules.shows_classes else ()
    lines = [
        IndicatorLine(one, tree.node(one.node), units.get(one.department or 0, ()), rules, shown)
        for one in briefs
    ]
    return Listing(scope, tree, cycle, rules, lines, measures)


def lower_half(best_first: Sequence[str]) -> Sequence[str]:
    """Return the worse half of the classes, without the one in the middle: of a to d, c and d."""
    return best_first[(len(best_first) + 1) // 2 :]


def units_of(local_government_code: str) -> Mapping[int, Sequence[Department]]:
    """Return each department of a city with those above it, the nearest first, in one query."""

    def read() -> Mapping[int, Sequence[Department]]:
        known = {unit.pk: unit for unit in departments_of(local_government_code)}
        return {pk: _upwards(unit, known) for pk, unit in known.items()}

    return shared(("units", local_government_code), read)


def _upwards(unit: Department, known: Mapping[int, Department]) -> Sequence[Department]:
    line: list[Department] = []
    above: Department | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = known.get(above.parent_id or 0)
    return line
