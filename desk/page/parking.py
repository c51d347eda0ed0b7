"""Forms that arrive when the session is over, or from a page older than the login: kept until they are open again.

What is kept opens for the person alone whom its form was rendered for, as its signed mark says (marks.py). A form
without a mark is a stranger's: little of those is kept, and each opens only in the browser that sent it.
"""

import hashlib
import json
import secrets
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from desk.actions import drafts
from desk.actions.sweeping import PARKED, forget_parked
from desk.addresses import address_of
from desk.marks import CARRIED, WHOSE, is_secret, key_in
from desk.models import ParkedForm
from desk.page.refusals import UnkeptError, View, forbidden
from store.limits import LONGEST_FORM

LIFETIME: Final = PARKED
ROOM_OF_A_PERSON: Final = 4_000_000  # characters
ROOM_OF_AN_ADDRESS: Final = 400_000
ROOM_OF_STRANGERS: Final = 4_000_000
ROW: Final = 500  # what a form takes beside its characters, so that many small ones fill the room too
LOGGED_OUT: Final = "person_logged_out"  # on a request with which a login ended: the key of the person
PARAMETER: Final = "parked"
LONGEST_KEY: Final = 64
UNKEPT: Final = frozenset({PARAMETER, WHOSE})
LONGEST_ADDRESS: Final = 500
TOO_LONG: Final = (
    "ログインの状態が変わったため、保存していません。入力が長く、お預かりもできません。"
    "下の内容を控えて、ページを開き直してから入力してください。"
)
UNTYPED: Final = CARRIED | {"version", "round", "query", "seen", "verb", "do", "basis"}  # by the page itself


def at_the_door(request: HttpRequest) -> HttpResponse | None:
    """Ask for a login, as login_required does, but lose nothing that was typed; None lets the request in.

    A form sent after the session was over leads to the login and from there back to its page, which finds the fields
    through parked(); so does one from a page that was opened before another login, or for somebody else. One from
    another site is refused; UnkeptError is raised about one that is too long to be kept.
    """
    refusal = _refusal(request)
    if refusal is not None and _is_from_elsewhere(request):
        return refusal
    if not request.user.is_authenticated:
        return _led(request, to_login=True)
    owner = key_in(request.POST.get(WHOSE)) if request.method == "POST" else None
    if refusal is not None or (owner is not None and owner != request.user.pk):
        return _led(request, to_login=False)
    return None


