"""The plan's own ratings on both sides: each measure as it was rated before and after, and why otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.rating_changes import (
    RATING_WHY_WORDS,
    Rated,
    RatingReason,
    RatingWhy,
    rating_reasons,
)
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.scorecards.standings import decisions_shown
from indicators.calculation.course import Course, course_of
from indicators.models import RatingLevel, RatingScale
from indicators.scorecards import classes_best_first, neutral_level
from kpi_tracker.pages.compare.lines import Crossing, Line
from kpi_tracker.pages.compare.pairs import has_ended, pairs_of
from kpi_tracker.pages.compare.sides import Side
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree

UNDECIDED: Final = "未決定"
Pair = tuple[PolicyNode | None, PolicyNode | None]


Meanings = tuple[tuple[str, str], ...]  # the symbols of a scale and what they mean, best first
Scales = tuple[Meanings, Meanings]  # of both sides


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided on both sides, as far as this reader sees it: by the keys of cycle and measure."""

    scope: Scope
    sides: tuple[Side, Side]
    known: Mapping[tuple[int, int], Evaluation]

    def both(self, pair: Pair) -> list[Evaluation | None]:
        """Return the decisions about what stands on both sides."""
        return [
            self.known.get((side.cycle.pk, node.pk)) if node and side.cycle else None
            for side, node in zip(self.sides, pair, strict=True)
        ]


def why_not_rated(sides: tuple[Side, Side]) -> str:
    """Say why the ratings of both sides cannot be held against each other; nothing where they can."""
    missing = [side.label for side in sides if side.cycle is None]
    if missing:
        return f"{'と'.join(missing)}を対象とする評価はないため、評価結果は比べられません。"
    if sides[0].cycle == sides[1].cycle:
        return f"どちらも同じ評価（{sides[0].cycle}）の対象のため、評価結果に違いはありません。"
    return ""


def read_ratings(scope: Scope, sides: tuple[Side, Side], query: str) -> list[Crossing]:
    """Read both ratings of the measures of both sides, in as many queries for ten as for hundreds."""
    cycles = [side.cycle for side in sides]
    found = decisions_shown(scope).filter(cycle__in=cycles).select_related("progress", "direction", "profile")
    found = found.defer(*(f"profile__{name}_rules" for name in ("attainment", "progress", "direction")))
    decisions = Decisions(scope, sides, {(one.cycle_id, one.node_id): one for one in found})
    pairs = read_pairs(sides)
    return [crossing_of(decisions, pairs, name, query) for name in ("progress", "direction")]


def read_courses(decisions: Decisions, name: str) -> list[Course | None]:
    """Return what became of one rating of each measure, as the lines of its crossing say it."""
    scales, pairs = meanings_on_both(decisions.sides, name), read_pairs(decisions.sides)
    rated = (rated_on_both(decisions, pair, name, scales, with_reasons=False) for pair in pairs)
    return [course(one, rating_reasons(*one)) for one in rated]


def read_pairs(sides: tuple[Side, Side]) -> list[Pair]:
    """Return the measures of both sides."""
    periods = {side.period.pk: side for side in sides}
    nodes = {pk: measures_of(side) for pk, side in periods.items()}
    links = PolicyNode.succeeds.through._default_manager.all()
    found = pairs_of(sides, nodes[sides[0].period.pk], nodes[sides[1].period.pk], links)
    return [pair for pair in (living(sides, one) for one in found) if any(pair)]


def living(sides: tuple[Side, Side], pair: Pair) -> Pair:
    """Return the pair without who ended before the year of its side: lists of that year do not count it either."""
    before, after = (
        None if node is None or has_ended(node, side.scope.year) else node
        for side, node in zip(sides, pair, strict=True)
    )
    return before, after


def measures_of(side: Side) -> list[PolicyNode]:
    """Return the measures of a side's period, in the order of the plan."""
    return PlanTree.of(side.period).evaluated()


def crossing_of(decisions: Decisions, pairs: Sequence[Pair], name: str, query: str) -> Crossing:
    """Return one of the two ratings on both sides."""
    before, after = decisions.sides
    scales = meanings_on_both(decisions.sides, name)
    lines = [line_of(decisions, pair, name, scales) for pair in pairs]
    word = after.period.measure_word
    return Crossing(
        key=name,
        title=f"{word}の進捗状況" if name == "progress" else "今後の方向性",
        unit=word,
        levels=(levels_of(before, name, lines, "was"), levels_of(after, name, lines, "now")),
        lines=lines,
        why_words={why.value: words for why, words in RATING_WHY_WORDS.items()},
        query=query,
    )


