"""One evaluation: read by all of its city, written and passed on by whose turn it is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.once import (
    new_key,
    once,
    outcome_of,
    read_key,
)
from desk.parking import PARAMETER, forget, keeps_what_was_typed
from desk.refusals import NotAllowedError, says_why, whole_number
from evaluations.actions.deciding import chosen_by
from evaluations.evaluation_page.page import EvaluationPage, read_evaluation
from evaluations.judgement.decision import to_explain
from evaluations.judgement.direction import DISCLAIMER
from evaluations.scope import CycleScope
from evaluations.views.asking import asked_for, changes_since, kept, last_change, switched, way_back
from evaluations.views.verbs import VERBS, MovedError, Verb, forms_of
from policies.scope import trail
from policies.tree import PlanTree
from store.actions import RefusedError, StaleRow

RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度保存してください。"
STALE = "表示した後にほかの人が変更したため、保存していません"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def evaluation(request: HttpRequest, address: str) -> HttpResponse:
    """Show one evaluation; what is posted is one of VERBS."""
    asked = asked_for(request)
    if (elsewhere := switched(asked, address)) is not None:
        return elsewhere
    page = page_of(asked, address)
    if request.method == "POST":
        return act(request, page)
    typed = kept(request)
    if (back := way_back(request, typed)) is not None:
        return back
    return show(request, page) if typed is None else restore(request, page, typed)


def page_of(asked: CycleScope, address: str) -> EvaluationPage:
    """Read the evaluation anew; 404 for what there is not or what the person may not see."""
    tree = PlanTree.of(asked.scope.period)
    node = tree.at(address)
    page = read_evaluation(asked, tree, node) if node and node.layer.is_evaluated else None
    if page is None:
        raise Http404
    return page


def act(request: HttpRequest, page: EvaluationPage) -> HttpResponse:
    """Do what the form asks for, once; on a stale page tell what changed and do nothing."""
    sent, person = request.POST, page.asked.person
    verb = VERBS.get(sent.get("verb", ""))
    if verb is None:
        raise BadRequest("操作の種類が読み取れません。")
    version, key = whole_number(sent.get("version")), read_key(sent.get("once"))
    if outcome := outcome_of(key, person):
        return HttpResponseRedirect(outcome)
    if version != page.version:
        return conflict(request, page, verb)
    if not verb.may(page.rights):
        raise NotAllowedError(verb.why_not)
    form = verb.form(page, sent, None)
    if form is not None and not form.is_valid():
        return show(request, page, {verb.name: form}, status=422, typed_at=anchor_of(verb))

    def do() -> str:
        verb.act(page, form, version)
        forget(sent.get(PARAMETER), request.path)
        return f"{address_of(page)}{anchor_of(verb)}"

    try:
        outcome = once(key, person, do)
    except StaleRow:
        return conflict(request, page_of(asked_for(request), page.node.address), verb)
    except RefusedError as refused:
        fresh = page_of(asked_for(request), page.node.address)
        status = 409 if isinstance(refused, MovedError) else 422
        problems = str(refused).splitlines()
        told: dict[str, Any] = {"status": status, "problems": problems, "typed_at": anchor_of(verb)}
        return show(request, fresh, {verb.name: form}, **told)
    messages.success(request, verb.done(page), extra_tags=verb.at)
    return HttpResponseRedirect(outcome)


def conflict(request: HttpRequest, page: EvaluationPage, verb: Verb) -> HttpResponse:
    """Say what changed, who changed it and when; what was typed stays, in the form if it may still be saved."""
    may = verb.may(page.rights)
    forms = {verb.name: verb.typed_again(page, request.POST)} if may else {}
    context = {
        "conflict": changes_since(page.owners, request.POST.get("seen")),
        "conflict_title": STALE,
        "typed": [] if may else verb.typed(request.POST),
        "typed_at": anchor_of(verb) if may else "",
    }
    return show(request, page, forms, status=409, **context)


def restore(request: HttpRequest, page: EvaluationPage, typed: QueryDict) -> HttpResponse:
    """Show the page with what was typed before the login, under the version that was before the person then."""
    verb = VERBS.get(typed.get("verb", ""))
    if verb is None or not verb.may(page.rights):
        return show(request, page, {}, typed=verb.typed(typed) if verb else [])
    version = typed.get("version", "")
    known = {"version": int(version)} if version.isascii() and version.isdigit() and len(version) < 19 else {}
    form = verb.typed_again(page, typed)
    return show(request, page, {verb.name: form}, notice=RESTORED, parked=request.GET.get(PARAMETER), **known)


def anchor_of(verb: Verb) -> str:
    """Return where on the page the verb is done, as a link adds it to the address."""
    return f"#{verb.at}" if verb.at else ""


def address_of(page: EvaluationPage) -> str:
    """Return the address of the evaluation in its cycle."""
    return f"{reverse('evaluations:evaluation', args=(page.node.address,))}?{page.asked.query}"


def show(
    request: HttpRequest,
    page: EvaluationPage,
    forms: dict[str, Any] | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the evaluation with the forms that the person may use, each with what was typed into it."""
    asked = page.asked
    asked_to_explain = to_explain(page.basis, *chosen_by(page.evaluation)) if page.evaluation else ()
    context = {
        "scope": asked.scope,
        "asked": asked,
        "evaluation_page": page,
        "page": page.page,
        "node": page.node,
        "forms": forms_of(page) | {name: form for name, form in (forms or {}).items() if form is not None},
        "to_explain": asked_to_explain,
        "crumbs": crumbs(page),
        "disclaimer": DISCLAIMER,
        "version": page.version,
        "seen": last_change(page.owners),
        "once": new_key(),
    }
    return render(request, "evaluations/evaluation.html", context | more, status=status)


def crumbs(page: EvaluationPage) -> list[tuple[str, str]]:
    """Return the way from the overview over the board to the evaluation."""
    top, *_ = trail(page.asked.scope, page.page.tree, page.node)
    board = ("施策評価", f"{reverse('evaluations:board')}?{page.asked.query}")
    return [top, board, (str(page.node), "")]
