"""What was confirmed after an edition of it was published, for plans that let visitors see that too (design §5)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.indicators import footnotes_of, year_content
from evaluations.publishing.scorecards.sources import scope_of
from indicators.models import EntryRound, Indicator
from indicators.scorecards import Rules, Scorecard, rules_shown, scorecards, year_rows

Part = Mapping[str, Any]
LaterYears = Mapping[int, Mapping[int, Part]]

SAYS: Final = ("result", "standing", "increment", "as_of", "footnote")


def shows_later(edition: Publication) -> bool:
    """Tell whether visitors see beside this edition what was confirmed after it.

    It is the newest of its cycle, that the last published one of its period, and the plan lets them.
    """
    if not edition.cycle.period.plan.shows_later_results:
        return False
    beside = Publication.objects.filter(cycle__period=edition.cycle.period_id)
    newest = beside.order_by("-cycle__last_year", "-cycle", "-edition").values_list("pk", flat=True).first()
    return newest == edition.pk


def later_years(cycle: EvaluationCycle, published: Collection[Part], today: date) -> LaterYears:
    """Return, by indicator and year, what has been confirmed since of these published indicators.

    In the form of an edition's years. What was settled when it was published is not among them: that is changed by
    an edition alone.
    """
    said = {one["id"]: {year["year"]: year for year in one["years"]} for one in published}
    scope = scope_of(cycle, today)
    rules = rules_shown(scope, cycle.profile)  # nobody has looked at these classes: as on live pages
    rows = Indicator.objects.filter(node__period=cycle.period_id, pk__in=said)
    cards = scorecards(
        rows.with_series(unconfirmed_of=frozenset()),
        year=cycle.last,
        period=cycle.period,
        rules=rules,
        on=EntryRound.objects.filter(plan=scope.plan).asking_on(today),
        recorded={},  # for checks, of which nothing is said here
        reported={},
    )
    found = {card.indicator.pk: later_of(card, said[card.indicator.pk], rules) for card in cards}
    return {pk: years for pk, years in found.items() if years}


def later_of(card: Scorecard, published: Mapping[int, Part], rules: Rules) -> Mapping[int, Part]:
    """Return the years of one indicator that say otherwise than they were published, and may."""
    reported = sorted(one.fiscal_year for one in card.series.results if one.is_reported)
    footnotes = footnotes_of(card)
    found: dict[int, Part] = {}
    for row in year_rows(card, reported, rules):
        before = published.get(row.year.year)
        if before is not None and before["settled"]:
            continue
        now = {**year_content(card, row), "footnote": footnotes.get(row.year.year, "")}
        if before is None or any(now[name] != (before.get(name) or "") for name in SAYS):
            found[row.year.year] = {
                **now,
                "is_later": True,
                "published_as": before["result"] if before else "",
            }
    return found


def with_later(node: Part, later: LaterYears) -> Part:
    """Return a published node with these years in the place of those that it has, or after them."""
    brought: dict[str, Any] = {**node, "indicators": [_with_years(one, later) for one in node["indicators"]]}
    if "undertakings" in node:
        brought["undertakings"] = [with_later(one, later) for one in node["undertakings"]]
    return brought


def _with_years(one: Part, later: LaterYears) -> Part:
    years = {**{year["year"]: year for year in one["years"]}, **later.get(one["id"], {})}
    return {**one, "years": [years[year] for year in sorted(years)]}
