"""One evaluation: read by all of its city, written and passed on by whose turn it is."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Person
from desk.page.taking import (
    Fate,
    FateKind,
    form_page,
    opened,
)
from desk.views import takes_drafts
from evaluations.judgement.decision import to_explain
from evaluations.judgement.direction import disclaimer
from evaluations.rating.actions.deciding import chosen_by
from evaluations.rating.page.asking import asked_by, asked_for, switched
from evaluations.rating.page.doing import (
    MovedError,
    PlaceOfForms,
    Slips,
    status_of,
    words_by,
)
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.rating.tables import (
    YEARS_OF_INDICATORS,
    block_years,
    briefs_file,
    earlier_file,
    steps_file,
    undertakings_file,
)
from exports.page import Files, files_of, shown
from indicators.tables.files import history_file, node_in, years_file
from kpi_tracker.pages.evaluation.page import EvaluationPage, changes_of, read_evaluation
from kpi_tracker.pages.evaluation.verbs import VERBS, slips_into
from policies.page import trail
from policies.scorecards.tree import PlanTree
from projects.tables import records_file
from store.actions.history import WHOLE, History


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], address: str) -> str:
    """Return where drafts of the form that is chosen are kept, if the person may send it."""
    return place_of(asked_by(person, chosen), address).draft_allowed(chosen)


@form_page(words=words_by(VERBS))
@takes_drafts(draft_path)
def evaluation(request: HttpRequest, address: str) -> HttpResponse:
    """Show one evaluation; what is posted is one of VERBS."""
    asked = asked_for(request)
    if (elsewhere := switched(asked, address)) is not None:
        return elsewhere
    place = place_of(asked, address)
    if request.method == "POST":
        return place.take(request, partial(show, request, place))
    return show(request, place, opened(request, asked.person, draft=place.draft_in(request)))


def page_of(asked: CycleScope, address: str) -> EvaluationPage:
    """Read the evaluation anew; 404 for what there is not or what the person may not see."""
    tree = PlanTree.of(asked.scope.period)
    node = tree.at(address)
    page = read_evaluation(asked, tree, node) if node and node.layer.is_evaluated else None
    if page is None:
        raise Http404
    return page


def place_of(asked: CycleScope, address: str) -> PlaceOfForms[EvaluationPage, EvaluationPage]:
    """Return the page with its verbs, under its address in this cycle; 404 as page_of()."""
    page = page_of(asked, address)
    path = f"{reverse('evaluations:evaluation', args=(page.node.address,))}?{asked.query}"
    return PlaceOfForms(asked.person, page, path, VERBS)


def show(
    request: HttpRequest, place: PlaceOfForms[EvaluationPage, EvaluationPage], fate: Fate
) -> HttpResponse:
    """Render the evaluation as it is now with the forms that the person may use, one perhaps with what was typed."""
    if fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        place = place_of(asked_for(request), place.page.node.address)
    page, slips = place.page, Slips(place, fate, place.draft_in(request))
    asked, history = page.asked, history_shown(request, page)
    context = {
        "scope": asked.scope,
        "asked": asked,
        "evaluation_page": page,
        "page": page.page,
        "node": page.node,
        "slips": slips_into(slips),
        "basis": basis_shown(page, fate),
        "to_explain": to_explain(page.basis, *chosen_by(page.evaluation)) if page.evaluation else (),
        "crumbs": crumbs(page),
        "history": history,
        "history_query": asked.query,
        "disclaimer": disclaimer(is_adopted=page.page.standing.is_adopted),
        "files": evaluation_files(page, history),
    }
    return shown(
        request, "pages/evaluation/evaluation.html", context | slips.context(), status=status_of(fate)
    )


def history_shown(request: HttpRequest, page: EvaluationPage) -> History | None:
    """Return what staff read of the evaluation's history: all of it where the address asks for it."""
    if page.evaluation is None or not page.asked.is_staff:
        return None
    return changes_of(page.evaluation, whole=request.GET.get("history") == WHOLE)


def evaluation_files(page: EvaluationPage, history: History | None) -> Files:
    """Return the tables of the page."""
    scope, material, about = page.asked.scope, page.page, f"{page.asked.scope.plan.key}-{page.cycle.key}"
    years = block_years([*material.judged, *material.supplementary])
    below, has_contributions = material.below, page.has_contributions
    return files_of(
        years_file(scope, years, node_in(page.tree), name="indicators", title=YEARS_OF_INDICATORS)
        if years
        else None,
        briefs_file(scope, page.tree, material.rules, below, name="below", title="下にある指標")
        if below
        else None,
        undertakings_file(scope, material.undertakings, has_contributions=has_contributions),
        records_file(scope, page.projects),
        earlier_file(page.asked, page.earlier) if page.earlier else None,
        steps_file(page.asked, page.steps),
        history_file(history.lines, about) if history else None,
    )


def basis_shown(page: EvaluationPage, fate: Fate) -> str:
    """Return what a decision stands on: what the form had shown when it began, until what moved was told."""
    if fate.typed is None or fate.kind is FateKind.STALE or isinstance(fate.error, MovedError):
        return page.basis_told
    return fate.typed.get("basis", page.basis_told)


def crumbs(page: EvaluationPage) -> list[tuple[str, str]]:
    """Return the way from the overview over the board to the evaluation."""
    top, *_ = trail(page.asked.scope, page.page.tree, page.node)
    board = ("評価", f"{reverse('evaluations:board')}?{page.asked.query}")
    return [top, board, (str(page.node), "")]
