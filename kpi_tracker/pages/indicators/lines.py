"""The lines of the list of indicators: one each, with everything that the list says, sorts and narrows by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from accounts.models import Department
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.scorecards.standings import (
    LAST,
    Standing,
    cycle_shown,
    read_cards,
    spark_of,
    standings,
)
from indicators.calculation.attainment import attain
from indicators.calculation.course import COURSE_WORDS, Course, course_of
from indicators.calculation.forecast import forecast
from indicators.calculation.outlook import OUTLOOK_WORDS, Outlook, outlook
from indicators.calculation.quantities import STANDING_WORDS, signed_quantity
from indicators.charts import Sparkline
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import Rules, Scorecard, rules_shown
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree, prefixes

LEAST: Final = Decimal("-Infinity")


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator in the year shown, beside the year before.

    `units` are its department and those above it, the nearest first. `before` is the level of the year before, `course`
    None where one of the two years has no class; `outlook` is None for who is not shown where a figure is heading.
    """

    card: Scorecard
    node: PolicyNode
    units: Sequence[Department]
    before: RatingLevel
    course: Course | None
    class_order: int
    outlook: Outlook | None

    @property
    def indicator(self) -> Indicator:
        return self.card.indicator

    @property
    def department(self) -> Department | None:
        return self.units[0] if self.units else None

    @property
    def change(self) -> Decimal | None:
        """By how much the figure differs from that of the year before, None where one of them is not known."""
        now, before = self.card.attainment.figure.total, self.card.series.figure(self.card.year - 1).total
        return None if now is None or before is None else now - before

    @property
    def change_text(self) -> str:
        series = self.card.series
        return (
            ""
            if self.change is None
            else signed_quantity(self.change, series.difference_unit, series.decimals)
        )

    @property
    def state_text(self) -> str:
        """What must be known of the figure: what is missing and why, that it is not final, that an older one judged."""
        if self.card.is_missing:
            return self.card.missing_words
        figure, said = self.card.attainment.figure, []
        if figure.total is not None and figure.standing:
            said.append(STANDING_WORDS[figure.standing])
        if self.card.attainment.is_older_figure:
            said.append(f"{self.card.attainment.judged.fiscal_year.era}値（直近値）で判定")
        return "、".join(filter(None, said))

    @property
    def outlook_text(self) -> str:
        return OUTLOOK_WORDS[self.outlook] if self.outlook else ""

    @property
    def course_text(self) -> str:
        return COURSE_WORDS[self.course] if self.course else ""

    @cached_property
    def explanation(self) -> str:
        """What the section wrote about the year's figure, for officers alone.

        What waits in place of a confirmed figure keeps its words to itself.
        """
        shown = (one for one in self.indicator.results.all() if not one.shows_earlier)
        return next((one.explanation for one in shown if one.fiscal_year == self.card.year.year), "")

    @property
    def spark(self) -> Sparkline:
        """The course of the last years as a small line."""
        return spark_of(self.card)

    # what the columns are sorted by
    @property
    def place(self) -> tuple[str, int]:
        return self.node.path, self.indicator.order

    @property
    def rate_order(self) -> Decimal:
        return LEAST if self.card.attainment.rate is None else self.card.attainment.rate

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

    @cached_property
    def differing(self) -> Collection[int]:
        """The keys of the nodes with a decision that differs from its 参考判定, and of all below them."""
        cards = [line.card for line in self.lines]
        nodes = self.tree.living(self.tree.evaluated(), self.scope.year.year)
        found = standings(self.scope, self.tree, nodes, self.cycle, cards=cards)
        return self._on_and_below([one for one in found if one.differs])

    def _on_and_below(self, measures: Sequence[Standing]) -> Collection[int]:
        paths = {one.node.path for one in measures}
        return {node.pk for node in self.tree.nodes if paths.intersection(prefixes(node.path))}


def read_listing(scope: Scope) -> Listing:
    """Read the indicators of the period, in as many queries for ten as for thousands."""
    cycle = cycle_shown(scope)
    tree, rules = PlanTree.of(scope.period), rules_shown(scope, cycle.profile if cycle else None)
    units = units_of(scope.plan.local_government_code)
    cards = read_cards(scope, Indicator.objects.filter(node__period=scope.period), cycle)
    return Listing(
        scope=scope,
        tree=tree,
        cycle=cycle,
        rules=rules,
        lines=[
            line_of(card, tree, scope, rules, units.get(card.indicator.department_id or 0, ()))
            for card in cards
        ],
    )


def line_of(
    card: Scorecard, tree: PlanTree, scope: Scope, rules: Rules, units: Sequence[Department]
) -> IndicatorLine:
    """Return what the list says of one indicator."""
    before = attain(card.series, card.year - 1, profile=rules.profile, period_start=card.period.first)
    now, shown = card.attainment.symbol, rules.best_first if rules.shows_classes else ()
    return IndicatorLine(
        card=card,
        node=tree.node(card.indicator.node_id),
        units=units,
        before=rules.level(before.symbol),
        course=course_of(before.symbol, now, shown),
        class_order=shown.index(now) if now in shown else LAST,
        outlook=outlook_shown(card, scope),
    )


def outlook_shown(card: Scorecard, scope: Scope) -> Outlook | None:
    """Return where the indicator is heading; None for who is not shown it."""
    if not scope.shows_forecasts:
        return None
    period = scope.period
    drawn = forecast(card.series, period_start=period.first, period_end=period.last, as_of=scope.year)
    return outlook(card.series, drawn, as_of=scope.year)


def units_of(local_government_code: str) -> Mapping[int, Sequence[Department]]:
    """Return each department of a city with those above it, the nearest first, in one query."""
    rows = Department.objects.filter(local_government_code=local_government_code)
    known = {unit.pk: unit for unit in rows}
    return {pk: _upwards(unit, known) for pk, unit in known.items()}


def _upwards(unit: Department, known: Mapping[int, Department]) -> Sequence[Department]:
    line: list[Department] = []
    above: Department | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = known.get(above.parent_id or 0)
    return line
