"""A plan that is new: written down on one page, and loaded as every file is."""

import json
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Department
from accounts.rules import administered_codes, is_unlimited
from desk.actions import quotas
from desk.page.taking import Done, Fate, FaultyFormError, form_page, opened, take
from policies.models import Plan
from reports.loads.actions import uploads
from reports.loads.actions.loading import FOREIGN, Loader
from reports.loads.actions.working import new_address
from reports.loads.rules import may_load_into
from reports.loads.views import loader_of
from reports.plans.forms import PlanForm
from reports.plans.outline import Outline, entries_of, sections_of
from reports.review.places import layer_said
from store.actions.rows import RefusedError

LABELS: Final = {name: str(one.label) for name, one in PlanForm.base_fields.items()}
ALREADY: Final = (
    "「{}」は登録されています。計画期間や項目は、管理画面の「計画期間」「政策体系の項目」で加えてください。"
)


@form_page(labels=LABELS)
def new_plan(request: HttpRequest) -> HttpResponse:
    """Take a plan, its period, layers and nodes, and the sections; what is posted becomes a file to load."""
    loader = loader_of(request)
    if request.method != "POST":
        return show(request, loader, opened(request, loader.person))
    act, show_again = partial(make_file, request, loader), partial(show, request, loader)
    return take(request, loader.person, act, show_again, is_versioned=False)


def make_file(request: HttpRequest, loader: Loader, _: int) -> Done:
    """Keep what was typed as a file, and lead to what it would change."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    said = form.cleaned_data
    if not may_load_into(loader.person, said["city"], loader.today):
        raise RefusedError(FOREIGN.format(said["city"]))
    if Plan.objects.filter(local_government_code=said["city"], name=said["name"]).exists():
        raise RefusedError(ALREADY.format(said["name"]))
    try:
        quotas.count(quotas.UPLOADS, loader.person)
    except quotas.TooOften as refused:
        raise RefusedError(str(refused)) from None
    entries = entries_of(outline_of(said), layer_said)
    upload = uploads.keep(f"{said['name']}の登録.json", json.dumps(entries, ensure_ascii=False).encode())
    return Done(new_address(upload, loader.person))


def outline_of(said: dict[str, Any]) -> Outline:
    """Return what a valid form says, without the sections that are there."""
    there = Department.objects.filter(local_government_code=said["city"]).values_list("name", "code")
    return Outline(
        municipality=said["municipality"],
        city=said["city"],
        name=said["name"],
        years=(said["first"], said["last"]),
        number=said["number"],
        period_name=said["period_name"],
        period_years=(said["period_first"], said["period_last"]),
        layers=said["layers"],
        nodes=said["read_nodes"],
        sections=sections_of(said["sections"], dict(there), [code for _, code in there]),
    )


def show(request: HttpRequest, loader: Loader, fate: Fate) -> HttpResponse:
    """Show the form, with the city of whoever keeps only one."""
    initial = fate.typed.dict() if fate.typed is not None else own_city(loader)
    form = fate.form or PlanForm(initial=initial)
    return render(
        request, "reports/plan.html", {"scope": None, "form": form, **fate.context(0)}, status=fate.status
    )


def own_city(loader: Loader) -> dict[str, Any]:
    """Return the code and the name of the only city whose data the person keeps."""
    codes = frozenset() if is_unlimited(loader.person) else administered_codes(loader.person, loader.today)
    if len(codes) != 1:
        return {}
    (code,) = codes
    known = Plan.objects.filter(local_government_code=code).values_list("municipality", flat=True).first()
    return {"city": code, "municipality": known or ""}
