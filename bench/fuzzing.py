"""Requests that nobody would send on purpose, to every address there is: none may be answered by a 5xx.

The same seed sends the same requests to the same rows, so that what was found can be asked again.
"""

import random
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import quote

from django.apps import apps
from django.core.signals import got_request_exception
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER: Final = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
FIELD: Final = re.compile(r'\bname="([^"]{1,60})"')
OWN_FIELDS: Final = ("key", "code", "path", "address", "slug", "name", "username", "local_government_code")
ROWS_EACH: Final = 4
NUMBERS: Final = (
    "0",
    "1",
    "987654321",
    "9223372036854775807",
    "9223372036854775808",
    "1" + "0" * 30,
    "2024",
    "-1",
)
WORDS: Final = (
    "",
    "あ",
    "💥",
    "'\"<script>",
    "\u202e右から",
    "\x00",
    "\ud800",
    "%",
    "_",
    "..",
    "../../etc/passwd",
    "a" * 300,
    "9" * 5_000,
    "１２．６",
    "▲12.6",
    "1E+400",
    "NaN",
    "R5",
    "令和０年",
    "H31",
    "//evil.example",
    "javascript:alert(1)",
    "abc",
    "\r\nX: 1",
    "[]",
    "{}",
    "(((((",
    "２０２４年度",
    "rows.csv",
    "measures.csv",
    "indicators.xlsx",
    "lines.xlsx",
)
QUERY: Final = (
    *(
        "plan",
        "period",
        "year",
        "page",
        "per_page",
        "sort",
        "q",
        "next",
        "format",
        "tick",
        "standing",
        "bureau",
    ),
    *("node", "department", "layer", "indicator", "class", "change", "outlook", "missing", "owner", "words"),
    *(
        "fields",
        "draft",
        "parked",
        "cycle",
        "edition",
        "from",
        "to",
        "kind",
        "role",
        "o",
        "p",
        "all",
        "_popup",
    ),
    *("file", "others", "under", "judged", "explained", "finding", "differs", "progress", "direction"),
    *("from_cycle", "to_cycle", "of", "was", "now", "why", "course", "lacks", "history", "shown"),
    *("attainment_class", "is_judged", "show", "a", "b"),
)
METHODS: Final = ("GET",) * 12 + ("POST",) * 5 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
CONTENT: Final = ("application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml", "")
HEADERS: Final = {
    "If-None-Match": ('"x"', 'W/"1"', "*", "あ"),
    "If-Modified-Since": ("never", "Mon, 30 Nov 2026 00:00:00 GMT"),
    "Accept": ("application/json", "image/*", ";;;"),
    "Accept-Encoding": ("gzip", "br;q=0, *"),
    "Accept-Language": ("en", "xx-" + "y" * 200),
    "Range": ("bytes=0-1", "bytes=9-1"),
    "Host": ("localhost", "evil.example", "localhost:99999"),
    "Referer": ("//evil.example", "http://testserver/"),
    "X-Forwarded-For": ("1.2.3.4, x", "::1"),
    "X-Requested-With": ("XMLHttpRequest",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and how it was answered."""

    visitor: str
    method: str
    address: str
    sent: Any
    headers: Mapping[str, str]
    status: int
    why: str

    def __str__(self) -> str:
        asked = f"{self.method} {self.address} {self.sent!r:.300} {dict(self.headers)}"
        return f"{self.status} for {self.visitor}: {asked}\n{self.why}"


@dataclass(slots=True)
class Fuzzer:
    """Everything that requests are made of; each one is undone before the next."""

    browsers: Mapping[str, Client]
    seed: int
    routes: Sequence[str] = field(default_factory=lambda: sorted(set(routes_of(get_resolver()))))
    known: Sequence[str] = field(default_factory=lambda: known_values())  # noqa: PLW0108 - it stands below
    fields: dict[str, list[str]] = field(default_factory=dict)
    chance: random.Random = field(init=False)
    why: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - to be repeated, not to be secret
        for client in self.browsers.values():
            client.raise_request_exception = False

    def ask(self, times: int) -> Iterator[Asked]:
        """Send so many requests, each address once before any comes again, and yield those answered by a 5xx."""
        got_request_exception.connect(self._note, weak=False)
        for number in range(times):
            asked = self._ask_once(self.routes[number % len(self.routes)])
            if asked.status >= 500:
                yield asked
        got_request_exception.disconnect(self._note)

    def _note(self, **_: Any) -> None:
        self.why = traceback.format_exc(limit=-4)

    def _ask_once(self, route: str) -> Asked:
        visitor = self.chance.choice([*self.browsers])
        method = self.chance.choice(METHODS)
        address = self._address(route)
        sent = self._sent(route, method)
        headers = self._headers()
        with transaction.atomic():
            answer = self.browsers[visitor].generic(method, address, headers=headers, **sent)
            self._learn(route, answer)
            transaction.set_rollback(True)
        return Asked(visitor, method, address, sent, headers, answer.status_code, self.why)

    def _learn(self, route: str, answer: Any) -> None:
        """Note the fields of the forms on a page, and read the answer to its end."""
        body = b"".join(answer) if answer.streaming else answer.content
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            names = sorted(set(FIELD.findall(body.decode(errors="replace"))))
            self.fields[route] = [unescape(name) for name in names][:60]

    def _address(self, route: str) -> str:
        path = PARAMETER.sub(lambda found: self._part(found["converter"] or "str"), route)
        if self.chance.random() < 0.5:
            return path
        names = self.chance.sample(QUERY, self.chance.randint(1, 3))
        return path + "?" + "&".join(f"{name}={self._quoted(self._value())}" for name in names)

    def _part(self, converter: str) -> str:
        if converter == "int":
            digits = [one for one in self.known if one.isascii() and one.isdigit()]
            usual = self.chance.random() < 0.8 and digits
            return self.chance.choice(digits if usual else NUMBERS[:-1])
        return self._quoted(self._value()) or "x"

    def _value(self) -> str:
        if self.chance.random() < 0.6:
            return self.chance.choice(self.known)
        return self.chance.choice(WORDS + NUMBERS)

    def _quoted(self, text: str) -> str:
        return quote(text.encode(errors="surrogatepass"), safe="")

    def _sent(self, route: str, method: str) -> dict[str, Any]:
        if method not in {"POST", "PUT", "PATCH"}:
            return {}
        if self.chance.random() < 0.2:
            return {
                "data": self._value().encode(errors="replace"),
                "content_type": self.chance.choice(CONTENT),
            }
        names = [*self.fields.get(route, ()), "verb", "version", "once", "action", "file", "draft_path"]
        chosen = [name for name in names if self.chance.random() < 0.7]
        body = "&".join(f"{self._quoted(name)}={self._quoted(self._value())}" for name in chosen)
        return {"data": body.encode(), "content_type": "application/x-www-form-urlencoded"}

    def _headers(self) -> dict[str, str]:
        if self.chance.random() < 0.7:
            return {}
        name = self.chance.choice([*HEADERS])
        return {name: self.chance.choice(HEADERS[name])}


def routes_of(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield every address as it is written in the URLconf, with the names of its parts."""
    for one in resolver.url_patterns:
        path = before + route_text(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes_of(one, path)
        elif isinstance(one, URLPattern):
            yield path


def route_text(pattern: Any) -> str:
    """Return a pattern as a route; of a regular expression what may stand for it."""
    text = str(pattern)
    if hasattr(pattern, "_route"):
        return text
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", text).strip("^$").replace("\\Z", "").replace("\\", "")


def known_values() -> list[str]:
    """Return what addresses and fields could really hold: keys and names of some rows of every model."""
    values: list[str] = []
    for model in apps.get_models():
        own = {one.name for one in model._meta.concrete_fields if isinstance(one, models.CharField)}
        names = ["pk", *sorted(own.intersection(OWN_FIELDS))]
        for row in model._default_manager.order_by("pk").values_list(*names)[:ROWS_EACH]:
            values += [str(value)[:60] for value in row if value not in {None, ""}]
    return list(dict.fromkeys(values))
