"""The city's list of 用字用語: read and tried by its staff, kept by the 事務局; also many lines at once."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts.actions import acting
from accounts.models import Person
from accounts.rules import Role, holds, is_unlimited, sees_internal
from desk.actions import drafts
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    MENDED,
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    again,
    conflict_since,
    form_page,
    opened,
    take,
)
from desk.views import takes_drafts
from evaluations.rating.page.asking import asked_for
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.redline.actions.wording import add_examples, add_wording_rule, put_pasted
from evaluations.redline.filters import WordingFilter
from evaluations.redline.findings import check
from evaluations.redline.forms.wording import (
    LINE_FORMS,
    LineForm,
    PasteForm,
    TryForm,
    typed_lines,
)
from evaluations.redline.models import rules_of_city
from evaluations.redline.scorecards.wording import CityList, changed_since, read_city_list
from evaluations.redline.tables import WordingTable, wording_file
from exports.page import files_of, shown
from policies.tables import BoundedPaginator, RequestConfig
from store.actions.rows import Actor

ONLY_PLANNING: Final = "用字用語の一覧を変更できるのは、事務局だけです。"
RESTORED: Final = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度操作してください。"
PAGES: Final = {"per_page": 100, "paginator_class": BoundedPaginator}
TRY, PASTE, EXAMPLES = "try", "paste", "examples"
FORMS: Final[dict[str, type[forms.Form]]] = {**LINE_FORMS, PASTE: PasteForm, TRY: TryForm}


def draft_path(person: Person, today: date, chosen: Mapping[str, Any]) -> str:
    """Return where drafts of the lines to be pasted are kept, if the person keeps the list of that city."""
    code = str(chosen.get("plan", ""))[:6]
    if not (code.isascii() and code.isdigit() and sees_internal(person, code, today)):
        raise Http404
    if not (is_unlimited(person) or holds(person, Role.PLANNING, code, today)):
        raise NotAllowedError(ONLY_PLANNING)
    return draft_address(code)


def draft_address(code: str) -> str:
    """Return the one address under which drafts for the city's list are kept, whatever else the page's says."""
    return list_address(urlencode({"plan": code}))


@form_page
@takes_drafts(draft_path)
def wording_list(request: HttpRequest) -> HttpResponse:
    """Show the list; what is posted tries a text on it or, from the 事務局, adds to it."""
    asked = staff_asking(request)
    if asked.scope.was_switched:
        return HttpResponseRedirect(list_address(asked.scope.query))
    draft = draft_address(asked.code)
    if request.method != "POST":
        kept = draft if asked.keeps else ""
        return show(request, opened(request, asked.person, draft=kept, restored=RESTORED))
    kind = request.POST.get("do", "")
    if kind == TRY:
        return try_text(request, asked)
    by = by_planning(asked)
    if kind not in {*LINE_FORMS, PASTE, EXAMPLES}:
        raise BadRequest("操作の種類が読み取れません。")
    return take(
        request,
        asked.person,
        partial(put, asked, kind, request.POST, by),
        partial(show, request),
        is_versioned=True,
        draft=draft if kind == PASTE else "",
    )


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
        return show(request, again(request, asked.person, FateKind.WRONG))
    text, field = form.cleaned_data["text"], form.cleaned_data["field"]
    findings = check(text, rules_of_city(asked.code), field)
    return show(request, again(request, asked.person, FateKind.ASKED), findings=findings)


def put(asked: CycleScope, kind: str, sent: QueryDict, by: Actor, version: int) -> Done:
    """Write what was sent and say so; raise FaultyFormError if a field is wrong."""
    return Done(list_address(asked.query), written(asked.code, kind, sent, by, version))


def written(code: str, kind: str, sent: QueryDict, by: Actor, version: int) -> str:
    """Write what was sent and return the sentence that says so."""
    if kind == EXAMPLES:
        count = add_examples(code, version=version, by=by)
        return f"例を{count}件取り込みました。" if count else "例は、すべて一覧にあります。"
    form = FORMS[kind](sent, prefix=kind)
    if not form.is_valid():
        raise FaultyFormError(form, [MENDED])
    if isinstance(form, LineForm):
        return f"{add_wording_rule(code, form.values(), version=version, by=by)}を加えました。"
    assert isinstance(form, PasteForm)  # noqa: S101 - nothing else is left
    done = put_pasted(code, form.values(), version=version, by=by)
    return f"{done.added}件を加え、{done.changed}件を変更しました（同じ内容の行 {done.equal}件）。"


def show(request: HttpRequest, fate: Fate, **more: Any) -> HttpResponse:
    """Render the list as it is now; what was typed stays in the form that it was typed into, which is open."""
    asked = asked_for(request)
    city = read_city_list(asked.code)
    panel = WordingFilter(request.GET)
    table = WordingTable(panel.kept(city.lines))
    RequestConfig(request, paginate=PAGES).configure(table)
    kind = fate.typed.get("do", "") if fate.typed is not None else ""
    context = {
        "scope": asked.scope,
        "asked": asked,
        "city": city,
        "filter": panel,
        "table": table,
        "files": files_of(wording_file(asked, (row.record for row in table.rows))),
        "opened": kind,
        "seen": fate.begun("seen", city.seen),
        "tried": made(TRY, fate.typed, kind),
        "lines": [(one, made(one, fate.typed, kind)) for one in LINE_FORMS] if asked.keeps else [],
        "paste": made(PASTE, fate.typed, kind) if asked.keeps else None,
        "draft": offered(asked, city, is_untouched=kind != PASTE) if asked.keeps else None,
        "typed": unplaced(asked, fate.typed, kind),
        "crumbs": crumbs(asked, ("用字用語", "")),
    }
    context |= fate.context(city.version, conflict_of(asked, fate)) | more
    return shown(request, "evaluations/redline/wording_list.html", context, status=fate.status)


def unplaced(asked: CycleScope, typed: QueryDict | None, kind: str) -> list[tuple[str, str]]:
    """Return what was typed and has no form on the list: of a line of its own, or where the person only reads."""
    has_form = kind == TRY or (asked.keeps and kind in FORMS)
    return [] if typed is None or has_form else typed_lines(typed)


def conflict_of(asked: CycleScope, fate: Fate, pk: int | None = None) -> Conflict | None:
    """Return what changed in the list, or in one line of it, since the form began."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    return conflict_since(changed_since(asked.code, fate.typed.get("seen"), pk), asked.person)


def offered(asked: CycleScope, city: CityList, *, is_untouched: bool) -> drafts.FormDraft:
    """Return the draft of lines to be pasted that can be taken up again."""
    draft = drafts.of_form(
        asked.person, draft_address(asked.code), version=city.version, is_untouched=is_untouched
    )
    if (offer := draft.offer) is not None:
        offer.said = typed_lines(offer.fields)
        offer.is_outdated = offer.fields.get("version") != str(city.version)
    return draft


def made(kind: str, sent: QueryDict | None, opened: str) -> forms.Form:
    """Return a form of the page, with what was sent if it is the one that sent it."""
    return FORMS[kind](sent if kind == opened else None, prefix=kind)


def crumbs(asked: CycleScope, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to these pages."""
    overview = ("概況", f"{reverse('policies:overview')}?{asked.scope.query}")
    return [overview, ("評価", f"{reverse('evaluations:board')}?{asked.query}"), *last]
