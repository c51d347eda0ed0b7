"""Further kinds of documents by other hands, as ministries, prefectures, towns and newspapers make them."""

from collections.abc import Callable
from typing import Final

from tests.reports import strangers_news as papers
from tests.reports import strangers_objects as objects
from tests.reports import strangers_pages as pages
from tests.reports import strangers_plans as plans
from tests.reports.strange_hands import Facts, Hand
from tests.reports.strangers_surroundings import Office, office

Told = tuple[str, list[Facts]]


def _by(write: Callable[[Office], Told]) -> Callable[[Hand], Told]:
    def written(told: Hand) -> Told:
        return write(office(told))

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
}
