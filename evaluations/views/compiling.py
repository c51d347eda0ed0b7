"""The texts of one evaluation with 見え消し, comments and what the city's list finds; for the officers concerned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from evaluations.evaluation_page.compiling import CompilingPage, Passage, Thread, read_compiling
from evaluations.forms.compiling import PassageForm
from evaluations.judgement.wording import corrected
from evaluations.models.compiling import COMPILING
from evaluations.views.asking import asked_for, changes_since, kept, last_change, switched, way_back
from evaluations.views.compiling_verbs import VERBS, About, VanishedError, Verb, typed
from policies.tree import PlanTree
from store.actions import RefusedError, StaleRow
from store.models import owner_of

RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度保存してください。"
STALE = "表示した後にほかの人が変更したため、保存していません"
MENDED = "赤い字の欄を確かめて、直してください。"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def compiling(request: HttpRequest, address: str) -> HttpResponse:
    """Show the texts of one evaluation; what is posted is one of VERBS."""
    asked = asked_for(request)
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    page = page_of(request, address)
    if request.method == "POST":
        return act(request, page)
    sent = kept(request)
    if (back := way_back(request, sent)) is not None:
        return back
    if sent is None:
        return show(request, page)
    return show(request, page, sent, notice=RESTORED, parked=request.GET.get(PARAMETER))


def page_of(request: HttpRequest, address: str) -> CompilingPage:
    """Read the page anew; 404 for what there is not or what the person may not see."""
    asked = asked_for(request)
    node = PlanTree.of(asked.scope.period).at(address)
    page = read_compiling(asked, node) if node and node.layer.is_evaluated else None
    if page is None:
        raise Http404
    return page


def act(request: HttpRequest, page: CompilingPage) -> HttpResponse:
    """Do what the form asks for, once; on a stale page tell what changed and do nothing."""
    sent, person = request.POST, page.asked.person
    verb = VERBS.get(sent.get("verb", ""))
    if verb is None:
        raise BadRequest("操作の種類が読み取れません。")
    version, key = whole_number(sent.get("version")), read_key(sent.get("once"))
    if outcome := outcome_of(key, person):
        return HttpResponseRedirect(outcome)
    about = found(verb, page, sent)
    if about is not None and not verb.may(page.rights, about):
        raise NotAllowedError(verb.why_not)
    if about is None or (verb.moves_version and version != page.evaluation.version):
        return conflict(request, page)
    form = verb.form(about, sent, None)
    if form is not None and not form.is_valid():
        return show(request, page, sent, form, status=422, problems=[MENDED])

    def do() -> str:
        verb.act(page, about, form, sent)
        forget(sent.get(PARAMETER), request.path)
        return f"{address_of(page)}#{about.passage.anchor}"

    try:
        outcome = once(key, person, do)
    except StaleRow:
        return conflict(request, page_of(request, page.node.address))
    except RefusedError as refused:
        fresh = page_of(request, page.node.address)
        return show(request, fresh, sent, form, status=422, problems=str(refused).splitlines())
    messages.success(request, verb.done, extra_tags=about.passage.anchor)
    return HttpResponseRedirect(outcome)


def found(verb: Verb, page: CompilingPage, sent: QueryDict) -> About | None:
    """Return what the form is about, None if that is not there any more."""
    try:
        return verb.find(page, sent)
    except VanishedError:
        return None


def conflict(request: HttpRequest, page: CompilingPage) -> HttpResponse:
    """Say what changed, who changed it and when; what was typed stays, in its form if that is still there."""
    changed = changes_since(owners_of(page), request.POST.get("seen"))
    return show(request, page, request.POST, status=409, conflict=changed, conflict_title=STALE)


def owners_of(page: CompilingPage) -> list[str]:
    """Return whose history the page tells: the evaluation's, and what officers said about it."""
    return [owner_of(name, page.evaluation.pk) for name in ("evaluations.evaluation", COMPILING)]


def address_of(page: CompilingPage) -> str:
    """Return the address of the page in its cycle."""
    return f"{reverse('evaluations:compiling', args=(page.node.address,))}?{page.asked.query}"


@dataclass(slots=True)
class ThreadView:
    """A comment with the form of a reply, None where the person may not answer."""

    thread: Thread
    reply: PassageForm | None = None


