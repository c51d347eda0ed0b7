"""Forms without a table: the cells of one are named, and all that were sent with it are read so."""

from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from desk.page.taking import Done, Fate, FaultyFormError, form_page, opened, take
from policies.models import PlanPeriod
from reports.loads.views import loader_of
from reports.tables.actions.mappings import remember
from reports.tables.formcells import ITEMS, MOST_INDICATORS
from reports.tables.forms import MappingForm
from reports.tables.models import TableMapping
from reports.tables.page.forms import FormPage, form_page_of
from reports.tables.page.tables import periods_for
from reports.tables.views.tables import mapping_context
from store.actions.rows import RefusedError

LABELS: Final = {"name": "この読み方の名前"}
NUMBERS: Final = [
    ("0", "全体"),
    *((str(number), f"指標{number}") for number in range(1, MOST_INDICATORS + 1)),
]


@form_page(labels=LABELS)
def forms(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show one of the forms with what its cells seem to be; what is posted is how all of them are read."""
    loader = loader_of(request)
    page = form_page_of(request, loader, ticket)
    if request.method != "POST":
        return show_form(request, page, opened(request, loader.person))
    act, show = partial(keep_cells, request, page, ticket), partial(show_form, request, page)
    return take(request, loader.person, act, show, is_versioned=True)


def keep_cells(request: HttpRequest, page: FormPage, ticket: str, version: int) -> Done:
    """Remember how the forms are read, and lead to what they say."""
    form = MappingForm(request.POST, periods=periods_for(page.loader))
    use, problems = page.typed_use(request.POST)
    if not form.is_valid() or problems:
        raise FaultyFormError(form, problems)
    period: PlanPeriod = form.cleaned_data["period"]
    code = period.plan.local_government_code
    try:
        mapping = remember(
            page.mapping,
            code=code,
            name=form.cleaned_data["name"],
            kind=TableMapping.Kind.CELLS,
            content=page.content(use, period),
            version=version,
            by=page.loader.by(code, f"「{page.upload.name}」の読み方"),
        )
    except ValidationError as refused:
        raise RefusedError("\n".join(refused.messages)) from None
    return Done(reverse("reports:form_rows", args=(ticket, mapping.pk)))


def show_form(request: HttpRequest, page: FormPage, fate: Fate) -> HttpResponse:
    """Show the form, with a line for each named cell."""
    context = {
        **mapping_context(page, page.use.options, fate),
        "lines": page.lines(fate.typed),
        "items": list(ITEMS.items()),
        "numbers": NUMBERS,
        "rows": list(enumerate(page.grid.cells, 1)),
    }
    return render(request, "reports/form_cells.html", context, status=fate.status)
