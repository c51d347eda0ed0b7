"""The texts of one evaluation with 見え消し, comments and what the city's list finds; for the officers concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Person
from desk.page.taking import (
    Fate,
    FateKind,
    form_page,
    opened,
)
from desk.views import takes_drafts
from evaluations.rating.page.asking import asked_by, asked_for, switched
from evaluations.rating.page.doing import (
    PlaceOfForms,
    Slip,
    Slips,
    status_of,
    words_by,
)
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.redline.findings import corrected
from evaluations.redline.scorecards.passages import (
    CompilingPage,
    Passage,
    Thread,
    read_compiling,
)
from evaluations.redline.views.compiling_verbs import VERBS, About
from policies.scorecards.tree import PlanTree

OTHERS = "others"


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], address: str) -> str:
    """Return where drafts of the form that is chosen are kept, if the person may send it."""
    return place_of(asked_by(person, chosen), address).draft_allowed(chosen)


@form_page(words=words_by(VERBS))
@takes_drafts(draft_path)
def compiling(request: HttpRequest, address: str) -> HttpResponse:
    """Show the texts of one evaluation; what is posted is one of VERBS."""
    asked = asked_for(request)
    if (elsewhere := switched(asked)) is not None:
        return elsewhere
    place = place_of(asked, address)
    if request.method == "POST":
        return place.take(request, partial(show, request, place))
    return show(request, place, opened(request, asked.person, draft=place.draft_in(request)))


def page_of(asked: CycleScope, address: str) -> CompilingPage:
    """Read the page anew; 404 for what there is not or what the person may not see."""
    node = PlanTree.of(asked.scope.period).at(address)
    page = read_compiling(asked, node) if node and node.layer.is_evaluated else None
    if page is None:
        raise Http404
    return page


def place_of(asked: CycleScope, address: str) -> PlaceOfForms[CompilingPage, About]:
    """Return the page with its verbs, under its address in this cycle; 404 as page_of()."""
    page = page_of(asked, address)
    path = f"{reverse('evaluations:compiling', args=(page.node.address,))}?{asked.query}"
    return PlaceOfForms(asked.person, page, path, VERBS)


@dataclass(slots=True)
class ThreadView:
    """A comment with the forms that the person may use on it."""

    thread: Thread
    reply: Slip | None = None
    resolve: Slip | None = None


@dataclass(slots=True)
class PassageView:
    """A passage with the forms that the person may use there."""

    passage: Passage
    threads: list[ThreadView] = field(default_factory=list)
    propose: Slip | None = None
    answer_proposal: Slip | None = None
    withdraw: Slip | None = None
    comment: Slip | None = None


AllSlips = Slips[CompilingPage, About]


def view_of(slips: AllSlips, passage: Passage) -> PassageView:
    """Return the passage with the forms that the person may use there."""
    about, key = About(slips.place.page, passage), passage.target.key
    view = PassageView(passage, [thread_view(slips, passage, one) for one in passage.threads])
    view.propose = slips.of("propose", about, key)
    view.comment = slips.of("comment", about, key)
    if (proposal := passage.open_proposal) is not None:
        about = About(slips.place.page, passage, proposal=proposal)
        view.answer_proposal = slips.of("answer_proposal", about, str(proposal.pk))
        view.withdraw = slips.of("withdraw", about, str(proposal.pk))
    return view


def thread_view(slips: AllSlips, passage: Passage, thread: Thread) -> ThreadView:
    """Return the comment with the forms that the person may use on it."""
    about, key = About(slips.place.page, passage, thread=thread), str(thread.comment.pk)
    if not thread.comment.is_open:
        return ThreadView(thread)
    return ThreadView(thread, slips.of("reply", about, key), slips.of("resolve", about, key))


@dataclass(frozen=True, slots=True)
class Silent:
    """What nothing was said about yet: one form comments on any of it; `chosen` is the key of what is spoken of."""

    passages: Sequence[Passage]
    chosen: str
    comment: Slip


def silent_of(slips: AllSlips, passages: Sequence[Passage]) -> Silent | None:
    """Return the form for all of these, None where the person may not comment on them."""
    if not passages:
        return None
    keys = {one.target.key: one for one in passages}
    typed = slips.fate.typed.get("target", "") if slips.fate.typed is not None else ""
    passage = keys.get(typed, passages[0])
    slip = slips.of("comment", About(slips.place.page, passage), among=keys, anchor=OTHERS)
    return Silent(passages, passage.target.key, slip) if slip is not None else None


def show(request: HttpRequest, place: PlaceOfForms[CompilingPage, About], fate: Fate) -> HttpResponse:
    """Render the page as it is now; what was typed stands in its form, or, where that is not there any more, above."""
    if fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        place = place_of(asked_for(request), place.page.node.address)
    page, slips = place.page, Slips(place, fate, place.draft_in(request))
    texts = [view_of(slips, one) for one in page.texts]
    others = [view_of(slips, one) for one in page.others if one.is_spoken_of]
    if fate.typed is None and (fix := request.GET.get("fix")):
        put_corrected(texts, fix)
    context = {
        "scope": page.asked.scope,
        "asked": page.asked,
        "compiling": page,
        "node": page.node,
        "texts": texts,
        "others": others,
        "silent": silent_of(slips, [one for one in page.others if not one.is_spoken_of]),
        "crumbs": crumbs(page),
    }
    return render(
        request, "evaluations/redline/compiling.html", context | slips.context(), status=status_of(fate)
    )


def put_corrected(views: Sequence[PassageView], key: str) -> None:
    """Begin the proposal on the named passage with what the city's list would have written."""
    for view in views:
        passage = view.passage
        if view.propose is not None and passage.target.key == key and passage.findings:
            text = corrected(passage.target.text, passage.findings)
            view.propose.form.initial["proposed_text"] = text
            view.propose.is_open = True


def crumbs(page: CompilingPage) -> list[tuple[str, str]]:
    """Return the way from the overview over the board and the evaluation."""
    query = page.asked.query
    return [
        ("概況", f"{reverse('policies:overview')}?{page.asked.scope.query}"),
        ("評価", f"{reverse('evaluations:board')}?{query}"),
        ("点検", f"{reverse('evaluations:compile_list')}?{query}"),
        (str(page.node), f"{reverse('evaluations:evaluation', args=(page.node.address,))}?{query}"),
        ("見え消し・コメント", ""),
    ]
