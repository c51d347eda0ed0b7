"""Keeping a draft while somebody types, and by a button; throwing it away."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST

from desk.actions import drafts, quotas
from desk.models import Draft
from desk.page.limiting import length_of
from desk.page.refusals import NotAllowedError, UnkeptError, asking
from store.actions.rows import Somebody
from store.limits import LONGEST_FORM

View = Callable[..., HttpResponse]
PathOf = Callable[..., str]
LONGEST_BODY: Final = LONGEST_FORM * 9 + 10_000  # bytes: what a form of that many signs may take in transit
STILL_TO_SAVE: Final = "保存はまだです。"
STILL_TO_HAND_IN: Final = "提出はまだです。"
STILL_TO_PUBLISH: Final = "公表はまだです。"
NO_FORM: Final = "この入力画面は見つかりません。"


def takes_drafts(path_of: PathOf, *, still: str = STILL_TO_SAVE) -> Callable[[View], View]:
    """Let the page at this address keep drafts of its form, by autosave.js and by the buttons "下書き保存" and "破棄".

    `path_of(person, today, chosen, **kwargs)` gets the fields of address and form as `chosen` and the parts of the
    address, and returns the address under which the draft is kept; it raises Http404 or NotAllowedError as the page
    itself does for whom it is not. `still` says what a draft is not, in the words of the page's own button. Stands
    below the decorators that ask for a login and for a token.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST" or drafts.PARAMETER not in request.POST:
                return view(request, *args, **kwargs)
            person = asking(request)
            chosen = request.GET.dict() | request.POST.dict()
            path = path_of(person, timezone.localdate(), chosen, **kwargs)
            return HttpResponseRedirect(_by_button(request, person, path, still))

        answer.draft_path = path_of  # type: ignore[attr-defined] # read by draft() below
        return answer

    return decorate


def _by_button(request: HttpRequest, person: Somebody, path: str, still: str) -> str:
    """Keep or throw away, and return where to go on: after keeping, the same form as it was typed."""
    if request.POST[drafts.PARAMETER] == drafts.DISCARD:
        drafts.forget(person, path)
        messages.success(request, "下書きを破棄しました。")
        return path
    try:
        quotas.count(quotas.DRAFTS, person)
        kept = drafts.keep(person, path, request.POST, is_asked=True)
    except (quotas.TooOften, drafts.NoRoom) as refused:
        raise UnkeptError(f"下書きを保存できませんでした。{refused}") from refused
    if kept is None:
        return path
    messages.success(request, f"下書きを保存しました（{clock(kept.at)}）。{still}")
    return drafts.address_with(path, drafts.KEPT)


@require_POST
@login_required
def draft(request: HttpRequest) -> JsonResponse:
    """Keep what was typed so far into the form at `draft_path` and say when; the form itself says who may open it."""
    try:
        kept = kept_by_script(request, asking(request))
    except quotas.TooOften as too_often:
        return refused(429, str(too_often), wait=too_often.wait)
    except drafts.NoRoom as no_room:
        return refused(413, str(no_room))
    except NotAllowedError as not_allowed:
        return refused(403, str(not_allowed))
    except Http404:
        return refused(404, NO_FORM)
    if kept is None:
        return JsonResponse({"saved_at": None})
    return JsonResponse({"saved_at": kept.at.isoformat(), "shown": clock(kept.at)})


def kept_by_script(request: HttpRequest, person: Somebody) -> Draft | None:
    """Keep the draft if the form is one that the person may open, and neither too long nor kept too often."""
    if length_of(request) > LONGEST_BODY:
        raise drafts.NoRoom(drafts.TOO_LONG)
    path = path_allowed(request.POST.get("draft_path", ""), person, timezone.localdate())
    quotas.count(quotas.DRAFTS, person)
    is_asked = request.POST.get(drafts.PARAMETER) == drafts.KEEP
    return drafts.keep(person, path, request.POST, is_asked=is_asked)


def path_allowed(text: str, person: Somebody, today: date) -> str:
    """Return the address under which the form's draft is kept, if it is a form and the person may open it."""
    parts = urlsplit(text[: drafts.LONGEST_PATH]) if text.isprintable() else urlsplit("")
    try:
        found = resolve(parts.path)
    except Resolver404:
        raise Http404 from None
    path_of: PathOf | None = getattr(found.func, "draft_path", None)
    if path_of is None or parts.netloc or parts.scheme:
        raise Http404
    chosen: Mapping[str, Any] = QueryDict(parts.query).dict()
    return path_of(person, today, chosen, **found.kwargs)


def refused(status: int, sentence: str, *, wait: int | None = None) -> JsonResponse:
    """Answer in words, and say when to come again."""
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def clock(moment: datetime) -> str:
    """Return the time of day as clocks here show it."""
    return f"{timezone.localtime(moment):%H:%M}"
