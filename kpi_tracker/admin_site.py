"""The keepers' site: for the 事務局 and system administrators; for all others it does not exist."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.admin.typed import words_of
from accounts.models import Person
from desk.page.refusals import NotAllowedError
from desk.page.taking import form_page, typed_before
from evaluations.profiles.scorecards.editions import keeper_of

NO_CHANGE = "このデータを変更する権限がありません。保存していません。"

logger = logging.getLogger(__name__)


class NamedChoices(AutocompleteJsonView):
    """Names what is found so that it can be told from the rows of other plans and periods."""

    def get_queryset(self) -> Any:
        """Read along what the names are made of."""
        found = super().get_queryset()
        needs = getattr(found.model, "label_needs", ())
        return found.select_related(*needs) if needs else found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return the key and the name of a row."""
        said = getattr(obj, "choice_label", None)
        return super().serialize_result(obj, to_field_name) | ({"text": said} if said else {})


class KeepersSite(AdminSite):
    """Django's admin with our login, our title, and no way around the version or the history."""

    site_header = site_title = "政策進行管理 管理"
    index_title = "管理するデータ"
    empty_value_display = "－"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in who keeps a municipality today."""
        return bool(request.user.is_active and request.user.is_staff)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead whoever keeps rule profiles to the pages made for them, too."""
        keeper = keeper_of(request.user, timezone.localdate()) if isinstance(request.user, Person) else None
        keeps = {"keeps_rules": keeper is not None and keeper.is_keeping}
        return super().index(request, keeps | (extra_context or {}))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Answer 404 to people without the right, as if nothing were here; what they typed stands on the answer."""
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                logger.warning(
                    "Refused the keepers' pages to person %s", request.user.pk, extra={"request": request}
                )
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied:
                if typed_before(request) is None:
                    raise
                raise NotAllowedError(NO_CHANGE) from None

        page = getattr(view, "__self__", None)  # of the site's own views it is the site, which has no fields
        return form_page(words=words_of(page if isinstance(page, ModelAdmin) else None))(answer)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Answer a select in which one types."""
        return NamedChoices.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to the one login page."""
        return redirect_to_login(request.GET.get("next") or reverse(f"{self.name}:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Leave it to the one logout, which takes a POST."""
        return redirect("accounts:logout", permanent=False, preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Leave it to the page on which everybody changes the own password."""
        return redirect("accounts:password_change")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead back to the start."""
        return redirect(f"{self.name}:index")
