"""The facts beside the words of an edition: exact numbers and days for who takes the data away, never told in words.

A part that is not known is left out, so that a content stays small.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from indicators.calculation import explain
from indicators.calculation.facts import Target, TargetScope
from indicators.scorecards import Scorecard, YearRow, own_aim
from policies.models import PolicyNode
from projects.models import LeadingProject

Facts = Mapping[str, Any]
_EXPECTED: Final = re.compile(r"(?<=[0-9年月日旬頃])確定見込(?=[）)])")


def public(words: str) -> str:
    """Say when a figure that is still out will be published: 集計中（令和6年11月公表予定）."""
    return _EXPECTED.sub("公表予定", words)


def exact(value: Decimal | None) -> str | None:
    """Write an amount with every digit and no more: 66, 12.5."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def known(**said: Any) -> Facts:
    """Return what is known of these; amounts exactly, days as ISO writes them."""
    return {name: _plain(value) for name, value in said.items() if value is not None and value != ""}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return exact(value)
    return value.isoformat() if isinstance(value, date) else value


def node_facts(node: PolicyNode, also_under: str, *, last: int) -> Facts:
    """Return where a node stands in the tree, and its end as far as an edition up to that year knows of it."""
    ended_in = node.ended_in if node.ended_in is not None and node.ended_in <= last else None
    return known(depth=node.layer.depth, also_under=also_under, ended_in=ended_in)


def indicator_facts(card: Scorecard) -> Facts:
    """Return what an indicator is told by and began with, when it is asked for, and what stands in its last year."""
    one, figure = card.indicator, card.attainment.figure
    return known(
        uid=one.uid,
        baseline=one.baseline_value,
        baseline_year=one.baseline_year,
        asked=one.asked_words,
        known_from=one.known_from,
        ended_in=card.series.ended_in.year if card.series.ended_in else None,
        target=card.target_text,
        result=public(card.result_text),
        total=figure.total,
        rate=card.attainment.rate,
        year=figure.fiscal_year.year,
    )


def year_facts(card: Scorecard, row: YearRow) -> Facts:
    """Return the numbers of a year: its targets as they judge, its figure, its rates as they were computed."""
    series, figure = card.series, row.figure
    return known(
        aim=explain.judged_target_words(series, row.attainment) if row.attainment else row.shown_target,
        target=target_facts(series.target(row.year, TargetScope.YEAR)),
        period_target=target_facts(own_aim(series, row.year)),
        increment=figure.increment,
        rate=row.rate,
        in_period_rate=row.in_period_rate,
        as_of=figure.as_of,
        published_rate=figure.published_rate,
    )


def target_facts(one: Target | None) -> Facts | None:
    """Return a target as it judges."""
    return known(value=one.value, upper=one.upper, comparator=one.comparator.value) if one else None


def project_facts(one: LeadingProject) -> Facts:
    """Return what a leading project is told by, and its years."""
    return known(
        uid=one.uid,
        first_year=one.first_year,
        last_year=one.last_year,
        counting_year=one.counting_year,
    )
