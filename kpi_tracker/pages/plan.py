"""The overview and the node page: what hangs from the plan, gathered."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.rating.scorecards.node import NodePage, read_node_page
from evaluations.rating.scorecards.outlines import Outline
from evaluations.rating.scorecards.overview import Overview, read_overview
from evaluations.rating.scorecards.standings import shown_rating
from evaluations.rating.tables import (
    YEARS_OF_INDICATORS,
    StandingTable,
    block_years,
    briefs_file,
    changes_file,
    counts_file,
    standings_file,
)
from exports.page import Files, files_of, taking
from indicators.models import RatingLevel
from indicators.scorecards import shows_classes
from indicators.tables.files import node_in, years_file
from kpi_tracker.pages.overview_rows import missing_drawn, offices_drawn, policies_drawn
from kpi_tracker.pages.season.decided import read_decided
from kpi_tracker.pages.season.files import offices_file
from kpi_tracker.pages.season.own import numbers_of_entries
from kpi_tracker.pages.season.season import Season, read_season
from kpi_tracker.pages.season.sittings import relies_on_sittings, sits
from policies.charts import StandingRow, overview_figure
from policies.filters import MeasureFilter, RatingChoice
from policies.models import PolicyNode
from policies.page import OF_TABLES, PARAMETERS, Scope, person_of, plans_to_name, read_scope, trail
from policies.scorecards.lineage import ended_nodes, succession_of
from policies.scorecards.tree import PlanTree
from policies.tables import BoundedPaginator, RequestConfig
from projects.tables import records_file
from store.page import kept_for_visitors, page_for, relies_on

PAGES = {"per_page": 100, "paginator_class": BoundedPaginator}
LISTED = 20
UNRATED = "none"
LISTED_BESIDE = 6


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, *MeasureFilter.base_filters, is_public=False)
def overview(request: HttpRequest) -> HttpResponse:
    """Show how all measures of the period stand, what is missing, and what changed."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if scope.was_switched:
        return redirect(f"{reverse('policies:overview')}?{scope.query}")
    person = person_of(request)
    if person is not None and scope.enters:
        relies_on(request, *numbers_of_entries(scope, person))
    relies_on_sittings(request, scope)
    also = person.pk if person is not None and (scope.internal or sits(scope, person)) else ""
    make = taking(request, partial(overview_said, request, scope))
    return page_for(request, "pages/plan/overview.html", make, scope=scope, also=also)


def overview_said(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """Return what the overview says."""
    decided = read_decided(scope)
    page = read_overview(scope, plans=plans_to_name(scope), known=decided.settled if decided else None)
    panel = measure_filter(request, scope, page)
    kept: Sequence[Outline] = page.measures
    if any(request.GET.get(name) for name in panel.filters):
        wanted = set(panel.qs.values_list("pk", flat=True))
        kept = [one for one in page.measures if one.node.pk in wanted]
    table = StandingTable.called(kept, scope.period, scope=scope, exclude=hidden_columns(scope, page.cycle))
    RequestConfig(request, paginate=PAGES).configure(table)
    season = read_season(request, scope, page, decided)
    return {
        "page": page,
        "season": season,
        "filter": panel,
        "table": table,
        "figure": figure_of(page),
        "classes": class_tiles(page),
        "policy_rows": policies_drawn(scope, page),
        "office_rows": offices_drawn(season.offices),
        "missing": missing_drawn(scope, page, page.missing[:LISTED]),
        "changes": page.changes[:LISTED_BESIDE],
        "files": overview_files(scope, page, table, season),
    }


@require_safe
@kept_for_visitors(*PARAMETERS, is_public=False)
def overview_chart(request: HttpRequest) -> JsonResponse:
    """Return the overview's figure as data: the same that its page carries."""
    scope = read_scope(request)
    if scope is None:
        raise Http404
    page = read_overview(scope, plans=plans_to_name(scope))
    return JsonResponse(figure_of(page), json_dumps_params={"ensure_ascii": False})


def figure_of(page: Overview) -> dict[str, Any]:
    """Return how the measures below each node at the top stand, as a chart."""
    rows = [
        StandingRow(str(row.node), dict(row.tally.counts) | {"": row.tally.undecided}) for row in page.rows
    ]
    return overview_figure(
        [row for row in rows if row.total],
        levels=[level.symbol for level in page.levels],
        tones={level.symbol: level.tone for level in page.levels},
        measure_word=page.measure_word,
    )


@require_safe
@kept_for_visitors(*PARAMETERS, *OF_TABLES, is_public=False)
def policy_node(request: HttpRequest, address: str) -> HttpResponse:
    """Show one node of any layer with all that hangs from it."""
    scope = read_scope(request)
    if scope is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None}, status=404)
    make = taking(request, partial(node_said, request, scope, address))
    return page_for(request, "pages/plan/policy_node.html", make, scope=scope)


def node_said(request: HttpRequest, scope: Scope, address: str) -> dict[str, Any] | HttpResponse:
    """Return what the page of a node says, or where else the address leads."""
    tree = PlanTree.of(scope.period)
    node = tree.at(address)
    if node is None and (several := tree.called(address)):
        return which_node(request, scope, tree, several)
    if node is None:
        return missing_node(request, scope, tree, address)
    if scope.was_switched:
        return redirect(f"{node.get_absolute_url()}?{scope.query}")
    page, named = read_node_page(scope, tree, node), plans_to_name(scope)
    table = StandingTable.called(
        list(page.measures), scope.period, scope=scope, exclude=hidden_columns(scope, page.cycle)
    )
    RequestConfig(request, paginate=PAGES).configure(table)
    return {
        "page": page,
        "node": node,
        "table": table,
        "crumbs": trail(scope, tree, node),
        "ended": ended_nodes(page.ended, plans=named),
        "succession": succession_of(node, ended_in=node.ended_in, plans=named),
        "disclaimer": disclaimer(is_adopted=page.standing.is_adopted),
        "files": node_files(scope, page, table),
    }


