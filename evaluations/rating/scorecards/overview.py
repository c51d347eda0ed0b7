"""The overview of a period: how all measures stand, what is missing, what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.rating.scorecards.standings import (
    ClassChange,
    Standing,
    Tally,
    cards_below,
    class_changes,
    class_counts,
    cycle_shown,
    read_cards,
    standings,
    tally,
)
from indicators.calculation.asking import DutyCount, counted
from indicators.calculation.course import Course
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import Rules, Scorecard, rules_shown
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
    duties: DutyCount
    missing: Sequence[Scorecard]
    changes: Sequence[ClassChange]
    ended: Sequence[EndedNode]  # the measures that ended before the year shown: named, not counted
    measure_word: str

    @property
    def better(self) -> int:
        """How many of the changes are for the better."""
        return sum(change.course is Course.BETTER for change in self.changes)

    @property
    def worse(self) -> int:
        return len(self.changes) - self.better

    @property
    def disclaimer(self) -> str:
        return disclaimer(is_adopted=self.cycle is not None and self.cycle.profile.is_adopted)

    @property
    def caption(self) -> str:
        """Say which ratings are counted."""
        kind = "参考判定" if self.by_suggestion else "評価結果"
        word = self.measure_word
        return f"{self.top_layer}別の{word}の進捗状況（{self.cycle or ''} {kind}）".replace("（ ", "（")

    @property
    def top_layer(self) -> str:
        return self.tree.roots[0].node.layer.name if self.tree.roots else ""

    @property
    def sentence(self) -> str:
        """Say in words what the chart shows."""
        word = self.measure_word
        parts = [
            f"{level.symbol}（{level.label}）{self.total.counts.get(level.symbol, 0)}{word}"
            for level in self.levels
        ]
        undecided = [f"未決定{self.total.undecided}{word}"] if self.total.undecided else []
        return f"評価の対象{self.total.total}{word}のうち、{'、'.join([*parts, *undecided])}です。"


def read_overview(scope: Scope, *, plans: Collection[int]) -> Overview:
    """Read the period's tree and how its measures stand, in as many queries for ten measures as for a thousand.

    `plans` are the keys of those whose nodes may be named as what followed an ended one.
    """
    tree = PlanTree.of(scope.period)
    cycle = cycle_shown(scope)
    cards = read_cards(scope, Indicator.objects.filter(node__period=scope.period), cycle)
    measures = standings(scope, tree, tree.living(tree.evaluated(), scope.year.year), cycle, cards=cards)
    by_suggestion = scope.shows_suggestions and not any(measure.decided_progress for measure in measures)
    levels = list(cycle.progress_scale.levels.all()) if cycle else []
    rules = rules_shown(scope, cycle.profile if cycle else None)
    return Overview(
        tree=tree,
        cycle=cycle,
        rules=rules,
        levels=levels,
        measures=measures,
        by_suggestion=by_suggestion,
        total=tally(measures, by_suggestion=by_suggestion),
        rows=policy_rows(tree, tree.roots, measures, levels, by_suggestion=by_suggestion, cards=cards),
        classes=class_counts(cards),
        duties=counted(card.duty for card in cards),
        missing=[card for card in cards if card.is_missing],
        changes=class_changes(cards, rules, scope.year),
        ended=ended_nodes(tree.ended(tree.evaluated(), scope.year.year), plans=plans),
        measure_word=scope.period.measure_word,
    )


def policy_rows(
    tree: PlanTree,
    branches: Sequence[Branch],
    measures: Sequence[Standing],
    levels: Sequence[RatingLevel],
    *,
    by_suggestion: bool,
    cards: Sequence[Scorecard],
) -> list[PolicyRow]:
    """Count, for each of the nodes, the measures below it; what is relisted counts under its first parent only.

    `cards` are those of all indicators on and below the nodes, on whatever layer: of each a figure may be missing.
    """
    rows, asked = [], cards_below(cards, [branch.node for branch in branches])
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
                missing=0 if branch.relisted else sum(card.is_missing for card in asked.get(node.pk, ())),
                relisted=branch.relisted,
            )
        )
    return rows
