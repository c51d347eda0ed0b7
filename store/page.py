"""Answers that are the same for many readers, kept until somebody writes what they say.

A view says `@kept_for_visitors(…)` with the parameters that it knows, and whatever it reads says by relies_on() which
numbers its answer hangs from. An answer is given again only while each of these is what it was before the answer was
begun, on the same day, by the same release; so nothing is ever to be thrown away, and everything may be. Nothing of a
session is kept so, nor anything with a cookie, a form, or a parameter that the view does not know.

Whoever is logged in gets by page_for() what is the same for all who may see the same: the page without its header and
its messages, which are put in at every look. No proxy and no browser keeps it.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from threading import Lock, RLock
from typing import Any, Final, Protocol, TypeVar, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from store.actions.numbers import (
    LookAtParts,
    Numbers,
    is_gathering,
    noted,
    numbers,
    read_apart,
)
from store.numbers import EVERYBODY, VISITORS
from store.release import release_of

logger = logging.getLogger(__name__)

RELIED: Final = "_relied"
LONGEST_QUERY: Final = 400
LARGEST_DATA: Final = 20_000_000
LARGEST: Final = 1_000_000  # bytes; what is larger is made anew, and not sent again to who has it
SHOWN_IN_PAGES: Final = ("ENTRY_SHOWS_CLASS_WHILE_TYPING", "SITE_ADDRESS", "STATIC_URL", "DEBUG", "DEMO")
DIGEST: Final = 16
LONGEST_WAIT: Final = 10.0  # seconds, for what another thread is making
_TURNS: Final[dict[str, Any]] = {}  # by number: there are two for each plan
_TURNS_LOCK: Final = Lock()
PERSONAL: Final = {"header": "components/site_header.html", "messages": "components/messages.html"}

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer with the numbers from which it hangs; `sign` tells that nobody touched it since."""

    numbers: Numbers
    headers: Mapping[str, str]
    content: bytes
    sign: bytes

    def is_whole(self, key: str) -> bool:
        """Tell whether it is what was kept, under this very key."""
        return self.sign == signed(key, self.numbers, self.headers, self.content)


def relies_on(request: HttpRequest, *names: str) -> None:
    """Say that the answer to the request hangs from these numbers, besides the one for everybody.

    Without a name: that it hangs from nothing else. An answer of which nobody says anything is not kept.
    """
    relied: set[str] = getattr(request, RELIED, set())
    setattr(request, RELIED, relied | set(names))


def kept_for_visitors(*parameters: str, is_public: bool) -> Callable[[View], View]:
    """Keep the answers of a view to those who are not logged in, with an ETag, and answer 304 to whoever has it.

    `parameters` are those that the view reads from the address. `is_public` says that it answers everybody alike,
    whoever is logged in.
    """
    known = frozenset(parameters)

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may_be_kept(request, known, is_public=is_public):
                return view(request, *args, **kwargs)
            key = key_of(request)
            found = kept_under(key)
            before = noted([VISITORS, *(found.numbers if found is not None else ())])
            if found is not None and found.numbers.items() <= before.items():
                return given(
                    request, HttpResponse(found.content, headers=dict(found.headers)), key, found.numbers
                )
            response = view(request, *args, **kwargs)
            return kept(request, response, key, before)

        return cast(View, answer)

    return wrap


