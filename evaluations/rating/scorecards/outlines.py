"""Measures as lists show them: each judged once, and kept in plain values while nobody writes what it follows from.

What is kept can be lost at any moment: whatever is not there, or no longer true, the engine says anew (standings.py).
The engine never reads it, and decisions of people are never in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import DirectionSuggestion
from evaluations.judgement.progress import ProgressSuggestion
from evaluations.rating.models.evaluation import Evaluation, EvaluationQuerySet
from evaluations.rating.scorecards.briefs import Brief, brief_of
from evaluations.rating.scorecards.standings import (
    RatedMeasure,
    all_above,
    decisions_shown,
    level_of,
    read_cards,
    standings,
)
from indicators.calculation.asking import DutyCount, counted
from indicators.charts import Sparkline
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import Rules, rules_shown
from policies.models import PolicyNode
from policies.page import Scope, number_read
from policies.scorecards.tree import PlanTree, prefixes
from store.actions.settled import settled
from store.page import kept_parts, wrong_parts

# an officer who sees no department's unconfirmed figures; of sheets officers read more than visitors
NOBODY: Final = frozenset({0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(RatedMeasure):
    """How one measure stands, as a line of a list.

    `judged` are the judged indicators below it on whatever layer they hang, `asked` all that hang on it or below. Both
    suggestions are None outside every cycle.
    """

    judged: Sequence[Brief]
    asked: Sequence[Brief]
    rules: Rules
    progress: ProgressSuggestion | None = None
    direction: DirectionSuggestion | None = None

    @property
    def duties(self) -> DutyCount:
        """How many figures are owed on and below it, and how they stand."""
        return counted(brief.due for brief in self.asked)

    @property
    def missing_count(self) -> int:
        """How many indicators on and below it owe the year's figure."""
        return sum(brief.is_missing for brief in self.asked)

    @property
    def spark(self) -> Sparkline | None:
        """The course of the first judged indicator as a small line, for tables."""
        return self.judged[0].spark if self.judged else None

    @property
    def class_levels(self) -> list[RatingLevel]:
        """The class of each judged indicator in the year shown, in their order."""
        return [self.rules.level(brief.symbol) for brief in self.judged]


