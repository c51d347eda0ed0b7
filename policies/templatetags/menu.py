"""The main menu: what this person may do, the same on every page of the application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from accounts.rules import departments_entered, has_a_board, is_unlimited, may_administer, own_cities
from policies.page import person_of

register = template.Library()
May = Callable[[Person | None, date], bool]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One page of the menu: its word, where it is, and whether the reader is there."""

    words: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What the menu may offer: its word, the name of its address, for whom; `is_whole` has no pages below it.

    `carries` is whether the plan that is looked at goes along in the address: to what is for the officers of a city
    alone another city's does not.
    """

    words: str
    name: str
    may: May
    is_whole: bool = False
    carries: bool = True


def anybody(person: Person | None, today: date) -> bool:
    return True


def enters(person: Person | None, today: date) -> bool:
    """Tell whether something is entered, confirmed or looked after: not by 委員 nor システム管理者."""
    return bool(departments_entered(person, today)) or has_a_board(person, today)


def belongs(person: Person | None, today: date) -> bool:
    """Tell whether the person belongs to a city today, a 委員 included."""
    return is_unlimited(person) or bool(own_cities(person, today))


def keeps(person: Person | None, today: date) -> bool:
    return may_administer(person, today, code=None)


OVERVIEW: Final = Offer("概況", "policies:overview", anybody, is_whole=True)
INDICATORS: Final = Offer("指標", "indicators:indicator_list", anybody, is_whole=True)
PROJECTS: Final = Offer("取組", "projects:project_list", anybody, is_whole=True)
OFFERS: Final = (
    OVERVIEW,
    INDICATORS,
    PROJECTS,
    Offer("実績の入力", "entry:todo", enters),
    Offer("評価", "evaluations:board", belongs),
    Offer("計画", "policies:keeping", keeps),
    Offer("読込み", "reports:list", keeps, carries=False),
    Offer("管理", "admin:index", keeps, carries=False),
)


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> list[MenuEntry]:
    """Return what is offered to the reader of the page; of a plan read as published alone only what was published."""
    request, edition = context.get("request"), context.get("edition")
    person, path = (person_of(request), request.path) if request is not None else (None, "")
    today, along = timezone.localdate(), along_of(context)
    if edition is not None and not belongs(person, today):
        listed = reverse("published:indicators", args=edition.row.place)
        return [
            entry(OVERVIEW, path, along),
            MenuEntry(INDICATORS.words, listed, is_current=path == listed),
        ]
    own = along if is_of_own_city(person, today, along) else ""
    offers = [one for one in OFFERS if one.may(person, today)]
    return [entry(one, path, along if one.may is anybody else own) for one in offers]


def is_of_own_city(person: Person | None, today: date, along: str) -> bool:
    """Tell whether the plan that goes along is one of the person's cities; so is none."""
    key = QueryDict(along).get("plan", "")
    return not key or is_unlimited(person) or key.partition("-")[0] in own_cities(person, today)


def along_of(context: template.Context) -> str:
    """Return what links carry on of the plan that the page is about."""
    scope: Any = context.get("scope")
    if isinstance(scope, dict):  # of a published page
        return str(scope["query"])
    return str(getattr(scope, "query", "") or context.get("carried") or "")


def entry(offer: Offer, path: str, along: str) -> MenuEntry:
    """Return the entry as it stands on the page of that path."""
    address = reverse(offer.name)
    is_current = path == address if offer.is_whole else path.startswith(address)
    return MenuEntry(offer.words, f"{address}?{along}" if along and offer.carries else address, is_current)
