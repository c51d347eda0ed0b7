"""How the desk takes the keepers' forms: to add, to change with the rows below, and to delete (see docs/desk.md)."""

import json
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin as DjangoAdmin
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.forms import PasswordInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse, TemplateResponse

from accounts.admin.listing import empty_file, list_file
from accounts.admin.typed import (
    SHOWN,
    conflict_on,
    keep_what_is_gone,
    newest,
    shown_on,
)
from accounts.forms.keepers import REASON, VERSION, DeletionForm
from desk.actions.once import outcome_of
from desk.page import parking
from desk.page.refusals import asking
from desk.page.taking import (
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    opened,
    take,
)
from exports.page import PARAMETER as FILE
from exports.page import asked_file, files_of
from store.actions.history import changes_of, who_and_when
from store.actions.rows import Actor, RefusedError

if TYPE_CHECKING:
    ModelAdmin = DjangoAdmin[Any]
else:
    ModelAdmin = object

Refused: Final = (IntegrityError, DataError, ProtectedError, ValidationError)
POPUP_DONE: Final = (
    "_done"  # in the address to which a saved popup leads: what it tells the page that opened it
)
MOST_TOLD: Final = 10
WITHOUT_SECRETS: Final = "パスワードは残していません。変える場合は、もう一度入力してください。"


class BehindTheDoor(ModelAdmin):
    """A page of which no form is refused before the door has looked at it (see kpi_tracker.admin_site)."""

    def get_urls(self) -> list[Any]:
        """Leave the token to parking.at_the_door(), so that nothing typed is lost."""
        found = super().get_urls()
        for one in found:
            one.callback.csrf_exempt = True  # type: ignore[attr-defined]
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list; on its form nothing is typed that could come back after a login."""
        if parking.PARAMETER in request.GET:
            return HttpResponseRedirect(request.path)
        if request.GET.get(FILE):
            return self.list_taken(request)
        files = files_of(empty_file(self))
        return super().changelist_view(request, {**(extra_context or {}), "files": files})

    def list_taken(self, request: HttpRequest) -> HttpResponse | None:
        """Return the list as the file that the address asks for, to who may see the list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        asked = request.GET.copy()
        asked.pop(FILE)
        plain = copy(request)
        plain.GET = asked  # type: ignore[assignment] # a copy that is as good as the address
        try:
            shown = self.get_changelist_instance(plain)
        except IncorrectLookupParameters:
            raise Http404 from None
        return asked_file(request, files_of(list_file(self, shown)))


