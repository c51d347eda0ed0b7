"""One line of the city's 用字用語: read by its staff, changed, switched off and deleted by the 事務局."""

from functools import partial

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from desk.page.taking import (
    MENDED,
    Done,
    Fate,
    FaultyFormError,
    form_page,
    opened,
    take,
)
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.redline.actions.wording import change_wording_rule, delete_wording_rule
from evaluations.redline.forms.wording import LINE_FORMS, LineForm, typed_lines
from evaluations.redline.models import WordingRule
from evaluations.redline.scorecards.wording import read_city_list, was_deleted
from evaluations.redline.views.wording import (
    RESTORED,
    by_planning,
    conflict_of,
    crumbs,
    list_address,
    staff_asking,
)
from evaluations.redline.views.wording import show as show_list
from store.actions.rows import Actor, StaleRow

SAVE, DELETE = "save", "delete"


@form_page
def wording_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line; what is posted by the 事務局 changes or deletes it."""
    asked = staff_asking(request)
    if asked.scope.was_switched:
        return HttpResponseRedirect(list_address(asked.scope.query))
    row = row_of(asked, pk)
    if row is None and not (request.method == "POST" and was_deleted(asked.code, pk)):
        raise Http404
    if request.method != "POST":
        return show(request, pk, opened(request, asked.person, restored=RESTORED))
    by = by_planning(asked)
    if request.POST.get("do") not in {SAVE, DELETE}:
        raise BadRequest("操作の種類が読み取れません。")
    act, shown = partial(put, asked, pk, request.POST, by), partial(show, request, pk)
    return take(request, asked.person, act, shown, is_versioned=True)


def row_of(asked: CycleScope, pk: int) -> WordingRule | None:
    """Return the line as it is now, None if it is gone."""
    return WordingRule.objects.filter(pk=pk, local_government_code=asked.code).first()


def put(asked: CycleScope, pk: int, sent: QueryDict, by: Actor, version: int) -> Done:
    """Write what was sent; raise FaultyFormError if a field is wrong, StaleRow if the line is gone."""
    row = row_of(asked, pk)
    if row is None:
        raise StaleRow(None)
    if sent["do"] == DELETE:
        delete_wording_rule(row, version=version, by=by)
        return Done(list_address(asked.query), f"{row}を一覧から削除しました。")
    form = LINE_FORMS[row.kind](sent, is_new=False)
    if not form.is_valid():
        raise FaultyFormError(form, [MENDED])
    change_wording_rule(row, form.values(), version=version, by=by)
    return Done(list_address(asked.query), f"{row}を保存しました。")


def show(request: HttpRequest, pk: int, fate: Fate) -> HttpResponse:
    """Render the line as it is now with its form; to those who do not keep the list, without.

    If it is gone, the list is shown with what was typed.
    """
    asked = staff_asking(request)
    row = row_of(asked, pk)
    if row is None:
        return show_list(request, fate)
    form = form_of(asked, row, fate)
    context = {
        "scope": asked.scope,
        "asked": asked,
        "row": row,
        "form": form,
        "seen": fate.begun("seen", read_city_list(asked.code).seen),
        "typed": typed_lines(fate.typed) if fate.typed is not None and form is None else [],
        "crumbs": crumbs(asked, ("用字用語", list_address(asked.query)), (str(row), "")),
    }
    context |= fate.context(row.version, conflict_of(asked, fate, pk))
    return render(request, "evaluations/redline/wording_edit.html", context, status=fate.status)


def form_of(asked: CycleScope, row: WordingRule, fate: Fate) -> LineForm | None:
    """Return the form of the line, with what was typed into it; None to those who only read."""
    if not asked.keeps:
        return None
    typed = fate.typed if fate.typed is not None and fate.typed.get("do") == SAVE else None
    initial = {name: getattr(row, name) for name in LINE_FORMS[row.kind].base_fields}
    return LINE_FORMS[row.kind](typed, is_new=False, initial=initial)
