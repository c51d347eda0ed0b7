"""The published data, read-only: what everybody may read, whoever asks; the same engine as the pages.

`plan`, `period` and `year` mean what they mean on pages, but what cannot be found is refused instead of replaced.
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from evaluations.rating.scorecards.standings import cycle_shown
from indicators.models import Indicator
from indicators.scorecards import written_targets
from indicators.views import IndicatorPage, read_indicator
from kpi_tracker.api import answers, editions, schemas
from kpi_tracker.api.asked import ambiguous, is_number, no_measure, unknown_parameter
from kpi_tracker.api.bulk import add_files
from kpi_tracker.api.editions import as_published
from kpi_tracker.api.errors import answer_of, refused, said_of
from kpi_tracker.api.listed import all_briefs, all_measures, briefs, keys_of_indicators, standing
from kpi_tracker.api.narrowing import INDICATORS, MEASURES, PROJECTS
from kpi_tracker.api.paging import (
    NODES_PER_PAGE,
    PER_PAGE,
    WholeList,
    in_chunks,
    is_whole,
    part_of,
)
from kpi_tracker.api.parameters import (
    ClassSymbol,
    Direction,
    IndicatorKey,
    IsJudged,
    Kind,
    MeasureAddress,
    NodeAsked,
    Page,
    PeriodNumber,
    PlanKey,
    Progress,
    SortIndicators,
    SortMeasures,
    SortProjects,
    Standing,
    Uid,
    Year,
)
from kpi_tracker.api.scope import node_asked, place, public_scope, refuse_other_year
from policies.models import NO_KEY, PolicyNode
from policies.page import plans_as_named, plans_to_name, readable_plans
from policies.scorecards.lineage import lines_of
from policies.scorecards.published import Editions, editions_by_plan
from policies.scorecards.tree import PlanTree
from projects.models import LeadingProject
from store.page import kept_for_visitors, relies_on

DESCRIPTION: Final = (
    "公開されている計画・指標・評価結果を読むためのAPIです。ログインの有無にかかわらず、公開された内容だけを返します。"
    "値がないときはnullで、0とは区別します。参考判定は数値から機械的に算出した目安です。"
)
SCOPE: Final = frozenset({"plan", "period", "year"})

api = NinjaAPI(
    title="政策進行管理 公開データ",
    version="1",
    description=DESCRIPTION,
    docs_url=None,  # its page would fetch scripts from elsewhere
    urls_namespace="api",
)
REFUSALS: Final = {400: schemas.Refusal, 404: schemas.Refusal}
Answer = TypeVar("Answer")


api.add_exception_handler(HttpError, refused)


@api.exception_handler(Http404)
def missing(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    """Answer alike for what is missing and for what is not public."""
    return answer_of(404, said_of(404))


def takes(*names: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Refuse a parameter that the operation does not know: a misspelt one would change the answer unseen."""
    known = frozenset(names)

    def wrap(operation: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(operation)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            if others := sorted(set(request.GET) - known):
                raise unknown_parameter(others[0], sorted(known))
            return operation(request, *args, **kwargs)

        return answer

    return wrap


def kept(*names: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Keep the answers of an operation: they are the same for everybody, whoever is logged in."""
    return decorate_view(kept_for_visitors(*names, is_public=True))


@api.get("/plans", response={200: list[schemas.Plan], **REFUSALS}, summary="公開されている計画")
@kept()
@takes()
def plans(request: HttpRequest) -> Any:
    """Return every published plan, the first loaded first."""
    relies_on(request)
    today, published_of = timezone.localdate(), editions_by_plan()
    readable = readable_plans(None, today).prefetch_related("periods")
    published = plans_as_published(published_of)
    return [
        schemas.Plan(key=plan.key, **published[plan.pk]) if plan.pk in published else answers.plan(plan)
        for plan in plans_as_named(readable, None, today, published_of)
    ]


def plans_as_published(editions: Editions) -> dict[int, dict[str, Any]]:
    """Return, by the key of each plan with editions, what the latest of them says of it."""
    latest = {
        pk: (cycles[-1].plan_key, cycles[-1].cycle, cycles[-1].number) for pk, cycles in editions.items()
    }
    rows = Publication.objects.filter(plan_key__in=[key for key, _, _ in latest.values()])
    contents = {
        row[:3]: row[3:] for row in rows.values_list("plan_key", "cycle_key", "edition", "pk", "sha256")
    }
    return {pk: published_plan(*contents[place]) for pk, place in latest.items()}


@lru_cache(maxsize=4096)
def published_plan(pk: int, sha256: str) -> dict[str, Any]:
    """Return what an edition says of its plan: it never changes, and is a few lines of several MB."""
    return dict(read_content(pk, sha256)["plan"])


@api.get("/nodes", response={200: schemas.Tree, **REFUSALS}, summary="政策体系")
@kept("plan", "period", "page")
@takes("plan", "period", "page")
@as_published(editions.nodes)
def nodes(request: HttpRequest, plan: PlanKey = "", period: PeriodNumber = "", page: Page = "1") -> Any:
    """Return the tree of a period, a thousand items to a page, in the order of the plan."""
    scope = public_scope(request)
    nodes = PolicyNode.objects.filter(period=scope.period).order_by("path")
    lines = lines_of(scope.period, plans=plans_to_name(scope))
    if is_whole(request):
        parts = (one.values_list(*answers.NODE_FIELDS.values()) for one in in_chunks(nodes))
        return WholeList(**place(scope), rows=(answers.node(row, lines) for part in parts for row in part))
    rows = nodes.values_list(*answers.NODE_FIELDS.values())
    part = part_of(request, rows, page, size=NODES_PER_PAGE)
    return schemas.Tree(**place(scope), **part.said, nodes=[answers.node(row, lines) for row in part.rows])


@api.get("/measures", response={200: schemas.Measures, **REFUSALS}, summary="施策の評価結果")
@kept(*SCOPE, "page", *MEASURES.names)
@takes(*SCOPE, "page", *MEASURES.names)
@as_published(editions.measures)
def measures(
    request: HttpRequest,
    *,
    plan: PlanKey = "",
    period: PeriodNumber = "",
    year: Year = "",
    page: Page = "1",
    progress: Progress = "",
    direction: Direction = "",
    uid: Uid = "",
    sort: SortMeasures = "",
) -> Any:
    """Return how the 施策 of the period stand in the year, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    tree = PlanTree.of(scope.period)
    if not (MEASURES.is_asked(request) or is_whole(request)):
        return standing(scope, tree, part_of(request, tree.evaluated(), page, size=PER_PAGE))
    rows = all_measures(scope, tree)
    if is_whole(request):
        return WholeList(**place(scope), year=scope.year.year, rows=MEASURES.narrowed(request, rows))
    part = MEASURES.page(request, rows, page)
    return schemas.Measures(
        **place(scope),
        **part.said,
        year=scope.year.year,
        cycle=answers.cycle(cycle_shown(scope)),
        measures=list(part.rows),
    )


@api.get(
    "/measures/{path:address}", response={200: schemas.Measures, **REFUSALS}, summary="一つの施策の評価結果"
)
@kept(*SCOPE)
@takes(*SCOPE)
@as_published(editions.measure)
def measure(
    request: HttpRequest,
    address: MeasureAddress,
    plan: PlanKey = "",
    period: PeriodNumber = "",
    year: Year = "",
) -> Any:
    """Return one 施策 in the shape of all of them."""
    scope = public_scope(request)
    tree = PlanTree.of(scope.period)
    node = tree.at(address) or tree.of_uid(address)
    if node is None and (several := tree.called(address)):
        raise ambiguous(address, [one.address for one in several])
    if node is None or not node.layer.is_evaluated:
        raise no_measure(address, f"{scope.plan} {scope.period}")
    return standing(scope, tree, part_of(request, [node], "1", size=PER_PAGE))


@api.get("/indicators", response={200: schemas.Indicators, **REFUSALS}, summary="指標の一覧")
@kept(*SCOPE, "page", "node", *INDICATORS.names)
@takes(*SCOPE, "page", "node", *INDICATORS.names)
@as_published(editions.indicators)
def indicators(
    request: HttpRequest,
    *,
    plan: PlanKey = "",
    period: PeriodNumber = "",
    year: Year = "",
    page: Page = "1",
    node: NodeAsked = "",
    kind: Kind = "",
    is_judged: IsJudged = "",
    attainment_class: ClassSymbol = "",
    uid: Uid = "",
    sort: SortIndicators = "",
) -> Any:
    """Return the indicators of the period in the year, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    below = node_asked(scope, node) if node.strip() else None
    if is_whole(request):
        narrowed = INDICATORS.narrowed(request, all_briefs(scope, below))
        return WholeList(**place(scope), year=scope.year.year, rows=narrowed)
    if INDICATORS.is_asked(request):
        part = INDICATORS.page(request, all_briefs(scope, below), page)
        found = list(part.rows)
    else:
        part = part_of(request, keys_of_indicators(scope, below), page, size=PER_PAGE)
        found = briefs(scope, part.rows)
    return schemas.Indicators(**place(scope), **part.said, year=scope.year.year, indicators=found)


@api.get("/indicators/{key}", response={200: schemas.OneIndicator, **REFUSALS}, summary="一つの指標")
@kept("year")
@takes("year")
@as_published(editions.indicator)
def indicator(request: HttpRequest, key: IndicatorKey, year: Year = "") -> Any:
    """Return one indicator with all its years."""
    try:
        page: IndicatorPage = read_indicator(request, number_of_indicator(key), publicly=True)
    except Http404:
        return editions.indicator_that_is_gone(request, key)
    refuse_other_year(page.scope, year)
    rows = [row for row in page.rows if row.says_something or row.year in page.scope.period.years]
    card = page.card
    plans, address = plans_to_name(page.scope), card.indicator.node.address
    said = answers.indicator(card, address, rows, written_targets(card), plans=plans, interim=page.interim)
    return schemas.OneIndicator(**place(page.scope), **said.model_dump())


def number_of_indicator(key: str) -> int:
    """Return by which number the installation has the indicator of that number or uid; Http404 where it has none."""
    if is_number(key):
        return int(key)
    if not re.fullmatch(NO_KEY, key):  # of what no row can be called the database is not asked
        raise Http404
    found = Indicator.objects.filter(uid=key).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return found


@api.get("/projects", response={200: schemas.Projects, **REFUSALS}, summary="リーディングプロジェクト")
@kept("plan", "period", "page", "node", *PROJECTS.names)
@takes("plan", "period", "page", "node", *PROJECTS.names)
@as_published(editions.projects)
def projects(
    request: HttpRequest,
    *,
    plan: PlanKey = "",
    period: PeriodNumber = "",
    page: Page = "1",
    node: NodeAsked = "",
    standing: Standing = "",
    uid: Uid = "",
    sort: SortProjects = "",
) -> Any:
    """Return the leading projects of the period that are on record, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    rows = LeadingProject.objects.filter(node__period=scope.period).shown_with(scope.unconfirmed_of)
    rows = rows.under(node_asked(scope, node)) if node.strip() else rows
    found = rows.select_related("node").order_by("node__path", "order", "pk")
    every = (answers.project(one) for rows in in_chunks(found) for one in rows)
    if is_whole(request):
        return WholeList(**place(scope), rows=PROJECTS.narrowed(request, every))
    if PROJECTS.is_asked(request):
        part = PROJECTS.page(request, every, page)
        return schemas.Projects(**place(scope), **part.said, projects=list(part.rows))
    part = part_of(request, found, page, size=PER_PAGE)
    return schemas.Projects(**place(scope), **part.said, projects=[answers.project(one) for one in part.rows])


for _path, _operation, _row, _summary in (
    ("nodes", nodes, schemas.Node, "政策体系"),
    ("measures", measures, schemas.Measure, "施策の評価結果"),
    ("indicators", indicators, schemas.IndicatorBrief, "指標の一覧"),
    ("projects", projects, schemas.Project, "リーディングプロジェクト"),
):
    add_files(api, _path, _operation, _row, _summary)
