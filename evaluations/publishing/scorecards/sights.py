"""What visitors read of a plan today, and what they would once an edition is published: figures, classes, ratings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.facts import public
from evaluations.publishing.scorecards.indicators import class_of
from evaluations.publishing.scorecards.later import later_years, shows_later, with_later
from evaluations.publishing.visible import Sight, figure, name_of, ratings_of, sights_of
from evaluations.rating.models.evaluation import Evaluation
from indicators.calculation.days import day_words
from indicators.calculation.quantities import quantity
from indicators.models import EntryRound, Indicator, InterimValue
from indicators.scorecards import Scorecard, profile_shown, rules_shown, scorecards, year_rows
from policies.fiscal_year import FiscalYear, years
from policies.models import Plan, PlanPeriod
from policies.page import Scope, years_with_results
from policies.scorecards.published import editions_by_plan

Found = Iterator[tuple[str, Sight]]


def seen_now(cycle: EvaluationCycle, today: date) -> dict[str, Sight]:
    """Return what visitors read today of what the cycle's next edition takes the place of.

    Of its last edition; before there is one, of the whole plan, unless that is not public, or is read as published
    already by editions of other cycles: these stay.
    """
    plan = cycle.period.plan
    last = cycle.publications.select_related("cycle__period__plan").order_by("-edition").first()
    if last is not None:
        return seen_of(cycle, last.read(), today, with_what_came_later=shows_later(last))
    if not plan.is_published or editions_by_plan([plan]):
        return {}
    return dict(_live(plan, today))


def seen_then(cycle: EvaluationCycle, content: Mapping[str, Any], today: date) -> dict[str, Sight]:
    """Return what visitors would read of the cycle with an edition of that content."""
    later = Publication.objects.filter(cycle__period=cycle.period, cycle__last_year__gt=cycle.last_year)
    shows = cycle.period.plan.shows_later_results and not later.exists()
    return seen_of(cycle, content, today, with_what_came_later=shows)


def seen_of(
    cycle: EvaluationCycle, content: Mapping[str, Any], today: date, *, with_what_came_later: bool
) -> dict[str, Sight]:
    """Return what visitors read of an edition, and beside it."""
    if not with_what_came_later:
        return sights_of(content)
    nodes = [*content["measures"], *content["others"]]
    published = [
        one for node in nodes for part in (node, *node.get("undertakings", ())) for one in part["indicators"]
    ]
    found = later_years(cycle, published, today)
    brought = {part: [with_later(node, found) for node in content[part]] for part in ("measures", "others")}
    return sights_of({**content, **brought})


def _live(plan: Plan, today: date) -> Found:
    """Yield what visitors read of a plan without editions."""
    periods = list(plan.periods.all())
    reported = years_with_results(plan, frozenset())
    for period in periods:
        known = frozenset(reported.get(period.pk, ()))
        scope = Scope(
            plan=plan,
            plans=[plan],
            period=period,
            periods=periods,
            year=max((year for year in known if year <= period.last), default=period.first),
            years_with_results=known,
            internal=False,
            unconfirmed_of=frozenset(),
            today=today,
        )
        yield from _ratings(period)
        yield from _figures(scope)
        yield from _interim(period)
    if plan.shows_forecasts:
        yield "forecasts", Sight("計画の全体", "見込み", "将来の見込みの線と幅、次の区分までの差")


def _ratings(period: PlanPeriod) -> Found:
    """Yield the ratings of every public cycle of a period."""
    decided = Evaluation.objects.for_everybody().filter(cycle__period=period, cycle__is_published=True)
    decided = decided.select_related("cycle", "node", "progress", "direction")
    for one in decided.order_by("cycle__last_year", "cycle", "node__path"):
        said = {name: level.symbol if level else "" for name, level in rated(one)}
        known = f"{one.cycle.key} {one.node.uid}"
        yield from ratings_of(known, str(one.node), said, cycle=one.cycle.name)


def rated(one: Evaluation) -> Sequence[tuple[str, Any]]:
    return (("progress", one.progress), ("direction", one.direction))


def _figures(scope: Scope) -> Found:
    """Yield the figures of a period's indicators with their classes, where visitors are shown these."""
    rules = rules_shown(scope, profile_shown(scope))
    rows = Indicator.objects.filter(node__period=scope.period).order_by("node__path", "order", "pk")
    cards = scorecards(
        rows.with_series(unconfirmed_of=frozenset()),
        year=scope.year,
        period=scope.period,
        rules=rules,
        on=EntryRound.objects.filter(plan=scope.plan).asking_on(scope.today),
        recorded={},  # for checks, of which nothing is said here
        reported={},
    )
    for card in cards:
        for row in year_rows(card, years_of(card), rules):
            symbol = class_of(row.level.symbol) if row.attainment else ""
            said = {"label": row.label, "result": public(row.result_text), "symbol": symbol}
            yield from figure(card.indicator.pk, row.year.year, place=place_of(card), **said)


def years_of(card: Scorecard) -> Sequence[FiscalYear]:
    """Return the years of which a page may tell something: of the period, and from the first to the last known."""
    known = [one.fiscal_year for one in card.series.results]
    known += [one.fiscal_year for one in card.series.known_figures()]
    return list(years(min([card.period.first, *known]), max([card.period.last, *known])))


def place_of(card: Scorecard) -> str:
    """Return where an indicator stands, as an edition calls it."""
    one = card.indicator
    node = name_of({"code": one.node.code, "name": one.node.name})
    return f"{node}　{one.get_kind_display()}{one.number} {one.name}"


def _interim(period: PlanPeriod) -> Found:
    """Yield the values in the middle of a year: no edition has them."""
    values = InterimValue.objects.filter(indicator__node__period=period).shown_with(frozenset())
    for one in values.select_related("indicator__node").order_by("indicator__node__path", "as_of", "pk"):
        place = f"{one.indicator.node}　{one.indicator}"
        words = quantity(one.value, one.indicator.unit, one.indicator.decimals)
        yield f"interim {one.pk}", Sight(place, f"{day_words(one.as_of)}の値", words)