def line_of(decisions: Decisions, pair: Pair, name: str, scales: Scales) -> Line:
    """Return what is said of a measure on both sides; its links lead to the later one."""
    sides, both = decisions.sides, decisions.both(pair)
    shown, side = (pair[1], sides[1]) if pair[1] is not None else (pair[0], sides[0])
    assert shown is not None  # noqa: S101 - a pair has at least one
    rated = rated_on_both(decisions, pair, name, scales, with_reasons=True)
    levels = [getattr(one, name) if one else None for one in both]
    found = rating_reasons(*rated)
    return Line(
        name=str(shown),
        address=f"{shown.get_absolute_url()}?{side.scope.query}",
        beneath="",
        was=levels[0] or undecided(),
        now=levels[1] or undecided(),
        course=course(rated, found),
        reasons=found,
    )


def rated_on_both(
    decisions: Decisions, pair: Pair, name: str, scales: Scales, *, with_reasons: bool
) -> tuple[Rated | None, Rated | None]:
    """Return one rating of a measure on both sides; what became of it can be told without what its reasons need."""
    before, after = (
        rated_of(decisions.scope, one, side, name, scale, with_reasons=with_reasons) if node else None
        for one, side, node, scale in zip(decisions.both(pair), decisions.sides, pair, scales, strict=True)
    )
    return before, after


def rated_of(
    scope: Scope, decision: Evaluation | None, side: Side, name: str, scale: Meanings, *, with_reasons: bool
) -> Rated:
    """Return a decision as the core asks for it; what it was suggested only where the reader is shown suggestions."""
    assert side.cycle is not None  # noqa: S101 - see why_not_rated()
    level: RatingLevel | None = getattr(decision, name) if decision else None
    rules, suggested = reasons_of(scope, decision, side.cycle, name) if with_reasons else ("", None)
    return Rated(
        symbol=level.symbol if level else None,
        scale=scale,
        rules=rules,
        suggested=suggested,
        called=str(side.cycle),
    )


def reasons_of(
    scope: Scope, decision: Evaluation | None, cycle: EvaluationCycle, name: str
) -> tuple[str, str | None]:
    """Return by which rules it was decided, and what was suggested then."""
    kept = (decision.inputs or {}).get(f"suggested_{name}") if decision and scope.shows_suggestions else None
    profile = (decision.profile if decision else None) or cycle.profile
    return str(profile), str(kept) if kept else None


def meanings_on_both(sides: tuple[Side, Side], name: str) -> Scales:
    """Return what the symbols of a rating mean on both sides: the same for all measures."""
    before, after = (meanings(scale_of(side, name)) if side.cycle else () for side in sides)
    return before, after


def meanings(scale: RatingScale) -> Meanings:
    """Return the symbols of a scale and what they mean, best first."""
    by_symbol = {one.symbol: one.label for one in scale.levels.all()}
    return tuple((symbol, by_symbol[symbol]) for symbol in classes_best_first(scale))


def course(rated: Sequence[Rated | None], found: Sequence[RatingReason]) -> Course | None:
    """Return what became of the rating; None where the two cannot be compared."""
    before, after = rated
    if before is None or after is None or any(one.why is RatingWhy.INCOMPARABLE for one in found):
        return None
    return course_of(before.symbol or "", after.symbol or "", [symbol for symbol, _ in after.scale])


def scale_of(side: Side, name: str) -> RatingScale:
    """Return the scale of one of the two ratings."""
    assert side.cycle is not None  # noqa: S101 - see why_not_rated()
    return side.cycle.progress_scale if name == "progress" else side.cycle.direction_scale


def levels_of(side: Side, name: str, lines: Sequence[Line], end: str) -> list[RatingLevel]:
    """Return the levels of a side's scale, best first, and 未決定 where that occurs."""
    scale = scale_of(side, name)
    known = {level.symbol: level for level in scale.levels.all()}
    none = [undecided()] if any(getattr(line, end).symbol == UNDECIDED for line in lines) else []
    return [*(known[symbol] for symbol in classes_best_first(scale)), *none]


def undecided() -> RatingLevel:
    """Return the level of a measure that nobody has rated."""
    return neutral_level(UNDECIDED)
