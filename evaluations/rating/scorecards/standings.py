"""Measures as pages read them: what people decided beside the suggestion and everything it was computed from."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from evaluations.cycles.models import EvaluationCycle
from evaluations.cycles.rules import direction_profile, progress_profile
from evaluations.judgement.direction import DirectionSuggestion, suggest_direction
from evaluations.judgement.progress import (
    JudgedIndicator,
    ProgressSuggestion,
    suggest_progress,
)
from evaluations.rating.models.evaluation import Evaluation, EvaluationQuerySet
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.calculation.asking import DutyCount, counted
from indicators.calculation.attainment import Attainment
from indicators.calculation.checks import TOO_MANY_RECORDS, Severity
from indicators.calculation.cycle import CycleAttainment, judge_cycle
from indicators.calculation.explain import early_target_sentence, near_miss_sentence, reservation
from indicators.calculation.series import Series
from indicators.models import Indicator, RatingLevel, RatingScale
from indicators.models.indicator import CountsByIndicator, counts_of, with_figures
from indicators.scorecards import (
    Rules,
    Scorecard,
    asking_in,
    cycle_key_shown,
    neutral_level,
    rules_of,
    rules_shown,
    scorecards,
)
from policies.fiscal_year import FiscalYear, ended_words
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree, prefixes
from store.actions.questions import Question
from store.actions.settled import settled, settled_rows, shared

LOOK_AT_COUNTS = "取組の件数に確認中のものがあります。"
LAST = 1_000
ACHIEVEMENTS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedMeasure:
    """One measure, what is suggested for it and what people decided; the levels are None where there is nothing."""

    node: PolicyNode
    evaluation: Evaluation | None = None
    progress_level: RatingLevel | None = None
    direction_level: RatingLevel | None = None
    cycle: EvaluationCycle | None = None

    @property
    def is_adopted(self) -> bool:
        """Whether the city has adopted the rules of the suggestion as its own."""
        return self.cycle is not None and self.cycle.profile.is_adopted

    @property
    def decided_progress(self) -> RatingLevel | None:
        return self.evaluation.progress if self.evaluation else None

    @property
    def decided_direction(self) -> RatingLevel | None:
        return self.evaluation.direction if self.evaluation else None

    @property
    def is_decided(self) -> bool:
        return self.decided_progress is not None and self.decided_direction is not None

    @property
    def differs(self) -> bool:
        """Whether people decided otherwise than was suggested."""
        pairs = (
            (self.decided_progress, self.progress_level),
            (self.decided_direction, self.direction_level),
        )
        return any(decided and suggested and decided.pk != suggested.pk for decided, suggested in pairs)

    @property
    def is_unexplained(self) -> bool:
        """Whether people decided otherwise than was suggested without saying why."""
        return self.differs and self.evaluation is not None and not self.evaluation.difference_reason.strip()

    @property
    def progress_order(self) -> int:
        """Where the decided progress stands on its scale; measures without a decision come last."""
        return self.decided_progress.order if self.decided_progress else LAST

    @property
    def direction_order(self) -> int:
        return self.decided_direction.order if self.decided_direction else LAST

    @property
    def suggestion_order(self) -> int:
        return self.progress_level.order or LAST if self.progress_level else LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(RatedMeasure):
    """How one measure stands: its judged indicators in the year shown, the suggestion, and the decision.

    `cards` are the judged indicators below it on whatever layer they hang, `supplementary` those on itself; `asked` are
    all that hang on it or below, judged or not, of which a figure may be owed.

    `judged_by` says by which year the cycle judges each of them, by the indicator's key.

    `progress` and `direction` are None outside every cycle.
    """

    cards: Sequence[Scorecard]
    supplementary: Sequence[Scorecard]
    asked: Sequence[Scorecard]
    progress: ProgressSuggestion | None = None
    direction: DirectionSuggestion | None = None
    judged_by: Mapping[int, Attainment] = field(default_factory=dict)

    @property
    def own_cards(self) -> Sequence[Scorecard]:
        """Those of the judged indicators that hang on the measure itself, not on what stands below it."""
        return [card for card in self.cards if card.indicator.node_id == self.node.pk]

    @property
    def cards_on_it(self) -> Sequence[Scorecard]:
        """All indicators that hang on the measure itself, the judged ones first."""
        return [*self.own_cards, *self.supplementary]

    @property
    def cards_below(self) -> Sequence[Scorecard]:
        """All indicators that hang further below, on whatever layer."""
        return [card for card in self.asked if card.indicator.node_id != self.node.pk]

    @property
    def duties(self) -> DutyCount:
        """How many figures are owed on and below it, and how they stand."""
        return counted(card.duty for card in self.asked)

    @property
    def missing(self) -> list[Scorecard]:
        """The indicators on and below it of which the year's figure is owed and not answered."""
        return [card for card in self.asked if card.is_missing]

    @property
    def missing_count(self) -> int:
        return len(self.missing)