@dataclass(frozen=True, slots=True)
class Outlines:
    """All indicators of a period in the year shown, in the order of the plan, and the measures that live in it."""

    cycle: EvaluationCycle | None
    rules: Rules
    briefs: Sequence[Brief]
    measures: Sequence[Outline]


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of a node: the indicators below it and below no measure under it, and what its cycle suggests."""

    briefs: Sequence[Brief]
    progress: ProgressSuggestion | None = None
    direction: DirectionSuggestion | None = None

    def packed(self) -> list[Any]:
        """Return it as JSON can hold it."""
        said = (self.progress, self.direction)
        return [[list(one) for one in self.briefs], *(asdict(one) if one else None for one in said)]

    @classmethod
    def unpacked(cls, values: Sequence[Any]) -> "Part":
        """Return what was packed."""
        briefs, progress, direction = values
        return cls(
            briefs=[*map(Brief._make, briefs)],
            progress=ProgressSuggestion(**with_tuples(progress)) if progress else None,
            direction=DirectionSuggestion(**with_tuples(direction)) if direction else None,
        )


def with_tuples(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with tuples where JSON has lists."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def read_outlines(
    scope: Scope,
    tree: PlanTree,
    cycle: EvaluationCycle | None,
    *,
    evaluations: EvaluationQuerySet | None = None,
    known: Sequence[Evaluation] | None = None,
) -> Outlines:
    """Return how all measures of the period stand in the year shown, in a fixed number of queries.

    Only what changed since it was last asked for is judged. Decisions are those that stand: what is still on its way
    through the stages shows only where `evaluations` says so. `known` are those to be shown, where they are read.
    """
    rules = rules_shown(scope, cycle.profile if cycle else None)
    measures = tree.living(tree.evaluated(), scope.year.year)
    parts = read_parts(scope, tree, cycle, measures)
    briefs = in_order(tree, (brief for part in parts.values() for brief in part.briefs))
    if known is None:
        known = decisions(decisions_shown(scope) if evaluations is None else evaluations, cycle)
    decided = {one.node_id: one for one in known}
    asked, judged = below(tree, measures, briefs)

    def outline(node: PolicyNode) -> Outline:
        part = parts[str(node.pk)]
        progress, direction = part.progress, part.direction
        return Outline(
            node=node,
            cycle=cycle,
            rules=rules,
            evaluation=decided.get(node.pk),
            judged=judged[node.pk],
            asked=asked[node.pk],
            progress=progress,
            direction=direction,
            progress_level=level_of(cycle.progress_scale, progress.symbol) if cycle and progress else None,
            direction_level=level_of(cycle.direction_scale, direction.symbol)
            if cycle and direction
            else None,
        )

    return Outlines(cycle, rules, briefs, [outline(node) for node in measures])


def decisions(chosen: EvaluationQuerySet, cycle: EvaluationCycle | None) -> Sequence[Evaluation]:
    """Return what people decided in the cycle, in one query."""
    if cycle is None:
        return ()
    found = chosen.filter(cycle=cycle, node__period=cycle.period_id).select_related("progress", "direction")
    return list(found.defer("inputs"))


def in_order(tree: PlanTree, briefs: Iterable[Brief]) -> list[Brief]:
    """Return the indicators in the order of the plan."""
    return sorted(briefs, key=lambda brief: (tree.node(brief.node).path, brief.order, brief.pk))


def below(
    tree: PlanTree, measures: Sequence[PolicyNode], briefs: Iterable[Brief]
) -> tuple[Mapping[int, list[Brief]], Mapping[int, list[Brief]]]:
    """Return, by measure, all indicators on and below it, and the judged ones among them.

    Below a relisted node is what stands under its first parent.
    """
    tops = {node.path: node.pk for node in measures}
    asked: dict[int, list[Brief]] = {pk: [] for pk in tops.values()}
    judged: dict[int, list[Brief]] = {pk: [] for pk in tops.values()}
    for brief in briefs:
        for pk in all_above(tops, tree.node(brief.node).path):
            asked[pk].append(brief)
            if brief.is_judged:
                judged[pk].append(brief)
    return asked, judged


def read_parts(
    scope: Scope, tree: PlanTree, cycle: EvaluationCycle | None, measures: Sequence[PolicyNode]
) -> Mapping[str, Part]:
    """Return the part of every measure, and of every node that has none above it, by its key."""
    parts = Parts(scope, tree, cycle, measures)
    places = parts.places()
    found: dict[str, Part] = {}
    for seen_of, keys in by_what_is_seen(scope, parts, places).items():
        some = replace(parts, scope=replace(scope, unconfirmed_of=seen_of))
        wanted = {key: places[key] for key in keys}
        kept = kept_parts(some.what, number_read(scope), wanted, some.make)
        found |= {key: Part.unpacked(values) for key, values in kept.items()}
    return found


def by_what_is_seen(
    scope: Scope, parts: "Parts", places: Mapping[str, Collection[str]]
) -> Mapping[frozenset[int] | None, list[str]]:
    """Return the keys of the parts by whose unconfirmed figures there change them for the reader.

    What a section does not answer for is the same for all sections: most of a city, judged once for all of them.
    """
    if not scope.unconfirmed_of:
        return {scope.unconfirmed_of: list(places)}
    owners = parts.owners()
    found: dict[frozenset[int] | None, list[str]] = {}
    for key, nodes in places.items():
        own = scope.unconfirmed_of.intersection(pk for node in nodes for pk in owners[node])
        found.setdefault(own or NOBODY, []).append(key)
    return found


@dataclass(frozen=True, slots=True)
class Parts:
    """What is kept of a period in one year for one audience, by node."""

    scope: Scope
    tree: PlanTree
    cycle: EvaluationCycle | None
    measures: Sequence[PolicyNode]
    # by sort path: that of the node whose part has its indicators
    holders: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        tops = {node.path for node in self.measures}
        found = {
            node.path: next((one for one in prefixes(node.path) if one in tops), node.path)
            for node in self.tree.nodes
        }
        object.__setattr__(self, "holders", found)

    def checked(self) -> tuple[int, list[str]]:
        """Let the engine say all of them; return how many were kept, and the keys of those that were kept otherwise."""
        return wrong_parts(self.what, number_read(self.scope), self.places(), self.make)

    @property
    def what(self) -> str:
        """Name all that the parts follow from, but for the rows that move their numbers."""
        scope = self.scope
        seen_of = scope.unconfirmed_of if scope.unconfirmed_of is None else sorted(scope.unconfirmed_of)
        shown = (scope.internal, scope.shows_breakdown, scope.shows_suggestions, scope.shows_forecasts)
        cycle, today = self.cycle.pk if self.cycle else None, str(scope.today)
        return repr((scope.period.pk, scope.year.year, cycle, seen_of, shown, today))

    def places(self) -> Mapping[str, Collection[str]]:
        """Return from which nodes each part follows: a suggestion from all that stands below its measure."""
        measures = {node.path for node in self.measures}
        keys = {node.path: str(node.pk) for node in self.tree.nodes}
        found: dict[str, list[str]] = {keys[path]: [] for path in self.holders.values()}
        for node in self.tree.nodes:
            for path in {self.holders[node.path], *measures.intersection(prefixes(node.path))}:
                found[keys[path]].append(str(node.pk))
        return found

    def owners(self) -> Mapping[str, set[int]]:
        """Return the departments that answer for each node and for the indicators on it, by the node's key."""
        period = self.scope.period.pk
        rows = settled(
            ("owners", period),
            lambda: list(
                Indicator.objects.filter(node__period=period).order_by().values_list("node", "department")
            ),
        )
        found = {str(node.pk): {node.department_id} for node in self.tree.nodes}
        for node, department in rows:
            found.setdefault(str(node), set()).add(department)
        return {key: {one for one in some if one is not None} for key, some in found.items()}

    def make(self, keys: Collection[str]) -> Mapping[str, Any]:
        """Let the engine say these parts, in a fixed number of queries."""
        nodes = [self.tree.node(int(key)) for key in keys]
        cards = read_cards(self.scope, self.keys(nodes), self.cycle)
        briefs: dict[str, list[Brief]] = {}
        for card in cards:
            holder = self.holders[self.tree.node(card.indicator.node_id).path]
            briefs.setdefault(holder, []).append(brief_of(card, self.scope))
        own = {node.pk for node in self.measures}
        measures = [node for node in nodes if node.pk in own]
        judged = standings(
            self.scope, self.tree, measures, self.cycle, cards=cards, evaluations=Evaluation.objects.none()
        )
        said = {one.node.pk: (one.progress, one.direction) for one in judged}
        return {
            str(node.pk): Part(briefs.get(node.path, []), *said.get(node.pk, (None, None))).packed()
            for node in nodes
        }

    def keys(self, nodes: Sequence[PolicyNode]) -> list[int] | None:
        """Return the nodes whose indicators the parts follow from: all below a measure among them; None for all."""
        tops = {node.path for node in nodes}
        own = {node.path for node in self.measures}
        keys = [
            one.pk
            for one in self.tree.nodes
            if one.path in tops or any(path in tops and path in own for path in prefixes(one.path))
        ]
        return None if len(keys) == len(self.tree.nodes) else keys