class TakenAtTheDesk(BehindTheDoor):
    """A page whose forms go through the desk: versions, once, conflicts, and nothing typed is lost."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the form of a row and of those below it, or take it; 404 and 403 come before anything else."""
        if POPUP_DONE in request.GET and object_id is not None:
            return self.popup_answer(request, object_id)
        person = asking(request)
        page = partial(super().changeform_view, request, object_id, form_url, extra_context)
        show = partial(self.show_form, request, page)
        if request.method != "POST":
            answer: HttpResponse = show(opened(request, person))
            return answer
        self.let_in(request, partial(self.refuse_to_change, request, object_id))
        return take(request, person, partial(self.saved, page), show, is_versioned=False)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask why, then delete the row, if nothing refers to it and nobody changed it meanwhile."""
        person = asking(request)
        show = partial(self.show_deletion, request, object_id)
        if request.method != "POST":
            return show(opened(request, person))
        self.let_in(request, partial(self.row_to_delete, request, object_id))
        return take(request, person, partial(self.deleted, request, object_id), show, is_versioned=False)

    def let_in(self, request: HttpRequest, ask: Callable[[], object]) -> None:
        """Ask for row and right; not about a form that was saved before, whose row may be gone by its own doing."""
        key = request.POST.get("once", "")[:64]
        if not key or outcome_of(key, asking(request)) is None:
            ask()

    # --- adding and changing ---

    def refuse_to_change(self, request: HttpRequest, object_id: str | None) -> None:
        """Raise Http404 or PermissionDenied where the form may not be sent."""
        if object_id is None:
            may = self.has_add_permission(request)
        else:
            may = self.has_change_permission(request, self.get_object(request, object_id))
        if not may:
            raise PermissionDenied

    def saved(self, page: Callable[[], Any], version: int) -> Done:
        """Let Django check and save it all; the versions of all rows are in its own fields."""
        try:
            answer = page()
        except Refused as refused:
            raise RefusedError(sentence(refused)) from refused
        if not isinstance(answer, HttpResponseRedirect):
            raise FaultyFormError(answer)
        return Done(answer.url)

    def show_form(self, request: HttpRequest, page: Callable[[], Any], fate: Fate) -> Any:
        """Show the form as it was checked, else as it was typed, else as things are stored."""
        if fate.form is None and fate.typed is not None:
            setattr(request, SHOWN, fate.typed.copy())
        answer = page() if fate.form is None else fate.form
        if not isinstance(answer, SimpleTemplateResponse) or answer.context_data is None:
            return answer
        context = answer.context_data
        if (
            fate.kind is FateKind.RESTORED
            and not context["has_change_permission" if context["change"] else "add"]
        ):
            raise PermissionDenied
        conflict = conflict_on(request, context, fate.current) if fate.kind is FateKind.STALE else None
        context |= {"fate": fate, "conflict": conflict, "parked": fate.parked}
        context["more_notice"] = WITHOUT_SECRETS if fate.notice and _asks_for_a_password(context) else ""
        answer.status_code = fate.status
        return answer

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Show the rows below as they were typed, too; what was typed about one that is gone becomes a new one."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        typed = shown_on(request)
        if typed is None:
            return given
        formset = inline.get_formset(request, obj)
        rows = given["queryset"].filter(**{formset.fk.name: obj}) if obj.pk else ()
        keep_what_is_gone(request, typed, formset, rows)
        return given | {"data": typed}

    # --- popups ---

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        """Lead a popup to the address that tells the page which opened it, however often the form is sent."""
        if IS_POPUP_VAR in request.POST:
            return self.popup_done(request, obj, "add")
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """Do as after adding."""
        if IS_POPUP_VAR in request.POST:
            return self.popup_done(request, obj, "change")
        return super().response_change(request, obj)

    def popup_done(self, request: HttpRequest, row: Any, what: str) -> HttpResponse:
        """Lead to popup_answer()."""
        query = {IS_POPUP_VAR: "1", POPUP_DONE: what}
        if to_field := request.POST.get(TO_FIELD_VAR):
            query[TO_FIELD_VAR] = to_field
        return HttpResponseRedirect(f"{self.address('change', row.pk)}?{urlencode(query)}")

    def popup_answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close the popup and tell the page that opened it what was saved."""
        row: Any = self.get_object(request, object_id)
        to_field = request.GET.get(TO_FIELD_VAR, "")
        may = to_field and self.to_field_allowed(request, to_field)
        value = str(row.serializable_value(to_field if may else "pk"))
        said = {"value": value, "obj": str(row)}
        if request.GET[POPUP_DONE] == "change":
            said |= {"action": "change", "value": str(row.pk), "new_value": value}
        return TemplateResponse(
            request, "admin/popup_response.html", {"popup_response_data": json.dumps(said)}
        )

    # --- deleting ---

    def row_to_delete(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row; 404 also for one that may not go."""
        row = self.get_object(request, object_id)
        if not self.has_delete_permission(request, row):
            raise Http404
        return row

    def deleted(self, request: HttpRequest, object_id: str, version: int) -> Done:
        """Delete the row as the form had shown it."""
        row, form = self.row_to_delete(request, object_id), DeletionForm(request.POST)
        if not form.is_valid():
            raise FaultyFormError(form)
        label, row.version = str(row), form.cleaned_data[VERSION]
        try:
            self.delete(row, self.actor(request, row, form.cleaned_data[REASON]))
        except Refused as refused:
            raise RefusedError(sentence(refused)) from refused
        return Done(self.address("changelist"), f"{self.opts.verbose_name}「{label}」を削除しました。")

    def show_deletion(self, request: HttpRequest, object_id: str, fate: Fate) -> HttpResponse:
        """Ask about the row as it is now; after a conflict the form has begun on it anew."""
        row = self.row_to_delete(request, object_id)
        form, conflict = fate.form, None
        if form is None:
            begun = {VERSION: row.version} if fate.typed is None else {}
            typed = {
                name: fate.typed[name] for name in (VERSION, REASON) if fate.typed and name in fate.typed
            }
            form = DeletionForm(initial=begun | typed)
        if fate.kind is FateKind.STALE:
            form.initial[VERSION], conflict = row.version, conflict_about(row, request)
        context = {
            **self.admin_site.each_context(request),
            "title": "削除の確認",
            "row": row,
            "in_the_way": self.in_the_way(request, row, of_deleting=True),
            "opts": self.opts,
            "form": form,
            "media": self.media,
            "fate": fate,
            "conflict": conflict,
            "parked": fate.parked,
        }
        return render(request, "admin/delete_row.html", context, status=fate.status)

    if TYPE_CHECKING:  # what the page that writes adds to this

        def address(self, page: str, *args: Any) -> str: ...
        def actor(self, request: HttpRequest, row: Any, why: str) -> Actor: ...
        def delete(self, row: Any, by: Actor) -> None: ...
        def in_the_way(
            self, request: HttpRequest, row: Any, *, of_deleting: bool
        ) -> list[tuple[str, str]]: ...


def conflict_about(row: Any, request: HttpRequest) -> Conflict:
    """Return what to say where a row was changed that was to be deleted: who and when, and its latest changes."""
    change = newest([(type(row), str(row.pk))])
    is_own = change is not None and change.who_id == request.user.pk
    lines = list(changes_of(row).reverse()[:MOST_TOLD])
    return Conflict(who_and_when(change, request.user), is_own, changes=lines)


def _asks_for_a_password(context: dict[str, Any]) -> bool:
    fields = context["adminform"].form.fields.values()
    return any(isinstance(field.widget, PasswordInput) for field in fields)


def sentence(refused: Exception) -> str:
    """Say to a keeper why nothing was written."""
    if isinstance(refused, ValidationError):
        return "".join(refused.messages)
    if isinstance(refused, ProtectedError):
        kinds = {str(row._meta.verbose_name) for row in refused.protected_objects}
        return f"ほかのデータ（{'、'.join(sorted(kinds))}）から使われているため、削除していません。"
    return (
        "ほかの行と重なっているか、登録できない値があるため、保存していません。"
        "入力した内容を確かめてください。"
    )