def cycle_shown(scope: Scope) -> EvaluationCycle | None:
    """Return the cycle a page speaks of with its rules and scales, or None where no visible one has begun."""

    def read() -> EvaluationCycle | None:
        key = cycle_key_shown(scope)
        return None if key is None else EvaluationCycle.objects.with_rules().get(pk=key)

    return settled(("cycle", scope.period.pk, scope.year.year, scope.internal), read)


def standings(
    scope: Scope,
    tree: PlanTree,
    nodes: Sequence[PolicyNode],
    cycle: EvaluationCycle | None,
    *,
    evaluations: EvaluationQuerySet | None = None,
    reading: Callable[[Series], Series] | None = None,
    cards: Sequence[Scorecard] | None = None,
) -> list[Standing]:
    """Return how each of the measures stands, in as many queries for one as for all of them.

    Decisions are those that stand: what is still on its way through the stages shows only where `evaluations` says so.
    With `reading` every series is read that way before it is judged. `cards` are those of the indicators on and below
    the nodes, where they are read already.
    """
    if cards is None:
        cards = read_cards(scope, keys_on_and_below(tree, nodes), cycle, reading=reading)
    by_node, asked = cards_by_measure(cards, nodes), cards_below(cards, nodes)
    if cycle is None:
        return [bare_standing(node, by_node.get(node.pk, []), asked.get(node.pk, [])) for node in nodes]
    keys = [node.pk for node in nodes]
    if evaluations is None:
        found = decided_in(scope.internal).ask(cycle.pk, *keys)
    else:
        found = list(with_ratings(evaluations.filter(cycle=cycle, node__in=keys)))
    decided = {evaluation.node_id: evaluation for evaluation in found}
    work = work_under(cycle, tree, nodes, unconfirmed_of=scope.unconfirmed_of)
    judge = Judge(cycle, rules_of(cycle.profile), work, shows_counts=scope.shows_breakdown)
    judged = (judge.standing(node, by_node.get(node.pk, []), decided.get(node.pk)) for node in nodes)
    return [replace(one, asked=asked.get(one.node.pk, [])) for one in judged]


