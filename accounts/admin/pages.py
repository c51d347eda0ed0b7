"""The keepers' page of a kind of row: versioned, recorded, and limited to the keeper's own municipality."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts import scorecards as scope
from accounts.admin.questions import NarrowQuestions
from accounts.admin.taking import BehindTheDoor, TakenAtTheDesk
from accounts.admin.typed import shown_on
from accounts.forms.keepers import (
    REASON,
    VERSION,
    FoundRow,
    FoundRows,
    PlainLines,
    RowsFormSet,
    VersionedForm,
    VersionedInlineForm,
)
from store.actions.rows import (
    Actor,
    StaleRow,
    add_rows,
    change_row,
    delete_row,
    set_links,
)
from store.models import Change, Versioned

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    InlineModelAdmin = admin.options.InlineModelAdmin[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    InlineModelAdmin = admin.options.InlineModelAdmin


class WithinReach(admin.RelatedFieldListFilter):
    """A filter by rows of another kind, of which it names only those that the keeper could open."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Leave out what belongs to other municipalities."""
        choices = super().field_choices(field, request, model_admin)
        page = model_admin.admin_site._registry.get(field.related_model)
        if not isinstance(page, Scoped):
            return choices
        rows = page.get_queryset(request).select_related(*field.related_model.label_needs)
        within = {row.pk: row.choice_label for row in rows}
        return [(key, within[key]) for key, _ in choices if key in within]


class Scoped(NarrowQuestions):
    """Shows the rows of the keeper's municipalities, and offers only those where a row is to be chosen."""

    municipality_paths: ClassVar[tuple[str, ...]] = ()
    is_shared: ClassVar[bool] = (
        False  # used by several municipalities: seen by each, changed by a sole user only
    )
    asks: ClassVar[scope.RuleOfOwner | None] = (
        None  # where not every keeper may read what stands in such a row
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what belongs to other municipalities, and what no other page would show to the keeper."""
        keep = scope.reachable_or_unused if self.is_shared else scope.reachable
        rows = keep(super().get_queryset(request), self.municipality_paths, request.user)
        return self.asks.allowed(rows, request.user) if self.asks is not None else rows

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Order rows of many parents as these are ordered themselves; a model only keeps those of one in order."""
        parents = {field.attname: field.name for field in self.opts.concrete_fields}
        return tuple(super().get_ordering(request)) or tuple(
            parents.get(one, one) for one in self.opts.ordering
        )

    def kept_from(self, request: HttpRequest) -> Q | None:
        """Return which lines of the history are not for this keeper though rows or people are within reach."""
        return None

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Name in the filters only what the keeper could open."""
        filters = super().get_list_filter(request)
        return [
            (one, WithinReach)
            if isinstance(one, str) and get_fields_from_path(self.model, one)[-1].remote_field
            else one
            for one in filters
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Read a text of several lines as it is kept; show again what was found by typing, whatever was sent."""
        if isinstance(db_field, models.TextField) and not db_field.choices:
            options.setdefault("widget", PlainLines)
        if db_field.name in self.get_autocomplete_fields(request):
            kind = FoundRows if db_field.many_to_many else FoundRow
            options.setdefault("widget", kind(db_field, self.admin_site))
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Name what is offered so that it can be told from the rows of other plans and periods."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **options)
        if field is not None and issubclass(db_field.related_model, Versioned):
            if needs := db_field.related_model.label_needs:
                field.queryset = field.queryset.select_related(*needs)
            field.label_from_instance = attrgetter("choice_label")
        return field

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Offer the rows that the keeper could open on their own page."""
        page = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(page, Scoped):
            return page.get_queryset(request)
        choices: QuerySet[Any] | None = super().get_field_queryset(db, db_field, request)
        return choices

    def is_own(self, request: HttpRequest, row: models.Model) -> bool:
        """Tell whether no other municipality would feel a change of this row."""
        if scope.keeps_everything(request.user):
            return True
        return scope.municipalities(row, self.municipality_paths) <= scope.codes_of(request.user)


class ReadOnlyAdmin(Scoped, BehindTheDoor, ModelAdmin):
    """A page on which nothing can be written."""

    actions = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row; one out of reach is as missing as one that never was."""
        if (row := super().get_object(request, object_id, from_field)) is None:
            raise Http404
        return row


class VersionedAdmin(Scoped, TakenAtTheDesk, ModelAdmin):
    """A page that writes through store.actions alone: nothing is overwritten, nothing unrecorded."""

    form = VersionedForm
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site: Any = False
    groups: ClassVar[
        tuple[tuple[str | None, tuple[str, ...]], ...]
    ] = ()  # headings of a long form, with their fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.is_own(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.is_own(request, obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row; one out of reach is as missing as one that never was."""
        if (row := super().get_object(request, object_id, from_field)) is None:
            raise Http404
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form whose it is, and what it shows as it was typed."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.typed = shown_on(request)
        form.is_only_shown = form.typed is not None
        form.keeper, form.municipality_paths = request.user, self.municipality_paths
        return form

    def in_the_way(self, request: HttpRequest, row: Any, *, of_deleting: bool) -> list[tuple[str, str]]:
        """Name what must be settled before the row can be closed or deleted, with its page; most have none."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put the reason last; a row that is only shown has none."""
        own = (REASON, VERSION)
        sets = self.grouped([str(name) for name in self.get_fields(request, obj) if name not in own])
        if obj is not None and self.has_change_permission(request, obj):
            sets.append(("変更の記録", {"fields": own}))
        elif obj is None:
            sets.append(("変更の記録", {"fields": (REASON,)}))
        return sets

    def grouped(self, names: list[str]) -> list[Any]:
        """Arrange the fields under the headings of `groups`; what is in none of them stands with the first."""
        placed = {name for _, group in self.groups for name in group}
        free = [name for name in names if name not in placed]
        groups = self.groups or ((None, ()),)
        sets: list[Any] = []
        for heading, group in groups:
            also = free if not sets else []
            sets.append((heading, {"fields": [*(name for name in group if name in names), *also]}))
        return sets

    def ways_out(self, row: Any) -> list[tuple[str, str]]:
        """Return what to do where the row itself may not be changed, as (label, address)."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Name the ways out above the form, and below it what stands in the way of closing the row."""
        row = context.get("original")
        context["ways_out"] = self.ways_out(row) if row is not None else []
        context["in_the_way"] = self.in_the_way(request, row, of_deleting=False) if row is not None else []
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Versioned, form: Any, change: bool) -> None:
        """Write the row; refuse one that would end up in a municipality out of reach."""
        by = self.actor(request, obj, form.cleaned_data.get(REASON, ""))
        if change:
            self.change(obj, form.cleaned_data[VERSION], by)
        else:
            self.add(obj, by)
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            raise ValidationError("担当していない自治体のデータは登録できません。")

    def add(self, row: Any, by: Actor) -> None:
        """Write a new row; a page whose rows drag others along says so here."""
        add_rows([row], by=by)

    def change(self, row: Any, version: int, by: Actor) -> None:
        """Write a changed row; a page whose rows drag others along says so here."""
        change_row(row, version=version, by=by)

    @transaction.atomic
    def delete(self, row: Any, by: Actor) -> None:
        """Delete a row that is not fixed; a page whose rows drag others along says so here."""
        refuse_if_fixed(row)
        delete_row(row, by=by)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the links and the rows below."""
        by = self.actor(request, form.instance, form.cleaned_data.get(REASON, ""))
        for field in form.instance._meta.many_to_many:
            if field.name in form.cleaned_data:
                set_links(form.instance, field.name, form.cleaned_data[field.name], by=by)
        for formset in formsets:
            save_rows_below(formset, by)

    def actor(self, request: HttpRequest, row: models.Model, why: str) -> Actor:
        """Return who changes the row, in the post that fits it."""
        codes = scope.municipalities(row, self.municipality_paths) if row.pk else frozenset()
        person: Any = request.user
        return Actor(
            via=Change.Via.ADMIN, person=person, post=scope.administering_post(person, codes), why=why
        )

    def address(self, page: str, *args: Any) -> str:
        """Return the address of a page of this kind of row."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Lead to the row's lines in the history."""
        row = self.get_object(request, object_id)
        query = urlencode({"model": self.opts.label_lower, "object_id": row.pk})
        return HttpResponseRedirect(
            f"{reverse(f'{self.admin_site.name}:accounts_change_changelist')}?{query}"
        )

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """Say nothing to Django's own log: the history is Change."""
        return []

    def log_addition(self, *args: Any) -> Any:
        """Leave it to Change."""

    def log_change(self, *args: Any) -> Any:
        """Leave it to Change."""


