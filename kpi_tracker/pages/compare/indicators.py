"""The indicators of both sides, each with its class before and after, and why it is another one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

from indicators.calculation.asking import AskingDay
from indicators.calculation.attainment import NO_CLASS, Attainment, attain
from indicators.calculation.changes import WHY_WORDS, Judged, Reason, Why, reasons
from indicators.calculation.course import Course, course_of
from indicators.calculation.cycle import judge_cycle
from indicators.calculation.series import Series
from indicators.models import Indicator, RatingLevel, Result
from indicators.models.indicator import with_figures
from indicators.scorecards import Rules, asking_in
from kpi_tracker.pages.compare.corrected import figures_before_correction
from kpi_tracker.pages.compare.lines import Crossing, Line
from kpi_tracker.pages.compare.pairs import pairs_of
from kpi_tracker.pages.compare.sides import Side
from policies.page import Scope, number_read
from store.actions.settled import settled, settled_rows
from store.page import kept_parts

DEFINED_BY: Final[Mapping[str, Callable[[Indicator], str]]] = {
    "単位": lambda one: one.unit,
    "目標の向き": lambda one: one.get_direction_display(),
    "集計の方法": lambda one: one.get_accumulation_display(),
    "年の基準": lambda one: one.get_year_basis_display(),
    "算出方法": lambda one: one.method.strip(),
}


@dataclass(frozen=True, slots=True)
class SideOfIndicator:
    """An indicator as one side judges it, with the row of the figure that was judged."""

    indicator: Indicator
    judged: Judged
    result: Result | None


class KnownIndicator(NamedTuple):
    """What must be known of an indicator to find its counterpart; `node` is the key of that which it hangs on."""

    pk: int
    node: int
    ended_in: int | None


Both = tuple[SideOfIndicator | None, SideOfIndicator | None]
Pair = tuple[KnownIndicator | None, KnownIndicator | None]


def read_classes(scope: Scope, sides: tuple[Side, Side], query: str) -> Crossing:
    """Read the judged indicators of both sides, in as many queries for ten as for thousands."""
    lines = kept_lines(scope, sides)
    return Crossing(
        key="class",
        title="成果指標の達成状況",
        unit="指標",
        levels=(levels_of(sides[0].rules, lines, "was"), levels_of(sides[1].rules, lines, "now")),
        lines=lines,
        why_words={why.value: words for why, words in WHY_WORDS.items()},
        query=query,
    )


def kept_lines(scope: Scope, sides: tuple[Side, Side]) -> list[Line]:
    """Return the lines of all indicators; those of a node are judged once while nobody writes what they follow from."""
    pairs = read_pairs(scope, sides)
    parts: dict[str, list[Pair]] = {}
    for pair in pairs:
        parts.setdefault(part_of(pair), []).append(pair)
    found = kept_parts(
        said_of_sides(scope, sides),
        number_read(scope),
        {part: {str(one.node) for pair in some for one in pair if one} for part, some in parts.items()},
        partial(read_lines, scope, sides, parts),
    )
    ordered = {part: iter(lines) for part, lines in found.items()}
    return [unpacked(next(ordered[part_of(pair)]), sides) for pair in pairs]


def part_of(pair: Pair) -> str:
    """Name what is kept together: what stands on a node, on the later side if it is there."""
    before, after = pair
    return f"after {after.node}" if after else f"before {before.node if before else ''}"


def said_of_sides(scope: Scope, sides: tuple[Side, Side]) -> str:
    """Name all that the lines follow from, but for the rows that move their numbers."""
    seen = scope.unconfirmed_of if scope.unconfirmed_of is None else sorted(scope.unconfirmed_of)
    ends = [
        (one.period.pk, [year.year for year in one.years], one.scope.year.year, one.rules.sign)
        for one in sides
    ]
    return f"compared classes {scope.today} {scope.internal} {seen} {ends}"


def packed(line: Line) -> list[Any]:
    """Return a line as JSON can hold it: of classes their symbols, of reasons their kinds and words."""
    said = [[one.why.value, one.words] for one in line.reasons]
    return [
        *(line.name, line.address, line.beneath, line.was.symbol, line.now.symbol, line.course, said),
        *(line.before_words, line.after_words),
    ]


def unpacked(values: Sequence[Any], sides: tuple[Side, Side]) -> Line:
    """Return what was packed."""
    name, address, beneath, was, now, course, said, before_words, after_words = values
    return Line(
        name=name,
        address=address,
        beneath=beneath,
        was=sides[0].rules.level(was),
        now=sides[1].rules.level(now),
        course=Course(course) if course else None,
        reasons=[Reason(Why(why), words) for why, words in said],
        before_words=before_words,
        after_words=after_words,
    )


def read_pairs(scope: Scope, sides: tuple[Side, Side]) -> list[Pair]:
    """Return what stands on both sides, in the order of the later."""
    known = {side.period.pk: known_of(side.period.pk) for side in sides}
    links = Indicator.succeeds.through._default_manager.all()
    before, after = sides
    return pairs_of(sides, known[before.period.pk], known[after.period.pk], links)


def known_of(period: int) -> list[KnownIndicator]:
    """Return the judged indicators of a period, in the order of the plan."""

    def read() -> list[tuple[int, int, int | None]]:
        judged = Indicator.objects.filter(node__period=period, is_judged=True).order_by("node__path", "order")
        return list(judged.values_list("pk", "node", "ended_in"))

    return [KnownIndicator(*one) for one in settled(("judged indicators", period), read)]


def read_lines(
    scope: Scope, sides: tuple[Side, Side], parts: Mapping[str, Sequence[Pair]], wanted: Collection[str]
) -> Mapping[str, list[Any]]:
    """Judge the indicators of these parts on both sides; return their lines as JSON can hold them."""
    pairs = [(part, pair) for part in wanted for pair in parts[part]]
    judged = judged_on_both(scope, sides, [pair for _, pair in pairs])
    corrected = figures_before_correction([row for both in judged for row in to_look_up(both)])
    found: dict[str, list[Any]] = {part: [] for part in wanted}
    for (part, _), both in zip(pairs, judged, strict=True):
        found[part].append(packed(line_of(sides, with_corrections(both, corrected))))
    return found


def definitions_of(keys: Sequence[int]) -> list[tuple[int, Indicator]]:
    return [(row.pk, row) for row in Indicator.objects.filter(pk__in=keys).with_definitions()]


def judged_on_both(scope: Scope, sides: tuple[Side, Side], pairs: Sequence[Pair]) -> list[Both]:
    """Return these indicators, each judged as its side judges."""
    on = asking_in(scope)
    asked = sorted({one.pk for pair in pairs for one in pair if one})
    rows = settled_rows("definitions by key", asked, definitions_of)
    with_figures(rows, plan=scope.plan.pk, unconfirmed_of=scope.unconfirmed_of)
    known = {row.pk: row for row in rows}
    found = []
    for pair in pairs:
        old, new = (
            judged_of(known[one.pk], side, on) if one else None for one, side in zip(pair, sides, strict=True)
        )
        found.append((old, new))
    return found


def judged_of(indicator: Indicator, side: Side, on: AskingDay) -> SideOfIndicator:
    """Return the indicator with what the side judges it by."""
    series = indicator.series().seen_on(on.today)
    attainment = attainment_of(series, side, on)
    judged = Judged(
        series=series,
        attainment=attainment,
        profile=side.rules.profile,
        period_start=side.period.first,
        scale=[(level.symbol, level.label) for level in map(side.rules.level, side.rules.best_first)],
        definition={name: said(indicator) for name, said in DEFINED_BY.items()},
    )
    year = attainment.judged.fiscal_year.year
    row = next((one for one in indicator.results.all() if one.fiscal_year == year), None)
    return SideOfIndicator(indicator, judged, row)


def attainment_of(series: Series, side: Side, on: AskingDay) -> Attainment:
    """Return what a side judges an indicator by: its year, of a cycle the last judgeable one."""
    profile, first = side.rules.profile, side.period.first
    if len(side.years) == 1:
        return attain(series, side.years[0], profile=profile, period_start=first)
    return judge_cycle(
        series, side.years[0], side.years[-1], profile=profile, period_start=first, on=on
    ).attainment


def to_look_up(pair: Both) -> list[Result]:
    """Return the figures of which it must be known whether they were corrected: where the classes differ."""
    before, after = pair
    if before is None or after is None or before.judged.symbol == after.judged.symbol:
        return []
    return [one.result for one in (before, after) if one.result is not None]


def with_corrections(pair: Both, corrected: Mapping[int, Decimal]) -> Both:
    """Return the pair with what its figures were before they were corrected."""
    before, after = (one and before_correction(one, corrected) for one in pair)
    return before, after


def before_correction(one: SideOfIndicator, corrected: Mapping[int, Decimal]) -> SideOfIndicator:
    """Return the same with the series as it was before the judged figure was corrected, if it was."""
    row = one.result
    if row is None or row.pk not in corrected:
        return one
    results = tuple(
        replace(fact, total=corrected[row.pk]) if fact.fiscal_year.year == row.fiscal_year else fact
        for fact in one.judged.series.results
    )
    series = replace(one.judged.series, results=results)
    return replace(one, judged=replace(one.judged, restated=series))


def line_of(sides: tuple[Side, Side], pair: Both) -> Line:
    """Return what is said of an indicator on both sides; its links lead to the later one."""
    before, after = pair
    shown, side = (after, sides[1]) if after is not None else (before, sides[0])
    assert shown is not None  # noqa: S101 - a pair has at least one
    judged = tuple(one.judged if one else None for one in pair)
    found = reasons(judged[0], judged[1])
    levels = [
        side.rules.level(one.symbol if one else NO_CLASS) for one, side in zip(judged, sides, strict=True)
    ]
    return Line(
        name=str(shown.indicator),
        address=f"{shown.indicator.get_absolute_url()}?{side.scope.query}",
        beneath=str(shown.indicator.node),
        was=levels[0],
        now=levels[1],
        course=course(judged, found),
        reasons=found,
        before_words=words_of(judged[0]),
        after_words=words_of(judged[1]),
    )


def course(judged: Sequence[Judged | None], found: Sequence[Reason]) -> Course | None:
    """Return what became of the class; None where the two cannot be compared."""
    before, after = judged
    if before is None or after is None or any(one.why is Why.INCOMPARABLE for one in found):
        return None
    return course_of(before.symbol, after.symbol, [symbol for symbol, _ in after.scale])


def words_of(judged: Judged | None) -> str:
    """Return the figure that was judged, with its target."""
    if judged is None:
        return ""
    return (
        f"{judged.figure_words}（目標 {judged.target_words}）" if judged.target_words else judged.figure_words
    )


def levels_of(rules: Rules, lines: Sequence[Line], end: str) -> list[RatingLevel]:
    """Return the classes of a side, best first, and whatever else occurs, no class last."""
    occurring = {getattr(line, end).symbol for line in lines}
    rest = sorted(occurring - {*rules.best_first, NO_CLASS})
    none = [NO_CLASS] if NO_CLASS in occurring else []
    return [rules.level(symbol) for symbol in (*rules.best_first, *rest, *none)]