def keeps_what_was_typed(view: View) -> View:
    """Put at_the_door() before a view."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            elsewhere = at_the_door(request)
        except UnkeptError as unkept:
            return forbidden(request, str(unkept))
        return elsewhere if elsewhere is not None else view(request, *args, **kwargs)

    answer.csrf_exempt = True  # type: ignore[attr-defined] # looked at above, so that nothing typed is lost
    return answer


def park(path: str, form: QueryDict, *, person: Any = None, place: str = "", browser: str = "") -> str | None:
    """Keep the fields of a form for its page, and return the key to them; None where there is nothing to keep.

    Tokens and passwords are never kept. `person` is the key of whom it opens for; without one it takes the room of
    `place`, an address, and opens for `browser`.
    """
    forget_parked(timezone.now())  # it would take the room of what is typed now
    kept = _to_keep(form)
    body = json.dumps(kept, ensure_ascii=False)
    if not kept or len(body) > LONGEST_FORM or not _is_address(path):
        return None
    size = len(body) + len(path) + ROW
    _make_room(person, place, size)
    key = secrets.token_urlsafe(32)
    ParkedForm.objects.create(
        digest=_digest(key),
        path=path,
        body=body,
        size=size,
        person_id=person,
        place="" if person else place,
        browser="" if person else _digest(browser),
    )
    return key


def parked(request: HttpRequest, path: str, *, is_refused: bool = False) -> QueryDict | None:
    """Return what was kept for the page under the key that the address names, as long as it is kept.

    None for everybody but the person it is for; a stranger's opens in the browser alone that sent it, and not at all
    where the page itself is refused.
    """
    row = _named(request, path)
    if row is None or (is_refused and row.person_id is None) or not _opens_for(row, request):
        return None
    form = QueryDict(mutable=True)
    for name, values in json.loads(row.body).items():
        form.setlist(name, values)
    return form


def is_anothers(request: HttpRequest, path: str) -> bool:
    """Tell whether what the address names is still kept, but for another person than who asks."""
    row = _named(request, path)
    return row is not None and row.person_id is not None and not _opens_for(row, request)


def is_typed_kept(way: str) -> bool:
    """Tell whether anything that a person typed or ticked is kept for the page to which this address leads.

    It says nothing of what or whose it is: the login asks before it knows who comes back.
    """
    parts = urlsplit(way)
    key = QueryDict(parts.query).get(PARAMETER)
    row = _found(key, parts.path).filter(at__gte=timezone.now() - LIFETIME).first() if key else None
    kept = json.loads(row.body) if row else {}
    return any(any(texts) for name, texts in kept.items() if name not in UNTYPED)


def forget(key: str | None, path: str) -> None:
    """Throw away what was kept, once it has been saved."""
    if key:
        _found(key, path).delete()


def _to_keep(form: QueryDict) -> dict[str, list[Any]]:
    """Return what was typed; the button that throws a draft away stands in a form of its own, with nothing in it."""
    if form.get(drafts.PARAMETER) == drafts.DISCARD:
        return {}
    return {name: values for name, values in form.lists() if name not in UNKEPT and not is_secret(name)}


def _named(request: HttpRequest, path: str) -> ParkedForm | None:
    key = request.GET.get(PARAMETER)
    return _found(key, path).filter(at__gte=timezone.now() - LIFETIME).first() if key else None


def _found(key: str, path: str) -> "QuerySet[ParkedForm]":
    if not _is_address(path):
        return ParkedForm.objects.none()
    return ParkedForm.objects.filter(digest=_digest(key[:LONGEST_KEY]), path=path)


def _is_address(path: str) -> bool:
    """Tell whether a form can be kept for that address: PostgreSQL neither keeps nor looks for one with NUL."""
    return len(path) <= LONGEST_ADDRESS and "\0" not in path


def _opens_for(row: ParkedForm, request: HttpRequest) -> bool:
    if row.person_id is not None:
        return bool(row.person_id == request.user.pk)
    browser = request.COOKIES.get(settings.PARKED_COOKIE_NAME, "")
    return bool(browser) and secrets.compare_digest(row.browser, _digest(browser))


def _make_room(person: Any, place: str, size: int) -> None:
    """Throw away what is oldest where there is no room: of the same person or address, never of somebody else's.

    Only strangers have room in common; there the oldest of the address that fills most of it goes.
    """
    if person is not None:
        _leave_room_in(ParkedForm.objects.filter(person_id=person), ROOM_OF_A_PERSON - size)
        return
    strangers = ParkedForm.objects.filter(person=None)
    _leave_room_in(strangers.filter(place=place), ROOM_OF_AN_ADDRESS - size)
    while _size_of(strangers) > ROOM_OF_STRANGERS - size:
        fullest = strangers.values("place").annotate(filled=Sum("size")).order_by("-filled", "place")[0]
        own = strangers.filter(place=fullest["place"])
        _leave_room_in(own, fullest["filled"] - 1)


def _leave_room_in(forms: "QuerySet[ParkedForm]", most: int) -> None:
    """Delete the oldest until no more than `most` characters are left."""
    excess = _size_of(forms) - most
    gone = []
    for pk, size in forms.order_by("at", "pk").values_list("pk", "size") if excess > 0 else ():
        if excess <= 0:
            break
        gone.append(pk)
        excess -= size
    ParkedForm.objects.filter(pk__in=gone).delete()


def _size_of(forms: "QuerySet[ParkedForm]") -> int:
    return forms.aggregate(size=Sum("size"))["size"] or 0


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _led(request: HttpRequest, *, to_login: bool) -> HttpResponse:
    """Lead back to the page, by way of the login where there is none, with the key to what was typed into it."""
    key, browser = None, ""
    if request.method == "POST":
        person = owner_of(request)
        known = request.COOKIES.get(settings.PARKED_COOKIE_NAME)
        browser = "" if person else known or secrets.token_urlsafe(32)
        key = park(request.path, request.POST, person=person, place=address_of(request), browser=browser)
        if key is None and _to_keep(request.POST):
            raise UnkeptError(TOO_LONG)
    query = request.GET.copy()
    if key:
        query.pop(PARAMETER, None)
    way = f"{request.path}?{query.urlencode()}" if query else request.path
    if key:
        way = f"{way}{'&' if query else '?'}{urlencode({PARAMETER: key})}"
    answer = redirect_to_login(way) if to_login else HttpResponseRedirect(way)
    if key and browser:
        answer.set_cookie(
            settings.PARKED_COOKIE_NAME,
            browser,
            max_age=LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


def owner_of(request: HttpRequest) -> Any:
    """Return the key of whom a form is for: as its mark says, else whose login has only now come to its end."""
    key = key_in(request.POST.get(WHOSE)) or getattr(request, LOGGED_OUT, None)
    return (
        get_user_model()._default_manager.filter(pk=key).values_list("pk", flat=True).first() if key else None
    )


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Return what Django answers to a form without this session's token, None if there is nothing to refuse."""
    guard = CsrfViewMiddleware(lambda _: HttpResponse())
    return guard.process_view(request, _guarded, (), {})


def _guarded(request: HttpRequest) -> HttpResponse:
    """Stand for a view that is not exempt."""
    return HttpResponse()


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether the browser does not say that the form came from this site."""
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin != here
    return not request.headers.get("Referer", "").startswith(f"{here}/")