def with_ratings(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    return evaluations.select_related("progress", "direction", "profile")


@lru_cache(maxsize=2)
def decided_in(internal: bool) -> Question[Evaluation]:
    """Return the question for the decisions that the pages show of a cycle (the first key) on nodes."""
    shown = decisions_for(internal=internal)
    return Question(lambda cycle, *nodes: with_ratings(shown.filter(cycle=cycle, node__in=nodes)))


def read_cards(
    scope: Scope,
    nodes: Sequence[int] | None,
    cycle: EvaluationCycle | None,
    *,
    reading: Callable[[Series], Series] | None = None,
) -> list[Scorecard]:
    """Return the indicators on nodes as scorecards in the year shown, in the order of the plan.

    `nodes` are their keys, None stands for all of the period. It takes a fixed number of queries, and none where the
    same look judges them in another year.
    """
    which = (scope.period.pk, None if nodes is None else tuple(nodes))
    read = partial(read_indicators, scope, which)
    rows, recorded, reported = shared(("indicators", which, scope.unconfirmed_of, scope.reads_counts), read)
    return scorecards(
        rows,
        year=scope.year,
        period=scope.period,
        rules=rules_shown(scope, cycle.profile if cycle else None),
        on=asking_in(scope),
        recorded=recorded,
        reported=reported,
        reading=reading,
    )


def read_indicators(
    scope: Scope, which: tuple[int, Sequence[int] | None]
) -> tuple[list[Indicator], CountsByIndicator, CountsByIndicator]:
    """Return the indicators of a period, all or on some nodes, with what is recorded and reported in each year."""
    (period, nodes), seen_of = which, scope.unconfirmed_of
    on, by = ([period], "node__period") if nodes is None else (nodes, "node")
    # what is found in the counts would tell what the ledger holds back
    counts = counts_of(on, by=by, unconfirmed_of=seen_of) if scope.reads_counts else ({}, {})
    if nodes is None:
        nodes = [node.pk for node in PlanTree.of(scope.period).nodes]
    rows = definitions_on(nodes)
    return with_figures(rows, plan=scope.plan.pk, unconfirmed_of=seen_of), *counts


def definitions_on(nodes: Sequence[int]) -> list[Indicator]:
    """Return the indicators on these nodes, which stand in the order of the plan, if they are not settled."""

    def read(missing: Sequence[int]) -> list[tuple[int, Indicator]]:
        found = Indicator.objects.filter(node__in=missing).with_definitions().order_by("node__path", "order")
        return [(row.node_id, row) for row in found]

    return settled_rows("definitions", nodes, read)


def cards_by_measure(
    cards: Iterable[Scorecard], nodes: Sequence[PolicyNode]
) -> Mapping[int, Sequence[Scorecard]]:
    """Return the cards by the node they hang on, the judged ones by every measure above them too."""
    own = {node.pk for node in nodes}
    measures = {node.path: node.pk for node in nodes if node.layer.is_evaluated}
    found: dict[int, list[Scorecard]] = {}
    for card in cards:
        node = card.indicator.node
        holders = dict.fromkeys([node.pk] if node.pk in own else [])
        if card.indicator.is_judged:
            holders |= dict.fromkeys(all_above(measures, node.path))
        for pk in holders:
            found.setdefault(pk, []).append(card)
    return found


def keys_on_and_below(tree: PlanTree, nodes: Sequence[PolicyNode]) -> list[int]:
    """Return the keys of the nodes and of all below them on whatever layer: on each a figure may be owed."""
    tops = {node.path: node.pk for node in nodes}
    return [one.pk for one in tree.nodes if all_above(tops, one.path)]


def cards_below(cards: Iterable[Scorecard], nodes: Iterable[PolicyNode]) -> Mapping[int, Sequence[Scorecard]]:
    """Return the cards by each of the nodes that they hang on or below; a relisted node is below its first parent."""
    tops, found = {node.path: node.pk for node in nodes}, dict[int, list[Scorecard]]()
    for card in cards:
        for path in prefixes(card.indicator.node.path):
            if path in tops:
                found.setdefault(tops[path], []).append(card)
    return found


def decisions_shown(scope: Scope) -> EvaluationQuerySet:
    """Return the evaluations whose decisions the pages of the plan show: to officers once settled, else once public."""
    return decisions_for(internal=scope.internal)


def decisions_for(*, internal: bool) -> EvaluationQuerySet:
    return Evaluation.objects.settled() if internal else Evaluation.objects.for_everybody()


def bare_standing(node: PolicyNode, cards: Sequence[Scorecard], asked: Sequence[Scorecard]) -> Standing:
    """Return a standing without any rating, for years that no cycle looks at."""
    judged, supplementary = split_judged(cards)
    return Standing(node=node, cards=judged, supplementary=supplementary, asked=asked)


def split_judged(cards: Iterable[Scorecard]) -> tuple[list[Scorecard], list[Scorecard]]:
    """Separate the judged indicators from those that only inform."""
    judged: list[Scorecard] = []
    supplementary: list[Scorecard] = []
    for card in cards:
        (judged if card.indicator.is_judged else supplementary).append(card)
    return judged, supplementary


@dataclass(frozen=True, slots=True)
class Work:
    """The 事務事業 below a measure: how many there are, and the 達成度 (1–5) that people gave to some of them."""

    undertakings: int = 0
    achievements: Sequence[int] = ()


def work_under(
    cycle: EvaluationCycle,
    tree: PlanTree,
    nodes: Sequence[PolicyNode],
    *,
    unconfirmed_of: Collection[int] | None,
) -> Mapping[int, Work]:
    """Return, by measure, the 事務事業 below it with the 達成度 that speaks for the cycle, in one query.

    A relisted 事務事業 counts under its first parent only, one that ended before the cycle's last year not at all.
    """
    measures = {node.path: node.pk for node in nodes}
    living = [node for node in tree.living(tree.nodes, cycle.last_year) if node.layer.is_undertaking]
    counts = Counter(pk for node in living for pk in all_above(measures, node.path))
    below = [node.pk for node in living if all_above(measures, node.path)]
    said = dict(achievements_in(cycle, unconfirmed_of).ask(*below))  # the last one says most
    rated = {node.path: said[node.pk] for node in living if node.pk in said}
    given: dict[int, list[int]] = {}
    for path, symbol in rated.items():
        for pk in all_above(measures, path) if symbol in ACHIEVEMENTS else ():
            given.setdefault(pk, []).append(int(symbol))
    return {pk: Work(counts[pk], given.get(pk, ())) for pk in measures.values()}


def achievements_in(
    cycle: EvaluationCycle, unconfirmed_of: Collection[int] | None
) -> Question[tuple[int, Any]]:
    """Return the question for the 達成度 of 事務事業 that speak for the cycle, those that say most last."""
    seen = None if unconfirmed_of is None else frozenset(unconfirmed_of)
    return _achievements(cycle, cycle.period_id, cycle.first_year, cycle.last_year, seen)


@lru_cache(maxsize=200)
def _achievements(
    cycle: EvaluationCycle, period: int, first_year: int, last_year: int, seen_of: frozenset[int] | None
) -> Question[tuple[int, Any]]:
    """Return it for a cycle that is as the question says: rows are equal by their keys alone."""
    sheets = ProjectSheet.objects.speaking_for(cycle, seen_of).values_list("node", "achievement__symbol")
    return Question(lambda *nodes: sheets.filter(node__in=nodes))


def all_above(measures: Mapping[str, int], path: str) -> list[int]:
    """Return the measures that a sort path stands under, the nearest first: a city may evaluate two layers."""
    return [measures[part] for part in prefixes(path) if part in measures]


class Judge:
    """Applies one cycle's rules to one measure after the other; with `shows_counts` its reasons name counts."""

    def __init__(
        self, cycle: EvaluationCycle, rules: Rules, work: Mapping[int, Work], *, shows_counts: bool
    ) -> None:
        self.cycle, self.rules, self.work, self.shows_counts = cycle, rules, work, shows_counts
        self.progress_profile = progress_profile(cycle.profile)
        self.direction_profile = direction_profile(cycle.profile)
        self.attained: dict[int, CycleAttainment] = {}

    def standing(
        self, node: PolicyNode, cards: Sequence[Scorecard], evaluation: Evaluation | None
    ) -> Standing:
        """Return the measure with both suggestions and what people decided."""
        judged, supplementary = split_judged(cards)
        blocked = failed_checks(judged, self.cycle.last, shows_counts=self.shows_counts)
        progress = suggest_progress(
            [self.judged_indicator(card) for card in judged],
            profile=self.progress_profile,
            blocked=blocked,
            last_year=self.cycle.years[-1],
        )
        work = self.work.get(node.pk, Work())
        direction = suggest_direction(
            progress.symbol,
            to_confirm=[text for card in judged for text in self.to_confirm(card)],
            achievements=work.achievements,
            undertakings=work.undertakings,
            profile=self.direction_profile,
            blocked=blocked,
            called=(cards[0].period if cards else self.cycle.period).undertaking_word,
        )
        return Standing(
            node=node,
            cards=judged,
            supplementary=supplementary,
            asked=cards,
            evaluation=evaluation,
            progress=progress,
            direction=direction,
            progress_level=level_of(self.cycle.progress_scale, progress.symbol),
            direction_level=level_of(self.cycle.direction_scale, direction.symbol),
            cycle=self.cycle,
            judged_by={card.indicator.pk: self.last_attainment(card) for card in judged},
        )

    def judged_indicator(self, card: Scorecard) -> JudgedIndicator:
        """Return the class of the indicator's last judgeable year in the cycle, with what must be said about it."""
        found = self.judged(card)
        attainment = found.attainment
        return JudgedIndicator(
            label=str(card.indicator),
            symbol=attainment.symbol,
            fiscal_year=attainment.fiscal_year,
            note="・".join(
                dict.fromkeys(filter(None, (self.ended(card), reservation(card.series, attainment))))
            ),
            owed=found.owed,
        )

    def ended(self, card: Scorecard) -> str:
        """Say that the cycle reaches beyond the indicator's last year; nothing if it does not."""
        last = card.series.ended_in
        return ended_words(last) if last is not None and card.series.has_ended(self.cycle.last) else ""

    def last_attainment(self, card: Scorecard) -> Attainment:
        """Return what the cycle judges the indicator by."""
        return self.judged(card).attainment

    def judged(self, card: Scorecard) -> CycleAttainment:
        """Return that with what is still owed; asked twice, it is found once."""
        key, looked_at = card.indicator.pk, self.cycle.years
        if key not in self.attained:
            self.attained[key] = judge_cycle(
                card.series,
                looked_at[0],
                looked_at[-1],
                profile=self.rules.profile,
                period_start=card.period.first,
                on=card.on,
            )
        return self.attained[key]

    def to_confirm(self, card: Scorecard) -> list[str]:
        """Return the 確認事項 of an indicator, seen from the cycle's last year: reached early, barely missed."""
        early = early_target_sentence(
            card.series,
            period_name=card.period.ordinal,
            period_end=card.period.last,
            as_of=self.cycle.years[-1],
        )
        return [*filter(None, (early, near_miss_sentence(card.series, self.last_attainment(card))))]


def failed_checks(judged: Iterable[Scorecard], last_year: FiscalYear, *, shows_counts: bool) -> list[str]:
    """Return what is wrong (不整合) in the judged indicators seen from the cycle's last year; it blocks a suggestion.

    Whom no counts of projects are shown is told no more than that they are to be looked at.
    """
    return [
        f"{card.indicator}：{finding.message if shows_counts or finding.code != TOO_MANY_RECORDS else LOOK_AT_COUNTS}"
        for card in judged
        for finding in card.findings_until(last_year)
        if finding.severity is Severity.ERROR
    ]


def level_of(scale: RatingScale, symbol: str | None) -> RatingLevel | None:
    """Return the level of a suggested symbol; a symbol that the scale does not know is shown without judgement."""
    if symbol is None:
        return None
    return next((level for level in scale.levels.all() if level.symbol == symbol), None) or neutral_level(
        symbol
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some measures have each progress rating, by decision or, where so chosen, by suggestion."""

    counts: Mapping[str, int]
    undecided: int
    total: int


def shown_rating(measure: RatedMeasure, name: str, *, by_suggestion: bool) -> RatingLevel | None:
    """Return what is counted of a measure: of the progress or the direction the decision, else the suggestion."""
    level: RatingLevel | None = getattr(measure, f"{name}_level" if by_suggestion else f"decided_{name}")
    return level


def tally(measures: Iterable[RatedMeasure], *, by_suggestion: bool) -> Tally:
    """Count the progress ratings of the measures."""
    return _tally([shown_rating(one, "progress", by_suggestion=by_suggestion) for one in measures])


def tally_directions(measures: Iterable[RatedMeasure], *, by_suggestion: bool) -> Tally:
    """Count the ratings of the direction."""
    return _tally([shown_rating(one, "direction", by_suggestion=by_suggestion) for one in measures])


def _tally(levels: Sequence[RatingLevel | None]) -> Tally:
    counts = Counter(level.symbol for level in levels if level)
    return Tally(counts=counts, undecided=sum(level is None for level in levels), total=len(levels))
