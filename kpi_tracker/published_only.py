"""Visitors who read only what was published: from an address of live data to the published page that stands for it.

policies/page.py decides who that is, for every page alike, and raises OnlyPublishedError; here it becomes an answer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from evaluations.publishing.models import Publication
from evaluations.publishing.page.lists import OF_INDICATORS, OF_MEASURES
from evaluations.publishing.page.pages import keys_in, read_content
from evaluations.publishing.places import indicators_of
from kpi_tracker.pages.plan import page_not_found
from policies.models import Plan
from policies.page import person_of
from policies.scorecards.published import OnlyPublishedError, is_outside

Found = tuple[Publication, Mapping[str, Any]]
OF_THE_WHOLE: Final = {
    "policies:overview",
    "policies:heat_map",
    "policies:compare",
    "indicators:indicator_list",
    "projects:project_list",
}
BY_NUMBER: Final = {
    "indicators:indicator_detail": "indicator",
    "indicators:indicator_chart": "chart",
    "projects:project_detail": "project",
}


class PublishedOnly:
    """Leads a visitor on to what was published, and answers 404 where nothing was, as for what there is not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a plan that is only read as published, and for a row that has gone since it was published."""
        if isinstance(exception, OnlyPublishedError):
            return led_on(request, latest_of([exception.plan])) or page_not_found(request)
        if isinstance(exception, Http404) and view_name(request) in BY_NUMBER:
            return led_on(request, latest_for(request))
        return None


def view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def latest_of(plans: Sequence[Plan]) -> list[Publication]:
    """Return the latest edition of every cycle of the plans, the last cycle first, in one statement."""
    found: dict[int, Publication] = {}
    editions = Publication.objects.filter(cycle__period__plan__in=plans)
    for one in editions.order_by("-cycle__last_year", "-cycle", "-edition").without_content():
        found.setdefault(one.cycle_id, one)
    return list(found.values())


def latest_for(request: HttpRequest) -> list[Publication]:
    """Return the latest editions of all plans of which this visitor reads nothing else."""
    person, today = person_of(request), timezone.localdate()
    plans = Plan.objects.filter(periods__cycles__publications__isnull=False).distinct()
    return latest_of([plan for plan in plans if is_outside(person, plan, today)])


def led_on(request: HttpRequest, editions: list[Publication]) -> HttpResponse | None:
    """Return the way to the published page of what the address asks for; None if it was not published."""
    name, asked = view_name(request), request.resolver_match.kwargs if request.resolver_match else {}
    if name in OF_THE_WHOLE and editions:
        return HttpResponseRedirect(list_of(request, asked_edition(request, editions), name))
    if name == "policies:policy_node":
        return first(place_of(one, asked["address"]) for one in read(editions))
    if name in BY_NUMBER:
        kind, pk = BY_NUMBER[name], asked["pk"]
        return first(numbered(one, kind, pk) for one in read(having(editions, kind, pk)))
    return None


def list_of(request: HttpRequest, edition: Publication, name: str) -> str:
    """Return the published list that stands for a live one, narrowed by what both understand."""
    if name == "indicators:indicator_list":
        return narrowed(request, reverse("published:indicators", args=edition.place), OF_INDICATORS)
    return narrowed(request, edition.get_absolute_url(), OF_MEASURES, anchor="#measures")


def narrowed(request: HttpRequest, place: str, names: Iterable[str], *, anchor: str = "") -> str:
    """Return a place with what the request asks for under these names."""
    asked = {one: request.GET[one] for one in names if request.GET.get(one)}
    return f"{place}?{urlencode(asked)}{anchor}" if asked else place


def first(places: Iterator[str | None]) -> HttpResponse | None:
    """Lead to the first place there is."""
    place = next((one for one in places if one is not None), None)
    return HttpResponseRedirect(place) if place is not None else None


def read(editions: list[Publication]) -> Iterator[Found]:
    """Read the editions one by one, no further than somebody looks."""
    return ((one, read_content(one.pk, one.sha256)) for one in editions)


def asked_edition(request: HttpRequest, editions: list[Publication]) -> Publication:
    """Return the edition of the period that the address names, else the latest."""
    asked = request.GET.get("period", "")
    matching = (one for one, content in read(editions) if str(content["period"]["number"]) == asked)
    return (next(matching, None) if asked else None) or editions[0]


def having(editions: list[Publication], kind: str, pk: int) -> list[Publication]:
    """Keep the editions that show the indicator, its figure or the project of that number."""
    part = "projects" if kind == "project" else "indicators"
    return [one for one in editions if pk in getattr(keys_in(one.pk, one.sha256), part)]


def place_of(found: Found, address: str) -> str | None:
    """Return the published page of a node: its own, that of its 施策, or its place in the index."""
    publication, content = found
    if any(address in {one["address"] for one in content[part]} for part in ("measures", "others")):
        return reverse("published:measure", args=(*publication.place, address))
    for measure in content["measures"]:
        if any(one["address"] == address for one in measure["undertakings"]):
            return measure_page(publication, measure) + "#undertakings"
    return None


def measure_page(publication: Publication, node: Mapping[str, Any]) -> str:
    return reverse("published:measure", args=(*publication.place, node["address"]))


def numbered(found: Found, kind: str, pk: int) -> str | None:
    """Return where the indicator, its figure or the project of that number was published."""
    publication, content = found
    for node in (*content["measures"], *content["others"]):
        if kind == "project":
            if any(one["id"] == pk for one in node.get("projects", ())):
                return f"{measure_page(publication, node)}#project-{pk}"
        elif any(one["id"] == pk for one in indicators_of(node)):
            if kind == "chart":
                return reverse("published:chart", args=(*publication.place, pk))
            return f"{measure_page(publication, node)}#indicator-{pk}"
    return None
