"""What a cycle's measures would be suggested by other rules: read once, judged as often as one likes."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.progress_rules import PEOPLE_DECIDE
from evaluations.rating.scorecards.standings import (
    Judge,
    Standing,
    Work,
    cards_by_measure,
    keys_on_and_below,
    work_under,
)
from indicators.models import EntryRound, Indicator, RatingLevel, RuleProfile
from indicators.scorecards import Rules, Scorecard, rules_of, scorecards
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree


@dataclass(frozen=True, slots=True)
class CycleFigures:
    """All that the measures of a cycle are judged by; nothing more is asked of the database."""

    cycle: EvaluationCycle
    nodes: Sequence[PolicyNode]
    cards: Mapping[int, Sequence[Scorecard]]
    work: Mapping[int, Work]


@dataclass(frozen=True, slots=True)
class Rated:
    """One measure by one set of rules: the class each indicator is judged by, and both suggestions."""

    standing: Standing
    classes: Sequence[RatingLevel]
    reasons: Sequence[str]

    @property
    def symbols(self) -> tuple[str | None, str | None]:
        """The two suggestions, to be compared."""
        progress, direction = self.standing.progress, self.standing.direction
        return (progress.symbol if progress else None, direction.symbol if direction else None)

    @property
    def no_suggestion(self) -> str:
        """What stands in the place of a progress that is not suggested: people decide, or must look."""
        progress = self.standing.progress
        return "要判断" if progress is not None and progress.rule == PEOPLE_DECIDE else "要確認"

    @property
    def sentences(self) -> list[str]:
        """Why the progress, and why the direction; what is said of both only once."""
        standing = self.standing
        said = [*(standing.progress.sentences if standing.progress else ())]
        return list(dict.fromkeys([*said, *(standing.direction.sentences if standing.direction else ())]))


@dataclass(frozen=True, slots=True)
class MeasureCompared:
    """One measure by two sets of rules."""

    node: PolicyNode
    before: Rated
    after: Rated

    @property
    def is_moved(self) -> bool:
        """Whether one of the two suggestions is another."""
        return self.before.symbols != self.after.symbols

    @property
    def has_other_classes(self) -> bool:
        """Whether an indicator has another class, though it may move nothing."""
        return [one.symbol for one in self.before.classes] != [one.symbol for one in self.after.classes]


@dataclass(frozen=True, slots=True)
class RulesComparison:
    """All measures of a cycle by two sets of rules."""

    cycle: EvaluationCycle
    measures: Sequence[MeasureCompared]

    @property
    def moved(self) -> list[MeasureCompared]:
        return [one for one in self.measures if one.is_moved]

    @property
    def word(self) -> str:
        """What the city calls its measures (施策)."""
        return self.cycle.period.measure_word

    @property
    def sentence(self) -> str:
        """Say how many suggestions move: 73施策中5施策が動きます."""
        total, moved, word = len(self.measures), len(self.moved), self.word
        if not total:
            return f"この評価の回には、評価する{word}がありません。"
        said = (
            f"{total}{word}中{moved}{word}が動きます。"
            if moved
            else f"{total}{word}のうち、動くものはありません。"
        )
        classes = sum(one.has_other_classes for one in self.measures)
        return f"{said}成果指標の区分が変わるのは{classes}{word}です。"


def figures_of(cycle: EvaluationCycle, today: date) -> CycleFigures:
    """Read what the cycle's measures are judged by, in as many queries for one measure as for all of them.

    It is what the 事務局 sees: figures and sheets that no 課長 has confirmed yet are among them.
    """
    tree = PlanTree.of(cycle.period)
    nodes = tree.living(tree.evaluated(), cycle.last_year)
    indicators = Indicator.objects.filter(node__in=keys_on_and_below(tree, nodes), is_judged=True)
    cards = scorecards(
        indicators.with_series(unconfirmed_of=None).order_by("node__path", "order"),
        year=cycle.last,
        period=cycle.period,
        rules=rules_of(cycle.profile),
        on=EntryRound.objects.filter(plan=cycle.period.plan).asking_on(today),
        recorded=indicators.recorded_by_year(),
        reported=indicators.reported_by_year(unconfirmed_of=None),
    )
    return CycleFigures(
        cycle, nodes, cards_by_measure(cards, nodes), work_under(cycle, tree, nodes, unconfirmed_of=None)
    )


def rated(figures: CycleFigures, profile: RuleProfile) -> list[Rated]:
    """Judge every measure by the rules of a profile, stored or not."""
    cycle = copy(figures.cycle)
    cycle.profile = profile
    rules = rules_of(profile)
    judge = Judge(cycle, rules, figures.work, shows_counts=True)
    return [_rated(judge, rules, node, figures.cards.get(node.pk, ())) for node in figures.nodes]


def compare(figures: CycleFigures, before: RuleProfile, after: RuleProfile) -> RulesComparison:
    """Judge every measure by two profiles."""
    both: Iterable[tuple[PolicyNode, Rated, Rated]] = zip(
        figures.nodes, rated(figures, before), rated(figures, after), strict=True
    )
    return RulesComparison(figures.cycle, [MeasureCompared(node, one, other) for node, one, other in both])


def _rated(judge: Judge, rules: Rules, node: PolicyNode, cards: Sequence[Scorecard]) -> Rated:
    own = [replace(card, profile=rules.profile) for card in cards]
    attained = [judge.last_attainment(card) for card in own]
    return Rated(
        standing=judge.standing(node, own, None),
        classes=[rules.level(one.symbol) for one in attained],
        reasons=[
            f"{card.indicator}：{one.symbol}（{one.reason}）" for card, one in zip(own, attained, strict=True)
        ],
    )
