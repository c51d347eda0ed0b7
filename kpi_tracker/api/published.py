"""The published data, read-only: what everybody may read, whoever asks; the same engine as the pages.

`plan`, `period` and `year` mean what they mean on pages, but what cannot be found is refused instead of replaced.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from accounts.models import Department
from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.standings import cycle_shown, standings
from indicators.models import Indicator
from indicators.scorecards import asking_in, profile_shown, rules_shown, scorecards, written_targets
from indicators.views import IndicatorPage, read_indicator
from kpi_tracker.api import answers, editions, schemas
from kpi_tracker.api.editions import as_published
from kpi_tracker.api.paging import NODES_PER_PAGE, PER_PAGE, PartOfList, part_of
from policies.fiscal_year import FiscalYear, FiscalYearError
from policies.models import PolicyNode
from policies.page import Scope, plans_as_named, plans_to_name, read_scope, readable_plans
from policies.scorecards.lineage import lines_of
from policies.scorecards.published import Editions, editions_by_plan
from policies.scorecards.tree import PlanTree
from projects.models import LeadingProject
from store.actions.settled import settled_rows
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
MISSING: Final = "お探しのデータはありません。公開されていないものも、ないものと同じように扱います。"
Answer = TypeVar("Answer")


@api.exception_handler(Http404)
def missing(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    """Answer alike for what is missing and for what is not public."""
    return api.create_response(request, {"detail": MISSING}, status=404)


def takes(*names: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Refuse a parameter that the operation does not know: a misspelt one would change the answer unseen."""
    known = frozenset(names)

    def wrap(operation: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(operation)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            if unknown := sorted(set(request.GET) - known):
                usable = "、".join(sorted(known)) or "なし"
                raise HttpError(
                    400, f"「{unknown[0][:40]}」という項目は指定できません（使える項目：{usable}）。"
                )
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
def nodes(request: HttpRequest, plan: str = "", period: str = "", page: str = "1") -> Any:
    """Return the tree of a period, a thousand items to a page, in the order of the plan."""
    scope = public_scope(request)
    rows = (
        PolicyNode.objects.filter(period=scope.period)
        .order_by("path")
        .values_list(*answers.NODE_FIELDS.values())
    )
    part = part_of(request, rows, page, size=NODES_PER_PAGE)
    lines = lines_of(scope.period, plans=plans_to_name(scope))
    return schemas.Tree(**place(scope), **part.said, nodes=[answers.node(row, lines) for row in part.rows])


@api.get("/measures", response={200: schemas.Measures, **REFUSALS}, summary="施策の評価結果")
@kept(*SCOPE, "page")
@takes(*SCOPE, "page")
@as_published(editions.measures)
def measures(request: HttpRequest, plan: str = "", period: str = "", year: str = "", page: str = "1") -> Any:
    """Return how the 施策 of the period stand in the year, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    tree = PlanTree.of(scope.period)
    return standing(scope, tree, part_of(request, tree.evaluated(), page, size=PER_PAGE))


@api.get(
    "/measures/{path:address}", response={200: schemas.Measures, **REFUSALS}, summary="一つの施策の評価結果"
)
@kept(*SCOPE)
@takes(*SCOPE)
@as_published(editions.measure)
def measure(request: HttpRequest, address: str, plan: str = "", period: str = "", year: str = "") -> Any:
    """Return one 施策 in the shape of all of them."""
    scope = public_scope(request)
    tree = PlanTree.of(scope.period)
    node = tree.at(address) or tree.of_uid(address)
    if node is None and (several := tree.called(address)):
        ways = "、".join(one.address for one in several)
        raise HttpError(404, f"コード「{address[:40]}」の項目は{len(several)}件あります（{ways}）。")
    if node is None or not node.layer.is_evaluated:
        raise HttpError(404, f"「{address[:40]}」という施策は、{scope.plan} {scope.period}にはありません。")
    return standing(scope, tree, part_of(request, [node], "1", size=PER_PAGE))


@api.get("/indicators", response={200: schemas.Indicators, **REFUSALS}, summary="指標の一覧")
@kept(*SCOPE, "page")
@takes(*SCOPE, "page")
@as_published(editions.indicators)
def indicators(
    request: HttpRequest, plan: str = "", period: str = "", year: str = "", page: str = "1"
) -> Any:
    """Return the indicators of the period in the year, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    rows = Indicator.objects.filter(node__period=scope.period).order_by("node__path", "order", "pk")
    part = part_of(request, rows.with_series(unconfirmed_of=scope.unconfirmed_of), page, size=PER_PAGE)
    cards = scorecards(
        part.rows,
        year=scope.year,
        period=scope.period,
        rules=rules_shown(scope, profile_shown(scope)),
        on=asking_in(scope),
        recorded={},  # for checks, of which nothing is said here
        reported={},
    )
    return schemas.Indicators(
        **place(scope),
        **part.said,
        year=scope.year.year,
        indicators=[answers.brief(card, card.indicator.node.address) for card in cards],
    )


@api.get("/indicators/{int:pk}", response={200: schemas.OneIndicator, **REFUSALS}, summary="一つの指標")
@kept("year")
@takes("year")
@as_published(editions.indicator)
def indicator(request: HttpRequest, pk: int, year: str = "") -> Any:
    """Return one indicator with all its years."""
    try:
        page: IndicatorPage = read_indicator(request, pk, publicly=True)
    except Http404:
        return editions.indicator_that_is_gone(request, pk)
    refuse_other_year(page.scope, year)
    rows = [row for row in page.rows if row.says_something or row.year in page.scope.period.years]
    card = page.card
    plans, address = plans_to_name(page.scope), card.indicator.node.address
    said = answers.indicator(card, address, rows, written_targets(card), plans=plans, interim=page.interim)
    return schemas.OneIndicator(**place(page.scope), **said.model_dump())


@api.get("/projects", response={200: schemas.Projects, **REFUSALS}, summary="リーディングプロジェクト")
@kept("plan", "period", "page")
@takes("plan", "period", "page")
@as_published(editions.projects)
def projects(request: HttpRequest, plan: str = "", period: str = "", page: str = "1") -> Any:
    """Return the leading projects of the period that are on record, a hundred to a page, in the order of the plan."""
    scope = public_scope(request)
    rows = LeadingProject.objects.filter(node__period=scope.period).shown_with(scope.unconfirmed_of)
    found = rows.select_related("node").order_by("node__path", "order", "pk")
    part = part_of(request, found, page, size=PER_PAGE)
    return schemas.Projects(**place(scope), **part.said, projects=[answers.project(one) for one in part.rows])


def public_scope(request: HttpRequest) -> Scope:
    """Return what the address asks for as everybody may see it; what is not there is refused, never replaced."""
    scope = read_scope(request, publicly=True)
    if scope is None:
        raise HttpError(404, "公開されている計画がありません。")
    for name, label, found in (
        ("plan", "キー", scope.plan.key),
        ("period", "計画期間", str(scope.period.number)),
    ):
        asked = request.GET.get(name, "").strip()
        if asked and asked != found:
            raise HttpError(404, f"「{asked[:40]}」という{label}の公開データはありません。")
    refuse_other_year(scope, request.GET.get("year", ""))
    return scope


def refuse_other_year(scope: Scope, asked: str) -> None:
    """Refuse a year that cannot be read (400) or is not one of the period (404)."""
    if not asked.strip():
        return
    try:
        wanted = FiscalYear.read(asked.strip()[:40]).year
    except FiscalYearError as error:
        raise HttpError(400, str(error)) from None
    if wanted != scope.year:
        raise HttpError(404, f"{wanted.label}は{scope.period}の年度ではありません。")


def place(scope: Scope) -> dict[str, Any]:
    """Return which plan and period an answer is about."""
    return {"plan": scope.plan.key, "period": scope.period.number, "source": schemas.LIVE}


def standing(scope: Scope, tree: PlanTree, part: PartOfList) -> schemas.Measures:
    """Return these measures as they stand, in a number of queries that does not grow with them."""
    cycle = cycle_shown(scope)
    own = Department.objects.filter(local_government_code=scope.plan.local_government_code)
    departments = {one.pk: one for one in settled_rows(own)}
    for node in part.rows:
        node.department = departments.get(node.department_id or 0)
    found = standings(scope, tree, part.rows, cycle)
    decided = [one.evaluation.pk for one in found if one.evaluation]
    reasons: dict[int, list[EvaluationReason]] = {}
    for reason in EvaluationReason.objects.filter(evaluation__in=decided) if decided else ():
        reasons.setdefault(reason.evaluation_id, []).append(reason)
    return schemas.Measures(
        **place(scope),
        **part.said,
        year=scope.year.year,
        cycle=answers.cycle(cycle),
        measures=[answers.measure(scope, one, reasons) for one in found],
    )
