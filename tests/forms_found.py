"""Every form of the application as somebody finds it who follows every link: what it sends, and what it is called."""

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from exports.page import PARAMETER as FILE
from tests.reading import Element, read_text

Fields = dict[str, list[str]]
FORM: Final = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
LINK: Final = re.compile(r'<a\b[^>]*?href="([^"]*)"')
NO_PAGE: Final = ("/static/", "/published/", "/api/")
NO_PAGE_ENDS: Final = (".json", ".jsonl", ".xlsx", ".csv", ".zip", "/history/", "/print/")
SAME: Final = frozenset(
    {
        "sort",
        "page",
        "o",
        "q",
        "p",
        "next",
        "_changelist_filters",
        "format",
        "tick",
        "year",
        "standing",
        "bureau",
    }
)  # an address that differs in these alone has the same forms
PER_ROUTE: Final = 4  # pages of one route that are read, where nothing else is said
VERBS: Final = ("verb", "do", "default")  # in what a form says which of the page's it is
MARKS: Final = ("use_in", "parcel", "basis")  # and what else tells one form of a route from another


@dataclass(frozen=True, slots=True)
class FormFound:
    """A form: on which page it stands, what it is called, where it is sent, with which fields and buttons."""

    page: str
    kind: str
    action: str
    fields: Fields
    choices: Mapping[str, Collection[str]]
    buttons: Sequence[tuple[str, str]]
    attributes: Mapping[str, str]

    @property
    def keeps_drafts(self) -> bool:
        return "data-draft" in self.attributes

    def first(self, name: str) -> str:
        """Return what it sends first under that name, "" where it sends nothing."""
        return (self.fields.get(name) or [""])[0]


@dataclass(slots=True)
class Crawl:
    """What one person found: the forms by what they are called, and the pages that were read."""

    forms: dict[str, list[FormFound]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)


def forms_on(page: str, answer: Any) -> list[FormFound]:
    """Return the forms of an answer that are sent, in their order; a form must be well formed by itself."""
    return [found(page, read_part(one)) for one in FORM.findall(answer.content.decode())]


def read_part(text: str) -> Element:
    """Return the one element that this part of a page is."""
    (element,) = read_text(text).children
    assert isinstance(element, Element)
    return element


def found(page: str, form: Element) -> FormFound:
    """Return the form as a browser would send it from that page."""
    action = urldefrag(urljoin(page, unescape(form.attributes.get("action", "")) or page))[0]
    buttons = [
        (one.attributes["name"], one.attributes.get("value", ""))
        for one in form.all("button", "input")
        if "name" in one.attributes and (one.tag == "button" or one.attributes.get("type") == "submit")
    ]
    fields, choices = fields_of(form), choices_of(form)
    return FormFound(
        page=page,
        kind=called(action, fields, buttons),
        action=action,
        fields=fields,
        choices=choices,
        buttons=buttons,
        attributes=form.attributes,
    )


def called(action: str, fields: Fields, buttons: Sequence[tuple[str, str]]) -> str:
    """Return the name of the form: its route, and which of the forms there it is."""
    if [*buttons] == [("draft", "discard")] and "verb" not in fields:
        return "discarding a draft"
    route = group_of(route_of(action))
    verb = next((f"{name}={fields[name][0]}" for name in VERBS if name in fields), "")
    mark = next((name for name in MARKS if name in fields and not verb), "")
    return " ".join(filter(None, (route, verb, mark)))


def route_of(address: str) -> str:
    """Return the name of the route that answers there; raise Resolver404 for what is no page of ours."""
    return _route_at(urlsplit(address).path)


@cache
def _route_at(path: str) -> str:
    return resolve(path).view_name


def group_of(route: str) -> str:
    """Return what is counted together: every model has the same forms in the keepers' pages."""
    is_of_a_model = route.startswith("admin:") and route.count("_") > 1
    return f"admin {route.rpartition('_')[2]}" if is_of_a_model else route


def fields_of(form: Element) -> Fields:
    """Return what a browser would send of the form, without its buttons."""
    sent: Fields = {}
    for one in form.all("input", "select", "textarea"):
        name, kind = one.attributes.get("name", ""), one.attributes.get("type")
        if not name or "disabled" in one.attributes or kind in {"submit", "file", "button"}:
            continue
        if kind in {"checkbox", "radio"} and "checked" not in one.attributes:
            continue
        sent.setdefault(name, []).extend(values_of(one))
    return sent


def values_of(one: Element) -> list[str]:
    """Return what one field sends."""
    if one.tag == "textarea":
        return ["".join(one.texts()).removeprefix("\n")]
    if one.tag == "select":
        options = one.all("option")
        chosen = [each for each in options if "selected" in each.attributes]
        if not chosen and "multiple" not in one.attributes:
            chosen = options[:1]
        return [each.attributes.get("value", each.text) for each in chosen]
    return [one.attributes.get("value", "on" if one.attributes.get("type") in {"checkbox", "radio"} else "")]


def choices_of(form: Element) -> dict[str, list[str]]:
    """Return, by its name, what may be typed into each field: what can be chosen, nothing where it is free."""
    offered: dict[str, list[str]] = {}
    for one in form.all("input", "select", "textarea"):
        name, kind = one.attributes.get("name", ""), one.attributes.get("type")
        if not name or kind in {"hidden", "submit", "button"}:
            continue
        these = offered.setdefault(name, [])
        if one.tag == "select":
            these += [each.attributes.get("value", each.text) for each in one.all("option")]
        elif kind in {"checkbox", "radio"}:
            these.append(one.attributes.get("value", "on"))
    return offered


def crawl(
    client: Client,
    starts: Iterable[str],
    *,
    most: Mapping[str, int],
    per_route: int = PER_ROUTE,
    reading: Callable[[str, Any], None] | None = None,
) -> Crawl:
    """Follow every link from these pages, the nearest first, and return what forms there are.

    Of one route no more than `most` pages are read, else `per_route`; each is shown to `reading` with its answer.
    """
    result = Crawl()
    waiting, known = deque(starts), set(map(identity, starts))
    read: Counter[str] = Counter()
    while waiting:
        page = waiting.popleft()
        route = group_of(route_of(page))
        if read[route] >= most.get(route, per_route):
            continue
        read[route] += 1
        answer = client.get(page)
        if answer.status_code == 302:
            links = [answer["Location"]]
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            result.pages.append(page)
            if reading is not None:
                reading(page, answer)
            for form in forms_on(page, answer):
                result.forms.setdefault(form.kind, []).append(form)
            links = [unescape(one) for one in LINK.findall(answer.content.decode())]
        else:
            continue
        for link in links:
            address = urldefrag(urljoin(page, link))[0]
            if is_page(address) and identity(address) not in known:
                known.add(identity(address))
                waiting.append(address)
    return result


def is_page(address: str) -> bool:
    """Tell whether it is an address of this site that may have a form."""
    parts = urlsplit(address)
    if (
        parts.netloc
        or parts.scheme
        or FILE in parse_qs(parts.query)
        or parts.path.startswith(NO_PAGE)
        or parts.path.endswith(NO_PAGE_ENDS)
    ):
        return False
    try:
        route_of(address)
    except Resolver404:
        return False
    return True


def identity(address: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return what tells pages apart that may have different forms."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in SAME]
    return parts.path, frozenset(asked)
