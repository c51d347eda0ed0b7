"""Forms that arrive when the session is over, or from a page older than the login: kept until they are open again."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from accounts.addresses import address_of
from accounts.limits import LONGEST_FORM
from accounts.models import LoginAttempt

LIFETIME: Final = timedelta(hours=12)
MOST_OF_A_PERSON: Final = 100
MOST_FROM_AN_ADDRESS: Final = 500  # a whole city hall may stand behind one
MOST_OF_STRANGERS: Final = 5_000
PERSON, USUAL, STRANGER = "person:", "usual:", "stranger:"
LOGGED_OUT: Final = (
    "person_logged_out"  # on a request with which a login came to its end: the key of the person
)
PARAMETER: Final = "parked"
LONGEST_KEY: Final = 64
UNKEPT: Final = ("csrf", "password", "token", "secret", PARAMETER)

View = Callable[..., HttpResponse]


def keeps_what_was_typed(view: View) -> View:
    """Ask for a login as login_required does, but lose nothing that was typed into a form.

    A form sent after the session was over leads to the login and from there back to its page, which finds the fields
    through parked(); so does one from a page that was opened before another login. One from another site is refused.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = _refusal(request)
        if refusal is not None and _is_from_elsewhere(request):
            return refusal
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        if refusal is not None:
            return HttpResponseRedirect(_way_back(request))
        return view(request, *args, **kwargs)

    answer.csrf_exempt = True  # type: ignore[attr-defined] # looked at above, so that nothing typed is lost
    return answer


def park(path: str, form: QueryDict, *, place: str) -> str | None:
    """Keep the fields of a form for its page, and return the key to them; None where there is nothing to keep.

    Tokens and passwords are never kept. `place` is whose room it takes (see place_of).
    """
    parked_forms().filter(at__lt=timezone.now() - LIFETIME).delete()
    kept = {name: values for name, values in form.lists() if not any(word in name.lower() for word in UNKEPT)}
    body = json.dumps(kept, ensure_ascii=False)
    if not kept or len(body) > LONGEST_FORM or len(path) > 500:
        return None
    make_room(place)
    key = secrets.token_urlsafe(32)
    parked_forms().create(digest=_digest(key), path=path, body=body, place=place)
    return key


def place_of(request: HttpRequest) -> str:
    """Return whose room a form takes: that of the person, if only now logged out, else that of the address.

    Addresses from which people of ours log in have room apart from all others, which anybody can send from.
    """
    if person := request.user.pk or getattr(request, LOGGED_OUT, None):
        return f"{PERSON}{person}"
    address = address_of(request)
    is_usual = LoginAttempt.objects.from_usual_place(address, timezone.now()).exists()
    return f"{USUAL if is_usual else STRANGER}{address}"


def make_room(place: str) -> None:
    """Throw away what is oldest where there is no room for one more: of the same place, never of somebody else's.

    Only strangers have room in common; there the oldest of the address that fills most of it goes.
    """
    most = MOST_OF_A_PERSON if place.startswith(PERSON) else MOST_FROM_AN_ADDRESS
    _leave_room_in(parked_forms().filter(place=place), most)
    if not place.startswith(STRANGER):
        return
    strangers = parked_forms().filter(place__startswith=STRANGER)
    if (count := strangers.count()) >= MOST_OF_STRANGERS:
        fullest = strangers.values("place").annotate(size=models.Count("pk")).order_by("-size", "place")[0]
        own = strangers.filter(place=fullest["place"])
        _leave_room_in(own, fullest["size"] - (count - MOST_OF_STRANGERS))


def _leave_room_in(forms: "models.QuerySet[Any]", most: int) -> None:
    """Delete the oldest so that one fewer than `most` are left."""
    if (excess := forms.count() - most + 1) > 0:
        oldest = list(forms.order_by("at", "pk").values_list("pk", flat=True)[:excess])
        parked_forms().filter(pk__in=oldest).delete()


def parked(key: str | None, path: str) -> QueryDict | None:
    """Return the fields that were kept for the page under that key, as long as they are kept."""
    if not key or len(key) > LONGEST_KEY:
        return None
    since = timezone.now() - LIFETIME
    row = parked_forms().filter(digest=_digest(key), path=path, at__gte=since).first()
    if row is None:
        return None
    form = QueryDict(mutable=True)
    for name, values in json.loads(row.body).items():
        form.setlist(name, values)
    return form


def forget(key: str | None, path: str) -> None:
    """Throw away what was kept, once it has been saved."""
    if key and len(key) <= LONGEST_KEY:
        parked_forms().filter(digest=_digest(key), path=path).delete()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _way_back(request: HttpRequest) -> str:
    """Return the address of the page, with the key to what was typed into it."""
    if request.method != "POST":
        return request.get_full_path()
    key = park(request.path, request.POST, place=place_of(request))
    return f"{request.path}?{urlencode({PARAMETER: key})}" if key else request.path


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


def parked_forms() -> "models.Manager[Any]":
    """Return the forms that wait; they are kept in a table of the app above, where forms began."""
    return apps.get_model("entry", "ParkedForm")._default_manager
