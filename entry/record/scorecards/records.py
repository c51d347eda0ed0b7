"""One record as its form shows it: what may be chosen, what differs from what somebody else saved, its history."""

from collections.abc import Sequence
from typing import Any, Final

from entry.record.scorecards.keepers import RecordKeeper, counted_indicators
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from projects.models import LeadingProject, ProjectCount
from store.actions.history import (
    MOST_LINES,
    HistoryLine,
    changes_of,
    lines_of,
)
from store.models import Change

UNSAID: Final = frozenset({"order", "indicator", "fiscal_year"})
YEARS: Final = frozenset({"first_year", "last_year", "counting_year"})


def indicators_kept(keeper: RecordKeeper, node: PolicyNode) -> list[Indicator]:
    """Return the project-counted indicators of the node's period that the person keeps."""
    rows = counted_indicators([node.period.plan_id]).filter(node__period=node.period)
    return [indicator for indicator in rows if keeper.keeps_indicator(indicator)]


def fixed_links(project: LeadingProject, kept: Sequence[Indicator]) -> list[Indicator]:
    """Return the indicators in which a record counts and that its form does not offer: they stay as they are.

    The record comes through with_keepers().
    """
    offered = {one.pk for one in kept if one.node.path.startswith(project.node.path)}
    return [one for one in project.indicators.all() if one.pk not in offered]


def history_of(row: LeadingProject | ProjectCount | None) -> list[HistoryLine]:
    """Return who changed what in the record or count, the newest first."""
    if row is None:
        return []
    changes = changes_of(row).exclude(field__in=UNSAID).order_by("-sequence")[:MOST_LINES]
    return lines_of(changes, words=in_words)


def in_words(change: Change, text: str) -> str:
    """Return a recorded value as the form writes it: a year with its era, the standing by its word."""
    if change.field in YEARS and text.isascii() and text.isdigit():
        return FiscalYear(int(text)).era
    words: dict[Any, str] = dict(LeadingProject.Standing.choices)
    return str(words.get(text, text)) if change.field == "standing" else text
