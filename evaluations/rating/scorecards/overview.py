"""The overview of a period: how all measures stand, what is missing, what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.rating.scorecards.standings import (
    ClassChange,
    Standing,
    Tally,
    class_changes,
    class_counts,
    cycle_shown,
    standings,
    tally,
)
from indicators.models import RatingLevel
from indicators.scorecards import Rules, Scorecard, rules_of
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.lineage import EndedNode, ended_nodes, said_of_end
from policies.scorecards.tree import Branch, PlanTree


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One node and how the measures below it stand; `counts` are in the order of the scale's levels.

    A relisted node (再掲) has no counts here: it is counted under its first parent.
    """

    node: PolicyNode
    tally: Tally
    counts: Sequence[int]
    missing: int
    relisted: bool = False

    @property
    def ended(self) -> str:
        """Say after which year the node is no more; nothing while it goes on."""
        return said_of_end(self.node.ended_in)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the overview page, its chart and its table say; the three are made from this one object.

    With `by_suggestion` the ratings counted are suggestions, because nothing has been decided in the cycle yet.
    """

    tree: PlanTree
    cycle: EvaluationCycle | None
    rules: Rules
    levels: Sequence[RatingLevel]
    measures: Sequence[Standing]
    by_suggestion: bool
    total: Tally
    rows: Sequence[PolicyRow]
    classes: Mapping[str, int]
    missing: Sequence[Scorecard]
    changes: Sequence[ClassChange]
    ended: Sequence[EndedNode]  # the measures that ended before the year shown: named, not counted

    @property
    def disclaimer(self) -> str:
        return disclaimer(is_adopted=self.cycle is not None and self.cycle.profile.is_adopted)

    @property
    def caption(self) -> str:
        """Say which ratings are counted."""
        kind = "参考判定" if self.by_suggestion else "評価結果"
        return f"{self.top_layer}別の施策の進捗状況（{self.cycle or ''} {kind}）".replace("（ ", "（")

    @property
    def top_layer(self) -> str:
        return self.tree.roots[0].node.layer.name if self.tree.roots else ""

    @property
    def sentence(self) -> str:
        """Say in words what the chart shows."""
        parts = [
            f"{level.symbol}（{level.label}）{self.total.counts.get(level.symbol, 0)}施策"
            for level in self.levels
        ]
        undecided = [f"未決定{self.total.undecided}施策"] if self.total.undecided else []
        return f"評価の対象{self.total.total}施策のうち、{'、'.join([*parts, *undecided])}です。"


def read_overview(scope: Scope, *, plans: Collection[int]) -> Overview:
    """Read the period's tree and how its measures stand, in as many queries for ten measures as for a thousand.

    `plans` are the keys of those whose nodes may be named as what followed an ended one.
    """
    tree = PlanTree.of(scope.period)
    cycle = cycle_shown(scope)
    measures = standings(scope, tree, tree.living(tree.evaluated(), scope.year.year), cycle)
    by_suggestion = scope.shows_suggestions and not any(measure.decided_progress for measure in measures)
    levels = list(cycle.progress_scale.levels.all()) if cycle else []
    rules = rules_of(cycle.profile if cycle else None)
    return Overview(
        tree=tree,
        cycle=cycle,
        rules=rules,
        levels=levels,
        measures=measures,
        by_suggestion=by_suggestion,
        total=tally(measures, by_suggestion=by_suggestion),
        rows=policy_rows(tree, tree.roots, measures, levels, by_suggestion=by_suggestion),
        classes=class_counts(measures),
        missing=[card for measure in measures for card in measure.missing],
        changes=class_changes(measures, rules, scope.year),
        ended=ended_nodes(tree.ended(tree.evaluated(), scope.year.year), plans=plans),
    )


def policy_rows(
    tree: PlanTree,
    branches: Sequence[Branch],
    measures: Sequence[Standing],
    levels: Sequence[RatingLevel],
    *,
    by_suggestion: bool,
) -> list[PolicyRow]:
    """Count, for each of the nodes, the measures below it; what is relisted counts under its first parent only."""
    rows = []
    for branch in branches:
        node = branch.node
        own = () if branch.relisted else measures
        below = [measure for measure in own if measure.node.path.startswith(node.path)]
        counted = tally(below, by_suggestion=by_suggestion)
        rows.append(
            PolicyRow(
                node=node,
                tally=counted,
                counts=[counted.counts.get(level.symbol, 0) for level in levels],
                missing=sum(measure.missing_count for measure in below),
                relisted=branch.relisted,
            )
        )
    return rows
