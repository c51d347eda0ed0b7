"""Further kinds of documents by other hands, as ministries, prefectures, towns and newspapers make them."""

from collections.abc import Callable
from typing import Final

from tests.reports import strangers_cells as cells
from tests.reports import strangers_news as papers
from tests.reports import strangers_objects as objects
from tests.reports import strangers_pages as pages
from tests.reports import strangers_plans as plans
from tests.reports import strangers_proofs as proofs
from tests.reports import strangers_sheets as sheets
from tests.reports import strangers_stages as health
from tests.reports import strangers_strategies as strategies
from tests.reports import strangers_utilities as utilities
from tests.reports.strange_hands import Facts, Hand
from tests.reports.strangers_surroundings import Office, office

Told = tuple[str, list[Facts]]


def _by(write: Callable[[Office], Told], least: int = 3) -> Callable[[Hand], Told]:
    def written(told: Hand) -> Told:
        return write(office(told, least))

    return written


OFFICES: Final[dict[str, Callable[[Hand], Told]]] = {
    "plans without head": _by(plans.by_plan),
    "shared years": _by(plans.shared_years),
    "chart pages": _by(pages.charts),
    "names first": _by(pages.names_first),
    "two pages": _by(pages.two_pages),
    "glued figures": _by(pages.glued),
    "newspaper": _by(papers.news),
    "counted goals": _by(papers.counts),
    "period texts": _by(objects.periods),
    "digest": _by(objects.digest),
    "stages": _by(health.stages),
    "schools": _by(health.schools),
    "deadlines": _by(health.deadlines),
    "strategy": _by(strategies.strategy),
    "goals of the world": _by(strategies.world_goals),
    "footnotes": _by(strategies.footnotes),
    "revised": _by(strategies.revised),
    "cards": _by(strategies.cards),
    "water works": _by(utilities.works),
    "emissions": _by(utilities.emissions),
    "savings": _by(utilities.savings),
    "buildings": _by(utilities.buildings),
    "mixed amounts": _by(utilities.mixed_amounts),
    "town sheets": _by(sheets.town_sheets),
    "beside": _by(sheets.beside, least=4),
    "columns": _by(sheets.columns),
    "paired cells": _by(sheets.paired),
    "chapters": _by(sheets.chapters),
    "spread letters": _by(sheets.spread),
    "middle names": _by(cells.middle_names),
    "own years": _by(cells.own_years),
    "as of a day": _by(cells.as_of_a_day),
    "comparisons": _by(cells.comparisons),
    "circled": _by(cells.circled),
    "said goals": _by(cells.said_goals),
    "rates alone": _by(proofs.rates_alone, least=5),
    "progress": _by(proofs.progress, least=4),
    "year rows": _by(proofs.year_rows, least=3),
    "shares alone": _by(proofs.shares_alone, least=5),
}
