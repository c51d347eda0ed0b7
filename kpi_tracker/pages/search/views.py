"""The page of the search, and what the field offers while somebody types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kpi_tracker.pages.search.entries import Kind
from kpi_tracker.pages.search.found import Hit, Match, hits, matches
from kpi_tracker.pages.search.reach import City, Others, read_city, read_others, sources_of
from policies.searching import LONGEST_SEARCH, Asked

LISTED: Final = 10  # of each kind, before one asks for all of them
OFFERED: Final = 4  # of each kind, while one types
PER_PAGE: Final = 50
KIND_WORDS: Final[Mapping[str, str]] = {
    Kind.PLAN: "計画",
    Kind.NODE: "政策体系の項目",
    Kind.INDICATOR: "指標",
    Kind.PROJECT: "取組",
    Kind.DEPARTMENT: "所管（指標の一覧へ）",
}


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the first of it, how many there are, and where all of them are listed."""

    kind: str
    title: str
    hits: Sequence[Hit]
    count: int
    all_of_it: str

    @property
    def is_cut(self) -> bool:
        return len(self.hits) < self.count


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """List what has all the words asked for: in the city of the page, or in others on asking."""
    asked, city = read_asked(request), read_city(request)
    if city is None:
        return render(request, "pages/plan/nothing_loaded.html", {"scope": None})
    if city.scope is not None and city.scope.was_switched:
        return redirect(f"{reverse('policies:search')}?{city.here.query}")
    others = read_others(city, request.GET["others"]) if "others" in request.GET else None
    found = found_in(asked, city, others)
    kind = request.GET.get("kind", "")
    listed = found.get(kind)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page")) if listed else None
    context = {
        **frame(city),
        "searched": asked,
        "longest": LONGEST_SEARCH,
        "city": city,
        "others": others,
        "count": sum(map(len, found.values())),
        "groups": [] if page else groups(found, city, asked, others, most=LISTED),
        "page": page,
        "hits": hits(page.object_list, city.here) if page else [],
        "kind": titled_of(kind, city) if page else "",
        "all_kinds": way(asked, city, others),
        "own": way(asked, city, None),
        "elsewhere": f"{way(asked, city, None)}&others=1" if has_others(city) else "",
        "batches": batch_ways(asked, city, others),
    }
    return render(request, "pages/search/search.html", context)


@require_safe
def search_options(request: HttpRequest) -> HttpResponse:
    """Return the first of what was found, for the field in which somebody is typing."""
    asked, city = read_asked(request), read_city(request)
    found = found_in(asked, city, None) if city else {}
    context = {
        "groups": groups(found, city, asked, None, most=OFFERED) if city else [],
        "count": sum(map(len, found.values())),
        "searched": asked,
        "all_kinds": way(asked, city, None) if city else "",
    }
    return render(request, "pages/search/_options.html", context)


def read_asked(request: HttpRequest) -> Asked:
    return Asked.read(request.GET.get("q", ""))


def frame(city: City) -> dict[str, Any]:
    """Return what the page frame needs; of what was published, as published pages do."""
    if city.scope is not None:
        return {"scope": city.scope}
    return {
        "scope": {"query": city.here.query, "plan_key": city.plan.key},
        "is_fictional": city.plan.is_fictional,
    }


def found_in(asked: Asked, city: City, others: Others | None) -> dict[str, list[Match]]:
    """Return by kind what was found in the city, or in these others instead."""
    if not asked.words:
        return {}
    sources = city.sources() if others is None else sources_of(others, city)
    return matches(asked, sources, city.here)


def groups(
    found: Mapping[str, list[Match]], city: City, asked: Asked, others: Others | None, *, most: int
) -> list[Group]:
    """Return each kind of which something was found, with no more than `most` of it."""
    start = way(asked, city, others)
    return [
        Group(kind, titled_of(kind, city), hits(some[:most], city.here), len(some), f"{start}&kind={kind}")
        for kind, some in found.items()
        if some
    ]


def titled_of(kind: str, city: City) -> str:
    """Name a kind; projects as the city calls them."""
    if kind == Kind.PROJECT and city.scope is not None:
        return city.scope.period.records_word
    return KIND_WORDS[kind]


def way(asked: Asked, city: City, others: Others | None) -> str:
    """Return the address that asks the same from the same page."""
    batch = f"&others={others.batch}" if others else ""
    return f"{reverse('policies:search')}?{urlencode({'q': asked.text})}&{city.here.query}{batch}"


def has_others(city: City) -> bool:
    """Tell whether there are plans of other cities that the person may read."""
    return any(plan.is_among_others for plan in city.plans)


def batch_ways(asked: Asked, city: City, others: Others | None) -> list[tuple[str, str]]:
    """Return the ways to the other cities' plans before and after these."""
    if others is None:
        return []
    start = way(asked, city, None)
    ways = [("前の計画を探す", others.batch - 1), ("続きの計画を探す", others.batch + 1)]
    return [(words, f"{start}&others={one}") for words, one in ways if 1 <= one <= others.batches]
