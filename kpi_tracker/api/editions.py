"""The published data of a plan with editions: what a visitor's pages show of it, from the newest edition alone.

Beside it, where the plan lets them, what was confirmed after it (evaluations.publishing.scorecards.later).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.utils import timezone

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import PublishedEdition, PublishedKeys, keys_in, read_content
from evaluations.publishing.scorecards.later import later_years, with_later
from kpi_tracker.api import edition_answers as answers
from kpi_tracker.api import schemas
from kpi_tracker.api.asked import is_number, no_measure, other_year, unknown, year_of
from kpi_tracker.api.edition_answers import PublishedIndicator
from kpi_tracker.api.listed import WHOLE
from kpi_tracker.api.narrowing import INDICATORS, MEASURES, PROJECTS
from kpi_tracker.api.paging import (
    NODES_PER_PAGE,
    PER_PAGE,
    PartOfList,
    WholeList,
    in_parts,
    is_whole,
    part_of,
)
from policies.models import Plan, PlanPeriod
from policies.scorecards.published import Edition, OnlyPublishedError, editions_by_plan
from store.numbers import number_of
from store.page import relies_on

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Asked:
    """An edition, and the year of it that the address asks for."""

    shown: PublishedEdition
    plan: Plan
    year: int

    @property
    def place(self) -> dict[str, Any]:
        """Which plan and period an answer is about, and what it was taken from."""
        return {
            "plan": self.plan.key,
            "period": self.shown.content["period"]["number"],
            "source": source(self.shown),
        }

    def brought_up(self, found: Sequence[PublishedIndicator]) -> list[PublishedIndicator]:
        """Return these indicators with what was confirmed since, where visitors see it."""
        if not self.shown.shows_later or not found:
            return list(found)
        later = later_years(cycle_of(self.shown), [one.one for one in found], timezone.localdate())
        brought = with_later({"indicators": [one.one for one in found]}, later)["indicators"]
        return [replace(one, one=now) for one, now in zip(found, brought, strict=True)]


def as_published(
    published: Callable[..., Answer],
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Let `published` answer, from the newest edition, for a plan of which nobody outside reads anything else."""

    def wrap(operation: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(operation)
        def answer(request: HttpRequest, **kwargs: Any) -> Answer:
            try:
                return operation(request, **kwargs)
            except OnlyPublishedError as only:
                return published(request, only.plan, **kwargs)

        return answer

    return wrap


def nodes(request: HttpRequest, about: Plan, /, *, page: str = "1", **_: str) -> schemas.Tree | WholeList:
    """Return the tree as it was published."""
    asked = asked_for(request, about)
    if is_whole(request):
        return whole(asked, answers.each_node(asked.shown))
    part = part_of(request, answers.nodes(asked.shown), page, size=NODES_PER_PAGE)
    return schemas.Tree(**asked.place, **part.said, nodes=list(part.rows))


def measures(
    request: HttpRequest, about: Plan, /, *, page: str = "1", **_: str
) -> schemas.Measures | WholeList:
    """Return the 施策 with their published ratings."""
    asked = asked_for(request, about)
    rows = asked.shown.content["measures"]
    every = (one for part in in_parts(rows) for one in standing(asked, PartOfList(part, WHOLE)).measures)
    if is_whole(request):
        return whole(asked, MEASURES.narrowed(request, every), year=asked.year)
    if not MEASURES.is_asked(request):
        return standing(asked, part_of(request, rows, page, size=PER_PAGE))
    part = MEASURES.page(request, every, page)
    return told(asked, part, list(part.rows))


def measure(request: HttpRequest, about: Plan, /, *, address: str, **_: str) -> schemas.Measures:
    """Return one 施策 in the shape of all of them."""
    asked = asked_for(request, about)
    found = [
        one
        for one in asked.shown.content["measures"]
        if address in {one["address"], one.get("uid", address + "?")}
    ]
    if not found:
        raise no_measure(address, "公表版")
    return standing(asked, part_of(request, found, "1", size=PER_PAGE))


def whole(asked: Asked, rows: Iterable[Any], *, year: int | None = None) -> WholeList:
    """Return a list that is taken away."""
    return WholeList(**asked.place, year=year, rows=rows)


def standing(asked: Asked, part: PartOfList) -> schemas.Measures:
    """Return these 施策, with their indicators in the year."""
    held = [[PublishedIndicator(one, node) for one in node["indicators"]] for node in part.rows]
    brought = iter(asked.brought_up([one for found in held for one in found]))
    measures = [
        answers.measure(asked.shown, node, [next(brought) for _ in found], asked.year)
        for node, found in zip(part.rows, held, strict=True)
    ]
    return told(asked, part, measures)


def told(asked: Asked, part: PartOfList, measures: list[schemas.Measure]) -> schemas.Measures:
    """Return what the answer says of these 施策."""
    return schemas.Measures(
        **asked.place, **part.said, year=asked.year, cycle=answers.cycle(asked.shown), measures=measures
    )


def indicators(
    request: HttpRequest, about: Plan, /, *, page: str = "1", **_: str
) -> schemas.Indicators | WholeList:
    """Return the published indicators in the year."""
    asked = asked_for(request, about)
    below = below_asked(asked.shown, request)
    rows = [
        one
        for one in answers.published_indicators(asked.shown)
        if below is None or one.node["address"] in below
    ]
    every = (one for part in in_parts(rows) for one in briefs(asked, part))
    if is_whole(request):
        return whole(asked, INDICATORS.narrowed(request, every), year=asked.year)
    if INDICATORS.is_asked(request):
        part = INDICATORS.page(request, every, page)
        found = list(part.rows)
    else:
        part = part_of(request, rows, page, size=PER_PAGE)
        found = briefs(asked, part.rows)
    return schemas.Indicators(**asked.place, **part.said, year=asked.year, indicators=found)


def briefs(asked: Asked, rows: Sequence[PublishedIndicator]) -> list[schemas.IndicatorBrief]:
    """Return these indicators in the year."""
    return [answers.brief(asked.shown, one, asked.year) for one in asked.brought_up(rows)]


def indicator(request: HttpRequest, about: Plan, /, *, key: str, **_: str) -> schemas.OneIndicator:
    """Return a published indicator with all its years; 404 for one that was not published."""
    for edition in newest_first(about):
        asked = read(request, about, edition)
        found = [one for one in answers.published_indicators(asked.shown) if one.is_called(key)]
        if found:
            (brought,) = asked.brought_up(found[:1])
            said = answers.indicator(asked.shown, brought, asked.year).model_dump()
            return schemas.OneIndicator(**asked.place, **said)
    raise Http404


def indicator_that_is_gone(request: HttpRequest, key: str) -> schemas.OneIndicator:
    """Return an indicator of which there are only editions any more; 404 where none ever published it."""
    for plan, found in editions_by_plan().items():
        if any(is_shown(published_keys(edition), key) for edition in found):
            return indicator(request, Plan.objects.get(pk=plan), key=key)
    raise Http404


def is_shown(keys: PublishedKeys, key: str) -> bool:
    """Tell whether an edition shows the indicator of that uid or number."""
    return key in keys.uids or (is_number(key) and int(key) in keys.indicators)


def projects(
    request: HttpRequest, about: Plan, /, *, page: str = "1", **_: str
) -> schemas.Projects | WholeList:
    """Return the published leading projects."""
    asked = asked_for(request, about)
    below = below_asked(asked.shown, request)
    rows = (one for one in answers.each_project(asked.shown) if below is None or one.node in below)
    if is_whole(request):
        return whole(asked, PROJECTS.narrowed(request, rows))
    part = PROJECTS.page(request, rows, page)
    return schemas.Projects(**asked.place, **part.said, projects=list(part.rows))


def below_asked(shown: PublishedEdition, request: HttpRequest) -> frozenset[str] | None:
    """Return the addresses of the published item that is asked for and of all below it; None where none is."""
    asked = request.GET.get("node", "").strip()
    if not asked:
        return None
    nodes = answers.nodes(shown)
    below = {one.address for one in nodes if asked in {one.address, one.uid}}
    if not below:
        raise unknown("node", "項目", asked)
    for _ in nodes:  # at most as deep as there are items
        more = {one.address for one in nodes if one.parent in below} - below
        if not more:
            break
        below |= more
    return frozenset(below)


def newest_first(plan: Plan) -> Iterator[Edition]:
    """Yield the latest edition of every cycle, the last cycle first."""
    return reversed(editions_by_plan([plan]).get(plan.pk, ()))


def asked_for(request: HttpRequest, plan: Plan) -> Asked:
    """Return the newest edition of the period that the address names, else of the last one published.

    A plan that nobody has is refused, though the first one would be read in its place.
    """
    if (wanted := request.GET.get("plan", "").strip()) and wanted != plan.key:
        raise unknown("plan", "キー", wanted)
    asked = request.GET.get("period", "").strip()
    periods = dict(PlanPeriod.objects.filter(plan=plan).values_list("pk", "number"))
    for edition in newest_first(plan):
        if not asked or asked == str(periods[edition.period]):
            return read(request, plan, edition)
    raise unknown("period", "計画期間", asked)


def read(request: HttpRequest, plan: Plan, edition: Edition) -> Asked:
    """Read an edition; the answer hangs from what visitors see of the plan."""
    relies_on(request, number_of(plan.pk, publicly=True))
    row = row_of(edition)
    shown = PublishedEdition(row, read_content(row.pk, row.sha256), [row], plan.shows_later_results)
    newest = next(one for one in newest_first(plan) if one.period == edition.period)
    if newest != edition:
        shown = replace(shown, shows_later=False)
    return Asked(shown, plan, year_asked(request, shown))


def row_of(edition: Edition) -> Publication:
    rows = Publication.objects.at(edition.plan_key, edition.cycle)
    return rows.without_content().select_related("cycle__period").get(edition=edition.number)


@lru_cache(maxsize=4096)
def published_keys(edition: Edition) -> PublishedKeys:
    """Return the keys of what an edition shows: they never change."""
    row = row_of(edition)
    return keys_in(row.pk, row.sha256)


def cycle_of(shown: PublishedEdition) -> EvaluationCycle:
    return EvaluationCycle.objects.with_rules().select_related("period__plan").get(pk=shown.row.cycle_id)


def year_asked(request: HttpRequest, shown: PublishedEdition) -> int:
    """Return the year that the address asks for, else the edition's last; refuse one that is not of its period."""
    asked, period = request.GET.get("year", "").strip(), shown.content["period"]
    if not asked:
        return int(shown.content["cycle"]["last_year"])
    wanted = year_of(asked)
    if not period["first_year"] <= wanted.year <= period["last_year"]:
        raise other_year(wanted, period["name"])
    return wanted.year


def source(shown: PublishedEdition) -> schemas.Source:
    """Return from which edition an answer was taken."""
    row = shown.row
    return schemas.Source(
        origin=schemas.Origin.EDITION,
        cycle=row.cycle_key,
        edition=row.edition,
        published_at=shown.published_at,
        sha256=row.sha256,
        data=f"{row.get_absolute_url()}data.json",
    )