def overview_files(scope: Scope, page: Overview, table: StandingTable, season: Season) -> Files:
    """Return the tables of the overview, each whole."""
    return files_of(
        counts_file(
            scope,
            page.rows,
            (page.levels, page.directions),
            by_suggestion=page.by_suggestion,
            name="policies",
            title=f"{page.top_layer}別の{page.measure_word}",
        ),
        standings_file(scope, [row.record for row in table.rows], page.rules),
        briefs_file(scope, page.tree, page.rules, page.missing, name="missing", title="未提出の指標"),
        changes_file(scope, page.tree, page.rules, page.changes) if page.rules.shows_classes else None,
        offices_file(season.asked, season.offices) if season.asked and season.offices else None,
    )


def node_files(scope: Scope, page: NodePage, table: StandingTable) -> Files:
    """Return the tables of a node's page, each whole."""
    blocks, projects = [*page.judged, *page.supplementary], [*page.projects, *page.earlier_projects]
    years = block_years(blocks)
    below, rules = page.below, page.rules
    return files_of(
        years_file(scope, years, node_in(page.tree), name="indicators", title=YEARS_OF_INDICATORS)
        if years
        else None,
        briefs_file(scope, page.tree, rules, below, name="below", title="下にある指標") if below else None,
        counts_file(
            scope,
            page.rows,
            (page.levels, ()),
            by_suggestion=page.by_suggestion,
            name="children",
            title="内訳",
        ),
        standings_file(scope, [row.record for row in table.rows], rules),
        records_file(scope, projects) if projects else None,
    )


def missing_node(request: HttpRequest, scope: Scope, tree: PlanTree, address: str) -> HttpResponse:
    """Answer for a code that the period does not have: with the overview after a switch, else with the nearest ones."""
    if scope.was_switched:
        return redirect(f"{reverse('policies:overview')}?{scope.query}")
    shown = address[:40]
    message = f"「{shown}」というコードの項目は、{scope.plan} {scope.period}にはありません。"
    if not tree.is_recorded:
        message = f"{scope.plan} {scope.period}の政策体系は、まだ登録されていません。"
    nearest = [
        (f"{node.layer} {node}", f"{node.get_absolute_url()}?{scope.query}") for node in tree.nearest(address)
    ]
    return render(request, "404.html", {"scope": scope, "message": message, "nearest": nearest}, status=404)


def which_node(request: HttpRequest, scope: Scope, tree: PlanTree, several: list[PolicyNode]) -> HttpResponse:
    """Offer every node of a code that the period has more than once."""
    ways = [(named_with_parent(tree, node), f"{node.get_absolute_url()}?{scope.query}") for node in several]
    context = {"scope": scope, "code": several[0].code, "ways": ways}
    return render(request, "pages/plan/which_node.html", context, status=300)


def named_with_parent(tree: PlanTree, node: PolicyNode) -> str:
    """Name a node so that it can be told from another one of the same code."""
    return "　".join(str(one) for one in (*tree.ancestors(node)[-1:], node))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 for every other address, in the frame of the application."""
    return render(request, "404.html", {"scope": None, "user": getattr(request, "user", None)}, status=404)


def measure_filter(request: HttpRequest, scope: Scope, page: Overview) -> MeasureFilter:
    """Return the search panel over the period's measures."""
    differing = {"differs": differing_choice(page)} if scope.shows_suggestions and page.cycle else {}
    return MeasureFilter(
        request.GET,
        PolicyNode.objects.filter(period=scope.period, layer__is_evaluated=True),
        roots=[branch.node for branch in page.tree.roots],
        ratings={
            "progress": rating_choice(page, "進捗状況", "progress", page.levels),
            "direction": rating_choice(page, "今後の方向性", "direction", page.directions),
            **differing,
        },
    )


def rating_choice(page: Overview, label: str, name: str, levels: Sequence[RatingLevel]) -> RatingChoice:
    """Return how the measures are narrowed by one of their ratings: by the same that the page counts."""
    rated: dict[str, list[int]] = {}
    for one in page.measures:
        level = shown_rating(one, name, by_suggestion=page.by_suggestion)
        rated.setdefault(level.symbol if level else UNRATED, []).append(one.node.pk)
    kind, none = ("参考判定", "未判定") if page.by_suggestion else ("決定", "未決定")
    choices = [*((level.symbol, str(level)) for level in levels), (UNRATED, none)]
    return RatingChoice(f"{label}（{kind}）", choices, rated)


def differing_choice(page: Overview) -> RatingChoice:
    """Return how the measures are narrowed by whether their decision differs from its 参考判定."""
    rated = {"yes": [one.node.pk for one in page.measures if one.differs]}
    return RatingChoice("評価と参考判定", [("yes", "異なる")], rated)


def hidden_columns(scope: Scope, cycle: EvaluationCycle | None) -> list[str]:
    """Return the columns of the measures that this person does not see, and so cannot sort by either."""
    is_shown = {
        "suggestion": scope.shows_suggestions,
        "classes": shows_classes(scope, cycle.profile if cycle else None),
    }
    return [name for name, shown in is_shown.items() if not shown]


def class_tiles(page: Overview) -> list[tuple[RatingLevel, int]]:
    """Return each class of the profile with the number of judged indicators that have it in the year shown."""
    symbols = [*page.rules.levels, *(symbol for symbol in page.classes if symbol not in page.rules.levels)]
    return [(page.rules.level(symbol), page.classes.get(symbol, 0)) for symbol in symbols]
