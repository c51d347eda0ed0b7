"""Measures as lists show them: each judged once, and kept in plain values while nobody writes what it follows from.

What is kept can be lost at any moment: whatever is not there, or no longer true, the engine says anew (standings.py).
The engine never reads it, and decisions of people are never in it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any, Final, NamedTuple

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import DirectionSuggestion
from evaluations.judgement.progress import ProgressSuggestion
from evaluations.rating.models.evaluation import Evaluation, EvaluationQuerySet
from evaluations.rating.scorecards.briefs import Brief, brief_of
from evaluations.rating.scorecards.standings import (
    RatedMeasure,
    all_above,
    decisions_shown,
    keys_on_and_below,
    level_of,
    read_cards,
    standings,
)
from indicators.calculation.asking import DutyCount, counted
from indicators.charts import Sparkline
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import Rules, Scorecard, rules_shown
from policies.models import PolicyNode
from policies.page import Scope, number_read
from policies.scorecards.tree import PlanTree, prefixes
from store.actions.settled import settled, shared
from store.page import KindOfParts, kept_kinds, wrong_parts

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
class Suggested:
    """What the cycle suggests for a measure: nothing outside every cycle."""

    progress: ProgressSuggestion | None = None
    direction: DirectionSuggestion | None = None

    def packed(self) -> list[Any]:
        """Return it as JSON can hold it."""
        return [asdict(one) if one else None for one in (self.progress, self.direction)]

    @classmethod
    def unpacked(cls, values: Sequence[Any]) -> "Suggested":
        """Return what was packed."""
        progress, direction = values
        return cls(
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
    parts = Parts.of(scope, tree, cycle)
    measures, (briefs, suggested) = parts.measures, read_both(parts)
    if known is None:
        known = decisions(decisions_shown(scope) if evaluations is None else evaluations, cycle)
    decided = {one.node_id: one for one in known}
    asked, judged = below(tree, measures, briefs)

    def outline(node: PolicyNode) -> Outline:
        said = suggested.get(str(node.pk), Suggested())
        progress, direction = said.progress, said.direction
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


def places_below(tree: PlanTree, measures: Sequence[PolicyNode]) -> Mapping[str, Collection[str]]:
    """Return, by the key of each measure as a text, the keys of the node itself and of all below it."""
    tops = {node.path: str(node.pk) for node in measures}
    found: dict[str, list[str]] = {key: [] for key in tops.values()}
    for node in tree.nodes:
        for path in prefixes(node.path):
            if path in tops:
                found[tops[path]].append(str(node.pk))
    return found


def read_briefs(parts: "Parts") -> list[Brief]:
    """Return all indicators of the period in the year shown, in the order of the plan, decisions apart."""
    (kept,) = read_parts(parts, [BRIEFS])
    return as_briefs(parts, kept)


def read_both(parts: "Parts") -> tuple[list[Brief], Mapping[str, "Suggested"]]:
    """Return all indicators, and what is suggested for each measure, by its key: nothing outside every cycle.

    Both say of a measure what was so at the same moment.
    """
    if parts.cycle is None:
        return read_briefs(parts), {}
    briefs, suggested = read_parts(parts, [BRIEFS, SUGGESTED])
    return as_briefs(parts, briefs), {key: Suggested.unpacked(said) for key, said in suggested.items()}


def as_briefs(parts: "Parts", kept: Mapping[str, Any]) -> list[Brief]:
    return in_order(parts.tree, (brief for some in kept.values() for brief in map(Brief._make, some)))


class OutlinePart(NamedTuple):
    """What is kept of one kind: its name, from which nodes each part follows, and how the engine says them."""

    name: str
    places: Callable[["Parts"], Mapping[str, Collection[str]]]
    make: Callable[["Parts", Collection[str]], Mapping[str, Any]]

    def of(self, parts: "Parts", wanted: Mapping[str, Collection[str]]) -> KindOfParts:
        """Return those that are wanted, as one audience reads them."""
        return KindOfParts(f"{self.name} {parts.what}", wanted, partial(self.make, parts))


def read_parts(parts: "Parts", asked: Sequence[OutlinePart]) -> list[Mapping[str, Any]]:
    """Return the parts of these kinds, each with what the reader sees of unconfirmed figures."""
    scope, kinds, at = parts.scope, list[KindOfParts](), list[int]()
    for number, kind in enumerate(asked):
        places = kind.places(parts)
        for seen_of, keys in by_what_is_seen(scope, parts, places).items():
            some = replace(parts, scope=replace(scope, unconfirmed_of=seen_of))
            kinds.append(kind.of(some, {key: places[key] for key in keys}))
            at.append(number)
    found: list[dict[str, Any]] = [{} for _ in asked]
    for number, said in zip(at, kept_kinds(number_read(scope), kinds), strict=True):
        found[number] |= said
    return list(found)


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

    @classmethod
    def of(cls, scope: Scope, tree: PlanTree, cycle: EvaluationCycle | None) -> "Parts":
        """Return those of the measures that live in the year shown."""
        return cls(scope, tree, cycle, tree.living(tree.evaluated(), scope.year.year))

    def checked(self) -> tuple[int, list[str]]:
        """Let the engine say all of them; return how many were kept, and the keys of those that were kept otherwise."""
        kinds = [BRIEFS, SUGGESTED] if self.cycle else [BRIEFS]
        found = [wrong_parts(number_read(self.scope), one.of(self, one.places(self))) for one in kinds]
        return sum(kept for kept, _ in found), list(dict.fromkeys(key for _, wrong in found for key in wrong))

    @property
    def what(self) -> str:
        """Name all that the parts follow from, but for the rows that move their numbers."""
        scope = self.scope
        seen_of = scope.unconfirmed_of if scope.unconfirmed_of is None else sorted(scope.unconfirmed_of)
        shown = (scope.internal, scope.shows_breakdown, scope.shows_suggestions, scope.shows_forecasts)
        cycle, today = self.cycle.pk if self.cycle else None, str(scope.today)
        return repr((scope.period.pk, scope.year.year, cycle, seen_of, shown, today))

    def places_of_briefs(self) -> Mapping[str, Collection[str]]:
        """Return on which nodes the indicators of each part are: on a measure and below it, else on the node alone."""
        keys = {node.path: str(node.pk) for node in self.tree.nodes}
        found: dict[str, list[str]] = {}
        for node in self.tree.nodes:
            found.setdefault(keys[self.holders[node.path]], []).append(keys[node.path])
        return found

    def places_of_suggestions(self) -> Mapping[str, Collection[str]]:
        """Return from which nodes a suggestion follows: from all that stands on and below its measure."""
        return places_below(self.tree, self.measures)

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

    def briefs(self, keys: Collection[str]) -> Mapping[str, Any]:
        """Let the engine say the indicators of these parts, in a fixed number of queries."""
        paths = {self.tree.node(int(key)).path: key for key in keys}
        held = [node.pk for node in self.tree.nodes if self.holders[node.path] in paths]
        found: dict[str, list[Any]] = {key: [] for key in keys}
        for card in self.cards(held):
            holder = self.holders[self.tree.node(card.indicator.node_id).path]
            found[paths[holder]].append(list(brief_of(card, self.scope)))
        return found

    def suggestions(self, keys: Collection[str]) -> Mapping[str, Any]:
        """Let the engine say what is suggested for these measures, in a fixed number of queries."""
        measures = [self.tree.node(int(key)) for key in keys]
        cards = self.cards(keys_on_and_below(self.tree, measures))
        judged = standings(
            self.scope, self.tree, measures, self.cycle, cards=cards, evaluations=Evaluation.objects.none()
        )
        return {str(one.node.pk): Suggested(one.progress, one.direction).packed() for one in judged}

    def cards(self, nodes: Sequence[int]) -> Sequence[Scorecard]:
        """Return the indicators on nodes as they are judged, once for both kinds of parts."""
        which = None if len(nodes) == len(self.tree.nodes) else tuple(nodes)
        read = partial(read_cards, self.scope, which, self.cycle)
        return shared(("cards", self.what, which), read)


BRIEFS: Final = OutlinePart("briefs", Parts.places_of_briefs, Parts.briefs)
SUGGESTED: Final = OutlinePart("suggested", Parts.places_of_suggestions, Parts.suggestions)
