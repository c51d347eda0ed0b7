"""One line of the city's 用字用語: read by its staff, changed, switched off and deleted by the 事務局."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from desk.once import (
    new_key,
    once,
    outcome_of,
    read_key,
)
from desk.parking import PARAMETER, forget, keeps_what_was_typed
from desk.refusals import says_why, whole_number
from evaluations.actions.wording import change_wording_rule, delete_wording_rule
from evaluations.forms.wording import LINE_FORMS, LineForm
from evaluations.lists.wording import changed_since, read_city_list, was_deleted
from evaluations.models import WordingRule
from evaluations.scope import CycleScope
from evaluations.views.asking import kept, way_back
from evaluations.views.wording import (
    MENDED,
    RESTORED,
    FaultyFormError,
    by_planning,
    crumbs,
    list_address,
    show_conflict,
    staff_asking,
)
from store.actions import Actor, RefusedError, StaleRow

STALE: Final = "ほかの人が先に変更したため、保存していません"
SAVE, DELETE = "save", "delete"


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def wording_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line; what is posted by the 事務局 changes or deletes it."""
    asked = staff_asking(request)
    if asked.scope.was_switched:
        return HttpResponseRedirect(list_address(asked.scope.query))
    row = WordingRule.objects.filter(pk=pk, local_government_code=asked.code).first()
    if row is None and not (request.method == "POST" and was_deleted(asked.code, pk)):
        raise Http404
    if request.method == "POST":
        return save(request, asked, row)
    assert row is not None  # noqa: S101 - looked at above
    typed = kept(request)
    if (back := way_back(request, typed, "plan")) is not None:
        return back
    return show(request, asked, row, typed, notice=RESTORED if typed is not None else "")


def save(request: HttpRequest, asked: CycleScope, row: WordingRule | None) -> HttpResponse:
    """Do what the form asks for, once, or show it again with what is wrong; without a row it is too late."""
    by, sent = by_planning(asked), request.POST
    if sent.get("do") not in {SAVE, DELETE}:
        raise BadRequest("操作の種類が読み取れません。")
    version, key = whole_number(sent.get("version")), read_key(sent.get("once"))
    if outcome := outcome_of(key, asked.person):
        return HttpResponseRedirect(outcome)
    if row is None:
        return show_conflict(request, asked, sent, typed_into(sent))
    said: list[str] = []

    def do() -> str:
        said.append(put(row, sent, version, by))
        forget(sent.get(PARAMETER), request.path)
        return list_address(asked.query)

    try:
        outcome = once(key, asked.person, do)
    except FaultyFormError:
        return show(request, asked, row, sent, status=422, problems=[MENDED])
    except RefusedError as refused:
        return show(request, asked, row, sent, status=422, problems=str(refused).splitlines())
    except StaleRow:
        return show_stale(request, asked, row.pk, sent)
    for sentence in said:
        messages.success(request, sentence)
    return HttpResponseRedirect(outcome)


def put(row: WordingRule, sent: QueryDict, version: int, by: Actor) -> str:
    """Write what was sent and return the sentence that says so; raise FaultyFormError if a field is wrong."""
    if sent.get("do") == DELETE:
        delete_wording_rule(row, version=version, by=by)
        return f"{row}を一覧から削除しました。"
    form = LINE_FORMS[row.kind](sent, is_new=False)
    if not form.is_valid():
        raise FaultyFormError
    change_wording_rule(row, form.values(), version=version, by=by)
    return f"{row}を保存しました。"


def show_stale(request: HttpRequest, asked: CycleScope, pk: int, sent: QueryDict) -> HttpResponse:
    """Show the line as it is now under what was typed; if it is gone, the list with what was typed."""
    stored = WordingRule.objects.filter(pk=pk).first()
    if stored is None:
        return show_conflict(request, asked, sent, typed_into(sent))
    changes = changed_since(asked.code, sent.get("seen"), pk)
    return show(request, asked, stored, sent, status=409, conflict=changes, conflict_title=STALE)


def typed_into(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed into the form of a line, to be copied where it cannot be saved any more."""
    labels = {
        name: str(field.label) for form in LINE_FORMS.values() for name, field in form.base_fields.items()
    }
    names = [name for name in labels if name not in {"field", "is_active"} and sent.get(name)]
    return [(labels[name], str(sent[name])) for name in names]


def show(
    request: HttpRequest,
    asked: CycleScope,
    row: WordingRule,
    sent: QueryDict | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the line with its form; to those who do not keep the list, without."""
    stored = WordingRule.objects.get(pk=row.pk)
    form: LineForm | None = None
    if asked.keeps:
        is_sent = sent is not None and sent.get("do") == SAVE
        initial = {name: getattr(stored, name) for name in LINE_FORMS[stored.kind].base_fields}
        form = LINE_FORMS[stored.kind](sent if is_sent else None, is_new=False, initial=initial)
    context = {
        "scope": asked.scope,
        "asked": asked,
        "row": stored,
        "form": form,
        "version": stored.version,
        "seen": read_city_list(asked.code).seen,
        "once": new_key(),
        "crumbs": crumbs(asked, ("用字用語", list_address(asked.query)), (str(stored), "")),
    }
    return render(request, "evaluations/wording_edit.html", context | more, status=status)
