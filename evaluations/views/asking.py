"""What the pages about evaluations read from a request, and how they answer a stale form."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from desk.parking import PARAMETER, parked
from evaluations.scope import CycleScope, read_cycle_scope
from policies.tree import PlanTree
from store.models import Change

IN_ADDRESS = ("plan", "period", "year", "cycle")
MOST_TOLD = 50
WHERE_IT_HANGS = (
    *("evaluation", "subject", "number", "kind", "cycle", "node"),
    *("question", "opinion", "review", "point", "by", "post", "entered_by"),
    *("section", "reason", "label", "by_name", "base", "reply_to", "decided_by", "resolved_by"),
    *("state", "field", "refused", "decided_at", "resolved_at", "at"),
)


def asked_for(request: HttpRequest, key: str = "") -> CycleScope:
    """Return the cycle that the address asks for; 404 for one that is not there or not to be seen by this person."""
    asked = read_cycle_scope(request, key)
    if asked is None:
        raise Http404
    return asked


def switched(asked: CycleScope, address: str = "") -> HttpResponse | None:
    """Return where to go after the switcher: to the same page, if the other plan has it, else to its board."""
    if not asked.scope.was_switched:
        return None
    stays = address and PlanTree.of(asked.scope.period).at(address) is not None
    page = reverse("evaluations:evaluation", args=(address,)) if stays else reverse("evaluations:board")
    return HttpResponseRedirect(f"{page}?{asked.scope.query}")


def kept(request: HttpRequest) -> QueryDict | None:
    """Return what was typed into the page before the session was over."""
    return parked(request, request.path)


def way_back(request: HttpRequest, typed: QueryDict | None, needed: str = "cycle") -> HttpResponse | None:
    """Return the page under the address it was typed on, which a form carries along (`query`).

    `needed` is what of that address the page cannot be found without.
    """
    if typed is None or needed in request.GET:
        return None
    sent = QueryDict(typed.get("query", ""))
    query = {name: sent[name] for name in IN_ADDRESS if name in sent} | {PARAMETER: request.GET[PARAMETER]}
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}") if needed in query else None


def last_change(owners: Sequence[str]) -> int:
    """Return the latest change that a page with these histories knows of, 0 if there is none."""
    found = Change.objects.filter(owner__in=owners).order_by("-sequence").values_list("sequence", flat=True)
    return found.first() or 0


def changes_since(owners: Sequence[str], seen: str | None) -> list[Change]:
    """Return what changed after the change that the page knew of, the oldest first, without where a row hangs."""
    known = int(seen) if seen and seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
    changed = Change.objects.filter(owner__in=owners, sequence__gt=known).exclude(field__in=WHERE_IT_HANGS)
    return list(changed.order_by("sequence")[:MOST_TOLD])
