"""The city's list of 用字用語: read and tried by its staff, kept by the 事務局; also many lines at once."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_tables2 import RequestConfig

from accounts.posts import acting
from accounts.rules import Role
from desk.once import (
    new_key,
    once,
    outcome_of,
    read_key,
)
from desk.parking import PARAMETER, forget, keeps_what_was_typed
from desk.refusals import NotAllowedError, says_why, whole_number
from evaluations.actions.wording import add_examples, add_wording_rule, put_pasted
from evaluations.filters import WordingFilter
from evaluations.forms.wording import LINE_FORMS, LineForm, PasteForm, TryForm
from evaluations.judgement.wording import check
from evaluations.lists.wording import changed_since, read_city_list
from evaluations.models.compiling import rules_of_city
from evaluations.scope import CycleScope
from evaluations.tables import WordingTable
from evaluations.views.asking import asked_for, kept, way_back
from policies.tables import BoundedPaginator
from store.actions import Actor, RefusedError, StaleRow

ONLY_PLANNING: Final = "用字用語の一覧を変更できるのは、事務局だけです。"
STALE: Final = "表示した後に一覧が変更されたため、保存していません"
RESTORED: Final = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度操作してください。"
MENDED: Final = "下の欄の赤い字を確かめて、直してください。"
PAGES: Final = {"per_page": 100, "paginator_class": BoundedPaginator}
TRY, PASTE, EXAMPLES = "try", "paste", "examples"
FORMS: Final[dict[str, type[forms.Form]]] = {**LINE_FORMS, PASTE: PasteForm, TRY: TryForm}


class FaultyFormError(Exception):
    """A field of the form is wrong; its form says which."""


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def wording_list(request: HttpRequest) -> HttpResponse:
    """Show the list; what is posted tries a text on it or, from the 事務局, adds to it."""
    asked = staff_asking(request)
    if asked.scope.was_switched:
        return HttpResponseRedirect(list_address(asked.scope.query))
    if request.method == "POST":
        kind = request.POST.get("do", "")
        if kind == TRY:
            return try_text(request, asked)
        return save(request, asked, kind)
    typed = kept(request)
    if (back := way_back(request, typed, "plan")) is not None:
        return back
    return show(request, asked, typed, notice=RESTORED if typed is not None else "")


def staff_asking(request: HttpRequest) -> CycleScope:
    """Return what the address asks for; 委員 and other cities do not know of these pages."""
    asked = asked_for(request)
    if not asked.is_staff:
        raise Http404
    return asked


def by_planning(asked: CycleScope) -> Actor:
    """Return the person in the post of the 事務局; refuse everybody else."""
    if not asked.keeps:
        raise NotAllowedError(ONLY_PLANNING)
    return acting(asked.person, Role.PLANNING, asked.code, asked.today)


def list_address(query: str) -> str:
    """Return the address of the list."""
    return f"{reverse('evaluations:wording_list')}?{query}"


def try_text(request: HttpRequest, asked: CycleScope) -> HttpResponse:
    """Show what the list finds in a text; nothing is kept."""
    form = TryForm(request.POST, prefix=TRY)
    if not form.is_valid():
        return show(request, asked, request.POST, status=422)
    text, field = form.cleaned_data["text"], form.cleaned_data["field"]
    return show(request, asked, request.POST, findings=check(text, rules_of_city(asked.code), field))


def save(request: HttpRequest, asked: CycleScope, kind: str) -> HttpResponse:
    """Do what the form asks for, once, or show it again with what is wrong."""
    by, sent = by_planning(asked), request.POST
    if kind not in {*LINE_FORMS, PASTE, EXAMPLES}:
        raise BadRequest("操作の種類が読み取れません。")
    version, key = whole_number(sent.get("version")), read_key(sent.get("once"))
    if outcome := outcome_of(key, asked.person):
        return HttpResponseRedirect(outcome)
    said: list[str] = []

    def do() -> str:
        said.append(put(asked.code, kind, sent, version, by))
        forget(sent.get(PARAMETER), request.path)
        return list_address(asked.query)

    try:
        outcome = once(key, asked.person, do)
    except FaultyFormError:
        return show(request, asked, sent, status=422, problems=[MENDED])
    except RefusedError as refused:
        return show(request, asked, sent, status=422, problems=str(refused).splitlines())
    except StaleRow:
        return show_conflict(request, asked, sent)
    for sentence in said:
        messages.success(request, sentence)
    return HttpResponseRedirect(outcome)


def put(code: str, kind: str, sent: QueryDict, version: int, by: Actor) -> str:
    """Write what was sent and return the sentence that says so; raise FaultyFormError if a field is wrong."""
    if kind == EXAMPLES:
        count = add_examples(code, version=version, by=by)
        return f"例を{count}件取り込みました。" if count else "例は、すべて一覧にあります。"
    form = FORMS[kind](sent, prefix=kind)
    if not form.is_valid():
        raise FaultyFormError
    if isinstance(form, LineForm):
        return f"{add_wording_rule(code, form.values(), version=version, by=by)}を加えました。"
    assert isinstance(form, PasteForm)  # noqa: S101 - nothing else is left
    done = put_pasted(code, form.values(), version=version, by=by)
    return f"{done.added}件を加え、{done.changed}件を変更しました（同じ内容の行 {done.equal}件）。"


def show_conflict(
    request: HttpRequest, asked: CycleScope, sent: QueryDict, typed: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Show the list with what changed in it meanwhile; `typed` is what has no form on it."""
    changes = changed_since(asked.code, sent.get("seen"))
    return show(request, asked, sent, status=409, conflict=changes, conflict_title=STALE, typed=typed)


def show(
    request: HttpRequest,
    asked: CycleScope,
    sent: QueryDict | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the list; what was sent stays in the form that sent it, which is open."""
    city = read_city_list(asked.code)
    panel = WordingFilter(request.GET)
    lines = panel.kept(city.lines)
    table = WordingTable(lines)
    RequestConfig(request, paginate=PAGES).configure(table)
    opened = sent.get("do", "") if sent is not None else ""
    context = {
        "scope": asked.scope,
        "asked": asked,
        "city": city,
        "filter": panel,
        "table": table,
        "opened": opened,
        "tried": made(TRY, sent, opened),
        "lines": [(one, made(one, sent, opened)) for one in LINE_FORMS] if asked.keeps else [],
        "paste": made(PASTE, sent, opened) if asked.keeps else None,
        "once": new_key(),
        "crumbs": crumbs(asked, ("用字用語", "")),
    }
    return render(request, "evaluations/wording_list.html", context | more, status=status)


def made(kind: str, sent: QueryDict | None, opened: str) -> forms.Form:
    """Return a form of the page, with what was sent if it is the one that sent it."""
    return FORMS[kind](sent if kind == opened else None, prefix=kind)


def crumbs(asked: CycleScope, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to these pages."""
    overview = ("概況", f"{reverse('policies:overview')}?{asked.scope.query}")
    return [overview, ("施策評価", f"{reverse('evaluations:board')}?{asked.query}"), *last]
