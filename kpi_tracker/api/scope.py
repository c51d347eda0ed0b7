"""Of which plan, period and year an answer is, as everybody may see it; what is not there is refused, not replaced."""

from typing import Any

from django.http import HttpRequest

from kpi_tracker.api import schemas
from kpi_tracker.api.asked import other_year, unknown, year_of
from kpi_tracker.api.errors import ApiError
from policies.models import PolicyNode
from policies.page import Scope, read_scope
from policies.scorecards.tree import PlanTree


def public_scope(request: HttpRequest) -> Scope:
    """Return what the address asks for as everybody may see it; what is not there is refused, never replaced."""
    scope = read_scope(request, publicly=True)
    if scope is None:
        raise ApiError(404, "nothing_published", "公開されている計画がありません。", "No plan is published.")
    for name, label, found in (
        ("plan", "キー", scope.plan.key),
        ("period", "計画期間", str(scope.period.number)),
    ):
        asked = request.GET.get(name, "").strip()
        if asked and asked != found:
            raise unknown(name, label, asked)
    refuse_other_year(scope, request.GET.get("year", ""))
    return scope


def refuse_other_year(scope: Scope, asked: str) -> None:
    """Refuse a year that cannot be read (400) or is not one of the period (404)."""
    if not asked.strip():
        return
    wanted = year_of(asked)
    if wanted != scope.year:
        raise other_year(wanted, str(scope.period))


def place(scope: Scope) -> dict[str, Any]:
    """Return which plan and period an answer is about."""
    return {"plan": scope.plan.key, "period": scope.period.number, "source": schemas.LIVE}


def node_asked(scope: Scope, asked: str) -> PolicyNode:
    """Return the item of the period of that address or uid; 404 without one."""
    tree = PlanTree.of(scope.period)
    found = tree.at(asked.strip()) or tree.of_uid(asked.strip())
    if found is None:
        raise unknown("node", "項目", asked)
    return found