class RowsBelow(Scoped, InlineModelAdmin):
    """Rows that are edited on the page of the row above them, under the same rules."""

    form = VersionedInlineForm
    formset = RowsFormSet
    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Tell the forms whether they only show what was typed."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.is_only_shown = shown_on(request) is not None
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return every row: who may open the row above may see those below it."""
        return super(Scoped, self).get_queryset(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._page_is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._page_is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._page_is_open(request, obj)

    def _page_is_open(self, request: HttpRequest, above: Any) -> bool:
        page = self.admin_site._registry[self.parent_model]
        return above is None or page.has_change_permission(request, above)


class TabularRowsBelow(RowsBelow, admin.TabularInline):  # type: ignore[type-arg]
    """One line for each row."""


class StackedRowsBelow(RowsBelow, admin.StackedInline):  # type: ignore[type-arg]
    """One block for each row, for long texts."""


@transaction.atomic
def save_rows_below(formset: "BaseInlineFormSet[Any, Any, Any]", by: Actor) -> None:
    """Write what was deleted, changed and added in a formset, each row by its version."""
    for form in formset.initial_forms:
        if form.instance.pk is None:  # somebody else has deleted it as well
            continue
        version = form.cleaned_data.get(VERSION) or 0
        if form in formset.deleted_forms:
            form.instance.version = version
            refuse_if_fixed(form.instance)
            delete_row(form.instance, by=by)
        elif form.has_changed():
            change_row(form.instance, version=version, by=by)
    new = [form for form in formset.extra_forms if form.has_changed() and form not in formset.deleted_forms]
    add_rows([formset.save_new(form, commit=False) for form in new], by=by)


def refuse_if_fixed(row: Versioned) -> None:
    """Raise ValidationError if the row may not be deleted as things stand; StaleRow if it is another one by now."""
    if refusal := row.why_fixed():
        raise ValidationError(refusal)
    if kept := row.why_kept():
        stored = type(row)._default_manager.filter(pk=row.pk).first()
        if stored is None or stored.version != row.version:
            raise StaleRow(stored)
        raise ValidationError(kept)
