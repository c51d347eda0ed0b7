"""The rows an edition is made from, read at once as everybody may see them, whoever publishes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from accounts.models import Department
from evaluations.committee.models import ReviewOpinion
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.scorecards.reviews import read_earlier_opinions, read_opinions
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.scorecards.standings import Standing, standings
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.calculation.closing import as_published
from indicators.models import Indicator
from indicators.scorecards import Rules, rules_of
from policies.models import Plan, PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree
from projects.ledger import Ledger, reconcile
from projects.models import LeadingProject

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an edition says, as rows and scorecards; texts and records by the key they hang from."""

    cycle: EvaluationCycle
    scope: Scope
    tree: PlanTree
    rules: Rules
    standings: Mapping[int, Standing]
    departments: Mapping[int, str]
    related: Mapping[int, Sequence[str]]
    reasons: Mapping[int, Sequence[EvaluationReason]]
    sections: Mapping[int, Sequence[NarrativeSection]]
    sheets: Mapping[int, ProjectSheet]
    projects: Mapping[int, Sequence[LeadingProject]]
    ledgers: Mapping[int, Ledger]
    opinions: Mapping[int, ReviewOpinion]  # by evaluation
    earlier: Mapping[int, Sequence[ReviewOpinion]]  # by 施策

    @property
    def plan(self) -> Plan:
        return self.scope.plan


def read_sources(cycle: EvaluationCycle, today: date) -> Sources:
    """Read what an edition of the cycle would say, in as many queries for one 施策 as for a thousand."""
    scope = scope_of(cycle, today)
    tree = PlanTree.of(cycle.period)
    undertakings = [node for node in tree.nodes if node.layer.is_undertaking]
    return Sources(
        cycle=cycle,
        scope=scope,
        tree=tree,
        rules=rules_of(cycle.profile),
        standings=read_standings(cycle, scope, tree),
        departments=dict(
            Department.objects.filter(nodes__period=cycle.period).order_by().values_list("pk", "name")
        ),
        related=read_related(cycle),
        reasons=grouped(EvaluationReason.objects.filter(evaluation__cycle=cycle), "evaluation_id"),
        sections=grouped(NarrativeSection.objects.filter(evaluation__cycle=cycle), "evaluation_id"),
        sheets=read_sheets(cycle, undertakings),
        projects=read_projects(cycle),
        ledgers=read_ledgers(cycle),
        opinions=read_opinions(cycle),
        earlier=read_earlier_opinions(cycle, tree.evaluated()),
    )


def scope_of(cycle: EvaluationCycle, today: date) -> Scope:
    """Return the scope of the cycle's last year, with confirmed figures only."""
    plan, period = cycle.period.plan, cycle.period
    return Scope(
        plan=plan,
        plans=[plan],
        period=period,
        periods=list(plan.periods.all()),
        year=cycle.last,
        years_with_results=frozenset(),
        internal=False,
        unconfirmed_of=frozenset(),
        today=today,
    )


def read_standings(cycle: EvaluationCycle, scope: Scope, tree: PlanTree) -> dict[int, Standing]:
    """Return how every node stands: nothing later than the cycle's last year, what is out as 集計中.

    They are read once, with the counts of projects that the checks need, also where the public is not shown them.
    """
    read = partial(
        standings,
        replace(scope, internal=True),
        tree,
        cycle=cycle,
        evaluations=Evaluation.objects.for_everybody(),
        reading=partial(as_published, first=cycle.period.first, last=cycle.last),
    )
    return {one.node.pk: one for one in read(tree.nodes)}


def read_sheets(cycle: EvaluationCycle, undertakings: Sequence[PolicyNode]) -> dict[int, ProjectSheet]:
    """Return, by 事務事業, the confirmed sheet that speaks for the cycle, with what was answered."""
    sheets = ProjectSheet.objects.speaking_for(cycle, frozenset()).filter(node__in=undertakings)
    return {sheet.node_id: sheet for sheet in sheets.with_answers()}


def read_related(cycle: EvaluationCycle) -> dict[int, list[str]]:
    """Return the names of the 関係課 by node."""
    through = PolicyNode.related_departments.through
    rows = through._default_manager.filter(policynode__period=cycle.period)
    found: dict[int, list[str]] = {}
    for node, name in rows.order_by("department__code").values_list("policynode_id", "department__name"):
        found.setdefault(node, []).append(name)
    return found


def read_projects(cycle: EvaluationCycle) -> dict[int, list[LeadingProject]]:
    """Return the leading projects by node, but for those that count or begin after the cycle's years."""
    rows = LeadingProject.objects.filter(node__period=cycle.period).shown_with(frozenset())
    last = cycle.last_year
    shown = [
        one
        for one in rows.order_by("node", "order", "pk")
        if (one.counting_year or one.first_year or 0) <= last
    ]
    return grouped(shown, "node_id")


def read_ledgers(cycle: EvaluationCycle) -> dict[int, Ledger]:
    """Return, by indicator, the reported counts beside the records, up to the cycle's last year."""
    counted = Indicator.objects.filter(node__period=cycle.period)
    recorded = counted.recorded_by_year()
    found = {}
    for pk, counts in counted.reported_by_year(unconfirmed_of=frozenset()).items():
        within = {year: count for year, count in counts.items() if year <= cycle.last}
        found[pk] = reconcile(within, recorded.get(pk, {}))
    return found


def grouped(rows: Iterable[Row], by: str) -> dict[int, list[Row]]:
    """Arrange rows by one of their columns, in their order."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found