@dataclass(slots=True)
class PassageView:
    """A passage with the forms that the person may use there."""

    passage: Passage
    threads: list[ThreadView] = field(default_factory=list)
    propose: PassageForm | None = None
    answer_proposal: PassageForm | None = None
    comment: PassageForm | None = None
    may_withdraw: bool = False
    opened: str = ""


def view_of(page: CompilingPage, passage: Passage) -> PassageView:
    """Return the passage with forms in which nothing is typed yet."""
    rights, about, proposal = page.rights, About(passage), passage.open_proposal
    view = PassageView(passage)
    if VERBS["propose"].may(rights, about):
        view.propose = VERBS["propose"].form(about, None, None)
    if proposal is not None and rights.answers:
        view.answer_proposal = VERBS["answer_proposal"].form(About(passage, proposal=proposal), None, None)
    if VERBS["comment"].may(rights, about):
        view.comment = VERBS["comment"].form(about, None, None)
    view.may_withdraw = proposal is not None and rights.withdraws
    view.threads = [
        ThreadView(
            one, VERBS["reply"].form(About(passage, thread=one), None, None) if rights.comments else None
        )
        for one in passage.threads
    ]
    return view


def show(
    request: HttpRequest,
    page: CompilingPage,
    sent: QueryDict | None = None,
    form: PassageForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the page; what was sent stands in its form, or, where that is not there any more, above all others."""
    views = [view_of(page, passage) for passage in page.passages]
    is_kept = put_typed(page, views, sent, form) if sent is not None else True
    if sent is None and (fix := request.GET.get("fix")):
        put_corrected(views, fix)
    others = [one for one in views if one.passage.target.row is None]
    silent = [one for one in others if one.comment is not None and not one.passage.is_spoken_of]
    context = {
        "scope": page.asked.scope,
        "asked": page.asked,
        "compiling": page,
        "node": page.node,
        "texts": [one for one in views if one.passage.target.row is not None],
        "others": [one for one in others if one.passage.is_spoken_of],
        "silent": silent,
        "opened": next((one for one in silent if one.opened), None),
        "typed": [] if is_kept or sent is None else typed(sent),
        "version": page.evaluation.version,
        "seen": last_change(owners_of(page)),
        "once": new_key(),
        "crumbs": crumbs(page),
    }
    return render(request, "evaluations/compiling.html", context | more, status=status)


def put_typed(
    page: CompilingPage, views: Sequence[PassageView], sent: QueryDict, form: PassageForm | None
) -> bool:
    """Put what was sent into its form, as it was checked (`form`) or unchecked; tell whether there is one to put it."""
    name = sent.get("verb", "")
    verb = VERBS.get(name)
    about = found(verb, page, sent) if verb is not None else None
    if verb is None or about is None or not verb.may(page.rights, about):
        return False
    said: dict[str, Any] = sent.dict() | {"accepted": sent.getlist("accepted")}
    shown = form or verb.form(about, None, said)
    view = next(
        one for one in views if one.passage is about.passage or one.passage.place == about.passage.place
    )
    view.opened = name
    if about.thread is not None:
        reply = next((one for one in view.threads if one.thread.comment.pk == about.thread.comment.pk), None)
        if reply is not None and name == "reply":
            reply.reply = shown
    elif name in {"propose", "answer_proposal", "comment"}:
        setattr(view, name, shown)
    return True


def put_corrected(views: Sequence[PassageView], key: str) -> None:
    """Begin the proposal on the named passage with what the city's list would have written."""
    for view in views:
        passage = view.passage
        if view.propose is not None and passage.target.key == key and passage.findings:
            text = corrected(passage.target.text, passage.findings)
            view.propose = VERBS["propose"].form(About(passage), None, {"proposed_text": text})
            view.opened = "propose"


def crumbs(page: CompilingPage) -> list[tuple[str, str]]:
    """Return the way from the overview over the board and the evaluation."""
    query = page.asked.query
    return [
        ("概況", f"{reverse('policies:overview')}?{page.asked.scope.query}"),
        ("施策評価", f"{reverse('evaluations:board')}?{query}"),
        ("点検", f"{reverse('evaluations:compile_list')}?{query}"),
        (str(page.node), f"{reverse('evaluations:evaluation', args=(page.node.address,))}?{query}"),
        ("見え消し・コメント", ""),
    ]