def may_be_kept(request: HttpRequest, known: frozenset[str], *, is_public: bool) -> bool:
    """Tell whether the answer can be that of everybody else who asks with this address."""
    if not settings.KEPT_ANSWERS or request.method not in {"GET", "HEAD"}:
        return False
    own = () if is_public else (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    if any(name in request.COOKIES for name in own):
        return False
    return len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY and known >= set(request.GET)


def key_of(request: HttpRequest) -> str:
    """Return what an answer is kept under: the address, the day, and the release that makes it."""
    query = request.META.get("QUERY_STRING", "")
    said = f"{made_by()}\0{request.scheme}://{request.get_host()}{request.path}?{query}"
    return blake2b(said.encode(), digest_size=DIGEST).hexdigest()


def made_by() -> str:
    """Return by which release, with which settings and on which day something is made."""
    settled = (str(getattr(settings, name)) for name in SHOWN_IN_PAGES)
    return "\0".join((*settled, release_of(settings.BASE_DIR), timezone.localdate().isoformat()))


def kept_under(key: str) -> KeptAnswer | None:
    """Return what is kept, None for nothing and for what is not whole; a lost cache is as good as an empty one."""
    try:
        found = cache.get(key)
    except Exception:
        # whatever is wrong with it, the answer can be made anew
        logger.warning("What was kept cannot be read", exc_info=True)
        return None
    return found if isinstance(found, KeptAnswer) and found.is_whole(key) else None


def kept(request: HttpRequest, response: HttpResponseBase, key: str, before: Numbers) -> HttpResponseBase:
    """Keep the answer that was just made, if it may be and nothing was written for visitors meanwhile."""
    relied: set[str] | None = getattr(request, RELIED, None)
    page = plain(request, response)
    if relied is None or page is None or is_gathering():
        return response
    # of what was noted before it was read no more has to be known
    now = before if relied <= before.keys() else numbers([*before, *relied])
    if not before or any(now.get(name) != number for name, number in before.items()):
        return response
    if key != key_of(request):  # the day ended meanwhile
        return response
    own = {name: now[name] for name in sorted({EVERYBODY, *relied})}
    keep(key, own, dict(page.items()), page.content)
    return given(request, page, key, own)


def plain(request: HttpRequest, response: HttpResponseBase) -> HttpResponse | None:
    """Return a whole page without anything that is made for one reader; None for any other."""
    if "CSRF_COOKIE_NEEDS_UPDATE" in request.META or response.cookies:
        return None
    return response if isinstance(response, HttpResponse) and response.status_code == 200 else None


def keep(
    key: str, own: Numbers, headers: Mapping[str, str], content: bytes, *, largest: int = LARGEST
) -> None:
    """Keep an answer that was made while its numbers were these, unless it is too large."""
    if len(content) > largest:
        return
    try:
        cache.set(key, KeptAnswer(own, headers, content, signed(key, own, headers, content)))
    except Exception:
        # a full disk, a folder that is gone: the answer is there, kept or not
        logger.warning("An answer cannot be kept", exc_info=True)


def given(request: HttpRequest, response: HttpResponse, key: str, own: Numbers) -> HttpResponseBase:
    """Return the answer with its ETag, or 304 to who has it already; nobody may show it without asking again."""
    tag = blake2b(repr((key, sorted(own.items()))).encode(), digest_size=DIGEST).hexdigest()
    response["ETag"] = f'"{tag}"'
    patch_cache_control(response, no_cache=True)
    found: HttpResponseBase | None = get_conditional_response(
        request, etag=response["ETag"], response=response
    )
    return response if found is None else found


Said = dict[str, Any] | HttpResponse


class Audience(Protocol):
    """What a page is about and for whom; two of the same `sign` are shown the same page."""

    @property
    def sign(self) -> str: ...


def page_for(
    request: HttpRequest, template: str, make: Callable[[], Said], *, scope: Audience, also: object = ""
) -> HttpResponse:
    """Render a page without forms, or take it as it was rendered for somebody of the same audience.

    `make` returns its context, or another answer, which is not kept. It is asked only where the page is to be rendered,
    and reads everything itself: what was read before must be told by the address, by `scope` or by `also`.
    """
    relied: set[str] | None = getattr(request, RELIED, None)
    if not settings.KEPT_ANSWERS or relied is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        said = make()
        return (
            said if isinstance(said, HttpResponseBase) else render(request, template, said | {"scope": scope})
        )
    key = blake2b(
        repr((key_of(request), template, scope.sign, also)).encode(), digest_size=DIGEST
    ).hexdigest()
    marks = {name: mark_of(key, name) for name in PERSONAL}
    found, now = kept_under(key), noted(relied)
    if found is not None and found.numbers == now:
        text = found.content.decode()
    else:
        said = make()
        if not isinstance(said, dict):
            return said
        text = render_to_string(template, said | {"scope": scope, "request": request, "marks": marks})
        if now and not is_gathering():
            keep(key, now, {}, text.encode())
    for name, own in PERSONAL.items():
        text = text.replace(marks[name], render_to_string(own, {"scope": scope}, request))
    return HttpResponse(text)


def kept_data(what: str, names: Collection[str], make: Callable[[], Any]) -> Any:
    """Return plain data that follow from what these numbers tell of: as they were made while the numbers stood so.

    `what` says all else that they follow from; `make` reads everything itself. They come back as JSON gives them, so
    that nobody can tell whether they were kept. What is decided or written is never to follow from them.
    """
    if not settings.KEPT_ANSWERS:
        return json.loads(json.dumps(make()))
    key, now = blake2b(f"{made_by()}\0{what}".encode(), digest_size=DIGEST).hexdigest(), noted(names)
    found = kept_under(key)
    if found is not None and found.numbers == now:
        return json.loads(found.content)
    text = json.dumps(make(), ensure_ascii=False)
    if now and not is_gathering():
        keep(key, now, {}, text.encode(), largest=LARGEST_DATA)
    return json.loads(text)


Make = Callable[[Collection[str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class KindOfParts:
    """Parts of one kind: `what` says all else that they follow from, `wanted` of each from which parts of the number.

    `make` returns those that it is given, and reads everything itself. Of what the request has read before it may use
    what follows from the number for everybody, or is said by `what`.
    """

    what: str
    wanted: Mapping[str, Collection[str]]
    make: Make


def kept_parts(
    what: str, number: str, wanted: Mapping[str, Collection[str]], make: Make
) -> Mapping[str, Any]:
    """Return plain data of each of the parts that are wanted, as kept_kinds() does of a single kind."""
    (found,) = kept_kinds(number, [KindOfParts(what, wanted, make)])
    return found


def kept_kinds(number: str, kinds: Sequence[KindOfParts]) -> Sequence[Mapping[str, Any]]:
    """Return, kind by kind, plain data of each of the parts, each as it was made while its own numbers stood.

    All follow from what is there for everybody. A part that is to be made is made in all kinds at once, so that what
    they say of it is of one moment. They come back as JSON gives them, so that nobody can tell whether they were kept.
    What is decided or written is never to follow from them.
    """
    if not settings.KEPT_ANSWERS:
        return [json.loads(json.dumps(one.make(list(one.wanted)))) for one in kinds]
    look = read_apart(number)
    kept = [parts_under(one, look) for one in kinds]
    if stale_in(kinds, kept):
        with in_turn(number):
            kept = [parts_under(one, look) for one in kinds]
            stale = stale_in(kinds, kept)
            for one, texts in zip(kinds, kept, strict=True):
                texts.update(made_anew(one, look, [part for part in one.wanted if part in stale]))
    return [
        {part: json.loads(texts[part][1]) for part in one.wanted}
        for one, texts in zip(kinds, kept, strict=True)
    ]


Texts = dict[str, tuple[str, str]]


def stale_in(kinds: Sequence[KindOfParts], kept: Sequence[Texts]) -> set[str]:
    """Return the parts that one of the kinds lacks."""
    return {part for one, texts in zip(kinds, kept, strict=True) for part in one.wanted.keys() - texts}


@contextmanager
def in_turn(number: str) -> Iterator[None]:
    """Wait until nobody else in the process makes parts of the number: what they have made need not be made again.

    Nobody waits long: whoever is before may be waiting for the database. Once somebody has waited in vain, nobody waits
    for the same one again.
    """
    with _TURNS_LOCK:
        turn = _TURNS.setdefault(number, RLock())
    has_come = turn.acquire(timeout=LONGEST_WAIT)
    if not has_come:
        turn = turn_instead(number, turn)
        has_come = turn.acquire(blocking=False)
    try:
        yield
    finally:
        if has_come:
            turn.release()


def turn_instead(number: str, hanging: Any) -> Any:
    """Return the turn for which others wait from now on, in place of one that does not end."""
    with _TURNS_LOCK:
        if _TURNS[number] is hanging:
            _TURNS[number] = RLock()
        return _TURNS[number]


def made_anew(kind: KindOfParts, look: LookAtParts, stale: Collection[str]) -> Texts:
    """Make these parts from what is read after their numbers were noted, and keep them under these numbers.

    What somebody writes while they are made moves a number: then nobody asks for them under these any more.
    """
    if not stale:
        return {}
    with look.alone():
        made = kind.make(stale)
    stamps = stamps_of(look, kind)
    texts = {part: (stamps[part], json.dumps(made[part], ensure_ascii=False)) for part in stale}
    if look.may_keep:
        together = all_parts_under(kind.what, look) | texts  # beside what others have made meanwhile
        keep(key_of_parts(kind.what), look.everybody, {}, as_lines(together), largest=LARGEST_DATA)
    return texts


def wrong_parts(number: str, kind: KindOfParts) -> tuple[int, list[str]]:
    """Make all parts anew; return how many were kept, and those kept otherwise, which are right from now on."""
    look = read_apart(number)
    found = parts_under(kind, look)
    texts = made_anew(kind, look, list(kind.wanted))
    return len(found), [part for part in found if found[part] != texts[part]]


def stamps_of(look: LookAtParts, kind: KindOfParts) -> Mapping[str, str]:
    """Return what stands for the numbers from which each part follows."""
    return {part: look.stamp(places) for part, places in kind.wanted.items()}


def parts_under(kind: KindOfParts, look: LookAtParts) -> Texts:
    """Return what is kept of the parts that are wanted, and still true."""
    texts = all_parts_under(kind.what, look)
    return {
        part: texts[part]
        for part, stamp in stamps_of(look, kind).items()
        if texts.get(part, ("",))[0] == stamp
    }


def all_parts_under(what: str, look: LookAtParts) -> Texts:
    """Return what is kept of all parts, true or not, while what is there for everybody stands."""
    found = kept_under(key_of_parts(what)) if look.everybody else None
    return parts_in(found.content) if found is not None and found.numbers == look.everybody else {}


def key_of_parts(what: str) -> str:
    """Return what parts are kept under: by whom they are made, and all else that they follow from."""
    return blake2b(f"{made_by()}\0parts\0{what}".encode(), digest_size=DIGEST).hexdigest()


def parts_in(content: bytes) -> Texts:
    """Return the stamp and the text of each part, as as_lines() wrote them."""
    lines = (line.split("\t", 2) for line in content.decode().split("\n") if line)
    return {part: (stamp, text) for part, stamp, text in lines}


def as_lines(texts: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the parts, a line each; JSON itself breaks no line and has no tab."""
    return "\n".join(f"{part}\t{stamp}\t{text}" for part, (stamp, text) in texts.items()).encode()


def mark_of(key: str, name: str) -> str:
    """Return what stands in a kept page for a part that is a reader's own; no text that somebody typed has it."""
    secret = blake2b(settings.SECRET_KEY.encode()).digest()
    return blake2b(f"{key} {name}".encode(), key=secret).hexdigest()


def signed(key: str, own: Numbers, headers: Mapping[str, Any], content: bytes) -> bytes:
    """Return the sign of an answer as it is kept; nobody makes one who does not know our secret."""
    secret = blake2b(settings.SECRET_KEY.encode()).digest()
    told = repr((key, sorted(own.items()), sorted(headers.items()))).encode()
    return blake2b(told + content, key=secret, digest_size=DIGEST).digest()
