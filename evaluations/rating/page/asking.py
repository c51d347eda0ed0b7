"""What the pages about evaluations read from a request."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts.models import Person
from evaluations.rating.scorecards.scope import CycleScope, read_cycle_scope
from policies.scorecards.tree import PlanTree

IN_ADDRESS = ("plan", "period", "year", "cycle")


def asked_for(request: HttpRequest, key: str = "") -> CycleScope:
    """Return the cycle that the address asks for; 404 for one that is not there or not to be seen by this person."""
    asked = read_cycle_scope(request, key)
    if asked is None:
        raise Http404
    return asked


def asked_by(person: Person, chosen: Mapping[str, Any]) -> CycleScope:
    """Return the cycle that the fields of an address ask for, where there is no request for that address itself."""
    request = HttpRequest()
    request.user = person
    request.GET = QueryDict(urlencode({name: str(chosen[name]) for name in IN_ADDRESS if name in chosen}))
    return asked_for(request)


def switched(asked: CycleScope, address: str = "") -> HttpResponse | None:
    """Return where to go after the switcher: to the same page, if the other plan has it, else to its board."""
    if not asked.scope.was_switched:
        return None
    stays = address and PlanTree.of(asked.scope.period).at(address) is not None
    page = reverse("evaluations:evaluation", args=(address,)) if stays else reverse("evaluations:board")
    return HttpResponseRedirect(f"{page}?{asked.scope.query}")
