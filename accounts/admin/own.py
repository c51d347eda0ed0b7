"""The keepers' pages of departments, people, posts, logins and the history."""

from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from accounts import scorecards as scope
from accounts.admin.pages import ReadOnlyAdmin, TabularRowsBelow, VersionedAdmin
from accounts.forms.login import PersonForm
from accounts.models import (
    NOT_DELETED,
    Department,
    LoginAttempt,
    Person,
    Post,
    named,
)
from store.actions.rows import Actor, touch_row
from store.models import Change


@admin.register(Department)
class DepartmentAdmin(VersionedAdmin):
    """Bureaus, divisions and sections."""

    municipality_paths = ("local_government_code",)
    list_display = ("code", "name", "kind", "parent", "local_government_code", "valid_from", "valid_to")
    list_display_links = ("code", "name")
    list_filter = ("kind", "local_government_code")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "extension", "shared_mail")
    autocomplete_fields = ("parent",)

    def in_the_way(self, request: HttpRequest, row: Any, *, of_deleting: bool) -> list[tuple[str, str]]:
        """Name what the department answers for on the day that is to be its last, else today; or ever did."""
        day = None if of_deleting else row.valid_to or timezone.localdate()
        return [(one.duty_label, self.page_of(one)) for one in row.duties_after(day)]

    def page_of(self, row: Any) -> str:
        """Return the address of the row's page among these, "" if it has none."""
        page: Any = self.admin_site._registry.get(type(row))
        return str(page.address("change", row.pk)) if page else ""

    @transaction.atomic
    def delete(self, row: Any, by: Actor) -> None:
        """Delete a department that never answered for anything; who is late is told that first."""
        touch_row(row, version=row.version)
        if duties := row.duties_after(None):
            raise ValidationError(NOT_DELETED.format(named(duties)))
        super().delete(row, by)


class PostsBelow(TabularRowsBelow):
    """The posts of a person."""

    model = Post
    autocomplete_fields = ("department",)


@admin.register(Person)
class PersonAdmin(VersionedAdmin):
    """Accounts. Nobody without limits, and nobody who also serves elsewhere, is within a keeper's reach."""

    municipality_paths = ("posts__department__local_government_code",)
    is_shared = True
    form = PersonForm
    fields = ("username", "name", "email", "is_active", "is_superuser", "new_password", "new_password_again")
    list_display = ("username", "name", "email", "is_active", "last_login")
    list_filter = ("is_active", "posts__role")
    search_fields = ("username", "name", "email")
    inlines = (PostsBelow,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Leave out whom only a wider reach may touch: a new password would open more than one's own city."""
        people = super().get_queryset(request)
        if scope.keeps_everything(request.user):
            return people
        elsewhere = Post.objects.exclude(department__local_government_code__in=scope.codes_of(request.user))
        return people.exclude(is_superuser=True).exclude(pk__in=elsewhere.values("person"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave it to people without limits to make others so."""
        return () if scope.keeps_everything(request.user) else ("is_superuser",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep everybody who ever was: the history names them."""
        return False


@admin.register(Post)
class PostAdmin(VersionedAdmin):
    """Who holds which role where, from when to when."""

    municipality_paths = ("department__local_government_code",)
    list_display = ("person", "department", "role", "is_deputy", "valid_from", "valid_to")
    list_filter = ("role", "is_deputy")
    list_select_related = ("person", "department")
    search_fields = ("person__name", "person__username", "department__name", "department__code")
    autocomplete_fields = ("person", "department")


@admin.register(LoginAttempt)
class LoginAttemptAdmin(ReadOnlyAdmin):
    """Who logged in, and who could not; what was typed for an unknown user name is not kept."""

    list_display = ("at", "person", "address", "succeeded")
    list_filter = ("succeeded", "at")
    list_select_related = ("person",)
    search_fields = ("person__username", "person__name", "address")
    fields = ("at", "person", "address", "succeeded")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoginAttempt]:
        """Show those of the people within reach."""
        attempts = LoginAttempt.objects.all()
        if scope.keeps_everything(request.user):
            return attempts
        return attempts.filter(
            person__in=self.admin_site._registry[Person].get_queryset(request).values("pk")
        )


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The history: to be read and searched, never written."""

    list_display = ("at", "object_label", "field", "old", "new", "who_name", "post", "via", "why")
    list_filter = ("via", "at", "model")
    also_looked_up = ("object_id",)
    search_fields = ("object_label", "field", "old", "new", "who_name", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        """Show what happened to rows within reach, and what people within reach did, as far as it is for the keeper."""
        changes = Change.objects.all()
        if scope.keeps_everything(request.user):
            return changes
        people = self.admin_site._registry[Person].get_queryset(request).values("pk")
        pages = [page for page in self.admin_site._registry.values() if isinstance(page, VersionedAdmin)]
        changes = changes.filter(reduce(or_, (_about(page, request) for page in pages), Q(who__in=people)))
        hidden = [kept for page in pages if (kept := page.kept_from(request)) is not None]
        return changes.exclude(reduce(or_, hidden)) if hidden else changes


def _about(page: VersionedAdmin, request: HttpRequest) -> Q:
    keys = page.get_queryset(request).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")
    return Q(model=page.opts.label_lower, object_id__in=keys)
