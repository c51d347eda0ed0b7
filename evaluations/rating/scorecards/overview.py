"""The overview of a period: how all measures stand, what is missing, what changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.scorecards.briefs import Brief
from evaluations.rating.scorecards.outlines import Outline, Outlines, read_outlines
from evaluations.rating.scorecards.standings import (
    RatedMeasure,
    Tally,
    cycle_shown,
    tally,
    tally_directions,
)
from indicators.calculation.asking import DutyCount, counted
from indicators.calculation.course import Course, course_of
from indicators.models import RatingLevel
from indicators.scorecards import Rules
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.lineage import EndedNode, ended_nodes, said_of_end
from policies.scorecards.tree import Branch, PlanTree


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One node and how the measures below it stand; the counts are by symbol, in the order of the scales' levels.

    `counts` are those of the progress, `directions` those of the direction, and how many have none.

    A relisted node (再掲) has no counts here: it is counted under its first parent.
    """

    node: PolicyNode
    tally: Tally
    counts: Mapping[str, int]
    directions: Mapping[str, int]
    undirected: int
    missing: int
    relisted: bool = False

    @property
    def ended(self) -> str:
        """Say after which year the node is no more; nothing while it goes on."""
        return said_of_end(self.node.ended_in)


@dataclass(frozen=True, slots=True)
class ClassChange:
    """An indicator whose class differs from that of the year before."""

    brief: Brief
    before: RatingLevel
    after: RatingLevel
    course: Course


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the overview page, its chart and its table say; the three are made from this one object.

    With `by_suggestion` the ratings counted are suggestions, because nothing has been decided in the cycle yet.
    """

    tree: PlanTree
    cycle: EvaluationCycle | None
    rules: Rules
    levels: Sequence[RatingLevel]
    directions: Sequence[RatingLevel]
    outlines: Outlines
    by_suggestion: bool
    total: Tally
    directed: Tally
    rows: Sequence[PolicyRow]
    classes: Mapping[str, int]
    duties: DutyCount
    missing: Sequence[Brief]
    changes: Sequence[ClassChange]
    ended: Sequence[EndedNode]  # the measures that ended before the year shown: named, not counted
    measure_word: str

    @property
    def measures(self) -> Sequence[Outline]:
        return self.outlines.measures

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
    def rated(self) -> str:
        """Say in short whose ratings are counted: 第3期中間評価 評価結果."""
        return f"{self.cycle} {'参考判定' if self.by_suggestion else '評価結果'}" if self.cycle else ""

    @property
    def sums(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How many measures in all have each rating of the progress, and of the direction."""
        both = ((self.levels, self.total), (self.directions, self.directed))
        progress, direction = (
            {one.symbol: found.counts.get(one.symbol, 0) for one in levels} for levels, found in both
        )
        return progress, direction

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
        none = "未判定" if self.by_suggestion else "未決定"
        undecided = [f"{none}{self.total.undecided}{word}"] if self.total.undecided else []
        return f"評価の対象{self.total.total}{word}のうち、{'、'.join([*parts, *undecided])}です。"


def read_overview(
    scope: Scope, *, plans: Collection[int], known: Sequence[Evaluation] | None = None
) -> Overview:
    """Read the period's tree and how its measures stand, in as many queries for ten measures as for a thousand.

    `plans` are the keys of those whose nodes may be named as what followed an ended one; `known` are the decisions to
    be shown, where they are read already.
    """
    tree = PlanTree.of(scope.period)
    cycle = cycle_shown(scope)
    found = read_outlines(scope, tree, cycle, known=known)
    measures, briefs, rules = found.measures, found.briefs, found.rules
    by_suggestion = scope.shows_suggestions and not any(measure.decided_progress for measure in measures)
    levels = list(cycle.progress_scale.levels.all()) if cycle else []
    directions = list(cycle.direction_scale.levels.all()) if cycle else []
    paths = [tree.node(brief.node).path for brief in briefs if brief.is_missing]
    return Overview(
        tree=tree,
        cycle=cycle,
        rules=rules,
        levels=levels,
        directions=directions,
        outlines=found,
        by_suggestion=by_suggestion,
        total=tally(measures, by_suggestion=by_suggestion),
        directed=tally_directions(measures, by_suggestion=by_suggestion),
        rows=policy_rows(
            tree, tree.roots, measures, (levels, directions), by_suggestion=by_suggestion, missing=paths
        ),
        classes=class_counts(briefs, rules),
        duties=counted(brief.due for brief in briefs),
        missing=[brief for brief in briefs if brief.is_missing],
        changes=class_changes(briefs, rules),
        ended=ended_nodes(tree.ended(tree.evaluated(), scope.year.year), plans=plans),
        measure_word=scope.period.measure_word,
    )


def class_counts(briefs: Iterable[Brief], rules: Rules) -> Mapping[str, int]:
    """Count the classes of the judged indicators among them in the year shown; none for who is shown none."""
    return Counter(brief.symbol for brief in briefs if brief.is_judged and rules.shows_classes)


def class_changes(briefs: Iterable[Brief], rules: Rules) -> list[ClassChange]:
    """Return the judged indicators whose class is better or worse than that of the year before."""
    found = []
    for brief in (one for one in briefs if one.is_judged and rules.shows_classes):
        course = course_of(brief.before, brief.symbol, rules.best_first)
        if course in {Course.BETTER, Course.WORSE}:
            found.append(ClassChange(brief, rules.level(brief.before), rules.level(brief.symbol), course))
    return found


def policy_rows(
    tree: PlanTree,
    branches: Sequence[Branch],
    measures: Sequence[RatedMeasure],
    levels: tuple[Sequence[RatingLevel], Sequence[RatingLevel]],
    *,
    by_suggestion: bool,
    missing: Sequence[str],
) -> list[PolicyRow]:
    """Count, for each of the nodes, the measures below it; what is relisted counts under its first parent only.

    `levels` are those of the progress and of the direction; `missing` are the sort paths of the nodes of all indicators
    of which a figure is missing, on whatever layer.
    """
    rows = []
    for branch in branches:
        path = branch.node.path
        own = () if branch.relisted else measures
        below = [one for one in own if one.node.path.startswith(path)]
        counted = tally(below, by_suggestion=by_suggestion)
        directed = tally_directions(below, by_suggestion=by_suggestion)
        rows.append(
            PolicyRow(
                node=branch.node,
                tally=counted,
                counts={level.symbol: counted.counts.get(level.symbol, 0) for level in levels[0]},
                directions={level.symbol: directed.counts.get(level.symbol, 0) for level in levels[1]},
                undirected=directed.undecided,
                missing=0 if branch.relisted else sum(one.startswith(path) for one in missing),
                relisted=branch.relisted,
            )
        )
    return rows
